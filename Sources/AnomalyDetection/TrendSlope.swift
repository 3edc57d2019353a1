internal import RandomDraws

/// The median slope of a series of which some values are bounded: Akritas, Theil and Sen.
///
/// S of the residuals `y - b t` falls as the slope b grows, by one or two at the slope of each
/// pair. The estimate lies where S passes zero: at a pair's slope, or in the middle of the span
/// of slopes for which S is zero. Where all is measured this is the median of all pairs' slopes.
/// The interval holds all slopes that Kendall's test does not reject.
///
/// - Source: Sen 1968, J. Am. Stat. Assoc. 63:1379, doi:10.1080/01621459.1968.10480934; limits: Akritas,
///   Murphy and LaValley 1995, J. Am. Stat. Assoc. 90:170, doi:10.1080/01621459.1995.10476499; interval as in
///   Gilbert 1987, Statistical Methods for Environmental Pollution Monitoring, section 16.5.
package struct TrendSlope: Hashable, Sendable {
    /// Units of the values in a unit of time.
    package var slope: Double
    /// The slopes for which S is zero; both ends are `slope` where it only jumps past zero.
    package var zeroSpan: ClosedRange<Double>
    /// Ends of the interval; infinite where the bounded values leave one open.
    package var low: Double
    package var high: Double

    /// A slope at which S falls, and by how much.
    private typealias Fall = (slope: Double, size: Int)

    /// The slope of a series, in any order; nil where S does not pass zero, as where all but one value is bounded.
    ///
    /// - Parameters:
    ///   - variance: of S, as ``RankTrend`` gives it.
    ///   - confidence: of the interval, two-sided.
    /// - Complexity: O(n² log n).
    package static func estimate(_ series: [TrendPoint], variance: Double, confidence: Double = 0.95) -> TrendSlope? {
        estimate(seasons: [series], variance: variance, confidence: confidence)
    }

    /// The slope that several series share, by pairs inside each alone.
    package static func estimate(seasons: [[TrendPoint]], variance: Double, confidence: Double = 0.95) -> TrendSlope? {
        var falls: [Fall] = []
        var score = 0
        for series in seasons {
            let points = series.sorted { ($0.time, $0.low, $0.high) < ($1.time, $1.low, $1.high) }
            for first in points.indices {
                for second in points.indices.dropFirst(first + 1) {
                    let span = points[second].time - points[first].time
                    guard span > 0 else { continue }
                    // Below the one slope the pair rises for certain, above the other it falls for certain.
                    let rises = (points[second].low - points[first].high) / span
                    let sinks = (points[second].high - points[first].low) / span
                    if rises.isFinite {
                        score += 1
                        falls.append((rises, 1))
                    }
                    if sinks.isFinite { falls.append((sinks, 1)) }
                }
            }
        }
        falls.sort { $0.slope < $1.slope }
        let bound = normalQuantile((1 + confidence) / 2) * variance.squareRoot()
        var (low, high) = (-Double.infinity, Double.infinity)
        if Double(score) <= bound { low = -.infinity }
        var zero: (from: Double, to: Double)?
        var index = 0
        guard score > 0 else { return nil }
        var isLowOpen = Double(score) > bound
        var isHighOpen = true
        while index < falls.count {
            let slope = falls[index].slope
            let before = score
            while index < falls.count, falls[index].slope == slope {
                score -= falls[index].size
                index += 1
            }
            if isLowOpen, Double(score) <= bound {
                low = slope
                isLowOpen = false
            }
            if isHighOpen, Double(score) < -bound {
                high = slope
                isHighOpen = false
            }
            if zero == nil, before > 0, score <= 0 { zero = (slope, slope) }
            if before == 0 { zero?.to = slope }
        }
        guard score < 0, let zero else { return nil }
        return TrendSlope(slope: (zero.from + zero.to) / 2, zeroSpan: zero.from...zero.to, low: low, high: high)
    }
}
