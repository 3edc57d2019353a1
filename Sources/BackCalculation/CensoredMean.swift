package import Monitoring
package import ProgrammeFiles

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

    /// The mean of a series by the method its censoring calls for, or by the one asked for.
    ///
    /// None censored: the arithmetic mean. Below half: Kaplan-Meier. Half to 80 %: maximum likelihood from 50 results,
    /// else regression on order statistics. Fewer than three measured values with any censored: the middle between the
    /// bounds. Above 80 %, or none measured at all: refused. A number in the place of what is censored needs no more than
    /// one result, and is refused above 80 % as well; zero alone never is, since published loads hold weeks of zeros.
    package static func choosing(_ series: CensoredSeries, use: ProgrammeConfiguration.CensoredUse = .chosen) -> CensoredMean {
        let (lower, upper) = series.bounds
        guard series.count > 0 else { return CensoredMean(method: .refused, value: nil, standardError: nil, lower: 0, upper: 0) }
        let substitute = CensoredCompletion.substitute(use)
        if series.limits.isEmpty || use == .zero {
            let values = series.limits.isEmpty ? series.quantified : series.quantified + series.limits.map { _ in 0 }
            return CensoredMean(
                method: series.limits.isEmpty ? .none : .zero, value: lower, standardError: standardError(values), lower: lower, upper: upper)
        }
        if series.censoredShare > refusedShare || series.quantified.isEmpty {
            return CensoredMean(method: .refused, value: nil, standardError: nil, lower: lower, upper: upper)
        }
        if let (method, factor) = substitute {
            let values = series.quantified + series.limits.map { $0 * factor }
            return CensoredMean(
                method: method, value: values.reduce(0, +) / Double(values.count), standardError: standardError(values), lower: lower, upper: upper)
        }
        if series.quantified.count >= 3, series.quantified[0] > 0 {
            if use == .kaplanMeier || use == .chosen && series.censoredShare < 0.5 {
                let fit = KaplanMeierFit(series)
                return CensoredMean(method: .kaplanMeier, value: fit.mean, standardError: fit.standardError, lower: lower, upper: upper)
            }
            if use == .quasiUnbiased, let fit = LogNormalFit(series) {
                let found = fit.quasiUnbiased(count: series.count)
                return CensoredMean(
                    method: .quasiUnbiased, value: found.mean, standardError: fit.standardErrorOfMean * found.mean / fit.mean, lower: lower, upper: upper)
            }
            if use == .maximumLikelihood || use == .chosen && series.count >= likelihoodCount, let fit = LogNormalFit(series) {
                return CensoredMean(
                    method: .maximumLikelihood, value: fit.mean, standardError: fit.standardErrorOfMean, lower: lower, upper: upper)
            }
            if use != .maximumLikelihood, use != .quasiUnbiased, let fit = OrderStatisticsFit(series) {
                return CensoredMean(
                    method: .regressionOnOrderStatistics, value: min(max(fit.mean, lower), upper), standardError: fit.standardError, lower: lower,
                    upper: upper)
            }
        }
        return CensoredMean(
            method: .bounds, value: (lower + upper) / 2, standardError: ((upper - lower) / 2).magnitude, lower: lower, upper: upper)
    }

    /// The mean of results that do not all weigh the same.
    ///
    /// The method is that of the whole series; each censored result then stands for what the method expects below its limit
    /// (`CensoredCompletion`), and the standard error widens by the loss of even weights, `√(n Σw²) / Σw`. With even weights
    /// this is `choosing`, to which it leads.
    ///
    /// - Parameter weights: one a result, above 0; results that are no numbers are left out with theirs.
    package static func weighted(_ results: [CensoredResult], weights: [Double], use: ProgrammeConfiguration.CensoredUse = .chosen) -> CensoredMean {
        let series = CensoredSeries(results)
        var mean = choosing(series, use: use)
        guard let first = weights.first, weights.contains(where: { $0 != first }), weights.count == results.count, series.count > 0 else { return mean }
        let completion = CensoredCompletion(series, method: mean.method)
        var (sum, low, high, total, squares) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (result, weight) in zip(results, weights) {
            let one = CensoredSeries([result])
            guard one.count > 0, weight > 0 else { continue }
            let limit = one.limits.first
            let measured = one.quantified.first ?? 0
            low += weight * measured
            high += weight * (limit ?? measured)
            sum += weight * (limit.map { completion.expected(below: $0) } ?? measured)
            total += weight
            squares += weight * weight
        }
        guard total > 0 else { return mean }
        mean.lower = low / total
        mean.upper = high / total
        guard mean.value != nil else { return mean }
        mean.value = mean.method == .bounds ? (mean.lower + mean.upper) / 2 : sum / total
        let loss = (Double(series.count) * squares).squareRoot() / total
        mean.standardError = mean.method == .bounds ? (mean.upper - mean.lower) / 2 : mean.standardError.map { $0 * loss }
        return mean
    }

    /// s / sqrt n, nil for fewer than two numbers.
    static func standardError(_ values: [Double]) -> Double? {
        guard values.count > 1 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    }
}

/// What stands in a mean for a result below its limit: a share of the limit, or what a fitted distribution expects below it.
package struct CensoredCompletion {
    private enum Rule {
        case share(Double)
        case meier(KaplanMeierFit)
        case order([Double: Double])
        case likelihood(LogNormalFit)
    }
    private let rule: Rule

    /// The method and the share of the limit that a substitution puts in; nil for a method that puts in none.
    ///
    /// Over the root of two: R. W. Hornung, L. D. Reed, Appl. Occup. Environ. Hyg. 5 (1990) 46, doi:10.1080/1047322X.1990.10389587.
    static func substitute(_ use: ProgrammeConfiguration.CensoredUse) -> (method: CensoringMethod, share: Double)? {
        switch use {
        case .zero: (.zero, 0)
        case .half: (.half, 0.5)
        case .rootTwo: (.rootTwo, 0.5.squareRoot())
        case .limit: (.limit, 1)
        case .chosen, .kaplanMeier, .regressionOnOrderStatistics, .maximumLikelihood, .quasiUnbiased: nil
        }
    }

    /// - Parameter method: as `CensoredMean.choosing` named it for the series.
    package init(_ series: CensoredSeries, method: CensoringMethod) {
        let fallback = Rule.share(0.5)
        switch method {
        case .kaplanMeier: rule = .meier(KaplanMeierFit(series))
        case .maximumLikelihood, .quasiUnbiased: rule = LogNormalFit(series).map { .likelihood($0) } ?? fallback
        case .regressionOnOrderStatistics:
            guard let fit = OrderStatisticsFit(series) else {
                rule = fallback
                break
            }
            // Results with one limit cannot be told apart: each stands for the mean of what was read for them.
            var sums: [Double: (sum: Double, count: Double)] = [:]
            for (limit, value) in zip(series.limits, fit.imputed) {
                let old = sums[limit] ?? (0, 0)
                sums[limit] = (old.sum + value, old.count + 1)
            }
            rule = .order(sums.mapValues { $0.sum / $0.count })
        case .zero, .none, .refused: rule = .share(0)
        case .half, .bounds: rule = fallback
        case .rootTwo: rule = .share(0.5.squareRoot())
        case .limit: rule = .share(1)
        }
    }

    /// The mean of what lies below a limit of the series, in its unit.
    package func expected(below limit: Double) -> Double {
        switch rule {
        case .share(let share): limit * share
        case .meier(let fit): fit.expected(below: limit)
        case .order(let means): means[limit] ?? limit / 2
        case .likelihood(let fit): fit.expected(below: limit)
        }
    }
}
