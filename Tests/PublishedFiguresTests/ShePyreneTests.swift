// Pyrene in sediment, 56 values, 11 of them below limits of their own: N. She, "Analyzing censored water quality data using a
// non-parametric approach", J. Am. Water Resour. Assoc. 33 (1997) 615, doi:10.1111/j.1752-1688.1997.tb03536.x; data `ShePyrene`
// of the R package NADA, whose `cenfit`, `cenros` and `cenmle` give the figures.
import BackCalculation
import Monitoring
import Testing

@Suite("Published figures: She's pyrene")
struct ShePyreneTests {
    private let series = CensoredSeries(
        [
            31, 32, 34, 40, 47, 48, 59, 63, 64, 64, 67, 67, 67, 72, 73, 84, 86, 87, 94, 98, 100, 103, 103, 105, 107, 110, 111, 119, 119, 122, 132, 133, 133,
            138, 163, 187, 190, 222, 238, 273, 289, 306, 333, 459, 2982,
        ].map { CensoredResult.quantified($0) } + [28, 35, 35, 58, 86, 117, 122, 163, 163, 163, 174].map { .belowDetection(limit: $0) })

    private func near(_ value: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(((value ?? .nan) - expected).magnitude <= 1e-6 * expected.magnitude, "\(String(describing: value))", sourceLocation: sourceLocation)
    }

    @Test func `11 of 56 lie below a limit`() {
        #expect(series.count == 56 && series.limits.count == 11)
    }

    @Test func `Kaplan-Meier with the remainder at the lowest measured value`() {
        let fit = KaplanMeierFit(series, remainder: .lowestMeasured)
        near(fit.mean, 164.203594)
        near(fit.standardError.map { $0 * 56.0.squareRoot() }, 393.950874)
        near(fit.median, 98)
        // One value lies below 28, and what lies below 31 has a share of 0.0364: at 28 it brings the mean down by 0.109.
        #expect((164.203594 - KaplanMeierFit(series).mean - 0.10909).magnitude < 1e-5)
    }

    @Test func `regression on order statistics`() throws {
        near(try #require(OrderStatisticsFit(series)).mean, 163.249366)
    }

    @Test func `maximum likelihood`() throws {
        let fit = try #require(LogNormalFit(series))
        near(fit.mean, 133.914189)
        near(fit.logMean, 4.51795654)
        near(fit.logSD, 0.870910636)
        near(fit.logLikelihood, -277.535836)
    }

    @Test func `a fifth censored calls for Kaplan-Meier`() {
        #expect(CensoredMean.choosing(series).method == .kaplanMeier)
    }
}
