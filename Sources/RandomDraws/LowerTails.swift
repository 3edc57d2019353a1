/// What lies below each of many numbers under the standard normal distribution, worked out again and again in the same memory.
package struct LowerTails: Sendable {
    /// `φ(z) / Φ(z)`, the density over the chance to lie below.
    package private(set) var ratios: [Double] = []
    /// `ln Φ(z)`; worked out where asked for.
    package private(set) var logChances: [Double] = []
    private var densities: [Double] = []

    package init() {}

    private static let rootHalf = 0.70710678118654752440
    /// `1 / √(2π)`.
    private static let peak = 0.39894228040143267794

    /// Works out the tails of some numbers.
    ///
    /// Below 0 the ratio is `√(2/π) / e^(x²) erfc x` with `x = -z/√2`, which has no density in it and so no underflow.
    package mutating func set(_ numbers: [Double], logChances wantsLogChances: Bool) {
        ratios = numbers.map { $0.magnitude * LowerTails.rootHalf }
        densities = numbers.map { -$0 * $0 / 2 }
        if wantsLogChances { logChances = densities }
        portableErfcx(&ratios)
        portableExp(&densities)
        // Until here `ratios` holds e^(x²) erfc x: twice the smaller tail over e^(-z²/2).
        for (place, number) in numbers.enumerated() {
            let half = ratios[place] / 2
            let chance = number < 0 ? half : 1 - densities[place] * half
            ratios[place] = (number < 0 ? LowerTails.peak : LowerTails.peak * densities[place]) / chance
            if wantsLogChances { densities[place] = chance }
        }
        guard wantsLogChances else { return }
        portableLog(&densities)
        for (place, number) in numbers.enumerated() { logChances[place] = densities[place] + (number < 0 ? logChances[place] : 0) }
    }
}
