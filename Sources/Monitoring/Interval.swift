/// A 95 % interval; the unit is that of the estimate it belongs to.
package struct Interval: Hashable, Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// An estimate with its 95 % interval: median first.
package struct Estimate: Hashable, Sendable {
    package var value: Double
    package var interval: Interval

    package init(_ value: Double, _ interval: Interval) {
        self.value = value
        self.interval = interval
    }

    package func scaled(by factor: Double) -> Estimate {
        Estimate(value * factor, Interval(low: interval.low * factor, high: interval.high * factor))
    }
}
