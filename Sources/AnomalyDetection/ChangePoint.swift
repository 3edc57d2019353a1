internal import RandomDraws

/// The one place in a series at which its level most likely changed, without a shape of distribution.
///
/// - Source: Pettitt 1979, Appl. Stat. 28:126, doi:10.2307/2346729; the p-value is his approximation, good below 0.5.
package struct ChangePoint: Hashable, Sendable {
    /// Values before the change: the first of the new level has this index.
    package var index: Int
    /// Greatest `|U|`.
    package var statistic: Int
    /// Whether the later values lie higher.
    package var isRise: Bool
    package var pValue: Double

    /// Fewest values with which a change is looked for: with fewer, one value decides.
    package static let fewestValues = 15

    /// The change of a series in the order of time; nil of fewer than fifteen values, or where no order of two is certain.
    ///
    /// - Complexity: O(n²).
    package static func find(_ points: [TrendPoint]) -> ChangePoint? {
        let count = points.count
        guard count >= fewestValues else { return nil }
        var sum = 0
        var best: (index: Int, sum: Int)?
        for index in 0..<count - 1 {
            for other in points.indices where other != index { sum += points[index].order(to: points[other]) }
            if sum.magnitude > (best?.sum.magnitude ?? 0) { best = (index + 1, sum) }
        }
        guard let best else { return nil }
        let (k, n) = (Double(best.sum.magnitude), Double(count))
        return ChangePoint(
            index: best.index, statistic: Int(best.sum.magnitude), isRise: best.sum > 0,
            pValue: min(1, 2 * portableExp(-6 * k * k / (n * n * n + n * n))))
    }
}
