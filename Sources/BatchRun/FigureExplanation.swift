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
    /// The figure under other sets, without the flow, by the year, as sold, by age.
    package var further: FurtherFigures
    /// Limits of detection and quantification of the day's result, ng/L, by where it stands.
    package var limits: [SourcePosition: ResultLimits]

    /// What a result is held against.
    package struct ResultLimits: Hashable, Sendable {
        package var detection: Double?
        package var quantification: Double?
    }

    /// Works out the chain of one site, analyte and period from what was taken before; takes nothing from the inbox.
    ///
    /// Returns nil where the period has no load of the analyte at the site. Runs are kept out while the results are read.
    /// - Parameter set: the parameter set to work it out by, or a set at a version; nil for the programme's own.
    /// - Throws: where the programme or the store cannot be read; `inputMissing` where there is no such set; `refused` for a
    ///   site whose figures are not given.
    package static func explain(
        workspace: String, period: Period, site: SiteCode, analyte: AnalyteCode, account: Account, now: Instant, jobs: Int, set: String? = nil
    ) async throws(RunFailure) -> FigureExplanation? {
        let desk = try WorkspaceDesk(
            RunOptions(
                workspace: workspace, periods: .one(period), now: now, account: account, command: ["explain"], jobs: jobs, waitSeconds: WorkspaceDesk.patience))
        var programme = desk.programme
        let sets = ParameterSets.known(to: programme)
        if let set {
            programme.parameters = sets.set(named: set)
            guard !programme.parameters.isEmpty else {
                throw RunFailure(.inputMissing, Finding("C094", .error, text: harmless(set, limit: 40), ["sets": sets.names.joined(separator: ", ")]))
            }
        }
        let results = try await desk.results()
        desk.close()
        var inputs: [InputFile] = []
        var findings: [Finding] = []
        let sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &findings)
        programme.residences = sewer?.residences ?? [:]
        let table = DailyLoadTable.loads(results: results, programme: programme)
        guard
            var chain = EstimateChain.chain(
                site: site, analyte: analyte, period: period, table: table, results: results, programme: programme)
        else { return nil }
        let analysis = PeriodAnalysis.analyse(period, programme: programme, results: results, table: table, sewer: sewer)
        // What a report does not show is not explained either.
        if let withheld = analysis.findings.first(where: { ["M115", "M116"].contains($0.code) && $0.text == site.rawValue }) {
            throw RunFailure(.refused, withheld)
        }
        if let estimate = analysis.estimates.first(where: { $0.site == site && $0.analyte == analyte }) {
            chain.estimate = estimate
            if estimate.flags.contains(UnconsumedLoad.flag) { chain.steps.removeAll { $0.key == "step.consumption" || $0.key == "step.doses" } }
        }
        let places = Set(chain.days.map(\.result))
        var conversions: [SourcePosition: VialConversion] = [:]
        var limits: [SourcePosition: ResultLimits] = [:]
        for result in results where places.contains(result.position) {
            conversions[result.position] = VialConversion(result, programme: programme)
            limits[result.position] = ResultLimits(detection: result.limitOfDetection, quantification: result.limitOfQuantification)
        }
        return FigureExplanation(
            chain: chain, conversions: conversions, scores: analysis.detection.steps.filter { $0.site == site && $0.analyte == analyte },
            further: FurtherFigures(chain, loads: table.loads, sets: sets, programme: programme), limits: limits)
    }
}
