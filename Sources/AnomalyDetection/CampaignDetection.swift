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

        let anomalies = faults.anomalies + tests.verdicts.map { $0.anomaly(table) }
        return DetectionResult(
            anomalies: anomalies.sorted(by: precedes),
            ratios: ratios.days.map(\.diagnostic).sorted { ($0.site, $0.ratio, $0.date) < ($1.site, $1.ratio, $1.date) },
            causes: evidence.assessments(), faults: faults.faults,
            steps: tests.verdicts.map { $0.steps(table) }.sorted {
                ($0.site, $0.analyte, $0.kind.rawValue) < ($1.site, $1.analyte, $1.kind.rawValue)
            },
            findings: tests.findings)
    }

    private static func precedes(_ left: Anomaly, _ right: Anomaly) -> Bool {
        if left.site != right.site { return left.site < right.site }
        let names = (left.analyte?.rawValue ?? "", right.analyte?.rawValue ?? "")
        if names.0 != names.1 { return AnalyteCode(names.0) < AnalyteCode(names.1) }
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        return (left.date?.day ?? .min) < (right.date?.day ?? .min)
    }
}
