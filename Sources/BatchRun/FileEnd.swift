/// Whether the end of a file is there, for formats that say where they end.
///
/// A copy over a network or a running export leaves the beginning of a file for minutes. A ZIP archive
/// ends in its directory (PKWARE APPNOTE 4.3.16), an XML text in the end of its root element (W3C XML 1.0,
/// production 39), and a compound file says in its allocation table which sectors it has ([MS-CFB] 2.3).
enum FileEnd {
    /// The name of the format of a file that ends before its end; nil where the end is there or the format does not tell.
    ///
    /// - Parameter read: so many bytes from an offset on; fewer at the end of the file.
    static func missing(size: Int64, read: (Int64, Int) -> [UInt8]) -> String? {
        let head = read(0, 4096)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return isZipWhole(size, read) ? nil : "ZIP / Excel (.xlsx)" }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return isCompoundWhole(head, size, read) ? nil : "OLE2 / Excel 97-2003 (.xls)" }
        return isXMLWhole(head, size, read) ? nil : "XML"
    }

    /// The record that ends an archive, and the longest comment behind it.
    private static func isZipWhole(_ size: Int64, _ read: (Int64, Int) -> [UInt8]) -> Bool {
        let length: Int64 = 22 + 65_535
        let tail = read(max(0, size - length), Int(length))
        let mark: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        var place = tail.count - 22
        while place >= 0 {
            if tail[place] == mark[0], tail[place..<(place + 4)].elementsEqual(mark) { return true }
            place -= 1
        }
        return false
    }

    /// Whether the last sector that the allocation table has in use lies in the file.
    private static func isCompoundWhole(_ head: [UInt8], _ size: Int64, _ read: (Int64, Int) -> [UInt8]) -> Bool {
        func word(_ bytes: [UInt8], _ place: Int) -> UInt32? {
            guard place >= 0, place + 4 <= bytes.count else { return nil }
            return (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
        }
        guard head.count >= 512 else { return false }
        let shift = Int64(head[30])
        guard shift == 9 || shift == 12, let tables = word(head, 44) else { return true }
        let sector = Int64(1) << shift
        let perTable = Int(sector / 4)
        for table in stride(from: Int(min(tables, 109)) - 1, through: 0, by: -1) {
            guard let place = word(head, 76 + 4 * table), place < 0xFFFF_FFFA else { continue }
            let offset = (Int64(place) + 1) * sector
            guard offset + sector <= size else { return false }
            let entries = read(offset, Int(sector))
            guard let last = (0..<perTable).last(where: { word(entries, 4 * $0).map { $0 != 0xFFFF_FFFF } ?? false }) else { continue }
            // The last sector of a file need not be full.
            return (Int64(table) * Int64(perTable) + Int64(last) + 1) * sector < size
        }
        return true
    }

    /// Whether a text that begins like XML ends with the end of its root element.
    private static func isXMLWhole(_ head: [UInt8], _ size: Int64, _ read: (Int64, Int) -> [UInt8]) -> Bool {
        guard let root = rootElement(text(head)) else { return true }
        let tail = text(read(max(0, size - 4096), 4096))
        if let end = tail.ranges(of: "</" + root).last { return tail[end.upperBound...].drop { $0.isWhitespace }.first == ">" }
        return size <= 4096 && tail.hasSuffix("/>")
    }

    /// Bytes of an ASCII superset as text; of UTF-16 every second byte is dropped, which leaves markup as it is.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.filter { $0 != 0 && $0 < 0x80 }, as: UTF8.self)
    }

    /// The name of the first element of a text that begins like XML; nil for any other text.
    private static func rootElement(_ head: String) -> String? {
        var rest = head.drop { $0.isWhitespace }
        guard rest.hasPrefix("<") else { return nil }
        while rest.hasPrefix("<?") || rest.hasPrefix("<!") {
            let end = rest.hasPrefix("<!--") ? "-->" : rest.hasPrefix("<?") ? "?>" : ">"
            guard let close = rest.firstRange(of: end) else { return nil }
            rest = rest[close.upperBound...].drop { $0.isWhitespace }
        }
        guard rest.hasPrefix("<") else { return nil }
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" || $0 == "-" || $0 == "." }
        guard let first = name.first, first.isLetter || first == "_", let next = rest.dropFirst(1 + name.count).first, next == ">" || next == "/" || next.isWhitespace
        else { return nil }
        return String(name)
    }
}
