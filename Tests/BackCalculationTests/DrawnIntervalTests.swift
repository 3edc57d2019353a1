import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Drawn intervals")
struct DrawnIntervalTests {
    private func programme(draws: Int = 2_000, seed: UInt64 = 1, plan: Int = 0) -> Programme {
        var programme = SmallProgramme.programme(
            configuration: SmallProgramme.configuration {
                $0.population.basis = .census
                $0.uncertainty.draws = draws
                $0.uncertainty.seed = seed
            })
        if plan > 0 { programme.plan = [PlannedSampling(period: SmallProgramme.period, site: "K01", days: plan, position: .init(file: "plan.csv"))] }
        return programme
    }

    private func estimate(_ loads: [DailyLoad], _ programme: Programme) throws -> PeriodEstimate {
        try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first)
    }

    private let halfCensored: [CensoredResult] = [
        .quantified(12), .belowDetection(limit: 8), .quantified(9), .quantified(15), .belowDetection(limit: 8.5), .belowQuantification(limit: 7.5), .quantified(10),
    ]

    private func week(_ results: [CensoredResult], population: Double = 400_000) -> [DailyLoad] {
        results.enumerated().map { SmallProgramme.load($1, day: $0, population: population) }
    }

    @Test func `each interval says how it was found`() throws {
        let whole = try estimate(SmallProgramme.week([60, 70, 65, 80, 75, 62, 58]), programme())
        #expect(whole.load?.method == .momentMatched && whole.consumption?.method == .momentMatched && whole.drawn == nil)
        #expect(try estimate([SmallProgramme.load(.quantified(60))], programme()).load?.method == .closedForm)
        let drawn = try estimate(week(halfCensored), programme())
        #expect(drawn.load?.method == .draws && drawn.massLoad?.method == .draws && drawn.consumption?.method == .draws && drawn.doses?.method == .draws)
        #expect(drawn.drawn != nil && drawn.flags.contains("DRAWN_INTERVAL") && !whole.flags.contains("DRAWN_INTERVAL"))
    }

    /// Of a censored week, the mean is what its method gives: only the interval is drawn.
    @Test func `draws change limits and never the figure`() throws {
        let few = try #require(try estimate(week(halfCensored), programme(draws: 1_000)).load)
        let many = try #require(try estimate(week(halfCensored), programme(draws: 32_000)).load)
        let other = try #require(try estimate(week(halfCensored), programme(draws: 32_000, seed: 2)).load)
        #expect(few.value == many.value && many.value == other.value)
        #expect(few.interval != many.interval && many.interval != other.interval)
        // Standard errors of limits fall as the root of the draws, √32 here; each is a distance of two order statistics, and as
        // uncertain as that: within a factor of 3.
        #expect(many.limitError < few.limitError / 1.9 && many.limitError > few.limitError / 17)
        for (a, b) in [(few.interval.low, many.interval.low), (few.interval.high, many.interval.high)] {
            #expect(abs(a - b) < 5 * (few.limitError * a + many.limitError * b))
        }
        for (a, b) in [(other.interval.low, many.interval.low), (other.interval.high, many.interval.high)] {
            #expect(abs(a - b) < 5 * 2 * many.limitError * a)
        }
    }

    @Test func `the order of rows changes no byte`() throws {
        let loads = week(halfCensored) + week(halfCensored).map { load in
            var load = load
            load.analyte = "mdma"
            return load
        }
        #expect(
            PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme()).estimates
                == PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads.reversed(), programme: programme()).estimates)
    }

    /// One draw of each factor, as `RandomStream` makes them: 100,000 of a weekly mean against the moment-matched form. The
    /// tolerance is five standard errors of the limits that the draws themselves give.
    @Test func `sums of a week in closed form are nearer to the truth than 10,000 draws`() throws {
        let values = [60.0, 72, 55, 130, 118, 64, 49]
        let closed = try #require(try estimate(SmallProgramme.week(values), programme()).load)
        let count = 100_000
        var sheet = [Double](repeating: 0, count: count)
        for (day, value) in values.enumerated() {
            CounterDraws.add(value / 7, times: FactorTable(logSD: 0.156), DrawKey(seed: 9, ["day \(day)"]), to: &sheet)
        }
        CounterDraws.multiply(&sheet, by: FactorTable(logSD: 0.16), DrawKey(seed: 9, ["shared"]))
        let found = SampleQuantiles(sheet)
        // 10,000 draws err by √(100,000 / 10,000) as much as these.
        let ofTenThousand = (found.relativeError * (10.0).squareRoot(), 5 * found.relativeError)
        for (a, b) in [(closed.interval.low, found.low), (closed.interval.high, found.high)] {
            #expect(abs(a / b - 1) < ofTenThousand.0 + ofTenThousand.1, "seed 9: \(a) and \(b)")
        }
        // The middle of the draws lies above the sum by half of what of the days' variance is not that of their sum: errors with
        // median 1 are too high on average, in the measured sum as in the draws, so the interval stays around the sum.
        let evenness = values.reduce(0) { $0 + $1 * $1 } / (values.reduce(0, +) * values.reduce(0, +))
        #expect(abs(found.median / closed.value / portableExp(0.156 * 0.156 * (1 - evenness) / 2) - 1) < 0.004, "seed 9")
    }

    @Test(arguments: [(0.39, 0.15), (0.225, 0.25), (0.20, 0.30), (0.013, 0.50)])
    func `the reciprocal of a Beta fraction in closed form agrees with its draws`(fraction: Double, relativeSD: Double) throws {
        let closed = try #require(LogDistribution(reciprocalOfFraction: fraction, relativeSD: relativeSD)).times(LogDistribution(logSD: 0.25)).interval(around: 1)
        var sheet = [Double](repeating: 1, count: 50_000)
        CounterDraws.multiply(&sheet, by: try #require(FactorTable(reciprocalOfFraction: fraction, relativeSD: relativeSD)), DrawKey(seed: 6, ["excretion"]))
        CounterDraws.multiply(&sheet, by: FactorTable(logSD: 0.25), DrawKey(seed: 6, ["load"]))
        let found = SampleQuantiles(sheet)
        // Five standard errors of 50,000 draws; the expansion itself errs by less than one of 10,000.
        for (a, b) in [(closed.low, found.low), (closed.high, found.high)] {
            #expect(abs(a / b - 1) < (5 + (5.0).squareRoot()) * found.relativeError, "seed 6: \(a) and \(b)")
        }
    }

    @Test func `a planned day without a sample widens the interval and leaves the mean`() throws {
        let five = Array(SmallProgramme.week([60, 72, 55, 130, 118]))
        let taken = try estimate(five, programme())
        let missed = try estimate(five, programme(plan: 7))
        #expect(taken.load?.method == .momentMatched && missed.load?.method == .draws)
        #expect(missed.flags.contains("MISSING_DAYS") && !taken.flags.contains("MISSING_DAYS"))
        let (narrow, wide) = (try #require(taken.load), try #require(missed.load))
        #expect(narrow.value == wide.value)
        #expect(wide.interval.high / wide.interval.low > narrow.interval.high / narrow.interval.low)
        // Three days are too few to say what the others were like.
        #expect(try estimate(Array(five.prefix(3)), programme(plan: 7)).load?.method == .momentMatched)
    }

    @Test func `twice the people halve a load and its limits, and grams do not change`() throws {
        func scaled(_ loads: [DailyLoad]) -> [DailyLoad] {
            loads.map { load in
                var half = load
                half.population *= 2
                half.populationNormalisedLoad = load.populationNormalisedLoad.scaled(by: 0.5)
                return half
            }
        }
        let one = try estimate(week(halfCensored), programme())
        let two = try estimate(scaled(week(halfCensored)), programme())
        for (a, b) in [(one.load, two.load?.scaled(by: 2)), (one.consumption, two.consumption?.scaled(by: 2)), (one.massLoad, two.massLoad)] {
            let (a, b) = (try #require(a), try #require(b))
            #expect(abs(a.value / b.value - 1) < 1e-12 && abs(a.interval.low / b.interval.low - 1) < 1e-9 && abs(a.interval.high / b.interval.high - 1) < 1e-9)
        }
    }

    @Test func `digits of a limit end where its standard error begins`() {
        let drawn = Estimate(71.6, Interval(low: 50.12, high: 102.6), method: .draws, limitError: 0.0093)
        #expect(drawn.supportedDigits(of: 102.6) == 3)
        #expect(drawn.supportedDigits(of: 50.12) == 2)
        #expect(drawn.supportedPlaces == 0)
        #expect(Estimate(0.716, Interval(low: 0.50, high: 1.026), method: .draws, limitError: 0.0093).supportedPlaces == 2)
        #expect(Estimate(0.716, Interval(low: 0.50, high: 1.026)).supportedPlaces == 15)
        #expect(Estimate.supportedDigits(of: 0.001234, standardError: 0.00001) == 3)
        #expect(Estimate.supportedDigits(of: 5, standardError: 90) == 1)
        #expect(Estimate(71.6, Interval(low: 50, high: 102)).supportedDigits(of: 50) == 15)
    }

    @Test func `places whose limits differ by the noise of draws are not ranked apart`() {
        let upper = Estimate(20, Interval(low: 15.1, high: 26), method: .draws, limitError: 0.01)
        let lower = Estimate(12, Interval(low: 9, high: 15.0), method: .draws, limitError: 0.01)
        #expect(!upper.liesAbove(lower))
        #expect(Estimate(20, Interval(low: 15.1, high: 26)).liesAbove(Estimate(12, Interval(low: 9, high: 15.0))))
        #expect(Estimate(20, Interval(low: 16, high: 26), method: .draws, limitError: 0.01).liesAbove(lower))
    }
}
