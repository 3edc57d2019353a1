import AnomalyDetection
import DelimitedText
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import RandomDraws

/// Runs the released series of the European multi-city study through the detector, year by year, each with the years before it alone.
///
/// Prints for each year how many tests were made and what was found by which test, every rise that was found, and whether the
/// events that the agency's own reports and those of the laboratories tell of are among them. The release has one week of
/// seven days a year and site, mg/d/1000 inhabitants, results below the limit as 0: they enter as below the smallest
/// figure that the release prints of the substance in that year. There are no flows, so that no meter can be judged.
struct EUDAAlarms {
    var path: String

    /// What is known to have happened.
    private static let events: [(city: String, year: Int, analyte: AnalyteCode, what: String)] = [
        ("Amsterdam", 2024, "mdma", "unused MDMA in the sewer on a Monday: 846 mg/d/1000 inhabitants"),
        ("Utrecht", 2011, "mdma", "washout of a dump after a police raid, 350 to 75 g/d (Emke et al. 2014, Sci. Total Environ. 487:666)"),
        ("Eindhoven", 2015, "mdma", "more than 25 kg within a week at the turn of 2014 to 2015, outside the week of the study"),
        ("Eindhoven", 2011, "amphetamine", "amphetamine from production, unresolved by enantiomers (Emke et al. 2014)"),
    ]

    private static let codes: [String: AnalyteCode] = [
        "MDMA": "mdma", "amphetamine": "amphetamine", "methamphetamine": "methamphetamine", "cocaine": "benzoylecgonine", "cannabis": "thc-cooh",
        "ketamine": "ketamine",
    ]

    /// A row of the release.
    private struct Row {
        var year: Int
        var analyte: AnalyteCode
        var site: SiteCode
        var city: String
        var days: [Double?]
    }

    func run() throws {
        guard FileManager.default.fileExists(atPath: path) else {
            print("skipped: \(path) is not here; it is the agency's release of 2025 (ww2025-all-data.csv)")
            return
        }
        let rows = try rows()
        let cities = Dictionary(rows.map { ($0.site, $0.city) }) { first, _ in first }
        let loads = rows.flatMap(dailyLoads(limits(rows)))
        let sites = Set(rows.map(\.site)).sorted().map { Site(code: $0, name: cities[$0] ?? "", tier: .key, kind: .plant) }
        var found: [Int: [Anomaly]] = [:]
        var judged: [Int: [Anomaly]] = [:]
        var tested: Set<String> = []
        print("year | sites | tests of rises | alarms | by step | by day | by drift | first detections | alarms a hundred cells")
        for year in Set(rows.map(\.year)).sorted() {
            guard let period = Period(year: year, index: 2) else { continue }
            let result = CampaignDetection.detect(
                DetectionInput(period: period, loads: loads, sites: sites, analytes: AnalyteCatalogue.shipped()))
            let rises = result.anomalies.filter { $0.kind.isDrugSignal && $0.kind != .trend }
            let alarms = rises.filter { $0.isDiscovery && $0.direction == .up }
            let cells = Set(rises.map { "\($0.site) \($0.analyte?.rawValue ?? "")" })
            for cell in cells { tested.insert("\(year) \(cell)") }
            found[year] = alarms
            judged[year] = rises
            func count(_ kind: AnomalyKind) -> Int { alarms.count { $0.kind == kind } }
            let alarmed = Set(alarms.map { "\($0.site) \($0.analyte?.rawValue ?? "")" })
            let share = cells.isEmpty ? "-" : String((1000 * Double(alarmed.count) / Double(cells.count)).rounded() / 10)
            print(
                [
                    "\(year)", "\(Set(rows.filter { $0.year == year }.map(\.site)).count)", "\(rises.count)", "\(alarms.count)", "\(count(.step))",
                    "\(count(.daySpike))", "\(count(.drift))", "\(count(.firstDetection))", share,
                ].joined(separator: " | "))
        }
        print("\nevery rise that was found")
        for year in found.keys.sorted() {
            for row in found[year] ?? [] {
                let day = row.date.map { " on \($0), a \(EUDAAlarms.dayNames[max(0, min(6, $0.weekday - 1))])" } ?? ""
                print(
                    "\(year) \(cities[row.site] ?? "") (\(row.site)) \(row.analyte?.rawValue ?? "") \(row.kind.rawValue)\(day): score "
                        + "\(EUDAAlarms.rounded(row.score)), q \(EUDAAlarms.rounded(row.qValue))")
            }
        }
        print("\nknown events")
        for event in EUDAAlarms.events {
            let places = Set(rows.filter { $0.city == event.city && $0.year == event.year && $0.analyte == event.analyte }.map(\.site))
            let alarms = (found[event.year] ?? []).filter { places.contains($0.site) && $0.analyte == event.analyte }
            let isTested = places.contains { tested.contains("\(event.year) \($0) \(event.analyte)") }
            let verdict =
                places.isEmpty
                ? "not in the release"
                : alarms.isEmpty
                    ? (isTested ? "tested, no alarm" : "in the release, with too few years before it to test")
                    : "found by " + alarms.map { $0.kind.rawValue + ($0.date.map { " on \(EUDAAlarms.dayNames[max(0, min(6, $0.weekday - 1))])" } ?? "") }
                        .joined(separator: ", ")
            print("\(event.city) \(event.year) \(event.analyte): \(verdict) — \(event.what)")
            // What was tested and found too little to tell among all: by how much it fell short.
            for row in judged[event.year] ?? [] where places.contains(row.site) && row.analyte == event.analyte && row.direction == .up {
                let before = (judged[event.year] ?? []).count { $0.kind == row.kind && $0.pValue < row.pValue }
                let day = row.date.map { " on \(EUDAAlarms.dayNames[max(0, min(6, $0.weekday - 1))])" } ?? ""
                print(
                    "    \(row.kind.rawValue)\(day): score \(EUDAAlarms.rounded(row.score)), p \(EUDAAlarms.rounded(row.pValue)), q "
                        + "\(EUDAAlarms.rounded(row.qValue)), \(before) of the year's tests of this kind before it")
            }
        }
    }

    private static let dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private static func rounded(_ value: Double) -> String { value < 0.0001 ? "< 0.0001" : String((value * 10_000).rounded() / 10_000) }

    private func rows() throws -> [Row] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        guard let table = DelimitedTable.read(bytes, file: path).table, table.rowCount > 1 else {
            throw UsageError(description: "\(path) is no table")
        }
        return (1..<table.rowCount).compactMap { row in
            guard !table.isBlank(row), let year = Int(table.text(row, 0)), let analyte = EUDAAlarms.codes[table.text(row, 1)] else { return nil }
            return Row(
                year: year, analyte: analyte, site: SiteCode(table.text(row, 2)), city: table.text(row, 4),
                days: (5...11).map { NumberText.parse(table.text(row, $0), mark: .point) })
        }
    }

    /// The smallest figure above zero of each year and substance.
    private func limits(_ rows: [Row]) -> [String: Double] {
        var limits: [String: Double] = [:]
        for row in rows {
            for value in row.days.compactMap({ $0 }) where value > 0 {
                limits["\(row.year) \(row.analyte)"] = min(limits["\(row.year) \(row.analyte)"] ?? value, value)
            }
        }
        return limits
    }

    /// The days of a row, from the first Wednesday after 5 March.
    private func dailyLoads(_ limits: [String: Double]) -> (Row) -> [DailyLoad] {
        { row in
            guard let first = CalendarDate(year: row.year, month: 3, day: 5) else { return [] }
            let wednesday = first + (3 - first.weekday + 7) % 7
            return row.days.enumerated().compactMap { day, value in
                guard let value else { return nil }
                let load: CensoredResult =
                    value > 0 ? .quantified(value) : .belowQuantification(limit: limits["\(row.year) \(row.analyte)"] ?? 1)
                return DailyLoad(
                    sample: SampleID("\(row.site)-\(row.year)-\(day)"), site: row.site, date: wednesday + day, analyte: row.analyte,
                    concentration: load, flowVolume: 0, population: 100_000, populationBasis: .census, massLoad: load.scaled(by: 0.1),
                    populationNormalisedLoad: load, interval: Interval(low: 0, high: 0), randomLogSD: 0.15, sharedLogSD: 0.15, flags: [],
                    position: SourcePosition(file: "release"))
            }
        }
    }
}
