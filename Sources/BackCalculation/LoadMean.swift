package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// The mean of the daily loads of a series, per head and as mass, with the spread of its logarithm.
package struct LoadMean: Sendable {
    /// mg/d/1000 inhabitants.
    package let perHead: CensoredMean
    /// g/d.
    package let mass: CensoredMean
    /// Standard deviation of the natural logarithm of the mean: random parts and censoring.
    package let randomLogSD: Double
    /// Of the parts that the days share.
    package let sharedLogSD: Double
    /// As `sharedLogSD`, of the mass: calibration and the whole of the flow, without the population.
    package let sharedMassLogSD: Double
    /// The mean load per head, and the mean mass load, g/d, with their 95 % intervals; nil where refused.
    package let load: Estimate?
    package let massLoad: Estimate?

    /// The mean under the convention of a programme in the year of the first day.
    package init(_ loads: [DailyLoad], settings configuration: ProgrammeConfiguration) {
        self.init(loads, settings: configuration, convention: MeanConvention(configuration, year: loads.first?.date.components.year ?? 0))
    }

    package init(_ loads: [DailyLoad], settings configuration: ProgrammeConfiguration, convention: MeanConvention) {
        self.init(loads.map { LoadRow($0) }[...], settings: configuration.uncertainty, convention: convention)
    }

    init(_ loads: ArraySlice<LoadRow>, settings: ProgrammeConfiguration.UncertaintySettings, convention: MeanConvention) {
        let weights = convention.weights(ofDays: convention.week == .samples ? loads.map { _ in 1 } : loads.map(\.date.weekday))
        let (heads, masses) = (loads.map(\.perHead), loads.map(\.mass))
        perHead = convention.mean(of: heads, weights: weights)
        mass = convention.mean(of: masses, weights: weights)
        // A number put in the place of a censored result has no error of its own but that of the rule.
        let isSubstituted = CensoredCompletion.substitute(convention.censored) != nil
        var sum = 0.0
        var random = 0.0
        var shared = 0.0
        var censoring = 0.0
        // Days of one site mostly have one spread.
        var (logSD, spread) = (0.0, 0.0)
        for (load, weight) in zip(loads, weights) {
            let result = load.perHead
            if result.isLeftCensored, let limit = result.limit {
                // Evenly between zero and the limit: variance limit²/12.
                censoring += isSubstituted ? 0 : weight * weight * limit * limit / 12
            } else if let value = result.quantifiedValue ?? result.limit {
                if load.randomLogSD != logSD { (logSD, spread) = (load.randomLogSD, portableExpm1(load.randomLogSD * load.randomLogSD)) }
                random += weight * weight * value * value * spread
                shared += weight * value * load.sharedLogSD
                sum += weight * value
            }
        }
        let total = (perHead.value ?? 0) * weights.reduce(0, +)
        randomLogSD = total > 0 ? portableLog1p((random + censoring) / (total * total)).squareRoot() : 0
        sharedLogSD = sum > 0 ? shared / sum : loads.map(\.sharedLogSD).max() ?? 0
        sharedMassLogSD =
            (LogDistribution.logVariance(relativeSD: settings.calibrationRSD) + LogDistribution.logVariance(relativeSD: settings.flowRSD)).squareRoot()
        let isEven = !weights.contains { $0 != weights[0] }
        load = LoadMean.estimate(
            perHead, random: randomLogSD, shared: sharedLogSD, scatter: LoadMean.scatter(perHead, heads, convention: convention, isEven: isEven))
        massLoad = LoadMean.estimate(
            mass, random: randomLogSD, shared: sharedMassLogSD, scatter: LoadMean.scatter(mass, masses, convention: convention, isEven: isEven))
    }

    /// All parts.
    package var totalLogSD: Double { (randomLogSD * randomLogSD + sharedLogSD * sharedLogSD).squareRoot() }

    /// The interval of the scatter where the convention asks for it; else lognormal around the mean, and between bounds from
    /// the lower bound's low end to the upper bound's high end.
    private static func estimate(_ mean: CensoredMean, random: Double, shared: Double, scatter: Interval?) -> Estimate? {
        guard let value = mean.value else { return nil }
        if let scatter { return Estimate(value, scatter) }
        if mean.method == .bounds {
            let logSD = (random * random + shared * shared).squareRoot()
            let shared = LogDistribution(logSD: max(0, logSD * logSD - random * random).squareRoot())
            return Estimate(value, Interval(low: shared.interval(around: mean.lower).low, high: shared.interval(around: mean.upper).high))
        }
        return Estimate(value, LogDistribution(logSD: (random * random + shared * shared).squareRoot()).interval(around: value))
    }

    /// Student's t over the days; for a lognormal by maximum likelihood the profile of its likelihood. A mean between bounds has no scatter.
    private static func scatter(_ mean: CensoredMean, _ results: [CensoredResult], convention: MeanConvention, isEven: Bool) -> Interval? {
        guard convention.interval == .studentT, let value = mean.value, let error = mean.standardError, mean.method != .bounds else { return nil }
        let series = CensoredSeries(results)
        if mean.method == .maximumLikelihood, isEven, let profile = LogNormalFit(series)?.profileInterval(series) { return profile }
        let isEstimated = [.kaplanMeier, .regressionOnOrderStatistics, .maximumLikelihood, .quasiUnbiased].contains(mean.method)
        return DayToDayInterval.interval(mean: value, standardError: error, count: isEstimated ? series.quantified.count : series.count)
    }

    /// The mean of the days that fall on some days of the week; nil for none, or where censoring leaves no mean.
    ///
    /// - Parameter days: a bit for each ISO day of the week.
    static func mean(_ loads: ArraySlice<LoadRow>, on days: UInt8, convention: MeanConvention) -> Double? {
        let chosen = loads.indices.filter { days & 1 << UInt8(loads[$0].date.weekday) != 0 }
        guard !chosen.isEmpty else { return nil }
        let weights = convention.week == .days ? convention.weights(ofDays: chosen.map { loads[$0].date.weekday }) : chosen.map { _ in 1 }
        let mean = convention.mean(of: chosen.map { loads[$0].perHead }, weights: weights)
        return mean.method == .bounds ? nil : mean.value
    }
}
