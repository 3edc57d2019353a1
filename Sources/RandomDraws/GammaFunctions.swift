// The logarithm of the gamma function and its derivatives for positive arguments: shift upwards by
// the recurrence, then the asymptotic series (DLMF 5.11.1, 5.11.2, 5.15.8).

/// The tail of Stirling's series, `lnΓ(x) - (x - 1/2) ln x + x - ln(2π)/2`, to double precision for x >= 12.
func stirlingTail(_ x: Double) -> Double {
    let s = 1 / (x * x)
    return (1.0 / 12 + s * (-1.0 / 360 + s * (1.0 / 1260 + s * (-1.0 / 1680 + s * (1.0 / 1188 + s * (-691.0 / 360_360 + s / 156)))))) / x
}

/// `ln Γ(x)` for x > 0, to an absolute error of 1e-15 or 4e-16 of its size; NaN where x is not above 0.
package func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x < 1e300 else { return .infinity }
    var shifted = x
    var product = 1.0
    while shifted < 12 {
        product *= shifted
        shifted += 1
    }
    let stirling = (shifted - 0.5) * portableLog(shifted) - shifted + 0.91893853320467274178 + stirlingTail(shifted)
    return shifted == x ? stirling : stirling - portableLog(product)
}

/// The derivative of `ln Γ`, for x > 0, to an absolute error of about 1e-15 (or so many parts of its size); NaN where x is not above 0.
package func digamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x < .infinity else { return x }
    var shifted = x
    var sum = 0.0
    while shifted < 12 {
        sum += 1 / shifted
        shifted += 1
    }
    let s = 1 / (shifted * shifted)
    let series = s * (1.0 / 12 + s * (-1.0 / 120 + s * (1.0 / 252 + s * (-1.0 / 240 + s * (1.0 / 132 + s * (-691.0 / 32_760 + s / 12))))))
    return portableLog(shifted) - 0.5 / shifted - series - sum
}

/// The second derivative of `ln Γ`, for x > 0, to about 15 digits; NaN where x is not above 0.
package func trigamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var sum = 0.0
    while shifted < 12 {
        sum += 1 / (shifted * shifted)
        shifted += 1
    }
    let s = 1 / (shifted * shifted)
    let series = 1.0 / 6 + s * (-1.0 / 30 + s * (1.0 / 42 + s * (-1.0 / 30 + s * (5.0 / 66 + s * (-691.0 / 2730 + s * 7 / 6)))))
    return sum + (1 + (0.5 + series / shifted) / shifted) / shifted
}

/// The third derivative of `ln Γ`, for x > 0, to about 14 digits; NaN where x is not above 0.
package func tetragamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var sum = 0.0
    while shifted < 12 {
        sum += 2 / (shifted * shifted * shifted)
        shifted += 1
    }
    let s = 1 / (shifted * shifted)
    let series = 0.5 + s * (-1.0 / 6 + s * (1.0 / 6 + s * (-3.0 / 10 + s * (5.0 / 6 + s * (-691.0 / 210)))))
    return -sum - s * (1 + 1 / shifted + series * s)
}

/// The fourth derivative of `ln Γ`, for x > 0, to about 14 digits; NaN where x is not above 0.
package func pentagamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var sum = 0.0
    while shifted < 12 {
        let square = shifted * shifted
        sum += 6 / (square * square)
        shifted += 1
    }
    let s = 1 / (shifted * shifted)
    let series = 2 + s * (-1 + s * (4.0 / 3 + s * (-3 + s * (10 - s * 691.0 / 15))))
    return sum + s / shifted * (2 + 3 / shifted + s * series)
}

/// The x > 0 whose `trigamma` is `value`, to about 12 digits; infinite for 0, NaN below.
///
/// Newton's method on the reciprocal, which is convex and nearly straight, so that it rises to the root from below:
/// G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in microarray
/// experiments", Stat. Appl. Genet. Mol. Biol. 3 (2004), doi:10.2202/1544-6115.1027, appendix.
package func inverseTrigamma(_ value: Double) -> Double {
    guard value > 0 else { return value == 0 ? .infinity : .nan }
    if value > 1e7 { return 1 / value.squareRoot() }
    if value < 1e-6 { return 1 / value }
    var x = 0.5 + 1 / value
    for _ in 0..<50 {
        let current = trigamma(x)
        let step = current * (1 - current / value) / tetragamma(x)
        x += step
        if step.magnitude < 1e-14 * x { break }
    }
    return x
}
