/// A ZIP of parts that are stored as they are or packed (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16), for tests.
struct ZipWriter {
    struct Part {
        var name: String
        /// What stands in the file.
        var packed: [UInt8]
        /// What the headers state.
        var size: UInt32
        var sum: UInt32
        var isDeflated = false
        var flags: UInt16 = 0
    }

    var parts: [Part] = []

    mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

    mutating func add(_ name: String, _ bytes: [UInt8]) {
        parts.append(Part(name: name, packed: bytes, size: UInt32(bytes.count), sum: ZipWriter.crc32(bytes)))
    }

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let offset = UInt32(file.count)
            let method: UInt16 = part.isDeflated ? 8 : 0
            let name = Array(part.name.utf8)
            let common: [UInt8] =
                little(UInt16(20)) + little(part.flags) + little(method) + little(UInt32(0x5A21_0000)) + little(part.sum) + little(UInt32(part.packed.count))
                + little(part.size) + little(UInt16(name.count)) + little(UInt16(0))
            file += [0x50, 0x4B, 0x03, 0x04] + common + name + part.packed
            directory += [0x50, 0x4B, 0x01, 0x02] + little(UInt16(20)) + common
            directory += little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0)) + little(offset) + name
        }
        let start = UInt32(file.count)
        file += directory + [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0] + little(UInt16(parts.count)) + little(UInt16(parts.count))
        return file + little(UInt32(directory.count)) + little(start) + little(UInt16(0))
    }

    private func little(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// The sum of a ZIP (ISO 3309, polynomial 0xEDB88320).
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }

    /// Deflated bytes (RFC 1951, fixed codes): a start, then one byte over and over, 258 times for every 13 bits.
    static func run(_ start: [UInt8], of byte: UInt8, times: Int) -> [UInt8] {
        var bits = Bits()
        bits.put(1, 1)
        bits.put(1, 2)
        for literal in start + [byte] { bits.literal(literal) }
        for _ in 0..<times {
            bits.code(0b1100_0101, 8)
            bits.code(0, 5)
        }
        bits.code(0, 7)
        return bits.bytes
    }

    private struct Bits {
        var bytes: [UInt8] = []
        private var used = 8
        mutating func bit(_ value: Int) {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value & 1) << UInt8(used)
            used += 1
        }
        mutating func put(_ value: Int, _ count: Int) { for index in 0..<count { bit(value >> index) } }
        mutating func code(_ value: Int, _ count: Int) { for index in (0..<count).reversed() { bit(value >> index) } }
        mutating func literal(_ byte: UInt8) {
            if byte < 144 { code(0x30 + Int(byte), 8) } else { code(0x190 + Int(byte) - 144, 9) }
        }
    }
}
