/// The distribution function of left-censored numbers by flipped Kaplan-Meier.
///
/// Nothing is assumed of the distribution. What lies below the lowest measured value is put at the lowest limit where one
/// lies lower, else at that value (Efron's bias correction): the mean is then somewhat high.
/// Source: D. R. Helsel, "More than obvious: better methods for interpreting nondetect data", Environ. Sci. Technol. 39
/// (2005) 419A, doi:10.1021/es053368a; E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53 (1958), doi:10.2307/2281868.
package struct KaplanMeierFit: Hashable, Sendable {
    package let mean: Double
    /// Greenwood's standard error of the mean, with the factor n/(n-1) for measured values; nil for fewer than two of them.
    package let standardError: Double?

    /// Fits a series with at least one measured value; 0 without.
    package init(_ series: CensoredSeries) {
        let values = series.quantified
        guard let lowest = values.first else {
            mean = 0
            standardError = nil
            return
        }
        // From the top down: at each value, the share of those at risk that lie there.
        var points: [(value: Double, mass: Double, atRisk: Int, events: Int, below: Double)] = []
        var below = 1.0
        var index = values.count
        while index > 0 {
            let value = values[index - 1]
            var events = 0
            while index > 0, values[index - 1] == value {
                events += 1
                index -= 1
            }
            let atRisk = index + events + KaplanMeierFit.count(series.limits, notAbove: value)
            let mass = below * Double(events) / Double(atRisk)
            below = atRisk == events ? 0 : below - mass
            points.append((value, mass, atRisk, events, below))
        }
        let floor = min(lowest, series.limits.first ?? lowest)
        var sum = below * floor
        for point in points.reversed() { sum += point.mass * point.value }
        mean = sum
        // Area under the distribution function from the floor up to each value.
        var variance = 0.0
        var area = 0.0
        var upTo = floor
        for point in points.reversed() {
            area += point.below * (point.value - upTo)
            upTo = point.value
            if point.atRisk > point.events {
                variance += area * area * Double(point.events) / (Double(point.atRisk) * Double(point.atRisk - point.events))
            }
        }
        standardError = values.count > 1 ? (variance * Double(values.count) / Double(values.count - 1)).squareRoot() : nil
    }

    private static func count(_ sorted: [Double], notAbove value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
