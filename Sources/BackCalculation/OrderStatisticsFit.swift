internal import RandomDraws

/// Robust regression on order statistics: the logarithms of the measured values on normal scores give a line, and the
/// censored values are read from it; measured values stay as measured.
///
/// Plotting positions for several limits: D. R. Helsel, T. A. Cohn, "Estimation of descriptive statistics for multiply
/// censored water quality data", Water Resour. Res. 24 (1988) 1997, doi:10.1029/WR024i012p01997, equations 13 to 15.
package struct OrderStatisticsFit: Hashable, Sendable {
    /// Mean and standard deviation of the natural logarithm, from the line.
    package let intercept: Double
    package let slope: Double
    /// Values read for the censored results, in the order of their limits.
    package let imputed: [Double]
    package let mean: Double
    /// Of measured and imputed values: the standard deviation (n - 1), and the median.
    package let standardDeviation: Double
    package let median: Double
    /// s / sqrt(measured count): imputed values lie on the line and bring no scatter of their own, so they do not count.
    package let standardError: Double?

    /// Nil for fewer than three measured values, a measured zero, or measured values that are all the same.
    ///
    /// - Parameter plotting: the constant a of the plotting positions, 0 to 0.5.
    package init?(_ series: CensoredSeries, plotting a: Double = 0) {
        let values = series.quantified
        guard values.count >= 3, let lowest = values.first, let highest = values.last, lowest > 0, highest > lowest else { return nil }
        // Distinct limits, and before them 0 where a measured value lies below all.
        var steps: [Double] = lowest < (series.limits.first ?? 0) || series.limits.isEmpty ? [0] : []
        for limit in series.limits where steps.last != limit { steps.append(limit) }
        // Chance to exceed each limit, from the highest down.
        var exceeding = [Double](repeating: 0, count: steps.count + 1)
        for index in stride(from: steps.count - 1, through: 0, by: -1) {
            let next = index + 1 < steps.count ? steps[index + 1] : .infinity
            let within = values.count { $0 >= steps[index] && $0 < next }
            let below = values.count { $0 < steps[index] } + series.limits.count { $0 <= steps[index] }
            let share = within + below > 0 ? Double(within) / Double(within + below) : 0
            exceeding[index] = exceeding[index + 1] + share * (1 - exceeding[index + 1])
        }
        if steps[0] == 0 { exceeding[0] = 1 }
        var scores: [Double] = []
        for index in steps.indices {
            let next = index + 1 < steps.count ? steps[index + 1] : .infinity
            let within = values.count { $0 >= steps[index] && $0 < next }
            for rank in 0..<within {
                let position = (1 - exceeding[index]) + (Double(rank + 1) - a) / (Double(within + 1) - 2 * a) * (exceeding[index] - exceeding[index + 1])
                scores.append(normalQuantile(position))
            }
        }
        guard scores.count == values.count, scores.allSatisfy({ $0.isFinite }) else { return nil }
        let logarithms = values.map { portableLog($0) }
        let size = Double(values.count)
        let meanScore = scores.reduce(0, +) / size
        let meanLogarithm = logarithms.reduce(0, +) / size
        var products = 0.0
        var squares = 0.0
        for (score, logarithm) in zip(scores, logarithms) {
            products += (score - meanScore) * (logarithm - meanLogarithm)
            squares += (score - meanScore) * (score - meanScore)
        }
        guard squares > 0, products > 0 else { return nil }
        slope = products / squares
        intercept = meanLogarithm - slope * meanScore
        var imputed: [Double] = []
        for (index, step) in steps.enumerated() {
            let censored = series.limits.count { $0 == step }
            for rank in 0..<censored {
                let position = (1 - exceeding[index]) * (Double(rank + 1) - a) / (Double(censored + 1) - 2 * a)
                imputed.append(portableExp(intercept + slope * normalQuantile(position)))
            }
        }
        self.imputed = imputed
        let all = values + imputed
        let mean = all.reduce(0, +) / Double(all.count)
        self.mean = mean
        let deviations = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = (deviations / Double(all.count - 1)).squareRoot()
        let sorted = all.sorted()
        median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        standardError = (deviations / Double(all.count - 1) / size).squareRoot()
    }
}
