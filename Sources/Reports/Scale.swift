internal import Wording

/// Maps values to places of a figure, linearly from an honest zero or by powers of ten.
struct Scale {
    /// A mark on an axis.
    struct Tick {
        let value: Double
        let place: Double
        let label: String
    }

    let isLogarithmic: Bool
    let low: Double
    let high: Double
    let start: Double
    let end: Double
    private let lowMark: Double
    private let span: Double

    /// A linear scale from `low` to `high`.
    init(linear low: Double, _ high: Double, start: Double, end: Double) {
        isLogarithmic = false
        self.low = low
        self.high = high > low ? high : low + 1
        self.start = start
        self.end = end
        lowMark = self.low
        span = self.high - self.low
    }

    /// A logarithmic scale; both bounds must be positive, else it falls back to 1 and 10.
    init(logarithmic low: Double, _ high: Double, start: Double, end: Double) {
        isLogarithmic = true
        let isUsable = low > 0 && high > low && high.isFinite
        self.low = isUsable ? low : 1
        self.high = isUsable ? high : 10
        self.start = start
        self.end = end
        lowMark = drawnLog10(self.low)
        span = drawnLog10(self.high) - lowMark
    }

    /// The scale for loads: from zero while the largest value is at most 40 times the smallest positive one, else by powers of ten.
    init(covering values: [Double], start: Double, end: Double) {
        let positive = values.filter { $0 > 0 && $0.isFinite }
        let high = positive.max() ?? 1
        let low = positive.min() ?? high
        if high > low * 40 {
            self.init(
                logarithmic: Scale.stepDown(max(low, high * 1e-5)), Scale.stepUp(high), start: start, end: end)
        } else {
            self.init(linear: 0, Scale.niceCeiling(high), start: start, end: end)
        }
    }

    /// The place of a value; values outside the bounds stand on them.
    func callAsFunction(_ value: Double) -> Double {
        guard value.isFinite else { return value > 0 ? end : start }
        let clamped = min(max(value, low), high)
        let mark = isLogarithmic ? drawnLog10(clamped) : clamped
        return start + (mark - lowMark) / span * (end - start)
    }

    /// About `count` ticks: 1-2-5 steps on a linear scale, decades (and 2, 5 where there are few) on a logarithmic one.
    func ticks(_ count: Int = 4) -> [Tick] {
        var values: [Double] = []
        if isLogarithmic {
            let multiples: [Double] = span <= 1.2 ? [1, 2, 5] : span <= 2.2 ? [1, 3] : [1]
            var decade = 1.0
            var guardCount = 0
            while decade > low, guardCount < 40 { decade /= 10; guardCount += 1 }
            while decade * 10 <= low, guardCount < 80 { decade *= 10; guardCount += 1 }
            while decade <= high * 1.0001, values.count < 40 {
                for multiple in multiples where decade * multiple >= low * 0.9999 && decade * multiple <= high * 1.0001 {
                    values.append(decade * multiple)
                }
                decade *= 10
            }
            while values.count > count + 3 { values = values.indices.filter { $0.isMultiple(of: 2) }.map { values[$0] } }
        } else {
            let step = Scale.niceStep(span / Double(max(count, 1)))
            var index = (low / step).rounded(.up)
            while index * step <= high * 1.0001, values.count < 40 {
                values.append(index * step)
                index += 1
            }
        }
        return values.map { Tick(value: $0, place: self($0), label: $0.significant(3)) }
    }

    private static func niceStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        let base = powerOfTen(rough)
        let scaled = rough / base
        return base * (scaled <= 1.0001 ? 1 : scaled <= 2.0001 ? 2 : scaled <= 5.0001 ? 5 : 10)
    }

    static func niceCeiling(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        let base = powerOfTen(value)
        for multiple in [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] where base * multiple >= value * 1.02 { return base * multiple }
        return base * 12
    }

    private static func stepDown(_ value: Double) -> Double {
        let base = powerOfTen(value)
        return value / base >= 5 ? base * 5 : value / base >= 2 ? base * 2 : base
    }

    private static func stepUp(_ value: Double) -> Double {
        let base = powerOfTen(value)
        return value / base <= 2 ? base * 2 : value / base <= 5 ? base * 5 : base * 10
    }

    /// The largest power of ten not above a positive value.
    private static func powerOfTen(_ value: Double) -> Double {
        var base = 1.0
        var steps = 0
        while base > value, steps < 330 { base /= 10; steps += 1 }
        while base * 10 <= value, steps < 330 { base *= 10; steps += 1 }
        return base
    }
}

/// Decimal logarithm for drawing, to 1e-9: the exponent, and the series of the area hyperbolic tangent for the rest.
///
/// It uses no library function, so that a figure is the same on every machine.
func drawnLog10(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return -300 }
    // significand in [1, 2): t = (m - 1) / (m + 1) is at most 1/3.
    let ratio = (value.significand - 1) / (value.significand + 1)
    let square = ratio * ratio
    var term = ratio
    var sum = 0.0
    var divisor = 1.0
    for _ in 0..<10 {
        sum += term / divisor
        term *= square
        divisor += 2
    }
    return (Double(value.exponent) * 0.693147180559945309 + 2 * sum) / 2.302585092994045684
}
