import AssayFiles
import Findings
import Testing
import Wording

@Suite("Sentences of laboratory files") struct WordingTests {
    @Test("Each code has what, why and fix in both languages", arguments: Language.allCases)
    func complete(language: Language) {
        let catalogue = Catalogue.of(language)
        for number in Array(1...42) + Array(51...57) {
            let code = "A0" + (number < 10 ? "0" : "") + String(number)
            #expect(catalogue.keys[code] == ["fix", "what", "why"], "\(code) in \(language)")
        }
        for name in ["header", "title", "section", "groups", "analytes", "element", "delimiter"] { #expect(catalogue.has("assay.evidence." + name)) }
    }

    @Test("Findings of the synthetic exports leave no place unfilled", arguments: Language.allCases)
    func filled(language: Language) {
        for (_, text) in SyntheticExport.all {
            for finding in document(text).findings where finding.code.rawValue.hasPrefix("A") {
                let words = Catalogue.of(language).text(of: finding)
                #expect(!(words.what + words.why + words.fix).contains("{"), "\(finding)")
            }
        }
    }
}
