/// A distribution as 4,096 values of equal chance: the middles (medians) of its strata.
///
/// What is lost against the distribution itself is the scatter within a stratum: below 0.04 % of the variance of a normal
/// number, some hundred times less than the error of 10,000 draws.
package struct FactorTable: Sendable {
    package static let size = 4_096
    /// Ascending.
    package let values: [Double]

    /// The chances of the middles of the strata.
    private static let chances: [Double] = (0..<size).map { (Double($0) + 0.5) / Double(size) }

    /// The scores of the strata: standard normal numbers, ascending.
    package static let normalScores: [Double] = {
        var scores = chances
        normalQuantile(&scores)
        return scores
    }()

    /// A lognormal factor with median 1 and so large a standard deviation of its logarithm.
    package init(logSD: Double) {
        var values = FactorTable.normalScores.map { $0 * logSD }
        portableExp(&values)
        self.values = values
    }

    /// A factor given by the value that is not exceeded with each chance; calls the function 4,096 times.
    package init(quantile: (Double) -> Double) {
        values = FactorTable.chances.map { quantile($0) }
    }

    /// The factor `m / E` for an excreted fraction E that is Beta distributed with mean `m` and a relative standard deviation;
    /// nil where no Beta distribution has these moments.
    package init?(reciprocalOfFraction m: Double, relativeSD: Double) {
        guard m > 0, m < 1, relativeSD > 0 else { return nil }
        let k = m * (1 - m) / (m * relativeSD * m * relativeSD) - 1
        guard k > 0, k < 1e7 else { return nil }
        // The logarithm of the ratio is nearly straight in the score: lines between nodes lose less than 0.1 %.
        let nodes = 65
        let step = 2 * FactorTable.widestScore / Double(nodes - 1)
        let fractions = BetaQuantiles(m * k, (1 - m) * k).ascending((0..<nodes).map { normalCDF(Double($0) * step - FactorTable.widestScore) })
        let logarithms = fractions.reversed().map { portableLog(m / max($0, 1e-300)) }
        values = FactorTable.normalScores.map { score in
            let place = min(max((score + FactorTable.widestScore) / step, 0), Double(nodes - 2))
            let node = Int(place)
            return portableExp(logarithms[node] + (place - Double(node)) * (logarithms[node + 1] - logarithms[node]))
        }
    }

    /// Beyond the score of the outermost stratum, 3.67.
    private static let widestScore = 3.75

    /// A lognormal number below a limit: `exp(μ + σ z)` with z a standard normal number that is below `(ln limit - μ) / σ`.
    package init(logMean: Double, logSD: Double, below limit: Double) {
        let chance = normalCDF((portableLog(limit) - logMean) / logSD)
        guard chance > 0 else {
            values = Array(repeating: limit, count: FactorTable.size)
            return
        }
        var values = FactorTable.chances.map { $0 * chance }
        normalQuantile(&values)
        for index in values.indices { values[index] = values[index] * logSD + logMean }
        portableExp(&values)
        self.values = values
    }

    /// A normal number of a mean and a standard deviation, above 0 only.
    package init(positiveNormalMean mean: Double, sd: Double) {
        let below = sd > 0 ? normalCDF(-mean / sd) : 0
        var values = FactorTable.chances.map { below + (1 - below) * $0 }
        normalQuantile(&values)
        self.values = values.map { $0 * sd + mean }
    }
}

/// Quantiles of a Beta distribution, by Newton's method on its distribution function, held between bounds.
struct BetaQuantiles {
    private let a: Double
    private let b: Double

    init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
    }

    /// The quantiles of ascending chances.
    func ascending(_ chances: [Double]) -> [Double] {
        let scale = logGamma(a + b) - logGamma(a) - logGamma(b)
        var found: [Double] = []
        found.reserveCapacity(chances.count)
        var x = a / (a + b)
        for chance in chances {
            var low = found.last ?? 0
            var high = 1.0
            for _ in 0..<100 {
                let error = regularizedBeta(x, a, b) - chance
                if error < 0 { low = max(low, x) } else { high = min(high, x) }
                if error.magnitude < 1e-9 * chance || high - low < 1e-15 { break }
                let density = portableExp(scale + (a - 1) * portableLog(x) + (b - 1) * portableLog1p(-x))
                let next = x - error / density
                x = next > low && next < high ? next : (low + high) / 2
            }
            found.append(x)
        }
        return found
    }
}
