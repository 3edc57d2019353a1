import AssayFiles
import DelimitedText
import Findings
import Foundation
import Monitoring
import Testing

@Suite("Files that are cut, changed or written in another encoding") struct DamagedFileTests {
    @Test("A file cut at any byte never traps, and gives no figure that the whole file has not", arguments: SyntheticExport.all.indices)
    func cutAnywhere(index: Int) {
        let (format, text) = SyntheticExport.all[index]
        let bytes = Array(text.utf8)
        let whole = document(text)
        var known: [String: AssayValue] = [:]
        for reading in whole.readings { known["\(reading.injection)|\(reading.compound)|\(reading.position.line ?? 0)"] = reading.value }
        for length in 0..<bytes.count {
            let cut = AssayDocument.read(Array(bytes[..<length]), file: "cut", catalogue: catalogue)
            guard cut.format == format else { continue }
            for reading in cut.readings {
                guard let figure = reading.value.figure else { continue }
                #expect(
                    known["\(reading.injection)|\(reading.compound)|\(reading.position.line ?? 0)"]?.figure == figure,
                    "\(format) cut at \(length): \(reading.injection) \(reading.compound) \(figure)")
            }
        }
    }

    @Test("A row cut in its middle is set aside and the file is marked")
    func cutRow() {
        let text = SyntheticExport.sciexLong
        let cut = document(String(text.dropLast(60)))
        #expect(cut.isTruncated)
        #expect(cut.codes("A004") == 1)
        #expect(cut.readings.count == 5)
        let noLineEnd = document(String(text.dropLast(1)))
        #expect(!noLineEnd.isTruncated)
        #expect(noLineEnd.readings.count == 6)
    }

    @Test("LabSolutions and TargetLynx say how many rows there should be")
    func announcedRows() {
        let lines = SyntheticExport.labSolutions.split(separator: "\n", omittingEmptySubsequences: false)
        let cut = document(lines.dropLast(2).joined(separator: "\n") + "\n")
        #expect(cut.isTruncated)
        #expect(cut.codes("A026") == 1)
        let blocks = SyntheticExport.targetLynxSummary.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(document(blocks.dropLast(3).joined(separator: "\n") + "\n").isTruncated)
        let xml = document(String(SyntheticExport.targetLynxXML.dropLast(50)))
        #expect(xml.isTruncated)
        #expect(xml.readings.count == 2)
    }

    @Test("Bytes changed anywhere never trap", arguments: SyntheticExport.all.indices)
    func flippedBytes(index: Int) {
        let bytes = Array(SyntheticExport.all[index].text.utf8)
        for place in stride(from: 0, to: bytes.count, by: 5) {
            for mask in [UInt8(0x01), 0x80] {
                var changed = bytes
                changed[place] ^= mask
                let document = AssayDocument.read(changed, file: "changed", catalogue: catalogue)
                #expect(document.readings.allSatisfy { ($0.value.figure ?? 1) > 0 && ($0.value.figure ?? 1).isFinite })
            }
        }
    }

    /// What readings say, without where they stand.
    private func content(_ document: AssayDocument) -> [String] {
        document.readings.map { reading in
            var plain = reading
            plain.position = SourcePosition(file: "")
            return "\(plain)"
        }
    }

    @Test("Line ends CR, LF and CRLF give the same readings", arguments: SyntheticExport.all.indices)
    func lineEnds(index: Int) {
        let (format, text) = SyntheticExport.all[index]
        let expected = content(document(text))
        for end in ["\r", "\r\n"] {
            let other = document(text.replacing("\n", with: end))
            #expect(other.format == format)
            #expect(content(other) == expected)
        }
    }

    @Test("UTF-16, GB18030 and a byte-order mark give the same readings", arguments: SyntheticExport.all.indices)
    func encodings(index: Int) throws {
        let text = SyntheticExport.all[index].text
        let expected = content(document(text))
        let gb = String.Encoding(rawValue: 0x8000_0632)
        let variants: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, [UInt8](try #require(text.data(using: gb))),
        ]
        for variant in variants {
            let other = AssayDocument.read(variant, file: "inbox/batch.txt", catalogue: catalogue)
            #expect(content(other) == expected)
        }
    }

    @Test("Comma, semicolon, tab and bar give the same readings of a long table")
    func delimiters() {
        let expected = content(document(SyntheticExport.sciexLong))
        for delimiter in [",", ";", "|"] {
            #expect(content(document(SyntheticExport.sciexLong.replacing("\t", with: delimiter))) == expected)
        }
    }

    @Test("Trailing commas and empty lines of a spreadsheet change nothing")
    func trailingCommas() {
        let expected = content(document(SyntheticExport.canonical))
        let text = SyntheticExport.canonical.split(separator: "\n").map { $0 + ",,," }.joined(separator: "\r\n") + "\r\n,,,,\r\n\r\n"
        #expect(content(document(text)) == expected)
    }
}
