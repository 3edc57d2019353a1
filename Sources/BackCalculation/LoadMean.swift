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
    /// What of the shared variance is the calibration's: all of a batch's where one batch measured the days, less where several did.
    package let calibrationLogVariance: Double
    /// What of the mean comes from which batch, by number; none for one batch.
    let batches: [(batch: Int32, share: Double)]
    /// The mean load per head, and the mean mass load, g/d, with their 95 % intervals; nil where refused.
    package let load: Estimate?
    package let massLoad: Estimate?

    /// The mean under the convention of a programme in the year of the first day.
    package init(_ loads: [DailyLoad], settings configuration: ProgrammeConfiguration) {
        self.init(loads, settings: configuration, convention: MeanConvention(configuration, year: loads.first?.date.components.year ?? 0))
    }

    package init(_ loads: [DailyLoad], settings configuration: ProgrammeConfiguration, convention: MeanConvention) {
        var batches = BatchNumbers()
        self.init(loads.map { LoadRow($0, batch: batches.number(of: $0.batch)) }[...], settings: configuration.uncertainty, convention: convention)
    }

    init(_ loads: ArraySlice<LoadRow>, settings: ProgrammeConfiguration.UncertaintySettings, convention: MeanConvention) {
        let weights = convention.weights(ofDays: convention.week == .samples ? loads.map { _ in 1 } : loads.map(\.date.weekday))
        let (heads, masses) = (loads.map(\.perHead), loads.map(\.mass))
        perHead = convention.mean(of: heads, weights: weights)
        mass = convention.mean(of: masses, weights: weights)
        batches = LoadMean.batches(loads, weights: weights)
        let ofBatch = LogDistribution.logVariance(relativeSD: settings.calibrationRSD)
        calibrationLogVariance = LoadMean.calibration(ofBatch, shares: batches.map(\.share))
        let (random, shared) = LoadMean.spread(of: perHead.value, loads, weights: weights, convention: convention)
        randomLogSD = random
        sharedLogSD = batches.isEmpty ? shared : max(0, shared * shared - ofBatch + calibrationLogVariance).squareRoot()
        sharedMassLogSD = (calibrationLogVariance + LogDistribution.logVariance(relativeSD: settings.flowRSD)).squareRoot()
        let isEven = !weights.contains { $0 != weights[0] }
        load = LoadMean.estimate(
            perHead, random: randomLogSD, shared: sharedLogSD, scatter: LoadMean.scatter(perHead, heads, convention: convention, isEven: isEven))
        massLoad = LoadMean.estimate(
            mass, random: randomLogSD, shared: sharedMassLogSD, scatter: LoadMean.scatter(mass, masses, convention: convention, isEven: isEven))
    }

    /// What of a mean comes from which batch; none where all measured days are of one.
    private static func batches(_ loads: ArraySlice<LoadRow>, weights: [Double]) -> [(batch: Int32, share: Double)] {
        guard let first = loads.first?.batch, loads.contains(where: { $0.batch != first }) else { return [] }
        var sums: [(batch: Int32, share: Double)] = []
        var whole = 0.0
        for (load, weight) in zip(loads, weights) {
            guard !load.perHead.isLeftCensored, let value = load.perHead.quantifiedValue ?? load.perHead.limit else { continue }
            whole += weight * value
            if let place = sums.firstIndex(where: { $0.batch == load.batch }) { sums[place].share += weight * value } else {
                sums.append((load.batch, weight * value))
            }
        }
        guard whole > 0 else { return [] }
        return sums.map { ($0.batch, $0.share / whole) }
    }

    /// The variance of the logarithm that calibration brings to a sum of which each batch has a share: `ln(1 + (e^v - 1) Σ s²)`, and
    /// exactly that of a batch where there is one.
    static func calibration(_ ofBatch: Double, shares: [Double]) -> Double {
        guard shares.count > 1 else { return ofBatch }
        return portableLog1p(portableExpm1(ofBatch) * shares.reduce(0) { $0 + $1 * $1 })
    }

    /// The spread of the logarithm of a mean of some days: of the parts of single days and censoring, and of those that the days share.
    private static func spread(
        of mean: Double?, _ loads: some Collection<LoadRow>, weights: [Double], convention: MeanConvention
    ) -> (random: Double, shared: Double) {
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
        let total = (mean ?? 0) * weights.reduce(0, +)
        return (
            total > 0 ? portableLog1p((random + censoring) / (total * total)).squareRoot() : 0, sum > 0 ? shared / sum : loads.map(\.sharedLogSD).max() ?? 0
        )
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

    /// The mean load per head of the days that fall on some days of the week, mg/d/1000 inhabitants; nil for none, or where
    /// censoring leaves no mean.
    ///
    /// Its 95 % interval holds what that of the whole mean does: the errors of these days and what all days share, or their
    /// scatter where the convention says so. Where days lie below their limits by more than the closed form allows, it
    /// reaches from the low end of the least mean to the high end of the greatest: three or four days are too few to say more.
    /// - Parameter days: a bit for each ISO day of the week.
    static func mean(_ loads: ArraySlice<LoadRow>, on days: UInt8, convention: MeanConvention) -> Estimate? {
        let chosen = loads.filter { days & 1 << UInt8($0.date.weekday) != 0 }
        guard !chosen.isEmpty else { return nil }
        let weights = convention.week == .days ? convention.weights(ofDays: chosen.map(\.date.weekday)) : chosen.map { _ in 1 }
        let heads = chosen.map(\.perHead)
        let mean = convention.mean(of: heads, weights: weights)
        guard mean.method != .bounds, let value = mean.value else { return nil }
        let (random, shared) = LoadMean.spread(of: value, chosen, weights: weights, convention: convention)
        let ofDays = LoadMean.scatter(mean, heads, convention: convention, isEven: !weights.contains { $0 != weights[0] })
        guard ofDays == nil, SampledMean.isWide(mean), CensoredCompletion.substitute(convention.censored) == nil else {
            return estimate(mean, random: random, shared: shared, scatter: ofDays)
        }
        let factors = LogDistribution(logSD: (random * random + shared * shared).squareRoot()).factors
        return Estimate(value, Interval(low: mean.lower * factors.low, high: mean.upper * factors.high), method: .bounds)
    }
}
