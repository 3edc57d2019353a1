package import AnomalyDetection
package import BackCalculation
package import Custody
package import Findings
package import Monitoring
internal import ProgrammeFiles

/// One figure of a report with everything behind it, worked out again from the store.
package struct FigureExplanation: Sendable {
    package var chain: EstimateChain
    /// How the figure of a file became that of the sample, by where the figure stands.
    package var conversions: [SourcePosition: VialConversion]
    /// How the scores of the site and analyte came about in this period.
    package var scores: [ScoreSteps]

    /// Works out the chain of one site, analyte and period from what was taken before; takes nothing from the inbox.
    ///
    /// Returns nil where the period has no load of the analyte at the site. Runs are kept out while the results are read.
    /// - Throws: where the programme or the store cannot be read.
    package static func explain(
        workspace: String, period: Period, site: SiteCode, analyte: AnalyteCode, account: Account, now: Instant, jobs: Int
    ) async throws(RunFailure) -> FigureExplanation? {
        let desk = try WorkspaceDesk(
            RunOptions(
                workspace: workspace, periods: .one(period), now: now, account: account, command: ["explain"], jobs: jobs, waitSeconds: WorkspaceDesk.patience))
        let programme = desk.programme
        let results = try await desk.results()
        desk.close()
        let table = DailyLoadTable.loads(results: results, programme: programme)
        guard
            var chain = EstimateChain.chain(
                site: site, analyte: analyte, period: period, table: table, results: results, programme: programme)
        else { return nil }
        var inputs: [InputFile] = []
        var findings: [Finding] = []
        let sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &findings)
        let analysis = PeriodAnalysis.analyse(period, programme: programme, results: results, table: table, sewer: sewer)
        if let estimate = analysis.estimates.first(where: { $0.site == site && $0.analyte == analyte }) {
            chain.estimate = estimate
            if estimate.flags.contains(UnconsumedLoad.flag) { chain.steps.removeAll { $0.key == "step.consumption" || $0.key == "step.doses" } }
        }
        let places = Set(chain.days.map(\.result))
        var conversions: [SourcePosition: VialConversion] = [:]
        for result in results where places.contains(result.position) {
            conversions[result.position] = VialConversion(result, programme: programme)
        }
        return FigureExplanation(chain: chain, conversions: conversions, scores: analysis.detection.steps.filter { $0.site == site && $0.analyte == analyte })
    }
}
