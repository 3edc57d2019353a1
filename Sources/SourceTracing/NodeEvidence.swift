internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// The evidence and probability of each node: a look-up in the table of its class, made when it is asked for.
struct NodeEvidence: Sendable {
    private let classes: SignatureClasses
    private let weight: [Float]
    /// Evidence of each class by the share that arrives.
    private let tables: [ArrivalTable]
    /// What the weight of a node times the figure of its table is multiplied with to be its probability; of class c at c + 1,
    /// of the nodes with no sample downstream first.
    private var scale: [Double]
    private let totalWeight: Double
    /// The part of the probability of each class that depends on the observations.
    private var observed: [Double]
    /// Probability of a node of unit weight that does not depend on its evidence as a single source, by class as `scale`.
    private var floor: [Double]
    /// Share of the probability that does not depend on any observation.
    private let misfit: Double
    /// ln of the evidence for one source anywhere over that for none.
    let lnBayesFactor: Double
    /// Probability of each class, and the mean ln share of its nodes that arrives at its head.
    private(set) var classProbability: [Double]
    private(set) var classLnArrival: [Double]
    private(set) var notExaminedProbability: Double
    /// Prior weight of each class; with what was not examined they sum to 1.
    let classWeight: [Double]

    init(network: TraceNetwork, classes: SignatureClasses, evidence: SourceEvidence, prior: MassDistribution, misfitShare: Double = 0) {
        self.classes = classes
        weight = network.graph.weight
        let all = max(network.totalWeight, 1e-300)
        totalWeight = all
        classWeight = classes.totals.dropFirst().map { $0.weight / all }
        let convolution = MassConvolution(
            evidence.mass, prior: prior, least: classes.totals.dropFirst().reduce(0) { min($0, Double($1.least)) })
        let isSmall = network.graph.nodeCount <= 10_000
        var tables = (0..<classes.count).map { index in
            ArrivalTable(
                evidence.ratio[index], convolution, least: Double(classes.totals[index + 1].least),
                isExact: isSmall && classes.totals[index + 1].nodes <= 8)
        }
        var top = classes.totals[0].weight > 0 || tables.isEmpty ? 0 : -Double.greatestFiniteMagnitude
        for index in 0..<classes.count where classWeight[index] > 0 { top = max(top, tables[index].greatest) }
        var probability = [Double](repeating: 0, count: classes.count)
        var lnArrival = probability
        var isUneven = false
        for index in 0..<classes.count {
            tables[index].scale(to: top)
            if tables[index].isFlat { probability[index] = classWeight[index] * tables[index].relative(0) } else { isUneven = true }
        }
        if isUneven {
            for node in classes.head.indices {
                let index = Int(classes.head[node])
                guard index >= 0, !tables[index].isFlat else { continue }
                let ln = Double(classes.lnArrival[node])
                let own = Double(max(weight[node], 0)) / all * tables[index].relative(ln)
                probability[index] += own
                lnArrival[index] += own * ln
            }
        }
        for index in 0..<classes.count where probability[index] > 0 { lnArrival[index] /= probability[index] }
        let silent = classes.totals[0].weight / all * portableExp(max(-top, -745))
        let total = probability.reduce(silent, +)
        self.tables = tables
        classLnArrival = lnArrival
        let misfit = total > 0 ? min(max(misfitShare, 0), 1) : 0
        self.misfit = misfit
        floor = [Double](repeating: misfit / all, count: classes.count + 1)
        guard total > 0 else {
            lnBayesFactor = 0
            scale = [Double](repeating: 0, count: classes.count + 1)
            classProbability = probability
            observed = probability
            notExaminedProbability = 0
            return
        }
        lnBayesFactor = top + portableLog(total)
        scale = [Double](repeating: (1 - misfit) / (all * total), count: classes.count + 1)
        scale[0] *= portableExp(max(-top, -745))
        observed = probability.map { (1 - misfit) * $0 / total }
        classProbability = zip(observed, classWeight).map { $0 + misfit * $1 }
        notExaminedProbability = (1 - misfit) * silent / total + misfit * classes.totals[0].weight / all
    }

    /// ln evidence of a source at the node over none; 0 where no sample lies downstream.
    func lnFactor(_ node: Int) -> Double {
        let index = Int(classes.head[node])
        return index < 0 ? 0 : tables[index].ln(Double(classes.lnArrival[node]))
    }

    /// Probability of the node, if there is a source.
    @inline(__always)
    func probability(_ node: Int) -> Double {
        let index = Int(classes.head[node])
        let relative = index < 0 ? 1 : tables[index].relative(Double(classes.lnArrival[node]))
        return Double(max(weight[node], 0)) * (scale[index + 1] * relative + floor[index + 1])
    }

    /// The probability of a node of unit weight in each class, where it does not depend on the node; nil where it does.
    var flat: [Double?] { [scale[0] + floor[0]] + tables.indices.map { tables[$0].isFlat ? scale[$0 + 1] * tables[$0].relative(0) + floor[$0 + 1] : nil } }

    /// Gives a share of the probability to pairs of sources, half to either; within a class nodes keep their proportions.
    mutating func mix(_ pairs: SourcePairs, share: Double) {
        guard share > 0, !pairs.pairs.isEmpty else { return }
        // What does not depend on the observations stays as it is.
        var wanted = observed.map { $0 * (1 - share) }
        for pair in pairs.pairs {
            let part = (1 - misfit) * share * portableExp(pair.lnEvidence - pairs.lnBayesFactor) / 2
            wanted[pair.first] += part
            wanted[pair.second] += part
        }
        scale[0] *= 1 - share
        for index in wanted.indices {
            if observed[index] > 1e-250 {
                scale[index + 1] *= wanted[index] / observed[index]
            } else if classWeight[index] > 0 {
                // As a single source it is out of the question: of two, all its nodes are alike.
                floor[index + 1] += (wanted[index] - observed[index]) / (classWeight[index] * totalWeight)
            }
            observed[index] = wanted[index]
            classProbability[index] = wanted[index] + misfit * classWeight[index]
        }
        let silent = misfit * max(1 - classWeight.reduce(0, +), 0)
        notExaminedProbability = (notExaminedProbability - silent) * (1 - share) + silent
    }

    /// Median and 95 % interval of the mass, g/d, if there is a source: classes by their probability, each with the mean
    /// share that arrives from its nodes; where nothing was examined, the prior.
    func mass(prior: MassDistribution, evidence: SourceEvidence) -> Estimate {
        let grid = evidence.mass
        let priors = (0..<grid.count).map { prior.density(grid[$0]) }
        var density = priors.map { $0 * notExaminedProbability }
        for index in classProbability.indices where classProbability[index] > 1e-6 {
            // The points are of the load at the head: the mass at the node is greater by what is lost on the way.
            let ratios = evidence.ratio[index].values
            let shift = classLnArrival[index] / grid.step
            var own = [Double](repeating: 0, count: grid.count)
            for j in 0..<grid.count {
                let place = min(max(Double(j) + shift, 0), Double(grid.count - 1))
                let low = min(Int(place), grid.count - 2)
                let part = place - Double(low)
                own[j] = priors[j] * (ratios[low] * (1 - part) + ratios[low + 1] * part)
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

/// The prior of the mass as it looks from a head at which a share e^t of it arrives, for t from 0 down by steps of 0.05.
private struct MassConvolution {
    let mass: LogGrid
    let prior: MassDistribution
    /// Prior density at each point of the mass for each t (row: t).
    private(set) var density: [[Double]] = []
    /// Prior probability of masses below the first point, for each t.
    private(set) var below: [Double] = []

    init(_ mass: LogGrid, prior: MassDistribution, least: Double) {
        self.mass = mass
        self.prior = prior
        let count = least < 0 ? Int(min(-least / ArrivalTable.step, 4000)) + 5 : 1
        for index in 0..<count {
            let (row, rest) = row(-Double(index) * ArrivalTable.step)
            density.append(row)
            below.append(rest)
        }
    }

    func row(_ t: Double) -> (density: [Double], below: Double) {
        ((0..<mass.count).map { prior.density(mass[$0] - t) }, prior.below(mass.start - 0.5 * mass.step - t))
    }

    /// The evidence with the mass integrated out: masses below the first point change nothing.
    func integral(_ ratio: SourceEvidence.Curve, _ row: [Double], _ below: Double) -> Double {
        var sum = 0.0
        for j in 0..<mass.count { sum += row[j] * ratio.values[j] }
        // Relative to the scale, which is above 700 only where the rest counts for nothing.
        let silent = below * portableExp(min(max(-ratio.lnScale, -745), 700))
        return ratio.lnScale + portableLog(max(sum * mass.step + silent, 1e-300))
    }
}

/// ln of the evidence of a source whose share e^t arrives at the head, the mass integrated out, for t from the least to 0.
///
/// The evidence is a smooth function of t, since the prior of the mass is wide: points 0.05 apart and a cubic through four
/// of them are good to six digits. Small classes are integrated node by node.
private struct ArrivalTable {
    static let step = 0.05
    private let ratio: SourceEvidence.Curve?
    private let convolution: MassConvolution?
    /// ln evidence at the points, and the evidence over that of the likeliest node.
    private let values: [Double]
    private var scaled: [Double] = []
    private var top = 0.0
    /// Whether all nodes arrive whole.
    let isFlat: Bool

    init(_ ratio: SourceEvidence.Curve, _ convolution: MassConvolution, least: Double, isExact: Bool) {
        isFlat = least == 0
        let exact = isExact && least < 0
        self.ratio = exact ? ratio : nil
        self.convolution = exact ? convolution : nil
        let count = least < 0 ? min(convolution.density.count, Int(min(-least / ArrivalTable.step, 4000)) + 5) : 1
        values = (0..<count).map { convolution.integral(ratio, convolution.density[$0], convolution.below[$0]) }
    }

    var greatest: Double { values.max() ?? 0 }

    mutating func scale(to top: Double) {
        self.top = top
        scaled = values.map { $0 - top > -745 ? portableExp($0 - top) : 0 }
    }

    func ln(_ t: Double) -> Double {
        if let ratio, let convolution {
            let (row, below) = convolution.row(t)
            return convolution.integral(ratio, row, below)
        }
        return ArrivalTable.cubic(values, t)
    }

    /// The evidence over that of the likeliest node.
    @inline(__always)
    func relative(_ t: Double) -> Double {
        if isFlat { return scaled[0] }
        if ratio != nil { return portableExp(max(ln(t) - top, -745)) }
        return max(ArrivalTable.cubic(scaled, t), 0)
    }

    /// Lagrange's cubic through the four points about t.
    @inline(__always)
    private static func cubic(_ values: [Double], _ t: Double) -> Double {
        guard values.count >= 4 else { return values[0] }
        let place = min(max(-t / step, 0), Double(values.count - 1))
        let first = max(0, min(Int(place) - 1, values.count - 4))
        let x = place - Double(first)
        let (a, b, c, d) = (values[first], values[first + 1], values[first + 2], values[first + 3])
        let low = -a * (x - 1) * (x - 2) * (x - 3) / 6 + b * x * (x - 2) * (x - 3) / 2
        return low - c * x * (x - 1) * (x - 3) / 2 + d * x * (x - 1) * (x - 2) / 6
    }
}
