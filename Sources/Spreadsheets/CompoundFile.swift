/// Finds one stream in an OLE2 file ([MS-CFB] 2.2 to 2.6).
enum CompoundFile {
    /// The bytes of the first stream that has one of these names; nil where there is none or its sectors do not hold together.
    ///
    /// - Complexity: linear in the bytes of the file.
    static func stream(named names: Set<String>, in file: [UInt8]) -> [UInt8]? {
        guard file.count >= 512, let shift = file.u16(30), shift == 9 || shift == 12 else { return nil }
        let size = 1 << Int(shift)
        let sectors = (file.count - 512 + size - 1) / size
        guard let table = table(file, size: size, sectors: sectors), let first = file.u32(48),
            let directory = chain(from: first, table, limit: sectors, { sector(file, $0, size) })
        else { return nil }
        var root: (start: UInt32, size: Int)?
        var found: (start: UInt32, size: Int)?
        for entry in stride(from: 0, to: directory.count - 127, by: 128) {
            guard let length = directory.u16(entry + 64), length >= 2, length <= 64, let start = directory.u32(entry + 116), let bytes = directory.u32(entry + 120) else { continue }
            if directory[entry + 66] == 5, root == nil { root = (start, Int(bytes)) }
            guard directory[entry + 66] == 2, found == nil else { continue }
            let letters = (0..<(Int(length) - 2) / 2).map { UInt16(directory[entry + 2 * $0]) | UInt16(directory[entry + 2 * $0 + 1]) << 8 }
            if names.contains(String(decoding: letters, as: UTF16.self)) { found = (start, Int(bytes)) }
        }
        guard let found, found.size <= file.count else { return nil }
        let stream: [UInt8]?
        if found.size >= Int(file.u32(56) ?? 4096) {
            stream = chain(from: found.start, table, limit: sectors) { sector(file, $0, size) }
        } else {
            stream = small(found, root: root, file, table, size: size, sectors: sectors)
        }
        guard let stream, stream.count >= found.size else { return nil }
        return Array(stream.prefix(found.size))
    }

    /// A stream of the sectors of 64 bytes that one larger stream holds.
    private static func small(_ found: (start: UInt32, size: Int), root: (start: UInt32, size: Int)?, _ file: [UInt8], _ table: [UInt32], size: Int, sectors: Int) -> [UInt8]? {
        guard let root, let store = chain(from: root.start, table, limit: sectors, { sector(file, $0, size) }), let first = file.u32(60),
            let bytes = chain(from: first, table, limit: sectors, { sector(file, $0, size) })
        else { return nil }
        let links = (0..<bytes.count / 4).compactMap { bytes.u32(4 * $0) }
        return chain(from: found.start, links, limit: store.count / 64) { index in
            let start = index * 64
            return start < store.count ? store[start..<min(start + 64, store.count)] : nil
        }
    }

    private static func sector(_ file: [UInt8], _ index: Int, _ size: Int) -> ArraySlice<UInt8>? {
        // The header takes the place of one sector.
        let start = (index + 1) * size
        return start < file.count ? file[start..<min(start + size, file.count)] : nil
    }

    /// Which sector follows each sector.
    private static func table(_ file: [UInt8], size: Int, sectors: Int) -> [UInt32]? {
        guard let count = file.u32(44), Int(count) <= sectors else { return nil }
        var places = (0..<109).compactMap { file.u32(76 + 4 * $0) }
        // Tables of more than 109 sectors list the rest in sectors of their own, each ending with the next.
        var next = file.u32(68) ?? .max
        var taken = 0
        while places.count < Int(count), next < 0xFFFF_FFFA, taken <= sectors {
            guard let list = sector(file, Int(next), size).map(Array.init), list.count == size else { return nil }
            places += (0..<size / 4 - 1).compactMap { list.u32(4 * $0) }
            next = list.u32(size - 4) ?? .max
            taken += 1
        }
        var table: [UInt32] = []
        for place in places.prefix(Int(count)) {
            guard place < 0xFFFF_FFFA, let bytes = sector(file, Int(place), size).map(Array.init) else { return nil }
            table += (0..<bytes.count / 4).compactMap { bytes.u32(4 * $0) }
        }
        return table
    }

    /// The bytes of a chain of sectors; nil where it leaves the file or runs in a ring.
    private static func chain(from start: UInt32, _ table: [UInt32], limit: Int, _ sector: (Int) -> ArraySlice<UInt8>?) -> [UInt8]? {
        var bytes: [UInt8] = []
        var index = start
        var taken = 0
        while index < 0xFFFF_FFFA {
            guard taken <= limit, let piece = sector(Int(index)), Int(index) < table.count else { return nil }
            bytes += piece
            index = table[Int(index)]
            taken += 1
        }
        return index == 0xFFFF_FFFE ? bytes : nil
    }
}

extension [UInt8] {
    /// The number of two bytes, little end first; nil beyond the end.
    func u16(_ at: Int) -> UInt16? {
        guard at >= 0, at + 1 < count else { return nil }
        return UInt16(self[at]) | UInt16(self[at + 1]) << 8
    }

    /// The number of four bytes, little end first; nil beyond the end.
    func u32(_ at: Int) -> UInt32? {
        guard let low = u16(at), let high = u16(at + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }

    /// The binary number of eight bytes, little end first; nil beyond the end.
    func double(_ at: Int) -> Double? {
        guard let low = u32(at), let high = u32(at + 4) else { return nil }
        return Double(bitPattern: UInt64(low) | UInt64(high) << 32)
    }
}
