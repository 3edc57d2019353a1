import DelimitedText
import Findings
import Testing

extension DelimitedTable {
    /// All rows as texts.
    var rows: [[String]] { (0..<rowCount).map { row in (0..<fieldCount(row)).map { text(row, $0) } } }
}

func table(_ text: String, delimiter: UInt8? = nil) -> DelimitedReading { DelimitedTable.read(Array(text.utf8), file: "t.csv", delimiter: delimiter) }

@Suite struct DelimitedTableTests {
    @Test func quotedFieldsHoldDelimitersLineEndsAndQuotes() throws {
        let read = try #require(table("a,b\r\n\"1,5\",\"say \"\"so\"\"\"\r\n\"two\r\nlines\",x\r\n").table)
        #expect(read.rows == [["a", "b"], ["1,5", "say \"so\""], ["two\r\nlines", "x"]])
        #expect(read.dialect.lineEnd == .crlf)
        #expect(read.position(2, 1) == SourcePosition(file: "t.csv", line: 4, column: 8, byteOffset: 38))
    }

    @Test(arguments: [("\n", LineEnd.lf), ("\r\n", .crlf), ("\r", .cr)])
    func everyLineEndGivesTheSameRows(end: String, kind: LineEnd) throws {
        let read = try #require(table(["a,b", "1,2", "", "3,4"].joined(separator: end) + end).table)
        #expect(read.rows == [["a", "b"], ["1", "2"], [""], ["3", "4"]])
        #expect(read.dialect.lineEnd == kind)
        #expect(read.isBlank(2) && !read.isBlank(1))
    }

    @Test func mixedLineEndsAreNamed() throws {
        let reading = table("a,b\n1,2\r\n3,4\r5,6")
        #expect(reading.table?.rows.count == 4)
        #expect(reading.table?.dialect.lineEnd == .mixed)
        #expect(reading.findings.map(\.code) == ["T012"])
    }

    @Test func aStrayQuoteInsideABareFieldSwallowsNothing() throws {
        let reading = table("name,size\ntube 5\" long,3\npipe,4\n")
        #expect(reading.table?.rows == [["name", "size"], ["tube 5\" long", "3"], ["pipe", "4"]])
        #expect(reading.findings.isEmpty)
    }

    @Test func aQuoteThatNeverClosesEndsTheTableBeforeItsRow() throws {
        let reading = table("a,b\n1,2\n3,\"4\n5,6\n")
        #expect(reading.table?.rows == [["a", "b"], ["1", "2"]])
        let finding = try #require(reading.findings.first)
        #expect(finding.code == "T005" && finding.severity == .error)
        #expect(finding.position == SourcePosition(file: "t.csv", line: 3, column: 3, byteOffset: 10))
    }

    @Test func textAfterAClosingQuoteIsKeptAndNamed() {
        let reading = table("a,b\n\"5\" pipe,2\n")
        #expect(reading.table?.rows == [["a", "b"], ["5 pipe", "2"]])
        #expect(reading.findings.map(\.code) == ["T014"])
    }

    @Test func beyondARowThereIsNothing() throws {
        let read = try #require(table("a,b\n1\n").table)
        #expect(read.text(1, 1) == "" && read.text(9, 0) == "" && read.text(-1, -1) == "" && read.fieldCount(7) == 0)
        #expect(read.position(1, 5) == SourcePosition(file: "t.csv", line: 2, column: 2, byteOffset: 5))
        #expect(read.position(9, 0) == SourcePosition(file: "t.csv"))
        #expect(read.isBlank(9))
    }

    @Test func anEmptyFileIsATableWithoutRows() {
        let reading = table("")
        #expect(reading.table?.rowCount == 0)
        #expect(reading.findings.map(\.code) == ["T013"])
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let read = try #require(table("样本编号,浓度\n甲µ𠮷,7\n").table)
        #expect(read.position(0, 1).column == 6)
        #expect(read.position(1, 1) == SourcePosition(file: "t.csv", line: 2, column: 5, byteOffset: 30))
    }

    @Test(arguments: [
        ("a,b,c\n1,2,3\n4,5,6\n", UInt8(0x2C)), ("a;b;c\n1,5;2,5;3\n4,1;5,2;6\n", 0x3B), ("a\tb\tc\n1,5\t2,5\t3,5\n", 0x09), ("a|b\n1,2|3\n", 0x7C),
        ("only\none\ncolumn\n", 0x2C), ("sep=;\na;b\n1,5;2\n", 0x3B), ("a,b\n\"x;y\",\"z;w\"\n", 0x2C),
        ("Report\nPrinted, today\n\nName\tArea\tConc., ng/L\nA\t1\t2,5\nB\t2\t3,5\n", 0x09),
        ("note,flag\nx,a;b\ny,c\nz,d;e;f\n", 0x2C),
    ])
    func theDelimiterIsToldFromTheText(text: String, delimiter: UInt8) { #expect(table(text).table?.dialect.delimiter == delimiter) }

    @Test func anInstructionOfASpreadsheetIsNoRow() {
        #expect(table("sep=;\na;b\n1,5;2\n").table?.rows == [[], ["a", "b"], ["1,5", "2"]])
    }

    @Test func aHeaderOfAMillionColumnsIsSetAside() throws {
        let reading = table(String(repeating: "x,", count: 1_000_000) + "x\n1,2\n")
        #expect(reading.table?.rows == [[], ["1", "2"]])
        let finding = try #require(reading.findings.first)
        #expect(finding.code == "T006" && finding.position?.line == 1)
    }

    @Test func aLineOfTenMegabytesIsSetAside() throws {
        let reading = table("a,b\n" + String(repeating: "x", count: 10_000_000) + ",1\n2,3\n")
        #expect(reading.table?.rows == [["a", "b"], [], ["2", "3"]])
        #expect(reading.findings.map(\.code) == ["T007"])
    }

    @Test func aQuoteThatStaysOpenForMegabytesEndsTheTable() {
        let reading = table("a,b\n\"" + String(repeating: "x\n", count: 4_000_000) + "\",1\n")
        #expect(reading.table?.rows == [["a", "b"]])
        #expect(reading.findings.map(\.code) == ["T005"])
    }

    @Test func moreRowsThanAllowedAreSetAside() {
        var limits = TextLimits()
        limits.rows = 3
        let reading = DelimitedTable.read(Array("a\n1\n2\n3\n4\n".utf8), file: "t.csv", delimiter: 0x2C, limits: limits)
        #expect(reading.table?.rows == [["a"], ["1"], ["2"]])
        #expect(reading.findings.map(\.code) == ["T015"])
        #expect(reading.findings.first?.position?.line == 4)
    }

    @Test func theFastScanAgreesWithTheSlowSplitter() throws {
        for seed in UInt64(1)...1500 {
            let (text, delimiter) = randomText(seed: seed)
            let slow = SlowSplitter(text, delimiter: delimiter)
            let reading = DelimitedTable.read(text, file: "t", delimiter: delimiter)
            let fast = try #require(reading.table, "seed \(seed)")
            #expect(fast.rows == slow.rows, "seed \(seed)")
            #expect(reading.findings.contains { $0.code == "T005" } == slow.hasOpenQuote, "seed \(seed)")
            for row in 0..<min(fast.rowCount, slow.rows.count) {
                for column in 0..<fast.fieldCount(row) {
                    let place = fast.position(row, column)
                    #expect([place.line, place.column] == slow.places[row][column], "seed \(seed), row \(row), column \(column)")
                }
            }
        }
    }

    @Test func cuttingTheTextAnywhereKeepsTheRowsBeforeTheCut() throws {
        for seed in UInt64(1)...40 {
            let (text, delimiter) = randomText(seed: seed)
            let whole = try #require(DelimitedTable.read(text, file: "t", delimiter: delimiter).table).rows
            for length in 0..<text.count {
                guard let cut = DelimitedTable.read(Array(text.prefix(length)), file: "t", delimiter: delimiter).table else { continue }
                let kept = cut.rows.dropLast()
                #expect(kept.elementsEqual(whole.prefix(kept.count)), "seed \(seed), cut at \(length)")
            }
        }
    }

    @Test func anyBytesAtAllAreReadWithoutATrap() {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed: seed)
            let alphabet: [UInt8] = [0, 0x0A, 0x0D, 0x22, 0x2C, 0x3B, 0x09, 0x7C, 0x31, 0x41, 0x80, 0xB5, 0xC2, 0xD1, 0xE4, 0xF0, 0xFE, 0xFF]
            let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                seed % 2 == 0 ? UInt8.random(in: 0...255, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let reading = DelimitedTable.read(bytes, file: "t")
            if let table = reading.table {
                for row in -1...table.rowCount {
                    for column in -1...table.fieldCount(row) {
                        #expect(table.text(row, column).unicodeScalars.count >= 0)
                        #expect((table.position(row, column).line ?? 1) >= 1)
                    }
                }
            } else {
                #expect(!reading.findings.isEmpty, "seed \(seed)")
            }
        }
    }

    private func randomText(seed: UInt64) -> ([UInt8], UInt8) {
        var random = SeededGenerator(seed: seed)
        let delimiter = ([0x2C, 0x3B, 0x09, 0x7C] as [UInt8])[Int.random(in: 0..<4, using: &random)]
        let pieces = ["\"", "\"\"", "\n", "\r", "\r\n", "a", "12", "甲", "µ", " ", ",", ";", "\t", "|", "abcdefghijklmnopqrstuvwxyz"]
        var text = ""
        for _ in 0..<Int.random(in: 0...120, using: &random) {
            // Quotes seldom, so that the texts go on.
            let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
            if piece.hasPrefix("\""), Int.random(in: 0..<3, using: &random) > 0 { continue }
            text += Int.random(in: 0..<4, using: &random) == 0 ? String(UnicodeScalar(delimiter)) : piece
        }
        return (Array(text.utf8), delimiter)
    }
}

@Suite struct DelimitedPiecesTests {
    @Test func thePiecesOfATextAreItsRowsWithTheirPlaces() throws {
        let text = "a,b\r\n\"1\n2\",x\r\n\r\n3,\"y\"\"z\"\n甲,乙\r5,6"
        let (decoded, _) = DecodedText.decode(Array(text.utf8), file: "t")
        let whole = try #require(DelimitedTable.read(Array(text.utf8), file: "t").table)
        for size in 1...text.utf8.count + 1 {
            var rows: [[String]] = []
            var places: [SourcePosition] = []
            for piece in DelimitedPieces(try #require(decoded), pieceBytes: size) {
                let table = try #require(piece.table)
                rows += table.rows
                places += (0..<table.rowCount).map { table.position($0, 1) }
            }
            #expect(rows == whole.rows, "pieces of \(size) bytes")
            #expect(places == (0..<whole.rowCount).map { whole.position($0, 1) }, "pieces of \(size) bytes")
        }
    }

    @Test func aQuoteThatNeverClosesEndsThePieces() throws {
        let (decoded, _) = DecodedText.decode(Array("a,b\n1,2\n3,\"4\n5,6\n".utf8), file: "t")
        let pieces = Array(DelimitedPieces(try #require(decoded), pieceBytes: 1))
        #expect(pieces.flatMap { $0.table?.rows ?? [] } == [["a", "b"], ["1", "2"]])
        #expect(pieces.flatMap(\.findings).map(\.code) == ["T005"])
    }
}
