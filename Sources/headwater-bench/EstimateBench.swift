import DelimitedText
import DenseAlgebra
import Findings
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
        NationalYearBench(runs: max(1, runs / 2)).run()
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
            Spent.report(
                "draws", time, runs,
                [
                    ("threads", .integer(threads)), ("draws_g_per_s", Spent.digits(count / time.wall / 1e9)),
                    ("draws_g_per_processor_s", Spent.digits(count / time.processor / 1e9)), ("gb_per_s", Spent.digits(24 * count / time.wall / 1e9)),
                    ("flop_per_byte", Spent.digits(1.0 / 24)),
                ])
        }
        var sheet = [Double](repeating: 1, count: 10_000)
        CounterDraws.multiply(&sheet, by: table, DrawKey(seed: 7, ["quantiles"]))
        let repeats = 2_000
        let time = best { for _ in 0..<repeats { consume(SampleQuantiles(sheet).high) } }
        Spent.report("quantiles of 10,000 draws", time, runs, [("microseconds", Spent.digits(time.wall / Double(repeats) * 1e6))])
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

    private func product(_ name: String, _ time: Spent, flop: Double, bytes: Double) {
        Spent.report(
            name, time, runs,
            [("gflop_per_s", Spent.digits(flop / time.wall / 1e9)), ("gb_per_s", Spent.digits(bytes / time.wall / 1e9)), ("flop_per_byte", Spent.digits(flop / bytes))])
    }

    // MARK: Measuring

    private func best(_ work: () throws -> Void) rethrows -> Spent {
        var best = Spent(wall: .infinity, processor: .infinity)
        for _ in 0..<runs {
            let start = Spent.now
            try work()
            let spent = Spent.now - start
            best = Spent(wall: min(best.wall, spent.wall), processor: min(best.processor, spent.processor))
        }
        return best
    }

    /// Keeps a result from being optimised away.
    @inline(never) private func consume(_ value: Double) { if value == .leastNonzeroMagnitude { print(value) } }
}
