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

    /// The numbers of so many ranks (from 0, ascending) among some draws, by a histogram and sorts within its cells.
    package static func select(_ ranks: [Int], of draws: [Double]) -> [Double] {
        guard let first = draws.first else { return ranks.map { _ in 0 } }
        var least = first
        var most = first
        for draw in draws {
            least = draw < least ? draw : least
            most = draw > most ? draw : most
        }
        let width = most - least
        guard width > 0, width.isFinite, (Double(bins) / width).isFinite, !draws.contains(where: { $0.isNaN }) else {
            let sorted = draws.map { $0.isNaN ? .infinity : $0 }.sorted()
            return ranks.map { sorted[min(max($0, 0), sorted.count - 1)] }
        }
        let scale = Double(bins) / width
        var counts = [Int](repeating: 0, count: bins + 1)
        for draw in draws { counts[Int((draw - least) * scale)] += 1 }
        var before = [Int](repeating: 0, count: bins + 2)
        for bin in 0...bins { before[bin + 1] = before[bin] + counts[bin] }
        var cells: [Int: [Double]] = [:]
        var wanted = [Bool](repeating: false, count: bins + 1)
        let places = ranks.map { rank -> (bin: Int, rank: Int) in
            let rank = min(max(rank, 0), draws.count - 1)
            var bin = 0
            var end = bins
            while bin < end {
                let middle = (bin + end) / 2
                if before[middle + 1] > rank { end = middle } else { bin = middle + 1 }
            }
            wanted[bin] = true
            return (bin, rank - before[bin])
        }
        for draw in draws {
            let bin = Int((draw - least) * scale)
            if wanted[bin] { cells[bin, default: []].append(draw) }
        }
        for bin in cells.keys { cells[bin]?.sort() }
        return places.map { place in cells[place.bin].map { $0[min(place.rank, $0.count - 1)] } ?? most }
    }
}
