(function () {
  "use strict";
  var words = document.body.dataset;
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function icon(button) {
    var space = "http://www.w3.org/2000/svg";
    var drawing = document.createElementNS(space, "svg");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    ["M5.5 5.5h8v8h-8z", "M10.5 5.5v-3h-8v8h3"].forEach(function (commands) {
      var path = document.createElementNS(space, "path");
      path.setAttribute("d", commands);
      drawing.appendChild(path);
    });
    button.textContent = "";
    button.appendChild(drawing);
  }
  function value(row, column) {
    var cell = row.cells[column];
    var text = cell ? cell.textContent.trim() : "";
    var number = parseFloat(text.replace(/[,×<▲▼\s]/g, ""));
    return { text: text, number: isNaN(number) ? -Infinity : number };
  }
  all("table.data").forEach(function (table) {
    var body = table.tBodies[0];
    all("thead th", table).forEach(function (head, column) {
      if (!head.textContent) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.title = words.sort;
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var isNumeric = head.classList.contains("n");
        var isDown = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : isNumeric;
        all("thead th", table).forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        var rows = all("tr", body).map(function (row, place) { return { row: row, place: place, value: value(row, column) }; });
        rows.sort(function (a, b) {
          var order = isNumeric ? a.value.number - b.value.number : a.value.text.localeCompare(b.value.text, document.documentElement.lang);
          return (isDown ? -order : order) || a.place - b.place;
        });
        rows.forEach(function (item) { body.appendChild(item.row); });
      });
    });
    if (table.classList.contains("filtered")) {
      var input = document.createElement("input");
      input.type = "search";
      input.className = "filter";
      input.placeholder = words.filter;
      input.setAttribute("aria-label", words.filter);
      input.addEventListener("input", function () {
        var wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        all("tr", body).forEach(function (row) {
          var text = row.textContent.toLowerCase();
          row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
        });
      });
      table.parentNode.parentNode.insertBefore(input, table.parentNode);
    }
  });
  all("table.keyed tbody tr").forEach(function (row) {
    var place = row.querySelector("code");
    if (!place) { return; }
    var command = words.command + " " + place.textContent;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    icon(button);
    button.title = words.copy + ": " + command;
    button.setAttribute("aria-label", words.copy + ": " + command);
    button.addEventListener("click", function () {
      if (!navigator.clipboard) { window.prompt(words.copy, command); return; }
      navigator.clipboard.writeText(command).then(function () {
        button.textContent = "✓ " + words.copied;
        setTimeout(function () { icon(button); }, 1500);
      }, function () { window.prompt(words.copy, command); });
    });
    row.cells[0].insertBefore(button, place);
  });
  all("figure.loads").forEach(function (figure) {
    var views = all(".choosable", figure);
    var place = figure.querySelector(".choice");
    if (views.length < 2 || !place) { return; }
    var select = document.createElement("select");
    select.setAttribute("aria-label", words.choose);
    views.forEach(function (view, index) {
      var option = document.createElement("option");
      option.value = String(index);
      option.textContent = view.dataset.name;
      select.appendChild(option);
    });
    select.addEventListener("change", function () {
      views.forEach(function (view, index) { view.hidden = String(index) !== select.value; });
    });
    place.appendChild(select);
    figure.classList.add("chosen");
  });
  window.addEventListener("beforeprint", function () { all("details").forEach(function (item) { item.open = true; }); });
}());
