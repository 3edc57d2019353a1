internal import RandomDraws

/// An observation known to lie between two ends (infinite where open), with a weight from 0 to 1; natural logarithms.
package struct WeightedInterval: Hashable, Sendable {
    package var low: Double
    package var high: Double
    package var weight: Double

    package init(low: Double, high: Double, weight: Double = 1) {
        self.low = low
        self.high = high
        self.weight = weight
    }

    /// Both ends finite and close: used at its middle.
    var isExact: Bool { high - low <= CampaignLoad.exactWidth }
}

/// Location and scale of normal observations of which some are only bounded (Tobit).
///
/// Expectation-maximisation with the moments of the truncated normal distribution: for a
/// left-censored value, with z = (limit - μ)/σ and h = φ(z)/Φ(z), E = μ - σh and
/// Var = σ²(1 - zh - h²).
///
/// - Source: Tobin 1958, Econometrica 26:24; Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39:1.
package enum CensoredFit {
    /// Mean and variance of a normal variable given that it lies between `low` and `high`.
    package static func truncatedMoments(low: Double, high: Double, mean: Double, sd: Double) -> (mean: Double, variance: Double) {
        if high - low <= CampaignLoad.exactWidth { return ((low + high) / 2, 0) }
        guard sd > 0 else { return (min(max(mean, low), high), 0) }
        let from = (low - mean) / sd
        let to = (high - mean) / sd
        if from == -.infinity && to == .infinity { return (mean, sd * sd) }
        // Reflected, so that the interval lies to the left, where ln Φ keeps its digits.
        if from + to > 0 && from != -.infinity {
            let mirrored = truncatedMoments(low: -high, high: -low, mean: -mean, sd: sd)
            return (-mirrored.mean, mirrored.variance)
        }
        let logUpper = logNormalCDF(to)
        let share = from == -.infinity ? 0 : portableExp(logNormalCDF(from) - logUpper)
        guard share < 1 - 1e-9 else { return (min(max(mean, low), high), 0) }
        let upper = density(to, over: logUpper)
        let lower = from == -.infinity ? 0 : density(from, over: logUpper)
        let mass = 1 - share
        let first = (lower - upper) / mass
        let second = ((from == -.infinity ? 0 : from * lower) - to * upper) / mass
        let expected = mean + sd * first
        return (min(max(expected, low), high), max(0, min(1, 1 + second - first * first)) * sd * sd)
    }

    /// φ(z) divided by e to the `logarithm`.
    private static func density(_ z: Double, over logarithm: Double) -> Double {
        guard z.magnitude < 1e150 else { return 0 }
        return portableExp(-z * z / 2 - 0.91893853320467274178 - logarithm)
    }

    /// Mean and unbiased variance of weighted observations of which at least two are exact.
    ///
    /// The variance of the likelihood is raised by Σw/(Σw - 1), as for measured values. Where all others
    /// lie below limits, by Newton's method in 1/σ and μ/σ, in which the likelihood is concave (Olsen 1978,
    /// Econometrica 46:1211); else, and where that fails, by expectation-maximisation.
    /// At most 100 passes; stops when both move by less than a millionth, far below what a score shows.
    package static func locationAndScale(_ values: [WeightedInterval]) -> (mean: Double, variance: Double)? {
        let exact = values.filter(\.isExact)
        let weight = values.reduce(0) { $0 + $1.weight }
        guard exact.count >= 2, weight > 1 else { return nil }
        let start = exact.reduce(0) { $0 + $1.weight * ($1.low + $1.high) / 2 } / exact.reduce(0) { $0 + $1.weight }
        var mean = start
        var variance = exact.reduce(0) { sum, value in
            let distance = (value.low + value.high) / 2 - start
            return sum + value.weight * distance * distance
        }
        variance = max(variance / exact.reduce(0) { $0 + $1.weight }, 1e-8)
        if exact.count == values.count { return (mean, variance * weight / (weight - 1)) }
        if let found = belowLimits(values, mean: mean, variance: variance) { return (found.mean, found.variance * weight / (weight - 1)) }
        for _ in 0..<100 {
            let sd = variance.squareRoot()
            var sum = 0.0
            var moments: [(mean: Double, variance: Double)] = []
            for value in values {
                let moment = truncatedMoments(low: value.low, high: value.high, mean: mean, sd: sd)
                moments.append(moment)
                sum += value.weight * moment.mean
            }
            let nextMean = sum / weight
            var squares = 0.0
            for (value, moment) in zip(values, moments) {
                squares += value.weight * ((moment.mean - nextMean) * (moment.mean - nextMean) + moment.variance)
            }
            let nextVariance = max(squares / weight, 1e-8)
            let moved = (nextMean - mean).magnitude + (nextVariance - variance).magnitude
            mean = nextMean
            variance = nextVariance
            if moved < 1e-6 { break }
        }
        return (mean, variance * weight / (weight - 1))
    }

    /// The greatest likelihood of observations of which some lie below limits; nil where others are bounded otherwise, or nothing settles.
    private static func belowLimits(_ values: [WeightedInterval], mean start: Double, variance: Double) -> (mean: Double, variance: Double)? {
        for value in values where !value.isExact { guard value.low == -.infinity, value.high.isFinite else { return nil } }
        var theta = 1 / variance.squareRoot()
        var gamma = 0.0
        for _ in 0..<40 {
            var (gradientTheta, gradientGamma) = (0.0, 0.0)
            var (curveTheta, curveCross, curveGamma) = (0.0, 0.0, 0.0)
            for value in values {
                let weight = value.weight
                if value.isExact {
                    let x = (value.low + value.high) / 2 - start
                    let residual = theta * x - gamma
                    gradientTheta += weight * (1 / theta - residual * x)
                    gradientGamma += weight * residual
                    curveTheta += weight * (1 / (theta * theta) + x * x)
                    curveCross -= weight * x
                    curveGamma += weight
                } else {
                    let b = value.high - start
                    let z = theta * b - gamma
                    // φ(z)/Φ(z) is √(2/π) over the scaled complementary error function of -z/√2.
                    let h = 0.79788456080286535588 / portableErfcx(-z * 0.70710678118654752440)
                    let slope = weight * h * (h + z)
                    gradientTheta += weight * h * b
                    gradientGamma -= weight * h
                    curveTheta += slope * b * b
                    curveCross -= slope * b
                    curveGamma += slope
                }
            }
            let determinant = curveTheta * curveGamma - curveCross * curveCross
            guard determinant > 0, determinant.isFinite else { return nil }
            var stepTheta = (curveGamma * gradientTheta - curveCross * gradientGamma) / determinant
            var stepGamma = (curveTheta * gradientGamma - curveCross * gradientTheta) / determinant
            // No step takes 1/σ below a half or above twice what it was.
            let share = min(1, 0.5 * theta / max(stepTheta.magnitude, 1e-300))
            stepTheta *= share
            stepGamma *= share
            theta += stepTheta
            gamma += stepGamma
            if stepTheta.magnitude <= 1e-9 * theta, stepGamma.magnitude <= 1e-9 {
                let found = 1 / (theta * theta)
                return found >= 1e-8 && found.isFinite ? (start + gamma / theta, found) : nil
            }
        }
        return nil
    }

    /// Posterior mean and variance of the location, for a known standard deviation and a normal prior.
    ///
    /// The variance is that of the curvature at the posterior mode.
    package static func location(
        _ values: [WeightedInterval], sd: Double, priorMean: Double, priorVariance: Double
    ) -> (mean: Double, variance: Double) {
        let own = 1 / (sd * sd)
        let prior = 1 / priorVariance
        let weight = values.reduce(0) { $0 + $1.weight }
        var mean = priorMean
        for _ in 0..<200 {
            var sum = 0.0
            for value in values {
                sum += value.weight * truncatedMoments(low: value.low, high: value.high, mean: mean, sd: sd).mean
            }
            let next = (priorMean * prior + sum * own) / (prior + weight * own)
            let moved = (next - mean).magnitude
            mean = next
            if moved < 1e-6 { break }
        }
        var information = prior
        for value in values {
            let moment = truncatedMoments(low: value.low, high: value.high, mean: mean, sd: sd)
            information += value.weight * max(0, 1 - moment.variance * own) * own
        }
        return (mean, 1 / information)
    }
}
