import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Estimates of a period")
struct PeriodEstimateTests {
    private func estimate(_ loads: [DailyLoad], _ programme: Programme = SmallProgramme.programme(), _ analyte: AnalyteCode = "methamphetamine") throws
        -> PeriodEstimate
    {
        try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first { $0.analyte == analyte })
    }

    @Test func `a week gives its mean, its consumption and its doses`() throws {
        let found = try estimate(SmallProgramme.week([60, 62, 64, 66, 58, 62, 65.5]))
        #expect(found.days == 7 && found.quantifiedDays == 7 && found.censoringMethod == .none)
        #expect(abs(try #require(found.load).value - 62.5) < 1e-12)
        #expect(abs(try #require(found.consumption).value - 62.5 / 0.39) < 1e-10)
        #expect(abs(try #require(found.doses).value - 62.5 / 0.39 / 30) < 1e-10)
        #expect(abs(try #require(found.massLoad).value - 25) < 1e-12)
        #expect(found.parameterSet == "TEST@1")
        #expect(found.flags.isEmpty)
        #expect(found.population == 400_000)
    }

    @Test func `other periods and grab samples stay out`() throws {
        var loads = SmallProgramme.week([60, 60, 60, 60])
        loads.append(SmallProgramme.load(.quantified(9999), day: 4, flags: ["GRAB"]))
        loads.append(SmallProgramme.load(.quantified(9999), day: 100))
        #expect(abs(try #require(try estimate(loads).load).value - 60) < 1e-12)
    }

    @Test func `random parts shrink with the days and shared parts do not`() throws {
        let one = try #require(try estimate(SmallProgramme.week([60])).load)
        let seven = try #require(try estimate(SmallProgramme.week(Array(repeating: 60, count: 7))).load)
        func logSD(_ estimate: Estimate) -> Double { portableLog(estimate.interval.high / estimate.value) / 1.959963984540054 }
        #expect(abs(logSD(one) - (0.156 * 0.156 + 0.16 * 0.16).squareRoot()) < 1e-9)
        #expect(abs(logSD(seven) - (0.156 * 0.156 / 7 + 0.16 * 0.16).squareRoot()) < 2e-4)
        #expect(try estimate(SmallProgramme.week([60])).flags.contains("FEW_DAYS"))
    }

    /// The closed form against draws of every factor: each day its own random error, one shared error, censored days
    /// evenly below their limit.
    @Test(arguments: [0, 2]) func `the interval agrees with draws of every factor`(censored: Int) throws {
        let values = [60.0, 45, 72, 51, 90, 66, 58]
        let results = values.enumerated().map { CensoredResult.quantified($1) }.enumerated().map { $0 < censored ? .belowDetection(limit: 30) : $1 }
        let loads = results.enumerated().map { SmallProgramme.load($1, day: $0) }
        let found = try #require(try estimate(loads).load)
        var stream = RandomStream(seed: 77, "mean")
        let draws = (0..<40_000).map { _ -> Double in
            let shared = portableExp(0.16 * stream.normal())
            let sum = results.reduce(0.0) { sum, result in
                if let value = result.quantifiedValue { return sum + value * portableExp(0.156 * stream.normal() - 0.156 * 0.156 / 2) }
                return sum + 30 * stream.uniform()
            }
            return shared * sum / 7
        }.sorted()
        let ratio = draws[39_000] / draws[1_000]
        #expect(abs((found.interval.high / found.interval.low) / ratio - 1) < 0.05, "seed 77")
        // Kaplan-Meier puts what is below at the lowest limit, the draws in its middle.
        #expect(draws[20_000] <= found.value * 1.01)
    }

    @Test func `weekday is Tuesday to Thursday and weekend Friday to Monday`() throws {
        // Wednesday to Tuesday.
        let found = try estimate(SmallProgramme.week([1, 2, 10, 20, 30, 40, 3]))
        #expect(found.weekdayLoad == 2)
        #expect(found.weekendLoad == 25)
    }

    @Test func `means of weekdays and weekends have the errors of their own days`() throws {
        // Wednesday to Tuesday: three weekdays, four days of the weekend.
        let found = try estimate(SmallProgramme.week([60, 60, 60, 60, 60, 60, 60]))
        let whole = try #require(found.load)
        for (interval, days) in [(found.weekdayInterval, 3.0), (found.weekendInterval, 4.0)] {
            let interval = try #require(interval)
            // Of equal days: random variance over their number, and all of what they share.
            let logSD = (portableLog1p(portableExpm1(0.156 * 0.156) / days) + 0.16 * 0.16).squareRoot()
            #expect(abs(interval.high / 60 / portableExp(1.959963984540054 * logSD) - 1) < 1e-12)
            #expect(interval.low < whole.interval.low && interval.high > whole.interval.high)
        }
        let one = try estimate(SmallProgramme.week([60, 61]))
        #expect(one.weekdayInterval != nil && one.weekendInterval == nil)
        // Two of three weekdays below: too few for a mean. One of four days of the weekend: from the least mean to the greatest.
        let censored = try estimate(
            [0, 1, 2, 3, 4, 5, 6].map { SmallProgramme.load([0, 2, 6].contains($0) ? .belowDetection(limit: 60) : .quantified(60), day: $0) })
        #expect(censored.weekdayLoad == nil && censored.weekdayInterval == nil)
        let wide = try #require(censored.weekendInterval)
        #expect(wide.low < 45 && wide.low > 45 / 1.6 && wide.high > 60 && wide.high < 60 * 1.6, "\(wide)")
        // Scatter where the convention takes it: t of 3 - 1 and 4 - 1 degrees of freedom.
        let scatter = try estimate(
            SmallProgramme.week([60, 62, 70, 65, 80, 75, 64]),
            SmallProgramme.programme(configuration: SmallProgramme.configuration { $0.convention = .statCan; $0.population.basis = .census }))
        let interval = try #require(scatter.weekdayInterval)
        let mean = 62.0
        #expect(scatter.weekdayLoad == mean)
        #expect(abs(interval.high - mean - studentQuantile(0.975, degreesOfFreedom: 2) * (8.0 / 2 / 3).squareRoot()) < 1e-9)
    }

    @Test func `a weighted week of which only a part was measured says so`() throws {
        for week in [ProgrammeConfiguration.DayWeights.weekdayWeekend, .calendar] {
            let programme = SmallProgramme.programme(configuration: SmallProgramme.configuration { $0.means.week = week; $0.population.basis = .census })
            #expect(try estimate(SmallProgramme.week([60, 61]), programme).flags.contains("WEEK_PART_ONLY"))
            #expect(try !estimate(SmallProgramme.week([60, 61, 62, 63]), programme).flags.contains("WEEK_PART_ONLY"))
        }
        #expect(try !estimate(SmallProgramme.week([60, 61])).flags.contains("WEEK_PART_ONLY"))
    }

    @Test func `censored weeks name their method, and a refused one gives nothing but its count`() throws {
        func week(_ quantified: Int) -> [DailyLoad] {
            (0..<7).map { SmallProgramme.load($0 < quantified ? .quantified(10 + Double($0)) : .belowQuantification(limit: 6), day: $0) }
        }
        #expect(try estimate(week(5)).censoringMethod == .kaplanMeier)
        #expect(try estimate(week(3)).censoringMethod == .regressionOnOrderStatistics)
        let bounds = try estimate(week(2))
        #expect(bounds.censoringMethod == .bounds)
        #expect(bounds.flags.contains("CENSORED") && bounds.flags.contains("BOUNDS_WIDE"))
        let load = try #require(bounds.load)
        // Five days below 6: the mean lies between 3 and 51/7, and is drawn there with the errors of measurement.
        #expect(abs(load.value - (21.0 / 7 + 51.0 / 7) / 2) < 1e-12)
        #expect(load.interval.low > 2 && load.interval.low < 4.5 && load.interval.high > 5.5 && load.interval.high < 11, "\(load.interval)")
        let refused = try estimate(week(1))
        #expect(refused.censoringMethod == .refused && refused.quantifiedDays == 1)
        #expect(refused.load == nil && refused.massLoad == nil && refused.consumption == nil && refused.doses == nil && refused.randomLogSD == nil)
    }

    @Test func `a drug without a usable fraction keeps its load only`() throws {
        let found = try estimate(SmallProgramme.week([10, 11, 12, 13], analyte: "tramadol"), SmallProgramme.programme(), "tramadol")
        #expect(found.consumption == nil && found.flags == ["LOAD_ONLY"] && found.parentDrug == "tramadol")
    }

    @Test func `a chain with a row from memory is marked`() throws {
        let rows = SmallProgramme.rows("methamphetamine", "methamphetamine", masses: (149.24, 149.24), fraction: 0.39, provenance: .memory)
        #expect(try estimate(SmallProgramme.week([60, 61, 62, 63]), SmallProgramme.programme(parameters: rows)).flags == ["MEMORY_PARAMETER"])
    }

    @Test func `a row outside its limits is refused, with a finding`() {
        let rows = SmallProgramme.rows("methamphetamine", "methamphetamine", masses: (149.24, 149.24), fraction: 1.4)
        let found = PeriodEstimates.estimates(
            period: SmallProgramme.period, loads: SmallProgramme.week([60, 61, 62, 63]), programme: SmallProgramme.programme(parameters: rows))
        #expect(found.findings.map(\.code) == ["M109"])
        #expect(found.estimates.first?.consumption == nil)
        let none = PeriodEstimates.estimates(period: SmallProgramme.period, loads: [], programme: SmallProgramme.programme(parameters: []))
        #expect(none.findings.map(\.code) == ["M112"] && none.estimates.isEmpty)
    }

    @Test func `a mass fraction has no ratio of molar masses, and the spread without a row's own is the assumed one`() throws {
        let rows = SmallProgramme.rows("cocaine", "benzoylecgonine", masses: (303.36, 289.33), fraction: 0.35, relativeSD: nil, basis: "mass")
        let factor = try #require(ParameterChoice(rows).correction(for: "benzoylecgonine", parentDrug: "cocaine"))
        #expect(abs(factor.value - 1 / 0.35) < 1e-12 && factor.molarMassRatio == 1)
        #expect(factor.relativeSD == ParameterChoice.assumedRelativeSD)
        #expect(factor.rows.count == 1)
    }

    private let amphetamine = SmallProgramme.methamphetamine + SmallProgramme.rows("amphetamine", "amphetamine", masses: (135.21, 135.21), fraction: 0.363)

    @Test(arguments: [(6.0, "AMP_NOT_SEPARABLE"), (2.0, "AMP_NOT_SEPARABLE"), (20.0, "AMP_NET"), (90.0, "")])
    func `amphetamine is net of methamphetamine, or not separable`(load: Double, flag: String) throws {
        let loads = SmallProgramme.week([60, 60, 60, 60]) + SmallProgramme.week(Array(repeating: load, count: 4), analyte: "amphetamine")
        let found = try estimate(loads, SmallProgramme.programme(parameters: amphetamine), "amphetamine")
        #expect(found.flags.contains { $0.hasPrefix("AMP_") } == !flag.isEmpty)
        switch flag {
        case "AMP_NOT_SEPARABLE": #expect(found.consumption == nil && found.flags.contains(flag))
        case "AMP_NET":
            #expect(found.flags.contains(flag))
            #expect(abs(try #require(found.consumption).value - (load - 0.09 * 60) / 0.363) < 1e-9)
        default: #expect(abs(try #require(found.consumption).value - load / 0.363) < 1e-9)
        }
        #expect(abs(try #require(found.load).value - load) < 1e-12)
    }

    private func heroin(noscapine: Bool = false, codeine: Double = 9, morphine: Double = 28) throws -> PeriodEstimate {
        let parameters =
            SmallProgramme.rows("heroin", "morphine", masses: (369.42, 285.34), fraction: 0.42, relativeSD: 0.2)
            + SmallProgramme.rows("codeine", "codeine", masses: (299.37, 299.37), fraction: 0.638)
        let programme = SmallProgramme.programme(
            parameters: parameters, areas: [Area(code: "A", name: "A", level: .city, population: 1_000_000)],
            siteAreas: [SiteArea(site: "K01", area: "A", share: 1)],
            licit: [LicitUse(area: "A", period: SmallProgramme.period, substance: "morphine", milligramsPerDay: 6000)])
        var loads = SmallProgramme.week(Array(repeating: morphine, count: 4), analyte: "morphine")
        loads += SmallProgramme.week(Array(repeating: codeine, count: 4), analyte: "codeine")
        if noscapine { loads.append(SmallProgramme.load(.belowQuantification(limit: 3), analyte: "noscapine")) }
        return try estimate(loads, programme, "morphine")
    }

    @Test func `morphine gives heroin only by difference, where codeine and medical use are known`() throws {
        let found = try heroin()
        #expect(abs(try #require(found.consumption).value - 70.878) < 1e-3)
        #expect(found.parentDrug == "heroin" && found.flags.contains("BY_DIFFERENCE"))
        let alone = try estimate(
            SmallProgramme.week([28, 28, 28, 28], analyte: "morphine"),
            SmallProgramme.programme(parameters: SmallProgramme.rows("heroin", "morphine", masses: (369.42, 285.34), fraction: 0.42)), "morphine")
        #expect(alone.consumption == nil && alone.flags.contains("MORPHINE_SOURCES"))
    }

    @Test func `poppy straw, or too little left over, gives no heroin`() throws {
        let straw = try heroin(noscapine: true)
        #expect(straw.consumption == nil && straw.flags.contains("POPPY_STRAW_LIKELY"))
        let medical = try heroin(morphine: 5.2)
        #expect(medical.consumption == nil && medical.flags.contains("NOT_DISTINGUISHABLE_FROM_MEDICAL"))
    }
}
