package import Monitoring
internal import RandomDraws

/// The distribution of the logarithm of a product of independent factors, by its first four cumulants.
///
/// Cumulants of independent terms add, so a product costs four additions. A lognormal factor is exact; the reciprocal of a
/// Beta number (an excretion fraction) has cumulants in closed form (polygamma differences). Quantiles are read by the
/// Cornish-Fisher expansion (E. A. Cornish, R. A. Fisher, Rev. Inst. Int. Stat. 5 (1938) 307, doi:10.2307/1400905).
package struct LogDistribution: Hashable, Sendable {
    package var mean: Double
    package var variance: Double
    package var third: Double
    package var fourth: Double

    /// A lognormal factor with median 1 and so large a standard deviation of its logarithm.
    package init(logSD: Double) {
        mean = 0
        variance = logSD * logSD
        third = 0
        fourth = 0
    }

    /// The factor `m / E` for an excretion fraction E that is Beta distributed with mean `m` and a relative standard deviation.
    ///
    /// Nil where no Beta distribution has these moments: a mean outside 0 to 1, or too wide.
    package init?(reciprocalOfFraction m: Double, relativeSD: Double) {
        guard m > 0, m < 1, relativeSD > 0 else { return nil }
        let k = m * (1 - m) / (m * relativeSD * m * relativeSD) - 1
        guard k > 0, k < 1e7 else { return nil }
        let alpha = m * k
        mean = portableLog(m) - (digamma(alpha) - digamma(k))
        variance = trigamma(alpha) - trigamma(k)
        third = -(tetragamma(alpha) - tetragamma(k))
        fourth = pentagamma(alpha) - pentagamma(k)
    }

    /// The product with another, independent factor.
    package func times(_ other: LogDistribution) -> LogDistribution {
        var product = self
        product.mean += other.mean
        product.variance += other.variance
        product.third += other.third
        product.fourth += other.fourth
        return product
    }

    /// The logarithm that is not exceeded with a chance of `p`.
    package func quantile(_ p: Double) -> Double { quantile(score: normalQuantile(p)) }

    private func quantile(score z: Double) -> Double {
        guard variance > 0 else { return mean }
        let sd = variance.squareRoot()
        if third == 0, fourth == 0 { return mean + sd * z }
        let skew = third / (variance * sd)
        let excess = fourth / (variance * variance)
        let w = z + skew * (z * z - 1) / 6 + excess * (z * z * z - 3 * z) / 24 - skew * skew * (2 * z * z * z - 5 * z) / 36
        return mean + sd * w
    }

    /// The 95 % interval of a quantity whose point value is `value`.
    package func interval(around value: Double) -> Interval {
        let factors = self.factors
        return Interval(low: value * factors.low, high: value * factors.high)
    }

    /// What the point value is multiplied with for the ends of its 95 % interval.
    package var factors: (low: Double, high: Double) {
        (portableExp(quantile(score: -LoadVariance.normalQuantile)), portableExp(quantile(score: LoadVariance.normalQuantile)))
    }

    /// `ln(1 + cv²)`: the variance of the logarithm of a lognormal number with relative standard deviation `cv`.
    package static func logVariance(relativeSD cv: Double) -> Double { cv > 0 ? portableLog1p(cv * cv) : 0 }
}
