// Unsafe because tables and sheets are walked without a check of each place: places of a table are below its size by their
// bits, those of sheets by their counts.

/// The distributions of a number under each of 16 equally likely states of the world, in 64 strata of equal chance each.
///
/// Draw d takes state d mod 16, for every number the same: what numbers share through the state of the world, they share in
/// each draw. A table is filled again and again, so that a number costs no memory of its own.
package struct PairedStrata: Sendable {
    package static let states = 16
    package static let strata = 64
    private var values = [Double](repeating: 0, count: states * strata)

    package init() {}

    /// A lognormal number under one state: `exp(middle + spread z)` with a standard normal z, of which only the lowest part of a
    /// chance `lowest` is taken where it is stated.
    package struct State {
        package var middle: Double
        package var spread: Double
        package var lowest: Double?

        package init(middle: Double, spread: Double, lowest: Double? = nil) {
            self.middle = middle
            self.spread = spread
            self.lowest = lowest
        }
    }

    /// Chances of the middles of the strata, and standard normal numbers of these chances, stretched to variance 1.
    private static let chances = (0..<strata).map { (Double($0) + 0.5) / Double(strata) }
    private static let scores: [Double] = {
        let plain = chances.map { normalQuantile($0) }
        let spread = (plain.reduce(0) { $0 + $1 * $1 } / Double(strata)).squareRoot()
        return plain.map { $0 / spread }
    }()

    /// The same value in every state.
    package mutating func set(to value: Double) { for index in values.indices { values[index] = value } }

    /// The distribution under each state; further states are left alone.
    package mutating func set(_ states: [State]) {
        let isCut = states.contains { $0.lowest != nil }
        if isCut {
            for (number, state) in states.prefix(PairedStrata.states).enumerated() {
                for stratum in 0..<PairedStrata.strata { values[number << 6 | stratum] = PairedStrata.chances[stratum] * (state.lowest ?? 1) }
            }
            normalQuantile(&values)
        }
        for (number, state) in states.prefix(PairedStrata.states).enumerated() {
            for stratum in 0..<PairedStrata.strata {
                let place = number << 6 | stratum
                let score = state.lowest != nil ? values[place] : PairedStrata.scores[stratum]
                values[place] = state.middle + state.spread * score
            }
        }
        portableExp(&values)
    }

    /// Adds to each number of a sheet a draw times a weight.
    package func add(_ weight: Double, _ key: DrawKey, to sheet: inout [Double]) {
        let strata = CounterDraws.strata(sheet.count, key)
        unsafe values.withUnsafeBufferPointer { values in
            unsafe sheet.withUnsafeMutableBufferPointer { sheet in
                unsafe strata.withUnsafeBufferPointer { strata in
                    guard let values = values.baseAddress, let numbers = sheet.baseAddress, let strata = strata.baseAddress else { return }
                    for draw in 0..<sheet.count {
                        // 64 of the 4,096 strata are one here: the upper six of their twelve bits.
                        let place = (draw & (PairedStrata.states - 1)) << 6 | Int(unsafe strata[draw] >> 6 & 63)
                        unsafe numbers[draw] += weight * values[place]
                    }
                }
            }
        }
    }
}
