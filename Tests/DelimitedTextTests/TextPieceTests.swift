import DelimitedText
import Findings
import Foundation
import Testing

/// All pieces of a text of a size, in order, each with its lines counted.
private func pieces(_ text: [UInt8], delimiter: UInt8 = 0x2C, size: Int, _ take: (TextPiece) -> Void) -> TextTally {
    let body = TextBody(file: "t", bytes: text, start: 0, delimiter: delimiter)
    let piece = TextPiece(body)
    var tally = TextTally()
    var offset = 0
    while offset < body.end {
        piece.load(from: offset, to: offset + size, limits: TextLimits())
        piece.linesBefore = tally.lineCount
        tally.take(piece)
        take(piece)
        guard piece.end > offset, !piece.isOpen else { break }
        offset = piece.end
    }
    return tally
}

/// Whether a text is up to 15 digits with at most one mark.
private func isShortNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let digits = bytes.count { $0 &- 0x30 < 10 }
    let marks = bytes.count { $0 == 0x2E || $0 == 0x2C }
    return digits > 0 && digits <= 15 && marks <= 1 && digits + marks == bytes.count
}

/// What the C library reads.
private func standard(_ text: String) -> Double { unsafe strtod(text, nil) }

@Suite struct TextPieceTests {
    @Test func piecesOfAnySizeHoldTheRowsAndPlacesOfTheText() {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed: seed)
            let tokens = ["\"", "\"\"", "\n", "\r", "\r\n", "a", "12", "甲", "µ", " ", ",", ",", ",", ";", "abcdefghijklmnopqrstuvwxyz"]
            var text = ""
            for _ in 0..<Int.random(in: 0...150, using: &random) {
                let token = tokens[Int.random(in: 0..<tokens.count, using: &random)]
                if token.hasPrefix("\""), Int.random(in: 0..<3, using: &random) > 0 { continue }
                text += token
            }
            let bytes = Array(text.utf8)
            let slow = SlowSplitter(bytes, delimiter: 0x2C)
            for size in [1, 2, 7, 64, 10_000] {
                var rows: [[String]] = []
                var places: [[[Int]]] = []
                let tally = pieces(bytes, size: size) { piece in
                    for row in 0..<piece.rowCount {
                        rows.append((0..<piece.fieldCount(row)).map { piece.text(row, $0) })
                        places.append((0..<piece.fieldCount(row)).map { [piece.position(row, $0).line ?? 0, piece.position(row, $0).column ?? 0] })
                    }
                }
                #expect(rows == slow.rows, "seed \(seed), pieces of \(size)")
                #expect(places == slow.places, "seed \(seed), pieces of \(size)")
                #expect(tally.isOpen == slow.hasOpenQuote, "seed \(seed), pieces of \(size)")
            }
        }
    }

    @Test func theTallyOfPiecesSaysWhatTheTableSays() {
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            let tokens = ["\"", "\"x\"y", "\n", "\r", "\r\n", "a", "12", ",", ",", " "]
            let text = (0..<Int.random(in: 1...80, using: &random)).map { _ in tokens[Int.random(in: 0..<tokens.count, using: &random)] }.joined()
            let whole = DelimitedTable.read(Array(text.utf8), file: "t", delimiter: 0x2C)
            for size in [1, 5, 1000] {
                let tally = pieces(Array(text.utf8), size: size) { _ in }
                #expect(tally.findings(file: "t", limits: TextLimits()) == whole.findings, "seed \(seed), pieces of \(size)")
                #expect(tally.lineEnd == whole.table?.dialect.lineEnd, "seed \(seed), pieces of \(size)")
            }
        }
    }

    @Test func figuresAreThoseOfTheStandardLibraryBitForBit() {
        let seed: UInt64 = 20_260_203
        var random = SeededGenerator(seed: seed)
        var texts = [
            "0", "00", "5.", ".5", ".", "1.", "9007199254740992", "9007199254740993", "9007199.254740993", "0.1", "0.30000000000004", "1234567.8", "12345678",
            "99999999", "9999999.9", "0.0000001", "123456789", "1234567890.12345", "999999999999999", "9999999999999999", "0.000000000000001", "1.7976931348623",
            "000000000000001", "12a", "1.2.3", "1..2", "-1", "+2", " 3", "4 ", "1e5", "1,5", "１", "\"6\"", "abcdefgh", "12345678a", "1234567:", "/2345678", "1:2",
        ]
        for _ in 0..<60_000 {
            let whole = (0..<Int.random(in: 0...9, using: &random)).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let fraction = (0..<Int.random(in: 0...9, using: &random)).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            texts.append(whole + (Bool.random(using: &random) ? "." + fraction : ""))
        }
        for mark in DecimalMark.allCases {
            let written = mark == .point ? texts : texts.map { $0.replacing(".", with: ";").replacing(",", with: ".").replacing(";", with: ",") }
            // A tab parts the fields, so that both marks may stand in them; the first column is never empty.
            let bytes = Array(written.map { "x\t" + $0 + "\ty\n" }.joined().utf8)
            var row = 0
            _ = pieces(bytes, delimiter: 0x09, size: 5000) { piece in
                piece.select(width: 2)
                var unread: [UInt32] = []
                let values = piece.numbers(1, point: mark, unread: &unread)
                let isUnread = Set(unread.map(Int.init))
                for (place, value) in values.enumerated() {
                    let text = written[row]
                    let plain = text.replacing(",", with: ".")
                    let isPlain = mark == .point ? !text.contains(",") : !text.contains(".")
                    if text.isEmpty {
                        #expect(value.isNaN && !isUnread.contains(place))
                    } else if isUnread.contains(place) {
                        #expect(value.isNaN)
                        // What is left to the careful way is no plain number of up to 15 digits.
                        #expect(!isPlain || !isShortNumber(text), "\(text), seed \(seed)")
                    } else {
                        #expect(isPlain && value.bitPattern == standard(plain).bitPattern, "\(text), seed \(seed)")
                        #expect(NumberText.parse(text, mark: mark)?.bitPattern == value.bitPattern, "\(text), seed \(seed)")
                    }
                    row += 1
                }
            }
            #expect(row == written.count)
        }
    }

    @Test func textsAreNumberedByTheirFirstRowAndFoundAgain() {
        let seed: UInt64 = 7
        var random = SeededGenerator(seed: seed)
        var known: [String] = (0..<700).map { (index: Int) -> String in
            let letters = Array("abcdefgh01甲")
            let word = String((0..<(index % 40)).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
            return index % 3 == 0 ? word + String(index) : word
        }
        known.append("")
        let texts = (0..<20_000).map { _ in known[Int.random(in: 0..<known.count, using: &random)] }
        let dictionary = TextDictionary()
        var codes: [UInt32] = []
        _ = pieces(Array(texts.map { "\($0),x\n" }.joined().utf8), size: 3000) { piece in
            piece.select(width: 2)
            codes += piece.codes(0, in: dictionary)
        }
        #expect(codes.count == texts.count)
        var first: [String: UInt32] = ["": 0]
        for (text, code) in zip(texts, codes) {
            if first[text] == nil { first[text] = UInt32(first.count) }
            #expect(first[text] == code && dictionary.text(code) == text, "seed \(seed)")
            #expect(dictionary.code(Array(text.utf8)[...]) == code)
        }
        dictionary.removeAll()
        #expect(dictionary.count == 1 && dictionary.text(1) == "" && dictionary.code(Array("new".utf8)[...]) == 1)
    }

    @Test func missingFieldsAreEmptyAndRowsMayBeLeftOut() {
        let text = "a,1,x\n\nb\nc,3\nd,4,z,w\n"
        _ = pieces(Array(text.utf8), size: 1000) { piece in
            piece.select(width: 3)
            var unread: [UInt32] = []
            #expect(piece.rows == [0, 1, 2, 3, 4])
            let dictionary = TextDictionary()
            #expect(piece.codes(0, in: dictionary).map { dictionary.text($0) } == ["a", "", "b", "c", "d"])
            #expect(piece.codes(2, in: dictionary).map { dictionary.text($0) } == ["x", "", "", "", "z"])
            #expect(piece.numbers(1, point: .point, unread: &unread).map { $0.isNaN ? -1 : $0 } == [1, -1, -1, 3, 4])
            #expect(piece.changes(2) == [0, 1, 4])
            piece.deselect([1, 3])
            #expect(piece.rows == [0, 2, 4])
            #expect(piece.numbers(1, point: .point, unread: &unread).map { $0.isNaN ? -1 : $0 } == [1, -1, 4])
            #expect(unread.isEmpty)
        }
    }
}
