internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// Judges a campaign: faults first, then drug signals, then what may lie behind them.
///
/// The order matters. Days of rain, bottles that changed places and meters that are out are
/// decided before any drug is tested, and taken out of the loads, so that they neither raise
/// a false alarm nor hide a true one. All tests of a campaign then share one rate of false
/// discoveries (focus points have their own), and each discovery gets a probable cause.
package enum CampaignDetection {
    /// Judges the campaign of `input.period`.
    ///
    /// The result depends neither on the order of rows nor on the number of workers. Loads
    /// below a limit are kept as intervals throughout. What cannot be tested is said by finding
    /// (M401 no load in the campaign, M402 fewer than three earlier campaigns, M403 spread not to be told).
    ///
    /// - Complexity: linear in sites, analytes and campaigns, with sorts of a few values: some
    ///   milliseconds for 22 sites, 20 analytes and 6 campaigns.
    package static func detect(_ input: DetectionInput) -> DetectionResult {
        var table = CampaignTable(input)
        let hasLoads = table.sites.indices.contains { site in
            table.analytes.indices.contains { !table.cell(table.target, site, $0).isEmpty }
        }
        guard hasLoads else {
            return DetectionResult(
                anomalies: [], ratios: [], causes: [], faults: [], steps: [],
                findings: [Finding("M401", .warning, ["period": "\(input.period)"])])
        }
        let faults = FaultJudgement(&table, input: input)
        let tests = DrugTests(table, faults: faults, input: input)
        let ratios = RatioDiagnosis.diagnose(table, configuration: input.configuration)
        let evidence = CauseEvidence(table: table, faults: faults, tests: tests, ratios: ratios.days, bands: ratios.bands, input: input)

        let verdicts = ordered(tests.verdicts, table)
        let anomalies = merged(
            verdicts.map { $0.anomaly(table, isExplained: input.explained == .all || $0.isDiscovery) }, with: faults.anomalies.sorted(by: precedes))
        return DetectionResult(
            anomalies: anomalies,
            ratios: ratios.days.map(\.diagnostic).sorted { ($0.site, $0.ratio, $0.date) < ($1.site, $1.ratio, $1.date) },
            causes: evidence.assessments(), faults: faults.faults,
            steps: verdicts.lazy.filter { input.explained == .all || $0.isDiscovery }.map { $0.steps(table) },
            findings: tests.findings)
    }

    /// The verdicts by site, analyte, kind and date: sites and analytes are numbered in the order of their codes.
    private static func ordered(_ verdicts: [TestVerdict], _ table: CampaignTable) -> [TestVerdict] {
        let names = AnomalyKind.allCases.map(\.rawValue).sorted()
        let ranks = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var keys: [(cell: Int, kind: Int, day: Int32, place: Int)] = []
        keys.reserveCapacity(verdicts.count)
        for (place, verdict) in verdicts.enumerated() {
            keys.append(
                (
                    verdict.site * table.analytes.count + verdict.analyte, ranks[verdict.kind.rawValue] ?? 0,
                    verdict.date(table)?.day ?? .min, place
                ))
        }
        keys.sort { ($0.cell, $0.kind, $0.day, $0.place) < ($1.cell, $1.kind, $1.day, $1.place) }
        return keys.map { verdicts[$0.place] }
    }

    /// Two lists that are each in order, as one.
    private static func merged(_ many: [Anomaly], with few: [Anomaly]) -> [Anomaly] {
        guard !few.isEmpty else { return many }
        var result: [Anomaly] = []
        result.reserveCapacity(many.count + few.count)
        var next = 0
        for row in many {
            while next < few.count, precedes(few[next], row) {
                result.append(few[next])
                next += 1
            }
            result.append(row)
        }
        return result + few[next...]
    }

    private static func precedes(_ left: Anomaly, _ right: Anomaly) -> Bool {
        if left.site != right.site { return left.site < right.site }
        let names = (left.analyte?.rawValue ?? "", right.analyte?.rawValue ?? "")
        if names.0 != names.1 { return AnalyteCode(names.0) < AnalyteCode(names.1) }
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        return (left.date?.day ?? .min) < (right.date?.day ?? .min)
    }
}
