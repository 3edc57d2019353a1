/// sqrt(1/2).
private let rootHalf = 0.70710678118654752440

/// The chance that a standard normal number is at most `z`.
package func normalCDF(_ z: Double) -> Double {
    guard z < -0.7 else { return portableErfc(-z * rootHalf) / 2 }
    return z < -38.6 ? 0 : gaussian(z, divisor: 2) * portableErfcx(-z * rootHalf) / 2
}

/// The natural logarithm of `normalCDF`, without underflow: right to about 15 digits at any `z` down to -1e150.
package func logNormalCDF(_ z: Double) -> Double {
    if z > -1 { return portableLog1p(-portableErfc(z * rootHalf) / 2) }
    let x = -z * rootHalf
    return -(z * z) / 2 + portableLog(portableErfcx(x) / 2)
}

/// The standard normal number that is not exceeded with a chance of `p`: about 16 digits.
///
/// 0 and below give minus infinity, 1 and above infinity.
/// Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
/// Applied Statistics 37 (1988) 477, doi:10.2307/2347330, routine PPND16. The coefficients were
/// held against 340-digit quantiles at 1e-20, 1e-100 and 1e-300, where one wrong digit shows.
package func normalQuantile(_ p: Double) -> Double {
    guard p > 0 else { return p.isNaN ? p : -.infinity }
    guard p < 1 else { return .infinity }
    let q = p - 0.5
    if q.magnitude <= 0.425 {
        let r = 0.180625 - q * q
        return q * QuantileForms.centre.ratio(r)
    }
    var r = (-portableLog(q < 0 ? p : 1 - p)).squareRoot()
    let size: Double
    if r <= 5 {
        r -= 1.6
        size = QuantileForms.middle.ratio(r)
    } else {
        r -= 5
        size = QuantileForms.tail.ratio(r)
    }
    return q < 0 ? -size : size
}

/// A ratio of two polynomials of degree 7, coefficients from degree 0.
struct QuantileForm: Sendable {
    let above: SIMD8<Double>
    let below: SIMD8<Double>
    /// Those above, then those below.
    let coefficients: [Double]

    init(above: SIMD8<Double>, below: SIMD8<Double>) {
        self.above = above
        self.below = below
        coefficients = (0..<8).map { above[$0] } + (0..<8).map { below[$0] }
    }

    @inline(__always)
    func ratio(_ r: Double) -> Double {
        var numerator = above[7]
        var denominator = below[7]
        for index in stride(from: 6, through: 0, by: -1) {
            numerator = numerator * r + above[index]
            denominator = denominator * r + below[index]
        }
        return numerator / denominator
    }
}

/// The forms of AS 241: within 0.425 of the middle, beyond it, and in the far tail.
enum QuantileForms {
    static let centre = QuantileForm(
        above: SIMD8(
            3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
            33430.575583588128105, 2509.0809287301226727),
        below: SIMD8(
            1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610,
            28729.085735721942674, 5226.4952788528545610))
    static let middle = QuantileForm(
        above: SIMD8(
            1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258,
            0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4),
        below: SIMD8(
            1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966,
            5.47593808499534494600e-4, 1.05075007164441684324e-9))
    static let tail = QuantileForm(
        above: SIMD8(
            6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930,
            0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
        below: SIMD8(
            1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.868691311456132591e-4, 1.84631831751005468180e-5,
            1.42151175831644588870e-7, 2.04426310338993978564e-15))
}
