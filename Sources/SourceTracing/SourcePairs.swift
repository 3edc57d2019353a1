package import Monitoring
internal import RandomDraws

/// Two sources at once, in two classes: when they explain the observations better than one.
///
/// Pairs of the classes with most evidence are tried; their two masses are integrated about the best pair of masses
/// (Laplace 1774; Tierney and Kadane 1986, 10.1080/01621459.1986.10478240), what all sites share exactly. Both sources run on all
/// days, or each on some days of its own.
struct SourcePairs {
    /// How many classes are paired.
    static let candidates = 12
    /// The same for sources that run on some days, which take more work.
    static let candidatesOfSomeDays = 6

    struct Pair {
        var first: Int
        var second: Int
        /// ln of the evidence for a source at one node of each class over that for none, times the prior weights of the classes.
        var lnEvidence: Double
        var lnMasses: (Double, Double)
        /// Standard deviations of the ln masses.
        var logSDs: (Double, Double)
        /// Whether both run on all days.
        var isChronic = true
    }

    private(set) var pairs: [Pair] = []
    /// ln of the evidence for two sources over that for none.
    private(set) var lnBayesFactor = -Double.greatestFiniteMagnitude

    /// For each site reached ln of the likelihood with a source on all days over that without, by campaign and mass.
    private let tables: [Int: [Double]]
    private let evidence: SourceEvidence
    private let classes: SignatureClasses
    private let prior: MassDistribution

    /// - Parameters:
    ///   - chronicShare: prior probability that both sources run on all days.
    ///   - someDays: how days tell sources that do not; nil where they are left out.
    init(
        evidence: SourceEvidence, classes: SignatureClasses, nodes: NodeEvidence, prior: MassDistribution, chronicShare: Double = 1,
        someDays: SomeDays? = nil
    ) {
        self.evidence = evidence
        self.classes = classes
        self.prior = prior
        let weights = nodes.classWeight
        let density = (0..<evidence.mass.count).map { prior.density(evidence.mass[$0]) }
        let lnMean = evidence.ratio.map { curve -> Double in
            let mean = zip(density, curve.values).reduce(0) { $0 + $1.0 * $1.1 }
            return mean > 0 ? curve.lnScale + portableLog(mean) : -Double.greatestFiniteMagnitude
        }
        let ranked = (0..<classes.count).filter { weights[$0] > 0 }.sorted { lnMean[$0] != lnMean[$1] ? lnMean[$0] > lnMean[$1] : $0 < $1 }
            .prefix(SourcePairs.candidates)
        var tables: [Int: [Double]] = [:]
        for index in ranked {
            for arrival in evidence.campaignOfBest.classes.arrivals[index] where tables[arrival.site] == nil { tables[arrival.site] = evidence.lnChronic(site: arrival.site) }
        }
        self.tables = tables
        var starts: [Int: Double] = [:]
        for index in ranked { starts[index] = best(index) }
        func tried(_ ranked: [Int], share: Double, isChronic: Bool, _ value: (Int, Int, Double, Double) -> Double) {
            guard share > 0 else { return }
            for (place, first) in ranked.enumerated() {
                for second in ranked.dropFirst(place + 1) {
                    guard let a = starts[first], let b = starts[second],
                        let pair = laplace(from: (a, b), { value(first, second, $0, $1) })
                    else { continue }
                    // Either class may hold either source.
                    let ln = pair.ln + portableLog(2 * share * weights[first] * weights[second]) + evidence.lnShareOfBest
                    pairs.append(
                        Pair(first: first, second: second, lnEvidence: ln, lnMasses: pair.masses, logSDs: pair.sds, isChronic: isChronic))
                }
            }
        }
        tried(Array(ranked), share: someDays == nil ? 1 : chronicShare, isChronic: true, value)
        if let someDays {
            let reached = evidence.campaignOfBest.classes.arrivals
            tried(Array(ranked.prefix(SourcePairs.candidatesOfSomeDays)), share: 1 - chronicShare, isChronic: false) { first, second, x, y in
                someDays.lnRatio(reached[first], x, reached[second], y) + lnPrior(x, y)
            }
        }
        if !pairs.isEmpty { lnBayesFactor = SourceEvidence.lnSum(pairs.map(\.lnEvidence)) }
    }

    /// ln mass at which one class alone explains most.
    private func best(_ index: Int) -> Double {
        let ratios = evidence.ratio[index].values
        var top = 0
        for j in ratios.indices where ratios[j] > ratios[top] { top = j }
        return evidence.mass[top]
    }

    /// ln of the likelihood ratio times the prior of the masses at the heads.
    private func value(_ first: Int, _ second: Int, _ x: Double, _ y: Double) -> Double {
        let grid = evidence.mass
        var sums = evidence.lnCampaign
        func add(_ site: Int, _ lnLoad: Double) {
            let place = min(max((lnLoad - grid.start) / grid.step, 0), Double(grid.count - 1) - 1e-9)
            let low = Int(place)
            let part = place - Double(low)
            guard let table = tables[site] else { return }
            for q in sums.indices {
                let at = q * grid.count + low
                sums[q] += table[at] * (1 - part) + table[at + 1] * part
            }
        }
        let (a, b) = (evidence.campaignOfBest.classes.arrivals[first], evidence.campaignOfBest.classes.arrivals[second])
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if j >= b.count || (i < a.count && a[i].site < b[j].site) {
                add(a[i].site, x + a[i].lnShare)
                i += 1
            } else if i >= a.count || b[j].site < a[i].site {
                add(b[j].site, y + b[j].lnShare)
                j += 1
            } else {
                let (u, v) = (x + a[i].lnShare, y + b[j].lnShare)
                add(a[i].site, max(u, v) + portableLog1p(portableExp(-(u - v).magnitude)))
                i += 1
                j += 1
            }
        }
        return SourceEvidence.lnSum(sums) + lnPrior(x, y)
    }

    private func lnPrior(_ x: Double, _ y: Double) -> Double {
        portableLog(max(prior.density(x), 1e-300)) + portableLog(max(prior.density(y), 1e-300))
    }

    private func laplace(
        from start: (Double, Double), _ value: (Double, Double) -> Double
    ) -> (ln: Double, masses: (Double, Double), sds: (Double, Double))? {
        var (x, y) = start
        var now = value(x, y)
        var step = 1.6
        while step > 0.04 {
            var isBetter = false
            for (dx, dy) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step), (step, -step), (-step, step)] {
                let next = value(x + dx, y + dy)
                if next > now + 1e-9 {
                    (x, y, now) = (x + dx, y + dy, next)
                    isBetter = true
                    break
                }
            }
            if !isBetter { step /= 2 }
        }
        let h = 2 * evidence.mass.step
        let (px, mx) = (value(x + h, y), value(x - h, y))
        let (py, my) = (value(x, y + h), value(x, y - h))
        let cross =
            value(x + h, y + h) - value(x + h, y - h) - value(x - h, y + h)
            + value(x - h, y - h)
        let (xx, yy, xy) = ((2 * now - px - mx) / (h * h), (2 * now - py - my) / (h * h), -cross / (4 * h * h))
        let determinant = xx * yy - xy * xy
        // Without a peak in both masses one of the sources does nothing.
        guard xx > 0, yy > 0, determinant > 1e-6 else { return nil }
        let sds = ((yy / determinant).squareRoot(), (xx / determinant).squareRoot())
        return (now + 1.8378770664093453 - 0.5 * portableLog(determinant), (x, y), sds)
    }
}

/// Two sources that explain the observations together better than one does.
package struct SourcePair: Hashable, Sendable {
    /// Heads of the two reaches.
    package var heads: [Int]
    /// Mass of each at the source, g/d, with 95 % intervals, in the order of the heads.
    package var massesGramsPerDay: [Estimate]
    /// Probability of two sources against one, if there is any.
    package var probability: Double
    /// Whether both run on all days.
    package var isSteady: Bool
    /// Classes, and ln masses at their heads.
    let classPair: [Int]
    let lnMasses: [Double]

    init(_ pair: SourcePairs.Pair, share: Double, classes: SignatureClasses, flowLogSD: Double) {
        classPair = [pair.first, pair.second]
        lnMasses = [pair.lnMasses.0, pair.lnMasses.1]
        heads = classPair.map { Int(classes.headNode[$0]) }
        massesGramsPerDay = zip(lnMasses, [pair.logSDs.0, pair.logSDs.1]).map { ln, sd in
            let width = 1.959963984540054 * (sd * sd + flowLogSD * flowLogSD).squareRoot()
            return Estimate(portableExp(ln), Interval(low: portableExp(ln - width), high: portableExp(ln + width)))
        }
        probability = share
        isSteady = pair.isChronic
    }
}
