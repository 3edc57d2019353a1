import Findings
import Spreadsheets

/// A small workbook for tests, part by part as ECMA-376 wants them; every part can be put in place of what it would be.
struct WorkbookBuilder {
    struct Tab {
        var name: String
        /// What stands between `<sheetData>` and its end.
        var data: String
        var before = ""
        var after = ""
        var state = ""
        var prefix = ""
    }

    var tabs: [Tab] = []
    var strings: String?
    /// Codes of number formats; the first is that of cells with `s="1"`.
    var formats: [String] = []
    var builtIn: [Int] = []
    var isFrom1904 = false
    var isStrict = false
    var mainType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    var changed: [String: String] = [:]
    var extra: [(String, [UInt8])] = []

    init(_ data: String..., before: String = "", after: String = "") {
        tabs = data.enumerated().map { Tab(name: "Sheet\($0.offset + 1)", data: $0.element, before: before, after: after) }
    }

    static func escaped(_ text: String) -> String { text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;") }

    private var main: String { isStrict ? "http://purl.oclc.org/ooxml/spreadsheetml/main" : "http://schemas.openxmlformats.org/spreadsheetml/2006/main" }
    private var relations: String {
        isStrict ? "http://purl.oclc.org/ooxml/officeDocument/relationships" : "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    }

    var zip: ZipWriter {
        var zip = ZipWriter()
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        func add(_ name: String, _ text: String) { zip.add(name, head + (changed[name] ?? text)) }
        add(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(mainType)\"/></Types>")
        let package = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        add("_rels/.rels", package + "<Relationship Id=\"rId1\" Type=\"\(relations)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")
        let list = tabs.enumerated().map { index, tab in
            "<sheet name=\"\(WorkbookBuilder.escaped(tab.name))\" sheetId=\"\(index + 1)\"\(tab.state.isEmpty ? "" : " state=\"\(tab.state)\"") r:id=\"rId\(index + 10)\"/>"
        }.joined()
        add(
            "xl/workbook.xml",
            "<workbook xmlns=\"\(main)\" xmlns:r=\"\(relations)\"><workbookPr\(isFrom1904 ? " date1904=\"1\"" : "")/><sheets>\(list)</sheets></workbook>")
        var links = tabs.indices.map { "<Relationship Id=\"rId\($0 + 10)\" Type=\"\(relations)/worksheet\" Target=\"worksheets/sheet\($0 + 1).xml\"/>" }.joined()
        if strings != nil { links += "<Relationship Id=\"rId1\" Type=\"\(relations)/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>" }
        links += "<Relationship Id=\"rId2\" Type=\"\(relations)/styles\" Target=\"./styles.xml\"/>"
        add("xl/_rels/workbook.xml.rels", package + links + "</Relationships>")
        if let strings { add("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(strings)</sst>") }
        let codes = formats.enumerated().map { "<numFmt numFmtId=\"\($0.offset + 164)\" formatCode=\"\(WorkbookBuilder.escaped($0.element).replacing("\"", with: "&quot;"))\"/>" }.joined()
        let styles = ([0] + formats.indices.map { $0 + 164 } + builtIn).map { "<xf numFmtId=\"\($0)\"/>" }.joined()
        add("xl/styles.xml", "<styleSheet xmlns=\"\(main)\"><numFmts>\(codes)</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>\(styles)</cellXfs></styleSheet>")
        for (index, tab) in tabs.enumerated() {
            let colon = tab.prefix.isEmpty ? "" : tab.prefix + ":"
            let space = tab.prefix.isEmpty ? "xmlns" : "xmlns:" + tab.prefix
            add(
                "xl/worksheets/sheet\(index + 1).xml",
                "<\(colon)worksheet \(space)=\"\(main)\">\(tab.before)<\(colon)sheetData>\(tab.data)</\(colon)sheetData>\(tab.after)</\(colon)worksheet>")
        }
        for (name, bytes) in extra { zip.add(name, bytes) }
        return zip
    }

    var bytes: [UInt8] { zip.bytes }

    func read(_ limits: WorkbookLimits = WorkbookLimits()) -> WorkbookReading { Workbook.read(bytes, file: "batch.xlsx", limits: limits) }
}

extension WorkbookReading {
    /// The text of a cell of the first sheet, as a person sees it; nil where it is empty.
    func shown(_ address: String, sheet: Int = 0) -> String? { content(address, sheet: sheet)?.text(decimalComma: false) }

    func content(_ address: String, sheet: Int = 0) -> CellContent? {
        guard let workbook, workbook.sheets.indices.contains(sheet), let place = CellAddress(address) else { return nil }
        return workbook.sheets[sheet].content(row: place.row, column: place.column)
    }

    var codes: [String] { findings.map(\.code.rawValue) }
}
