package import Custody
package import Monitoring
package import SewerNetwork
package import SourceTracing

/// A traceback over nodes that may be told: made only with the right to do so in hand, a grant of a workspace or files named by hand.
package struct ReleasedTrace: Sendable {
    package let network: TraceNetwork
    package let analyte: AnalyteCode
    package let settings: TraceSettings
    /// Where a sampler may stand, with what a crew must know there.
    package let access: AccessTable
    /// By what right nodes are named.
    package let release: NodeRelease
    /// The posterior of all composites known, those of kept rounds included.
    package let posterior: SourcePosterior
    /// Nodes of reaches in which fewer people live than the programme's floor: they are told as a reach, never by name.
    package let merged: Set<Int>
    private let observations: [SourceObservation]
    private let populationFloor: Double

    package var graph: SewerGraph { network.graph }
    package var rules: SamplingRules { access.rules }

    /// On files outside any workspace: no floor of people is known there.
    package init(
        network: TraceNetwork, observations: [SourceObservation], analyte: AnalyteCode, settings: TraceSettings, access: AccessTable, under release: AdHocRelease
    ) {
        self.init(
            network: network, observations: observations, analyte: analyte, settings: settings, access: access, populationFloor: 0, release: .adHoc(release))
    }

    /// On a workspace, for the scope of a grant.
    init(
        network: TraceNetwork, observations: [SourceObservation], settings: TraceSettings, access: AccessTable, populationFloor: Double, under grant: ReleaseGrant
    ) {
        self.init(
            network: network, observations: observations, analyte: grant.scope.analyte, settings: settings, access: access, populationFloor: populationFloor,
            release: .granted(grant))
    }

    private init(
        network: TraceNetwork, observations: [SourceObservation], analyte: AnalyteCode, settings: TraceSettings, access: AccessTable, populationFloor: Double,
        release: NodeRelease
    ) {
        self.network = network
        self.observations = observations
        self.analyte = analyte
        self.settings = settings
        self.access = access
        self.populationFloor = populationFloor
        self.release = release
        posterior = SourcePosterior.trace(network: network, observations: observations, analyte: analyte, settings: settings)
        merged = ReleasedTrace.merged(posterior, network.graph, floor: populationFloor)
    }

    /// The posterior with further composites: of another round, or supposed ones.
    package func posterior(with further: [SourceObservation]) -> SourcePosterior {
        SourcePosterior.trace(network: network, observations: observations + further, analyte: analyte, settings: settings)
    }

    /// The same question with the composites of another round.
    func adding(_ further: [SourceObservation]) -> ReleasedTrace {
        ReleasedTrace(
            network: network, observations: observations + further, analyte: analyte, settings: settings, access: access, populationFloor: populationFloor,
            release: release)
    }

    /// The nodes that a posterior may not name.
    package func merged(_ posterior: SourcePosterior) -> Set<Int> { ReleasedTrace.merged(posterior, graph, floor: populationFloor) }

    private static func merged(_ posterior: SourcePosterior, _ graph: SewerGraph, floor: Double) -> Set<Int> {
        guard floor > 0 else { return [] }
        let shares = (0..<graph.nodeCount).map { node in
            let reach = posterior.reach(of: node)
            return NodeShare(
                node: graph.id(node), head: reach < 0 ? graph.id(node) : graph.id(posterior.reaches[Int(reach)].head),
                probability: posterior.probability(of: node), population: graph.population[node])
        }
        let shown = Set(Suppression.nodes(shares, floor: floor).shown.map(\.node))
        return Set((0..<graph.nodeCount).filter { !shown.contains(graph.id($0)) })
    }

    /// The samples of one further round that may be named, first the best.
    package func nextSamples(_ posterior: SourcePosterior, count: Int) -> [NextSample] {
        var rules = rules
        rules.closed.formUnion(merged(posterior))
        return posterior.nextSamples(count, rules: rules)
    }

    /// Composites as they would be with or without the source above a node; nil where the network has no such node.
    package func supposed(_ node: NodeID, isPositive: Bool, given posterior: SourcePosterior) -> [SourceObservation]? {
        graph.index(of: node).map { posterior.supposed(at: Int(graph.hub[$0]), isPositive: isPositive) }
    }

    /// Where fixed points tell most: the present ones scored, others added until there are so many.
    ///
    /// - Parameter present: nodes that stay; nil takes those that were sampled.
    package func design(count: Int, present: [Int]? = nil) -> SiteDesign {
        SiteDesign(
            network: network, present: present ?? posterior.sampledNodes, count: count, gramsPerPerson: posterior.gramsPerPerson, rules: rules, settings: settings)
    }
}
