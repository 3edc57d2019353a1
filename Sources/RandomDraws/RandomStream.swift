/// Random draws that depend on a seed and on the words that name them, and on nothing else.
///
/// Two streams with the same seed and words give the same draws on every machine, in whatever
/// order and on whatever worker they are made; streams with other words are independent.
///
/// ```swift
/// var draws = RandomStream(seed: 1, "K07", "2025-09-03", "methamphetamine")
/// let error = draws.normal()
/// ```
package struct RandomStream: Sendable {
    private let key: SIMD2<UInt32>
    private let stream: UInt64
    private var counter: UInt64 = 0
    private var spare: UInt64 = 0
    private var hasSpare = false

    package init(seed: UInt64, _ words: String...) { self.init(seed: seed, words: words) }

    package init(seed: UInt64, words: [String]) { self.init(DrawKey(seed: seed, words)) }

    package init(_ key: DrawKey) {
        self.key = SIMD2(UInt32(truncatingIfNeeded: key.high), UInt32(truncatingIfNeeded: key.high >> 32))
        stream = key.low
    }

    /// The next 64 random bits.
    package mutating func bits() -> UInt64 {
        if hasSpare {
            hasSpare = false
            return spare
        }
        let block = Philox.block(
            SIMD4(
                UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), UInt32(truncatingIfNeeded: stream),
                UInt32(truncatingIfNeeded: stream >> 32)), key: key)
        counter &+= 1
        spare = UInt64(block.w) << 32 | UInt64(block.z)
        hasSpare = true
        return UInt64(block.y) << 32 | UInt64(block.x)
    }

    /// A number above 0 and below 1, one of 2^52 that lie evenly.
    package mutating func uniform() -> Double { (Double(bits() >> 12) + 0.5) * 0x1p-52 }

    /// A standard normal number, by inversion: one uniform number each, so that draws can be counted.
    package mutating func normal() -> Double { normalQuantile(uniform()) }

    /// A whole number from 0 to below `limit`, without bias; 0 where `limit` is below 2.
    ///
    /// Source: D. Lemire, "Fast random integer generation in an interval", ACM Trans. Model.
    /// Comput. Simul. 29 (2019), doi:10.1145/3230636.
    package mutating func integer(below limit: Int) -> Int {
        guard limit > 1 else { return 0 }
        let count = UInt64(limit)
        var product = bits().multipliedFullWidth(by: count)
        if product.low < count {
            let least = (0 &- count) % count
            while product.low < least { product = bits().multipliedFullWidth(by: count) }
        }
        return Int(truncatingIfNeeded: product.high)
    }

    /// A lognormal number of a mean and a relative standard deviation (both of the number, not of its logarithm).
    ///
    /// With a relative standard deviation of 0 or below, the mean itself; the draw is counted all the same.
    package mutating func logNormal(mean: Double, relativeSD: Double) -> Double {
        let draw = normal()
        guard relativeSD > 0, mean > 0 else { return mean }
        let variance = portableLog1p(relativeSD * relativeSD)
        return mean * portableExp(variance.squareRoot() * draw - variance / 2)
    }

    /// A number of the exponential distribution with mean 1.
    package mutating func exponential() -> Double { -portableLog(uniform()) }

    /// A gamma number of a shape above 0, with scale 1; 0 where the shape is not above 0.
    ///
    /// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables",
    /// ACM Trans. Math. Softw. 26 (2000), doi:10.1145/358407.358414.
    package mutating func gamma(shape: Double) -> Double {
        guard shape > 0, shape.isFinite else { return 0 }
        if shape < 1 {
            let larger = gamma(shape: shape + 1)
            return larger * portablePow(uniform(), 1 / shape)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if portableLog(uniform()) < x * x / 2 + d - d * v + d * portableLog(v) { return d * v }
        }
    }

    /// A beta number of two shapes above 0.
    package mutating func beta(_ a: Double, _ b: Double) -> Double {
        let first = gamma(shape: a)
        let second = gamma(shape: b)
        return first + second > 0 ? first / (first + second) : 0.5
    }

    /// A Poisson number of a mean: exact by inversion up to a mean of 50, above that the rounded square of a normal number.
    ///
    /// Above 50 the square of `N(sqrt(mean + 3/8), 1/4)` less 3/8 is used (F. J. Anscombe, Biometrika 35 (1948),
    /// doi:10.1093/biomet/35.3-4.246); its mean is right to 0.2 %.
    package mutating func poisson(mean: Double) -> Int {
        guard mean > 0, mean < 1e15 else { return 0 }
        if mean > 50 {
            let root = (mean + 0.375).squareRoot() + normal() / 2
            return root > 0 ? Int(max(0, (root * root - 0.375).rounded())) : 0
        }
        let draw = uniform()
        var term = portableExp(-mean)
        var sum = term
        var count = 0
        while sum < draw, count < 1000 {
            count += 1
            term *= mean / Double(count)
            sum += term
        }
        return count
    }
}
