/// A table of the page: a caption, columns, rows; sorted and filtered by the reader where a browser allows it.
struct PageTable {
    /// A column: its title, and whether it holds numbers.
    struct Column {
        let title: String
        let isNumeric: Bool

        static func text(_ title: String) -> Column { Column(title: title, isNumeric: false) }
        static func number(_ title: String) -> Column { Column(title: title, isNumeric: true) }
    }

    /// What stands in a cell.
    enum Entry {
        case text(String)
        /// The name of a site or a substance: bold where it leads the row.
        case name(String, isBold: Bool)
        /// A text with a class, such as a verdict.
        case marked(String, String)
        case markup(Markup)
    }

    private let columns: [Column]
    /// Whether the first column holds the key that `headwater explain` takes.
    private let isKeyed: Bool
    private var rows = Markup()
    private(set) var count = 0

    init(_ columns: [Column], isKeyed: Bool = false) {
        self.columns = columns
        self.isKeyed = isKeyed
    }

    /// Appends a row.
    mutating func row(_ entries: [Entry]) {
        count += 1
        rows.raw("<tr>")
        for entry in entries {
            switch entry {
            case .text(let text):
                rows.raw("<td>")
                rows.text(text)
            case .name(let name, let isBold):
                rows.raw(isBold ? "<td><b>" : "<td>")
                rows.text(name)
                if isBold { rows.raw("</b>") }
            case .marked(let text, let style):
                rows.raw("<td><span")
                rows.attribute("class", style)
                rows.raw(">")
                rows.text(text)
                rows.raw("</span>")
            case .markup(let markup):
                rows.raw("<td>")
                rows.raw(markup)
            }
            rows.raw("</td>")
        }
        rows.raw("</tr>\n")
    }

    /// The table; an empty one is a sentence that says so.
    func markup(caption: String, empty: String, isFiltered: Bool = false) -> Markup {
        var out = Markup()
        guard count > 0 else {
            out.element("p", class: "none", empty)
            return out
        }
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"")
        out.attribute("aria-label", caption)
        out.raw("><table class=\"data\(isFiltered ? " filtered" : "")\(isKeyed ? " keyed" : "")\(numericClasses)\"><caption>")
        out.text(caption)
        out.raw("</caption><thead><tr>")
        for column in columns {
            out.raw(column.isNumeric ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
            out.text(column.title)
            out.raw("</th>")
        }
        out.raw("</tr></thead><tbody>\n")
        out.raw(rows)
        out.raw("</tbody></table></div>\n")
        return out
    }

    /// A class a numeric column: the style sheet sets them to the right, so that no cell need say so.
    private var numericClasses: String {
        columns.enumerated().filter { $0.element.isNumeric }.map { " n\($0.offset + 1)" }.joined()
    }
}
