package import Monitoring
internal import RandomDraws

/// Numbers of one kind, some of them known only to lie below a limit.
///
/// Limits may differ from day to day: with loads, one limit of detection becomes as many limits
/// as there are flows. A result above the calibrated range enters at that range's end, so that
/// what follows is a least value. Results that are not finite, or negative, are left out.
package struct CensoredSeries: Hashable, Sendable {
    /// Measured values, ascending.
    package private(set) var quantified: [Double] = []
    /// Limits of the censored ones, ascending.
    package private(set) var limits: [Double] = []

    package init(_ results: some Sequence<CensoredResult>) {
        for result in results {
            switch result {
            case .quantified(let value), .aboveRange(let value): if value.isFinite, value >= 0 { quantified.append(value) }
            case .belowQuantification(let limit), .belowDetection(let limit): if limit.isFinite, limit >= 0 { limits.append(limit) }
            case .notAnalysed: break
            }
        }
        quantified.sort()
        limits.sort()
    }

    package var count: Int { quantified.count + limits.count }

    /// The share of censored results, 0 to 1; 0 for none at all.
    package var censoredShare: Double { count > 0 ? Double(limits.count) / Double(count) : 0 }

    /// The least and the greatest mean that the limits allow: censored results at zero, and at their limits.
    package var bounds: (lower: Double, upper: Double) {
        guard count > 0 else { return (0, 0) }
        let sum = quantified.reduce(0, +)
        return (sum / Double(count), (sum + limits.reduce(0, +)) / Double(count))
    }
}

/// A mean of a series with censored results, how it was found, and how well the series fixes it.
package struct CensoredMean: Hashable, Sendable {
    package var method: CensoringMethod
    /// In the unit of the series; nil where refused.
    package var value: Double?
    /// Standard error of the mean over the distribution the results come from (between-day scatter and censoring); nil for fewer than two results.
    package var standardError: Double?
    /// Means with censored results at zero, and at their limits.
    package var lower: Double
    package var upper: Double

    package init(method: CensoringMethod, value: Double?, standardError: Double?, lower: Double, upper: Double) {
        self.method = method
        self.value = value
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
    }

    /// The share of censored results above which no mean is given: D. R. Helsel, "Statistics for Censored Environmental
    /// Data Using Minitab and R" (2012), chapter 6: above 80 %, report proportions only.
    package static let refusedShare = 0.8
    /// The count from which maximum likelihood is preferred to regression on order statistics (Helsel 2012, table 6.11).
    package static let likelihoodCount = 50

    /// The mean of a series by the method its censoring calls for.
    ///
    /// None censored: the arithmetic mean. Below half: Kaplan-Meier. Half to 80 %: maximum likelihood from 50 results,
    /// else regression on order statistics. Fewer than three measured values with any censored: the middle between the
    /// bounds. Above 80 %, or none measured at all: refused.
    ///
    /// - Parameter zero: whether censored results count as zero instead, as EUDA publishes.
    package static func choosing(_ series: CensoredSeries, zero: Bool = false) -> CensoredMean {
        let (lower, upper) = series.bounds
        guard series.count > 0 else { return CensoredMean(method: .refused, value: nil, standardError: nil, lower: 0, upper: 0) }
        if series.limits.isEmpty || zero {
            let values = series.quantified + series.limits.map { _ in 0 }
            return CensoredMean(
                method: series.limits.isEmpty ? .none : .zero, value: lower, standardError: standardError(values), lower: lower, upper: upper)
        }
        if series.censoredShare > refusedShare || series.quantified.isEmpty {
            return CensoredMean(method: .refused, value: nil, standardError: nil, lower: lower, upper: upper)
        }
        if series.quantified.count >= 3, series.quantified[0] > 0 {
            if series.censoredShare < 0.5 {
                let fit = KaplanMeierFit(series)
                return CensoredMean(method: .kaplanMeier, value: fit.mean, standardError: fit.standardError, lower: lower, upper: upper)
            }
            if series.count >= likelihoodCount, let fit = LogNormalFit(series) {
                return CensoredMean(method: .maximumLikelihood, value: fit.mean, standardError: fit.standardErrorOfMean, lower: lower, upper: upper)
            }
            if let fit = OrderStatisticsFit(series) {
                return CensoredMean(
                    method: .regressionOnOrderStatistics, value: min(max(fit.mean, lower), upper), standardError: fit.standardError, lower: lower,
                    upper: upper)
            }
        }
        return CensoredMean(
            method: .bounds, value: (lower + upper) / 2, standardError: ((upper - lower) / 2).magnitude, lower: lower, upper: upper)
    }

    /// s / sqrt n, nil for fewer than two numbers.
    static func standardError(_ values: [Double]) -> Double? {
        guard values.count > 1 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    }
}
