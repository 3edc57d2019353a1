internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// Random draws of the mean of a series with days below their limits, or with planned days that no sample stands for.
///
/// Each draw takes one of the pairs (μ, σ) that `LoadPosterior` gives. Under a pair, a measured day's load is drawn from
/// what its measurement and the other days say of it together: `ln x = μ + ρ (ln y - μ) + √ρ s z`, with the day's own
/// error s and `ρ = 1 - s²/σ²` (the normal model of measured numbers, B. Efron, C. Morris, J. Am. Stat. Assoc. 70 (1975) 311,
/// doi:10.2307/2285814); without it, high days that were chosen by a limit would stay too high. A censored day's measured value
/// is drawn below its limit first, and a missing day from the distribution of days (multiple imputation: D. B. Rubin,
/// "Multiple Imputation for Nonresponse in Surveys" (1987)). What the days share is drawn once for all.
struct SampledMean: Sendable {
    /// The mean under each draw over the mean that is printed: random parts only.
    let own: [Double]

    /// The width between the bounds of a mean, over the mean, up to which the closed form is used: what a censored day adds
    /// is then small beside the rest, and the lognormal number of the same variance is nearer than 10,000 draws.
    static let widestForClosedForm = 0.15

    /// Whether the bounds of a mean lie further apart than the closed form allows.
    static func isWide(_ mean: CensoredMean) -> Bool {
        guard let value = mean.value, value > 0, mean.upper > mean.lower else { return false }
        return mean.upper - mean.lower > widestForClosedForm * value
    }

    /// The mean and the variance of the draws, with what the days of the site share.
    func moments(placeLogVariance: Double, meterLogVariance: Double) -> DrawnMoments {
        let mean = own.reduce(0, +) / Double(max(1, own.count))
        let squares = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return DrawnMoments(
            mean: mean, variance: squares / Double(max(1, own.count - 1)), placeLogVariance: placeLogVariance, meterLogVariance: meterLogVariance)
    }

    /// Draws of a series' mean; nil where the closed form is to be used: nothing below a limit or little, no day missing,
    /// a convention that puts numbers in the place of results or takes its interval from the days.
    ///
    /// - Parameters:
    ///   - loads: of one site, analyte and period.
    ///   - missing: planned days without a load.
    init?(_ loads: [DailyLoad], mean: LoadMean, missing: Int, convention: MeanConvention, settings: ProgrammeConfiguration.UncertaintySettings) {
        guard convention.interval == .errors, let value = mean.perHead.value, value > 0, let first = loads.first else { return nil }
        let isCensored = loads.contains { $0.populationNormalisedLoad.isLeftCensored }
        let isWide = SampledMean.isWide(mean.perHead)
        guard isWide || missing > 0, CensoredCompletion.substitute(convention.censored) == nil || !isCensored else { return nil }
        guard let posterior = LoadPosterior(loads) else { return nil }
        let weights = convention.weights(ofDays: convention.week == .samples ? loads.map { _ in 1 } : loads.map(\.date.weekday))
        let usual = weights.reduce(0, +) / Double(weights.count)
        let scale = 1 / ((weights.reduce(0, +) + usual * Double(missing)) * value)
        var sheet = [Double](repeating: 0, count: CounterDraws.rounded(settings.draws))
        for (load, weight) in zip(loads, weights) {
            let key = DrawKey(seed: settings.seed, [load.site.rawValue, load.date.description, load.sample.rawValue, load.analyte.rawValue])
            let table = PairTable(posterior, load)
            table.add(weight * scale, key, to: &sheet)
        }
        for day in 0..<missing {
            let key = DrawKey(seed: settings.seed, [first.site.rawValue, Period(containing: first.date).description, first.analyte.rawValue, "missing \(day)"])
            PairTable(posterior, missingBeside: first).add(usual * scale, key, to: &sheet)
        }
        own = Array(sheet.prefix(settings.draws))
    }

    /// The interval of the mean times factors that its days share.
    ///
    /// - Parameters:
    ///   - value: what is printed.
    ///   - factors: with their keys; each is drawn once a draw.
    func estimate(_ value: Double, factors: [(table: FactorTable, key: DrawKey)]) -> Estimate {
        var sheet = own
        for factor in factors { CounterDraws.multiply(&sheet, by: factor.table, factor.key) }
        let found = SampleQuantiles(sheet)
        return Estimate(
            value, Interval(low: min(1, found.low) * value, high: max(1, found.high) * value), method: .draws, limitError: found.relativeError)
    }
}

/// The load of one day under each pair of a posterior, in strata of equal chance.
private struct PairTable {
    /// Strata a pair.
    private static let strata = 64
    private let values: [Double]

    /// Chances of the middles of the strata, and standard normal numbers of these chances, stretched to variance 1.
    private static let chances = (0..<strata).map { (Double($0) + 0.5) / Double(strata) }
    private static let scores: [Double] = {
        let plain = chances.map { normalQuantile($0) }
        let spread = (plain.reduce(0) { $0 + $1 * $1 } / Double(strata)).squareRoot()
        return plain.map { $0 / spread }
    }()

    /// A day with a result.
    init(_ posterior: LoadPosterior, _ load: DailyLoad) {
        let result = load.populationNormalisedLoad
        let error = load.randomLogSD
        if result.isLeftCensored, let limit = result.limit, limit > 0 {
            let edge = portableLog(limit)
            values = PairTable.table(posterior) { mean, sd in
                let (chance, kept) = (normalCDF((edge - mean) / sd), LoadPosterior.kept(error, sd))
                guard chance > 1e-300 else { return (PairTable.scores, 0, mean + kept * (edge - mean)) }
                return (PairTable.chances.map { $0 * chance }.eightAtATime { normalQuantile($0) }, sd * kept, mean)
            }
        } else if let number = result.quantifiedValue ?? result.limit, number > 0 {
            let logarithm = portableLog(number)
            values = PairTable.table(posterior) { mean, sd in
                let kept = LoadPosterior.kept(error, sd)
                return (PairTable.scores, kept.squareRoot() * error, mean + kept * (logarithm - mean))
            }
        } else {
            values = Array(repeating: 0, count: PairTable.strata * LoadPosterior.pairs)
        }
    }

    /// A day without one: from the distribution of days, without the error of a measurement.
    init(_ posterior: LoadPosterior, missingBeside load: DailyLoad) {
        let error = load.randomLogSD
        values = PairTable.table(posterior) { mean, sd in (PairTable.scores, sd * LoadPosterior.kept(error, sd).squareRoot(), mean) }
    }

    /// `exp(middle + spread score)` for each pair, with what the pair's mean and standard deviation make of them.
    private static func table(_ posterior: LoadPosterior, _ forms: (Double, Double) -> (scores: [Double], spread: Double, middle: Double)) -> [Double] {
        var logarithms: [Double] = []
        logarithms.reserveCapacity(strata * LoadPosterior.pairs)
        for (mean, sd) in zip(posterior.logMeans, posterior.logSDs) {
            let form = forms(mean, sd)
            for score in form.scores { logarithms.append(form.middle + form.spread * score) }
        }
        return logarithms.eightAtATime { portableExp($0) }
    }

    /// Adds a draw of the day to each number of a sheet; draw d takes pair d mod 16, on every day the same.
    func add(_ weight: Double, _ key: DrawKey, to sheet: inout [Double]) {
        let strata = CounterDraws.strata(sheet.count, key)
        let shift = UInt16((FactorTable.size / PairTable.strata).trailingZeroBitCount)
        for draw in sheet.indices {
            let place = (draw & (LoadPosterior.pairs - 1)) * PairTable.strata + Int(strata[draw] >> shift)
            sheet[draw] += weight * values[place]
        }
    }
}

extension [Double] {
    /// A function of eight numbers at a time; the count is a multiple of eight.
    fileprivate func eightAtATime(_ function: (SIMD8<Double>) -> SIMD8<Double>) -> [Double] {
        var result = self
        for start in stride(from: 0, to: count & ~7, by: 8) {
            var numbers = SIMD8<Double>()
            for lane in 0..<8 { numbers[lane] = self[start + lane] }
            let found = function(numbers)
            for lane in 0..<8 { result[start + lane] = found[lane] }
        }
        return result
    }
}
