import BackCalculation
import BatchRun
import Foundation
import Monitoring
import ProgrammeFiles
import Testing

/// What must not matter, from the laboratory's file to the estimate: units, the order of rows, how many workers there are.
@Suite("Laws of the whole chain") struct ChainInvarianceTests {
    /// A concentration of the method in ng/L, and how each of its figures is written in another unit.
    struct Writing: Sendable, CustomTestStringConvertible {
        var unit: String
        /// Decimal places by which the point moves to the left.
        var places: Int
        var testDescription: String { unit }
    }

    private static let figures = ["100", "212.5", "31.75", "<LOQ"]
    private static let days = ["2025-09-11", "2025-09-12", "2025-09-13", "2025-09-14"]

    /// A figure with its point moved: decimal text, so that no rounding of a division stands between the two files.
    static func moved(_ figure: String, _ places: Int) -> String {
        let parts = figure.split(separator: ".").map(String.init)
        let whole = parts[0]
        let digits = whole + (parts.count > 1 ? parts[1] : "")
        let point = whole.count - places
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
        return digits.prefix(point) + "." + digits.dropFirst(point)
    }

    static func assay(unit: String = "ng/L", places: Int = 0, reversed: Bool = false) -> String {
        let rows = figures.enumerated().map { index, figure in
            let isBelow = figure.hasPrefix("<")
            return "\(SmallLaboratory.samples[index]),methamphetamine,\(isBelow ? "" : moved(figure, places)),\(unit),\(isBelow ? figure : "=")"
                + ",\(moved("1", places)),\(moved("5", places)),b1,b1-\(index + 1),unknown\n"
        }
        return CanonicalRows.header + (reversed ? rows.reversed() : rows).joined()
    }

    static func register(withFlow: Bool = true, reversed: Bool = false) -> String {
        let rows = days.enumerated().map { index, day in
            "\(SmallLaboratory.samples[index]),K01,\(day)T08:00,2025-09-1\(index + 2)T08:00,flow\(withFlow ? ",43200" : "")\n"
        }
        return "sample_id,site_code,window_start,window_end,composite\(withFlow ? ",flow_m3_per_d" : "")\n" + (reversed ? rows.reversed() : rows).joined()
    }

    /// The loads and the estimates of what lies in a workspace, by the steps of a run.
    private func figures(of laboratory: SmallLaboratory, jobs: Int = 2) async throws -> (loads: [DailyLoad], estimates: [PeriodEstimate]) {
        try await laboratory.ingest { $0.jobs = jobs }
        let programme = try Programme.read(workspace: laboratory.path)
        let table = DailyLoadTable.loads(results: try laboratory.results(), programme: programme)
        return (table.loads, PeriodEstimates.estimates(period: period2025P5, loads: table.loads, programme: programme).estimates)
    }

    private func figures(assay: String = ChainInvarianceTests.assay(), register: String = ChainInvarianceTests.register(), files: [String: String] = [:], jobs: Int = 2) async throws
        -> (loads: [DailyLoad], estimates: [PeriodEstimate])
    {
        let laboratory = try SmallLaboratory()
        try laboratory.write("samples/2025-P5.csv", register)
        for (name, text) in files { try laboratory.write(name, text) }
        try laboratory.write("inbox/b1.csv", assay)
        return try await figures(of: laboratory, jobs: jobs)
    }

    /// Whether two numbers are the same but for the rounding of a few products: 4 units in the last place.
    private func isSame(_ left: Double, _ right: Double) -> Bool { left == right || abs(left - right) <= 4 * max(left.ulp, right.ulp) }

    private func expectSame(_ left: (loads: [DailyLoad], estimates: [PeriodEstimate]), _ right: (loads: [DailyLoad], estimates: [PeriodEstimate]), _ what: String) {
        #expect(left.loads.count == 4 && right.loads.count == 4, "\(what)")
        for (a, b) in zip(left.loads, right.loads) {
            #expect(a.sample == b.sample && a.concentration.qualifier == b.concentration.qualifier, "\(what)")
            for (x, y) in [(a.populationNormalisedLoad, b.populationNormalisedLoad), (a.massLoad, b.massLoad), (a.concentration, b.concentration)] {
                #expect(isSame(x.quantifiedValue ?? x.limit ?? -1, y.quantifiedValue ?? y.limit ?? -1), "\(what): \(x) and \(y)")
            }
            #expect(isSame(a.interval.low, b.interval.low) && isSame(a.interval.high, b.interval.high), "\(what)")
        }
        #expect(left.estimates.count == 1 && right.estimates.count == 1, "\(what)")
        for (a, b) in zip(left.estimates, right.estimates) {
            for (x, y) in [(a.load, b.load), (a.massLoad, b.massLoad), (a.consumption, b.consumption), (a.doses, b.doses)] {
                guard let x, let y else {
                    Issue.record("\(what): a figure is missing")
                    continue
                }
                // The draws of a week with a day below its limit are the same numbers; a few more products lie on their way.
                for (u, v) in [(x.value, y.value), (x.interval.low, y.interval.low), (x.interval.high, y.interval.high)] {
                    #expect(abs(u / v - 1) < 1e-12, "\(what): \(u) and \(v)")
                }
            }
            #expect(a.flags == b.flags && a.days == b.days && a.quantifiedDays == b.quantifiedDays, "\(what)")
        }
    }

    @Test(arguments: [
        Writing(unit: "µg/L", places: 3), Writing(unit: "μg/L", places: 3), Writing(unit: "ug/L", places: 3), Writing(unit: "pg/mL", places: 0),
        Writing(unit: "ng/mL", places: 3), Writing(unit: "mg/L", places: 6), Writing(unit: "mg/m3", places: 3), Writing(unit: "微克/升", places: 3),
        Writing(unit: "ppt", places: 0),
    ])
    func `the unit of the assay changes no load, no consumption and no limit`(_ writing: Writing) async throws {
        let plain = try await figures()
        expectSame(plain, try await figures(assay: Self.assay(unit: writing.unit, places: writing.places)), writing.unit)
    }

    /// 43,200 m3 a day are 500 litres a second.
    @Test(arguments: [("m3/d", "43200"), ("L/s", "500"), ("ML/d", "43.2"), ("万m3/d", "4.32"), ("m3/h", "1800"), ("L/d", "43200000")])
    func `the unit of the flow changes no load`(unit: String, value: String) async throws {
        let plain = try await figures()
        let rows = Self.days.map { "K01,\($0),\(value),\(unit)\n" }.joined()
        expectSame(
            plain, try await figures(register: Self.register(withFlow: false), files: ["flows/2025-P5.csv": "site_code,date,flow,unit\n" + rows]), unit)
    }

    @Test func `persons or ten thousands of them are the same people, and twice as many halve what each of them leaves`() async throws {
        let plain = try await figures()
        func populations(_ header: String, _ people: String) -> [String: String] {
            ["populations.csv": "site_code,from,to,basis,\(header)\nK01,2025-01-01,,census,\(people)\n"]
        }
        expectSame(plain, try await figures(files: populations("服务人口(万人)", "20")), "万人")
        let twice = try await figures(files: populations("persons", "400000"))
        for (one, two) in zip(plain.loads, twice.loads) {
            #expect(one.massLoad == two.massLoad)
            #expect(one.populationNormalisedLoad.scaled(by: 0.5) == two.populationNormalisedLoad)
        }
        let (one, two) = (try #require(plain.estimates.first), try #require(twice.estimates.first))
        for (a, b) in [(one.load, two.load), (one.consumption, two.consumption), (one.doses, two.doses)] {
            let (a, b) = (try #require(a), try #require(b))
            for (u, v) in [(a.value, b.value), (a.interval.low, b.interval.low), (a.interval.high, b.interval.high)] { #expect(abs(u / v - 2) < 1e-9) }
        }
        let (grams, same) = (try #require(one.massLoad), try #require(two.massLoad))
        #expect(abs(grams.value / same.value - 1) < 1e-12 && abs(grams.interval.high / same.interval.high - 1) < 1e-9)
    }

    @Test func `the order of rows in files and the number of workers change no bit`() async throws {
        let plain = try await figures(jobs: 1)
        let turned = try await figures(assay: Self.assay(reversed: true), register: Self.register(reversed: true), jobs: 3)
        #expect(plain.estimates == turned.estimates)
        #expect(plain.loads.map(\.populationNormalisedLoad) == turned.loads.map(\.populationNormalisedLoad))
        #expect(plain.loads.map(\.interval) == turned.loads.map(\.interval))
        #expect(plain.loads.map(\.flags) == turned.loads.map(\.flags))
    }
}
