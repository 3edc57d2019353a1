// A vector of five measured values and three below limits, for all methods of D. R. Helsel, "More than obvious: better methods
// for interpreting nondetect data", Environ. Sci. Technol. 39 (2005) 419A, doi:10.1021/es053368a, with plotting positions of
// D. R. Helsel, T. A. Cohn (1988), doi:10.1029/WR024i012p01997. Expected figures were worked out from the definitions.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: the censored vector")
struct CensoredVectorTests {
    private let series = CensoredSeries(
        [7.1, 9.4, 12.0, 18.3, 25.0].map { CensoredResult.quantified($0) }
            + [.belowDetection(limit: 5), .belowDetection(limit: 5), .belowQuantification(limit: 10)])

    private func near(_ value: Double?, _ expected: Double, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(((value ?? .nan) - expected).magnitude <= tolerance, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        (ProgrammeConfiguration.CensoredUse.zero, CensoringMethod.zero, 8.975, 1e-12), (.half, .half, 10.225, 1e-12), (.rootTwo, .rootTwo, 10.7427, 1e-4),
        (.limit, .limit, 11.475, 1e-12), (.kaplanMeier, .kaplanMeier, 11.053125, 1e-12), (.regressionOnOrderStatistics, .regressionOnOrderStatistics, 10.61994, 5e-6),
        (.maximumLikelihood, .maximumLikelihood, 10.8303, 5e-5), (.chosen, .kaplanMeier, 11.053125, 1e-12),
    ])
    func `each way to treat what lies below gives its mean and its name`(
        use: ProgrammeConfiguration.CensoredUse, method: CensoringMethod, mean: Double, tolerance: Double
    ) {
        let found = CensoredMean.choosing(series, use: use)
        #expect(found.method == method)
        near(found.value, mean, tolerance)
        near(found.lower, 8.975, 1e-12)
        near(found.upper, 11.475, 1e-12)
    }

    /// Half the limit, over the root of two and the limit are means of `ACIC` and of a programme's own choice.
    @Test(arguments: [(ProgrammeConfiguration.Convention.acic, "ACIC", 10.225), (.euda, "EUDA", 8.975), (.cn, "CN", 11.053125), (.statCan, "StatCan", 11.053125)])
    func `each convention treats the vector in its own way`(convention: ProgrammeConfiguration.Convention, label: String, mean: Double) throws {
        let results: [CensoredResult] = [.quantified(7.1), .quantified(9.4), .quantified(12), .quantified(18.3), .quantified(25), .belowDetection(limit: 5), .belowDetection(limit: 5), .belowQuantification(limit: 10)]
        // Two samples on the last day but one, so that the eight weigh alike.
        let loads = results.enumerated().map { index, result in SmallProgramme.load(result, day: index) }
        let programme = SmallProgramme.programme(
            configuration: SmallProgramme.configuration {
                $0.convention = convention
                $0.means.week = .samples
            })
        let found = try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first)
        near(found.load?.value, mean, 1e-9)
        #expect(found.convention == (convention == .statCan ? "StatCan; week: samples" : label))
    }

    @Test func `regression on order statistics gives the line and the imputed values`() throws {
        let fit = try #require(OrderStatisticsFit(series))
        near(fit.intercept, 2.137185, 5e-7)
        near(fit.slope, 0.809397, 5e-7)
        #expect(fit.imputed.count == 3)
        for (value, expected) in zip(fit.imputed, [3.0613, 4.3920, 5.7063]) { near(value, expected, 5e-5) }
    }

    @Test func `maximum likelihood gives the lognormal`() throws {
        let fit = try #require(LogNormalFit(series))
        near(fit.logMean, 2.08733, 5e-6)
        near(fit.logSD, 0.76814, 5e-6)
        near(fit.median, 8.0634, 5e-5)
        near(fit.mean, 10.8303, 5e-5)
    }
}
