/// A distribution as 4,096 values of equal chance: the middles (medians) of its strata.
///
/// What is lost against the distribution itself is the scatter within a stratum: below 0.04 % of the variance of a normal
/// number, some hundred times less than the error of 10,000 draws.
package struct FactorTable: Sendable {
    package static let size = 4_096
    /// Ascending.
    package let values: [Double]

    /// The scores of the strata: standard normal numbers, ascending.
    package static let normalScores: [Double] = strata { normalQuantile($0) }

    /// The chances of the middles of the strata, through a function of eight at a time.
    private static func strata(_ function: (SIMD8<Double>) -> SIMD8<Double>) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(size)
        let steps = SIMD8<Double>(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)
        for start in stride(from: 0, to: size, by: 8) {
            let found = function((steps + Double(start)) * (1 / Double(size)))
            for lane in 0..<8 { result.append(found[lane]) }
        }
        return result
    }

    /// A lognormal factor with median 1 and so large a standard deviation of its logarithm.
    package init(logSD: Double) {
        let scores = FactorTable.normalScores
        var values: [Double] = []
        values.reserveCapacity(FactorTable.size)
        for start in stride(from: 0, to: FactorTable.size, by: 8) {
            var z = SIMD8<Double>()
            for lane in 0..<8 { z[lane] = scores[start + lane] }
            let found: SIMD8<Double> = portableExp(z * logSD)
            for lane in 0..<8 { values.append(found[lane]) }
        }
        self.values = values
    }

    /// A factor given by the value that is not exceeded with each chance; calls the function 4,096 times.
    package init(quantile: (Double) -> Double) {
        values = (0..<FactorTable.size).map { quantile((Double($0) + 0.5) / Double(FactorTable.size)) }
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
        let strata = FactorTable.strata { portableExp(normalQuantile($0 * chance) * logSD + logMean) }
        values = chance > 0 ? strata : Array(repeating: limit, count: FactorTable.size)
    }

    /// A normal number of a mean and a standard deviation, above 0 only.
    package init(positiveNormalMean mean: Double, sd: Double) {
        let below = sd > 0 ? normalCDF(-mean / sd) : 0
        values = FactorTable.strata { chance in normalQuantile(below + (1 - below) * chance) * sd + mean }
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
