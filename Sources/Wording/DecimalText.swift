/// Numbers as text: no locale, the same digits on every machine.
extension Double {
    /// The number rounded to so many significant digits, in plain decimal notation; below 1e-9 and from 1e15 with an exponent.
    ///
    /// `1234.5678.significant(3)` is `1230`; `0.000123456.significant(3)` is `0.000123`; `3.2e-60.significant(3)` is `3.2e-60`.
    /// Trailing zeros after the point are dropped. Not finite: `nan`, `inf`, `-inf`.
    /// Rounding is half to even on the scaled value, in double precision.
    package func significant(_ digits: Int) -> String {
        guard isFinite else { return isNaN ? "nan" : (self < 0 ? "-inf" : "inf") }
        guard self != 0 else { return "0" }
        let size = magnitude
        var exponent = 0
        // Decimal exponent by comparison: the logarithm of a libm may differ in its last bit.
        if size >= 1 {
            while exponent < 308, size >= power(exponent + 1) { exponent += 1 }
        } else {
            while exponent > -323, size < power(exponent) { exponent -= 1 }
        }
        if exponent < -300 { return String(self) }
        if exponent < -9 || exponent >= 15 {
            let mantissa = fixed(exponent < 0 ? size * power(-exponent) : size / power(exponent), places: digits - 1, negative: self < 0)
            return mantissa.drop { $0 == "-" } == "10" ? (self < 0 ? "-1e" : "1e") + String(exponent + 1) : mantissa + "e" + String(exponent)
        }
        let places = digits - 1 - exponent
        return fixed(size, places: places, negative: self < 0)
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

/// Ten to an integer power, from exact powers where they are exact.
private func power(_ exponent: Int) -> Double {
    var result = 1.0
    var left = exponent.magnitude
    while left >= 22 {
        result *= 1e22
        left -= 22
    }
    for _ in 0..<left { result *= 10 }
    return exponent < 0 ? 1 / result : result
}

/// A positive number at so many places (negative: tens), trailing zeros after the point dropped.
private func fixed(_ size: Double, places: Int, negative: Bool) -> String {
    let scaled = places >= 0 ? size * power(places) : size / power(-places)
    let rounded = scaled.rounded(.toNearestOrEven)
    guard rounded < 9e18 else { return (negative ? "-" : "") + String(size) }
    var text = String(UInt64(rounded))
    if places > 0 {
        if text.count <= places { text = String(repeating: "0", count: places + 1 - text.count) + text }
        text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    } else if places < 0 {
        text += String(repeating: "0", count: -places)
    }
    return negative ? "-" + text : text
}
