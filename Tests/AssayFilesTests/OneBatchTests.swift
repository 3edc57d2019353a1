import AssayFiles
import DelimitedText
import Findings
import Foundation
import Monitoring
import Testing
import TrialFiles

/// One batch, written as each software would write it, gives the same canonical rows.
///
/// What a format cannot carry, and what is therefore not compared for it:
/// - the compound table of MassHunter has no times, no sample types and no dilutions: types and dilutions come from the sequence, times stay empty;
/// - TargetLynx XML has no unit: the method sheet states it;
/// - XML and LabSolutions have one delimiter by their nature, a TargetLynx summary is a text of tabs unless it was saved again.
@Suite("One batch in every format") struct OneBatchTests {
    private static let compared = [
        "sample_id", "analyte", "result", "unit", "qualifier", "lod", "loq", "uloq", "sample_type", "analysed_at", "dilution", "expected",
    ]

    /// The rows that the batch must give, worked out here and not by a reader; sorted.
    private func expectedRows(_ batch: TrialBatch, _ format: AssayFormat) -> [String] {
        var rows: [String] = []
        for injection in batch.injections {
            for (place, analyte) in TrialBatch.analytes.enumerated() {
                let dilution = injection.dilution
                let isSample = injection.type == .unknown || injection.type == .duplicate
                let (lod, loq, uloq) = (5_000 * dilution, 20_000 * dilution, 5_000_000 * dilution)
                var result = ""
                var qualifier = "NA"
                switch injection.values[place] {
                case _ where injection.type == .doubleBlank: break
                case .notAnalysed: break
                case .notDetected: qualifier = "<LOD"
                case .figure(let figure):
                    let sewage = figure * 10 * dilution
                    if isSample, sewage > uloq { qualifier = ">ULOQ" } else if isSample, sewage < lod { qualifier = "<LOD" } else if isSample, sewage < loq {
                        qualifier = "<LOQ"
                    } else {
                        (result, qualifier) = (decimalText(sewage), "")
                    }
                }
                let isControl = [.blank, .doubleBlank, .standard, .qc].contains(injection.type)
                rows.append(
                    [
                        isControl ? injection.name : injection.sample ?? "", analyte.rawValue, result, "ng/L", qualifier, decimalText(lod), decimalText(loq),
                        decimalText(uloq), injection.type.rawValue, format == .massHunterCompound ? "" : "2025-09-13T" + injection.clock, String(dilution),
                        injection.expected.map { decimalText($0 * 10) } ?? "",
                    ].joined(separator: "|"))
            }
        }
        return rows.sorted()
    }

    /// The rows that a document gives under the batch's method sheet and sequence; sorted.
    private func rows(_ document: AssayDocument, _ batch: TrialBatch, unit: String? = nil, applied: Bool) throws -> [String] {
        let sequence = batch.sequence(isDilutionApplied: applied, isSewage: document.format.namesSamples)
        let table = CanonicalTable.write(document, methods: batch.methods(unit: unit), injections: sequence, analytes: batch.catalogue)
        let text = CanonicalTable.header + table.rows
        let fields = try #require(DelimitedTable.read(Array(text.utf8), file: "canonical.csv", delimiter: 0x2C).table)
        let names = (0..<fields.fieldCount(0)).map { fields.text(0, $0) }
        let columns = try OneBatchTests.compared.map { try #require(names.firstIndex(of: $0)) }
        // What begins like a formula is marked for spreadsheets; names of the batch do not.
        return (1..<fields.rowCount).map { row in columns.map { fields.text(row, $0) }.joined(separator: "|") }.sorted()
    }

    private func check(_ bytes: [UInt8], _ batch: TrialBatch, _ format: AssayFormat, unit: String? = nil, _ about: String) throws {
        let document = AssayDocument.read(bytes, file: "inbox/\(TrialBatch.name).txt", catalogue: batch.catalogue)
        #expect(document.format == format, "\(about)")
        #expect(!document.isTruncated, "\(about)")
        // TargetLynx XML states no unit: the method sheet always does.
        let given = try rows(document, batch, unit: format == .targetLynxXML ? "ng/mL" : unit, applied: TrialExports.appliesDilution(format))
        let expected = expectedRows(batch, format)
        guard given != expected else { return }
        let missing = expected.filter { !given.contains($0) }.prefix(4).joined(separator: "\n  ")
        let extra = given.filter { !expected.contains($0) }.prefix(4).joined(separator: "\n  ")
        let findings = document.findings.filter { $0.severity > .info }.prefix(3).map { "\($0.code.rawValue) \($0.text)" }.joined(separator: ", ")
        Issue.record("\(format.rawValue), \(about):\n missing\n  \(missing)\n instead\n  \(extra)\n findings \(findings)")
    }

    private func text(_ batch: TrialBatch, _ format: AssayFormat, _ style: TrialStyle, unit: String? = "ng/mL") -> String {
        TrialExports(batch, style: style, unit: unit).text(format)
    }

    // MARK: Encodings

    private static let encodings: [(name: String, encoding: String.Encoding, mark: [UInt8], letters: TrialBatch.Letters, is: TextEncoding)] = [
        ("UTF-8", .utf8, [], .chinese, .utf8), ("UTF-8 with a mark", .utf8, [0xEF, 0xBB, 0xBF], .chinese, .utf8),
        ("UTF-16LE", .utf16LittleEndian, [0xFF, 0xFE], .chinese, .utf16LittleEndian), ("UTF-16BE", .utf16BigEndian, [0xFE, 0xFF], .chinese, .utf16BigEndian),
        ("UTF-16LE without a mark", .utf16LittleEndian, [], .latin, .utf16LittleEndian),
        ("GB18030", String.Encoding(rawValue: 0x8000_0632), [], .chinese, .gb18030), ("Big5", String.Encoding(rawValue: 0x8000_0A03), [], .traditional, .big5),
        ("Windows-1252", .windowsCP1252, [], .latin, .windows1252), ("UTF-8, Latin letters", .utf8, [], .latin, .utf8),
    ]

    /// The wide table has Chinese headers, which neither Windows-1252 nor, in simplified letters, Big5 holds.
    private func isPossible(_ format: AssayFormat, _ encoding: TextEncoding) -> Bool { format != .wideTable || encoding != .windows1252 && encoding != .big5 }

    @Test("in every encoding, with point and comma", arguments: TrialExports.formats)
    func encodings(format: AssayFormat) throws {
        for (name, encoding, mark, letters, expected) in OneBatchTests.encodings where isPossible(format, expected) {
            let batch = TrialBatch(letters: letters)
            for decimal in [".", ","] {
                var style = TrialStyle.usual(format)
                style.mark = decimal
                let data = try #require(text(batch, format, style).data(using: encoding), "\(name) cannot hold the text")
                let bytes = mark + [UInt8](data)
                let about = "\(name), decimal \(decimal)"
                let decoded = AssayDocument.read(bytes, file: "inbox/\(TrialBatch.name).txt", catalogue: batch.catalogue)
                #expect(decoded.encoding == expected, "\(format.rawValue), \(about)")
                #expect(decoded.decimalMark == (decimal == "." ? .point : .comma), "\(format.rawValue), \(about)")
                try check(bytes, batch, format, about)
            }
        }
    }

    // MARK: Delimiters and line ends

    @Test("with every line end, delimiter and decimal mark", arguments: TrialExports.formats)
    func dialects(format: AssayFormat) throws {
        let batch = TrialBatch(letters: .latin)
        let delimiters: [Character] =
            switch format {
            case .targetLynxXML, .labSolutions: [TrialStyle.usual(format).delimiter]
            default: [",", ";", "\t", "|"]
            }
        for lineEnd in ["\n", "\r\n", "\r"] {
            for delimiter in delimiters {
                for mark in [".", ","] {
                    let style = TrialStyle(delimiter: delimiter, lineEnd: lineEnd, mark: mark)
                    try check(Array(text(batch, format, style).utf8), batch, format, "delimiter \(delimiter.debugDescription), end \(lineEnd.debugDescription), decimal \(mark)")
                }
            }
        }
    }

    // MARK: Units, order and what spreadsheets leave behind

    @Test("without a unit, which the method sheet then states", arguments: TrialExports.formats.filter { !$0.namesSamples })
    func methodUnit(format: AssayFormat) throws {
        let batch = TrialBatch(letters: .ascii)
        let bytes = Array(text(batch, format, TrialStyle.usual(format), unit: nil).utf8)
        try check(bytes, batch, format, unit: "ng/mL", "no unit")
        let document = AssayDocument.read(bytes, file: "inbox/\(TrialBatch.name).txt", catalogue: batch.catalogue)
        let refused = CanonicalTable.write(document, methods: batch.methods(), injections: batch.sequence(isDilutionApplied: false), analytes: batch.catalogue)
        #expect(refused.isRefused && refused.rows.isEmpty, "\(format.rawValue): figures without a unit")
    }

    @Test("saved again by a spreadsheet: trailing delimiters on every line, blank lines at the end", arguments: TrialExports.formats.filter { $0 != .targetLynxXML })
    func spreadsheet(format: AssayFormat) throws {
        let batch = TrialBatch(letters: .chinese)
        let plain = text(batch, format, TrialStyle(delimiter: ","))
        let width = plain.split(separator: "\n").map { $0.count { $0 == "," } }.max() ?? 0
        let padded = plain.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            line + String(repeating: ",", count: max(0, width - line.count { $0 == "," }) + 2) + "\r\n"
        }
        try check([0xEF, 0xBB, 0xBF] + Array((padded.joined() + String(repeating: ",", count: width + 2) + "\r\n\r\n").utf8), batch, format, "padded")
    }
}
