import RandomDraws
import Testing

@Suite("Draws from tables")
struct CounterDrawTests {
    static let seed: UInt64 = 5
    private func key(_ words: String...) -> DrawKey { DrawKey(seed: Self.seed, words) }

    /// The groups of draws are the blocks of the generator: 16 bits a draw, the upper 12 of them the stratum.
    @Test func `the strata are the bits of the published generator`() {
        let key = key("K07", "2025-09-03", "methamphetamine")
        let strata = CounterDraws.strata(256, key)
        for block in 0..<32 {
            let words = Philox.block(
                SIMD4(UInt32(block), 0, UInt32(truncatingIfNeeded: key.low), UInt32(truncatingIfNeeded: key.low >> 32)),
                key: SIMD2(UInt32(truncatingIfNeeded: key.high), UInt32(truncatingIfNeeded: key.high >> 32)))
            for draw in 0..<8 {
                let half = words[draw / 2] >> (draw % 2 == 0 ? 0 : 16) & 0xFFFF
                #expect(strata[block * 8 + draw] == UInt16(half >> 4), "block \(block), draw \(draw)")
            }
        }
    }

    @Test func `draws made in parts are those made at once`() {
        let table = FactorTable(logSD: 0.4)
        var whole = [Double](repeating: 2, count: 640)
        CounterDraws.multiply(&whole, by: table, key("a"))
        var parts: [Double] = []
        for start in stride(from: 0, to: 640, by: 128) {
            var part = [Double](repeating: 2, count: 128)
            CounterDraws.multiply(&part, by: table, key("a"), first: start)
            parts += part
        }
        #expect(parts == whole)
        var sum = [Double](repeating: 1, count: 640)
        CounterDraws.add(2, times: table, key("a"), to: &sum)
        #expect(zip(sum, whole).allSatisfy { $0 == 1 + $1 })
        var other = [Double](repeating: 2, count: 640)
        CounterDraws.multiply(&other, by: table, key("b"))
        #expect(other != whole)
    }

    @Test func `a sheet need be no whole number of groups`() {
        var sheet = [Double](repeating: 1, count: 1_029)
        CounterDraws.multiply(&sheet, by: FactorTable(logSD: 0.4), key("a"))
        var longer = [Double](repeating: 1, count: 2_000)
        CounterDraws.multiply(&longer, by: FactorTable(logSD: 0.4), key("a"))
        #expect(sheet == Array(longer.prefix(1_029)))
        var none: [Double] = []
        CounterDraws.multiply(&none, by: FactorTable(logSD: 0.4), key("a"))
        #expect(none.isEmpty && CounterDraws.strata(-3, key("a")).isEmpty)
        #expect(CounterDraws.rounded(10_001) == 10_008)
        #expect(CounterDraws.rounded(0) == 0)
    }

    @Test func `tables have the moments of their distributions`() throws {
        func moments(_ table: FactorTable) -> (mean: Double, variance: Double) {
            let mean = table.values.reduce(0, +) / Double(FactorTable.size)
            return (mean, table.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(FactorTable.size))
        }
        let normal = moments(FactorTable(positiveNormalMean: 1, sd: 0.1))
        #expect(abs(normal.mean - 1) < 1e-6 && abs(normal.variance - 0.01) < 0.01 * 5e-4)
        let lognormal = moments(FactorTable(logSD: 0.3))
        #expect(abs(lognormal.mean - portableExp(0.045)) < 2e-4)
        // E[m / E] of a Beta number: m (a + b - 1) / (a - 1).
        let beta = moments(try #require(FactorTable(reciprocalOfFraction: 0.39, relativeSD: 0.15)))
        #expect(abs(beta.mean - 0.39 * (26.721 + 41.795 - 1) / (26.721 - 1)) < 2e-4)
        // A lognormal number below its median: e^(σ²/2) Φ(-σ) / Φ(0).
        let half = FactorTable(logMean: 0, logSD: 0.5, below: 1)
        #expect(abs(moments(half).mean - portableExp(0.125) * normalCDF(-0.5) / 0.5) < 2e-4)
        #expect(half.values.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(FactorTable(reciprocalOfFraction: 1.2, relativeSD: 0.1) == nil)
    }

    /// The chance of each stratum is even: chi squared over 4,096 cells lies within 6 of its standard deviations √(2·4095).
    @Test func `strata come evenly`() {
        let count = 1 << 18
        var cells = [Double](repeating: 0, count: FactorTable.size)
        for stratum in CounterDraws.strata(count, key("even")) { cells[Int(stratum)] += 1 }
        let expected = Double(count) / Double(FactorTable.size)
        let chiSquared = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        #expect(abs(chiSquared - 4095) < 6 * (2 * 4095.0).squareRoot(), "seed \(Self.seed): \(chiSquared)")
    }
}
