internal import RandomDraws
internal import SewerNetwork

/// Chooses where to sample next: the nodes whose result is expected to tell most about where the source is.
///
/// A sample at s answers "is the source above s?" with power β where it is and with the level α of the test where it is not.
/// Its expected information is h(qβ + (1−q)α) − q h(β) − (1−q) h(α), with h the entropy of a coin in bits and q the
/// probability of the nodes upstream (Lindley 1956, 10.1214/aoms/1177728069, for this two-by-two case). Samples of one round
/// are chosen one after the other, each within the piece of the network that those before leave undivided.
struct NextSampling {
    private let graph: SewerGraph
    private let campaign: TraceCampaign
    private let probability: [Double]
    private let isCandidate: [Bool]
    private let mass: Double
    private let settings: TraceSettings
    /// Days of a further campaign: as many as the sites had in the median.
    private let days: Double
    private let criticalValue: Double
    /// Whether a node with several ways out lies upstream: only then is a sum over the ways not a count of nodes.
    private let hasSplitAbove: [Bool]
    /// Probability above each node, on a tree.
    private let above: [Double]

    init(graph: SewerGraph, campaign: TraceCampaign, classes: SignatureClasses, nodes: NodeEvidence, mass: Double, settings: TraceSettings) {
        self.graph = graph
        self.campaign = campaign
        probability = nodes.probability
        self.mass = mass
        self.settings = settings
        days = max(1, TraceCampaign.median(campaign.sites.map { Double(Set($0.entries.map(\.day)).count) }))
        criticalValue = normalQuantile(1 - min(max(settings.testLevel, 1e-6), 0.5))
        var splits = [Bool](repeating: false, count: graph.nodeCount)
        for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) {
            let links = Int(graph.outStart[node])..<Int(graph.outStart[node + 1])
            guard splits[node] || links.count > 1 else { continue }
            for link in links { splits[Int(graph.outNode[link])] = true }
        }
        hasSplitAbove = splits
        above = graph.accumulated(nodes.probability)
        isCandidate = (0..<graph.nodeCount).map { node in
            campaign.siteOfNode[node] < 0 && graph.isAccessible[node] && !graph.isPumpWell[node] && Int(graph.hub[node]) == node
        }
    }

    /// Entropy of a coin, bits.
    static func entropy(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return 0 }
        return -(p * portableLog(p) + (1 - p) * portableLog1p(-p)) / 0.6931471805599453
    }

    /// Power of a sample at a node against the median mass, of which a share arrives there.
    private func power(_ node: Int, arriving: Double) -> Double {
        let baseline = portableExp(campaign.lnRate) * max(campaign.peopleAt[node], 1)
        let day = settings.dayLogSD
        let sd = (day * day / days + settings.siteLogSD * settings.siteLogSD).squareRoot()
        return normalCDF(portableLog1p(mass * arriving / max(baseline, 1e-12)) / sd - criticalValue)
    }

    /// Expected information of a sample, bits.
    func information(upstream q: Double, power: Double) -> Double {
        let level = settings.testLevel
        let positive = q * power + (1 - q) * level
        return max(0, NextSampling.entropy(positive) - q * NextSampling.entropy(power) - (1 - q) * NextSampling.entropy(level))
    }

    /// The best samples of one round, first the best.
    func batch(_ size: Int) -> [NextSample] {
        guard !campaign.sites.isEmpty else { return [] }
        var chosen: [NextSample] = []
        var isChosen = [Bool](repeating: false, count: graph.nodeCount)
        while chosen.count < size {
            // Probability that lies above each node without another chosen node between, whole and as it arrives.
            var whole = probability
            var arriving = probability
            var piece = 1.0
            for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) where whole[node] > 0 {
                if isChosen[node] {
                    piece -= whole[node]
                    continue
                }
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    let share = Double(graph.outShare[link])
                    whole[Int(graph.outNode[link])] += whole[node] * share
                    arriving[Int(graph.outNode[link])] += arriving[node] * share
                }
            }
            let below = pieces(isChosen, whole: whole, rest: max(piece, 0))
            // Entropy is at most 2 √(q(1 − q)), and no sample tells more than whether the source is above it: the node with the
            // greatest bound is weighed first, and those whose bound falls short of it not at all.
            func bound(_ node: Int) -> Double {
                let q = min(whole[node] / max(below[node], 1e-12), 1)
                return below[node] * 2 * (q * (1 - q)).squareRoot()
            }
            func bits(_ node: Int) -> Double {
                let q = min(whole[node] / below[node], 1)
                return below[node] * information(upstream: q, power: power(node, arriving: arriving[node] / max(whole[node], 1e-12)))
            }
            var first: (node: Int, bound: Double)?
            for node in 0..<graph.nodeCount where isCandidate[node] && !isChosen[node] && whole[node] > 1e-4 && below[node] > 1e-6 {
                let limit = bound(node)
                if limit > first?.bound ?? 0 { first = (node, limit) }
            }
            guard let first else { break }
            var best: (node: Int, bits: Double)? = (first.node, bits(first.node))
            var screened: [(node: Int, bits: Double)] = []
            for node in 0..<graph.nodeCount where isCandidate[node] && !isChosen[node] && whole[node] > 1e-4 && below[node] > 1e-6 {
                guard bound(node) > (best?.bits ?? 0) * 0.98 else { continue }
                let own = bits(node)
                if own > (best?.bits ?? 0) + 1e-12 { best = (node, own) }
                screened.append((node, own))
            }
            guard let top = best, top.bits > 1e-6 else { break }
            let close = screened.filter { $0.bits >= top.bits * 0.97 }.sorted { ($1.bits, $0.node) < ($0.bits, $1.node) }
            let picked = exact(close, isChosen: isChosen, whole: whole, below: below)
            guard let sample = picked else { break }
            chosen.append(sample)
            isChosen[sample.node] = true
        }
        return chosen
    }

    /// For each node the probability of the piece of the network in which it lies: that above the next chosen node
    /// downstream, or what lies above none.
    private func pieces(_ isChosen: [Bool], whole: [Double], rest: Double) -> [Double] {
        var result = [Double](repeating: rest, count: graph.nodeCount)
        for node in 0..<graph.nodeCount {
            let first = Int(graph.outStart[node])
            guard first < Int(graph.outStart[node + 1]) else { continue }
            var best = first
            for link in first..<Int(graph.outStart[node + 1]) where graph.outShare[link] > graph.outShare[best] { best = link }
            let next = Int(graph.outNode[best])
            result[node] = isChosen[next] ? whole[next] : result[next]
        }
        return result
    }

    /// The best of the screened nodes when what lies upstream is counted node by node, so that splits count whole.
    private func exact(_ screened: [(node: Int, bits: Double)], isChosen: [Bool], whole: [Double], below: [Double]) -> NextSample? {
        var best: NextSample?
        var bestPeople = 0.0
        var marks = Marks(count: graph.nodeCount)
        for (node, _) in screened.prefix(24) {
            let (all, own) = hasSplitAbove[node] ? counted(node, isChosen: isChosen, marks: &marks) : (above[node], whole[node])
            let total = max(below[node], own)
            guard total > 0 else { continue }
            let power = self.power(node, arriving: 1)
            let bits = total * information(upstream: min(own / total, 1), power: power)
            let people = campaign.peopleAt[node]
            // Of samples that tell the same, the one with fewer people above shows a source best; then by name.
            let isBetter: Bool
            if let best {
                isBetter =
                    bits > best.informationBits + 1e-9
                    || (bits > best.informationBits - 1e-9
                        && (people < bestPeople || (people == bestPeople && graph.idPrecedes(node, best.node))))
            } else {
                isBetter = true
            }
            if isBetter {
                best = NextSample(node: node, informationBits: bits, probabilityUpstream: min(all, 1), power: power)
                bestPeople = people
            }
        }
        return best
    }

    /// Marks of nodes that are cleared at once by a new number.
    private struct Marks {
        var seen: [Int32]
        var free: [Int32]
        var number: Int32 = 0

        init(count: Int) {
            seen = [Int32](repeating: 0, count: count)
            free = seen
        }
    }

    /// Probability of the nodes upstream: of all, and of those that reach the node past no chosen one.
    private func counted(_ node: Int, isChosen: [Bool], marks: inout Marks) -> (all: Double, own: Double) {
        marks.number += 1
        let number = marks.number
        var (all, own) = (0.0, 0.0)
        // First the nodes past no chosen one, then the rest: a node may have both a free way and one that is cut.
        var stack = [Int32(truncatingIfNeeded: node)]
        var cut: [Int32] = []
        marks.free[node] = number
        while let top = stack.popLast() {
            own += probability[Int(top)]
            for place in Int(graph.inStart[Int(top)])..<Int(graph.inStart[Int(top) + 1]) {
                let other = Int(graph.inNode[place])
                guard marks.free[other] != number else { continue }
                if isChosen[other] {
                    cut.append(graph.inNode[place])
                } else {
                    marks.free[other] = number
                    stack.append(graph.inNode[place])
                }
            }
        }
        all = own
        stack = []
        for other in cut where marks.seen[Int(other)] != number {
            marks.seen[Int(other)] = number
            stack.append(other)
        }
        while let top = stack.popLast() {
            if marks.free[Int(top)] != number { all += probability[Int(top)] }
            for place in Int(graph.inStart[Int(top)])..<Int(graph.inStart[Int(top) + 1]) {
                let other = Int(graph.inNode[place])
                guard marks.seen[other] != number, marks.free[other] != number else { continue }
                marks.seen[other] = number
                stack.append(graph.inNode[place])
            }
        }
        return (all, own)
    }
}
