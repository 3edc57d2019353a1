import RandomDraws
import Testing

@Suite("Functions of many numbers")
struct VectorFunctionTests {
    static let seed: UInt64 = 41

    /// Compares lane by lane, bit by bit, over numbers that a stream makes; the count of lanes that differ.
    private func differences(
        _ name: String, vectors: Int, _ make: (inout RandomStream) -> Double, many: (inout [Double]) -> Void, one: (Double) -> Double
    ) -> Int {
        var stream = RandomStream(seed: VectorFunctionTests.seed, name)
        var count = 0
        for _ in 0..<vectors {
            let numbers = (0..<8).map { _ in make(&stream) }
            var found = numbers
            many(&found)
            for (x, y) in zip(numbers, found) where y.bitPattern != one(x).bitPattern { count += 1 }
        }
        return count
    }

    /// `HEADWATER_LONG_TESTS` raises the numbers from 400,000 to 16 million of each kind.
    static let vectors = 50_000 * longTestFactor

    @Test func `the exponential has the bits of the function of one number`() {
        let wide = differences("exp", vectors: Self.vectors, { 1500 * ($0.uniform() - 0.5) }, many: { portableExp(&$0) }, one: { portableExp($0) })
        let near = differences("exp near", vectors: Self.vectors, { 2 * $0.normal() }, many: { portableExp(&$0) }, one: { portableExp($0) })
        #expect(wide == 0 && near == 0, "seed \(Self.seed)")
    }

    @Test func `the logarithm has the bits of the function of one number`() {
        let wide = differences(
            "log", vectors: Self.vectors, { Double(bitPattern: $0.bits() >> 1) }, many: { portableLog(&$0) }, one: { portableLog($0) })
        let near = differences("log near", vectors: Self.vectors, { 4 * $0.uniform() }, many: { portableLog(&$0) }, one: { portableLog($0) })
        #expect(wide == 0 && near == 0, "seed \(Self.seed)")
    }

    @Test func `the normal quantile has the bits of the function of one number`() {
        let even = differences("quantile", vectors: Self.vectors, { $0.uniform() }, many: { normalQuantile(&$0) }, one: { normalQuantile($0) })
        let tails = differences(
            "tails", vectors: Self.vectors,
            { stream in
                let small = portableExp(-40 * stream.uniform())
                return stream.uniform() < 0.5 ? small : 1 - small
            }, many: { normalQuantile(&$0) }, one: { normalQuantile($0) })
        #expect(even == 0 && tails == 0, "seed \(Self.seed)")
    }

    @Test func `odd numbers in any place are what the function of one number makes of them`() {
        let odd: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude / 8, 709.78, 709.79, -745.13, -745.14, 708, -708, 1, 0.5, 0.075, 0.925, 1.4e-11, 1e-300,
            1 - 0x1p-53, 1.5, -3, .greatestFiniteMagnitude, .leastNormalMagnitude,
        ]
        func same(_ a: Double, _ b: Double) -> Bool { a.bitPattern == b.bitPattern || a.isNaN && b.isNaN }
        for number in odd {
            for place in 0..<19 {
                var exponentials = [Double](repeating: 0.3, count: 19)
                exponentials[place] = number
                var (logarithms, quantiles) = (exponentials, exponentials)
                portableExp(&exponentials)
                portableLog(&logarithms)
                normalQuantile(&quantiles)
                for other in 0..<19 {
                    let x = other == place ? number : 0.3
                    #expect(same(exponentials[other], portableExp(x)), "exp \(x)")
                    #expect(same(logarithms[other], portableLog(x)), "log \(x)")
                    #expect(same(quantiles[other], normalQuantile(x)), "quantile \(x)")
                }
            }
        }
    }
}
