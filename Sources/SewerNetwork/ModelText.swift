/// The fields of one line of a model file: at most twelve, as places in the file.
struct ModelFields {
    static let limit = 12
    var count = 0
    var starts = InlineArray<12, Int>(repeating: 0)
    var ends = InlineArray<12, Int>(repeating: 0)
}

/// Reads lines, fields and numbers of a model file in place.
enum ModelText {
    /// The end of the line that begins at `from`: the place of its line feed, or the end of the text.
    @inline(__always)
    static func lineEnd(_ text: Span<UInt8>, _ from: Int) -> Int {
        var at = from
        let count = text.count
        while at < count, text[at] != 0x0A { at += 1 }
        return at
    }

    /// Splits `text[from...]` at blanks until the end of the line, a `;` or `limit` fields; a field in double quotes keeps its blanks.
    ///
    /// Returns where it stopped; the rest of the line is still to be passed over.
    @inline(__always)
    static func split(_ text: Span<UInt8>, _ from: Int, limit: Int, into fields: inout ModelFields) -> Int {
        fields.count = 0
        var at = from
        let count = text.count
        while at < count {
            var byte = text[at]
            // Blanks first: they are most of a file in columns.
            while true {
                while byte == 0x20 {
                    at += 1
                    guard at < count else { return at }
                    byte = text[at]
                }
                guard byte < 0x20, byte == 0x09 || byte == 0x0D else { break }
                at += 1
                guard at < count else { return at }
                byte = text[at]
            }
            if byte == 0x0A || byte == 0x3B { return at }
            guard fields.count < limit else { return at }
            if byte == 0x22 {
                at += 1
                let start = at
                while at < count, text[at] != 0x22, text[at] != 0x0A { at += 1 }
                fields.starts[fields.count] = start
                fields.ends[fields.count] = at
                if at < count, text[at] == 0x22 { at += 1 }
            } else {
                let start = at
                repeat {
                    at += 1
                    guard at < count else { break }
                    byte = text[at]
                } while byte > 0x20 && byte != 0x3B
                // A control character other than a blank ends nothing: it stays in the name, and is shown escaped.
                while at < count, text[at] < 0x20, text[at] != 0x0A, text[at] != 0x0D, text[at] != 0x09 { at += 1 }
                fields.starts[fields.count] = start
                fields.ends[fields.count] = at
            }
            fields.count += 1
        }
        return at
    }

    /// Splits a line at tabs and at two or more blanks: what is left to tell columns by where names hold blanks.
    static func splitWide(_ text: Span<UInt8>, _ from: Int, limit: Int) -> ModelFields {
        var fields = ModelFields()
        var at = from
        let end = lineEnd(text, from)
        while at < end, fields.count < limit {
            while at < end, text[at] <= 0x20 { at += 1 }
            guard at < end, text[at] != 0x3B else { break }
            let start = at
            var last = at
            while at < end, text[at] != 0x3B, text[at] != 0x09 {
                if text[at] == 0x20, at + 1 >= end || text[at + 1] <= 0x20 { break }
                if text[at] > 0x20 { last = at }
                at += 1
            }
            fields.starts[fields.count] = start
            fields.ends[fields.count] = last + 1
            fields.count += 1
        }
        return fields
    }

    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The number in `text[from..<to]`, or nil; exact, with a fast path for up to 15 digits.
    static func number(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> Double? {
        var at = from
        guard at < to else { return nil }
        var isNegative = false
        if text[at] == 0x2D || text[at] == 0x2B {
            isNegative = text[at] == 0x2D
            at += 1
        }
        var digits: UInt64 = 0
        var seen = 0
        var places = 0
        var hasPoint = false
        while at < to {
            let byte = text[at]
            if byte >= 0x30, byte <= 0x39 {
                guard seen < 18 else { return slowNumber(text, from, to) }
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                seen += digits == 0 ? 0 : 1
                if hasPoint { places += 1 }
            } else if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else {
                return slowNumber(text, from, to)
            }
            at += 1
        }
        guard to - from > (hasPoint ? 1 : 0) + (isNegative ? 1 : 0), digits < 1 << 53, places <= 22 else { return slowNumber(text, from, to) }
        let value = Double(digits) / powers[places]
        return isNegative ? -value : value
    }

    /// Whether a field begins as a number does, or stands for none (`*`).
    @inline(__always)
    static func startsNumber(_ text: Span<UInt8>, _ at: Int) -> Bool {
        guard at < text.count else { return false }
        let byte = text[at]
        return (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x2B || byte == 0x2E || byte == 0x2A
    }

    private static func slowNumber(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> Double? {
        guard to - from < 64 else { return nil }
        var word: [UInt8] = []
        for at in from..<to {
            let byte = text[at]
            // Digits, signs, point, exponent; a Fortran exponent counts as one. No hexadecimal, no "nan".
            switch byte {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: word.append(byte)
            case 0x44, 0x64: word.append(0x65)
            default: return nil
            }
        }
        guard let value = Double(String(decoding: word, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The text of a field, decoded with repair.
    static func string(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, to - from))
        var at = from
        while at < min(to, text.count) {
            bytes.append(text[at])
            at += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The 1-based column, in characters, of a place in the line that begins at `lineStart`.
    static func column(_ text: Span<UInt8>, lineStart: Int, at place: Int) -> Int {
        var column = 1
        var at = lineStart
        while at < min(place, text.count) {
            if text[at] & 0xC0 != 0x80 { column += 1 }
            at += 1
        }
        return column
    }

    /// Whether the field is a word, in any ASCII case.
    static func isWord(_ text: Span<UInt8>, _ from: Int, _ to: Int, _ word: StaticString) -> Bool {
        guard to - from == word.utf8CodeUnitCount else { return false }
        return hasPrefix(text, from, to, word)
    }

    /// Whether the field begins with a word, in any ASCII case; `word` is in capitals.
    static func hasPrefix(_ text: Span<UInt8>, _ from: Int, _ to: Int, _ word: StaticString) -> Bool {
        let expected = word.description.utf8
        guard to - from >= expected.count else { return false }
        var at = from
        for letter in expected {
            let byte = text[at]
            let upper = byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte
            if upper != letter { return false }
            at += 1
        }
        return true
    }
}
