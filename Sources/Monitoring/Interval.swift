/// A 95 % interval; the unit is that of the estimate it belongs to.
package struct Interval: Hashable, Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// How the limits of an interval were found.
package enum IntervalMethod: String, Sendable, CaseIterable {
    /// A product of lognormal factors (exact), or of these and the reciprocal of a Beta number, by its cumulants.
    case closedForm = "closed_form"
    /// A sum of lognormal terms, by the lognormal number of the same mean and variance.
    case momentMatched = "moment_matched"
    /// Random draws of every factor.
    case draws
    /// Student's t over the days.
    case studentT = "student_t"
    /// What the days, measured and not, say of a place's level: a posterior distribution, by quadrature.
    case posterior
    /// From the low end of a least value to the high end of a greatest one.
    case bounds
}

/// An estimate with its 95 % interval: median first.
package struct Estimate: Hashable, Sendable {
    package var value: Double
    package var interval: Interval
    package var method: IntervalMethod
    /// The standard error of the limits that comes of the number of draws, over the limits; 0 without draws.
    package var limitError: Double

    package init(_ value: Double, _ interval: Interval, method: IntervalMethod = .closedForm, limitError: Double = 0) {
        self.value = value
        self.interval = interval
        self.method = method
        self.limitError = limitError
    }

    package func scaled(by factor: Double) -> Estimate {
        Estimate(value * factor, Interval(low: interval.low * factor, high: interval.high * factor), method: method, limitError: limitError)
    }

    /// Whether the whole interval lies above another's, by more than the draws behind the limits could make of nothing:
    /// twice the standard error of either limit.
    ///
    /// Without draws, whether the low limit exceeds the other's high one.
    package func liesAbove(_ other: Estimate) -> Bool {
        interval.low * max(0, 1 - 2 * limitError) > other.interval.high * (1 + 2 * other.limitError)
    }

    /// How many significant digits of a limit the draws support: those whose last place is worth at least one standard error.
    ///
    /// At least 1; 15 without draws.
    package func supportedDigits(of limit: Double) -> Int { Estimate.supportedDigits(of: limit, standardError: limit.magnitude * limitError) }

    /// How many places after the point both limits support: 0 at least, 15 without draws.
    package var supportedPlaces: Int {
        guard limitError > 0 else { return 15 }
        var places = 0
        var place = 0.1
        while places < 15, place >= limitError * max(interval.low.magnitude, interval.high.magnitude) {
            places += 1
            place /= 10
        }
        return places
    }

    /// How many significant digits a number with a standard error has: at least 1, at most 15.
    package static func supportedDigits(of value: Double, standardError: Double) -> Int {
        guard value != 0, value.isFinite, standardError > 0 else { return standardError > 0 ? 1 : 15 }
        var place = 1.0
        while place * 10 <= value.magnitude { place *= 10 }
        while place > value.magnitude { place /= 10 }
        var digits = 0
        while digits < 15, place >= standardError {
            digits += 1
            place /= 10
        }
        return max(1, digits)
    }
}
