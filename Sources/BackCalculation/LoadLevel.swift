internal import Monitoring
internal import RandomDraws

/// The level of a place, the logarithm of the mean of all days that could be, as a few days, some of them below their limits, tell it.
///
/// Under each σ of a `LoadPosterior` the level is normal around `μ + τ²/2`, with the scatter τ of true loads. The mixture over
/// σ has long tails: its limits are read from its distribution, since those of a normal number with the same variance are too
/// wide where half of the days lie below their limits.
struct LoadLevel {
    /// A normal part of the mixture; all parts have the same chance.
    private let parts: [(mean: Double, variance: Double)]

    /// Of daily loads per head of one site and analyte; nil where no day was measured.
    init?(_ loads: [DailyLoad]) {
        guard let posterior = LoadPosterior(loads) else { return nil }
        let error = loads.map(\.randomLogSD).max() ?? 0
        parts = posterior.logSDs.indices.map { place in
            let sd = posterior.logSDs[place]
            let width = posterior.logWidths[place]
            return (posterior.logModes[place] + sd * sd * LoadPosterior.kept(error, sd) / 2, width * width)
        }
    }

    /// The 2.5 % and the 97.5 % point of the difference of two levels with a normal error.
    ///
    /// - Parameter known: the variance of that error.
    /// - Complexity: about ten sums over all pairs of parts.
    func limits(over other: LoadLevel, known: Double) -> (low: Double, high: Double) {
        let pairs = parts.flatMap { one in other.parts.map { (mean: one.mean - $0.mean, sd: (one.variance + $0.variance + known).squareRoot()) } }
        let (low, high) = (LoadLevel.quantile(0.025, pairs), LoadLevel.quantile(0.975, pairs))
        return (low, high)
    }

    /// Newton's method, kept inside the bracket that the values so far give.
    private static func quantile(_ chance: Double, _ pairs: [(mean: Double, sd: Double)]) -> Double {
        let score = normalQuantile(chance)
        let count = Double(pairs.count)
        var bracket = pairs.reduce((low: Double.infinity, high: -Double.infinity)) {
            (min($0.low, $1.mean + score * $1.sd), max($0.high, $1.mean + score * $1.sd))
        }
        let mean = pairs.reduce(0) { $0 + $1.mean } / count
        let variance = pairs.reduce(0) { $0 + ($1.mean - mean) * ($1.mean - mean) + $1.sd * $1.sd } / count
        var point = min(max(mean + score * variance.squareRoot(), bracket.low), bracket.high)
        for _ in 0..<40 {
            var (excess, density) = (-chance * count, 0.0)
            for pair in pairs {
                let z = (point - pair.mean) / pair.sd
                excess += normalCDF(z)
                density += portableExp(-z * z / 2) * 0.39894228040143268 / pair.sd
            }
            if excess < 0 { bracket.low = point } else { bracket.high = point }
            let step = density > 0 ? excess / density : .infinity
            let next = point - step
            point = next > bracket.low && next < bracket.high ? next : (bracket.low + bracket.high) / 2
            if step.magnitude < 1e-7 { break }
        }
        return point
    }
}
