import Alerts
import AnomalyDetection
import Monitoring
import ProgrammeFiles
import Testing

@Suite struct AlertRaisingTests {
    static let period = Period("2025-P5") ?? Period(containing: CalendarDate(day: 0))

    static func input(downstream: [SiteCode: SiteCode] = [:], focus: Set<SiteCode> = []) -> DetectionInput {
        DetectionInput(
            period: period, loads: [],
            sites: ["F1", "K01", "K02", "P1"].map { Site(code: $0, name: "", tier: focus.contains($0) ? .focus : .key, kind: .pumpStation) },
            downstream: downstream, analytes: AnalyteCatalogue(analytes: [], aliases: [:]))
    }

    static func row(
        _ site: SiteCode, _ analyte: AnalyteCode, _ kind: AnomalyKind = .step, q: Double = 0.01, score: Double = 6,
        direction: AnomalyDirection = .up
    ) -> Anomaly {
        Anomaly(
            site: site, analyte: analyte, date: nil, kind: kind, direction: direction, score: score, pValue: q / 10, qValue: q, isDiscovery: true,
            explanation: [Reason("reason.step_up", ["load": "\(site)-\(analyte)-\(kind.rawValue)"])])
    }

    static func cause(
        _ site: SiteCode, _ analyte: AnalyteCode, _ cause: ProbableCause, grams: Double? = nil, lines: [String] = [],
        direction: AnomalyDirection = .up
    ) -> CauseAssessment {
        CauseAssessment(
            site: site, analyte: analyte, direction: direction, cause: cause, lines: lines, evidence: [], otherExplanations: [],
            excessGramsPerDay: grams)
    }

    static func result(_ rows: [Anomaly], _ causes: [CauseAssessment]) -> DetectionResult {
        DetectionResult(anomalies: rows, ratios: [], causes: causes, faults: [], steps: [], findings: [])
    }

    @Test func testsOfOneSubstanceAtOneSiteMakeOneAlert() throws {
        let rows = [Self.row("F1", "methamphetamine", .daySpike, q: 0.0001), Self.row("F1", "methamphetamine", .step, q: 0.01)]
        let raised = AlertRaising.raise(Self.result(rows, [Self.cause("F1", "methamphetamine", .manufactureLikely)]), for: Self.input())
        let alert = try #require(raised.alerts.first)
        #expect(raised.alerts.count == 1)
        #expect(alert.id == "2025-P5-F1-methamphetamine" && alert.kind == .step && alert.qValue == 0.0001)
        #expect(alert.level == .urgent && alert.state == .new)
        #expect(alert.evidence.filter { $0.key == "reason.step_up" }.count == 2)
        #expect(raised.anomalies.allSatisfy { $0.alertID == alert.id })
        #expect(alert.nextSteps.contains { $0.key == "next.trace" })
    }

    @Test func precursorsByProductsAndMetabolitesJoinTheirDrug() throws {
        let analytes: [AnalyteCode] = ["amphetamine", "cmp", "ephedrine", "methamphetamine"]
        let causes = analytes.map {
            Self.cause("F1", $0, .manufactureLikely, lines: $0 == "amphetamine" ? ["metabolised"] : [])
        }
        let raised = AlertRaising.raise(Self.result(analytes.map { Self.row("F1", $0) }, causes), for: Self.input())
        #expect(raised.alerts.map(\.analyte) == ["methamphetamine"])
        #expect(raised.anomalies.allSatisfy { $0.alertID == "2025-P5-F1-methamphetamine" })
        let joined = try #require(raised.alerts.first).evidence.filter { $0.key == "reason.rises_too" }.compactMap { $0.arguments["analyte"] }
        #expect(joined == ["amphetamine", "cmp", "ephedrine"])
    }

    @Test func amphetamineWithASourceOfItsOwnStaysApart() {
        let rows = [Self.row("F1", "amphetamine"), Self.row("F1", "methamphetamine")]
        let causes = [
            Self.cause("F1", "amphetamine", .undetermined, lines: ["own_source"]), Self.cause("F1", "methamphetamine", .undetermined),
        ]
        #expect(AlertRaising.raise(Self.result(rows, causes), for: Self.input()).alerts.map(\.analyte) == ["amphetamine", "methamphetamine"])
    }

    @Test func thePathDownstreamIsAlsoSeenAndNoAlertOfItsOwn() throws {
        let sites: [SiteCode] = ["F1", "K01", "P1"]
        let raised = AlertRaising.raise(
            Self.result(
                sites.map { Self.row($0, "methamphetamine") },
                [
                    Self.cause("F1", "methamphetamine", .manufactureLikely, grams: 5),
                    Self.cause("K01", "methamphetamine", .manufacturePossible, grams: 5.5),
                    Self.cause("P1", "methamphetamine", .undetermined, grams: 4),
                ]), for: Self.input(downstream: ["F1": "K01", "K01": "P1"]))
        let alert = try #require(raised.alerts.first)
        #expect(raised.alerts.count == 1 && alert.site == "F1" && alert.alsoSeenAt == ["K01", "P1"])
        #expect(raised.anomalies.allSatisfy { $0.alertID == alert.id })
    }

    @Test func aSiteDownstreamWithMuchMoreKeepsItsOwnAlert() {
        let raised = AlertRaising.raise(
            Self.result(
                [Self.row("F1", "ketamine"), Self.row("P1", "ketamine")],
                [Self.cause("F1", "ketamine", .consumption, grams: 1), Self.cause("P1", "ketamine", .consumption, grams: 9)]),
            for: Self.input(downstream: ["F1": "P1"]))
        #expect(raised.alerts.map(\.site) == ["F1", "P1"])
    }

    @Test func otherBranchesStayApartAndACircleDoesNotHang() {
        let rows = [Self.row("K01", "ketamine"), Self.row("K02", "ketamine")]
        let causes = [Self.cause("K01", "ketamine", .consumption), Self.cause("K02", "ketamine", .consumption)]
        #expect(AlertRaising.raise(Self.result(rows, causes), for: Self.input(downstream: ["K01": "P1", "K02": "P1"])).alerts.count == 2)
        let circle = AlertRaising.raise(Self.result(rows, causes), for: Self.input(downstream: ["K01": "K02", "K02": "K01"]))
        #expect(!circle.alerts.isEmpty)
        #expect(circle.anomalies.allSatisfy { row in circle.alerts.contains { $0.id == row.alertID } })
    }

    @Test(arguments: [
        (ProbableCause.manufactureLikely, AlertLevel.urgent), (.disposalLikely, .urgent), (.manufacturePossible, .warning),
        (.disposalPossible, .warning), (.licitLikely, .notice), (.undetermined, .warning),
    ])
    func theCauseSetsTheLevel(_ cause: ProbableCause, _ level: AlertLevel) {
        let raised = AlertRaising.raise(
            Self.result([Self.row("K01", "ketamine")], [Self.cause("K01", "ketamine", cause)]), for: Self.input())
        #expect(raised.alerts.map(\.level) == [level])
        #expect(raised.alerts.allSatisfy { !$0.nextSteps.isEmpty })
    }

    @Test func dropsAndMetersAreNoAlerts() {
        var meter = Self.row("K02", "x", .flowMeter)
        meter.analyte = nil
        let raised = AlertRaising.raise(
            Self.result(
                [Self.row("K01", "ketamine", direction: .down), meter], [Self.cause("K01", "ketamine", .undetermined, direction: .down)]),
            for: Self.input())
        #expect(raised.alerts.isEmpty)
        #expect(raised.anomalies.allSatisfy { $0.alertID == nil })
    }

    @Test func urgentAlertsComeFirst() {
        let rows = [Self.row("K01", "ketamine"), Self.row("P1", "tramadol")]
        let raised = AlertRaising.raise(
            Self.result(rows, [Self.cause("K01", "ketamine", .licitLikely), Self.cause("P1", "tramadol", .disposalLikely)]), for: Self.input())
        #expect(raised.alerts.map(\.site) == ["P1", "K01"])
    }
}
