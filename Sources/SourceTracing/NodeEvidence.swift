internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// The evidence and probability of each node: one look-up a node in the table of its class.
struct NodeEvidence {
    /// ln evidence of a source at the node over none; 0 where no sample lies downstream.
    private(set) var lnFactor: [Double]
    /// Probability of the node, if there is a source.
    private(set) var probability: [Double]
    private(set) var lnBayesFactor: Double = 0
    /// Probability of each class, and the mean ln share of its nodes that arrives at its head.
    private(set) var classProbability: [Double]
    private(set) var classLnArrival: [Double]
    private(set) var notExaminedProbability = 0.0
    /// Prior weight of each class; with what was not examined they sum to 1.
    private(set) var classWeight: [Double]

    init(graph: SewerGraph, classes: SignatureClasses, evidence: SourceEvidence, prior: MassDistribution) {
        let count = graph.nodeCount
        lnFactor = [Double](repeating: 0, count: count)
        probability = lnFactor
        classProbability = [Double](repeating: 0, count: classes.count)
        classLnArrival = classProbability
        classWeight = classProbability
        var sizes = [Int](repeating: 0, count: classes.count)
        var least = [Float](repeating: 0, count: classes.count)
        var weights = 0.0
        for node in 0..<count {
            weights += Double(max(graph.weight[node], 0))
            let index = Int(classes.head[node])
            guard index >= 0 else { continue }
            sizes[index] += 1
            least[index] = min(least[index], classes.lnArrival[node])
        }
        let tables = (0..<classes.count).map { index in
            ArrivalTable(lnRatio: evidence.lnRatio[index], mass: evidence.mass, prior: prior, least: Double(least[index]), nodes: sizes[index])
        }
        guard weights > 0 else { return }
        var top = -Double.greatestFiniteMagnitude
        for node in 0..<count {
            let index = Int(classes.head[node])
            if index >= 0 { lnFactor[node] = tables[index].value(Double(classes.lnArrival[node])) }
            if graph.weight[node] > 0 { top = max(top, lnFactor[node]) }
        }
        var total = 0.0
        // A class whose nodes all arrive whole has one value for all of them.
        var lastFactor = Double.nan
        var lastValue = 0.0
        for node in 0..<count {
            if lnFactor[node] != lastFactor {
                lastFactor = lnFactor[node]
                lastValue = portableExp(lastFactor - top)
            }
            probability[node] = Double(max(graph.weight[node], 0)) / weights * lastValue
            total += probability[node]
        }
        lnBayesFactor = top + portableLog(max(total, 1e-300))
        for node in 0..<count {
            probability[node] /= total
            let index = Int(classes.head[node])
            if index >= 0 {
                classProbability[index] += probability[node]
                classWeight[index] += Double(max(graph.weight[node], 0)) / weights
                classLnArrival[index] += probability[node] * Double(classes.lnArrival[node])
            } else {
                notExaminedProbability += probability[node]
            }
        }
        for index in 0..<classes.count where classProbability[index] > 0 { classLnArrival[index] /= classProbability[index] }
    }

    /// Gives a share of the probability to pairs of sources, half to either; within a class nodes keep their proportions.
    mutating func mix(_ pairs: SourcePairs, share: Double, graph: SewerGraph, classes: SignatureClasses) {
        guard share > 0, !pairs.pairs.isEmpty else { return }
        var wanted = classProbability.map { $0 * (1 - share) }
        for pair in pairs.pairs {
            let part = share * portableExp(pair.lnEvidence - pairs.lnBayesFactor) / 2
            wanted[pair.first] += part
            wanted[pair.second] += part
        }
        let weights = graph.weight.reduce(0.0) { $0 + Double(max($1, 0)) }
        for node in probability.indices {
            let index = Int(classes.head[node])
            if index < 0 {
                probability[node] *= 1 - share
            } else if classProbability[index] > 1e-200 {
                probability[node] *= wanted[index] / classProbability[index]
            } else if classWeight[index] > 0 {
                probability[node] = wanted[index] * Double(max(graph.weight[node], 0)) / weights / classWeight[index]
            }
        }
        classProbability = wanted
        notExaminedProbability *= 1 - share
    }

    /// Median and 95 % interval of the mass, g/d, if there is a source: classes by their probability, each with the mean
    /// share that arrives from its nodes; where nothing was examined, the prior.
    func mass(prior: MassDistribution, evidence: SourceEvidence) -> Estimate {
        let grid = evidence.mass
        var density = (0..<grid.count).map { prior.density(grid[$0]) * notExaminedProbability }
        for index in classProbability.indices where classProbability[index] > 1e-9 {
            // The points are of the load at the head: the mass at the node is greater by what is lost on the way.
            let ratios = evidence.lnRatio[index]
            let shift = classLnArrival[index] / grid.step
            var own = [Double](repeating: 0, count: grid.count)
            let top = ratios.max() ?? 0
            for j in 0..<grid.count {
                let place = min(max(Double(j) + shift, 0), Double(grid.count - 1))
                let low = min(Int(place), grid.count - 2)
                let part = place - Double(low)
                let ln = ratios[low] * (1 - part) + ratios[low + 1] * part
                own[j] = prior.density(grid[j]) * portableExp(ln - top)
            }
            let sum = own.reduce(0, +)
            guard sum > 0 else { continue }
            for j in 0..<grid.count { density[j] += classProbability[index] * own[j] / sum / grid.step }
        }
        let total = density.reduce(0, +)
        guard total > 0 else { return Estimate(0, Interval(low: 0, high: 0)) }
        func quantile(_ p: Double) -> Double {
            var sum = 0.0
            for j in 0..<grid.count {
                let next = sum + density[j] / total
                if next >= p {
                    let part = density[j] > 0 ? (p - sum) / (density[j] / total) : 0.5
                    return portableExp(grid[j] + (part - 0.5) * grid.step)
                }
                sum = next
            }
            return portableExp(grid[grid.count - 1])
        }
        return Estimate(quantile(0.5), Interval(low: quantile(0.025), high: quantile(0.975)))
    }
}

/// ln of the evidence of a source whose share e^t arrives at the head, the mass integrated out, for t from `least` to 0.
///
/// The evidence is a smooth function of t, since the prior of the mass is wide: points 0.05 apart and a polynomial through
/// six of them are good to nine digits. Small classes are integrated node by node.
private struct ArrivalTable {
    private let lnRatio: [Double]
    private let mass: LogGrid
    private let prior: MassDistribution
    private let isExact: Bool
    private var values: [Double] = []
    private let step = 0.05

    init(lnRatio: [Double], mass: LogGrid, prior: MassDistribution, least: Double, nodes: Int) {
        self.lnRatio = lnRatio
        self.mass = mass
        self.prior = prior
        isExact = nodes <= 8
        guard !isExact else { return }
        let count = least < 0 ? Int(min(-least / step, 4000)) + 7 : 1
        for index in 0..<count { values.append(integral(-Double(index) * step)) }
    }

    func value(_ t: Double) -> Double {
        if isExact { return integral(t) }
        if t == 0 { return values[0] }
        let place = min(-t / step, Double(values.count - 1))
        let first = max(0, min(Int(place) - 2, values.count - 6))
        guard values.count >= 6 else { return values[0] }
        // Lagrange through six points.
        var sum = 0.0
        for i in 0..<6 {
            var term = values[first + i]
            for k in 0..<6 where k != i { term *= (place - Double(first + k)) / Double(i - k) }
            sum += term
        }
        return sum
    }

    private func integral(_ t: Double) -> Double {
        guard let top = lnRatio.max() else { return 0 }
        var sum = 0.0
        for j in 0..<mass.count { sum += prior.density(mass[j] - t) * portableExp(lnRatio[j] - top) }
        sum *= mass.step
        // Smaller masses change nothing, greater ones as the last point.
        sum += prior.below(mass.start - 0.5 * mass.step - t) * portableExp(-top)
        return top + portableLog(max(sum, 1e-300))
    }
}
