internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// Chooses where to sample next: the nodes whose result is expected to tell most about where the source is.
///
/// A sample at s answers "is the source above s?" with power β where it is and with the level α of the test where it is not.
/// Its expected information is h(qβ + (1−q)α) − q h(β) − (1−q) h(α), with h the entropy of a coin in bits and q the
/// probability of the nodes upstream (Lindley 1956, 10.1214/aoms/1177728069, for this two-by-two case). Samples of one round
/// are chosen one after the other, each within the piece of the network that those before leave undivided.
struct NextSampling: Sendable {
    private let network: TraceNetwork
    private let campaign: TraceCampaign
    private let mass: Double
    private let settings: TraceSettings
    /// Days of a further campaign: as many as the sites had in the median.
    private let days: Double
    private let criticalValue: Double
    /// Probability above each node, by the shares of splits.
    let above: [Float]

    init(network: TraceNetwork, campaign: TraceCampaign, nodes: NodeEvidence, mass: Double, settings: TraceSettings) {
        self.network = network
        self.campaign = campaign
        self.mass = mass
        self.settings = settings
        days = max(1, TraceCampaign.median(campaign.sites.map { Double(Set($0.entries.map(\.day)).count) }))
        criticalValue = normalQuantile(1 - min(max(settings.testLevel, 1e-6), 0.5))
        above = NextSampling.above(network, campaign.classes, nodes)
    }

    /// The probability of the nodes upstream of each, itself included.
    private static func above(_ network: TraceNetwork, _ classes: SignatureClasses, _ nodes: NodeEvidence) -> [Float] {
        let graph = network.graph
        var sums = [Float](repeating: 0, count: graph.nodeCount)
        let flat = nodes.flat.map { Float($0 ?? -1) }
        let density = flat.span
        let head = classes.head.span
        let weight = graph.weight.span
        let next = network.next.span
        var target = sums.mutableSpan
        for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) {
            let even = density[Int(head[node] + 1)]
            let sum = target[node] + (even >= 0 ? even * max(weight[node], 0) : Float(nodes.probability(node)))
            target[node] = sum
            let below = next[node]
            if below >= 0 {
                target[Int(below)] += sum
            } else if below == TraceNetwork.several {
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    target[Int(graph.outNode[link])] += sum * graph.outShare[link]
                }
            }
        }
        return sums
    }

    /// Entropy of a coin, bits.
    static func entropy(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return 0 }
        return -(p * portableLog(p) + (1 - p) * portableLog1p(-p)) / 0.6931471805599453
    }

    /// Power of a sample at a node against a mass at the source, g/d.
    func power(_ node: Int, mass: Double) -> Double {
        let baseline = portableExp(campaign.lnRate ?? 0) * max(Double(campaign.peopleAt[node]), 1)
        let day = settings.dayLogSD
        let sd = (day * day / days + settings.siteLogSD * settings.siteLogSD).squareRoot()
        return normalCDF(portableLog1p(mass / max(baseline, 1e-12)) / sd - criticalValue)
    }

    /// Expected information of a sample, bits.
    func information(upstream q: Double, power: Double) -> Double {
        let level = settings.testLevel
        let positive = q * power + (1 - q) * level
        return max(0, NextSampling.entropy(positive) - q * NextSampling.entropy(power) - (1 - q) * NextSampling.entropy(level))
    }

    /// What composites at a node would be, were the source above it (`isPositive`) or not: its foreseen load with or without the
    /// mass, on the days of the campaign. Made up, to ask what a result would change; never to be kept.
    func supposed(_ node: Int, isPositive: Bool, analyte: AnalyteCode) -> [SourceObservation] {
        let baseline = portableExp(campaign.lnRate ?? 0) * max(Double(campaign.peopleAt[node]), 1)
        let flow = max(network.graph.flow[node], 1)
        let load = baseline + (isPositive ? mass : 0)
        return campaign.dates.map {
            SourceObservation(node: network.graph.id(node), date: $0, analyte: analyte, result: .quantified(load / flow * 1e6), flowVolume: flow)
        }
    }

    /// The best samples of one round, first the best.
    func batch(_ size: Int, rules: SamplingRules) -> [NextSample] {
        guard !campaign.sites.isEmpty, size > 0 else { return [] }
        let graph = network.graph
        let sewer = HeavySewer(graph, above: above)
        let sampled = Set(campaign.sites.map(\.node))
        let isOpen = sewer.nodes.map { node in
            graph.isAccessible[node] && !graph.isPumpWell[node] && Int(graph.hub[node]) == node && !sampled.contains(node)
                && !rules.closed.contains(node) && graph.flow[node] >= rules.leastFlow && Double(network.people[node]) >= rules.leastPeople
        }
        let powers = sewer.nodes.indices.map { isOpen[$0] ? power(sewer.nodes[$0], mass: mass) : 0 }
        let costs = sewer.nodes.map { max(rules.cost[$0] ?? 1, 1e-6) }
        var isChosen = [Bool](repeating: false, count: sewer.nodes.count)
        var chosen: [NextSample] = []
        while chosen.count < size {
            let (whole, piece) = sewer.divided(by: isChosen)
            var screened: [(place: Int, worth: Double)] = []
            var best = 0.0
            for place in sewer.nodes.indices where isOpen[place] && !isChosen[place] && whole[place] > 1e-4 && piece[place] > 1e-6 {
                let q = min(whole[place] / piece[place], 1)
                // Entropy is at most 2 √(q(1 − q)), and no sample tells more than whether the source is above it.
                guard piece[place] * 2 * (q * (1 - q)).squareRoot() / costs[place] > best * 0.97 else { continue }
                let worth = piece[place] * information(upstream: q, power: powers[place]) / costs[place]
                best = max(best, worth)
                screened.append((place, worth))
            }
            guard best > 1e-6 else { break }
            let close = screened.filter { $0.worth >= best * 0.97 }.sorted { ($1.worth, $0.place) < ($0.worth, $1.place) }
            guard let (place, sample) = exact(close.prefix(24), sewer, isChosen, whole, piece, powers, costs) else { break }
            chosen.append(sample)
            isChosen[place] = true
        }
        return chosen
    }

    /// The best of the screened nodes when what lies upstream is counted node by node, so that splits count whole.
    private func exact(
        _ screened: ArraySlice<(place: Int, worth: Double)>, _ sewer: HeavySewer, _ isChosen: [Bool], _ whole: [Double], _ piece: [Double],
        _ powers: [Double], _ costs: [Double]
    ) -> (place: Int, sample: NextSample)? {
        var best: (place: Int, sample: NextSample, worth: Double)?
        for (place, _) in screened {
            let node = sewer.nodes[place]
            let (all, own) = network.hasSplitAbove[node] ? sewer.counted(place, isChosen: isChosen) : (Double(above[node]), whole[place])
            let total = max(piece[place], own)
            guard total > 0 else { continue }
            let bits = total * information(upstream: min(own / total, 1), power: powers[place])
            let worth = bits / costs[place]
            var isBetter = true
            if let now = best {
                // Of samples that tell the same, the one with fewer people above shows a source best; then by name.
                let (people, least) = (campaign.peopleAt[node], campaign.peopleAt[now.sample.node])
                isBetter =
                    worth > now.worth + 1e-9
                    || (worth > now.worth - 1e-9
                        && (people < least || (people == least && network.graph.idPrecedes(node, now.sample.node))))
            }
            if isBetter {
                best = (
                    place, NextSample(node: node, informationBits: bits, probabilityUpstream: min(all, 1), power: powers[place]), worth
                )
            }
        }
        return best.map { ($0.place, $0.sample) }
    }
}
