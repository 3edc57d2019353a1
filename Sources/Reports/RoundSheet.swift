internal import Findings
package import Monitoring
package import SewerNetwork
internal import Wording

/// The next round of a traceback as a crew takes it along: one printed A4 page for up to six manholes and the control.
///
/// Plain values. Both languages stand side by side. The codes of the bottles name no place and no substance: the sheet alone says
/// which is which.
package struct RoundSheet: Sendable {
    /// A place where a sampler is put.
    package struct Stop: Sendable {
        /// 1 for the best; nil for the control.
        package var rank: Int?
        package var node: Int
        package var name: String
        package var place: MapPoint?
        /// Minutes by which the window here begins before that of the control, so that both take the same water; nil where the water of
        /// this manhole does not come past the control.
        package var minutesBefore: Int?
        package var power: Double
        package var informationBits: Double
        package var people: Double
        /// From the table of access; empty or nil where it is silent.
        package var hours: String
        package var note: String
        package var cost: Double?

        package init(
            rank: Int?, node: Int, name: String, place: MapPoint?, minutesBefore: Int?, power: Double, informationBits: Double, people: Double, hours: String,
            note: String, cost: Double?
        ) {
            self.rank = rank
            self.node = node
            self.name = name
            self.place = place
            self.minutesBefore = minutesBefore
            self.power = power
            self.informationBits = informationBits
            self.people = people
            self.hours = hours
            self.note = note
            self.cost = cost
        }
    }

    /// Bottles of a sample: one for the analysis, one kept.
    package static let bottles = ["A", "B"]
    /// Stops on a page: six manholes and the control.
    package static let stopsOnPage = 7

    /// The site and period, or nil for files outside a workspace.
    package var site: SiteCode?
    package var period: Period?
    package var analyte: String
    package var round: Int
    /// The day on which it was made.
    package var made: CalendarDate
    /// Where the codes of bottles begin; unique to the question.
    package var prefix: String
    /// `approved`, `emergency` or `ad hoc`.
    package var basis: String
    /// Number of the request and of the case; empty for files outside a workspace.
    package var request: String
    package var caseNumber: String
    /// When the composites at the control begin, seconds of the day; nil where nothing says so.
    package var controlStart: Int?
    /// The control last.
    package var stops: [Stop]

    package init(
        site: SiteCode?, period: Period?, analyte: String, round: Int, made: CalendarDate, prefix: String, basis: String, request: String, caseNumber: String,
        controlStart: Int?, stops: [Stop]
    ) {
        self.site = site
        self.period = period
        self.analyte = analyte
        self.round = round
        self.made = made
        self.prefix = prefix
        self.basis = basis
        self.request = request
        self.caseNumber = caseNumber
        self.controlStart = controlStart
        self.stops = stops
    }

    /// The code of a bottle: of a stop, `A` or `B`; or of the field blank of the round.
    package func code(stop index: Int, bottle: String) -> String { "\(prefix)-\(index + 1)\(bottle)" }
    package var blankCode: String { "\(prefix)-0F" }

    /// The sheet as a page of its own, with its style and pictures inside; nothing is loaded from elsewhere.
    ///
    /// - Parameters:
    ///   - layout: the map, or the plan where there is none; the part around the stops is shown.
    ///   - picture: the posterior that the round was planned on.
    package func html(graph: SewerGraph, layout: SewerLayout?, picture: TracePicture) -> String {
        var out = Markup(capacity: 120_000)
        out.raw("<!DOCTYPE html>\n<html lang=\"zh-Hans\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
        out.element("title", Bilingual.say("sheet.title") + " " + heading)
        out.raw("<style>\(RoundSheet.style)</style></head><body>\n")
        let indices = Array(stops.indices)
        var pages: [[Int]] = []
        for start in stride(from: 0, to: max(indices.count, 1), by: RoundSheet.stopsOnPage) {
            pages.append(Array(indices[min(start, indices.count)..<min(start + RoundSheet.stopsOnPage, indices.count)]))
        }
        for (number, part) in pages.enumerated() {
            page(&out, part, number: number + 1, of: pages.count, graph: graph, layout: layout, picture: picture)
        }
        out.raw("</body></html>\n")
        return out.string
    }

    private var heading: String {
        [site?.rawValue, analyte, period?.description].compactMap { $0 }.map { harmless($0, limit: 40) }.joined(separator: " · ")
    }

    private func page(
        _ out: inout Markup, _ part: [Int], number: Int, of count: Int, graph: SewerGraph, layout: SewerLayout?, picture: TracePicture
    ) {
        out.raw("<section class=\"page\">\n<header><div>")
        let title = Bilingual.both("sheet.title")
        out.raw("<h1>")
        out.text(title.chinese)
        out.raw(" <small>")
        out.text(title.english)
        out.raw("</small></h1>")
        out.element("p", class: "what", heading)
        out.raw("</div><dl>")
        for (key, value) in [
            ("sheet.round", "\(round)"), ("sheet.made", "\(made)"), ("sheet.basis", Bilingual.say("sheet.basis." + basis.replacing(" ", with: "_"))),
            ("sheet.request", request), ("sheet.case", caseNumber), ("sheet.page", "\(number) / \(count)"),
        ] where !value.isEmpty {
            out.element("dt", Bilingual.say(key))
            out.element("dd", harmless(value, limit: 48))
        }
        out.raw("</dl></header>\n")
        if let layout {
            out.raw("<figure>")
            out.raw(SheetMap(graph: graph, layout: layout, picture: picture, nodes: part.map { stops[$0].node }).svg())
            out.raw("</figure>\n")
        }
        table(&out, part)
        out.element("p", class: "how", Bilingual.both("sheet.how").chinese)
        out.element("p", class: "how", Bilingual.both("sheet.how").english)
        labels(&out, part, withBlank: number == count)
        signatures(&out)
        out.raw("</section>\n")
    }

    private func table(_ out: inout Markup, _ part: [Int]) {
        out.raw("<table><thead><tr>")
        for key in ["number", "manhole", "place", "window", "access", "figures", "opened", "seal"] {
            let (chinese, english) = Bilingual.both("sheet." + key)
            out.raw("<th>")
            out.text(chinese)
            out.raw("<br><small>")
            out.text(english)
            out.raw("</small></th>")
        }
        out.raw("</tr></thead><tbody>")
        for index in part {
            let stop = stops[index]
            out.raw(stop.rank == nil ? "<tr class=\"control\">" : "<tr>")
            out.element("td", class: "rank", String(index + 1))
            out.raw("<td>")
            out.element("b", harmless(stop.name, limit: 24))
            if stop.rank == nil { out.raw("<br>"); out.element("small", Bilingual.say("sheet.control")) }
            out.raw("</td><td class=\"figure\">")
            if let place = stop.place {
                let isOnGlobe = abs(place.x) <= 180 && abs(place.y) <= 90
                out.text(place.x.places(isOnGlobe ? 6 : 1))
                out.raw("<br>")
                out.text(place.y.places(isOnGlobe ? 6 : 1))
            } else {
                out.text("–")
            }
            out.raw("</td><td>")
            out.text(window(stop))
            out.raw("</td><td>")
            let access = [stop.hours, stop.note, stop.cost.map { Bilingual.both("sheet.cost").chinese + " cost " + $0.significant(3) } ?? ""]
            out.text(TextWidth.fitted(harmless(access.filter { !$0.isEmpty }.joined(separator: "; "), limit: 90), width: 34))
            out.raw("</td><td class=\"figure\">")
            out.text(stop.rank == nil ? "–" : stop.informationBits.significant(2) + " bit")
            out.raw("<br>")
            out.text((stop.power * 100).significant(3) + " % · " + stop.people.places(0))
            out.raw("</td><td></td><td></td></tr>")
        }
        out.raw("</tbody></table>\n")
    }

    /// The window of a stop: times of the day where the control's are known, else the minutes before it.
    private func window(_ stop: Stop) -> String {
        guard let minutes = stop.minutesBefore else { return controlStart.map { RoundSheet.clock($0) + " + 24 h *" } ?? "24 h *" }
        if let controlStart { return RoundSheet.clock(controlStart - minutes * 60) + " + 24 h" }
        return (minutes == 0 ? "T" : "T − \(minutes) min") + " + 24 h"
    }

    /// `hh:mm`; before midnight of the day before counts as that day's evening.
    private static func clock(_ second: Int) -> String {
        let day = ((second % 86_400) + 86_400) % 86_400
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        return two(day / 3600) + ":" + two(day / 60 % 60)
    }

    private func labels(_ out: inout Markup, _ part: [Int], withBlank: Bool) {
        var codes = part.flatMap { index in
            RoundSheet.bottles.map { (code(stop: index, bottle: $0), "\(index + 1)\($0)", $0 == "A" ? "sheet.bottle_a" : "sheet.bottle_b") }
        }
        if withBlank { codes.append((blankCode, "0F", "sheet.bottle_blank")) }
        out.raw("<div class=\"labels\">")
        for (code, short, use) in codes {
            out.raw("<div class=\"label\">")
            if let picture = QuickCode(code) { out.raw(picture.svg(label: code)) }
            out.raw("<div>")
            out.element("b", short)
            out.element("span", Bilingual.say(use))
            out.element("code", code)
            out.raw("</div></div>")
        }
        out.raw("</div>\n")
    }

    private func signatures(_ out: inout Markup) {
        out.raw("<div class=\"signatures\">")
        for key in ["first_sampler", "second_sampler", "handed_over", "received", "begun", "ended"] {
            out.raw("<div>")
            out.element("span", Bilingual.say("sheet." + key))
            out.raw("</div>")
        }
        out.raw("</div>\n")
    }

    /// One page of A4 with margins of 10 mm; the page itself is 2 mm lower than the room for it, since printers round up.
    private static let style = """
        @page{size:A4 portrait;margin:10mm}
        *{box-sizing:border-box}
        body{margin:0;background:#fff;color:#111;font:8.2pt/1.25 "Noto Sans SC","Noto Sans CJK SC","WenQuanYi Zen Hei","PingFang SC","Microsoft YaHei",Helvetica,Arial,sans-serif}
        .page{width:190mm;height:275mm;margin:0 auto;padding:0 .5mm;overflow:hidden;display:flex;flex-direction:column;gap:2mm;break-after:page;break-inside:avoid}
        .page:last-child{break-after:auto}
        header{display:flex;justify-content:space-between;gap:6mm;border-bottom:1.2pt solid #111;padding-bottom:1.5mm}
        h1{font-size:14pt;margin:0;white-space:nowrap}h1 small{font-size:8pt;font-weight:400}
        .what{margin:.6mm 0 0;font-size:10.5pt;font-weight:600}
        dl{display:grid;grid-template-columns:auto auto auto auto;gap:.3mm 2.5mm;margin:0;align-content:start}dt{color:#444}dd{margin:0;font-weight:600}
        figure{margin:0;border:.6pt solid #555}figure svg{display:block;width:100%;height:68mm}
        table{border-collapse:collapse;width:100%}th,td{border:.5pt solid #555;padding:.7mm 1.2mm;text-align:left;vertical-align:top}
        th{background:#eee;font-weight:600;line-height:1.1}th small,td small{font-weight:400;font-size:6.6pt}
        td{height:8.8mm}td:nth-child(5){width:40mm}td:nth-child(7),td:nth-child(8){width:18mm}.rank{font-weight:700;font-size:11pt;text-align:center}.figure{font-variant-numeric:tabular-nums;white-space:nowrap}
        tr.control td{background:#f4f4f4}
        .how{margin:0;font-size:7.2pt;color:#222}
        .labels{display:grid;grid-template-columns:repeat(8,1fr);gap:1mm}
        .label{border:.5pt dashed #777;padding:.6mm;display:flex;flex-direction:column;align-items:center;text-align:center;height:28mm;overflow:hidden}
        .label svg{width:17mm;height:17mm;flex:none}.label div{display:flex;flex-direction:column;line-height:1.1}.label b{font-size:9pt}.label span{font-size:5.6pt}.label code{font:5.2pt/1.1 "DejaVu Sans Mono",monospace}
        .signatures{display:grid;grid-template-columns:repeat(3,1fr);gap:1.5mm;margin-top:auto}.signatures div{border:.5pt solid #555;height:10mm;padding:.6mm 1.2mm}.signatures span{color:#333;font-size:7pt}
        .halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
        @media screen{body{background:#ddd}.page{background:#fff;padding:10mm;width:210mm;height:297mm;margin:4mm auto}}
        """
}

/// The part of the sewer around the stops of a page.
struct SheetMap {
    private let graph: SewerGraph
    private let layout: SewerLayout
    private let picture: TracePicture
    private let nodes: [Int]

    /// Units of the picture: as wide and high as its place on the page, 190 mm by 68 mm.
    private static let width = 760.0
    private static let height = 272.0

    init(graph: SewerGraph, layout: SewerLayout, picture: TracePicture, nodes: [Int]) {
        self.graph = graph
        self.layout = layout
        self.picture = picture
        self.nodes = nodes
    }

    func svg() -> String {
        guard layout.kind == .map else { return plan() }
        let places = nodes.compactMap { layout.place($0) }.filter { $0.x.isFinite && $0.y.isFinite }
        guard let first = places.first else { return "" }
        var low = first
        var high = first
        for place in places {
            low = MapPoint(x: min(low.x, place.x), y: min(low.y, place.y))
            high = MapPoint(x: max(high.x, place.x), y: max(high.y, place.y))
        }
        // A margin, so that one can see how the stops hang together; a page with one stop shows a twentieth of the sewer.
        let whole = max(layout.high.x - layout.low.x, layout.high.y - layout.low.y, .leastNormalMagnitude)
        let inner = max(high.x - low.x, (high.y - low.y) * SheetMap.width / SheetMap.height, whole / 20)
        let scale = SheetMap.width / (inner * 1.35)
        let centre = MapPoint(x: (low.x + high.x) / 2, y: (low.y + high.y) / 2)
        let halfX = SheetMap.width / scale / 2
        let halfY = SheetMap.height / scale / 2
        let span = layout.high.x - layout.low.x
        var drawing = SewerDrawing(layout, width: max(span * scale, 1) + 2 * SewerDrawing.margin, greatestHeight: .greatestFiniteMagnitude)
        func isInside(_ point: MapPoint) -> Bool { abs(point.x - centre.x) <= halfX * 1.05 && abs(point.y - centre.y) <= halfY * 1.05 }
        func isShown(_ line: SewerLayout.Line) -> Bool { layout.points(line).contains(where: isInside) }
        drawing.lay(TracePicture.written, classes: picture.writtenClasses(layout, isShown: isShown))
        drawing.lay(SewerDrawing.steps, classes: picture.openClasses(layout, isShown: isShown))
        TraceFigure.mark(&drawing, picture, graph) { node in layout.place(node).map(isInside) ?? false }
        let at = drawing.position(centre)
        let label = Bilingual.say("sheet.map")
        let inside = drawing.figure(label: "", style: "")
        let left = at.x - SheetMap.width / 2
        let top = at.y - SheetMap.height / 2
        return "<svg viewBox=\"\(Drawing.n(left)) \(Drawing.n(top)) \(Drawing.n(SheetMap.width)) \(Drawing.n(SheetMap.height))\" role=\"img\" aria-label=\"\(Markup.escaped(label))\">"
            + inside + scaleBar(left: left, top: top, scale: drawing) + "</svg>"
    }

    /// The whole plan, where there is no map to show a part of.
    private func plan() -> String {
        var drawing = SewerDrawing(layout, width: SheetMap.width, greatestHeight: SheetMap.height)
        drawing.lay(TracePicture.written, classes: picture.writtenClasses(layout))
        drawing.lay(SewerDrawing.steps, classes: picture.openClasses(layout))
        TraceFigure.mark(&drawing, picture, graph)
        return drawing.figure(label: Bilingual.say("sheet.map"), style: "")
    }

    /// A bar of a round length at the lower left of the part shown, and the arrow to the north.
    private func scaleBar(left: Double, top: Double, scale drawing: SewerDrawing) -> String {
        guard layout.kind == .map, let metres = layout.metresPerUnit, metres > 0 else { return "" }
        let unit = drawing.position(MapPoint(x: layout.low.x + 1, y: layout.low.y)).x - drawing.position(layout.low).x
        let perMetre = unit / metres
        guard perMetre > 0, perMetre.isFinite else { return "" }
        var length = 0.0
        var decade = 0.1
        while decade < 1e7 {
            for part in [1.0, 2, 5] where decade * part * perMetre <= 150 { length = max(length, decade * part) }
            decade *= 10
        }
        guard length > 0 else { return "" }
        let x = left + 10
        let y = top + SheetMap.height - 10
        let end = x + length * perMetre
        let text = length >= 1000 ? "\((length / 1000).significant(3)) km" : "\(length.significant(3)) m"
        return "<path d=\"M\(Drawing.n(x)) \(Drawing.n(y - 5))V\(Drawing.n(y))H\(Drawing.n(end))V\(Drawing.n(y - 5))\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.2\"/>"
            + "<text x=\"\(Drawing.n(end + 6))\" y=\"\(Drawing.n(y))\" font-size=\"12\" class=\"halo\">\(text) · N ↑</text>"
    }
}
