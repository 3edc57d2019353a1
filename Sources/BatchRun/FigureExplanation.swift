package import AnomalyDetection
package import BackCalculation
internal import Custody
package import Findings
package import Monitoring
internal import ProgrammeFiles
internal import Store

/// One figure of a report with everything behind it, worked out again from the store.
package struct FigureExplanation: Sendable {
    package var chain: EstimateChain
    /// How the figure of a file became that of the sample, by where the figure stands.
    package var conversions: [SourcePosition: VialConversion]
    /// How the scores of the site and analyte came about in this period.
    package var scores: [ScoreSteps]

    /// Works out the chain of one site, analyte and period from what was taken before; takes nothing from the inbox.
    ///
    /// Returns nil where the period has no load of the analyte at the site.
    /// - Throws: where the programme or the store cannot be read.
    package static func explain(
        workspace: String, period: Period, site: SiteCode, analyte: AnalyteCode, jobs: Int
    ) async throws(RunFailure) -> FigureExplanation? {
        let programme = try Programme.opened(workspace: workspace)
        let store: WorkspaceStore
        do { store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite") } catch { throw RunFailure(error) }
        let work = try await LaboratoryWork.done(programme, store: store, originals: Originals(folder: workspace + "/store/originals"), jobs: jobs)
        do { try store.close() } catch { throw RunFailure(error) }
        let table = DailyLoadTable.loads(results: work.results, programme: programme)
        guard
            var chain = EstimateChain.chain(
                site: site, analyte: analyte, period: period, table: table, results: work.results, programme: programme)
        else { return nil }
        var inputs: [InputFile] = []
        var findings: [Finding] = []
        let sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &findings)
        let analysis = PeriodAnalysis.analyse(period, programme: programme, results: work.results, table: table, sewer: sewer)
        if let estimate = analysis.estimates.first(where: { $0.site == site && $0.analyte == analyte }) {
            chain.estimate = estimate
            if estimate.flags.contains(UnconsumedLoad.flag) { chain.steps.removeAll { $0.key == "step.consumption" || $0.key == "step.doses" } }
        }
        let places = Set(chain.days.map(\.result))
        var conversions: [SourcePosition: VialConversion] = [:]
        for result in work.results where places.contains(result.position) {
            conversions[result.position] = VialConversion(result, programme: programme)
        }
        return FigureExplanation(chain: chain, conversions: conversions, scores: analysis.detection.steps.filter { $0.site == site && $0.analyte == analyte })
    }
}
