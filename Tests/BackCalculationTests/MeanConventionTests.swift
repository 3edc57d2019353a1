import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Conventions of means")
struct MeanConventionTests {
    private func convention(_ year: Int = 2025, _ change: (inout ProgrammeConfiguration) -> Void = { _ in }) -> MeanConvention {
        MeanConvention(SmallProgramme.configuration(change), year: year)
    }

    private func estimate(_ loads: [DailyLoad], _ change: (inout ProgrammeConfiguration) -> Void = { _ in }) throws -> PeriodEstimate {
        let programme = SmallProgramme.programme(configuration: SmallProgramme.configuration(change))
        return try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first)
    }

    @Test func `a convention is named, with what the programme changed in it`() {
        #expect(convention().label == "CN")
        #expect(convention { $0.convention = .euda }.label == "EUDA")
        #expect(convention(2021) { $0.convention = .euda }.label == "EUDA; weekdays: Tue-Fri")
        #expect(convention(2021) { $0.means.weekdays = [1, 2, 3, 4, 5] }.label == "CN; weekdays: Mon-Fri")
        #expect(convention { $0.means.weekdaysByYear = [2024: [1], 2025: [1, 3, 5, 6]] }.label == "CN; weekdays: Mon, Wed, Fri-Sat")
        #expect(
            convention {
                $0.convention = .statCan
                $0.means.censored = .maximumLikelihood
                $0.means.week = .calendar
                $0.means.interval = .errors
            }.label == "StatCan; censored: mle; week: calendar; interval: errors")
        // What a convention says anyway is no change.
        #expect(
            convention {
                $0.convention = .acic
                $0.means.censored = .half
                $0.means.week = .samples
                $0.means.interval = .errors
            }.label == "ACIC")
    }

    @Test func `the weekend is what weekdays leave`() {
        #expect(convention().weekend == [1, 5, 6, 7])
        #expect(convention(2021) { $0.convention = .euda }.weekend == [6, 7, 1])
    }

    @Test func `weights of a week with a day twice and a day missing`() {
        let days = [3, 4, 4, 5, 6, 7, 1]
        func weights(_ week: ProgrammeConfiguration.DayWeights, _ days: [Int]) -> [Double] { convention { $0.means.week = week }.weights(ofDays: days) }
        #expect(weights(.samples, days) == [1, 1, 1, 1, 1, 1, 1])
        #expect(weights(.days, days) == [1, 0.5, 0.5, 1, 1, 1, 1])
        #expect(weights(.weekdayWeekend, days) == [1, 1, 1, 1, 1, 1, 1])
        #expect(weights(.weekdayWeekend, [3, 5, 6, 7, 1]) == [3, 1, 1, 1, 1])
        let working: Double = 5 / 3
        let expected: [Double] = [working, working, working, 0.5, 0.5, 0.5, 0.5]
        #expect(weights(.calendar, days) == expected)
        #expect(weights(.calendar, [6, 7]) == [1, 1])
    }

    private let censored: [CensoredResult] = [
        .quantified(7.1), .belowDetection(limit: 5), .quantified(9.4), .quantified(12.0), .belowDetection(limit: 5), .quantified(18.3),
        .belowQuantification(limit: 10), .quantified(25.0),
    ]

    @Test(arguments: ProgrammeConfiguration.CensoredUse.allCases) func `even weights are none, and a weight of two is a result twice`(
        use: ProgrammeConfiguration.CensoredUse
    ) throws {
        let plain = CensoredMean.choosing(CensoredSeries(censored), use: use)
        #expect(CensoredMean.weighted(censored, weights: Array(repeating: 3, count: 8), use: use) == plain)
        // What stands for a censored result comes of the whole series: only substitutions and measured ones are the same twice.
        guard [.zero, .half, .rootTwo, .limit].contains(use) else { return }
        let weighted = CensoredMean.weighted(censored, weights: [2, 1, 1, 1, 2, 1, 1, 1], use: use)
        let twice = CensoredMean.choosing(CensoredSeries(censored + [censored[0], censored[4]]), use: use)
        let (one, other) = (try #require(weighted.value), try #require(twice.value))
        #expect(abs(one - other) < 1e-12)
        #expect(abs(weighted.upper - twice.upper) < 1e-12 && abs(weighted.lower - twice.lower) < 1e-12)
    }

    @Test(arguments: [ProgrammeConfiguration.CensoredUse.kaplanMeier, .regressionOnOrderStatistics, .maximumLikelihood, .quasiUnbiased])
    func `uneven weights take what the method expects below each limit`(use: ProgrammeConfiguration.CensoredUse) throws {
        let series = CensoredSeries(censored)
        let plain = CensoredMean.choosing(series, use: use)
        let completion = CensoredCompletion(series, method: plain.method)
        let completed = censored.map { $0.quantifiedValue ?? completion.expected(below: $0.limit ?? 0) }
        // Kaplan-Meier and the regression give back their own mean; maximum likelihood nearly so.
        let isLikelihood = use == .maximumLikelihood || use == .quasiUnbiased
        let mean = completed.reduce(0, +) / 8
        let own = try #require(plain.value)
        #expect(abs(mean - own) < (isLikelihood ? 0.5 : 1e-9))
        for (result, value) in zip(censored, completed) { #expect(value > 0 && value <= result.limit ?? .infinity) }
        let weights: [Double] = [1, 2, 3, 4, 4, 3, 2, 1]
        let expected = zip(weights, completed).map { $0 * $1 }.reduce(0, +) / 20
        let found = CensoredMean.weighted(censored, weights: weights, use: use)
        #expect(found.method == plain.method)
        let value = try #require(found.value)
        #expect(abs(value - expected) < 1e-12)
        let (wide, narrow) = (try #require(found.standardError), try #require(plain.standardError))
        #expect(wide > narrow)
        // In any order.
        let order = [3, 1, 7, 0, 6, 2, 5, 4]
        let other = CensoredMean.weighted(order.map { censored[$0] }, weights: order.map { weights[$0] }, use: use)
        let again = try #require(other.value)
        #expect(abs(again - expected) < 1e-12)
    }

    @Test func `maximum likelihood expects below a limit what integration gives`() throws {
        let fit = try #require(LogNormalFit(CensoredSeries(censored)))
        for limit in [0.5, 5, 10, 40] {
            var (sum, mass) = (0.0, 0.0)
            let steps = 200_000
            for step in 0..<steps {
                let x = limit * (Double(step) + 0.5) / Double(steps)
                let z = (portableLog(x) - fit.logMean) / fit.logSD
                let density = portableExp(-z * z / 2) / x
                sum += x * density
                mass += density
            }
            #expect(abs(fit.expected(below: limit) / (sum / mass) - 1) < 1e-5)
        }
        #expect(fit.expected(below: 0) == 0)
    }

    @Test func `half the limit is refused above eighty percent, zero is not`() throws {
        let loads = (0..<7).map { SmallProgramme.load($0 == 0 ? .quantified(9) : .belowQuantification(limit: 4), day: $0) }
        #expect(try estimate(loads) { $0.convention = .acic }.censoringMethod == .refused)
        let zero = try estimate(loads) { $0.convention = .euda }
        #expect(zero.censoringMethod == .zero)
        let low = try #require(zero.load).value
        #expect(abs(low - 9.0 / 7) < 1e-12)
        let half = try estimate(Array(loads.prefix(5))) { $0.convention = .acic }
        #expect(half.censoringMethod == .half && half.convention == "ACIC")
        let middle = try #require(half.load).value
        #expect(abs(middle - 17.0 / 5) < 1e-12)
    }

    @Test func `Statistics Canada's interval of censored days counts the measured ones`() throws {
        let loads = [30.0, 34, 38, 42, 46].enumerated().map { SmallProgramme.load(.quantified($1), day: $0) }
            + (5..<7).map { SmallProgramme.load(.belowQuantification(limit: 20), day: $0) }
        let found = try estimate(loads) { $0.convention = .statCan }
        #expect(found.censoringMethod == .kaplanMeier)
        let mean = CensoredMean.choosing(CensoredSeries(loads.map(\.populationNormalisedLoad)))
        let (value, error) = (try #require(mean.value), try #require(mean.standardError))
        let expected = try #require(DayToDayInterval.interval(mean: value, standardError: error, count: 5))
        #expect(found.load?.interval == expected)
        #expect(DayToDayInterval.interval(mean: 1, standardError: 1, count: 1) == nil)
        #expect(DayToDayInterval.interval(mean: .nan, standardError: 1, count: 7) == nil)
    }

    @Test func `many censored days by maximum likelihood have the interval of its profile`() throws {
        var stream = RandomStream(seed: 3, "profile")
        let results: [CensoredResult] = (0..<54).map { _ in
            let value = portableExp(3 + 0.6 * stream.normal())
            return value < 22 ? .belowDetection(limit: 22) : .quantified(value)
        }
        let loads = results.enumerated().map { SmallProgramme.load($1, day: $0) }
        let found = try estimate(loads) {
            $0.convention = .statCan
            $0.means.week = .samples
        }
        let series = CensoredSeries(results)
        let fit = try #require(LogNormalFit(series))
        let profile = try #require(fit.profileInterval(series))
        let load = try #require(found.load)
        #expect(found.censoringMethod == .maximumLikelihood, "seed 3")
        #expect(load.interval == profile)
        #expect(profile.low < load.value && load.value < profile.high)
    }

    @Test func `days become distributions with their weights, those without a load too`() {
        let first = SmallProgramme.wednesday
        let loads = [
            SmallProgramme.load(.quantified(10), day: 0), SmallProgramme.load(.belowDetection(limit: 4), day: 1), SmallProgramme.load(.aboveRange(limit: 90), day: 2),
            SmallProgramme.load(.quantified(0), day: 3), SmallProgramme.load(.notAnalysed, day: 4),
        ]
        let series = SiteSeries(key: SiteSeries.Key("K01", "methamphetamine"), loads: loads)
        let days = PeriodEstimates.distributions(of: series, registered: (0..<6).map { first + $0 }, convention: convention())
        #expect(days.map(\.load) == [.measured(10), .below(limit: 4), .above(90), .fixed(0), .missing, .missing])
        #expect(days.map(\.date) == (0..<6).map { first + $0 })
        #expect(days.allSatisfy { abs($0.weight - 1.0 / 6) < 1e-15 })
        #expect(days.map(\.weekdayWeight) == [0.5, 0.5, 0, 0, 0, 0])
        #expect(days.map(\.weekendWeight) == [0, 0, 0.25, 0.25, 0.25, 0.25])
        let values = [10.0, 2, 90, 0, 5, 7]
        #expect(abs((PeriodEstimates.mean(of: values, over: .period, days: days) ?? 0) - 19) < 1e-12)
        #expect(PeriodEstimates.mean(of: values, over: .weekdays, days: days) == 6)
        #expect(PeriodEstimates.mean(of: [], over: .weekend, days: []) == nil)
        let zero = PeriodEstimates.distributions(of: series, registered: [], convention: convention { $0.convention = .euda })
        #expect(zero.map(\.load) == [.measured(10), .fixed(0), .above(90), .fixed(0)])
        // The mean of the medians is that of the engine where nothing is censored.
        let week = SiteSeries(key: series.key, loads: SmallProgramme.week([3, 8, 5, 9, 4, 6, 7]))
        for week in ProgrammeConfiguration.DayWeights.allCases {
            let rule = convention { $0.means.week = week }
            let plain = SiteSeries(key: series.key, loads: SmallProgramme.week([3, 8, 5, 9, 4]))
            let days = PeriodEstimates.distributions(of: plain, registered: [], convention: rule)
            let mean = LoadMean(plain.loads, settings: SmallProgramme.configuration { $0.means.week = week }).perHead.value
            #expect(abs((PeriodEstimates.mean(of: [3, 8, 5, 9, 4], over: .period, days: days) ?? 0) - (mean ?? 1)) < 1e-12)
        }
        #expect(PeriodEstimates.distributions(of: week, registered: [], convention: convention()).count == 7)
    }
}
