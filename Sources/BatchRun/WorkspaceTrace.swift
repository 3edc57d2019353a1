package import Custody
package import Findings
package import Monitoring
internal import ProgrammeFiles
package import SewerNetwork
package import SourceTracing
internal import BackCalculation

/// A traceback of one site, analyte and period of a workspace.
package struct WorkspaceTrace: Sendable {
    /// What may be said without naming a node.
    package var summary: SourceSummary
    /// Probability that the source, if there is one, lies upstream of the site asked about.
    package var probabilityUpstream: Double
    /// The posterior over nodes with the network it names: there only under a grant.
    package var released: ReleasedTrace?
    /// Why nodes are not named; nil under a grant.
    package var refusal: Finding?
    package var findings: [Finding]

    /// Traces what was taken before; takes nothing from the inbox.
    ///
    /// Manholes are named only under an approved request of the asking account that covers site,
    /// analyte and period; asking without one is recorded, and gives the reaches all the same. Runs are kept out meanwhile.
    /// - Throws: where programme, store or network cannot be read, or the site has no place in the sewer.
    package static func trace(
        workspace: String, site: SiteCode, analyte: AnalyteCode, period: Period, account: Account, now: Instant, jobs: Int,
        further: [SourceObservation] = []
    ) async throws(RunFailure) -> WorkspaceTrace {
        let desk = try WorkspaceDesk(
            RunOptions(
                workspace: workspace, periods: .one(period), now: now, account: account, command: ["trace"], jobs: jobs, waitSeconds: WorkspaceDesk.patience))
        defer { desk.close() }
        let programme = desk.programme
        var inputs: [InputFile] = []
        var findings: [Finding] = []
        guard let sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &findings) else {
            throw RunFailure(.configuration, findings.last ?? Finding("S046", .fatal, at: SourcePosition(file: "headwater.yaml")))
        }
        guard sewer.siteNodes.contains(where: { $0.site == site }) else {
            throw RunFailure(.inputMissing, Finding("S050", .fatal, text: site.rawValue, ["site": harmless(site.rawValue)]))
        }
        let results = try await desk.results()
        let table = DailyLoadTable.loads(results: results, programme: programme)
        let analysis = PeriodAnalysis.analyse(period, programme: programme, results: results, table: table, sewer: sewer)
        let posterior = PeriodSources.posterior(of: analyte, detection: analysis.detection, loads: analysis.loads, sewer: sewer, further: further)
        let siteAt = Dictionary(sewer.siteNodes.map { ($0.node, $0.site) }) { first, _ in first }
        var trace = WorkspaceTrace(
            summary: posterior.summary(graph: sewer.graph, site: site, siteAt: siteAt),
            probabilityUpstream: PeriodSources.probabilityUpstream(of: site, posterior, sewer), released: nil, refusal: nil,
            findings: findings + PeriodSources.withoutNodes(posterior.findings, sewer: sewer))
        let areas = Set(programme.siteAreas.filter { $0.site == site }.map(\.area))
        do {
            let grant = try desk.custody.grant(
                for: ReleaseScope(site: site, areas: areas, analyte: analyte, period: period), account: account, at: now)
            trace.released = ReleasedTrace(
                posterior, graph: sewer.graph, populationFloor: programme.configuration.privacy.populationFloor, under: grant)
        } catch {
            if case .store(let error) = error { throw RunFailure(error) }
            var refusal = error.finding
            refusal.severity = .warning
            trace.refusal = refusal
        }
        return trace
    }
}

/// A posterior over nodes that left a workspace: made only with a grant in hand.
package struct ReleasedTrace: Sendable {
    package let posterior: SourcePosterior
    package let graph: SewerGraph
    /// `approved`, or `emergency` where the approval is still to come.
    package let basis: String
    /// Nodes of reaches in which fewer people live than the programme's floor: they are told as a reach, never by name.
    package let merged: Set<Int>

    fileprivate init(_ posterior: SourcePosterior, graph: SewerGraph, populationFloor: Double, under grant: ReleaseGrant) {
        basis = grant.basis
        self.posterior = posterior
        self.graph = graph
        let shares = (0..<graph.nodeCount).map { node in
            let reach = posterior.reach(of: node)
            return NodeShare(
                node: graph.id(node), head: reach < 0 ? graph.id(node) : graph.id(posterior.reaches[Int(reach)].head),
                probability: posterior.probability(of: node), population: graph.population[node])
        }
        let shown = Set(Suppression.nodes(shares, floor: populationFloor).shown.map(\.node))
        merged = Set((0..<graph.nodeCount).filter { !shown.contains(graph.id($0)) })
    }
}
