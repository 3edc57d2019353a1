/// The distribution function of left-censored numbers by flipped Kaplan-Meier.
///
/// Nothing is assumed of the distribution. What lies below the lowest measured value is put at the lowest limit where one
/// lies lower, else at that value (Efron's bias correction): the mean is then somewhat high. The R package NADA (L. Lopaka,
/// D. R. Helsel) puts it at the lowest measured value always: `Remainder.lowestMeasured`.
/// Source: D. R. Helsel, "More than obvious: better methods for interpreting nondetect data", Environ. Sci. Technol. 39
/// (2005) 419A, doi:10.1021/es053368a; E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53 (1958), doi:10.2307/2281868.
package struct KaplanMeierFit: Hashable, Sendable {
    /// Where what lies below the lowest measured value is put.
    package enum Remainder: Sendable { case lowestLimit, lowestMeasured }

    package let mean: Double
    /// The value below or at which half lies: the measured value at which the distribution function reaches one half, and the
    /// middle to the next where it is one half there; the lowest one where the remainder is just half, nil where it is more.
    package let median: Double?
    /// Greenwood's standard error of the mean, with the factor n/(n-1) for measured values; nil for fewer than two of them.
    package let standardError: Double?

    /// Measured values, ascending, with the share that lies at each; first the remainder.
    private let steps: [Step]

    private struct Step: Hashable, Sendable {
        var value: Double
        var mass: Double
    }

    /// Fits a series with at least one measured value; 0 without.
    package init(_ series: CensoredSeries, remainder: Remainder = .lowestLimit) {
        let values = series.quantified
        guard let lowest = values.first else {
            mean = 0
            standardError = nil
            median = nil
            steps = []
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
        let floor = remainder == .lowestLimit ? min(lowest, series.limits.first ?? lowest) : lowest
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
        steps = [Step(value: floor, mass: below)] + points.reversed().map { Step(value: $0.value, mass: $0.mass) }
        // From below; sums of shares are exact only to rounding.
        var reached = below
        var middle: Double? = (below - 0.5).magnitude <= 1e-12 ? lowest : nil
        if below < 0.5 - 1e-12 {
            for (index, point) in points.reversed().enumerated() {
                reached += point.mass
                if reached > 0.5 - 1e-12 {
                    let isHalf = (reached - 0.5).magnitude <= 1e-12
                    middle = isHalf && index + 1 < points.count ? (point.value + points[points.count - index - 2].value) / 2 : point.value
                    break
                }
            }
        }
        median = middle
        standardError = values.count > 1 ? (variance * Double(values.count) / Double(values.count - 1)).squareRoot() : nil
    }

    /// The mean of the part of the distribution below a limit; the remainder's value where nothing else lies there.
    ///
    /// With what each censored result expects below its limit the mean of a series is its Kaplan-Meier mean again.
    package func expected(below limit: Double) -> Double {
        guard let first = steps.first else { return 0 }
        var mass = first.mass
        var sum = first.mass * first.value
        for step in steps.dropFirst() where step.value < limit {
            mass += step.mass
            sum += step.mass * step.value
        }
        return mass > 0 ? sum / mass : min(first.value, limit)
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
