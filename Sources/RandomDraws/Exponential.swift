// The exponential function and its relatives, by argument reduction and the Taylor series, with
// separate multiplication and addition in a fixed order: the same bits on every machine.
// What moves together: the two parts of ln 2 and the degree of the series.

/// 1 / ln 2.
private let inverseLogOfTwo = 1.4426950408889634
/// ln 2 to 32 bits, so that small whole multiples are exact, and the rest.
let logOfTwoHigh = 0x1.62e42feep-1
let logOfTwoLow = 0x1.a39ef35793c76p-33
/// Adding and taking away this number rounds to whole numbers (half to even) for sizes below 2^51.
private let roundingShift = 0x1.8p52

/// `sum r^k / (k + 2)!` for k from 0 to 12, to double precision for |r| <= 0.36, in two chains.
@inline(__always)
private func exponentialTail(_ r: Double) -> Double {
    let s = r * r
    let even = 0.5 + s * (1.0 / 24 + s * (1.0 / 720 + s * (1.0 / 40_320 + s * (1.0 / 3_628_800 + s * (1.0 / 479_001_600 + s / 87_178_291_200)))))
    let odd = 1.0 / 6 + s * (1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362_880 + s * (1.0 / 39_916_800 + s / 6_227_020_800))))
    return even + r * odd
}

/// `e` to the `x`, within 1 unit in the last place (2 where the result is subnormal).
///
/// NaN gives NaN; above 709.78 infinity, below -745.14 zero.
package func portableExp(_ x: Double) -> Double {
    guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -745.1332191019412 else { return 0 }
    let k = (x * inverseLogOfTwo + roundingShift) - roundingShift
    let high = x - k * logOfTwoHigh
    let low = k * logOfTwoLow
    let r = high - low
    let rest = (high - r) - low
    let value = 1 + (r + (r * r * exponentialTail(r) + rest))
    let exponent = Int(k)
    if exponent >= -1021, exponent <= 1023 { return value * Double(bitPattern: UInt64(exponent + 1023) << 52) }
    if exponent > 1023 { return value * 2 * 0x1p1023 }
    return value * Double(bitPattern: UInt64(exponent + 1000 + 1023) << 52) * 0x1p-1000
}

/// `e` to the `x` less 1, without loss near 0: within 3 units in the last place.
package func portableExpm1(_ x: Double) -> Double {
    if x > -0.35, x < 0.35 { return x + x * x * exponentialTail(x) }
    if x < -40 { return -1 }
    return portableExp(x) - 1
}

/// `base` to the `exponent`, as exp(exponent · ln base); a base of 0 or below gives 0 (1 for an exponent of 0).
///
/// The relative error is about `|exponent · ln base|` units in the last place: for uses in models, not for arithmetic.
package func portablePow(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 { return 1 }
    if base == 1 { return 1 }
    guard base > 0 else { return base.isNaN ? base : 0 }
    return portableExp(exponent * portableLog(base))
}
