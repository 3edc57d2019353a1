import RandomDraws
import Testing

@Suite("The counter-based generator")
struct PhiloxTests {
    /// Known answers of Random123, `kat_vectors`, "philox4x32 10" (Salmon, Moraes, Dror, Shaw 2011).
    @Test func `gives the published known answers`() {
        #expect(Philox.block(SIMD4(0, 0, 0, 0), key: SIMD2(0, 0)) == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.block(SIMD4(repeating: .max), key: SIMD2(repeating: .max)) == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.block(SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// FNV-1a, 64 bits: known answers of the authors' test suite.
    @Test func `hashes text as FNV-1a`() {
        #expect(DrawKey.fnv1a("") == 0xCBF2_9CE4_8422_2325)
        #expect(DrawKey.fnv1a("a") == 0xAF63_DC4C_8601_EC8C)
        #expect(DrawKey.fnv1a("foobar") == 0x8594_4171_F739_67E8)
    }

    /// SplitMix64 from state 0: its first output.
    @Test func `mixes as SplitMix64`() { #expect(DrawKey.mixed(0) == 0xE220_A839_7B1D_CDAF) }
}

@Suite("Streams of draws")
struct RandomStreamTests {
    @Test func `the same name gives the same draws, another name others`() {
        var first = RandomStream(seed: 7, "K07", "methamphetamine")
        var second = RandomStream(seed: 7, "K07", "methamphetamine")
        var other = RandomStream(seed: 7, "K07m", "ethamphetamine")
        var seeded = RandomStream(seed: 8, "K07", "methamphetamine")
        let draws = (0..<8).map { _ in first.bits() }
        #expect(draws == (0..<8).map { _ in second.bits() })
        #expect(draws != (0..<8).map { _ in other.bits() })
        #expect(draws != (0..<8).map { _ in seeded.bits() })
        #expect(Set(draws).count == 8)
    }

    @Test func `a known stream never changes`() {
        var stream = RandomStream(seed: 1, "K07", "2025-09-03", "methamphetamine")
        let draws = (0..<3).map { _ in stream.bits() }
        #expect(draws == RandomStreamTests.golden)
    }

    static let golden: [UInt64] = [14264781027686094206, 11996116778737063305, 14874299036510041083]

    @Test func `uniform, normal, integer, gamma, beta and Poisson draws have their moments`() {
        let count = 40_000
        var stream = RandomStream(seed: 11, "moments")
        func moments(_ draw: (inout RandomStream) -> Double) -> (mean: Double, variance: Double) {
            var sum = 0.0
            var squares = 0.0
            for _ in 0..<count {
                let value = draw(&stream)
                sum += value
                squares += value * value
            }
            let mean = sum / Double(count)
            return (mean, squares / Double(count) - mean * mean)
        }
        let uniform = moments { $0.uniform() }
        #expect(abs(uniform.mean - 0.5) < 0.006 && abs(uniform.variance - 1.0 / 12) < 0.002)
        let normal = moments { $0.normal() }
        #expect(abs(normal.mean) < 0.02 && abs(normal.variance - 1) < 0.03)
        let whole = moments { Double($0.integer(below: 6)) }
        #expect(abs(whole.mean - 2.5) < 0.04 && abs(whole.variance - 35.0 / 12) < 0.06)
        let skewed = moments { $0.logNormal(mean: 100, relativeSD: 0.3) }
        #expect(abs(skewed.mean - 100) < 0.7 && abs(skewed.variance - 900) < 50)
        let gamma = moments { $0.gamma(shape: 2.5) }
        #expect(abs(gamma.mean - 2.5) < 0.04 && abs(gamma.variance - 2.5) < 0.12)
        let small = moments { $0.gamma(shape: 0.4) }
        #expect(abs(small.mean - 0.4) < 0.016 && abs(small.variance - 0.4) < 0.05)
        let beta = moments { $0.beta(8.689, 34.756) }
        #expect(abs(beta.mean - 0.2) < 0.002 && abs(beta.variance.squareRoot() - 0.06) < 0.002)
        let few = moments { Double($0.poisson(mean: 3)) }
        #expect(abs(few.mean - 3) < 0.05 && abs(few.variance - 3) < 0.15)
        let many = moments { Double($0.poisson(mean: 400)) }
        #expect(abs(many.mean - 400) < 0.6 && abs(many.variance - 400) < 15)
        let waits = moments { $0.exponential() }
        #expect(abs(waits.mean - 1) < 0.03 && abs(waits.variance - 1) < 0.08)
    }

    @Test func `impossible arguments give plain values and do not trap`() {
        var stream = RandomStream(seed: 1)
        #expect(stream.integer(below: 0) == 0)
        #expect(stream.integer(below: -4) == 0)
        #expect(stream.integer(below: 1) == 0)
        #expect(stream.logNormal(mean: 5, relativeSD: 0) == 5)
        #expect(stream.poisson(mean: .nan) == 0)
        #expect(stream.poisson(mean: -1) == 0)
        #expect(stream.gamma(shape: -1) == 0)
    }
}
