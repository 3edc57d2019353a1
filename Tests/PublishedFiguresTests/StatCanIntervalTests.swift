// Weekly means of drug loads in municipal wastewater with 95 % intervals: Statistics Canada, table 13-10-0871-01
// (mg/d/1000 inhabitants). With no day imputed the intervals are mean ± t(6) standard errors, cut off at 0.
//
// All printed figures are even in the last decimal: they were doubled after rounding, so that each is sure to 0.01.
import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Published figures: Statistics Canada's intervals")
struct StatCanIntervalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var mean: Double
        var standardError: Double
        var low: Double
        var high: Double
    }

    static let rows = [
        Row(testDescription: "Edmonton, methamphetamine, March 2022", mean: 935.36, standardError: 20.24, low: 885.86, high: 984.88),
        Row(testDescription: "Vancouver, methamphetamine, March 2022", mean: 539.34, standardError: 21.48, low: 486.80, high: 591.88),
        Row(testDescription: "Prince Albert, methamphetamine, March 2022", mean: 1126.58, standardError: 292.14, low: 411.74, high: 1841.42),
        Row(testDescription: "Halifax, benzoylecgonine, January 2022", mean: 1492.36, standardError: 146.72, low: 1133.36, high: 1851.36),
        Row(testDescription: "Halifax, MDMA, January 2022", mean: 5.36, standardError: 2.50, low: 0, high: 11.48),
    ]
    /// Montreal, methamphetamine, March 2022, 7.14 % of the days imputed.
    static let montreal = Row(testDescription: "Montreal", mean: 179.84, standardError: 53.98, low: 37.94, high: 321.72)

    /// Rounding of the mean, of the standard error times t, and of the printed end.
    private static let tolerance = 0.01 + 2.44691 * 0.01 + 0.01

    /// Seven days with a mean and a standard error: six alike and one above them.
    private func week(_ row: Row) -> [Double] {
        Array(repeating: row.mean - row.standardError, count: 6) + [row.mean + 6 * row.standardError]
    }

    private func estimate(_ days: [Double], _ change: (inout ProgrammeConfiguration) -> Void = { _ in }) throws -> PeriodEstimate {
        let programme = SmallProgramme.programme(
            configuration: SmallProgramme.configuration {
                $0.convention = .statCan
                change(&$0)
            })
        return try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: SmallProgramme.week(days), programme: programme).estimates.first)
    }

    @Test func `t with six degrees of freedom is 2.44691`() {
        #expect(abs(studentQuantile(0.975, degreesOfFreedom: 6) - 2.44691) < 5e-6)
    }

    @Test(arguments: rows) func `seven days give the printed interval`(row: Row) throws {
        let plain = try #require(DayToDayInterval.interval(mean: row.mean, standardError: row.standardError, count: 7))
        #expect(abs(plain.low - row.low) <= Self.tolerance && abs(plain.high - row.high) <= Self.tolerance)
        let found = try estimate(week(row))
        let load = try #require(found.load)
        #expect(abs(load.value - row.mean) < 1e-9)
        #expect(abs(load.interval.low - row.low) <= Self.tolerance && abs(load.interval.high - row.high) <= Self.tolerance)
        #expect(found.convention == "StatCan")
        if row.low == 0 { #expect(load.interval.low == 0) }
    }

    @Test func `an interval with imputed days is wider than its days alone give`() throws {
        let row = Self.montreal
        let alone = try #require(DayToDayInterval.interval(mean: row.mean, standardError: row.standardError, count: 7))
        #expect(row.low < alone.low - 9 && alone.high + 9 < row.high)
    }

    @Test func `the same days under another interval are named so`() throws {
        let days = week(Self.rows[0])
        let errors = try estimate(days) { $0.means.interval = .errors }
        #expect(errors.convention == "StatCan; interval: errors")
        let scatter = try #require(try estimate(days).load).interval
        #expect(try #require(errors.load).interval != scatter)
        // One day has no scatter: the errors of measurement are all there is.
        #expect(try estimate([60]).load == (try estimate([60]) { $0.means.interval = .errors }).load)
    }
}
