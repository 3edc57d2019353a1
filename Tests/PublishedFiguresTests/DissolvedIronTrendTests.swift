// Dissolved iron of nine summers, six of them below 10 or 3 µg/L: D. K. Hughes, S. P. Millard, Water Resour. Bull. 24 (1988)
// 521, doi:10.1111/j.1752-1688.1988.tb00902.x; data `DFe` of the R package NADA, figures of its `cenken` and of NADA2's `ATS`.
//
// Two printed figures are not met, and why is part of the test. `cenken` halves a bracket until S is 0 and stops anywhere
// in the span of slopes where it is: -2.57211304 lies in it, the engine gives its middle. Its p of 0.1316 is of a variance of S
// corrected by groups of ties, 63.33; over all orders in time of these nine values the variance is 34.33.
import AnomalyDetection
import BackCalculation
import Monitoring
import RandomDraws
import Testing

@Suite("Published figures: dissolved iron")
struct DissolvedIronTrendTests {
    private static let summers: [(year: Double, result: CensoredResult)] = [
        (1977, .quantified(20)), (1978, .belowDetection(limit: 10)), (1979, .belowDetection(limit: 10)), (1980, .belowDetection(limit: 10)),
        (1981, .belowDetection(limit: 10)), (1982, .quantified(7)), (1983, .quantified(3)), (1984, .belowDetection(limit: 3)), (1985, .belowDetection(limit: 3)),
    ]

    private func trend() throws -> RankTrend {
        let points = Self.summers.map { year, result in
            result.quantifiedValue.map { TrendPoint(time: year, value: $0) } ?? TrendPoint(time: year, below: result.limit ?? 0)
        }
        return try #require(RankTrend.test(points))
    }

    @Test func `tau is -13 of 36 pairs`() throws {
        let trend = try trend()
        #expect(trend.points == 9 && trend.bounded == 6 && trend.score == -13)
        #expect(abs(trend.tau + 0.361111111) < 1e-9)
        #expect(abs(trend.variance - 34.0 - 1.0 / 3) < 1e-9)
        // The printed p is of the larger variance.
        #expect(trend.pValue < 0.13158676)
        #expect(abs(2 * normalCDF(-12 / (63.0 + 1.0 / 3).squareRoot()) - 0.13158676) < 1e-8)
    }

    @Test func `the slope lies where S is zero, and so does the printed one`() throws {
        let points = Self.summers.map { year, result in
            result.quantifiedValue.map { TrendPoint(time: year, value: $0) } ?? TrendPoint(time: year, below: result.limit ?? 0)
        }
        let variance = try trend().variance
        let slope = try #require(TrendSlope.estimate(points, variance: variance))
        #expect(slope.zeroSpan.contains(-2.57211304))
        #expect(abs(slope.slope + 2.55) < 1e-9)
    }

    /// `ATS` takes the median of the residuals by flipped Kaplan-Meier.
    @Test func `the printed slope gives the printed intercept`() throws {
        let residuals = Self.summers.map { year, result -> CensoredResult in
            let rise = 2.57211304 * year
            return result.quantifiedValue.map { .quantified($0 + rise) } ?? .belowDetection(limit: (result.limit ?? 0) + rise)
        }
        let median = try #require(KaplanMeierFit(CensoredSeries(residuals)).median)
        #expect(abs(median - 5103.50015) < 1e-5)
    }
}
