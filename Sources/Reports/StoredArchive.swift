/// A ZIP archive of uncompressed entries with a fixed date, so that the same entries give the same bytes.
///
/// PKWARE, ".ZIP File Format Specification" (APPNOTE 6.3): local headers, central directory, end record; names in UTF-8.
struct StoredArchive {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    /// 1980-01-01 00:00: the first date that the format knows.
    private static let date: (time: UInt16, day: UInt16) = (0, 0x21)

    /// Adds an entry; the first of the archive is the first added.
    mutating func add(_ name: String, _ content: [UInt8]) {
        guard let size = UInt32(exactly: content.count), let offset = UInt32(exactly: bytes.count), count < UInt16.max else { return }
        let checksum = StoredArchive.checksum(content)
        let path = Array(name.utf8)
        // Version 2.0, names in UTF-8, stored.
        var shared: [UInt8] = []
        StoredArchive.append(20, 2, to: &shared)
        StoredArchive.append(0x0800, 2, to: &shared)
        StoredArchive.append(0, 2, to: &shared)
        StoredArchive.append(UInt32(StoredArchive.date.time), 2, to: &shared)
        StoredArchive.append(UInt32(StoredArchive.date.day), 2, to: &shared)
        StoredArchive.append(checksum, 4, to: &shared)
        StoredArchive.append(size, 4, to: &shared)
        StoredArchive.append(size, 4, to: &shared)
        StoredArchive.append(UInt32(truncatingIfNeeded: path.count), 2, to: &shared)
        StoredArchive.append(0, 2, to: &shared)
        StoredArchive.append(0x0403_4B50, 4, to: &bytes)
        bytes += shared + path + content
        StoredArchive.append(0x0201_4B50, 4, to: &directory)
        StoredArchive.append(20, 2, to: &directory)
        directory += shared
        // No comment, first disk, no attributes.
        StoredArchive.append(0, 2, to: &directory)
        StoredArchive.append(0, 2, to: &directory)
        StoredArchive.append(0, 2, to: &directory)
        StoredArchive.append(0, 4, to: &directory)
        StoredArchive.append(offset, 4, to: &directory)
        directory += path
        count += 1
    }

    /// The whole archive.
    func finished() -> [UInt8] {
        var end: [UInt8] = []
        StoredArchive.append(0x0605_4B50, 4, to: &end)
        StoredArchive.append(0, 4, to: &end)
        StoredArchive.append(UInt32(count), 2, to: &end)
        StoredArchive.append(UInt32(count), 2, to: &end)
        StoredArchive.append(UInt32(truncatingIfNeeded: directory.count), 4, to: &end)
        StoredArchive.append(UInt32(truncatingIfNeeded: bytes.count), 4, to: &end)
        StoredArchive.append(0, 2, to: &end)
        return bytes + directory + end
    }

    /// Appends the low bytes of a number, the lowest first.
    private static func append(_ value: UInt32, _ width: Int, to bytes: inout [UInt8]) {
        for place in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * place))) }
    }

    /// CRC-32 (ISO 3309, the reversed polynomial EDB88320).
    static func checksum(_ content: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in content { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
        return ~sum
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }
}
