// The complementary error function and its scaled form, the same bits on every machine.

/// Chebyshev coefficients of `(1 + 2x) e^(x²) erfc x` in `t = (x - 3.75) / (x + 3.75)`, from degree 0, for all x >= 0.
///
/// The form is that of M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1+2x) exp(x²) erfc x
/// in 0 <= x < infinity", Math. Comp. 36 (1981) 249, doi:10.1090/S0025-5718-1981-0595058-X; the coefficients were
/// computed for this project to 50 digits by the discrete cosine sum over 80 nodes.
let scaledCoefficients: [Double] = [
    2.3551578691348035082, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498, -0.026658668435305752277,
    0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229, -6.9169733025012063671e-05, 4.1390279860730101675e-06,
    7.7403830661984906686e-07, -2.1886401049234395661e-07, 1.0764999465670910377e-08, 4.5219598112182868979e-09, -7.7544002088313511065e-10,
    -6.3180883408866844944e-11, 2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
    3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17, 5.0681489047961113168e-17,
    -2.2370566594359995974e-18,
]

/// `e^(x²) erfc x` for x >= 0, within 8 units in the last place; for x < 0 as `2 e^(x²) - erfcx(-x)`, infinite below -26.6.
package func portableErfcx(_ x: Double) -> Double {
    guard x >= 0 else { return x.isNaN ? x : 2 * portableExp(x * x) - portableErfcx(-x) }
    guard x < .infinity else { return 0 }
    // Written so that t keeps its digits for large x.
    let t = 1 - 7.5 / (x + 3.75)
    var next = 0.0
    var afterNext = 0.0
    for index in stride(from: scaledCoefficients.count - 1, through: 1, by: -1) {
        let value = 2 * t * next - afterNext + scaledCoefficients[index]
        afterNext = next
        next = value
    }
    return (t * next - afterNext + scaledCoefficients[0] / 2) / (1 + 2 * x)
}

/// `e^(-x²/divisor)` with the square of x in two parts, so that the tail keeps its digits; the divisor is 1 or 2.
func gaussian(_ x: Double, divisor: Double) -> Double {
    let high = Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
    return portableExp(-high * high / divisor) * portableExp(-(x - high) * (x + high) / divisor)
}

/// The complementary error function `1 - erf x`, within 10 units in the last place down to its underflow near 26.5.
package func portableErfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.magnitude < 0.5 { return 1 - portableErf(x) }
    if x < 0 { return 2 - portableErfc(-x) }
    guard x < 27.3 else { return 0 }
    return gaussian(x, divisor: 1) * portableErfcx(x)
}

/// The error function, within 4 units in the last place.
package func portableErf(_ x: Double) -> Double {
    if x.isNaN { return x }
    guard x.magnitude < 0.5 else { return x < 0 ? portableErfc(-x) - 1 : 1 - portableErfc(x) }
    // The Maclaurin series (DLMF 7.6.1), to double precision for |x| < 0.5.
    let s = x * x
    var sum = 0.0
    for n in stride(from: 14, through: 1, by: -1) { sum = s * (maclaurin[n] + sum) }
    return 2 / 1.7724538509055160273 * (x + x * sum)
}

/// `(-1)^n / (n! (2n + 1))` for n from 0 to 14.
private let maclaurin: [Double] = {
    var factorial = 1.0
    return (0...14).map { n in
        if n > 0 { factorial *= Double(n) }
        return (n % 2 == 0 ? 1 : -1) / (factorial * Double(2 * n + 1))
    }
}()
