package import Monitoring
internal import RandomDraws

/// The lognormal distribution of left-censored numbers by maximum likelihood (Tobit on logarithms).
///
/// A measured value x adds the density of ln x, a censored one the chance of lying below its limit. The likelihood is
/// concave in `1/σ` and `μ/σ` (R. J. Olsen, Econometrica 46 (1978) 1211, doi:10.2307/1911445), so Newton's method with
/// halved steps finds its one maximum.
package struct LogNormalFit: Hashable, Sendable {
    /// Mean and standard deviation of the natural logarithm.
    package let logMean: Double
    package let logSD: Double
    /// exp(μ + σ²/2).
    package let mean: Double
    /// exp μ.
    package let median: Double
    /// √(exp σ² - 1) times the mean.
    package let standardDeviation: Double
    /// The logarithm of the likelihood of the measured values themselves, not of their logarithms.
    package let logLikelihood: Double
    /// Of the mean, by the observed information and the delta method.
    package let standardErrorOfMean: Double

    /// Nil for fewer than two distinct measured values, a zero among them, a limit of zero, or no maximum within 100 steps.
    package init?(_ series: CensoredSeries) {
        guard let lowest = series.quantified.first, let highest = series.quantified.last, lowest > 0, highest > lowest,
            series.limits.first ?? 1 > 0
        else { return nil }
        let values = series.quantified.map { portableLog($0) }
        let limits = series.limits.map { portableLog($0) }
        let centre = values.reduce(0, +) / Double(values.count)
        let spread = (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count)).squareRoot()
        guard spread > 0 else { return nil }
        // a = μ/σ, b = 1/σ: measured z = b x - a, censored z = b c - a.
        var b = 1 / spread
        var a = centre * b
        var state = LogNormalFit.derivatives(values, limits, a, b)
        var converged = false
        for _ in 0..<100 {
            let determinant = state.aa * state.bb - state.ab * state.ab
            guard determinant > 0 else { return nil }
            let stepA = (state.bb * state.a - state.ab * state.b) / determinant
            let stepB = (state.aa * state.b - state.ab * state.a) / determinant
            var scale = 1.0
            var next = state
            for _ in 0..<60 {
                if b + scale * stepB > 0 {
                    next = LogNormalFit.derivatives(values, limits, a + scale * stepA, b + scale * stepB)
                    if next.value >= state.value - 1e-12 * state.value.magnitude { break }
                }
                scale /= 2
            }
            a += scale * stepA
            b += scale * stepB
            state = next
            if (scale * stepA).magnitude < 1e-12 * (1 + a.magnitude), (scale * stepB).magnitude < 1e-12 * b {
                converged = true
                break
            }
        }
        guard converged, b > 0 else { return nil }
        let sigma = 1 / b
        let mu = a / b
        logMean = mu
        logSD = sigma
        mean = portableExp(mu + sigma * sigma / 2)
        median = portableExp(mu)
        standardDeviation = mean * portableExpm1(sigma * sigma).squareRoot()
        logLikelihood = state.value - Double(values.count) * LogNormalFit.halfLogOfTurn - values.reduce(0, +)
        // ln mean = a/b + 1/(2b²): its gradient, and the variance by the inverse of the information.
        let byA = 1 / b
        let byB = -a / (b * b) - 1 / (b * b * b)
        let determinant = state.aa * state.bb - state.ab * state.ab
        let variance = (byA * byA * state.bb - 2 * byA * byB * state.ab + byB * byB * state.aa) / determinant
        standardErrorOfMean = mean * max(0, variance).squareRoot()
    }

    /// The mean without most of the bias that `exp(μ + σ²/2)` has in few results, and its coefficient of variation.
    ///
    /// Finney's `g` for `count - 1` degrees of freedom stands for the exponential: `exp(μ) g(σ²/2)`, and for the variance
    /// `exp(2μ) (g(2σ²) - g((n - 2)/(n - 1) σ²))`. With the estimates of censored data this is the quasi minimum variance unbiased
    /// estimator. Sources: D. J. Finney, Suppl. J. R. Stat. Soc. 7 (1941) 155, doi:10.2307/2983663; `elnormAltCensored` of the
    /// R package EnvStats (S. P. Millard).
    ///
    /// - Parameter count: of all results, censored ones too; two at least, else the plain figures.
    package func quasiUnbiased(count: Int) -> (mean: Double, variation: Double) {
        guard count > 1 else { return (mean, standardDeviation / mean) }
        let degrees = Double(count - 1)
        let square = logSD * logSD
        let found = median * LogNormalFit.finney(degrees, square / 2)
        let variance = median * median * (LogNormalFit.finney(degrees, 2 * square) - LogNormalFit.finney(degrees, (degrees - 1) / degrees * square))
        return (found, max(0, variance).squareRoot() / found)
    }

    /// `Σ mⁱ (m + 2i) / (m (m + 2) … (m + 2i)) (m / (m + 1))ⁱ zⁱ / i!`, for z of 0 or more; to the last digit.
    private static func finney(_ m: Double, _ z: Double) -> Double {
        var product = 1.0
        var sum = 1.0
        for index in 1...10_000 {
            let i = Double(index)
            // The ratio of neighbours, without the factor (m + 2i) that each term has over its own last divisor.
            product *= m * m / (m + 1) * z / i / (m + 2 * (i - 1))
            sum += product
            if product < 1e-17 * sum { break }
        }
        return sum
    }

    /// ln √(2π).
    private static let halfLogOfTurn = 0.91893853320467274178

    /// The mean of the part of the distribution below a limit.
    ///
    /// `exp(μ + σ²/2) Φ((ln c - μ)/σ - σ) / Φ((ln c - μ)/σ)`.
    package func expected(below limit: Double) -> Double {
        guard limit > 0 else { return 0 }
        let score = (portableLog(limit) - logMean) / logSD
        return min(limit, mean * portableExp(logNormalCDF(score - logSD) - logNormalCDF(score)))
    }

    /// The 95 % interval of the mean by the profile of the likelihood: the means at which the greatest likelihood lies half the
    /// 95 % quantile of χ² with one degree of freedom below the greatest of all.
    ///
    /// - Parameter series: the one that was fitted.
    /// - Returns: nil where an end cannot be bracketed within 60 standard deviations of the logarithm.
    package func profileInterval(_ series: CensoredSeries) -> Interval? {
        let values = series.quantified.map { portableLog($0) }
        let limits = series.limits.map { portableLog($0) }
        let top = LogNormalFit.derivatives(values, limits, logMean / logSD, 1 / logSD).value
        let best = logMean + logSD * logSD / 2
        let step = max(standardErrorOfMean / mean, 1e-6)
        var ends: [Double] = []
        for sign in [-1.0, 1.0] {
            var inside = 0.0
            var outside = 2 * step
            var inverse = 1 / logSD
            func drop(_ distance: Double) -> Double {
                let (value, found) = LogNormalFit.profile(values, limits, best + sign * distance, from: inverse)
                inverse = found
                return 2 * (top - value)
            }
            while drop(outside) < LogNormalFit.chiSquare {
                inside = outside
                outside *= 2
                guard outside < 60 * logSD + 60 * step else { return nil }
            }
            for _ in 0..<60 {
                let middle = (inside + outside) / 2
                if drop(middle) < LogNormalFit.chiSquare { inside = middle } else { outside = middle }
            }
            ends.append(portableExp(best + sign * (inside + outside) / 2))
        }
        return Interval(low: ends[0], high: ends[1])
    }

    /// The 95 % quantile of χ² with one degree of freedom: 1.959963984540054².
    private static let chiSquare = 3.841458820694124

    /// The greatest likelihood with `μ + σ²/2` held at `total`, by Newton's method on `b = 1/σ` with halved steps.
    private static func profile(_ values: [Double], _ limits: [Double], _ total: Double, from start: Double) -> (value: Double, b: Double) {
        var b = start
        var state = derivatives(values, limits, total * b - 1 / (2 * b), b)
        for _ in 0..<80 {
            let slope = total + 1 / (2 * b * b)
            let gradient = state.a * slope + state.b
            let curve = -(state.aa * slope * slope + 2 * state.ab * slope + state.bb) - state.a / (b * b * b)
            let step = curve < 0 ? -gradient / curve : gradient > 0 ? b / 4 : -b / 4
            var scale = 1.0
            var moved = false
            for _ in 0..<50 {
                let next = b + scale * step
                if next > 0 {
                    let tried = derivatives(values, limits, total * next - 1 / (2 * next), next)
                    if tried.value >= state.value {
                        moved = (next - b).magnitude > 1e-12 * b
                        b = next
                        state = tried
                        break
                    }
                }
                scale /= 2
            }
            if !moved { break }
        }
        return (state.value, b)
    }

    /// The log-likelihood (without constants), its gradient, and minus its second derivatives.
    private static func derivatives(_ values: [Double], _ limits: [Double], _ a: Double, _ b: Double)
        -> (value: Double, a: Double, b: Double, aa: Double, ab: Double, bb: Double)
    {
        var result = (value: Double(values.count) * portableLog(b), a: 0.0, b: Double(values.count) / b, aa: 0.0, ab: 0.0, bb: 0.0)
        result.bb = Double(values.count) / (b * b)
        for x in values {
            let z = b * x - a
            result.value -= z * z / 2
            result.a += z
            result.b -= z * x
            result.aa += 1
            result.ab -= x
            result.bb += x * x
        }
        for c in limits {
            let z = b * c - a
            let logChance = logNormalCDF(z)
            // Inverse Mills ratio, and minus its derivative.
            let mills = portableExp(-z * z / 2 - halfLogOfTurn - logChance)
            let curve = mills * (z + mills)
            result.value += logChance
            result.a -= mills
            result.b += mills * c
            result.aa += curve
            result.ab -= curve * c
            result.bb += curve * c * c
        }
        return result
    }
}
