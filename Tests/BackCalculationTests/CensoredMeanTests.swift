import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Means of series with censored results")
struct CensoredMeanTests {
    /// Measured 7.1, 9.4, 12.0, 18.3, 25.0; below 5, 5 and 10.
    private let series = CensoredSeries(
        [7.1, 9.4, 12.0, 18.3, 25.0].map { CensoredResult.quantified($0) }
            + [.belowDetection(limit: 5), .belowDetection(limit: 5), .belowQuantification(limit: 10)])

    private func near(_ value: Double?, _ expected: Double, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(((value ?? .nan) - expected).magnitude <= tolerance, sourceLocation: sourceLocation)
    }

    @Test func `without censoring every method is the arithmetic mean or its own line`() throws {
        let plain = CensoredSeries([3.0, 5.0, 9.0].map { .quantified($0) })
        near(KaplanMeierFit(plain).mean, 17.0 / 3, 1e-12)
        let chosen = CensoredMean.choosing(plain)
        #expect(chosen.method == .none)
        near(chosen.value, 17.0 / 3, 1e-12)
        near(try #require(LogNormalFit(plain)).logMean, (portableLog(3) + portableLog(5) + portableLog(9)) / 3, 1e-10)
    }

    private func made(_ quantified: Int, _ censored: Int) -> CensoredSeries {
        CensoredSeries(
            (0..<quantified).map { .quantified(10 + Double($0)) } + (0..<censored).map { .belowDetection(limit: 5 + Double($0 % 3)) })
    }

    @Test(arguments: [
        (7, 0, CensoringMethod.none), (5, 2, .kaplanMeier), (4, 3, .kaplanMeier), (3, 4, .regressionOnOrderStatistics), (2, 5, .bounds),
        (1, 6, .refused), (0, 7, .refused), (1, 4, .bounds), (25, 25, .maximumLikelihood), (24, 26, .maximumLikelihood),
        (20, 20, .regressionOnOrderStatistics), (1, 1, .bounds),
    ])
    func `the share and the number of censored days choose the method`(quantified: Int, censored: Int, method: CensoringMethod) {
        let mean = CensoredMean.choosing(made(quantified, censored))
        #expect(mean.method == method)
        #expect((mean.value == nil) == (method == .refused))
        if let value = mean.value { #expect(value >= mean.lower - 1e-12 && (value <= mean.upper + 1e-12 || method == .maximumLikelihood)) }
    }

    @Test func `eighty percent censored is still estimated, more is refused`() {
        #expect(CensoredMean.choosing(made(2, 8)).method == .bounds)
        #expect(CensoredMean.choosing(made(3, 12)).method == .regressionOnOrderStatistics)
        #expect(CensoredMean.choosing(made(3, 13)).method == .refused)
    }

    @Test func `EUDA's zero is a mean with zeros, named`() {
        let mean = CensoredMean.choosing(series, use: .zero)
        #expect(mean.method == .zero)
        near(mean.value, 8.975, 1e-12)
    }

    /// 5 ng/L in 80,000, 100,000 and 120,000 m3/d of 400,000 people are 1.0, 1.25 and 1.5 mg/d/1000.
    @Test func `one limit of detection becomes as many limits as there are flows`() throws {
        let flows = [80_000.0, 100_000, 120_000, 90_000, 110_000, 100_000, 95_000]
        let samples = flows.enumerated().map { SmallProgramme.sample(SampleID("S\($0)"), day: $0, flow: $1) }
        let results = flows.indices.map { day in
            SmallProgramme.result(SampleID("S\(day)"), "methamphetamine", day < 3 ? .belowDetection(limit: 5) : .quantified(4 + Double(day)), line: day)
        }
        let programme = SmallProgramme.programme(samples: samples)
        let table = DailyLoadTable.loads(results: results, programme: programme)
        let loads = table.loads.map(\.populationNormalisedLoad)
        let series = CensoredSeries(loads)
        #expect(series.limits.count == 3)
        for (limit, expected) in zip(series.limits, [1.0, 1.25, 1.5]) { near(limit, expected, 1e-12) }
        // From the top: 2.375, 2.25, 2.2 and 1.575 measured, each a seventh, below them 1.5, 1.25 and 1.0, all unknown: at the lowest limit.
        let found = try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: table.loads, programme: programme).estimates.first)
        #expect(found.censoringMethod == .kaplanMeier)
        near(found.load?.value, (2.375 + 2.25 + 2.2 + 1.575 + 3 * 1.0) / 7, 1e-12)
    }

    @Test func `results that are no numbers are left out`() {
        let odd = CensoredSeries([.quantified(.nan), .quantified(-1), .quantified(4), .belowDetection(limit: .infinity), .notAnalysed])
        #expect(odd.quantified == [4] && odd.limits.isEmpty)
        #expect(CensoredMean.choosing(CensoredSeries([])).method == .refused)
    }

    @Test func `a series does not depend on the order of its results`() {
        let results: [CensoredResult] = [.quantified(3), .belowDetection(limit: 2), .quantified(8), .belowQuantification(limit: 6), .quantified(5)]
        #expect(CensoredSeries(results) == CensoredSeries(results.reversed()))
    }

    /// Draws of known lognormals, censored at limits that differ from draw to draw, must give back their mean.
    @Test(arguments: [0.3, 0.6]) func `simulated lognormals are recovered`(share: Double) throws {
        let (mu, sigma) = (3.0, 0.5)
        let truth = portableExp(mu + sigma * sigma / 2)
        var sums = (likelihood: 0.0, order: 0.0, meier: 0.0)
        let repeats = 60
        for index in 0..<repeats {
            var stream = RandomStream(seed: 5, "censored", String(index))
            let results: [CensoredResult] = (0..<60).map { _ in
                let value = portableExp(mu + sigma * stream.normal())
                let limit = portableExp(mu + sigma * (normalQuantile(share) + 0.3 * stream.normal()))
                return value < limit ? .belowDetection(limit: limit) : .quantified(value)
            }
            let series = CensoredSeries(results)
            sums.likelihood += try #require(LogNormalFit(series)).mean
            sums.order += try #require(OrderStatisticsFit(series)).mean
            sums.meier += KaplanMeierFit(series).mean
        }
        #expect(abs(sums.likelihood / Double(repeats) / truth - 1) < 0.03)
        #expect(abs(sums.order / Double(repeats) / truth - 1) < 0.05)
        #expect(sums.meier / Double(repeats) / truth > 0.97 && sums.meier / Double(repeats) / truth < 1.1 + share / 5)
    }
}
