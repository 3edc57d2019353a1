/// The counter-based generator Philox4x32-10: a block of 128 random bits from a counter and a key.
///
/// There is no state to advance, so the bits of a draw depend on its name and on nothing else.
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC'11 (2011), doi:10.1145/2063384.2063405, section 4.2 and table 2.
package enum Philox {
    /// The multipliers of a round.
    private static let firstMultiplier: UInt32 = 0xD251_1F53
    private static let secondMultiplier: UInt32 = 0xCD9E_8D57
    /// What a round adds to the key: the golden ratio and the square root of 3, less 1.
    private static let firstWeyl: UInt32 = 0x9E37_79B9
    private static let secondWeyl: UInt32 = 0xBB67_AE85

    /// Returns the block of a counter under a key, after ten rounds.
    ///
    /// - Complexity: 20 multiplications of 32 bits.
    package static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
        var (k0, k1) = (key.x, key.y)
        for _ in 0..<10 {
            let first = UInt64(firstMultiplier) * UInt64(c0)
            let second = UInt64(secondMultiplier) * UInt64(c2)
            c0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
            c2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: second)
            c3 = UInt32(truncatingIfNeeded: first)
            k0 = k0 &+ firstWeyl
            k1 = k1 &+ secondWeyl
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
