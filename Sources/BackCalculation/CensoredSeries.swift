package import Monitoring

/// Numbers of one kind, some of them known only to lie below a limit.
///
/// Limits may differ from day to day: with loads, one limit of detection becomes as many limits
/// as there are flows. A result above the calibrated range enters at that range's end, so that
/// what follows is a least value. Results that are not finite, or negative, are left out.
package struct CensoredSeries: Hashable, Sendable {
    /// Measured values, ascending.
    package private(set) var quantified: [Double] = []
    /// Limits of the censored ones, ascending.
    package private(set) var limits: [Double] = []

    package init(_ results: some Sequence<CensoredResult>) {
        quantified.reserveCapacity(results.underestimatedCount)
        for result in results {
            switch result {
            case .quantified(let value), .aboveRange(let value): if value.isFinite, value >= 0 { quantified.append(value) }
            case .belowQuantification(let limit), .belowDetection(let limit): if limit.isFinite, limit >= 0 { limits.append(limit) }
            case .notAnalysed: break
            }
        }
        quantified.sort()
        limits.sort()
    }

    package var count: Int { quantified.count + limits.count }

    /// The share of censored results, 0 to 1; 0 for none at all.
    package var censoredShare: Double { count > 0 ? Double(limits.count) / Double(count) : 0 }

    /// The least and the greatest mean that the limits allow: censored results at zero, and at their limits.
    package var bounds: (lower: Double, upper: Double) {
        guard count > 0 else { return (0, 0) }
        let sum = quantified.reduce(0, +)
        return (sum / Double(count), (sum + limits.reduce(0, +)) / Double(count))
    }
}
