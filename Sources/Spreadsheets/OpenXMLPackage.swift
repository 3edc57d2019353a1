internal import Findings

/// What a ZIP says of itself: which file format it is, and which part leads to which.
struct OpenXMLPackage {
    /// A relationship of one part to another.
    struct Relation {
        var id: String
        /// The last word of its type, such as `worksheet`; the words before it differ between the strict and the transitional standard.
        var kind: String
        /// The name of the other part in the ZIP.
        var target: String
    }

    /// The part that holds the list of sheets.
    var workbookPart = "xl/workbook.xml"
    var hasMacros = false

    /// The name of what the ZIP holds where that is no workbook that can be read; nil where it is one.
    static func foreignFormat(_ archive: ZipArchive, limits: WorkbookLimits) -> String? {
        if let type = mimetype(archive) {
            if type.contains("opendocument.spreadsheet") { return "OpenDocument (.ods)" }
            if type.contains("opendocument") { return "OpenDocument" }
            if type.contains("epub") { return "EPUB" }
        }
        let types = contentTypes(archive, limits: limits)
        if types.contains(where: { $0.contains("sheet.binary.macroenabled") }) { return "Excel binary (.xlsb)" }
        if archive.holds("xl/workbook.bin") { return "Excel binary (.xlsb)" }
        if types.contains(where: { $0.contains("spreadsheetml") || $0.contains("ms-excel.sheet") || $0.contains("ms-excel.template") }) { return nil }
        if archive.holds("xl/workbook.xml") { return nil }
        if types.contains(where: { $0.contains("wordprocessingml") || $0.contains("ms-word") }) { return "Word (.docx)" }
        if types.contains(where: { $0.contains("presentationml") || $0.contains("ms-powerpoint") }) { return "PowerPoint (.pptx)" }
        return "ZIP"
    }

    private static func mimetype(_ archive: ZipArchive) -> String? {
        guard archive.holds("mimetype"), let bytes = try? archive.bytes("mimetype") else { return nil }
        return String(decoding: bytes.prefix(200), as: UTF8.self)
    }

    private static func contentTypes(_ archive: ZipArchive, limits: WorkbookLimits) -> [String] {
        let reader = ContentTypeReader()
        try? XMLPart.read("[Content_Types].xml", of: archive, limits: limits, with: reader)
        return reader.types
    }

    init(_ archive: ZipArchive, limits: WorkbookLimits) {
        let types = OpenXMLPackage.contentTypes(archive, limits: limits)
        hasMacros = types.contains { $0.contains("macroenabled") } || archive.holds("xl/vbaProject.bin")
        let relations = (try? OpenXMLPackage.relations(of: "", archive, limits: limits)) ?? []
        if let target = relations.first(where: { $0.kind == "officeDocument" })?.target, archive.holds(target) { workbookPart = target }
    }

    /// The relationships of a part; those of the package for an empty name. None where it has none.
    static func relations(of part: String, _ archive: ZipArchive, limits: WorkbookLimits) throws(XMLPart.Fault) -> [Relation] {
        let cut = part.lastIndex(of: "/")
        let folder = cut.map { String(part[...$0]) } ?? ""
        let name = folder + "_rels/" + (cut.map { String(part[part.index(after: $0)...]) } ?? part) + ".rels"
        guard archive.holds(name) else { return [] }
        let reader = RelationReader(folder: folder)
        try XMLPart.read(name, of: archive, limits: limits, with: reader)
        return reader.relations
    }
}

private final class ContentTypeReader: XMLPartReader {
    /// In lower case.
    var types: [String] = []
    var fault: XMLPart.Fault?

    func begin(_ element: String, _ attributes: XMLAttributes) {
        guard element == "Override" || element == "Default", types.count < 10_000, let type = attributes["ContentType"] else { return }
        types.append(type.lowercased())
    }

    func end(_ element: String) {}
    func characters(_ text: String) {}
}

private final class RelationReader: XMLPartReader {
    private let folder: String
    var relations: [OpenXMLPackage.Relation] = []
    var fault: XMLPart.Fault?

    init(folder: String) { self.folder = folder }

    func begin(_ element: String, _ attributes: XMLAttributes) {
        guard element == "Relationship", attributes["TargetMode"] != "External", relations.count < 10_000 else { return }
        guard let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"] else { return }
        let kind = type.split(separator: "/").last.map(String.init) ?? type
        relations.append(OpenXMLPackage.Relation(id: id, kind: kind, target: resolved(target)))
    }

    func end(_ element: String) {}
    func characters(_ text: String) {}

    /// A target from the root of the ZIP, without `.` and `..`.
    private func resolved(_ target: String) -> String {
        let plain = target.replacing("\\", with: "/")
        var parts: [Substring] = plain.hasPrefix("/") ? [] : folder.split(separator: "/")
        for part in plain.split(separator: "/") where part != "." {
            if part == ".." { if !parts.isEmpty { parts.removeLast() } } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

/// Reads the list of sheets.
final class SheetListReader: XMLPartReader {
    struct Entry {
        var name: String
        var relation: String
        var isHidden: Bool
    }

    var entries: [Entry] = []
    var isFrom1904 = false
    var fault: XMLPart.Fault?
    private var isInSheets = false

    func begin(_ element: String, _ attributes: XMLAttributes) {
        switch element {
        case "workbookPr":
            if let value = attributes["date1904"] { isFrom1904 = XMLValue.isTrue(value) }
        case "sheets": isInSheets = true
        case "sheet" where isInSheets:
            // The prefix of the relationship's attribute is free to choose.
            let relation = attributes.prefixed("id") ?? ""
            entries.append(
                Entry(name: attributes["name"] ?? "", relation: relation, isHidden: attributes["state"] == "hidden" || attributes["state"] == "veryHidden"))
        default: break
        }
    }

    func end(_ element: String) { if element == "sheets" { isInSheets = false } }
    func characters(_ text: String) {}
}

/// Values as XML writes them.
enum XMLValue {
    static func isTrue(_ text: String) -> Bool { text == "1" || text == "true" || text == "on" }

    /// A decimal figure as ECMA-376 writes it (xsd:double); nil for anything else, such as `INF` or `0x10`.
    static func number(_ text: String) -> Double? {
        let digits = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = digits.first, (0x30...0x39).contains(first) || first == 0x2D || first == 0x2B || first == 0x2E else { return nil }
        let plain = String(text.filter { !$0.isWhitespace })
        guard plain.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E || $0 | 0x20 == 0x65 }) else { return nil }
        guard let value = Double(plain), value.isFinite else { return nil }
        return value
    }

    /// A text with the characters that XML cannot hold, written as `_x000D_` (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
    static func unescaped(_ text: String) -> String {
        guard text.contains("_x") else { return text }
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if scalars[index] == "_", index + 6 < scalars.count, scalars[index + 1] == "x", scalars[index + 6] == "_",
                let value = UInt32(String(String.UnicodeScalarView(scalars[(index + 2)..<(index + 6)])), radix: 16), let scalar = Unicode.Scalar(value)
            {
                result.append(scalar)
                index += 7
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return String(result)
    }
}

/// Reads the texts that cells share.
final class SharedStringReader: XMLPartReader {
    private(set) var texts: [String] = []
    private(set) var fault: XMLPart.Fault?
    private let limits: WorkbookLimits
    private var text = ""
    private var isItem = false
    private var isText = false
    private var phonetic = 0

    init(_ limits: WorkbookLimits) { self.limits = limits }

    func begin(_ element: String, _ attributes: XMLAttributes) {
        switch element {
        case "si":
            isItem = true
            text = ""
        case "rPh": phonetic += 1
        case "t": isText = isItem && phonetic == 0
        default: break
        }
    }

    func end(_ element: String) {
        switch element {
        case "si":
            isItem = false
            texts.append(XMLValue.unescaped(text))
            if texts.count > limits.cells { fault = .tooManyCells }
        case "rPh": phonetic -= 1
        case "t": isText = false
        default: break
        }
    }

    func characters(_ part: String) {
        guard isText else { return }
        text += part
        if text.utf8.count > 4 * limits.cellCharacters { fault = .cellTooLong("sharedStrings") }
    }
}

/// Reads which style of a cell is which number format.
final class StyleReader: XMLPartReader {
    /// The format of each style, by its number in `s=`.
    private(set) var formats: [NumberFormat] = []
    var fault: XMLPart.Fault?
    private var codes: [Int: String] = [:]
    private var known: [Int: NumberFormat] = [:]
    private var isInCellStyles = false

    func begin(_ element: String, _ attributes: XMLAttributes) {
        switch element {
        case "numFmt":
            // Formats of differential styles stand elsewhere and are no formats of cells.
            if let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"], codes[id] == nil { codes[id] = code }
        case "cellXfs": isInCellStyles = true
        case "xf" where isInCellStyles:
            guard formats.count < 100_000 else { return }
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            let format = known[id] ?? NumberFormat(id: id, code: codes[id])
            known[id] = format
            formats.append(format)
        default: break
        }
    }

    func end(_ element: String) { if element == "cellXfs" { isInCellStyles = false } }
    func characters(_ text: String) {}
}
