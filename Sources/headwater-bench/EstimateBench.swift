// Unsafe because the clocks and the counter of memory are the system's, read through C.
import BackCalculation
import DelimitedText
import DenseAlgebra
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import RandomDraws

/// How fast figures are worked out, as JSON lines: random draws, the products behind sums over areas, and a made-up national year.
///
/// A draw is one factor, taken at random for its own purpose (no draw serves twice) and multiplied into one realisation of a
/// figure: the bits, the look-up in the table of the factor's distribution and the multiplication, as a programme in NumPy
/// pays for `rng.lognormal(...)` and the product. Every time is the best of several runs; the processor's time stands beside it, since other work on the machine
/// shows in the one and not in the other.
struct EstimateBench {
    var runs: Int

    func run() throws {
        draws()
        try products()
        nationalYear()
    }

    // MARK: Draws

    private func draws() {
        let table = FactorTable(logSD: 0.25)
        for threads in [1, 2] {
            let sheets = 4_000
            let perSheet = 10_000
            let time = best {
                onThreads(threads) { thread in
                    var sheet = [Double](repeating: 1, count: perSheet)
                    for number in 0..<sheets {
                        CounterDraws.multiply(&sheet, by: table, DrawKey(seed: 7, ["bench \(thread)", "\(number)"]))
                        if number % 64 == 0 { for index in sheet.indices { sheet[index] = 1 } }
                    }
                    consume(sheet[0])
                }
            }
            let count = Double(threads * sheets * perSheet)
            // A draw reads and writes the figure and reads the factor: 24 bytes, all of them in the cache, for one multiplication.
            report(
                "draws", time,
                [
                    ("threads", .integer(threads)), ("draws_g_per_s", digits(count / time.wall / 1e9)),
                    ("draws_g_per_processor_s", digits(count / time.processor / 1e9)), ("gb_per_s", digits(24 * count / time.wall / 1e9)),
                    ("flop_per_byte", digits(1.0 / 24)),
                ])
        }
        var sheet = [Double](repeating: 1, count: 10_000)
        CounterDraws.multiply(&sheet, by: table, DrawKey(seed: 7, ["quantiles"]))
        let repeats = 2_000
        let time = best { for _ in 0..<repeats { consume(SampleQuantiles(sheet).high) } }
        report("quantiles of 10,000 draws", time, [("microseconds", digits(time.wall / Double(repeats) * 1e6))])
    }

    // MARK: Products

    /// Areas x sites times sites x draws: dense, by dgemm and by the plain loops, and the sparse sum over the sites of each area.
    private func products() throws {
        for (name, areas, sites, parts) in [("city", 40, 300, 4), ("country", 331, 3_000, 3)] {
            let draws = 1_024
            var stream = RandomStream(seed: 7, "products", name)
            var shares = Matrix(rows: areas, columns: sites)
            for site in 0..<sites { for _ in 0..<parts { shares[stream.integer(below: areas), site] = stream.uniform() } }
            let sheet = try Matrix(rows: sites, columns: draws, columnMajor: (0..<sites * draws).map { _ in stream.uniform() })
            let flop = 2.0 * Double(areas) * Double(sites) * Double(draws)
            let bytes = 8.0 * Double(areas * sites + sites * draws + areas * draws)
            let dense = try best { consume(try shares.times(sheet)[0, 0]) }
            product(name + ", areas x sites x draws, dgemm", dense, flop: flop, bytes: bytes)
            let plain = best { consume(plainProduct(shares, sheet)) }
            product(name + ", areas x sites x draws, plain loops", plain, flop: flop, bytes: bytes)
            let rows = ShareRows(shares)
            let sparse = best { consume(rows.times(sheet)[0, 0]) }
            product(
                name + ", sums over the sites of each area", sparse, flop: 2 * Double(rows.count) * Double(draws),
                bytes: 8 * Double(draws) * Double(rows.count + areas))
        }
    }

    private func plainProduct(_ left: Matrix, _ right: Matrix) -> Double {
        let (a, b) = (left.elements, right.elements)
        var result = [Double](repeating: 0, count: left.rows * right.columns)
        for column in 0..<right.columns {
            for inner in 0..<left.columns {
                let factor = b[column * right.rows + inner]
                for row in 0..<left.rows { result[column * left.rows + row] += a[inner * left.rows + row] * factor }
            }
        }
        return result[0]
    }

    private func product(_ name: String, _ time: Time, flop: Double, bytes: Double) {
        report(
            name, time,
            [("gflop_per_s", digits(flop / time.wall / 1e9)), ("gb_per_s", digits(bytes / time.wall / 1e9)), ("flop_per_byte", digits(flop / bytes))])
    }

    // MARK: A national year

    private func nationalYear() {
        var year = NationalYear()
        for draws in [1_000, 10_000] {
            year.programme.configuration.uncertainty.draws = draws
            for workers in [1, 2] {
                var bestTime = Time(wall: .infinity, processor: .infinity)
                var fields: [(String, JSONText)] = []
                for _ in 0..<max(1, runs / 2) {
                    let one = self.year(year, workers: workers)
                    if one.time.wall < bestTime.wall { (bestTime, fields) = (one.time, one.fields) }
                }
                report("national year", bestTime, [("workers", .integer(workers)), ("draws", .integer(draws))] + fields)
            }
        }
    }

    /// One year, campaign by campaign: the results of a campaign are made (not timed), then worked out.
    private func year(_ year: NationalYear, workers: Int) -> (time: Time, fields: [(String, JSONText)]) {
        var whole = Time(wall: 0, processor: 0)
        var sites = 0.0
        var (loads, estimates, areas, drawn) = (0, 0, 0, 0)
        for period in year.periods {
            let results = year.results(of: period)
            var programme = year.programme
            programme.samples = year.programme.samples.filter { period.contains($0.date) }
            let start = Time.now
            let blocks = SiteBlocks(period: period, results: results, programme: programme, workers: workers)
            sites += Time.now.since(start).wall
            let sums = AreaEstimates.estimates(period: period, estimates: blocks.estimates, programme: programme)
            let spent = Time.now.since(start)
            whole = Time(wall: whole.wall + spent.wall, processor: whole.processor + spent.processor)
            loads += blocks.loadCount
            estimates += blocks.estimates.count
            areas += sums.estimates.count
            drawn += blocks.estimates.count { $0.load?.method == .draws }
        }
        return (
            whole,
            [
                ("results", .integer(loads)), ("site_estimates", .integer(estimates)), ("drawn", .integer(drawn)), ("area_estimates", .integer(areas)),
                ("sites_s", digits(sites)), ("areas_s", digits(whole.wall - sites)), ("peak_memory_mb", digits(peakMemoryMegabytes())),
                ("budget_s", .integer(2)), ("budget_memory_mb", .integer(700)),
            ]
        )
    }

    // MARK: Measuring

    /// Seconds by the clock, and of all processors.
    private struct Time {
        var wall: Double
        var processor: Double

        static var now: Time {
            var (wall, processor) = (timespec(), timespec())
            _ = unsafe clock_gettime(CLOCK_MONOTONIC, &wall)
            _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor)
            return Time(wall: seconds(wall), processor: seconds(processor))
        }

        private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9 }
        func since(_ other: Time) -> Time { Time(wall: wall - other.wall, processor: processor - other.processor) }
    }

    private func best(_ work: () throws -> Void) rethrows -> Time {
        var best = Time(wall: .infinity, processor: .infinity)
        for _ in 0..<runs {
            let start = Time.now
            try work()
            let spent = Time.now.since(start)
            best = Time(wall: min(best.wall, spent.wall), processor: min(best.processor, spent.processor))
        }
        return best
    }

    private func report(_ name: String, _ time: Time, _ fields: [(String, JSONText)]) {
        let own: [(String, JSONText)] = [
            ("work", .string("estimate")), ("part", .string(name)), ("seconds", digits(time.wall)), ("processor_s", digits(time.processor)),
        ]
        print(JSONText.object(own + fields + [("runs", .integer(runs))]).text)
    }

    private func peakMemoryMegabytes() -> Double {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }

    /// Four significant digits.
    private func digits(_ value: Double) -> JSONText {
        guard value > 0, value.isFinite else { return .digits("0") }
        var scale = 1.0
        while value * scale < 1_000, scale < 1e12 { scale *= 10 }
        return .digits(String((value * scale).rounded() / scale))
    }

    /// Keeps a result from being optimised away.
    @inline(never) private func consume(_ value: Double) { if value == .leastNonzeroMagnitude { print(value) } }
}
