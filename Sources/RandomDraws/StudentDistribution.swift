/// `ln B(a, b)`, without cancellation where one shape is large.
func logBeta(_ first: Double, _ second: Double) -> Double {
    let large = max(first, second)
    let small = min(first, second)
    guard large >= 12 else { return logGamma(first) + logGamma(second) - logGamma(first + second) }
    let sum = large + small
    let tails = stirlingTail(large) - stirlingTail(sum)
    return logGamma(small) - (sum - 0.5) * portableLog1p(small / large) - small * portableLog(large) + small + tails
}

/// The regularized incomplete beta function `I_x(a, b)`, to about 13 digits (fewer for shapes above 10^5).
///
/// The continued fraction of DLMF 8.17.22, evaluated by the method of Lentz (I. J. Thompson, A. R. Barnett,
/// J. Comput. Phys. 64 (1986) 490, doi:10.1016/0021-9991(86)90046-X). NaN where a shape is not above 0 or x lies
/// outside 0 to 1.
package func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularizedBeta(x, complement: 1 - x, a, b)
}

/// The same with `1 - x` given, for an x so near 1 that the difference would lose it.
func regularizedBeta(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a < .infinity, b < .infinity, x >= 0, x <= 1 else { return .nan }
    if x == 0 || y == 1 { return 0 }
    if y == 0 || x == 1 && y <= 0 { return 1 }
    let scale = portableExp(a * logarithm(x, complement: y) + b * logarithm(y, complement: x) - logBeta(a, b))
    if x < (a + 1) / (a + b + 2) { return min(1, scale * continuedFraction(x, a, b) / a) }
    return max(0, 1 - scale * continuedFraction(y, b, a) / b)
}

/// `ln x` where the complement may be the better known of the two.
private func logarithm(_ x: Double, complement: Double) -> Double { x > 0.7 ? portableLog1p(-complement) : portableLog(x) }

private func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let least = 1e-300
    func away(_ value: Double) -> Double { value.magnitude < least ? least : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var value = d
    for index in 1...20_000 {
        let m = Double(index)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / away(1 + even * d)
        c = away(1 + even / c)
        value *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / away(1 + odd * d)
        c = away(1 + odd / c)
        let factor = d * c
        value *= factor
        if (factor - 1).magnitude < 2e-16 { break }
    }
    return value
}

/// The chance that a number of Student's t distribution exceeds `t`: about 12 digits, deep tails included.
///
/// Infinite degrees of freedom, or more than 10^12, give the normal tail; none or fewer give NaN.
/// Source: DLMF 8.17.18 with `x = ν / (ν + t²)`.
package func studentUpperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
    if degreesOfFreedom > 1e12 { return portableErfc(t * 0.70710678118654752440) / 2 }
    guard t.magnitude < 1e150 else { return t > 0 ? 0 : 1 }
    let square = t * t
    let sum = degreesOfFreedom + square
    let half = regularizedBeta(degreesOfFreedom / sum, complement: square / sum, degreesOfFreedom / 2, 0.5) / 2
    return t >= 0 ? half : 1 - half
}

/// The number that Student's t distribution does not exceed with a chance of `p`: about 10 digits.
///
/// 0 and below give minus infinity, 1 and above infinity; no degrees of freedom give NaN.
package func studentQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, !p.isNaN else { return .nan }
    guard p > 0 else { return -.infinity }
    guard p < 1 else { return .infinity }
    if degreesOfFreedom > 1e12 { return normalQuantile(p) }
    if p == 0.5 { return 0 }
    let tail = min(p, 1 - p)
    let constant = -logBeta(degreesOfFreedom / 2, 0.5) - portableLog(degreesOfFreedom) / 2
    // A bracket, then Newton's method on the logarithm of the tail, with a halving where a step leaves the bracket.
    var low = 0.0
    var high = max(1, -normalQuantile(tail))
    var size = high
    while studentUpperTail(high, degreesOfFreedom: degreesOfFreedom) > tail, high < 1e150 {
        low = high
        high *= 2
        size = high
    }
    for _ in 0..<200 {
        let found = studentUpperTail(size, degreesOfFreedom: degreesOfFreedom)
        if found > tail { low = size } else { high = size }
        let density = portableExp(constant - (degreesOfFreedom + 1) / 2 * portableLog1p(size * size / degreesOfFreedom))
        var next = density > 0 && found > 0 ? size + portableLog(found / tail) * found / density : low / 2 + high / 2
        if !(next > low && next < high) { next = low / 2 + high / 2 }
        let step = next - size
        size = next
        if step.magnitude <= 1e-14 * size || next <= low || next >= high { break }
    }
    return p < 0.5 ? -size : size
}
