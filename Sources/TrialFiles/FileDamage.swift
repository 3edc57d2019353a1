package import RandomDraws

/// Ways to break a file as transport, editing and hostile hands do.
///
/// Deterministic under the stream of draws. Files grow to at most `limit` bytes.
package enum FileDamage {
    /// Bytes beyond which nothing is inserted.
    package static let limit = 16_384

    /// Texts that stand for themselves in exports, and some that stand nowhere.
    private static let words: [String] = [
        "", "0", "-1", "1e308", "1E+400", "-1e-320", "9223372036854775808", "0.000000000000000000000000000001", "1,234", "1.234", "12,5", "12.5", "1.234,5",
        "１２．５", "＜0.5", "<0.5", "< 0", ">200", ">ULOQ", "<LOQ", "ND", "N/A", "N/F", "NaN", "inf", "未检出", "未检测", "超量程", "-----", "0.5L", "2.5 ng/mL", "5 %",
        "No Peak", "Not Identified", "TRUE", "FALSE", "Unknown", "Double Blank", "Standard", "平均值", "%RSD", "Mean", "[Header]", "[MS Quantitative Results]",
        "Compound 1:  X", "Sample Name", "Calculated Concentration (ng/mL)", "Calculated Concentration", "Final Conc.", "Conc. (ng/xL)", "ng/mL", "µg/L", "(ng/L)",
        "sample_id", "unit", "qualifier", "=1+1", "'=1", "\"", "\"\"", "\"a\nb\"", "1/20/25", "20.01.2025", "2025-02-30", "17-sept-19", "45901", "99999999999",
        "2025/13/45 25:61:61", "# of IDs", "sep=;", "\u{FEFF}", "\u{202E}x", "a\u{0301}", "\u{1F9EA}", "<COMPOUND>", "</SAMPLE>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
        "&#0;", "&#x110000;",
    ]

    /// Bytes that mean something to one reader or another.
    private static let bytes: [UInt8] = [
        0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1A, 0x20, 0x22, 0x26, 0x27, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x3B, 0x3C, 0x3E, 0x45, 0x5B, 0x65, 0x7C, 0x7F, 0x80, 0x81,
        0xA0, 0xA1, 0xB5, 0xBA, 0xC2, 0xE2, 0xEF, 0xFE, 0xFF,
    ]

    /// A file broken in one to five ways.
    ///
    /// - Parameter other: another file, pieces of which may be put in.
    /// - Complexity: linear in the bytes of both.
    package static func damaged(_ file: [UInt8], other: [UInt8], draws: inout RandomStream) -> [UInt8] {
        var file = file
        for _ in 0...draws.integer(below: 5) { change(&file, other: other, &draws) }
        if file.count > limit { file.removeLast(file.count - limit) }
        return file
    }

    private static func change(_ file: inout [UInt8], other: [UInt8], _ draws: inout RandomStream) {
        switch draws.integer(below: 22) {
        case 0, 1: flip(&file, &draws)
        case 2: if !file.isEmpty { file[draws.integer(below: file.count)] = bytes[draws.integer(below: bytes.count)] }
        case 3: insert(&file, [bytes[draws.integer(below: bytes.count)]], &draws)
        case 4: if !file.isEmpty { file.remove(at: draws.integer(below: file.count)) }
        case 5: cut(&file, &draws)
        case 6: file.removeLast(draws.integer(below: file.count + 1))
        case 7: splice(&file, other, &draws)
        case 8, 9: changeLines(&file, &draws)
        case 10, 11, 12: changeFields(&file, &draws)
        case 13: changeColumn(&file, &draws)
        case 14: insert(&file, Array(words[draws.integer(below: words.count)].utf8), &draws)
        case 15: replaceAll(&file, &draws)
        case 16: encode(&file, &draws)
        case 17: changeDigits(&file, &draws)
        case 18: changeLineEnds(&file, &draws)
        case 19: repeatPiece(&file, &draws)
        default: changeFields(&file, &draws)
        }
    }

    // MARK: Bytes

    private static func flip(_ file: inout [UInt8], _ draws: inout RandomStream) {
        guard !file.isEmpty else { return }
        file[draws.integer(below: file.count)] ^= 1 << UInt8(draws.integer(below: 8))
    }

    private static func insert(_ file: inout [UInt8], _ piece: [UInt8], _ draws: inout RandomStream) {
        guard file.count + piece.count <= limit else { return }
        file.insert(contentsOf: piece, at: draws.integer(below: file.count + 1))
    }

    private static func piece(_ file: [UInt8], _ draws: inout RandomStream) -> Range<Int> {
        let start = draws.integer(below: file.count + 1)
        return start..<min(file.count, start + 1 + draws.integer(below: draws.integer(below: 4) == 0 ? 2000 : 60))
    }

    private static func cut(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let range = piece(file, &draws)
        file.removeSubrange(range)
    }

    private static func splice(_ file: inout [UInt8], _ other: [UInt8], _ draws: inout RandomStream) {
        if draws.integer(below: 3) == 0 {
            file = Array(file[..<draws.integer(below: file.count + 1)] + other[draws.integer(below: other.count + 1)...])
        } else {
            insert(&file, Array(other[piece(other, &draws)]), &draws)
        }
    }

    private static func repeatPiece(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let copy = Array(file[piece(file, &draws)])
        let place = draws.integer(below: file.count + 1)
        let times = min(draws.integer(below: 40), copy.isEmpty ? 0 : (limit - min(limit, file.count)) / copy.count)
        guard times > 0 else { return }
        file.insert(contentsOf: Array(repeatElement(copy, count: times).joined()), at: place)
    }

    // MARK: Lines and fields

    /// Lines without their ends; every kind of end becomes LF.
    private static func lines(_ file: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var index = 0
        while index < file.count {
            if file[index] == 0x0D || file[index] == 0x0A {
                if file[index] == 0x0D, index + 1 < file.count, file[index + 1] == 0x0A { index += 1 }
                lines.append([])
            } else {
                lines[lines.count - 1].append(file[index])
            }
            index += 1
        }
        return lines
    }

    private static func changeLines(_ file: inout [UInt8], _ draws: inout RandomStream) {
        var lines = lines(file)
        let first = draws.integer(below: lines.count)
        let second = draws.integer(below: lines.count)
        switch draws.integer(below: 5) {
        case 0: lines.remove(at: first)
        case 1: lines.swapAt(first, second)
        case 2: lines.insert(lines[first], at: second)
        case 3: lines.insert([], at: first)
        default: lines[first] += lines[second]
        }
        file = Array(lines.joined(separator: [0x0A]))
    }

    /// The byte that stands most often of those that part fields.
    private static func delimiter(_ file: [UInt8]) -> UInt8 {
        let candidates: [UInt8] = [0x09, 0x2C, 0x3B, 0x7C, 0x20]
        var counts = [Int](repeating: 0, count: candidates.count)
        for byte in file { if let index = candidates.firstIndex(of: byte) { counts[index] += index == 4 ? 0 : 1 } }
        return candidates[counts.indices.max { counts[$0] < counts[$1] } ?? 1]
    }

    private static func changeFields(_ file: inout [UInt8], _ draws: inout RandomStream) {
        var lines = lines(file)
        let mark = delimiter(file)
        let line = draws.integer(below: lines.count)
        var fields = lines[line].split(separator: mark, omittingEmptySubsequences: false).map(Array.init)
        guard !fields.isEmpty else { return }
        let first = draws.integer(below: fields.count)
        let second = draws.integer(below: fields.count)
        switch draws.integer(below: 8) {
        case 0: fields.remove(at: first)
        case 1: fields.swapAt(first, second)
        case 2: fields.insert(fields[second], at: first)
        case 3: fields[first] = []
        case 4: fields[first] = [0x22] + fields[first] + (draws.integer(below: 2) == 0 ? [0x22] : [])
        case 5: fields.append([])
        default: fields[first] = Array(words[draws.integer(below: words.count)].utf8)
        }
        lines[line] = Array(fields.joined(separator: [mark]))
        file = Array(lines.joined(separator: [0x0A]))
    }

    /// Removes, repeats or exchanges a column in every line.
    private static func changeColumn(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let mark = delimiter(file)
        var rows = lines(file).map { $0.split(separator: mark, omittingEmptySubsequences: false).map(Array.init) }
        let width = rows.map(\.count).max() ?? 0
        let first = draws.integer(below: width)
        let second = draws.integer(below: width)
        let kind = draws.integer(below: 3)
        for index in rows.indices where max(first, second) < rows[index].count {
            switch kind {
            case 0: rows[index].remove(at: first)
            case 1: rows[index].swapAt(first, second)
            default: rows[index].insert(rows[index][first], at: second)
            }
        }
        file = Array(rows.map { Array($0.joined(separator: [mark])) }.joined(separator: [0x0A]))
    }

    // MARK: Whole files

    private static func replaceAll(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let old = delimiter(file)
        let new: UInt8 = [0x2C, 0x3B, 0x09, 0x7C, 0x2E][draws.integer(below: 5)]
        let source: UInt8 = draws.integer(below: 3) == 0 ? 0x2E : old
        for index in file.indices where file[index] == source { file[index] = new }
    }

    private static func changeLineEnds(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let ends: [[UInt8]] = [[0x0D], [0x0D, 0x0A], [0x0A], [0x0A, 0x0D]]
        let first = ends[draws.integer(below: 4)]
        let second = draws.integer(below: 3) == 0 ? ends[draws.integer(below: 4)] : first
        let parts = lines(file)
        var result: [UInt8] = []
        for (index, line) in parts.enumerated() { result += line + (index + 1 == parts.count ? [] : index % 2 == 0 ? first : second) }
        file = result
    }

    private static func encode(_ file: inout [UInt8], _ draws: inout RandomStream) {
        switch draws.integer(below: 4) {
        case 0: file = [0xEF, 0xBB, 0xBF] + file
        case 1: file = [0xFF, 0xFE] + String(decoding: file, as: UTF8.self).utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        case 2: file = String(decoding: file, as: UTF8.self).utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        default:
            // Characters above ASCII as letters of one byte, or as the pairs that Chinese encodings make.
            let isPair = draws.integer(below: 2) == 0
            file = String(decoding: file, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
                if scalar.isASCII { return [UInt8(truncatingIfNeeded: scalar.value)] }
                return isPair ? [0xB0 + UInt8(scalar.value % 0x20), 0xA1 + UInt8(scalar.value / 0x20 % 0x5D)] : [UInt8(truncatingIfNeeded: scalar.value) | 0xA0]
            }
        }
    }

    private static func changeDigits(_ file: inout [UInt8], _ draws: inout RandomStream) {
        let places = file.indices.filter { file[$0] &- 0x30 < 10 }
        guard !places.isEmpty else { return }
        let place = places[draws.integer(below: places.count)]
        switch draws.integer(below: 4) {
        case 0: file[place] = 0x30 + UInt8(draws.integer(below: 10))
        case 1: insert(&file, Array(repeating: 0x39, count: draws.integer(below: 400)), &draws)
        case 2: file.insert(contentsOf: Array("e9".utf8), at: place)
        default: file.insert(draws.integer(below: 2) == 0 ? 0x2D : 0x2E, at: place)
        }
    }
}
