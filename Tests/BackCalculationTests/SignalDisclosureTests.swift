import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import Testing

/// What a report says of signals names no place that is not shown.
@Suite("Signals of places that are not shown")
struct SignalDisclosureTests {
    /// F1 is a prison, K01 a town.
    private var disclosure: SiteDisclosure {
        let programme = SmallProgramme.programme(sites: [
            Site(code: "K01", name: "", tier: .key, kind: .plant), Site(code: "F1", name: "", tier: .focus, kind: .manhole, catchmentType: .prison),
        ])
        let loads = ["K01", "F1"].flatMap { SmallProgramme.week(Array(repeating: 40, count: 7), site: SiteCode($0), population: 5000) }
        return SiteDisclosure(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates, programme: programme)
    }

    private func anomaly(_ site: SiteCode, _ kind: AnomalyKind = .step, alert: String? = nil, _ explanation: [Reason] = []) -> Anomaly {
        Anomaly(
            site: site, analyte: "ketamine", date: nil, kind: kind, direction: .up, score: 5, pValue: 0, qValue: 0, isDiscovery: true, alertID: alert,
            explanation: explanation)
    }

    private func alert(_ site: SiteCode, alsoSeenAt: [SiteCode] = [], _ evidence: [Reason] = []) -> Alert {
        Alert(
            id: "2025-P5-\(site)-ketamine", period: SmallProgramme.period, site: site, analyte: "ketamine", kind: .step, direction: .up,
            cause: .undetermined, level: .warning, state: .new, qValue: 0, alsoSeenAt: alsoSeenAt, evidence: evidence, otherExplanations: [], nextSteps: [])
    }

    @Test func `those who act on an alert see it, marked, and a report does not hold it`() {
        let alerts = disclosure.marked([alert("F1"), alert("K01")])
        #expect(alerts.map { $0.evidence.contains(SiteDisclosure.restricted) } == [true, false])
        #expect(disclosure.applied(to: alerts).map(\.site) == ["K01"])
    }

    @Test func `a row of another site names neither the place nor its alert`() {
        let all = [alert("F1", alsoSeenAt: ["K01"])]
        let rows = [
            anomaly("F1", alert: all[0].id), anomaly("F1", .flowMeter),
            anomaly(
                "K01", alert: all[0].id,
                [
                    Reason("reason.hidden_load", ["sites": "F1, K02", "brought": "12"]), Reason("reason.cluster", ["sites": "F1, K01, K02", "count": "3"]),
                    Reason("reason.step_up", ["factor": "3"]),
                ]),
        ]
        let shown = disclosure.applied(to: rows, alerts: all)
        // What is wrong with a meter says nothing of people.
        #expect(shown.map(\.site) == ["F1", "K01"] && shown.map(\.kind) == [.flowMeter, .step])
        #expect(shown.allSatisfy { $0.alertID == nil })
        #expect(shown[1].explanation == [Reason("reason.cluster", ["sites": "K01, K02", "count": "2"]), Reason("reason.step_up", ["factor": "3"])])
        let open = disclosure.applied(to: [alert("K01", alsoSeenAt: ["F1"], [Reason("reason.also_seen", ["sites": "F1"])])])
        #expect(open.count == 1 && open[0].alsoSeenAt.isEmpty && open[0].evidence.isEmpty)
    }

    @Test func `a traceback names no such place, and one from it is not in a report`() throws {
        func summary(_ site: SiteCode) -> SourceSummary {
            SourceSummary(
                analyte: "ketamine", site: site, lnBayesFactor: 5, probabilityOfSource: 1, massGramsPerDay: Estimate(1, Interval(low: 1, high: 2)),
                classes: ["F1", "K01"].map { SourceClass(head: NodeID("n\($0)"), site: SiteCode($0), probability: 0.5, nodes: 9, population: 900, pipeLengthM: 1) },
                credibleNodes: 9, crediblePopulation: 900, notExaminedNodes: 0, notExaminedPopulation: 0)
        }
        #expect(disclosure.applied(to: summary("F1")) == nil)
        let open = try #require(disclosure.applied(to: summary("K01")))
        #expect(open.classes.map(\.site) == [nil, "K01"] && open.classes.map(\.population) == [0, 900])
    }

    @Test func `where all is shown nothing changes`() {
        let none = SiteDisclosure([], programme: SmallProgramme.programme())
        let alerts = [alert("F1", alsoSeenAt: ["K01"])]
        let rows = [anomaly("F1", alert: alerts[0].id)]
        #expect(none.marked(alerts) == alerts && none.applied(to: alerts) == alerts && none.applied(to: rows, alerts: alerts) == rows)
    }
}
