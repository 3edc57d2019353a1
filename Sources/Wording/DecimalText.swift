/// Numbers as text: no locale, the same digits on every machine.
extension Double {
    /// The number rounded to so many significant digits, in plain decimal notation; below 1e-9 and from 1e15 with an exponent.
    ///
    /// `1234.5678.significant(3)` is `1230`; `0.000123456.significant(3)` is `0.000123`; `3.2e-60.significant(3)` is `3.2e-60`.
    /// Trailing zeros after the point are dropped. Not finite: `nan`, `inf`, `-inf`.
    /// Rounding is half to even on the scaled value, in double precision.
    package func significant(_ digits: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        writeSignificant(digits, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `significant` as bytes.
    ///
    /// - Complexity: some 50 operations.
    package func writeSignificant(_ digits: Int, into out: inout [UInt8]) {
        guard isFinite else { return out.append(contentsOf: (isNaN ? "nan" : self < 0 ? "-inf" : "inf").utf8) }
        guard self != 0 else { return out.append(UInt8(ascii: "0")) }
        let size = magnitude
        let exponent = decimalExponent(size)
        if exponent < -300 { return out.append(contentsOf: String(self).utf8) }
        guard exponent < -9 || exponent >= 15 else { return writeFixed(size, places: digits - 1 - exponent, negative: self < 0, into: &out) }
        var mantissa: [UInt8] = []
        writeFixed(exponent < 0 ? size * power(-exponent) : size / power(exponent), places: digits - 1, negative: false, into: &mantissa)
        let isTen = mantissa == Array("10".utf8)
        if self < 0 { out.append(UInt8(ascii: "-")) }
        out.append(contentsOf: isTen ? Array("1".utf8) : mantissa)
        out.append(contentsOf: "e\(isTen ? exponent + 1 : exponent)".utf8)
    }

    /// The number rounded to so many places after the point, zeros kept: `2.5.places(2)` is `2.50`.
    package func places(_ places: Int) -> String {
        guard isFinite else { return isNaN ? "nan" : (self < 0 ? "-inf" : "inf") }
        guard magnitude < 1e15 else { return significant(15) }
        let scaled = (magnitude * power(places)).rounded(.toNearestOrEven)
        guard scaled < 9e18 else { return significant(15) }
        var text = String(UInt64(scaled))
        if places > 0 {
            if text.count <= places { text = String(repeating: "0", count: places + 1 - text.count) + text }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
        }
        return self < 0 && scaled != 0 ? "-" + text : text
    }
}

/// The powers of ten, each from exact ones where they are exact.
private let powers: [Double] = (0...330).map { exponent in
    var result = 1.0
    var left = exponent
    while left >= 22 {
        result *= 1e22
        left -= 22
    }
    for _ in 0..<left { result *= 10 }
    return result
}

/// Ten to an integer power.
private func power(_ exponent: Int) -> Double {
    let result = powers[min(Int(exponent.magnitude), powers.count - 1)]
    return exponent < 0 ? 1 / result : result
}

/// The decimal exponent of a positive number, by comparison: the logarithm of a libm may differ in its last bit.
private func decimalExponent(_ size: Double) -> Int {
    // A guess from the binary exponent, at most one too high or too low.
    var exponent = max(-323, min(308, Int((Double(size.exponent) * 0.30103).rounded(.down))))
    if size >= 1 {
        while exponent > 0, size < power(exponent) { exponent -= 1 }
        while exponent < 308, size >= power(exponent + 1) { exponent += 1 }
    } else {
        while exponent < -1, size >= power(exponent + 1) { exponent += 1 }
        while exponent > -323, size < power(exponent) { exponent -= 1 }
    }
    return exponent
}

/// A positive number at so many places (negative: tens), trailing zeros after the point dropped.
private func writeFixed(_ size: Double, places: Int, negative: Bool, into out: inout [UInt8]) {
    if negative { out.append(UInt8(ascii: "-")) }
    let scaled = places >= 0 ? size * power(places) : size / power(-places)
    let rounded = scaled.rounded(.toNearestOrEven)
    guard rounded < 9e18 else { return out.append(contentsOf: String(size).utf8) }
    var number = UInt64(rounded)
    var places = places
    while places > 0, number % 10 == 0 {
        number /= 10
        places -= 1
    }
    var digits = 1
    var rest = number / 10
    while rest > 0 {
        rest /= 10
        digits += 1
    }
    let before = places > 0 ? max(1, digits - places) : digits
    let length = places > 0 ? before + 1 + places : digits - min(0, places)
    let start = out.count
    out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: length))
    if places > 0 { out[start + before] = UInt8(ascii: ".") }
    var place = places > 0 ? start + length - 1 : start + digits - 1
    for _ in 0..<digits {
        if places > 0, place == start + before { place -= 1 }
        out[place] = UInt8(ascii: "0") + UInt8(number % 10)
        number /= 10
        place -= 1
    }
}
