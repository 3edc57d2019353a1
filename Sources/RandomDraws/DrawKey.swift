/// A fixed 128-bit name of a stream of draws, from a seed and the words that name what is drawn.
///
/// The words are hashed as UTF-8, each closed by the byte 0xFF (which UTF-8 never holds, so that
/// `"a", "bc"` and `"ab", "c"` differ), by FNV-1a with 64 bits from two starts; the seed enters
/// first, low byte first; each half is then mixed by the finaliser of SplitMix64.
/// Sources: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV non-cryptographic hash algorithm" (1991);
/// G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014, doi:10.1145/2660193.2660195.
package struct DrawKey: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(seed: UInt64, _ words: [String]) {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x6C62_272E_07BB_0142
        func take(_ byte: UInt8) {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        for shift in stride(from: 0, to: 64, by: 8) { take(UInt8(truncatingIfNeeded: seed >> UInt64(shift))) }
        for word in words {
            for byte in word.utf8 { take(byte) }
            take(0xFF)
        }
        high = DrawKey.mixed(first)
        low = DrawKey.mixed(second ^ (first &* 0x9E37_79B9_7F4A_7C15))
    }

    /// FNV-1a of the bytes of a text, 64 bits: a hash that never changes between runs or machines.
    package static func fnv1a(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    /// The finaliser of SplitMix64.
    package static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
