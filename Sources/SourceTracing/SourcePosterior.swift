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
    /// The same before any sample.
    package var priorProbability: Double
    package var nodes: Int
    package var population: Double
    package var pipeLengthM: Double
    /// The manholes that bound the reach: its head, and the heads that flow into it.
    package var boundary: [Int]
    /// Kinds of source by what other analytes say, if the source is here; empty where no other analyte tells.
    package var profiles: [ProfileProbability]
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
    package let credibleSet: CredibleSet
    /// Two sources that explain the observations better than one, where they do.
    package let pair: SourcePair?
    package let nextSamples: [NextSample]
    /// Nodes with no sample downstream: nothing speaks for or against them.
    package let notExaminedNodes: Int
    package let notExaminedPopulation: Double
    /// Sampled sites and observations that entered.
    package let siteCount: Int
    /// Load of a person without a source, g/d, of the sites' histories or of the median site.
    package let gramsPerPerson: Double
    /// The nodes of the sites, rising.
    package let sampledNodes: [Int]
    package let observationCount: Int
    /// What was noticed. Findings name sampled nodes and heads of reaches: they are node-level too.
    package let findings: [Finding]

    private let nodes: NodeEvidence
    private let classes: SignatureClasses
    private let sampling: NextSampling
    /// Place in `reaches` of each class.
    private let reachOfClass: [Int32]

    /// Probability of a node, if there is a source; over all nodes it sums to 1. Where two sources explain the observations
    /// better than one, either holds half of that share.
    package func probability(of node: Int) -> Double { classes.head.indices.contains(node) ? nodes.probability(node) : 0 }

    /// Kinds of source by what other analytes say, if there is a source; empty where no other analyte tells.
    package var profiles: [ProfileProbability] {
        guard let kinds = reaches.first?.profiles.map(\.kind) else { return [] }
        let all = reaches.reduce(0) { $0 + $1.probability }
        return kinds.indices.map { place in
            ProfileProbability(
                kind: kinds[place],
                probability: all > 0 ? reaches.reduce(0) { $0 + $1.probability * $1.profiles[place].probability } / all : 0)
        }
    }

    /// ln of the evidence for a source at a node over that for none; 0 where no sample lies downstream.
    package func lnBayesFactor(of node: Int) -> Double { classes.head.indices.contains(node) ? nodes.lnFactor(node) : 0 }

    /// The place in `reaches` of the reach in which a node lies; -1 where no sample lies downstream.
    package func reach(of node: Int) -> Int32 {
        guard classes.head.indices.contains(node), classes.head[node] >= 0 else { return -1 }
        return reachOfClass[Int(classes.head[node])]
    }

    /// Probability of the nodes upstream of a node, itself included; a split sends each branch its share.
    package func probabilityUpstream(of node: Int) -> Double { sampling.above.indices.contains(node) ? Double(sampling.above[node]) : 0 }

    /// Expected information of a sample at a node, bits, were it the only one of its round.
    package func informationBits(at node: Int) -> Double {
        guard sampling.above.indices.contains(node), siteCount > 0 else { return 0 }
        return sampling.information(upstream: min(probabilityUpstream(of: node), 1), power: sampling.power(node, mass: massGramsPerDay.value))
    }

    /// Probability that a sample at a node would show a source of so many g/d upstream.
    package func power(at node: Int, massGramsPerDay mass: Double) -> Double {
        sampling.above.indices.contains(node) ? sampling.power(node, mass: mass) : 0
    }

    /// Probability that a source of so many g/d at the head of a reach would show at one of the sampled nodes below it.
    func powerBelow(_ reach: SourceReach, massGramsPerDay mass: Double) -> Double {
        let index = Int(classes.head[reach.head])
        guard index >= 0 else { return 0 }
        return 1 - classes.arrivals[index].reduce(1) { $0 * (1 - sampling.power(sampledNodes[$1.site], mass: mass * portableExp($1.lnShare))) }
    }

    /// `probability(of:)` of all nodes. Linear in nodes.
    package var nodeProbability: [Double] { classes.head.indices.map { nodes.probability($0) } }

    /// `reach(of:)` of all nodes. Linear in nodes.
    package var reachOfNode: [Int32] { classes.head.map { $0 < 0 ? -1 : reachOfClass[Int($0)] } }

    /// The best samples of one further round, first the best.
    package func nextSamples(_ count: Int, rules: SamplingRules) -> [NextSample] { sampling.batch(count, rules: rules) }

    /// Composites as they would be at a node with (`isPositive`) or without the source above it, to ask what a result would change.
    package func supposed(at node: Int, isPositive: Bool) -> [SourceObservation] {
        sampling.above.indices.contains(node) ? sampling.supposed(node, isPositive: isPositive, analyte: analyte) : []
    }

    /// Entropy of where the source is, bits: nodes of a class count as alike.
    package var entropyBits: Double {
        var sum = 0.0
        for reach in reaches where reach.probability > 1e-12 {
            sum -= reach.probability * portableLog(reach.probability / Double(max(reach.nodes, 1)))
        }
        let rest = 1 - reaches.reduce(0) { $0 + $1.probability }
        if rest > 1e-12 { sum -= rest * portableLog(rest / Double(max(notExaminedNodes, 1))) }
        return sum / 0.6931471805599453
    }

    /// Whether to go on sampling.
    package var advice: TraceAdvice { TraceAdvice(self) }

    /// Weighs every node of a network as the one source of an analyte; as the form below, for a network used once.
    package static func trace(
        graph: SewerGraph, observations: [SourceObservation], analyte: AnalyteCode, settings: TraceSettings = TraceSettings()
    ) -> SourcePosterior {
        trace(network: TraceNetwork(graph), observations: observations, analyte: analyte, settings: settings)
    }

    /// Weighs every node of the network as the one source of an analyte.
    ///
    /// Exact for a single source on any acyclic network, for quantified and censored composites alike.
    /// The load of site s on day d is ln-normal about `e^(c+u_s) B_s + a_is M ω_d`: c is shared by all sites, u_s is the
    /// site's own, both are integrated out; a_is is the share of the source's load that arrives; ω_d is 1 on all days, or a
    /// single day's discharge. Does not depend on the order of the observations.
    ///
    /// - Parameters:
    ///   - network: the sewer, made ready.
    ///   - observations: composites; those of other analytes are left out.
    ///   - analyte: the analyte traced.
    /// - Returns: the posterior; with no usable observation all nodes keep their prior weight.
    /// - Complexity: linear in nodes and links, plus sites times mass points times nuisance points.
    package static func trace(
        network: TraceNetwork, observations: [SourceObservation], analyte: AnalyteCode, settings: TraceSettings = TraceSettings()
    ) -> SourcePosterior {
        let graph = network.graph
        let profiles = SourceProfile.told(of: analyte, observed: Set(observations.map(\.analyte)))
        let companions = Set(profiles.flatMap(\.raises).map(\.analyte))
        var shared: Set<Int> = []
        for row in observations where companions.contains(row.analyte) || (row.analyte == analyte && !companions.isEmpty) {
            if row.result != .notAnalysed, let index = graph.index(of: row.node) { shared.insert(Int(graph.hub[index])) }
        }
        let campaign = TraceCampaign(
            network: network, observations: observations.filter { $0.analyte == analyte }, further: shared, settings: settings)
        let classes = campaign.classes
        let prior = MassDistribution(settings.massPriors)
        var evidence = SourceEvidence(averaging: campaign, prior: prior, settings: settings)
        var joint: JointEvidence?
        if !campaign.sites.isEmpty, !companions.isEmpty {
            var others: [AnalyteCode: SourceEvidence] = [:]
            for other in companions {
                var own = settings
                own.decayPerHour = AnalyteStability.decayPerHour(of: other)
                let measured = TraceCampaign(
                    network: network, observations: observations.filter { $0.analyte == other }, further: Set(campaign.sites.map(\.node)),
                    settings: own)
                // A site of which the other analyte has no usable row would divide the network otherwise.
                guard measured.classes.headNode == classes.headNode else { continue }
                others[other] = SourceEvidence(averaging: measured, prior: prior, settings: own)
            }
            if !others.isEmpty {
                let all = JointEvidence(profiles, traced: evidence, others: others, prior: prior)
                evidence.join(all.ratio)
                joint = all
            }
        }
        var nodes = NodeEvidence(network: network, classes: classes, evidence: evidence, prior: prior, misfitShare: settings.misfitShare)
        var lnMassVariance = settings.flowLogSD * settings.flowLogSD
        if let best = nodes.classProbability.indices.max(by: { nodes.classProbability[$0] < nodes.classProbability[$1] }) {
            lnMassVariance += (1 - evidence.chronicShare(best)) * settings.pulseLogSD * settings.pulseLogSD
        }
        var mass = nodes.mass(prior: prior, evidence: evidence).widened(byLogSD: lnMassVariance.squareRoot())
        let odds = settings.priorProbability / max(1 - settings.priorProbability, 1e-12)
        let lnOdds = odds > 0 ? nodes.lnBayesFactor + portableLog(odds) : -700
        let probability = lnOdds > 0 ? 1 / (1 + portableExp(-lnOdds)) : portableExp(lnOdds) / (1 + portableExp(lnOdds))
        var findings = campaign.findings + LooseEndFindings.all(graph: graph, campaign: campaign, probability: evidence.realisationProbability)
        var pair: SourcePair?
        if campaign.sites.isEmpty { findings.append(Finding("M203", .error, text: analyte.rawValue, ["analyte": analyte.rawValue])) }
        if probability > 0.2, joint == nil, settings.secondSourceRatio > 0, campaign.sites.count >= 3 {
            let best = evidence.campaignOfBest
            let isSteady = best.dates.count < 3 || settings.activities.isEmpty || settings.someDaysShare + settings.singleDayShare <= 0
            let steady = settings.chronicShare * settings.chronicShare
            let unsteady = (settings.singleDayShare + settings.someDaysShare) * (settings.singleDayShare + settings.someDaysShare)
            let pairs = SourcePairs(
                evidence: evidence, classes: classes, nodes: nodes, prior: prior, chronicShare: steady / max(steady + unsteady, 1e-12),
                someDays: isSteady ? nil : SomeDays(best, mass: evidence.mass, settings: settings))
            let lnRatio = pairs.lnBayesFactor + portableLog(settings.secondSourceRatio) - nodes.lnBayesFactor
            let share = lnRatio > 0 ? 1 / (1 + portableExp(-lnRatio)) : portableExp(lnRatio) / (1 + portableExp(lnRatio))
            if share > 1e-4 { nodes.mix(pairs, share: share) }
            if share > 0.1, let best = pairs.pairs.max(by: { $0.lnEvidence < $1.lnEvidence }) {
                let found = SourcePair(best, share: share, classes: classes, flowLogSD: settings.flowLogSD)
                mass = Estimate.mixed([(mass, 1 - share)] + found.massesGramsPerDay.map { ($0, share / 2) })
                pair = found
                let heads = [best.first, best.second].map { graph.id(Int(classes.headNode[$0])).rawValue }.sorted()
                findings.append(
                    Finding("M207", .warning, ["first": heads[0], "second": heads[1], "percent": String(Int((share * 100).rounded()))]))
            }
        }
        let (reaches, place) = SourceReach.all(
            graph: graph, classes: classes, probability: nodes.classProbability, prior: nodes.classWeight,
            profiles: joint.map { joint in joint.profileInClass.map { zip(joint.profiles, $0).map { ProfileProbability(kind: $0.kind, probability: $1) } } })
        let set = CredibleSet(graph: graph, classes: classes, nodes: nodes, level: settings.credibleLevel)
        findings += PredictiveCheck.findings(
            graph: graph, campaign: evidence.campaignOfBest, evidence: evidence, nodes: nodes, prior: prior,
            hasSource: probability > 0.5, pair: pair.flatMap { $0.probability > 0.5 ? $0 : nil })
        // What lies above a loose end is examined only if the pipe that is missing there leads to a sample.
        var notExamined = classes.totals[0]
        for index in classes.loose where classes.arrivals[index].isEmpty { notExamined.add(classes.totals[index + 1]) }
        if !campaign.sites.isEmpty, notExamined.population > 0.2 * max(classes.totals.reduce(0) { $0 + $1.population }, 1) {
            findings.append(
                Finding(
                    "M204", .warning,
                    ["nodes": String(notExamined.nodes), "people": String(Int(min(notExamined.population.rounded(), 1e12)))]))
        }
        let next = NextSampling(network: network, campaign: campaign, nodes: nodes, mass: mass.value, settings: settings)
        return SourcePosterior(
            analyte: analyte, lnBayesFactor: nodes.lnBayesFactor, probabilityOfSource: probability, massGramsPerDay: mass, reaches: reaches,
            credibleSet: set, pair: pair, nextSamples: next.batch(settings.proposals, rules: SamplingRules()), notExaminedNodes: notExamined.nodes,
            notExaminedPopulation: notExamined.population, siteCount: campaign.sites.count,
            gramsPerPerson: campaign.sites.isEmpty ? 0 : portableExp(campaign.lnRate ?? 0), sampledNodes: campaign.sites.map(\.node),
            observationCount: campaign.sites.reduce(0) { $0 + $1.entries.count }, findings: findings, nodes: nodes, classes: classes, sampling: next,
            reachOfClass: place)
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
