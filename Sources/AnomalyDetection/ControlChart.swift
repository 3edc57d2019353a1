internal import RandomDraws

/// A chart that carries evidence from campaign to campaign, as a Markov chain on a grid: how long until it signals, and how far it strays.
///
/// From the state s and the standard normal score z comes `carry · s + gain · z - allowance`, held at
/// zero from below where the chart is one-sided. An exponentially weighted mean has carry 1 - λ and
/// gain λ, a cumulative sum has carry and gain 1 and an allowance k.
///
/// - Source: Brook and Evans 1972, "An approach to the probability distribution of cusum run length", Biometrika
///   59:539, doi:10.1093/biomet/59.3.539; Page 1954, Biometrika 41:100; Roberts 1959, Technometrics 1:239.
package struct ControlChart: Hashable, Sendable {
    var carry: Double
    var gain: Double
    var allowance: Double
    /// The state beyond which the chart signals; on both sides where it is two-sided.
    var limit: Double
    var isOneSided: Bool

    /// An exponentially weighted mean that signals at `limit` of its own long-run standard deviations.
    package static func exponentialMean(weight: Double, limit: Double, isOneSided: Bool) -> ControlChart {
        ControlChart(
            carry: 1 - weight, gain: weight, allowance: 0, limit: limit * (weight / (2 - weight)).squareRoot(), isOneSided: isOneSided)
    }

    /// A one-sided cumulative sum of what exceeds `allowance` standard deviations, which signals at `limit` of them.
    package static func cumulativeSum(allowance: Double, limit: Double) -> ControlChart {
        ControlChart(carry: 1, gain: 1, allowance: allowance, limit: limit, isOneSided: true)
    }

    /// The mean number of campaigns until a chart that starts at zero signals, where every score is shifted by `shift`.
    ///
    /// Solves `(I - Q) a = 1` for the chain of `states` steps of the grid by elimination; the error falls with the square of
    /// their number, and is below a half per cent with 100. O(states³) time, O(states²) memory.
    package func averageRunLength(shift: Double, states: Int = 100) -> Double {
        let grid = Grid(self, states: max(states, 2))
        let count = grid.centres.count
        var rows = (0..<count).map { from -> [Double] in
            var row = (0..<count).map { -grid.probability(from: from, to: $0, shift: shift) }
            row[from] += 1
            row.append(1)
            return row
        }
        // I - Q is diagonally dominant, as a chain leaves the grid from everywhere: no pivots are needed.
        for pivot in 0..<count {
            for lower in (pivot + 1)..<max(count, pivot + 1) {
                let share = rows[lower][pivot] / rows[pivot][pivot]
                guard share != 0 else { continue }
                for column in pivot...count { rows[lower][column] -= share * rows[pivot][column] }
            }
        }
        var lengths = Array(repeating: 0.0, count: count)
        for row in stride(from: count - 1, through: 0, by: -1) {
            var sum = rows[row][count]
            for column in (row + 1)..<max(count, row + 1) { sum -= rows[row][column] * lengths[column] }
            lengths[row] = sum / rows[row][row]
        }
        return lengths[grid.start]
    }

    /// For each number of campaigns from 1 to `campaigns`, the chances that the state then lies at or above each step of a grid.
    ///
    /// The limit is the end of the grid and does not stop the chain. O(campaigns · states²).
    func tails(campaigns: Int, states: Int) -> [[Double]] {
        let grid = Grid(self, states: max(states, 2))
        let count = grid.centres.count
        var mass = Array(repeating: 0.0, count: count)
        mass[grid.start] = 1
        var beyond = 0.0
        // Where all the chart carries is a step of the grid, the chance of a move depends on its length alone.
        let ladder = (0..<2 * count).map { step -> Double in
            let centre = (Double(step) - Double(count)) * grid.width
            return normalCDF((centre + grid.width / 2 + allowance) / gain)
        }
        var result: [[Double]] = []
        for _ in 0..<campaigns {
            var next = Array(repeating: 0.0, count: count)
            for from in 0..<count where mass[from] > 0 {
                for to in 0..<count {
                    let upper = to - from + count
                    let below = to == 0 ? 0 : ladder[upper - 1]
                    next[to] += mass[from] * (ladder[upper] - below)
                }
            }
            beyond = max(0, 1 - next.reduce(0, +))
            mass = next
            var tail = beyond
            var row = Array(repeating: 0.0, count: count)
            for state in stride(from: count - 1, through: 0, by: -1) {
                tail += mass[state]
                row[state] = min(1, tail)
            }
            result.append(row)
        }
        return result
    }

    /// The steps of the chain: the lowest of a one-sided chart takes all below it.
    private struct Grid {
        let chart: ControlChart
        let width: Double
        let centres: [Double]
        var start: Int { chart.isOneSided ? 0 : centres.count / 2 }

        init(_ chart: ControlChart, states: Int) {
            self.chart = chart
            if chart.isOneSided {
                let width = 2 * chart.limit / Double(2 * states - 1)
                self.width = width
                centres = (0..<states).map { Double($0) * width }
            } else {
                let width = 2 * chart.limit / Double(2 * states + 1)
                self.width = width
                centres = (-states...states).map { Double($0) * width }
            }
        }

        func probability(from: Int, to: Int, shift: Double) -> Double {
            func below(_ state: Double) -> Double {
                normalCDF((state + chart.allowance - chart.carry * centres[from]) / chart.gain - shift)
            }
            let upper = below(centres[to] + width / 2)
            return chart.isOneSided && to == 0 ? upper : upper - below(centres[to] - width / 2)
        }
    }
}
