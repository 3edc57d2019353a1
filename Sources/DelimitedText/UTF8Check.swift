/// What a walk over bytes says about their being UTF-8 (Unicode 16, table 3-7).
struct UTF8Check {
    /// Offsets of bytes that are not part of any well-formed sequence, NUL bytes included; at most `limit` + 1 of them.
    var bad: [Int] = []
    /// Of the bad bytes those that are NUL.
    var nulCount = 0
    /// Well-formed sequences of two bytes, and of three or four.
    var twoByteCount = 0
    var longCount = 0
    /// Whether the text ends inside a sequence that was well-formed so far; that sequence's first byte is the last of `bad`.
    var endsInsideSequence = false

    /// - Complexity: linear; runs of ASCII go at memory speed.
    init(_ bytes: [UInt8], from start: Int, to end: Int? = nil, limit: Int) {
        var offset = start
        let end = min(end ?? bytes.count, bytes.count)
        while offset < end, bad.count <= limit {
            offset += StructuralScan.asciiPrefix(bytes, from: offset, to: end)
            guard offset < end else { return }
            let lead = bytes[offset]
            if lead == 0 {
                nulCount += 1
                bad.append(offset)
                offset += 1
                continue
            }
            let (length, second) = UTF8Check.shape(lead)
            guard length > 0 else { bad.append(offset); offset += 1; continue }
            var got = 1
            while got < length, offset + got < end {
                let byte = bytes[offset + got]
                guard got == 1 ? second.contains(byte) : (0x80...0xBF).contains(byte) else { break }
                got += 1
            }
            if got == length {
                if length == 2 { twoByteCount += 1 } else { longCount += 1 }
                offset += length
            } else {
                bad.append(offset)
                if offset + got >= end { endsInsideSequence = true; return }
                offset += 1
            }
        }
    }

    /// How long the sequence is that a byte leads, and which second bytes it may have; 0 where it leads none.
    private static func shape(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>) {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0x80)
        }
    }
}
