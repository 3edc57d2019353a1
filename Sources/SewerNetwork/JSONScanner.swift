/// Reads JSON (RFC 8259) in place, one value after another, and knows the line it is on.
///
/// Forgiving where nothing is lost: a comma too many is passed over. A text that ends too soon or breaks the rules stops
/// the scanner; what was read before stays with the caller.
struct JSONScanner {
    private let text: [UInt8]
    private(set) var at: Int
    private(set) var line = 1
    /// Set once the text breaks the rules; nothing is read after it.
    private(set) var isBroken = false
    /// Values within values deeper than this are no map.
    private static let deepest = 64

    init(_ text: [UInt8]) {
        self.text = text
        at = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next byte that is no blank; nil at the end.
    mutating func peek() -> UInt8? {
        while at < text.count {
            switch text[at] {
            case 0x0A:
                line += 1
                at += 1
            // Blanks, and the record mark before each text of a sequence (RFC 8142).
            case 0x20, 0x09, 0x0D, 0x1E: at += 1
            default: return isBroken ? nil : text[at]
            }
        }
        return nil
    }

    mutating func fail() { isBroken = true }

    /// Passes over a byte; fails where another stands.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else {
            isBroken = true
            return false
        }
        at += 1
        return true
    }

    /// Reads an object; `member` is called with each name and must read its value.
    mutating func object(_ member: (inout JSONScanner, String) -> Void) {
        guard take(0x7B) else { return }
        while let byte = peek() {
            if byte == 0x7D {
                at += 1
                return
            }
            if byte == 0x2C {
                at += 1
                continue
            }
            guard let name = string(), take(0x3A) else { return fail() }
            member(&self, name)
        }
        fail()
    }

    /// Reads an array; `element` is called at each value and must read it.
    mutating func array(_ element: (inout JSONScanner) -> Void) {
        guard take(0x5B) else { return }
        while let byte = peek() {
            if byte == 0x5D {
                at += 1
                return
            }
            if byte == 0x2C {
                at += 1
                continue
            }
            let before = at
            element(&self)
            if at == before { return fail() }
        }
        fail()
    }

    /// Passes over any value.
    mutating func skip(depth: Int = 0) {
        guard depth < JSONScanner.deepest, let byte = peek() else { return fail() }
        switch byte {
        case 0x7B: object { scanner, _ in scanner.skip(depth: depth + 1) }
        case 0x5B: array { $0.skip(depth: depth + 1) }
        default: _ = value()
        }
    }

    /// Reads a string, a number or a word; an object or array is passed over and counts as none.
    mutating func value() -> FeatureValue {
        guard let byte = peek() else {
            fail()
            return .none
        }
        switch byte {
        case 0x22: return string().map { $0.isEmpty ? .none : .text($0) } ?? .none
        case 0x7B, 0x5B:
            skip(depth: 1)
            return .none
        case 0x2D, 0x30...0x39: return number().map { .number($0) } ?? .none
        case 0x74: return word("true") ? .text("true") : .none
        case 0x66: return word("false") ? .text("false") : .none
        case 0x6E: return word("null") ? .none : .none
        // Python writes NaN and Infinity, which stand for nothing here.
        case 0x4E: return word("NaN") ? .none : .none
        case 0x49: return word("Infinity") ? .none : .none
        default:
            fail()
            return .none
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        for letter in word.description.utf8 {
            guard at < text.count, text[at] == letter else {
                isBroken = true
                return false
            }
            at += 1
        }
        return true
    }

    /// Reads a number; nil where none stands here, and then nothing is passed over but blanks.
    mutating func number() -> Double? {
        guard let first = peek(), first == 0x2D || (first >= 0x30 && first <= 0x39) else { return nil }
        let start = at
        while at < text.count {
            switch text[at] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: at += 1
            default:
                return finished(start)
            }
        }
        return finished(start)
    }

    private mutating func finished(_ start: Int) -> Double? {
        if let value = ModelText.number(text.span, start, at) { return value }
        // "-Infinity" of Python is no number.
        if at < text.count, text[at] == 0x49 { return word("Infinity") ? .nan : nil }
        isBroken = true
        return nil
    }

    /// Reads a string with its escapes; nil where none stands here.
    mutating func string() -> String? {
        guard take(0x22) else { return nil }
        let start = at
        while at < text.count, text[at] != 0x22, text[at] != 0x5C { at += 1 }
        guard at < text.count else {
            isBroken = true
            return nil
        }
        if text[at] == 0x22 {
            at += 1
            return String(decoding: text[start..<(at - 1)], as: UTF8.self)
        }
        var bytes = Array(text[start..<at])
        while at < text.count {
            let byte = text[at]
            at += 1
            if byte == 0x22 { return String(decoding: bytes, as: UTF8.self) }
            guard byte == 0x5C else {
                bytes.append(byte)
                continue
            }
            guard at < text.count else { break }
            let escape = text[at]
            at += 1
            switch escape {
            case 0x62: bytes.append(0x08)
            case 0x66: bytes.append(0x0C)
            case 0x6E: bytes.append(0x0A)
            case 0x72: bytes.append(0x0D)
            case 0x74: bytes.append(0x09)
            case 0x75:
                guard let scalar = scalar() else { return nil }
                bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
            default: bytes.append(escape)
            }
        }
        isBroken = true
        return nil
    }

    /// The character of `\uXXXX`, or of two of them; U+FFFD for half of a pair.
    private mutating func scalar() -> Unicode.Scalar? {
        guard let first = unit() else { return nil }
        if first >= 0xD800, first < 0xDC00, at + 1 < text.count, text[at] == 0x5C, text[at + 1] == 0x75 {
            let before = at
            at += 2
            guard let second = unit() else { return nil }
            if second >= 0xDC00, second < 0xE000 { return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}" }
            at = before
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private mutating func unit() -> UInt32? {
        guard at + 4 <= text.count, let value = UInt32(String(decoding: text[at..<(at + 4)], as: UTF8.self), radix: 16) else {
            isBroken = true
            return nil
        }
        at += 4
        return value
    }
}
