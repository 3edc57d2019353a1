import AssayFiles
import DelimitedText
import Findings
import Foundation
import Testing

/// Real exports as other computers would have written them: other encodings, line ends and delimiters, the same readings.
@Suite("Real exports in other encodings, with other line ends and delimiters") struct RealExportVariantTests {
    static let texts = [
        "agilent_mh_multilang.csv", "agilent_mh_wide_quant.csv", "sciex_multiquant_tab_a.txt", "shimadzu_ms_quant_results.txt", "thermo_tracefinder_bom.csv",
        "waters_compound_summary.txt", "waters_targetlynx.xml",
    ].filter(hasRealExport)

    private func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: realExports.appendingPathComponent(name))) }

    /// What readings say, without where they stand.
    private func content(_ document: AssayDocument) -> [AssayReading] {
        document.readings.map { reading in
            var plain = reading
            plain.position = SourcePosition(file: "")
            return plain
        }
    }

    private func read(_ bytes: [UInt8], _ name: String) -> AssayDocument { AssayDocument.read(bytes, file: name, catalogue: catalogue) }

    /// The text in an encoding; nil where it holds a letter that the encoding has not.
    private func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8]? {
        switch encoding {
        case .utf8: Array(text.utf8)
        case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        // With its mark, as Chinese editors write it: few letters beyond ASCII, and those of other scripts, do not tell it otherwise.
        case .gb18030: ("\u{FEFF}" + text).data(using: String.Encoding(rawValue: 0x8000_0632)).map { [UInt8]($0) }
        case .windows1252: text.data(using: .windowsCP1252, allowLossyConversion: false).map { [UInt8]($0) }
        case .big5: nil
        }
    }

    @Test("Encodings and line ends", .enabled(if: !texts.isEmpty), arguments: texts)
    func encodings(name: String) throws {
        let bytes = try bytes(name)
        let whole = read(bytes, name)
        let expected = content(whole)
        #expect(!expected.isEmpty)
        let decoded = try #require(DecodedText.decode(bytes, file: name).0)
        let lines = decoded.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var tried: Set<String> = []
        for encoding in [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian, .gb18030, .windows1252] {
            for (end, text) in [("\n", lines), ("\r\n", lines.replacing("\n", with: "\r\n")), ("\r", lines.replacing("\n", with: "\r"))] {
                guard let variant = encoded(text, encoding) else { continue }
                let document = read(variant, name)
                #expect(document.format == whole.format && document.decimalMark == whole.decimalMark && document.isTruncated == whole.isTruncated)
                #expect(content(document) == expected, "\(name) as \(encoding.rawValue), line ends \(end.debugDescription)")
                tried.insert(encoding.rawValue)
            }
        }
        #expect(tried.isSuperset(of: ["UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"]))
    }

    @Test("Delimiters", .enabled(if: !texts.isEmpty), arguments: texts.filter { !$0.hasSuffix(".xml") })
    func delimiters(name: String) throws {
        let bytes = try bytes(name)
        let whole = read(bytes, name)
        let table = try #require(DelimitedTable.read(bytes, file: name, delimiter: whole.delimiter).table)
        for delimiter in [",", ";", "\t", "|"] {
            var text = ""
            for row in 0..<table.rowCount {
                let fields = (0..<table.fieldCount(row)).map { column -> String in
                    let field = table.text(row, column)
                    let isQuoted = field.contains(delimiter) || field.contains { $0 == "\"" || $0.isNewline }
                    return isQuoted ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
                }
                text += fields.joined(separator: delimiter) + "\r\n"
            }
            let document = read(Array(text.utf8), name)
            #expect(document.format == whole.format)
            #expect(content(document) == content(whole), "\(name) with \(delimiter.debugDescription)")
        }
    }
}
