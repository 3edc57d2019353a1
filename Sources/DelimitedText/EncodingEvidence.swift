/// Which encoding the bytes of a text speak for, from a byte-order mark, zero bytes and the bytes above ASCII.
///
/// Windows-1252 texts of laboratories hold single bytes above ASCII (µ, º, é) between ASCII
/// bytes; GB18030 texts hold pairs, most of them of the 3,755 common characters of
/// GB/T 2312-1980 (lead B0-D7, trail A1-FE) or its signs; Big5 texts hold pairs, most of
/// them of its 5,401 common characters (lead A4-C6). Each is counted and the best fit wins.
struct EncodingEvidence {
    var encoding: TextEncoding
    /// Bytes of the mark at the start.
    var markLength = 0
    /// Whether nothing but the look of the bytes decided: worth a finding.
    var isInferred = false
    /// Characters that fit the chosen encoding, and those that fit the next best, with its name.
    var fitting = 0
    var runnerUp: (encoding: TextEncoding, fitting: Int)?
    /// The check as UTF-8, where it was made.
    var utf8: UTF8Check?

    /// Bytes that are looked at to tell one legacy encoding from another.
    private static let sample = 4 << 20

    init(_ bytes: [UInt8]) {
        func starts(_ mark: [UInt8]) -> Bool { bytes.count >= mark.count && bytes.prefix(mark.count).elementsEqual(mark) }
        if starts([0xEF, 0xBB, 0xBF]) {
            self.init(.utf8, mark: 3)
            utf8 = UTF8Check(bytes, from: 3, limit: Transcoder.badLimit)
            return
        }
        if starts([0xFF, 0xFE]) { self.init(.utf16LittleEndian, mark: 2); return }
        if starts([0xFE, 0xFF]) { self.init(.utf16BigEndian, mark: 2); return }
        if starts([0x84, 0x31, 0x95, 0x33]) { self.init(.gb18030, mark: 4); return }
        if let wide = EncodingEvidence.byZeros(bytes) { self.init(wide, mark: 0); isInferred = true; return }

        let check = UTF8Check(bytes, from: 0, limit: Transcoder.badLimit)
        let broken = check.bad.count - check.nulCount
        let wellFormed = check.twoByteCount + check.longCount
        // A text cut inside its last character, or UTF-8 with a few bad bytes among many good sequences.
        let isTruncated = check.endsInsideSequence && broken == 1 && (wellFormed > 0 || bytes.count < 4)
        if broken == 0 || isTruncated || check.longCount >= 4 * broken && check.longCount > 2 {
            self.init(.utf8, mark: 0)
            utf8 = check
            return
        }

        let pairs = PairCounts(bytes.prefix(EncodingEvidence.sample))
        let gb = pairs.gbTotal > 0 && pairs.gbInvalid * 10 <= pairs.gbTotal ? pairs.gbCommon * 100 / pairs.gbTotal : 0
        let big5 = pairs.big5Total > 0 && pairs.big5Invalid * 10 <= pairs.big5Total ? pairs.big5Common * 100 / pairs.big5Total : 0
        let latin = pairs.latinValid ? (pairs.high > 0 ? pairs.isolated * 100 / pairs.high : 0) : 0
        if big5 > gb + 10, big5 >= 80, pairs.big5Total >= 3, latin < 90 {
            self.init(.big5, mark: 0)
            fitting = pairs.big5Common
            runnerUp = (.gb18030, pairs.gbCommon)
        } else if gb >= 50, gb >= latin {
            self.init(.gb18030, mark: 0)
            fitting = pairs.gbCommon
            runnerUp = (.windows1252, pairs.isolated)
        } else if pairs.latinValid {
            self.init(.windows1252, mark: 0)
            fitting = pairs.isolated
            runnerUp = (.gb18030, pairs.gbCommon)
        } else if pairs.gbTotal > 0, pairs.gbCommon * 2 >= pairs.gbTotal {
            // GB18030 with bad bytes: the converter will name them.
            self.init(.gb18030, mark: 0)
            fitting = pairs.gbCommon
        } else {
            self.init(.utf8, mark: 0)
            utf8 = check
            return
        }
        isInferred = true
    }

    private init(_ encoding: TextEncoding, mark: Int) {
        self.encoding = encoding
        markLength = mark
    }

    /// UTF-16 without a mark: ASCII characters, each with a zero byte at the same side, and hardly a zero elsewhere.
    private static func byZeros(_ bytes: [UInt8]) -> TextEncoding? {
        let looked = min(bytes.count, 1 << 16) / 2 * 2
        guard looked >= 4 else { return nil }
        var even = 0
        var odd = 0
        for index in stride(from: 0, to: looked, by: 2) {
            let (first, second) = (bytes[index], bytes[index + 1])
            if second == 0, isASCIIText(first) { odd += 1 }
            if first == 0, isASCIIText(second) { even += 1 }
            if first == 0, second == 0 { return nil }
        }
        let pairs = looked / 2
        if odd >= 2, odd * 7 >= pairs, even * 20 <= odd { return .utf16LittleEndian }
        if even >= 2, even * 7 >= pairs, odd * 20 <= even { return .utf16BigEndian }
        return nil
    }

    private static func isASCIIText(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) || (0x09...0x0D).contains(byte) }
}

/// Counts of bytes above ASCII, read as pairs of two Chinese encodings and as single Latin letters.
private struct PairCounts {
    var gbTotal = 0
    var gbCommon = 0
    var gbInvalid = 0
    var big5Total = 0
    var big5Common = 0
    var big5Invalid = 0
    var high = 0
    /// Bytes above ASCII with an ASCII byte (or the edge) on both sides.
    var isolated = 0
    var latinValid = true

    init(_ bytes: ArraySlice<UInt8>) {
        countPairs(bytes)
        var before: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 {
                high += 1
                let after = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
                if before < 0x80, after < 0x80 { isolated += 1 }
                if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { latinValid = false }
            }
            before = byte
        }
    }

    private mutating func countPairs(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] >= 0x80 else { index += 1; continue }
            guard index + 1 < bytes.endIndex else { break }  // cut inside a character
            let lead = bytes[index]
            let trail = bytes[index + 1]
            gbTotal += 1
            if (0x81...0xFE).contains(lead), (0x30...0x39).contains(trail) {
                guard index + 3 < bytes.endIndex else { break }
                if (0x81...0xFE).contains(bytes[index + 2]), (0x30...0x39).contains(bytes[index + 3]) { index += 4 } else { gbInvalid += 1; index += 1 }
                continue
            }
            guard (0x81...0xFE).contains(lead), (0x40...0x7E).contains(trail) || (0x80...0xFE).contains(trail) else {
                gbInvalid += 1
                index += 1
                continue
            }
            if (0xB0...0xD7).contains(lead) || [0xA1, 0xA3, 0xA6].contains(lead), trail >= 0xA1 { gbCommon += 1 }
            index += 2
        }
        index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] >= 0x80 else { index += 1; continue }
            guard index + 1 < bytes.endIndex else { break }
            let lead = bytes[index]
            let trail = bytes[index + 1]
            big5Total += 1
            guard (0xA1...0xF9).contains(lead), (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail) else {
                big5Invalid += 1
                index += 1
                continue
            }
            if (0xA4...0xC6).contains(lead) { big5Common += 1 }
            index += 2
        }
    }
}
