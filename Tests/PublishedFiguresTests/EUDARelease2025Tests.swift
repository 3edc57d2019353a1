// All rows of the source data that the European Union Drugs Agency (EUDA) released in 2025 with "Wastewater analysis and
// drugs: a European multi-city study" (years 2011 to 2024): seven days, and the printed weekday, weekend and daily means,
// mg/d/1000 inhabitants, below LOQ as 0. The file lies beside the project and is no part of it.
//
// Days and means are printed to 0.01, so that a mean of days differs by up to 0.005 + 0.005 from the printed one. Rows that
// differ by more are told of and not taken for exact: most have a blank day, and their printed means were made of more
// samples than the row shows.
import BackCalculation
import DelimitedText
import Foundation
import Monitoring
import ProgrammeFiles
import Testing

private let release = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/data/drug-loads/ww2025-all-data.csv").standardizedFileURL

@Suite("Published figures: EUDA release of 2025", .enabled(if: FileManager.default.fileExists(atPath: release.path), "../shared/data/drug-loads is not here"))
struct EUDARelease2025Tests {
    /// A printed row; nil where blank. Days from Wednesday to Tuesday.
    struct Row {
        var line: Int
        var year: Int
        var name: String
        var days: [Double?]
        var weekday: Double?
        var weekend: Double?
        var daily: Double?
        var hasBlankDay: Bool { days.contains { $0 == nil } }
    }

    /// What agreed of the rows of a year.
    struct Agreement: Equatable {
        var rows = 0
        var daily = 0
        var weekday = 0
        var weekend = 0
    }

    private static let rounding = 0.01 + 1e-9

    static func rows() throws -> [Row] {
        let bytes = [UInt8](try Data(contentsOf: release))
        let table = try #require(DelimitedTable.read(bytes, file: "ww2025-all-data.csv").table)
        func number(_ row: Int, _ column: Int) -> Double? { NumberText.parse(table.text(row, column), mark: .point) }
        return try (1..<table.rowCount).filter { !table.isBlank($0) }.map { row in
            let year = try #require(Int(table.text(row, 0)))
            return Row(
                line: row + 1, year: year, name: "\(year) \(table.text(row, 1)) \(table.text(row, 2)) \(table.text(row, 4))",
                days: (5...11).map { number(row, $0) }, weekday: number(row, 12), weekend: number(row, 13), daily: number(row, 14))
        }
    }

    /// The engine's estimates of the rows of a year, in their order: one site a row, in a week of March.
    private static func estimates(_ rows: [Row], year: Int, _ change: (inout ProgrammeConfiguration) -> Void = { _ in }) throws -> [PeriodEstimate?] {
        let first = try #require(CalendarDate(year: year, month: 3, day: 5))
        let wednesday = first + (3 - first.weekday + 7) % 7
        var loads: [DailyLoad] = []
        for (index, row) in rows.enumerated() {
            for (day, value) in row.days.enumerated() {
                guard let value else { continue }
                loads.append(
                    SmallProgramme.load(
                        value == 0 ? .belowQuantification(limit: 1) : .quantified(value), site: SiteCode("R\(index)"), day: wednesday + day - SmallProgramme.wednesday))
            }
        }
        let programme = SmallProgramme.programme(
            configuration: SmallProgramme.configuration {
                $0.convention = .euda
                change(&$0)
            })
        let found = PeriodEstimates.estimates(period: Period(containing: wednesday), loads: loads, programme: programme).estimates
        let bySite = Dictionary(found.map { ($0.site, $0) }) { first, _ in first }
        return rows.indices.map { bySite[SiteCode("R\($0)")] }
    }

    private static func agrees(_ value: Double?, _ printed: Double?) -> Bool {
        guard let value, let printed else { return value == nil && printed == nil }
        return (value - printed).magnitude <= rounding
    }

    private static func agreement(_ rows: [Row], _ estimates: [PeriodEstimate?]) -> Agreement {
        var count = Agreement(rows: rows.count)
        for (row, estimate) in zip(rows, estimates) {
            count.daily += agrees(estimate?.load?.value, row.daily) ? 1 : 0
            count.weekday += agrees(estimate?.weekdayLoad, row.weekday) ? 1 : 0
            count.weekend += agrees(estimate?.weekendLoad, row.weekend) ? 1 : 0
        }
        return count
    }

    @Test func `the convention reproduces the printed means of nearly all rows`() throws {
        let rows = try Self.rows()
        #expect(rows.count == 4376)
        var total = Agreement()
        var rest: [String] = []
        var blank = 0
        print("EUDA 2025: rows, and printed means that agree within rounding\nyear  rows  daily  weekday  weekend")
        for year in 2011...2024 {
            let own = rows.filter { $0.year == year }
            let estimates = try Self.estimates(own, year: year)
            let count = Self.agreement(own, estimates)
            #expect(estimates.allSatisfy { $0 == nil || $0?.convention == (year == 2021 ? "EUDA; weekdays: Tue-Fri" : "EUDA") })
            #expect(estimates.allSatisfy { $0?.consumption == nil })
            print("\(year)  \(count.rows)  \(count.daily)  \(count.weekday)  \(count.weekend)")
            let least = try #require(Self.least[year])
            #expect(count.rows == least.rows && count.daily >= least.daily && count.weekday >= least.weekday && count.weekend >= least.weekend)
            total.rows += count.rows
            total.daily += count.daily
            total.weekday += count.weekday
            total.weekend += count.weekend
            for (row, estimate) in zip(own, estimates) where !Self.agrees(estimate?.load?.value, row.daily) {
                blank += row.hasBlankDay ? 1 : 0
                let found = estimate?.load.map { String(($0.value * 1000).rounded() / 1000) } ?? "-"
                rest.append("\(row.line): \(row.name): \(found), printed \(row.daily.map { String($0) } ?? "-")\(row.hasBlankDay ? ", a day blank" : "")")
            }
        }
        print("all   \(total.rows)  \(total.daily)  \(total.weekday)  \(total.weekend)")
        print("the \(rest.count) daily means that differ, \(blank) of them with a blank day (line: row: computed, printed)\n" + rest.joined(separator: "\n"))
        #expect(total.daily >= 4253 && total.weekday >= 4279 && total.weekend >= 4296)
        #expect(rest.count <= 123 && blank * 5 >= rest.count * 4)
    }

    /// As measured on the release.
    private static let least: [Int: Agreement] = [
        2011: Agreement(rows: 67, daily: 66, weekday: 62, weekend: 62),
        2012: Agreement(rows: 100, daily: 100, weekday: 100, weekend: 100),
        2013: Agreement(rows: 173, daily: 167, weekday: 167, weekend: 172),
        2014: Agreement(rows: 172, daily: 171, weekday: 160, weekend: 154),
        2015: Agreement(rows: 186, daily: 185, weekday: 170, weekend: 170),
        2016: Agreement(rows: 200, daily: 200, weekday: 199, weekend: 199),
        2017: Agreement(rows: 248, daily: 238, weekday: 248, weekend: 248),
        2018: Agreement(rows: 325, daily: 321, weekday: 325, weekend: 325),
        2019: Agreement(rows: 322, daily: 322, weekday: 322, weekend: 322),
        2020: Agreement(rows: 392, daily: 386, weekday: 392, weekend: 392),
        2021: Agreement(rows: 340, daily: 304, weekday: 331, weekend: 317),
        2022: Agreement(rows: 509, daily: 502, weekday: 505, weekend: 502),
        2023: Agreement(rows: 540, daily: 531, weekday: 535, weekend: 531),
        2024: Agreement(rows: 802, daily: 760, weekday: 763, weekend: 802),
    ]

    @Test func `in 2021 weekdays were Tuesday to Friday, and in no other year`() throws {
        let rows = try Self.rows().filter { !$0.hasBlankDay }
        for year in [2020, 2021, 2022] {
            let own = rows.filter { $0.year == year }
            let printed = Self.agreement(own, try Self.estimates(own, year: year))
            let usual = Self.agreement(own, try Self.estimates(own, year: year) { $0.means.weekdays = MeanConvention.usualWeekdays })
            let longer = Self.agreement(own, try Self.estimates(own, year: year) { $0.means.weekdaysByYear[year] = [2, 3, 4, 5] })
            #expect(printed == (year == 2021 ? longer : usual))
            let (right, wrong) = year == 2021 ? (longer, usual) : (usual, longer)
            // The wrong days agree where all days are the same, mostly zeros.
            #expect(right.weekday * 10 >= own.count * 9 && wrong.weekday * 5 < own.count, "\(year): \(right.weekday), \(wrong.weekday) of \(own.count)")
            if year == 2021 { #expect(own.count == 297 && right.weekday == 297 && right.weekend == 297) }
        }
    }

    @Test func `a week's weights change the mean of a whole week only for five to two`() throws {
        let own = try Self.rows().filter { $0.year == 2024 && !$0.hasBlankDay }
        let samples = try Self.estimates(own, year: 2024)
        for (weights, isSame) in [(ProgrammeConfiguration.DayWeights.days, true), (.weekdayWeekend, true), (.calendar, false)] {
            let found = try Self.estimates(own, year: 2024) { $0.means.week = weights }
            var moved = 0
            for (one, other) in zip(samples, found) {
                let (left, right) = (try #require(one?.load).value, try #require(other?.load).value)
                moved += (left - right).magnitude > 1e-9 * left ? 1 : 0
                if weights == .calendar, let weekday = other?.weekdayLoad, let weekend = other?.weekendLoad {
                    #expect((right - (5 * weekday + 2 * weekend) / 7).magnitude <= 1e-9 * right)
                }
            }
            #expect(isSame ? moved == 0 : moved > own.count * 9 / 10, "\(weights): \(moved) of \(own.count)")
            #expect(found.allSatisfy { $0?.convention == "EUDA; week: \(weights.rawValue)" })
        }
    }
}
