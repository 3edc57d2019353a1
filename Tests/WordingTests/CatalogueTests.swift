import Findings
import Foundation
import Testing
import Wording

@Suite struct CatalogueTests {
    @Test func everyEntryStandsInBothLanguages() {
        let english = Catalogue.of(.english).keys
        let chinese = Catalogue.of(.chinese).keys
        #expect(english.count > 0)
        #expect(Set(english.keys).symmetricDifference(chinese.keys).sorted() == [])
    }

    @Test func bothLanguagesFillTheSamePlaces() {
        let english = Catalogue.of(.english)
        let chinese = Catalogue.of(.chinese)
        for key in english.keys.keys.sorted() {
            #expect(places(english.sentences(of: key)) == places(chinese.sentences(of: key)), "places of [\(key)]")
        }
    }

    @Test func everyCodeInTheSourcesHasItsSentences() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources")
        let catalogue = Catalogue.of(.english)
        let pattern = try Regex("Finding\\(\\s*\"([A-Z][0-9]{3})\"").dotMatchesNewlines()
        var missing: Set<String> = []
        var seen = 0
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: pattern) {
                let code = String(match.output[1].substring ?? "")
                seen += 1
                let members = catalogue.keys[code] ?? []
                if !members.contains("what") || !members.contains("why") || !members.contains("fix") { missing.insert(code) }
            }
        }
        #expect(seen > 20)
        #expect(missing.sorted() == [])
    }

    @Test func aFileOfSentencesIsReadWithContinuedLines() {
        let entries = Catalogue.parse("# note\n[A001]\nwhat = one\n  two\nwhy = because\n[b.c]\ntext = x = y\n")
        #expect(entries == ["A001": ["what": "one two", "why": "because"], "b.c": ["text": "x = y"]])
    }

    @Test func aPlaceWithNoArgumentStaysVisible() {
        #expect(Catalogue.filled("a {one} b {two}", ["one": "1"]) == "a 1 b {two}")
        #expect(Catalogue.filled("open {brace", [:]) == "open {brace")
    }

    @Test func anUnknownCodeStillSaysWhatItKnows() {
        let text = Catalogue.of(.english).text(of: Finding("Z999", .error, text: "x", ["b": "2", "a": "1"]))
        #expect(text.what == "Z999: a=1, b=2, file=, text=x")
    }

    private func places(_ sentences: [String]) -> [String] {
        var names: Set<String> = []
        for sentence in sentences {
            for match in sentence.matches(of: /\{([A-Za-z0-9_]+)\}/) { names.insert(String(match.1)) }
        }
        return names.sorted()
    }
}
