internal import RandomDraws

/// Whether the values of the same season rise or fall from year to year, over all seasons together.
///
/// Pairs are formed inside a season alone, so that the yearly round is no trend. Seasons that
/// disagree (one rises while another falls) are told by the heterogeneity; the common slope
/// then speaks of none of them.
///
/// - Source: Hirsch, Slack and Smith 1982, Water Resour. Res. 18:107, doi:10.1029/WR018i001p00107; heterogeneity:
///   van Belle and Hughes 1984, Water Resour. Res. 20:127, doi:10.1029/WR020i001p00127.
package struct SeasonalTrend: Hashable, Sendable {
    /// Each season's own test, in the order given, with ties or limits by the normal curve; nil where it has too few points.
    package var seasons: [RankTrend?]
    package var score: Int
    package var variance: Double
    package var z: Double
    /// Two-sided, from the normal curve.
    package var pValue: Double
    /// χ² of the seasons' disagreement, with one degree of freedom less than there are seasons with a test.
    package var heterogeneity: Double
    package var heterogeneityPValue: Double
    /// The slope that the seasons share, in units of the values in a unit of time.
    package var slope: TrendSlope?

    /// Tests the series of the seasons; nil where no season has a test of its own.
    ///
    /// - Parameter wantsSlope: whether the slope is worked out, which takes longer than the test.
    /// - Complexity: O(n²) of each season.
    package static func test(_ seasons: [[TrendPoint]], wantsSlope: Bool = true) -> SeasonalTrend? {
        let own = seasons.map { RankTrend.test($0, drawsOrders: false) }
        let tests = own.compactMap { $0 }
        guard !tests.isEmpty else { return nil }
        let score = tests.reduce(0) { $0 + $1.score }
        let variance = tests.reduce(0) { $0 + $1.variance }
        let z = score == 0 ? 0 : (Double(score.magnitude) - 1) / variance.squareRoot() * (score > 0 ? 1 : -1)
        // The heterogeneity compares seasons, and therefore takes no step towards zero.
        let scores = tests.map { Double($0.score) / $0.variance.squareRoot() }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let heterogeneity = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return SeasonalTrend(
            seasons: own, score: score, variance: variance, z: z, pValue: min(1, 2 * normalCDF(-z.magnitude)), heterogeneity: heterogeneity,
            heterogeneityPValue: tests.count > 1 ? chiSquareTail(heterogeneity, degreesOfFreedom: tests.count - 1) : 1,
            slope: wantsSlope ? TrendSlope.estimate(seasons: seasons, variance: variance) : nil)
    }
}

/// The chance that a χ² of so many degrees of freedom is at least `value`.
///
/// - Source: Abramowitz and Stegun 1964, 26.4.4 and 26.4.5 (finite sums).
func chiSquareTail(_ value: Double, degreesOfFreedom: Int) -> Double {
    guard value > 0, degreesOfFreedom > 0 else { return 1 }
    let half = value / 2
    var term: Double
    var sum: Double
    var next: Double
    if degreesOfFreedom.isMultiple(of: 2) {
        term = portableExp(-half)
        sum = term
        next = 1
    } else {
        sum = 2 * normalCDF(-value.squareRoot())
        term = portableExp(-half) * (half * 4 / Double.pi).squareRoot()
        next = 1.5
        if degreesOfFreedom >= 3 { sum += term }
    }
    let last = Double(degreesOfFreedom) / 2 - 1
    while next <= last {
        term *= half / next
        sum += term
        next += 1
    }
    return min(1, sum)
}
