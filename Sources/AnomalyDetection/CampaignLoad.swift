internal import RandomDraws

/// The mean load of a cell in a campaign, as the interval that its days allow, in ln mg/d/1000 inhabitants.
///
/// Days below a limit count as zero for the lower end and as their limit for the upper
/// one; a day above the range makes the upper end infinite. Nothing is substituted.
struct CampaignLoad: Hashable, Sendable {
    /// An interval up to a factor of 1.25 counts as a measured value at its middle: the error is
    /// then at most 12 %, well inside the spread between campaigns.
    static let exactWidth = 0.22314355131420976

    /// Minus infinity where no day was quantified.
    var low: Double
    var high: Double
    var days: Int
    var quantifiedDays: Int

    /// Nil of no days.
    init?(_ results: [LogResult]) {
        guard !results.isEmpty else { return nil }
        var least = 0.0
        var most = 0.0
        var quantified = 0
        for result in results {
            let value = portableExp(result.value)
            switch result.bound {
            case .exact:
                least += value
                most += value
                quantified += 1
            case .below: most += value
            case .above:
                least += value
                most = .infinity
                quantified += 1
            }
        }
        let count = Double(results.count)
        low = least > 0 ? portableLog(least / count) : -.infinity
        high = most.isFinite ? portableLog(most / count) : .infinity
        days = results.count
        quantifiedDays = quantified
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
}
