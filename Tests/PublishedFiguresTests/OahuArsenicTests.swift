// Arsenic in stream water on Oahu, 24 values, 13 of them below 0.9, 1 or 2 µg/L: D. R. Helsel, "Less than obvious", Environ.
// Sci. Technol. 24 (1990) 1766, doi:10.1021/es00082a001; data `Oahu` of the R package NADA, whose `cenfit`, `cenros` and
// `cenmle` give the figures (`cenfit` prints as standard deviation the standard error of the mean times √n).
import BackCalculation
import Monitoring
import Testing

@Suite("Published figures: arsenic on Oahu")
struct OahuArsenicTests {
    private let series = CensoredSeries(
        [1.7, 3.2, 2.8, 0.7, 0.9, 0.5, 0.5, 0.5, 0.7, 0.6, 1.5].map { CensoredResult.quantified($0) }
            + [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 0.9].map { .belowDetection(limit: $0) })

    private func near(_ value: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(((value ?? .nan) - expected).magnitude <= 1e-6 * expected.magnitude, "\(String(describing: value))", sourceLocation: sourceLocation)
    }

    @Test func `13 of 24 lie below a limit`() {
        #expect(series.count == 24 && series.limits.count == 13)
    }

    @Test(arguments: [KaplanMeierFit.Remainder.lowestLimit, .lowestMeasured]) func `Kaplan-Meier`(remainder: KaplanMeierFit.Remainder) {
        // The lowest measured value lies below all limits: both rules put the remainder there.
        let fit = KaplanMeierFit(series, remainder: remainder)
        near(fit.mean, 0.948958333)
        near(fit.standardError.map { $0 * 24.0.squareRoot() }, 0.806806822)
        near(fit.median, 0.7)
    }

    @Test func `regression on order statistics`() throws {
        let fit = try #require(OrderStatisticsFit(series))
        near(fit.mean, 0.972463242)
        near(fit.standardDeviation, 0.718012249)
        near(fit.median, 0.70)
        near(fit.intercept, -0.229987000)
        near(fit.slope, 0.646775108)
    }

    @Test func `maximum likelihood`() throws {
        let fit = try #require(LogNormalFit(series))
        near(fit.mean, 0.945258517)
        near(fit.standardDeviation, 0.655926149)
        near(fit.median, 0.776600661)
        near(fit.logMean, -0.25282901)
        near(fit.logSD, 0.626948457)
        near(fit.logLikelihood, -14.295238)
    }

    @Test func `more than half censored of few values calls for regression on order statistics`() {
        #expect(CensoredMean.choosing(series).method == .regressionOnOrderStatistics)
    }
}
