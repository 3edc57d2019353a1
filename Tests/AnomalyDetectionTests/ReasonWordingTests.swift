import AnomalyDetection
import Findings
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes
import Wording

/// Every reason that a detection gives stands in both catalogues, and all its places are filled.
@Suite struct ReasonWordingTests {
    private func results() -> [DetectionResult] {
        var laboratory = CauseTests.panel(seed: 71)
        laboratory.releases = [
            (site: 20, analyte: "methamphetamine", days: 0..<7, load: 400), (site: 20, analyte: "ephedrine", days: 0..<7, load: 120),
            (site: 20, analyte: "cmp", days: 0..<7, load: 16), (site: 8, analyte: "ketamine", days: 3..<4, load: 200),
        ]
        laboratory.steps = [6: ["morphine": portableLog(15), "ketamine": portableLog(12)], 3: ["tramadol": -portableLog(20)]]
        laboratory.meters[5] = portableLog(3)
        laboratory.swap = (first: 2, second: 11, day: 4)
        var rain = SimulatedProgramme(seed: 4)
        rain.rain = (day: 3, factor: 2.2)
        rain.censored = 0.3
        rain.history = 1
        var young = SimulatedProgramme(seed: 4)
        young.censored = 0.5
        young.history = 4
        return [laboratory, rain, young].map { CampaignDetection.detect($0.input()) } + [CampaignDetection.detect(SimulatedProgramme.empty)]
    }

    @Test(arguments: Language.allCases)
    func everyReasonReadsAsASentence(_ language: Language) {
        let catalogue = Catalogue.of(language)
        var keys: Set<String> = []
        for result in results() {
            let reasons = result.anomalies.flatMap(\.explanation) + result.causes.flatMap { $0.evidence + $0.otherExplanations }
            for reason in reasons {
                keys.insert(reason.key)
                let text = catalogue.text(reason.key, reason.arguments)
                #expect(catalogue.has(reason.key), "\(reason.key)")
                #expect(!text.contains("{") && !text.contains("nan") && !text.contains("inf "), "\(text)")
            }
            for finding in result.findings {
                let text = catalogue.text(of: finding)
                #expect(!text.why.isEmpty && !text.fix.isEmpty && !text.what.contains("{"), "\(finding.code.rawValue)")
            }
        }
        #expect(keys.count > 25, "\(keys.sorted())")
    }

    @Test func bothLanguagesHoldTheSamePlaces() {
        func places(_ text: String) -> Set<Substring> {
            Set(text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { $0.split(separator: "}").first })
        }
        let english = Catalogue.of(.english)
        let chinese = Catalogue.of(.chinese)
        for key in english.keys.keys.sorted() where key.hasPrefix("reason.") || key.hasPrefix("next.") {
            #expect(chinese.has(key), "\(key)")
            #expect(places(english.text(key)) == places(chinese.text(key)), "\(key)")
        }
    }
}
