/// Steady flow in sewers: velocities, and what an opening carries at a depth.
enum ChannelFlow {
    /// Least slope that a velocity is computed with: flatter pipes are laid so on paper only.
    static let leastSlope = 1e-4
    /// Velocities outside this range, m/s, are errors of the record: below, a sewer silts up; above, it wears out.
    static let velocities = 0.15...3.0
    /// Velocity where nothing is known of a pipe, m/s.
    static let unknownVelocity = 0.8
    /// Manning's n where a pipe states none: concrete and clay sewers (Chow 1959, Open-Channel Hydraulics, table 5-6).
    static let unknownRoughness = 0.013
    /// Hydraulic radius over diameter of a circle filled to a quarter: (θ − sin θ)/(4θ) with θ = 2π/3.
    static let quarterFullRadius = 0.14663
    private static let gravity = 9.80665

    /// The cube root of a positive number by Newton's method: the same bits on every machine.
    static func cubeRoot(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        // A third of the exponent starts within a factor of two of the root.
        var root = Double(sign: .plus, exponent: Int((Double(value.exponent) / 3).rounded(.down)), significand: 1.26)
        for _ in 0..<6 { root -= (root - value / (root * root)) / 3 }
        return root
    }

    /// Velocity of a gravity pipe at a quarter of its depth, m/s (Manning 1891).
    static func velocity(diameter: Double, slope: Double, roughness: Double) -> Double {
        guard diameter > 0, roughness > 0 else { return unknownVelocity }
        let radius = quarterFullRadius * diameter
        let third = cubeRoot(radius)
        let value = third * third * max(slope, leastSlope).squareRoot() / roughness
        return min(max(value, velocities.lowerBound), velocities.upperBound)
    }

    /// Flow of a full pipe, m3/s: 0.3117 D^(8/3) S^(1/2) / n (Manning with the circle's area and radius).
    static func fullFlow(diameter: Double, slope: Double, roughness: Double) -> Double {
        guard diameter > 0, roughness > 0 else { return 0 }
        let root = cubeRoot(diameter)
        return 0.311685 * diameter * diameter * root * root * max(slope, leastSlope).squareRoot() / roughness
    }

    /// Flow at depth y/D over the full flow of a circle, at steps of 0.05; from the circle's area and wetted perimeter.
    private static let partialFlow: [Double] = [
        0, 0.00480, 0.02088, 0.04861, 0.08757, 0.13698, 0.19583, 0.26294, 0.33699, 0.41653, 0.5, 0.58571, 0.67184, 0.75641, 0.83724, 0.91188,
        0.97747, 1.03044, 1.06580, 1.07451, 1,
    ]

    /// Flow of a circular pipe at a depth, m3/s; above the crown it goes on with the root of the depth.
    static func flow(depth: Double, diameter: Double, fullFlow: Double) -> Double {
        guard depth > 0, diameter > 0 else { return 0 }
        let relative = depth / diameter
        guard relative < 1 else { return fullFlow * relative.squareRoot() }
        let step = relative * 20
        let low = min(Int(step), 19)
        let part = step - Double(low)
        return fullFlow * (partialFlow[low] * (1 - part) + partialFlow[low + 1] * part)
    }

    /// Flow of an orifice at a head over its invert, m3/s: C·A·√(2g h), as a weir while not covered (EPA SWMM 5.2 Reference Manual II, 6.2).
    static func orificeFlow(depth: Double, diameter: Double, coefficient: Double) -> Double {
        guard depth > 0, diameter > 0 else { return 0 }
        let area = Double.pi / 4 * diameter * diameter
        let full = coefficient * area * (2 * gravity * diameter / 2).squareRoot()
        guard depth > diameter else { return full * (depth / diameter) * (depth / diameter).squareRoot() }
        return coefficient * area * (2 * gravity * (depth - diameter / 2)).squareRoot()
    }

    /// Flow over a transverse weir, m3/s: 1.84·L·h^1.5 (Francis 1855, metric).
    static func weirFlow(depth: Double, width: Double) -> Double {
        guard depth > 0 else { return 0 }
        return 1.84 * max(width, 0.1) * depth * depth.squareRoot()
    }
}
