/// The body of `report.docx`, made of the page: the same sentences and tables, in the styles of a text document.
///
/// Figures of the page are drawings of the web; the document has charts of its own (``WordChart``), put under the heading of the ranking.
struct WordBody {
    private var out = Markup()
    private var text = TextRuns()
    /// Names of tags that are open and whose texts are left out.
    private var skipped = 0
    private var style = "BodyText"
    private var table: WordTable?
    private var tiles: [[TextRuns]]?
    private var facts: [(TextRuns, TextRuns)] = []
    private var term: TextRuns?
    private let charts: [String]
    /// Whether the next heading is that of the ranking, which the charts show.
    private var isBeforeCharts = false

    /// A text with its bold and coloured parts.
    struct TextRuns {
        struct Run: Equatable {
            var text: String
            var isBold: Bool
            var colour: String?
        }
        var runs: [Run] = []
        var isBold = 0
        var colours: [String?] = []

        mutating func add(_ text: String) {
            var folded = text.split(whereSeparator: { $0 == "\n" || $0 == "\t" || $0 == " " }).joined(separator: " ")
            if text.first?.isWhitespace ?? false, !(runs.last?.text.hasSuffix(" ") ?? true) { folded = " " + folded }
            if text.last?.isWhitespace ?? false, !folded.isEmpty, folded != " " { folded += " " }
            guard !folded.isEmpty else { return }
            let run = Run(text: folded, isBold: isBold > 0, colour: colours.last ?? nil)
            if let last = runs.last, last.isBold == run.isBold, last.colour == run.colour { runs[runs.count - 1].text += folded } else { runs.append(run) }
        }

        var isEmpty: Bool { runs.allSatisfy { $0.text.allSatisfy(\.isWhitespace) } }
        var plain: String { runs.map(\.text).joined() }

        /// The runs as WordprocessingML.
        var markup: String {
            var out = ""
            for run in runs {
                out += "<w:r>"
                if run.isBold || run.colour != nil {
                    out += "<w:rPr>" + (run.isBold ? "<w:b/>" : "") + (run.colour.map { "<w:color w:val=\"\($0)\"/>" } ?? "") + "</w:rPr>"
                }
                out += "<w:t xml:space=\"preserve\">" + WordBody.escaped(run.text) + "</w:t></w:r>"
            }
            return out
        }
    }

    /// - Parameter charts: paragraphs with a chart each.
    init(_ page: [UInt8], charts: [String]) {
        self.charts = charts
        var isInBody = false
        for token in PageTokens(page) {
            if case .open("header", _) = token { isInBody = true }
            if case .open("body", _) = token { isInBody = true }
            if isInBody { take(token) }
        }
        endParagraph()
    }

    /// The paragraphs and tables.
    var markup: String { out.string }

    private static let leftOut: Set<String> = ["svg", "nav", "script", "style", "footer", "button", "select", "input", "figure"]

    private mutating func take(_ token: PageTokens.Token) {
        switch token {
        case .text(let words):
            guard skipped == 0 else { return }
            if table != nil { table?.cell.add(words) } else { text.add(words) }
        case .open(let name, let attributes): open(name, attributes)
        case .close(let name): close(name)
        }
    }

    /// Drawings, what only a screen needs, what a reader unfolds, and the red head, which the document has of its own.
    private func isLeftOut(_ name: String, _ attributes: String) -> Bool {
        if WordBody.leftOut.contains(name) || name == "code" && table != nil { return true }
        switch name {
        case "section": return ["map", "trends", "pattern", "ratios"].contains { attributes.contains("id=\"\($0)\"") }
        case "details": return attributes.contains("class=\"full\"")
        case "ul": return attributes.contains("class=\"legend\"")
        case "div": return attributes.contains("class=\"redhead\"") || attributes.contains("class=\"band\"")
        case "a": return attributes.contains("class=\"skip\"")
        default: return false
        }
    }

    private mutating func open(_ name: String, _ attributes: String) {
        if skipped > 0 {
            skipped += 1
            return
        }
        if isLeftOut(name, attributes) {
            skipped = 1
            return
        }
        if name == "section" { isBeforeCharts = attributes.contains("id=\"ranking\"") }
        switch name {
        case "h1": begin("Title")
        case "h2": begin("Heading1")
        case "h3": begin("Heading2")
        case "h4", "summary", "figcaption": begin("Heading3")
        case "p": begin(attributes.contains("warning") ? "Caution" : attributes.contains("note") || attributes.contains("none") ? "Note" : "BodyText")
        case "li": if tiles != nil { tiles?.append([]); text = TextRuns() } else { begin("ListBullet") }
        case "ul": if attributes.contains("tiles") { endParagraph(); tiles = [] }
        case "dt", "dd": endParagraph(); text = TextRuns()
        case "table":
            endParagraph()
            table = WordTable(numeric: WordBody.numericColumns(attributes))
        case "caption": table?.cell = TextRuns()
        case "tr": table?.beginRow()
        case "td", "th": table?.cell = TextRuns()
        case "b", "strong": emphasise(true)
        case "span":
            let colour = attributes.contains("up") ? "B8401A" : attributes.contains("down") ? "1B6390" : attributes.contains("quiet") ? "5D6B78" : nil
            if table != nil { table?.cell.colours.append(colour) } else { text.colours.append(colour) }
            if attributes.contains("programme") { begin("Subtitle") }
        case "br": if table != nil { table?.cell.add(" ") } else { text.add(" ") }
        default: break
        }
    }

    private mutating func close(_ name: String) {
        if skipped > 0 {
            skipped -= 1
            return
        }
        switch name {
        case "h1", "h2", "h3", "h4", "p", "summary", "figcaption": endParagraph()
        case "li":
            if let last = tiles?.indices.last {
                tiles?[last].append(text)
                text = TextRuns()
            } else {
                endParagraph()
            }
        case "ul": endTiles()
        case "dt":
            term = text
            text = TextRuns()
        case "dd":
            facts.append((term ?? TextRuns(), text))
            text = TextRuns()
        case "dl": endFacts()
        case "caption": table?.endCaption()
        case "thead":
            let rows = table?.rows.count ?? 0
            table?.headRows = rows
        case "td", "th": table?.endCell()
        case "table":
            if let table { out.raw(table.markup) }
            table = nil
        case "b", "strong": emphasise(false)
        case "span":
            if table != nil { _ = table?.cell.colours.popLast() } else { _ = text.colours.popLast() }
            if style == "Subtitle" { endParagraph(); begin("Title") }
        default: break
        }
    }

    private mutating func emphasise(_ isOn: Bool) {
        if table != nil {
            table?.cell.isBold += isOn ? 1 : -1
            return
        }
        // A tile's figure and its words are two lines of one cell.
        if !isOn, let last = tiles?.indices.last {
            tiles?[last].append(text)
            text = TextRuns()
            return
        }
        text.isBold += isOn ? 1 : -1
    }

    private mutating func begin(_ style: String) {
        endParagraph()
        self.style = style
        text = TextRuns()
    }

    private mutating func endParagraph() {
        defer { text = TextRuns() }
        guard !text.isEmpty, tiles == nil else { return }
        out.raw("<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr>" + text.markup + "</w:p>\n")
        if style == "Heading1", isBeforeCharts {
            isBeforeCharts = false
            for chart in charts { out.raw(chart) }
        }
        style = "BodyText"
    }

    private mutating func endTiles() {
        guard let cells = tiles, !cells.isEmpty else { return }
        tiles = nil
        var table = WordTable(numeric: [])
        table.isPlain = true
        table.beginRow()
        for cell in cells {
            var runs = TextRuns()
            for (place, part) in cell.enumerated() where !part.isEmpty {
                runs.isBold = place == 0 ? 1 : 0
                runs.add((place == 0 ? "" : " ") + part.plain)
            }
            table.cell = runs
            table.endCell()
        }
        out.raw(table.markup)
    }

    private mutating func endFacts() {
        guard !facts.isEmpty else { return }
        var table = WordTable(numeric: [])
        table.isPlain = true
        for (name, value) in facts {
            table.beginRow()
            for runs in [name, value] {
                table.cell = runs
                table.endCell()
            }
        }
        facts = []
        out.raw(table.markup)
    }

    /// The columns, from 0, that a table sets to the right: its classes `n1` to `n12`.
    private static func numericColumns(_ attributes: String) -> Set<Int> {
        Set(attributes.split { " \"".contains($0) }.compactMap { $0.first == "n" ? Int($0.dropFirst()).map { $0 - 1 } : nil })
    }

    /// A text for XML: escaped, without what XML 1.0 forbids and without marks that turn the direction of the line.
    static func escaped(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value != 0xFFFE && scalar.value != 0xFFFF { clean.append(scalar) }
        return Markup.escaped(String(clean))
    }
}

/// A table of the document, with widths by what its columns hold.
struct WordTable {
    /// Columns, from 0, that hold numbers.
    let numeric: Set<Int>
    /// Whether it has no lines: facts and tiles.
    var isPlain = false
    var cell = WordBody.TextRuns()
    var headRows = 0
    private(set) var rows: [[WordBody.TextRuns]] = []
    private var caption = ""
    /// Twips of the text of an A4 page with margins of 20 mm.
    private static let width = 9638.0

    init(numeric: Set<Int>) { self.numeric = numeric }

    mutating func beginRow() { rows.append([]) }

    mutating func endCell() {
        if rows.isEmpty { rows.append([]) }
        rows[rows.count - 1].append(cell)
        cell = WordBody.TextRuns()
    }

    mutating func endCaption() {
        caption = cell.markup
        cell = WordBody.TextRuns()
    }

    var markup: String {
        let columns = rows.map(\.count).max() ?? 0
        guard columns > 0 else { return "" }
        var widest = [Double](repeating: 3, count: columns)
        for row in rows { for (place, runs) in row.enumerated() { widest[place] = max(widest[place], min(TextWidth.of(runs.plain), 26)) } }
        let total = widest.reduce(0, +)
        let widths = widest.map { Int((($0 / total) * WordTable.width).rounded()) }
        var out = caption.isEmpty ? "" : "<w:p><w:pPr><w:pStyle w:val=\"Caption\"/><w:keepNext/></w:pPr>\(caption)</w:p>\n"
        out += "<w:tbl><w:tblPr><w:tblStyle w:val=\"\(isPlain ? "PlainTable" : "DataTable")\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/>"
        out += "<w:tblLook w:val=\"0020\" w:firstRow=\"\(headRows > 0 ? 1 : 0)\"/></w:tblPr><w:tblGrid>"
        for width in widths { out += "<w:gridCol w:w=\"\(width)\"/>" }
        out += "</w:tblGrid>\n"
        for (index, row) in rows.enumerated() {
            out += "<w:tr><w:trPr><w:cantSplit/>" + (index < headRows ? "<w:tblHeader/>" : "") + "</w:trPr>"
            for place in 0..<columns {
                let runs = place < row.count ? row[place] : WordBody.TextRuns()
                out += "<w:tc><w:tcPr><w:tcW w:w=\"\(widths[place])\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"\(index < headRows ? "TableHead" : "TableText")\"/>"
                if numeric.contains(place) { out += "<w:jc w:val=\"right\"/>" }
                out += "</w:pPr>\(runs.markup)</w:p></w:tc>"
            }
            out += "</w:tr>\n"
        }
        // Two tables without a paragraph between them would be one.
        return out + "</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"Gap\"/></w:pPr></w:p>\n"
    }
}
