// The natural logarithm by the series of the inverse hyperbolic tangent, with separate
// multiplication and addition in a fixed order: the same bits on every machine.

/// `ln(1 + f) - f + f²/2 - …` folded: `sum 2 s^(2n) / (2n + 1)` for n from 1 to 11, with s = f / (2 + f) and |s| <= 0.1716.
@inline(__always)
private func logarithmTail(_ z: Double) -> Double {
    let w = z * z
    let even = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19 + w * (2.0 / 23)))))
    let odd = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))))
    return z * (even + z * odd)
}

/// `ln(1 + f) + k ln 2 + rest` for f between sqrt(1/2) - 1 and sqrt 2 - 1.
@inline(__always)
private func logarithm(onePlus f: Double, exponent k: Double, rest: Double) -> Double {
    let s = f / (2 + f)
    let half = f * f / 2
    let tail = s * (half + logarithmTail(s * s))
    return k * logOfTwoHigh - ((half - (tail + (k * logOfTwoLow + rest))) - f)
}

/// The natural logarithm, within 1 unit in the last place.
///
/// 0 gives minus infinity, a negative number NaN.
package func portableLog(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var bits = x.bitPattern
    var exponent = 0
    if bits < 0x0010_0000_0000_0000 {
        bits = (x * 0x1p54).bitPattern
        exponent = -54
    }
    // Mantissa between sqrt(1/2) and sqrt 2: 0x3FE6A09E… is sqrt(1/2).
    let shifted = bits &- 0x3FE6_A09E_0000_0000
    exponent += Int(truncatingIfNeeded: Int64(bitPattern: shifted) >> 52)
    let mantissa = Double(bitPattern: bits &- (shifted & 0xFFF0_0000_0000_0000))
    return logarithm(onePlus: mantissa - 1, exponent: Double(exponent), rest: 0)
}

/// `ln(1 + x)` without loss near 0: within 2 units in the last place.
package func portableLog1p(_ x: Double) -> Double {
    if x > -0.29, x < 0.41 { return logarithm(onePlus: x, exponent: 0, rest: 0) }
    guard x > -1 else { return x == -1 ? -.infinity : .nan }
    let sum = 1 + x
    guard sum < 0x1p60 else { return portableLog(x) }
    let lost = x >= 1 ? 1 - (sum - x) : x - (sum - 1)
    return portableLog(sum) + lost / sum
}
