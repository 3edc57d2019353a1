import DelimitedText
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        ("0", 0.0), ("12", 12), ("12.5", 12.5), ("-3.25", -3.25), ("+7", 7), (".5", 0.5), ("5.", 5), ("5.1E-1", 0.51), ("1e+008", 1e8), ("1E5", 1e5),
        ("  8.0 ", 8), ("\t9\u{A0}", 9), ("１２．５", 12.5), ("－３", -3), ("＋４", 4), ("\u{2212}6", -6), ("5.1Ｅ-1", 0.51),
        ("1,234.5", 1234.5), ("1,234,567", 1_234_567), ("1 234.5", 1234.5), ("1'234.5", 1234.5), ("1,234", 1234), ("１，２３４", 1234),
        ("9007199254740993", 9_007_199_254_740_992), ("0.1234567890123456789", 0.1234567890123456789), ("4.9e-324", .leastNonzeroMagnitude), ("0e999", 0),
        ("1.7976931348623157e308", 1.7976931348623157e308), ("123456789012345678901234567890", 1.2345678901234568e29),
    ])
    func aNumberUnderAPointReads(text: String, value: Double) { #expect(NumberText.parse(text, mark: .point) == value) }

    @Test(arguments: [("12,5", 12.5), ("1.234,5", 1234.5), ("1.234", 1234), ("9,754", 9.754), ("1.234.567,25", 1_234_567.25), ("5,1E-1", 0.51), ("１２，５", 12.5)])
    func aNumberUnderACommaReads(text: String, value: Double) { #expect(NumberText.parse(text, mark: .comma) == value) }

    @Test(arguments: [
        "", " ", "12abc", "abc", "1..2", "1.2.3", "0x1F", "inf", "nan", "Infinity", "-", "+", ".", "e5", "1e", "1e+", "1e5.5", "--1", "- 1", "1,23", "1,2345",
        "12,34,567", "1234,567", ",123", "1,234,56", "1, 234", "1e999", "1e-999", "<5", "5 ng/L", "1 2", "５６七", "½", "1_000", "1,234 567", "1.5,5",
        String(repeating: "1", count: 200),
    ])
    func junkIsNoNumber(text: String) { #expect(NumberText.parse(text, mark: .point) == nil) }

    @Test func theFastWayAgreesWithTheStandardLibrary() {
        var random = SeededGenerator(seed: 20_260_101)
        for _ in 0..<20_000 {
            var text = Bool.random(using: &random) ? "-" : ""
            for _ in 0..<Int.random(in: 1...12, using: &random) { text += String(Int.random(in: 0...9, using: &random)) }
            if Bool.random(using: &random) {
                text += "."
                for _ in 0..<Int.random(in: 1...10, using: &random) { text += String(Int.random(in: 0...9, using: &random)) }
            }
            if Int.random(in: 0..<3, using: &random) == 0 { text += "e" + String(Int.random(in: -30...30, using: &random)) }
            #expect(NumberText.parse(text, mark: .point)?.bitPattern == Double(text)?.bitPattern, "\(text), seed 20260101")
        }
    }

    @Test func anyTextAtAllIsReadWithoutATrap() {
        var random = SeededGenerator(seed: 5)
        let alphabet = Array("0123456789.,eE+- '０．，－\u{A0}xn<")
        for _ in 0..<20_000 {
            let text = String((0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            for mark in DecimalMark.allCases {
                if let value = NumberText.parse(text, mark: mark) { #expect(value.isFinite, "\(text), seed 5") }
            }
        }
    }
}

@Suite struct DecimalMarkTests {
    @Test func numbersThatReadOneWayDecide() {
        #expect(NumberText.decimalMark(of: ["1.5", "1,234"]) == .point)
        #expect(NumberText.decimalMark(of: ["1,234.5"]) == .point)
        #expect(NumberText.decimalMark(of: ["1,234,567"]) == .point)
        #expect(NumberText.decimalMark(of: ["0,25", "1.234"]) == .comma)
        #expect(NumberText.decimalMark(of: ["1.234,5"]) == .comma)
        #expect(NumberText.decimalMark(of: ["0,123"]) == .comma)
        #expect(NumberText.decimalMark(of: ["1234,567"]) == .comma)
        #expect(NumberText.decimalMark(of: ["<0.5", "ND", "12"]) == .point)
    }

    @Test func aCommaBeforeThreeDigitsAloneDoesNotDecide() {
        #expect(NumberText.decimalMark(of: ["9,754", "12"]) == .undecidable(example: "9,754"))
        #expect(NumberText.decimalMark(of: ["3,794", "1.234"]) == .undecidable(example: "3,794"))
    }

    @Test func numbersThatContradictEachOtherDoNotDecide() {
        #expect(NumberText.decimalMark(of: ["1.5", "2,5"]) == .undecidable(example: "2,5"))
    }

    @Test func wholeNumbersNeedNoMark() {
        #expect(NumberText.decimalMark(of: ["12", "N/A", "", "1e5"]) == .none)
        #expect(NumberText.decimalMark(of: ["1.234"]) == .point)
        #expect(DecimalMarkEvidence.none.mark == .point)
        #expect(DecimalMarkEvidence.undecidable(example: "1,234").mark == nil)
    }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014, doi:10.1145/2660193.2660195): the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
