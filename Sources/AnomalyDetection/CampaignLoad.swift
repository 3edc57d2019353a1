internal import RandomDraws

/// The mean load of a cell in a campaign, in ln mg/d/1000 inhabitants: a value, or the interval that its days allow.
///
/// Where all days were quantified it is the logarithm of their mean. Where some lie below a
/// limit, each of those counts as what it is expected to be: the days are taken as lognormal
/// with the spread that days of this analyte show everywhere, and their location is that of
/// greatest likelihood (Tobit). Where no day was quantified, or one lies above the range, it
/// stays an interval: nothing is substituted.
///
/// - Source: Tobin 1958, Econometrica 26:24; conditional means of the lognormal: Johnson, Kotz and Balakrishnan 1994,
///   Continuous Univariate Distributions 1, chapter 14.
struct CampaignLoad: Hashable, Sendable {
    /// An interval up to a factor of 1.25 counts as a measured value at its middle: the error is
    /// then at most 12 %, well inside the spread between campaigns.
    static let exactWidth = 0.22314355131420976
    /// The spread of days (ln) where a programme has no week from which to tell it: analysis and
    /// sampling of 12 and 10 % (the defaults of a programme) and as much again of people's days.
    static let usualDaySD = 0.22

    /// Minus infinity where no day was quantified.
    var low: Double
    var high: Double
    var days: Int
    var quantifiedDays: Int

    /// Nil of no days.
    ///
    /// - Parameter daySD: standard deviation of ln of a day's load about its campaign's.
    init?(_ results: some Collection<LogResult>, daySD: Double = usualDaySD) {
        guard let first = results.first else { return nil }
        if results.count == 1 {
            (days, quantifiedDays) = (1, first.isSeen ? 1 : 0)
            low = first.isSeen ? first.value : -.infinity
            high = first.bound == .above ? .infinity : first.value
            return
        }
        var most = 0.0
        var least = 0.0
        days = results.count
        quantifiedDays = results.count(where: \.isSeen)
        let location = quantifiedDays < days && quantifiedDays > 0 ? CampaignLoad.location(results, daySD: daySD) : 0
        for result in results {
            let value = portableExp(result.value)
            switch result.bound {
            case .exact:
                least += value
                most += value
            case .below where quantifiedDays == 0: most += value
            case .below:
                let expected = CampaignLoad.meanBelow(result.value, location: location, sd: daySD)
                least += expected
                most += expected
            case .above:
                least += value
                most = .infinity
            }
        }
        let count = Double(days)
        low = least > 0 ? portableLog(least / count) : -.infinity
        high = most.isFinite ? portableLog(most / count) : .infinity
    }

    init(low: Double, high: Double, days: Int = 7, quantifiedDays: Int = 7) {
        self.low = low
        self.high = high
        self.days = days
        self.quantifiedDays = quantifiedDays
    }

    var isExact: Bool { high - low <= CampaignLoad.exactWidth }
    /// Nil where an end is open.
    var middle: Double? { low.isFinite && high.isFinite ? (low + high) / 2 : nil }

    func shifted(by amount: Double) -> CampaignLoad {
        CampaignLoad(low: low - amount, high: high - amount, days: days, quantifiedDays: quantifiedDays)
    }

    /// The location of greatest likelihood of days of which some are only bounded.
    private static func location(_ results: some Collection<LogResult>, daySD: Double) -> Double {
        var mean = results.reduce(0) { $0 + $1.value } / Double(results.count)
        for _ in 0..<100 {
            var sum = 0.0
            for result in results {
                switch result.bound {
                case .exact: sum += result.value
                case .below: sum += CensoredFit.truncatedMoments(low: -.infinity, high: result.value, mean: mean, sd: daySD).mean
                case .above: sum += CensoredFit.truncatedMoments(low: result.value, high: .infinity, mean: mean, sd: daySD).mean
                }
            }
            let next = sum / Double(results.count)
            let moved = (next - mean).magnitude
            mean = next
            if moved < 1e-6 { break }
        }
        return mean
    }

    /// The expected load of a day below a limit: `E[e^x | x < limit] = e^(μ + σ²/2) Φ(z - σ) / Φ(z)`, z = (limit - μ)/σ.
    private static func meanBelow(_ limit: Double, location: Double, sd: Double) -> Double {
        guard sd > 0 else { return portableExp(min(limit, location)) }
        let z = (limit - location) / sd
        let logMean = location + sd * sd / 2 + logNormalCDF(z - sd) - logNormalCDF(z)
        return portableExp(min(limit, logMean))
    }
}
