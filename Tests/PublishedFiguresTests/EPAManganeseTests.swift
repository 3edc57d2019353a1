// Manganese in ground water, 25 values, 6 of them below 2 or 5 ppb: US EPA, "Statistical Analysis of Groundwater Monitoring
// Data at RCRA Facilities, Unified Guidance" (2009), EPA 530/R-09-007, example 15-1. Figures of the R package EnvStats
// (`elnormCensored`, `elnormAltCensored`); its regression on order statistics places ranks by Blom, with a constant of 0.375.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: EPA's manganese")
struct EPAManganeseTests {
    private let series = CensoredSeries(
        [12.1, 16.9, 21.6, 7.7, 53.6, 9.5, 45.9, 5.3, 12.6, 106.3, 34.5, 6.3, 11.9, 10, 77.2, 17.9, 22.7, 3.3, 8.4].map { CensoredResult.quantified($0) }
            + [5, 2, 5, 5, 2, 2].map { .belowDetection(limit: $0) })

    private func near(_ value: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(((value ?? .nan) - expected).magnitude <= 1e-6 * expected.magnitude, "\(String(describing: value))", sourceLocation: sourceLocation)
    }

    @Test func `maximum likelihood, with the interval of the mean by its profile`() throws {
        let fit = try #require(LogNormalFit(series))
        near(fit.logMean, 2.215904686)
        near(fit.logSD, 1.356291199)
        near(fit.mean, 23.003987)
        near(fit.standardDeviation / fit.mean, 2.300772)
        let profile = try #require(fit.profileInterval(series))
        near(profile.low, 12.37629)
        near(profile.high, 69.87694)
    }

    @Test func `quasi minimum variance unbiased estimates`() throws {
        let found = try #require(LogNormalFit(series)).quasiUnbiased(count: 25)
        near(found.mean, 21.566945)
        near(found.variation, 1.841366)
        let chosen = CensoredMean.choosing(series, use: .quasiUnbiased)
        #expect(chosen.method == .quasiUnbiased && chosen.value == found.mean)
    }

    /// Mean and coefficient of variation under both constants.
    @Test(arguments: [(0.375, 19.886180, 1.298868), (0, 19.827673, 1.304725)])
    func `regression on order statistics`(constant: Double, mean: Double, variation: Double) throws {
        let fit = try #require(OrderStatisticsFit(series, plotting: constant))
        near(fit.mean, mean)
        near(fit.standardDeviation / fit.mean, variation)
    }

    @Test func `24 percent are censored`() {
        #expect(series.count == 25 && series.censoredShare == 0.24)
        #expect(CensoredMean.choosing(series).method == .kaplanMeier)
    }
}
