// Daily values, weekday, weekend and daily means of the EMCDDA/EUDA release "Wastewater analysis and drugs: a European
// multi-city study", source data 2025 (data of 2011 to 2024); mg/d/1000 inhabitants, below LOQ printed as 0.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: EUDA days to weeks")
struct EUDAWeekTests {
    /// Wednesday to Tuesday; nil where no sample.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var days: [Double?]
        var weekday: Double
        var weekend: Double
        var daily: Double
        var year = 2024
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "Graz METH 2020", days: [6.33, 6.73, 5.85, 11.3, 8.4, 7.32, 4.97], weekday: 6.01, weekend: 8.22, daily: 7.27, year: 2020),
        Row(name: "Graz MDMA 2024", days: [8.82, 12.87, 12.45, 28.11, 26.8, 10.5, 9.13], weekday: 10.27, weekend: 19.47, daily: 15.53),
        Row(name: "Amsterdam MDMA 2024", days: [137.29, 114.15, 246.2, 176.98, 277.36, 846.14, 179.46], weekday: 143.63, weekend: 386.67, daily: 282.51),
        Row(name: "Zurich BE 2024", days: [1145.66, 890.23, 1193.53, 1163.06, 1372.65, 1034.94, 804.63], weekday: 946.84, weekend: 1191.05, daily: 1086.39),
        Row(name: "Agia Napa METH 2024", days: [2.74, nil, 0.78, 5.75, 3.83, 7.76, 9.62], weekday: 6.18, weekend: 4.53, daily: 5.08),
        Row(name: "Almada AMP 2020", days: [0.44, 0.43, 0.43, 0, 2.23, 2.15, 1.94], weekday: 0.94, weekend: 1.20, daily: 1.09, year: 2020),
        // The printed rows of 2021 count Tuesday to Friday as weekdays.
        Row(name: "Graz MDMA 2021", days: [5.82, 4.53, 5.27, 16.56, 17.37, 10.14, 7.83], weekday: 5.86, weekend: 14.69, daily: 9.64, year: 2021),
    ]

    @Test(arguments: rows) func `days give the published means`(row: Row) throws {
        let first = try #require(CalendarDate(year: row.year, month: 3, day: 5))
        let wednesday = first + (3 - first.weekday + 7) % 7
        let loads = row.days.enumerated().compactMap { day, value in
            value.map { SmallProgramme.load($0 == 0 ? .belowQuantification(limit: 0.4) : .quantified($0), day: wednesday + day - SmallProgramme.wednesday) }
        }
        let programme = SmallProgramme.programme(configuration: SmallProgramme.configuration { $0.convention = .euda })
        let estimate = try #require(PeriodEstimates.estimates(period: Period(containing: wednesday), loads: loads, programme: programme).estimates.first)
        // Days and means are printed to 0.01.
        #expect(abs(try #require(estimate.load).value - row.daily) < 0.0101)
        #expect(abs(try #require(estimate.weekdayLoad) - row.weekday) < 0.0051)
        #expect(abs(try #require(estimate.weekendLoad) - row.weekend) < 0.0051)
        #expect(estimate.censoringMethod == (row.days.contains(0) ? .zero : .none))
        #expect(estimate.convention == (row.year == 2021 ? "EUDA; weekdays: Tue-Fri" : "EUDA"))
        #expect(estimate.consumption == nil && estimate.flags.contains("LOADS_BY_CONVENTION"))
    }

    /// Bristol, ketamine, 2023: a weekday mean of 174.24 from one sample and a weekend mean of 145.62 from six were printed with
    /// a daily mean of 149.71: samples weigh alike, not days.
    @Test func `a day with several samples weighs as many times`() throws {
        let loads = [SmallProgramme.load(.quantified(174.24))] + (0..<6).map { index in
            var load = SmallProgramme.load(.quantified(145.62), day: 2 + index % 3)
            load.sample = SampleID("K01-\(index)")
            return load
        }
        func mean(_ week: ProgrammeConfiguration.DayWeights) throws -> Double {
            let programme = SmallProgramme.programme(
                configuration: SmallProgramme.configuration {
                    $0.convention = .euda
                    $0.means.week = week
                })
            return try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first?.load).value
        }
        #expect(abs(try mean(.samples) - 149.71) < 0.0051)
        #expect(abs(try mean(.days) - (174.24 + 3 * 145.62) / 4) < 1e-9)
        #expect(abs(try mean(.weekdayWeekend) - (3 * 174.24 + 4 * 145.62) / 7) < 1e-9)
        #expect(abs(try mean(.calendar) - (5 * 174.24 + 2 * 145.62) / 7) < 1e-9)
    }

    @Test func `Amsterdam's Monday of 2024 is 5.9 times its weekdays`() {
        let row = Self.rows[2]
        #expect(abs((row.days[5] ?? 0) / row.weekday - 5.9) < 0.05)
    }

    @Test func `Zurich's benzoylecgonine is 512.0 g a day and 39.0 doses per thousand`() throws {
        let row = Self.rows[3]
        let loads = row.days.enumerated().compactMap { day, value in
            value.map { SmallProgramme.load(.quantified($0), analyte: "benzoylecgonine", day: day, population: 471_275) }
        }
        let parameters = SmallProgramme.rows("cocaine", "benzoylecgonine", masses: (3.59, 1), fraction: 1, relativeSD: 0, dose: 100)
        let estimate = try #require(
            PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: SmallProgramme.programme(parameters: parameters)).estimates.first)
        #expect(abs(try #require(estimate.massLoad).value - 512.0) < 0.05)
        #expect(abs(try #require(estimate.consumption).value - 3900) < 1)
        #expect(abs(try #require(estimate.doses).value - 39.0) < 0.05)
    }
}
