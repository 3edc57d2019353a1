/// A sum over the values of rows in their order: it tells rows that were written from rows that a failing disk changed.
///
/// SQLite keeps no checksum of a row. Each step is a bijection of the state, so one changed value
/// always changes the sum, and others collide about once in 2^64. After FNV-1a (Fowler, Noll, Vo;
/// IETF draft-eastlake-fnv), eight bytes at a time and with a rotation, so that high bits spread
/// too. It is no proof against a person: that is what digests and the audit chain are for.
struct RowSum: Hashable {
    private(set) var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The state as SQLite keeps integers.
    var stored: Int64 { Int64(bitPattern: state) }

    private mutating func mix(_ word: UInt64) {
        let product = (state ^ word) &* 0x0000_0100_0000_01B3
        state = product << 29 | product >> 35
    }

    mutating func addNull() { mix(0x05) }

    mutating func add(_ value: Int64) {
        mix(0x01)
        mix(UInt64(bitPattern: value))
    }

    /// Negative zero counts as zero: SQLite keeps whole figures as integers.
    mutating func add(_ value: Double) {
        mix(0x02)
        mix((value + 0.0).bitPattern)
    }

    mutating func add(_ bytes: Span<UInt8>) {
        mix(0x03)
        mix(UInt64(bytes.count))
        var start = 0
        while start < bytes.count {
            let end = min(start + 8, bytes.count)
            var word: UInt64 = 0
            for place in start..<end { word = word << 8 | UInt64(bytes[place]) }
            mix(word)
            start = end
        }
    }
}
