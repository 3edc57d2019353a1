import RandomDraws
import Testing

@Suite("Functions of eight numbers")
struct VectorFunctionTests {
    static let seed: UInt64 = 41

    /// Compares lane by lane, bit by bit, over numbers that a stream makes; the count of lanes that differ.
    private func differences(
        _ name: String, vectors: Int, _ make: (inout RandomStream) -> Double, eight: (SIMD8<Double>) -> SIMD8<Double>, one: (Double) -> Double
    ) -> Int {
        var stream = RandomStream(seed: VectorFunctionTests.seed, name)
        var count = 0
        for _ in 0..<vectors {
            var x = SIMD8<Double>()
            for lane in 0..<8 { x[lane] = make(&stream) }
            let found = eight(x)
            for lane in 0..<8 where found[lane].bitPattern != one(x[lane]).bitPattern { count += 1 }
        }
        return count
    }

    /// `HEADWATER_LONG_TESTS` raises the numbers from 400,000 to 16 million of each kind.
    static let vectors = 50_000 * longTestFactor

    @Test func `the exponential has the bits of the function of one number`() {
        let wide = differences("exp", vectors: Self.vectors, { 1500 * ($0.uniform() - 0.5) }, eight: { portableExp($0) }, one: { portableExp($0) })
        let near = differences("exp near", vectors: Self.vectors, { 2 * $0.normal() }, eight: { portableExp($0) }, one: { portableExp($0) })
        #expect(wide == 0 && near == 0, "seed \(Self.seed)")
    }

    @Test func `the logarithm has the bits of the function of one number`() {
        let wide = differences(
            "log", vectors: Self.vectors, { Double(bitPattern: $0.bits() >> 1) }, eight: { portableLog($0) }, one: { portableLog($0) })
        let near = differences("log near", vectors: Self.vectors, { 4 * $0.uniform() }, eight: { portableLog($0) }, one: { portableLog($0) })
        #expect(wide == 0 && near == 0, "seed \(Self.seed)")
    }

    @Test func `the normal quantile has the bits of the function of one number`() {
        let even = differences("quantile", vectors: Self.vectors, { $0.uniform() }, eight: { normalQuantile($0) }, one: { normalQuantile($0) })
        let tails = differences(
            "tails", vectors: Self.vectors,
            { stream in
                let small = portableExp(-40 * stream.uniform())
                return stream.uniform() < 0.5 ? small : 1 - small
            }, eight: { normalQuantile($0) }, one: { normalQuantile($0) })
        #expect(even == 0 && tails == 0, "seed \(Self.seed)")
    }

    @Test func `odd numbers in any lane are what the function of one number makes of them`() {
        let odd: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude / 8, 709.78, 709.79, -745.13, -745.14, 708, -708, 1, 0.5, 0.075, 0.925, 1.4e-11, 1e-300,
            1 - 0x1p-53, 1.5, -3, .greatestFiniteMagnitude, .leastNormalMagnitude,
        ]
        func same(_ a: Double, _ b: Double) -> Bool { a.bitPattern == b.bitPattern || a.isNaN && b.isNaN }
        for number in odd {
            for lane in 0..<8 {
                var x = SIMD8<Double>(repeating: 0.3)
                x[lane] = number
                let (exponential, logarithm, quantile) = (portableExp(x), portableLog(x), normalQuantile(x))
                #expect(same(exponential[lane], portableExp(number)), "exp \(number)")
                #expect(same(logarithm[lane], portableLog(number)), "log \(number)")
                #expect(same(quantile[lane], normalQuantile(number)), "quantile \(number)")
                let other = (lane + 3) % 8
                #expect(same(exponential[other], portableExp(0.3)) && same(logarithm[other], portableLog(0.3)) && same(quantile[other], normalQuantile(0.3)))
            }
        }
    }
}
