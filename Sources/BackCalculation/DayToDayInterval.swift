package import Monitoring
internal import RandomDraws

/// The 95 % interval of a mean that the scatter from day to day gives.
///
/// `mean ± t(0.975, n - 1) s / √n`, not below 0: so Statistics Canada prints its weekly means (table 13-10-0871-01; with seven
/// days t is 2.44691). It holds the errors that differ from day to day and the days themselves; what all days share
/// (calibration, flow meter, population) is not in it.
package enum DayToDayInterval {
    /// - Parameters:
    ///   - mean: in any unit that is never negative.
    ///   - standardError: of the mean, in the same unit.
    ///   - count: the days it comes of; for a mean of censored days, those that were measured.
    /// - Returns: nil for fewer than two days.
    package static func interval(mean: Double, standardError: Double, count: Int) -> Interval? {
        guard count > 1, mean.isFinite, standardError.isFinite, standardError >= 0 else { return nil }
        return interval(mean: mean, standardError: standardError, degreesOfFreedom: Double(count - 1))
    }

    static func interval(mean: Double, standardError: Double, degreesOfFreedom degrees: Double) -> Interval {
        let width = studentQuantile(0.975, degreesOfFreedom: degrees) * standardError
        return Interval(low: max(0, mean - width), high: mean + width)
    }

    /// The standard error behind the upper end of such an interval.
    static func standardError(_ estimate: Estimate, count: Int) -> Double {
        (estimate.interval.high - estimate.value) / studentQuantile(0.975, degreesOfFreedom: Double(max(1, count - 1)))
    }
}
