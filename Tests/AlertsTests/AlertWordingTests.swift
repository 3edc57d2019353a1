import Alerts
import AnomalyDetection
import Findings
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes
import Wording

/// An alert says what happened, how sure it is, how small a change could have been seen, why not something else, and what to do.
@Suite struct AlertWordingTests {
    private func alerts() -> [Alert] {
        var programme = SimulatedProgramme(seed: 71)
        programme.analytes += ["cmp"]
        programme.absent = ["cmp"]
        programme.releases = [
            (site: 20, analyte: "methamphetamine", days: 0..<7, load: 900), (site: 20, analyte: "cmp", days: 0..<7, load: 16),
            (site: 8, analyte: "ketamine", days: 3..<4, load: 900),
        ]
        programme.steps = [3: ["tramadol": portableLog(15)]]
        let input = programme.input()
        return AlertRaising.raise(CampaignDetection.detect(input), for: input).alerts
    }

    @Test(arguments: Language.allCases)
    func everyAlertAnswersWhatAReaderAsks(_ language: Language) throws {
        let catalogue = Catalogue.of(language)
        let alerts = alerts()
        #expect(Set(alerts.map(\.analyte)).isSuperset(of: ["methamphetamine", "ketamine", "tramadol"]))
        for alert in alerts {
            #expect(alert.evidence.first?.key == "reason.verdict_\(alert.cause.rawValue)", "\(alert.id)")
            #expect(alert.evidence.count { $0.key == "reason.false_discovery" } == 1, "\(alert.id)")
            #expect(!alert.otherExplanations.isEmpty && !alert.nextSteps.isEmpty, "\(alert.id)")
            for reason in alert.evidence + alert.otherExplanations + alert.nextSteps {
                #expect(catalogue.has(reason.key), "\(reason.key)")
                #expect(!catalogue.text(reason.key, reason.arguments).contains("{"), "\(reason.key)")
            }
        }
        let made = try #require(alerts.first { $0.analyte == "methamphetamine" })
        #expect(made.cause == .manufactureLikely && made.level == .urgent)
        #expect(made.evidence.first?.arguments["lines"].flatMap { Int($0) } ?? 0 >= 2)
        let step = try #require(alerts.first { $0.analyte == "tramadol" })
        #expect(step.evidence.count { $0.key == "reason.smallest_change" } == 1)
    }

    @Test func everyVerdictHasItsSentenceInBothLanguages() {
        for language in Language.allCases {
            for cause in ProbableCause.allCases { #expect(Catalogue.of(language).has("reason.verdict_\(cause.rawValue)"), "\(cause) \(language)") }
        }
    }
}
