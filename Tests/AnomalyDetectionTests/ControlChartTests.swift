import AnomalyDetection
import RandomDraws
import Testing

/// Average run lengths as others have printed them.
@Suite struct ControlChartTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var chart: ControlChart
        var shift: Double
        var length: Double
        /// Half of the last digit printed, or a half per cent of the length.
        var tolerance: Double
        var testDescription: String { "\(length) at a shift of \(shift)" }
    }

    /// Lucas and Saccucci 1990, Technometrics 32:1, doi:10.1080/00401706.1990.10484583, table 3, and spc::xewma.arl of R.
    @Test(arguments: [
        Case(chart: .exponentialMean(weight: 0.2, limit: 2.86, isOneSided: false), shift: 0, length: 371, tolerance: 2),
        Case(chart: .exponentialMean(weight: 0.2, limit: 2.86, isOneSided: false), shift: 1, length: 9.8, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.2, limit: 2.962, isOneSided: false), shift: 0, length: 500, tolerance: 2.5),
        Case(chart: .exponentialMean(weight: 0.2, limit: 2.962, isOneSided: false), shift: 1, length: 10.5, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.1, limit: 2.814, isOneSided: false), shift: 0, length: 500, tolerance: 2.5),
        Case(chart: .exponentialMean(weight: 0.1, limit: 2.814, isOneSided: false), shift: 1, length: 10.3, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.3, limit: 2.3, isOneSided: true), shift: 0, length: 95.8, tolerance: 0.5),
        Case(chart: .exponentialMean(weight: 0.3, limit: 2.3, isOneSided: true), shift: 1, length: 6.3, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.3, limit: 2.3, isOneSided: true), shift: 2, length: 2.5, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.3, limit: 2.3, isOneSided: true), shift: 3, length: 1.7, tolerance: 0.06),
        Case(chart: .exponentialMean(weight: 0.3, limit: 2.5, isOneSided: true), shift: 0, length: 157, tolerance: 0.8),
    ])
    func weightedMeansRunAsLongAsPublished(_ one: Case) {
        let length = one.chart.averageRunLength(shift: one.shift)
        #expect((length - one.length).magnitude <= one.tolerance, "\(length)")
    }

    /// Montgomery, Introduction to Statistical Quality Control, table 9.3: two-sided 168 and 465; spc::xcusum.arl of R for one side.
    @Test(arguments: [
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 4), shift: 0, length: 335, tolerance: 1.7),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 4), shift: 1, length: 8.4, tolerance: 0.06),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 4), shift: 2, length: 3.3, tolerance: 0.06),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 4), shift: 3, length: 2.2, tolerance: 0.06),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 5), shift: 0, length: 931, tolerance: 4.7),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 5), shift: 1, length: 10.4, tolerance: 0.06),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 5), shift: 2, length: 4.0, tolerance: 0.06),
        Case(chart: .cumulativeSum(allowance: 0.5, limit: 5), shift: 3, length: 2.6, tolerance: 0.06),
    ])
    func cumulativeSumsRunAsLongAsPublished(_ one: Case) {
        let length = one.chart.averageRunLength(shift: one.shift)
        #expect((length - one.length).magnitude <= one.tolerance, "\(length)")
        // Two sides never signal at once, so that their rates add (Kemp 1961, J. R. Stat. Soc. B 23:149).
        if one.shift == 0 {
            let published = one.chart == .cumulativeSum(allowance: 0.5, limit: 4) ? 168.0 : 465
            #expect((length / 2 - published).magnitude <= 0.005 * published, "\(length / 2)")
        }
    }

    /// A chart that remembers nothing is Shewhart's: 370.4, and 43.9, 6.3 and 2.0 under shifts.
    @Test func aChartWithoutMemoryIsShewharts() {
        let chart = ControlChart.exponentialMean(weight: 1, limit: 3, isOneSided: false)
        for (shift, length) in [(0.0, 370.4), (1, 43.9), (2, 6.3), (3, 2.0)] {
            #expect((chart.averageRunLength(shift: shift, states: 10) - length).magnitude <= 0.05, "shift \(shift)")
        }
    }

    @Test func theChancesOfASumAreThoseOfSimulation() {
        var draws = RandomStream(seed: 3, "sums")
        let runs = 20_000
        var reached = [0, 0, 0]
        let levels = [0.5, 1.5, 3.0]
        for _ in 0..<runs {
            var sum = 0.0
            for _ in 0..<6 { sum = max(0, sum + draws.normal() - 0.5) }
            for (index, level) in levels.enumerated() where sum >= level { reached[index] += 1 }
        }
        for (index, level) in levels.enumerated() {
            let share = Double(reached[index]) / Double(runs)
            let error = 4 * (share * (1 - share) / Double(runs)).squareRoot() + 0.035 * share + 0.002
            #expect((DriftTest.sumTail(level, campaigns: 6) - share).magnitude < error, "level \(level), seed 3")
        }
    }
}
