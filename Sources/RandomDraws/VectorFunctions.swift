// Unsafe because the bits of eight numbers are taken as they stand: two vectors of one size. Exponential, logarithm and
// normal quantile of eight numbers at a time: the operations of the functions of one number, in
// their order, lane by lane, so that both give the same bits. A lane that the short path does not hold for (not finite,
// beyond the range, in the far tail) is given to the function of one number. Choices between lanes are made on bits, since a
// mask of lanes compiles to a loop.

/// 1 / ln 2, and what rounds to whole numbers: as in `portableExp`.
private let inverseLogOfTwo = 1.4426950408889634
private let roundingShift = 0x1.8p52

/// Whether any lane has its highest bit set.
@inline(__always)
private func anyHighBit(_ lanes: SIMD8<UInt64>) -> Bool {
    let four = lanes.lowHalf | lanes.highHalf
    let two = four.lowHalf | four.highHalf
    return (two.x | two.y) >> 63 != 0
}

@inline(__always)
private func magnitudes(_ x: SIMD8<Double>) -> SIMD8<UInt64> { bits(x) & 0x7FFF_FFFF_FFFF_FFFF }

@inline(__always)
private func bits(_ x: SIMD8<Double>) -> SIMD8<UInt64> { unsafe unsafeBitCast(x, to: SIMD8<UInt64>.self) }

@inline(__always)
private func numbers(_ bits: SIMD8<UInt64>) -> SIMD8<Double> { unsafe unsafeBitCast(bits, to: SIMD8<Double>.self) }

/// `first` where the mask's lane is all ones, else `second`.
@inline(__always)
private func chosen(_ mask: SIMD8<UInt64>, _ first: SIMD8<Double>, _ second: SIMD8<Double>) -> SIMD8<Double> {
    numbers((bits(first) & mask) | (bits(second) & ~mask))
}

/// `((last s + a) s + b) …`: the inner terms first.
@inline(__always)
private func series(_ s: SIMD8<Double>, _ last: SIMD8<Double>, _ a: Double, _ b: Double, _ c: Double, _ d: Double) -> SIMD8<Double> {
    var sum = s * last + a
    sum = s * sum + b
    sum = s * sum + c
    return s * sum + d
}

@inline(__always)
private func series(_ s: SIMD8<Double>, _ last: SIMD8<Double>, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double) -> SIMD8<Double> {
    s * series(s, last, a, b, c, d) + e
}

/// Each lane by the function of one number.
@inline(never)
private func laneByLane(_ x: SIMD8<Double>, _ function: (Double) -> Double) -> SIMD8<Double> {
    var result = SIMD8<Double>()
    for lane in 0..<8 { result[lane] = function(x[lane]) }
    return result
}

/// `portableExp` of eight numbers: the same bits.
///
/// - Complexity: some 30 operations a lane while all lie within ±708; else eight calls.
@inline(__always)
package func portableExp(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // 708.0: below it the result is a normal number and the power of two needs no care.
    guard !anyHighBit(SIMD8(repeating: 0x4086_2000_0000_0000) &- magnitudes(x)) else { return laneByLane(x) { portableExp($0) } }
    let shifted = x * inverseLogOfTwo + roundingShift
    let k = shifted - roundingShift
    let high = x - k * logOfTwoHigh
    let low = k * logOfTwoLow
    let r = high - low
    let rest = (high - r) - low
    let s = r * r
    let even = series(s, s / 87_178_291_200 + 1.0 / 479_001_600, 1.0 / 3_628_800, 1.0 / 40_320, 1.0 / 720, 1.0 / 24, 0.5)
    let odd = series(s, s / 6_227_020_800 + 1.0 / 39_916_800, 1.0 / 362_880, 1.0 / 5040, 1.0 / 120, 1.0 / 6)
    let tail = even + r * odd
    let value = 1 + (r + (s * tail + rest))
    // The low bits of the shifted number hold k.
    return value * numbers((bits(shifted) &+ 1023) &<< 52)
}

/// `portableLog` of eight numbers: the same bits.
///
/// - Complexity: some 40 operations a lane while all are normal positive numbers; else eight calls.
@inline(__always)
package func portableLog(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let pattern = bits(x)
    let outside = (pattern &- 0x0010_0000_0000_0000) | (SIMD8(repeating: 0x7FEF_FFFF_FFFF_FFFF) &- pattern)
    guard !anyHighBit(outside) else { return laneByLane(x) { portableLog($0) } }
    let shifted = pattern &- 0x3FE6_A09E_0000_0000
    let mantissa = numbers(pattern &- (shifted & 0xFFF0_0000_0000_0000))
    // The exponent as a number, by way of the low bits of 2^52 (1024 too high there, so that it is not negative).
    let k = numbers(((shifted &+ 0x4000_0000_0000_0000) &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1024)
    let f = mantissa - 1
    let s = f / (2 + f)
    let half = f * f / 2
    let z = s * s
    let w = z * z
    let even = series(w, w * (2.0 / 23) + 2.0 / 19, 2.0 / 15, 2.0 / 11, 2.0 / 7, 2.0 / 3)
    let inner = w * (w * (2.0 / 21) + 2.0 / 17) + 2.0 / 13
    let odd = w * (w * inner + 2.0 / 9) + 2.0 / 5
    let tail = s * (half + z * (even + z * odd))
    return k * logOfTwoHigh - ((half - (tail + (k * logOfTwoLow))) - f)
}

/// `normalQuantile` of eight numbers: the same bits.
///
/// - Complexity: some 100 operations a lane while all lie between 1.4e-11 and 1 - 1.4e-11; else eight calls.
@inline(__always)
package func normalQuantile(_ p: SIMD8<Double>) -> SIMD8<Double> {
    let q = p - 0.5
    // All ones where q is negative.
    let negative = 0 &- (bits(q) &>> 63)
    let side = chosen(negative, p, 1 - p)
    // Just above exp(-25), where the middle form ends; a lane out there, or outside 0 to 1, goes its own way.
    let pattern = bits(side)
    let outside = (pattern &- (1.4e-11).bitPattern) | (SIMD8(repeating: (0.5).bitPattern) &- pattern)
    guard !anyHighBit(outside) else { return laneByLane(p) { normalQuantile($0) } }
    let inner = QuantileForms.centre.ratio(0.180625 - q * q) * q
    let root = (-portableLog(side)).squareRoot() - 1.6
    let size = QuantileForms.middle.ratio(root)
    let outer = numbers(bits(size) | (bits(q) & 0x8000_0000_0000_0000))
    let isOuter = 0 &- ((SIMD8(repeating: (0.425).bitPattern) &- magnitudes(q)) &>> 63)
    return chosen(isOuter, outer, inner)
}

extension QuantileForm {
    @inline(__always)
    func ratio(_ r: SIMD8<Double>) -> SIMD8<Double> {
        var numerator = SIMD8<Double>(repeating: above[7])
        var denominator = SIMD8<Double>(repeating: below[7])
        for index in stride(from: 6, through: 0, by: -1) {
            numerator = numerator * r + above[index]
            denominator = denominator * r + below[index]
        }
        return numerator / denominator
    }
}
