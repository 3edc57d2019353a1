internal import Monitoring
internal import RandomDraws

/// What a few days, some of them below their limits, say of the distribution that days of a place come from.
///
/// The logarithms of measured loads are taken as normal with a mean μ and a standard deviation σ. Prior: flat in μ, normal in
/// ln σ. The posterior of ln σ is worked out on a grid, with μ integrated out by Laplace's method (L. Tierney, J. B. Kadane,
/// J. Am. Stat. Assoc. 81 (1986) 82, doi:10.2307/2287970), and given back as pairs of equal chance.
struct LoadPosterior {
    /// How many pairs.
    static let pairs = PairedStrata.states
    private static let steps = 24
    /// Newton's steps to each mode: a sixth would move none by more than 1e-11 σ.
    private static let rounds = 5
    private static let leastLogSD = 0.03
    private static let mostLogSD = 3.0
    /// The scatter of days within a week, for the prior: over the 3,800 weeks with seven measured days of "Wastewater analysis
    /// and drugs: a European multi-city study", source data of 2025 (EUDA), the logarithm of the standard deviation of
    /// ln load has the mean ln 0.284 and the standard deviation 0.717.
    private static let usualLogSD = 0.284
    private static let spreadOfLogSD = 0.717

    /// The pairs, by ascending σ.
    let logMeans: [Double]
    let logSDs: [Double]
    /// The middle of μ under each σ, and its standard deviation there.
    let logModes: [Double]
    let logWidths: [Double]

    /// Nil for no measured value, or where a logarithm is not finite.
    ///
    /// - Parameters:
    ///   - values: logarithms of what was measured.
    ///   - limits: logarithms of the limits of what was not.
    init?(values: [Double], limits: [Double]) {
        guard !values.isEmpty, values.allSatisfy({ $0.isFinite }), limits.allSatisfy({ $0.isFinite }) else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let span = portableLog(LoadPosterior.mostLogSD / LoadPosterior.leastLogSD) / Double(LoadPosterior.steps - 1)
        let spreads = (0..<LoadPosterior.steps).map { LoadPosterior.leastLogSD * portableExp(Double($0) * span) }
        // The modes for all σ at once: the slope falls and bends downwards, so that Newton's steps from the mean come down to
        // its zero and never go beyond.
        var middles = [Double](repeating: mean, count: spreads.count)
        var curvatures = [Double](repeating: count, count: spreads.count)
        var scores = [Double](repeating: 0, count: spreads.count * limits.count)
        var tails = LowerTails()
        let rounds = limits.isEmpty ? 0 : LoadPosterior.rounds
        for round in 0...rounds {
            for (step, sigma) in spreads.enumerated() {
                for (place, limit) in limits.enumerated() { scores[step * limits.count + place] = (limit - middles[step]) / sigma }
            }
            tails.set(scores, logChances: round == rounds)
            for (step, sigma) in spreads.enumerated() {
                // Slope and curvature are per σ and per σ².
                var slope = count * (mean - middles[step]) / sigma
                var curvature = count
                for place in step * limits.count..<(step + 1) * limits.count {
                    let mills = tails.ratios[place]
                    slope -= mills
                    curvature += mills * (scores[place] + mills)
                }
                curvatures[step] = curvature
                if round < rounds { middles[step] += slope * sigma / curvature }
            }
        }
        var grid: [(logSD: Double, mode: Double, width: Double, height: Double)] = []
        grid.reserveCapacity(spreads.count)
        for (step, sigma) in spreads.enumerated() {
            let mode = middles[step]
            var height = -(squares + count * (mean - mode) * (mean - mode)) / (2 * sigma * sigma) - count * portableLog(sigma)
            for place in step * limits.count..<(step + 1) * limits.count { height += tails.logChances[place] }
            let away = portableLog(sigma / LoadPosterior.usualLogSD) / LoadPosterior.spreadOfLogSD
            height -= away * away / 2
            let width = sigma / curvatures[step].squareRoot()
            grid.append((sigma, mode, width, height + portableLog(width)))
        }
        let top = grid.map(\.height).max() ?? 0
        var chances: [Double] = [0]
        for (one, next) in zip(grid, grid.dropFirst()) {
            chances.append(chances[chances.count - 1] + portableExp(one.height - top) + portableExp(next.height - top))
        }
        guard let whole = chances.last, whole > 0, whole.isFinite else { return nil }
        var means: [Double] = []
        var deviations: [Double] = []
        var modes: [Double] = []
        var widths: [Double] = []
        var place = 0
        for pair in 0..<LoadPosterior.pairs {
            let chance = (Double(pair) + 0.5) / Double(LoadPosterior.pairs) * whole
            while place < grid.count - 2, chances[place + 1] < chance { place += 1 }
            let step = chances[place + 1] - chances[place]
            let part = step > 0 ? min(max((chance - chances[place]) / step, 0), 1) : 0.5
            let (one, next) = (grid[place], grid[place + 1])
            let sigma = one.logSD * portableExp(part * span)
            deviations.append(sigma)
            modes.append(one.mode + part * (next.mode - one.mode))
            widths.append(one.width + part * (next.width - one.width))
            means.append(modes[pair] + widths[pair] * LoadPosterior.scores[pair])
        }
        logMeans = means
        logSDs = deviations
        logModes = modes
        logWidths = widths
    }

    /// From daily loads per head; a result above the range enters at the range's end.
    init?(_ loads: ArraySlice<LoadRow>) { self.init(loads.lazy.map(\.perHead)) }
    init?(_ loads: [DailyLoad]) { self.init(loads.lazy.map(\.populationNormalisedLoad)) }

    private init?(_ results: some Sequence<CensoredResult>) {
        var values: [Double] = []
        var limits: [Double] = []
        for result in results {
            if result.isLeftCensored, let limit = result.limit {
                limits.append(portableLog(limit))
            } else if let number = result.quantifiedValue ?? result.limit {
                values.append(portableLog(number))
            }
        }
        self.init(values: values, limits: limits)
    }

    /// What a function makes of each pair.
    func map<Result>(_ work: (_ logMean: Double, _ logSD: Double) -> Result) -> [Result] { zip(logMeans, logSDs).map { work($0, $1) } }

    /// The share of the variance of measured days that is not the error of the measurement.
    static func kept(_ error: Double, _ sd: Double) -> Double { max(0, 1 - error * error / (sd * sd)) }

    /// Sixteen standard normal numbers of equal chance with variance 1, in an order (bit-reversed) that has nothing to do with
    /// that of the pairs.
    private static let scores: [Double] = {
        let order = (0..<pairs).map { (($0 & 1) << 3) | (($0 & 2) << 1) | (($0 & 4) >> 1) | (($0 & 8) >> 3) }
        let plain = order.map { normalQuantile((Double($0) + 0.5) / Double(pairs)) }
        let spread = (plain.reduce(0) { $0 + $1 * $1 } / Double(pairs)).squareRoot()
        return plain.map { $0 / spread }
    }()
}
