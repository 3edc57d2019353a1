// Unsafe because cells of a histogram and draws are walked without a check of each place: a cell is at most the last by the
// scale, a draw below their count.
private import CCounterDraws

/// The 95 % interval and the median of many draws, with the standard errors that their number leaves to the limits.
///
/// The limits are order statistics: the draws that 2.5 % and 97.5 % of all do not exceed. Their standard error is half the
/// distance of the order statistics one standard deviation of the binomial distribution `√(n p (1 - p))` away on either side,
/// which asks for no density (H. A. David, H. N. Nagaraja, "Order Statistics" (2003), section 7.1).
package struct SampleQuantiles: Hashable, Sendable {
    package let low: Double
    package let median: Double
    package let high: Double
    package let lowError: Double
    package let highError: Double

    /// The greater of the two errors, over its limit; 0 where both limits are 0.
    package var relativeError: Double {
        max(low > 0 ? lowError / low : 0, high > 0 ? highError / high : 0)
    }

    /// - Parameter draws: at least one; zeros throughout for none. Numbers that are not finite count as the greatest.
    /// - Complexity: two passes, and sorts of the few that stand near the limits.
    package init(_ draws: [Double]) {
        func ranks(_ p: Double) -> (Int, Int, Int) {
            let count = Double(draws.count)
            let middle = p * (count - 1)
            let away = (count * p * (1 - p)).squareRoot()
            func held(_ rank: Double) -> Int { Int(min(max(rank, 0), max(0, count - 1)).rounded()) }
            return (held(middle - away), held(middle), held(middle + away))
        }
        let (l, m, h) = (ranks(0.025), ranks(0.5), ranks(0.975))
        let found = SampleQuantiles.select([l.0, l.1, l.2, m.1, h.0, h.1, h.2], of: draws)
        low = found[1]
        median = found[3]
        high = found[5]
        lowError = (found[2] - found[0]) / 2
        highError = (found[6] - found[4]) / 2
    }

    private static let bins = 1_024

    /// The numbers of so many ranks (from 0) among some draws, by a histogram and sorts within its cells.
    package static func select(_ ranks: [Int], of draws: [Double]) -> [Double] {
        guard !draws.isEmpty else { return ranks.map { _ in 0 } }
        let (least, most) = extent(of: draws)
        let width = most - least
        guard width > 0, width.isFinite, (Double(bins) / width).isFinite else {
            let sorted = draws.map { $0.isNaN ? .infinity : $0 }.sorted()
            return ranks.map { sorted[min(max($0, 0), sorted.count - 1)] }
        }
        return unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: draws.count) { places in
            guard let base = places.baseAddress else { return [] }
            unsafe draws.withUnsafeBufferPointer { draws in
                if let numbers = draws.baseAddress { unsafe headwater_cells(numbers, draws.count, least, Double(bins) / width, base) }
            }
            let before = unsafe cumulated(places)
            // Where the numbers of each wanted cell are gathered; 0 for the others.
            var gathered = [UInt16](repeating: 0, count: bins + 1)
            var cells: [[Double]] = []
            let found = ranks.map { rank -> (cell: Int, rank: Int) in
                let rank = min(max(rank, 0), draws.count - 1)
                var bin = 0
                var end = bins
                while bin < end {
                    let middle = (bin + end) / 2
                    if before[middle + 1] > rank { end = middle } else { bin = middle + 1 }
                }
                if gathered[bin] == 0 {
                    cells.append([])
                    gathered[bin] = UInt16(truncatingIfNeeded: cells.count)
                }
                return (Int(gathered[bin]) - 1, rank - before[bin])
            }
            for draw in 0..<draws.count {
                let cell = gathered[Int(unsafe places[draw])]
                if cell > 0 { cells[Int(cell) - 1].append(draws[draw]) }
            }
            for cell in cells.indices { cells[cell].sort() }
            return found.map { cells[$0.cell][$0.rank] }
        }
    }

    /// The least and the greatest number; both NaN where any is.
    private static func extent(of draws: [Double]) -> (least: Double, most: Double) {
        var (least, most) = (0.0, 0.0)
        unsafe draws.withUnsafeBufferPointer { draws in
            if let numbers = draws.baseAddress { unsafe headwater_extent(numbers, draws.count, &least, &most) }
        }
        return (least, most)
    }

    /// How many draws lie in cells before each; two counts in turn, so that one need not wait for the other.
    private static func cumulated(_ places: UnsafeMutableBufferPointer<UInt16>) -> [Int] {
        var before = [Int](repeating: 0, count: bins + 2)
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * (bins + 1)) { counts in
            unsafe counts.initialize(repeating: 0)
            for draw in stride(from: 0, to: places.count & ~1, by: 2) {
                unsafe counts[Int(places[draw])] &+= 1
                unsafe counts[bins + 1 + Int(places[draw + 1])] &+= 1
            }
            if places.count & 1 == 1 { unsafe counts[Int(places[places.count - 1])] &+= 1 }
            for bin in 0...bins { before[bin + 1] = unsafe before[bin] + Int(counts[bin]) + Int(counts[bins + 1 + bin]) }
        }
        return before
    }
}
