import Findings
import Testing

@Suite struct FindingTests {
    @Test func aPositionIsWrittenAsFarAsKnown() {
        #expect(SourcePosition(file: "a.csv").description == "a.csv")
        #expect(SourcePosition(file: "a.csv", line: 3).description == "a.csv:3")
        #expect(SourcePosition(file: "a.csv", line: 3, column: 7).description == "a.csv:3:7")
        #expect(SourcePosition(file: "a.csv", column: 7).description == "a.csv")
        #expect(SourcePosition(file: "a.xlsx", sheet: "Sheet1", line: 12, column: 4).description == "a.xlsx[Sheet1]:12:4")
        #expect(SourcePosition(file: "a.xlsx", sheet: "甲").source == "a.xlsx[甲]")
    }

    @Test func theLinesSayWhatWhyAndHowToMend() {
        let finding = Finding("A031", .error, at: SourcePosition(file: "b.csv", line: 2, column: 5), related: [SourcePosition(file: "c.csv", line: 9)])
        let text = FindingText(what: "no limit", why: "it matters", fix: "add it")
        #expect(TextRenderer().lines(of: finding, text: text) == "b.csv:2:5: error[A031]: no limit\n  why: it matters\n  fix: add it\n  note: c.csv:9")
        #expect(TextRenderer(colour: true).lines(of: finding, text: text).contains("\u{1B}[1;31merror\u{1B}[0m"))
    }

    @Test func textFromOutsideCannotSteerATerminal() {
        #expect(harmless("a\u{1B}[2Jb\n\u{202E}c") == "a\\u{1b}[2Jb\\u{a}\\u{202e}c")
        #expect(harmless(String(repeating: "x", count: 50), limit: 40) == String(repeating: "x", count: 40) + "…")
        let finding = Finding("A001", .error, at: SourcePosition(file: "evil\u{1B}]0;x\u{7}.csv", line: 1))
        #expect(!TextRenderer().lines(of: finding, text: FindingText(what: "w", why: "", fix: "")).contains("\u{1B}"))
    }

    @Test func jsonKeepsItsOrderAndEscapes() {
        let value = JSONText.object([("b", .integer(1)), ("a", .array([.string("\"\\\n\u{1}\u{2028}é"), .null, .bool(true), .digits("1.50")]))])
        #expect(value.text == "{\"b\": 1, \"a\": [\"\\\"\\\\\\n\\u0001\\u2028é\", null, true, 1.50]}")
        #expect(JSONText.object([("a", .array([]))]).indented() == "{\n  \"a\": []\n}\n")
    }

    @Test func aFindingIsOneLineOfJSON() {
        let finding = Finding("A031", .warning, at: SourcePosition(file: "b.csv", line: 2), text: "<LOQ")
        let line = finding.json(FindingText(what: "w", why: "y", fix: "f")).text
        #expect(line == "{\"code\": \"A031\", \"severity\": \"warning\", \"file\": \"b.csv\", \"sheet\": null, \"line\": 2, \"column\": null, \"text\": \"<LOQ\", \"what\": \"w\", \"why\": \"y\", \"fix\": \"f\"}")
    }

    @Test func severitiesAreOrdered() { #expect(Severity.allCases.sorted() == [.info, .warning, .error, .fatal]) }
}
