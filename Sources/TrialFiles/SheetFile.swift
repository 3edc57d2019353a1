/// Writes a workbook of Office Open XML with texts and figures, stored without packing (ECMA-376; APPNOTE 6.3.10): for trials and tests.
package struct SheetFile: Sendable {
    /// What a cell holds.
    package enum Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
        case text(String), figure(String), date(Double), blank
        package init(stringLiteral value: String) { self = value.isEmpty ? .blank : .text(value) }
        package init(floatLiteral value: Double) { self = .figure(String(value)) }
        package init(integerLiteral value: Int) { self = .figure(String(value)) }
    }

    /// Names and rows of the sheets.
    package var sheets: [(name: String, rows: [[Cell]])]
    /// The element of merged cells, as XML, in every sheet.
    package var merges = ""
    /// Names of hidden sheets.
    package var hidden: Set<String> = []

    /// A workbook of one sheet.
    package init(_ rows: [[Cell]]) { sheets = [("Sheet1", rows)] }
    package init(sheets: [(name: String, rows: [[Cell]])]) { self.sheets = sheets }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("\r", with: "&#13;")
    }

    private func data(_ rows: [[Cell]]) -> String {
        rows.enumerated().map { index, cells in
            "<row r=\"\(index + 1)\">"
                + cells.map { cell in
                    switch cell {
                    case .blank: "<c/>"
                    case .text(let text): "<c t=\"inlineStr\"><is><t>\(SheetFile.escaped(text))</t></is></c>"
                    case .figure(let digits): "<c><v>\(digits)</v></c>"
                    case .date(let serial): "<c s=\"1\"><v>\(serial)</v></c>"
                    }
                }.joined() + "</row>"
        }.joined()
    }

    /// The file.
    package var bytes: [UInt8] { bytes { "<worksheet xmlns=\"\(SheetFile.main)\"><sheetData>\(data($0))</sheetData>\(merges)</worksheet>" } }

    /// A file of one sheet whose part is any text at all.
    package static func file(ofSheet part: String) -> [UInt8] { SheetFile([]).bytes { _ in part } }

    /// The part of the first sheet, as XML.
    package var firstPart: String { sheets.first.map { "<worksheet xmlns=\"\(SheetFile.main)\"><sheetData>\(data($0.rows))</sheetData>\(merges)</worksheet>" } ?? "" }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    private func bytes(_ part: ([[Cell]]) -> String) -> [UInt8] {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let main = SheetFile.main
        var parts = [
            ("[Content_Types].xml", "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"),
            ("_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
            ("xl/styles.xml", "<styleSheet xmlns=\"\(main)\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"),
        ]
        var list = ""
        var links = "<Relationship Id=\"s\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
        for (index, sheet) in sheets.enumerated() {
            list += "<sheet name=\"\(SheetFile.escaped(sheet.name))\" sheetId=\"\(index + 1)\"\(hidden.contains(sheet.name) ? " state=\"hidden\"" : "") r:id=\"r\(index)\"/>"
            links += "<Relationship Id=\"r\(index)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\(index).xml\"/>"
            parts.append(("xl/worksheets/sheet\(index).xml", part(sheet.rows)))
        }
        parts.append(("xl/workbook.xml", "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>\(list)</sheets></workbook>"))
        parts.append(("xl/_rels/workbook.xml.rels", "<Relationships>\(links)</Relationships>"))
        return SheetFile.zip(parts.map { ($0.0, Array($0.1.utf8)) })
    }

    private static func zip(_ parts: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        func little(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] { (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let (offset, size) = (UInt32(file.count), UInt32(part.bytes.count))
            let common = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x5A] + little(sum(part.bytes)) + little(size) + little(size) + little(UInt16(part.name.utf8.count)) + [0, 0]
            file += [0x50, 0x4B, 3, 4] + common + Array(part.name.utf8) + part.bytes
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10) + little(offset) + Array(part.name.utf8)
        }
        let count = little(UInt16(parts.count))
        return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + little(UInt32(directory.count)) + little(UInt32(file.count)) + [0, 0]
    }

    private static func sum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
