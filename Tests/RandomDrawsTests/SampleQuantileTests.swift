import RandomDraws
import Testing

@Suite("Quantiles of draws")
struct SampleQuantileTests {
    @Test func `selected ranks are those of the sorted draws`() {
        var stream = RandomStream(seed: 12, "select")
        let normal = (0..<5_003).map { _ in portableExp(stream.normal()) }
        let heavy = normal.enumerated().map { $0.offset == 7 ? 1e12 : $0.element }
        let few = [3.0, 1, 2]
        let equal = [Double](repeating: 4, count: 50)
        for draws in [normal, heavy, few, equal] {
            let sorted = draws.sorted()
            let ranks = [0, 1, draws.count / 40, draws.count / 2, draws.count - 1]
            #expect(SampleQuantiles.select(ranks, of: draws) == ranks.map { sorted[min($0, draws.count - 1)] }, "seed 12")
        }
        #expect(SampleQuantiles.select([0, 3], of: []) == [0, 0])
        #expect(SampleQuantiles.select([0, 1], of: [2, .nan]) == [2, .infinity])
        #expect(SampleQuantiles.select([-4, 9], of: few) == [1, 3])
    }

    /// The standard error of the limits of a lognormal number with σ = 0.35 is 0.93 % at 10,000 draws:
    /// `σ √(p (1 - p) / n) / φ(z)`, which 200 repeats must show within a quarter.
    @Test func `standard errors of limits are those that repeats show`() {
        let expected = 0.35 * (0.025 * 0.975 / 10_000).squareRoot() / 0.05844507
        let table = FactorTable(logSD: 0.35)
        var highs: [Double] = []
        var stated = 0.0
        for index in 0..<60 {
            var sheet = [Double](repeating: 1, count: 10_000)
            CounterDraws.multiply(&sheet, by: table, DrawKey(seed: 13, ["repeat \(index)"]))
            let found = SampleQuantiles(sheet)
            highs.append(portableLog(found.high))
            stated += found.highError / found.high / 60
        }
        let mean = highs.reduce(0, +) / 60
        let shown = (highs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 59).squareRoot()
        // A standard deviation of 60 repeats errs by 1/√118; four times that.
        #expect(abs(shown / expected - 1) < 4 / 118.0.squareRoot(), "seed 13: \(shown) and \(expected)")
        #expect(abs(stated / expected - 1) < 0.25, "seed 13: \(stated)")
        #expect(abs(mean - 0.35 * 1.959964) < 5 * expected / 60.0.squareRoot() + 0.001, "seed 13: \(mean)")
    }
}
