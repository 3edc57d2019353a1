import DelimitedText
import Findings
import Testing

@Suite struct EncodingTests {
    /// `样品,浓度 / 甲基苯丙胺,12.5 / 氯胺酮,3` in the encodings of Chinese laboratories.
    static let gb18030: [UInt8] =
        [0xD1, 0xF9, 0xC6, 0xB7, 0x2C, 0xC5, 0xA8, 0xB6, 0xC8, 0x0A]
        + [0xBC, 0xD7, 0xBB, 0xF9, 0xB1, 0xBD, 0xB1, 0xFB, 0xB0, 0xB7, 0x2C, 0x31, 0x32, 0x2E, 0x35, 0x0A]
        + [0xC2, 0xC8, 0xB0, 0xB7, 0xCD, 0xAA, 0x2C, 0x33, 0x0A]
    static let rows = [["样品", "浓度"], ["甲基苯丙胺", "12.5"], ["氯胺酮", "3"]]
    static let text = "样品,浓度\n甲基苯丙胺,12.5\n氯胺酮,3\n"

    @Test func gb18030IsToldByItsCommonCharacters() {
        let reading = DelimitedTable.read(EncodingTests.gb18030, file: "t")
        #expect(reading.table?.dialect.encoding == .gb18030)
        #expect(reading.table?.rows == EncodingTests.rows)
        #expect(reading.findings.map(\.code) == ["T001"])
        #expect(reading.table?.position(1, 1).column == 7)
    }

    @Test func big5IsToldByItsCommonCharacters() {
        // 樣品,濃度 / 甲基苯丙胺,1
        let bytes: [UInt8] =
            [0xBC, 0xCB, 0xAB, 0x7E, 0x2C, 0xBF, 0x40, 0xAB, 0xD7, 0x0A]
            + [0xA5, 0xD2, 0xB0, 0xF2, 0xAD, 0x66, 0xA4, 0xFE, 0xD3, 0xED, 0x2C, 0x31, 0x0A]
        let reading = DelimitedTable.read(bytes, file: "t")
        #expect(reading.table?.dialect.encoding == .big5)
        #expect(reading.table?.text(0, 0) == "樣品")
    }

    @Test func aLoneMicroSignIsWindows1252() {
        for tail in ["g/L", ",x", "m"] {
            let reading = DelimitedTable.read(Array("name,unit\na,".utf8) + [0xB5] + Array((tail + "\n").utf8), file: "t")
            #expect(reading.table?.dialect.encoding == .windows1252)
            #expect(reading.table?.text(1, 1).first == "µ")
        }
    }

    @Test func utf16IsToldByItsMarkAndWithoutItByItsZeros() throws {
        for (mark, isLittle) in [(true, true), (true, false), (false, true), (false, false)] {
            var bytes: [UInt8] = []
            for unit in ((mark ? "\u{FEFF}" : "") + EncodingTests.text + "𠮷,1\n").utf16 {
                bytes += isLittle ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            }
            let read = try #require(DelimitedTable.read(bytes, file: "t").table)
            #expect(read.dialect.encoding == (isLittle ? .utf16LittleEndian : .utf16BigEndian))
            #expect(read.dialect.hasByteOrderMark == mark)
            #expect(read.rows == EncodingTests.rows + [["𠮷", "1"]])
        }
    }

    @Test func aMarkOfUTF8IsNoPartOfTheFirstField() throws {
        let read = try #require(DelimitedTable.read([0xEF, 0xBB, 0xBF] + Array(EncodingTests.text.utf8), file: "t").table)
        #expect(read.rows == EncodingTests.rows)
        #expect(read.dialect.hasByteOrderMark)
        #expect(read.position(0, 0) == SourcePosition(file: "t", line: 1, column: 1, byteOffset: 3))
    }

    @Test func aBadByteIsNamedByItsPlaceAndItsRowSetAside() throws {
        var bytes = Array(EncodingTests.text.utf8) + Array("乙,1\n".utf8)
        let bad = bytes.count
        bytes += [0xFF] + Array("丙,2\n丁,3\n".utf8)
        let reading = DelimitedTable.read(bytes, file: "t")
        #expect(reading.table?.rows == EncodingTests.rows + [["乙", "1"], [], ["丁", "3"]])
        let finding = try #require(reading.findings.first)
        #expect(finding.code == "T002" && finding.text == "0xFF")
        #expect(finding.position == SourcePosition(file: "t", line: 5, column: 1, byteOffset: bad))
    }

    @Test func aBadByteInGB18030IsNamedByItsPlace() throws {
        let bytes = EncodingTests.gb18030 + [0xB1, 0xBD, 0xFF, 0x2C, 0x31, 0x0A] + EncodingTests.gb18030
        let reading = DelimitedTable.read(bytes, file: "t")
        #expect(reading.table?.rows == EncodingTests.rows + [[]] + EncodingTests.rows)
        let finding = try #require(reading.findings.last)
        #expect(finding.code == "T002")
        #expect(finding.position == SourcePosition(file: "t", line: 4, column: 2, byteOffset: EncodingTests.gb18030.count + 2))
    }

    @Test func aTextCutInsideItsLastCharacterKeepsItsEncoding() {
        let utf8 = Array(EncodingTests.text.utf8) + Array("乙".utf8).dropLast()
        let reading = DelimitedTable.read(utf8, file: "t")
        #expect(reading.table?.dialect.encoding == .utf8)
        #expect(reading.table?.rows == EncodingTests.rows + [[]])
        #expect(DelimitedTable.read(EncodingTests.gb18030 + [0xB1], file: "t").table?.rows.prefix(3) == EncodingTests.rows[...])
    }

    @Test func aNULByteSetsItsRowAside() {
        let reading = DelimitedTable.read(Array("a,b\n1,2\n3,".utf8) + [0] + Array("4\n5,6\n".utf8), file: "t")
        #expect(reading.table?.rows == [["a", "b"], ["1", "2"], [], ["5", "6"]])
        #expect(reading.findings.map(\.code) == ["T010"])
        #expect(reading.findings.first?.position == SourcePosition(file: "t", line: 3, column: 3, byteOffset: 10))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        var random = SeededGenerator(seed: 11)
        let bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let reading = DelimitedTable.read(bytes, file: "t")
        #expect(reading.table == nil)
        #expect(reading.findings.map(\.code) == ["T004"])
    }

    @Test func manyBadBytesAreNamedOneByOneOnlyToTwenty() {
        let good = Array(String(repeating: "甲乙丙丁,1\n", count: 200).utf8)
        let bytes = good + (0..<30).flatMap { _ in [0xFF] + Array("甲,1\n".utf8) } + good
        let reading = DelimitedTable.read(bytes, file: "t")
        #expect(reading.findings.count { $0.code == "T002" } == 20)
        #expect(reading.findings.last?.code == "T003" && reading.findings.last?.arguments["count"] == "10")
        #expect(reading.table?.rows.count { $0.isEmpty } == 30)
    }

    @Test func everyEncodingGivesTheSameTable() throws {
        let utf16 = EncodingTests.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [Array(EncodingTests.text.utf8), EncodingTests.gb18030, [0xFF, 0xFE] + utf16, utf16] {
            #expect(DelimitedTable.read(bytes, file: "t").table?.rows == EncodingTests.rows)
        }
    }

    @Test func everyTruncationOfEveryEncodingIsReadWithoutATrap() {
        let utf16 = EncodingTests.text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for bytes in [Array(EncodingTests.text.utf8), EncodingTests.gb18030, [0xFE, 0xFF] + utf16, [0x84, 0x31, 0x95, 0x33] + EncodingTests.gb18030] {
            for length in 0...bytes.count {
                let reading = DelimitedTable.read(Array(bytes.prefix(length)), file: "t")
                #expect(reading.table != nil || !reading.findings.isEmpty)
            }
        }
    }

    @Test func aFileOverTheLimitIsRefused() {
        var limits = TextLimits()
        limits.fileBytes = 10
        let (text, findings) = DecodedText.decode(Array(repeating: 0x41, count: 11), file: "t", limits: limits)
        #expect(text == nil && findings.map(\.code) == ["T008"])
    }
}
