package import Findings
package import Monitoring
package import SewerNetwork
internal import RandomDraws

/// A reach that the samples cannot tell apart, at the level of nodes: for those who may see nodes.
package struct SourceReach: Sendable {
    /// The node to which all of the reach flows first: a sampled node, or a split.
    package var head: Int
    package var isSampled: Bool
    /// Probability that the source lies in the reach, if there is one.
    package var probability: Double
    package var nodes: Int
    package var population: Double
    package var pipeLengthM: Double
    /// The manholes that bound the reach: its head, and the heads that flow into it.
    package var boundary: [Int]
}

/// A further sample that would tell most.
package struct NextSample: Hashable, Sendable {
    package var node: Int
    /// Expected information about where the source is, bits, given the samples proposed before it.
    package var informationBits: Double
    /// Probability that the source, if there is one, lies upstream.
    package var probabilityUpstream: Double
    /// Probability that a source upstream would show.
    package var power: Double
}

/// The smallest set of nodes, whole groups of alike nodes at a time, that holds the source with the stated probability.
package struct CredibleSet: Sendable {
    package var level: Double
    /// Indices of nodes, rising.
    package var nodes: [Int]
    package var population: Double
    package var pipeLengthM: Double
}

/// Where a source is, by all samples together, with every node of the network weighed: node-level, for those who may see it.
package struct SourcePosterior: Sendable {
    package let analyte: AnalyteCode
    /// ln of the evidence for one source anywhere over that for none.
    package let lnBayesFactor: Double
    /// Probability that there is a source.
    package let probabilityOfSource: Double
    /// Mass at the source, g on an active day, if there is one. The interval holds the error that the days of a site share (flow
    /// meter, calibration), which does not shrink with more days.
    package let massGramsPerDay: Estimate
    /// Reaches by falling probability, then by the name of the head.
    package let reaches: [SourceReach]
    /// For each node of the graph the index of its reach in `reaches`; -1 where no sample lies downstream.
    package let reachOfNode: [Int32]
    package let credibleSet: CredibleSet
    /// Probability of each node of the graph, if there is a source; sums to 1. Where two sources explain the observations
    /// better than one, either holds half of that share.
    package let nodeProbability: [Double]
    /// ln of the evidence for a source at each node over that for none.
    package let nodeLnBayesFactor: [Double]
    package let nextSamples: [NextSample]
    /// Nodes with no sample downstream: nothing speaks for or against them.
    package let notExaminedNodes: Int
    package let notExaminedPopulation: Double
    /// Sampled sites and observations that entered.
    package let siteCount: Int
    package let observationCount: Int
    /// What was noticed. Findings name sampled nodes and heads of reaches: they are node-level too.
    package let findings: [Finding]

    /// Weighs every node of the network as the one source of an analyte.
    ///
    /// Exact for a single source on any acyclic network, for quantified and censored composites alike.
    /// The load of site s on day d is ln-normal about `e^(c+u_s) B_s + a_is M ω_d`: c is shared by all sites, u_s is the
    /// site's own, both are integrated out; a_is is the share of the source's load that arrives; ω_d is 1 on all days, or a
    /// single day's discharge. Does not depend on the order of the observations.
    ///
    /// - Parameters:
    ///   - graph: the sewer.
    ///   - observations: composites; those of other analytes are left out.
    ///   - analyte: the analyte traced.
    /// - Returns: the posterior; with no usable observation all nodes keep their prior weight.
    /// - Complexity: linear in nodes and links, plus sites times mass points times nuisance points.
    package static func trace(
        graph: SewerGraph, observations: [SourceObservation], analyte: AnalyteCode, settings: TraceSettings = TraceSettings()
    ) -> SourcePosterior {
        let campaign = TraceCampaign(graph: graph, observations: observations.filter { $0.analyte == analyte }, settings: settings)
        let classes = SignatureClasses(graph: graph, siteOfNode: campaign.siteOfNode, decayPerHour: settings.decayPerHour)
        let evidence = SourceEvidence(campaign: campaign, classes: classes, settings: settings)
        let prior = MassDistribution(settings.massPriors)
        var nodes = NodeEvidence(graph: graph, classes: classes, evidence: evidence, prior: prior)
        let mass = nodes.mass(prior: prior, evidence: evidence).widened(byLogSD: settings.flowLogSD)
        let odds = settings.priorProbability / max(1 - settings.priorProbability, 1e-12)
        let lnOdds = odds > 0 ? nodes.lnBayesFactor + portableLog(odds) : -700
        let probability = lnOdds > 0 ? 1 / (1 + portableExp(-lnOdds)) : portableExp(lnOdds) / (1 + portableExp(lnOdds))
        var findings = campaign.findings
        if campaign.sites.isEmpty { findings.append(Finding("M203", .error, text: analyte.rawValue, ["analyte": analyte.rawValue])) }
        if probability > 0.2, settings.secondSourceRatio > 0, campaign.sites.count >= 3 {
            let pairs = SourcePairs(
                tables: evidence.chronic, evidence: evidence, classes: classes, nodes: nodes, weights: nodes.classWeight, prior: prior)
            let lnRatio = pairs.lnBayesFactor + portableLog(settings.secondSourceRatio) - nodes.lnBayesFactor
            let share = lnRatio > 0 ? 1 / (1 + portableExp(-lnRatio)) : portableExp(lnRatio) / (1 + portableExp(lnRatio))
            if share > 1e-4 { nodes.mix(pairs, share: share, graph: graph, classes: classes) }
            if share > 0.1, let best = pairs.pairs.max(by: { $0.lnEvidence < $1.lnEvidence }) {
                let heads = [best.first, best.second].map { graph.id(Int(classes.headNode[$0])).rawValue }.sorted()
                findings.append(
                    Finding("M207", .warning, ["first": heads[0], "second": heads[1], "percent": String(Int((share * 100).rounded()))]))
            }
        }
        let reaches = SourceReach.all(graph: graph, classes: classes, probability: nodes.probability)
        var place = [Int32](repeating: -1, count: graph.nodeCount)
        for (index, reach) in reaches.enumerated() { place[reach.head] = Int32(truncatingIfNeeded: index) }
        let reachOfNode = classes.head.map { $0 < 0 ? -1 : place[Int(classes.headNode[Int($0)])] }
        let set = CredibleSet(graph: graph, classes: classes, nodes: nodes, level: settings.credibleLevel)
        findings += PredictiveCheck.findings(
            graph: graph, campaign: campaign, classes: classes, evidence: evidence, nodes: nodes, prior: prior,
            hasSource: probability > 0.5)
        let notExamined = classes.head.indices.filter { classes.head[$0] < 0 }
        let people = notExamined.reduce(0) { $0 + graph.population[$1] }
        if !campaign.sites.isEmpty, people > 0.2 * max(graph.population.reduce(0, +), 1) {
            findings.append(
                Finding(
                    "M204", .warning,
                    ["nodes": String(notExamined.count), "people": String(Int(min(people.rounded(), 1e12)))]))
        }
        let next = NextSampling(graph: graph, campaign: campaign, classes: classes, nodes: nodes, mass: mass.value, settings: settings)
        return SourcePosterior(
            analyte: analyte, lnBayesFactor: nodes.lnBayesFactor, probabilityOfSource: probability, massGramsPerDay: mass, reaches: reaches,
            reachOfNode: reachOfNode, credibleSet: set, nodeProbability: nodes.probability, nodeLnBayesFactor: nodes.lnFactor,
            nextSamples: next.batch(settings.proposals), notExaminedNodes: notExamined.count, notExaminedPopulation: people,
            siteCount: campaign.sites.count, observationCount: campaign.sites.reduce(0) { $0 + $1.entries.count }, findings: findings)
    }

    /// The posterior without nodes: what may be said of reaches between sampling points, and to whom nodes are not open.
    ///
    /// - Parameters:
    ///   - site: the site of which the trace was asked.
    ///   - siteAt: sampling points by node.
    package func summary(graph: SewerGraph, site: SiteCode, siteAt: [NodeID: SiteCode]) -> SourceSummary {
        SourceSummary(
            analyte: analyte, site: site, lnBayesFactor: lnBayesFactor, probabilityOfSource: probabilityOfSource,
            massGramsPerDay: massGramsPerDay,
            classes: reaches.map { reach in
                let head = graph.id(reach.head)
                return SourceClass(
                    head: head, site: siteAt[head], probability: reach.probability, nodes: reach.nodes, population: reach.population,
                    pipeLengthM: reach.pipeLengthM)
            }, credibleNodes: credibleSet.nodes.count, crediblePopulation: credibleSet.population, notExaminedNodes: notExaminedNodes,
            notExaminedPopulation: notExaminedPopulation)
    }
}

extension Estimate {
    /// The same with an interval that holds a further error of the logarithm, independent of the rest: widths add in squares.
    func widened(byLogSD sd: Double) -> Estimate {
        guard value > 0, interval.low > 0, interval.high.isFinite, sd > 0 else { return self }
        let further = 1.959963984540054 * sd
        func width(_ ratio: Double) -> Double {
            let own = portableLog(max(ratio, 1))
            return portableExp((own * own + further * further).squareRoot())
        }
        return Estimate(value, Interval(low: value / width(value / interval.low), high: value * width(interval.high / value)))
    }
}
