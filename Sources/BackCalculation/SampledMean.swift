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
    ///   - loads: of one site, analyte and period, with the names of their samples.
    ///   - missing: planned days without a load.
    ///   - table: room for the distribution of a day; what is in it does not matter.
    init?(
        _ loads: ArraySlice<LoadRow>, names: SeriesNames, mean: LoadMean, missing: Int, convention: MeanConvention,
        settings: ProgrammeConfiguration.UncertaintySettings, table: inout PairedStrata
    ) {
        guard convention.interval == .errors, let value = mean.perHead.value, value > 0, let first = loads.first else { return nil }
        guard SampledMean.isWide(mean.perHead) || missing > 0 else { return nil }
        let isCensored = loads.contains { $0.perHead.isLeftCensored }
        guard CensoredCompletion.substitute(convention.censored) == nil || !isCensored, let posterior = LoadPosterior(loads) else { return nil }
        let weights = convention.weights(ofDays: convention.week == .samples ? loads.map { _ in 1 } : loads.map(\.date.weekday))
        let usual = weights.reduce(0, +) / Double(weights.count)
        let scale = 1 / ((weights.reduce(0, +) + usual * Double(missing)) * value)
        var sheet = [Double](repeating: 0, count: CounterDraws.rounded(settings.draws))
        for (load, weight) in zip(loads, weights) {
            let words = [names.site.rawValue, load.date.description, names.samples[Int(load.sample)].rawValue, names.analyte.rawValue]
            table.set(posterior, load)
            table.add(weight * scale, DrawKey(seed: settings.seed, words), to: &sheet)
        }
        if missing > 0 { table.set(posterior, missingBeside: first) }
        for day in 0..<missing {
            let words = [names.site.rawValue, Period(containing: first.date).description, names.analyte.rawValue, "missing \(day)"]
            table.add(usual * scale, DrawKey(seed: settings.seed, words), to: &sheet)
        }
        if sheet.count > settings.draws { sheet.removeLast(sheet.count - settings.draws) }
        own = sheet
    }

    /// An estimate with the interval that draws of the mean over what is printed give.
    ///
    /// - Parameters:
    ///   - value: what is printed.
    ///   - sheet: draws of the mean times the factors that its days share.
    static func estimate(_ value: Double, _ sheet: [Double]) -> Estimate {
        let found = SampleQuantiles(sheet)
        return Estimate(
            value, Interval(low: min(1, found.low) * value, high: max(1, found.high) * value), method: .draws, limitError: found.relativeError)
    }
}

/// What a series is of, by name: the names key its draws.
struct SeriesNames {
    var site: SiteCode
    var analyte: AnalyteCode
    /// By number of the sample.
    var samples: [SampleID]
}

extension PairedStrata {
    /// A day with a result, under each pair of a posterior.
    fileprivate mutating func set(_ posterior: LoadPosterior, _ load: LoadRow) {
        let error = load.randomLogSD
        if load.perHead.isLeftCensored, let limit = load.perHead.limit, limit > 0 {
            let edge = portableLog(limit)
            set(
                posterior.map { mean, sd in
                    let (chance, kept) = (normalCDF((edge - mean) / sd), LoadPosterior.kept(error, sd))
                    return chance > 1e-300 ? State(middle: mean, spread: sd * kept, lowest: chance) : State(middle: mean + kept * (edge - mean), spread: 0)
                })
        } else if let number = load.perHead.quantifiedValue ?? load.perHead.limit, number > 0 {
            let logarithm = portableLog(number)
            set(
                posterior.map { mean, sd in
                    let kept = LoadPosterior.kept(error, sd)
                    return State(middle: mean + kept * (logarithm - mean), spread: kept.squareRoot() * error)
                })
        } else {
            set(to: 0)
        }
    }

    /// A day without one: from the distribution of days, without the error of a measurement.
    fileprivate mutating func set(_ posterior: LoadPosterior, missingBeside load: LoadRow) {
        set(posterior.map { mean, sd in State(middle: mean, spread: sd * LoadPosterior.kept(load.randomLogSD, sd).squareRoot()) })
    }
}
