// Memory is touched directly here to see the bytes of any text as one span, without a copy of each number.
/// The character before the fraction of a number.
package enum DecimalMark: String, Sendable, CaseIterable { case point = ".", comma = "," }

/// Numbers as text.
///
/// Read are: digits with at most one decimal mark, a sign, an exponent (`5.1E-1`, `1e+008`),
/// full-width digits, signs and marks, spaces around the number, and groups of three digits
/// parted by the other mark, a space or an apostrophe (`1,234.5` with a point, `1.234,5`
/// with a comma). Anything else is no number: `12abc`, `1..2`, `0x1F`, `inf`, `nan`, the
/// empty text, and a number that a Double cannot hold.
package enum NumberText {
    /// Texts with more bytes are no numbers.
    private static let longest = 128

    /// The number that a text holds, or nil.
    ///
    /// Exact: the nearest Double, by multiplication or division by an exact power of ten where
    /// the digits fit 2^53 and the power is at most 22 (W. D. Clinger, "How to read floating
    /// point numbers accurately", 1990, doi:10.1145/93542.93557), else by the standard library.
    package static func parse(_ text: some StringProtocol, mark: DecimalMark) -> Double? {
        parse(utf8: text.utf8, mark: mark)
    }

    /// The number that UTF-8 bytes hold, or nil.
    package static func parse(utf8 bytes: some Collection<UInt8>, mark: DecimalMark) -> Double? {
        if let value = bytes.withContiguousStorageIfAvailable({ unsafe fast(Span(_unsafeElements: $0), mark: mark) }), let value { return value }
        guard let ascii = folded(bytes) else { return nil }
        return careful(ascii, mark: mark)
    }

    /// Plain ASCII digits with a decimal mark and an exponent; nil for all else, which the careful way then reads.
    static func fast(_ bytes: Span<UInt8>, mark: DecimalMark) -> Double? {
        let count = bytes.count
        guard count > 0, count <= 32 else { return nil }
        let point: UInt8 = mark == .point ? 0x2E : 0x2C
        var index = 0
        var isNegative = false
        if bytes[0] == 0x2D || bytes[0] == 0x2B {
            isNegative = bytes[0] == 0x2D
            index = 1
        }
        var digits: UInt64 = 0
        var digitCount = 0
        var fraction = -1
        while index < count {
            let byte = bytes[index]
            if byte &- 0x30 < 10 {
                guard digitCount < 19 else { return nil }
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                digitCount += 1
                if fraction >= 0 { fraction += 1 }
            } else if byte == point, fraction < 0 {
                fraction = 0
            } else {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return nil }
        var power = -max(fraction, 0)
        if index < count {
            guard bytes[index] | 0x20 == 0x65 else { return nil }
            index += 1
            var isSmall = false
            if index < count, bytes[index] == 0x2D || bytes[index] == 0x2B {
                isSmall = bytes[index] == 0x2D
                index += 1
            }
            guard index < count else { return nil }
            var exponent = 0
            while index < count {
                guard bytes[index] &- 0x30 < 10, exponent < 1000 else { return nil }
                exponent = exponent * 10 + Int(bytes[index] &- 0x30)
                index += 1
            }
            power += isSmall ? -exponent : exponent
        }
        guard digits <= 1 << 53, power >= -22, power <= 22 else { return nil }
        let size = power < 0 ? Double(digits) / exactPowers[-power] : Double(digits) * exactPowers[power]
        return isNegative ? -size : size
    }

    /// The powers of ten that a Double holds exactly.
    private static let exactPowers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// A folded text, checked part by part.
    private static func careful(_ text: [UInt8], mark: DecimalMark) -> Double? {
        let point: UInt8 = mark == .point ? 0x2E : 0x2C
        let other: UInt8 = mark == .point ? 0x2C : 0x2E
        var index = 0
        var number: [UInt8] = []
        if index < text.count, text[index] == 0x2D || text[index] == 0x2B {
            if text[index] == 0x2D { number.append(0x2D) }
            index += 1
        }
        // Whole part: digits, or groups of one to three and then threes, all parted by the same character.
        var group = 0
        var groupMark: UInt8?
        var hasDigits = false
        while index < text.count {
            let byte = text[index]
            if isDigit(byte) {
                number.append(byte)
                group += 1
                hasDigits = true
            } else if byte == other || byte == 0x20 || byte == 0x27, group > 0 {
                if let groupMark {
                    guard byte == groupMark, group == 3 else { return nil }
                } else {
                    guard group <= 3 else { return nil }
                    groupMark = byte
                }
                group = 0
            } else {
                break
            }
            index += 1
        }
        if groupMark != nil, group != 3 { return nil }
        var isZero = !number.contains { (0x31...0x39).contains($0) }
        if !hasDigits { number.append(0x30) }
        if index < text.count, text[index] == point {
            number.append(0x2E)
            index += 1
            let before = number.count
            while index < text.count, isDigit(text[index]) {
                number.append(text[index])
                if text[index] != 0x30 { isZero = false }
                index += 1
            }
            if number.count > before { hasDigits = true } else { number.append(0x30) }
        }
        guard hasDigits else { return nil }
        if index < text.count {
            guard text[index] | 0x20 == 0x65 else { return nil }
            number.append(0x65)
            index += 1
            if index < text.count, text[index] == 0x2D || text[index] == 0x2B {
                number.append(text[index])
                index += 1
            }
            guard index < text.count, text[index...].allSatisfy(isDigit) else { return nil }
            number.append(contentsOf: text[index...])
        }
        guard let value = Double(String(decoding: number, as: UTF8.self)), value.isFinite, value != 0 || isZero else { return nil }
        return value
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// The text in ASCII: full-width forms to half width, every kind of space to a space, the minus sign to a hyphen,
    /// spaces at the ends dropped. Nil where it holds anything else beyond ASCII, or is too long.
    static func folded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var taken = 0
        var index = bytes.startIndex
        func byte(_ distance: Int) -> UInt8? {
            bytes.index(index, offsetBy: distance, limitedBy: bytes.endIndex).flatMap { $0 < bytes.endIndex ? bytes[$0] : nil }
        }
        while index < bytes.endIndex {
            taken += 1
            guard taken <= longest else { return nil }
            let lead = bytes[index]
            var length = 1
            switch (lead, byte(1) ?? 0, byte(2) ?? 0) {
            case (0x09, _, _), (0x20, _, _): result.append(0x20)
            case (0x21..<0x7F, _, _): result.append(lead)
            case (0xC2, 0xA0, _): (length, _) = (2, result.append(0x20))
            case (0xE3, 0x80, 0x80), (0xE2, 0x80, 0x82...0x8A), (0xE2, 0x80, 0xAF): (length, _) = (3, result.append(0x20))
            case (0xE2, 0x88, 0x92): (length, _) = (3, result.append(0x2D))
            case (0xE2, 0x80, 0x99): (length, _) = (3, result.append(0x27))
            case (0xEF, 0xBC, let low) where (0x81...0xBF).contains(low): (length, _) = (3, result.append(low - 0x60))
            case (0xEF, 0xBD, let low) where (0x80...0x9E).contains(low): (length, _) = (3, result.append(low - 0x20))
            default: return nil
            }
            index = bytes.index(index, offsetBy: length)
        }
        while result.last == 0x20 { result.removeLast() }
        return Array(result.drop { $0 == 0x20 })
    }
}
