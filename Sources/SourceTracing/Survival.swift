internal import RandomDraws

/// What is left after a first-order loss.
enum Survival {
    /// e to the power of −loss. Below a sixteenth five terms of the series are good to 1e-8.
    @inline(__always)
    static func share(_ loss: Double) -> Double {
        if loss < 0.0625, loss >= 0 { return 1 - loss * (1 - loss / 2 * (1 - loss / 3 * (1 - loss / 4))) }
        return portableExp(-loss)
    }
}
