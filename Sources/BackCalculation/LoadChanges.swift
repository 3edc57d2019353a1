package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Comparable changes: this period over the one before, and over the same one of last year.
///
/// Only days of the week that both periods have are compared, at the same site, so that a campaign over a weekend is not held
/// against one over working days. What the two periods share cancels: excretion, and flow meter and population where both
/// rest on the same basis. Calibration does only as far as one batch measured both, nor does the scatter between days, which a ratio of two
/// campaigns has to exceed to mean anything: both are in the interval.
package enum LoadChanges {
    /// Comparable days in each period below which nothing is compared.
    package static let leastDays = 3

    /// Two rows for each site and analyte with a daily load in the period, sorted by site, analyte, then base.
    package static func changes(period: Period, loads: [DailyLoad], programme: Programme) -> [LoadChange] {
        let current = SiteSeries.grouped(loads, of: period)
        var result: [LoadChange] = []
        let bases = [(ComparisonBase.previousPeriod, period.previous), (.samePeriodLastYear, period.samePeriodLastYear)]
        let earlier = bases.map { base in
            var byKey: [SiteSeries.Key: [DailyLoad]] = [:]
            for series in SiteSeries.grouped(loads, of: base.1) { byKey[series.key] = series.loads }
            return byKey
        }
        for series in current {
            for (index, base) in bases.enumerated() {
                result.append(change(series, before: earlier[index][series.key] ?? [], against: base.0, programme: programme))
            }
        }
        return result
    }

    /// The change at one site from one period to another, such as from before a rectification to the re-sample after it.
    ///
    /// - Parameter loads: of all periods.
    package static func change(
        site: SiteCode, analyte: AnalyteCode, from earlier: Period, to period: Period, loads: [DailyLoad], programme: Programme
    ) -> LoadChange {
        let own = loads.filter { $0.site == site && $0.analyte == analyte }
        guard let series = SiteSeries.grouped(own, of: period).first else {
            return LoadChange(site: site, analyte: analyte, against: .previousPeriod, ratio: nil, comparableDays: 0, verdict: .notComparable)
        }
        return change(series, before: SiteSeries.grouped(own, of: earlier).first?.loads ?? [], against: .previousPeriod, programme: programme)
    }

    private static func change(_ series: SiteSeries, before: [DailyLoad], against: ComparisonBase, programme: Programme) -> LoadChange {
        let common = Set(series.loads.map(\.date.weekday)).intersection(before.map(\.date.weekday))
        let now = series.loads.filter { common.contains($0.date.weekday) }
        let then = before.filter { common.contains($0.date.weekday) }
        let days = min(Set(now.map(\.date)).count, Set(then.map(\.date)).count)
        let none = LoadChange(
            site: series.key.site, analyte: series.key.analyte, against: against, ratio: nil, comparableDays: days, verdict: .notComparable)
        guard days >= leastDays, let left = Side(now, programme), let right = Side(then, programme), left.mean > 0, right.mean > 0 else { return none }
        // Another basis is another error, and the flow's no longer cancels: what the days share is all there.
        let calibration = LogDistribution.logVariance(relativeSD: programme.configuration.uncertainty.calibrationRSD)
        let known = left.bases == right.bases ? calibration * LoadChanges.distance(left.loads, right.loads) : left.shared + right.shared
        let ratio = left.mean / right.mean
        let limits = LoadChanges.limits(left, right, known: known)
        let interval = Interval(low: min(ratio, portableExp(limits.low)), high: max(ratio, portableExp(limits.high)))
        let verdict: ChangeVerdict = interval.low > 1 ? .higher : interval.high < 1 ? .lower : .notDistinguishable
        return LoadChange(
            site: series.key.site, analyte: series.key.analyte, against: against, ratio: Estimate(ratio, interval, method: limits.method), comparableDays: days,
            verdict: verdict)
    }

    /// The squared differences of what each batch has of the two sums: 0 where one batch measured both, 2 where two did. A batch
    /// without a name is another one in each.
    private static func distance(_ left: [DailyLoad], _ right: [DailyLoad]) -> Double {
        var shares: [String: Double] = [:]
        for (loads, sign) in [(left, 1.0), (right, -1.0)] {
            let values = loads.map { $0.populationNormalisedLoad.quantifiedValue ?? $0.populationNormalisedLoad.limit ?? 0 }
            let whole = values.reduce(0, +)
            guard whole > 0 else { continue }
            for (load, value) in zip(loads, values) { shares[load.batch.isEmpty ? "\(sign)" : "=" + load.batch, default: 0] += sign * value / whole }
        }
        return shares.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    }

    /// The 95 % interval of the logarithm of a ratio.
    ///
    /// Where every day was measured, Student's t over the days with what is known beside their scatter (B. L. Welch,
    /// Biometrika 34 (1947) 28, doi:10.2307/2332510). Where some were not, the scatter of those that were is that of the
    /// higher ones alone: there the two levels are what all days, measured or not, say of them (`LoadLevel`).
    private static func limits(_ left: Side, _ right: Side, known: Double) -> (low: Double, high: Double, method: IntervalMethod) {
        if left.isCensored || right.isCensored, let one = LoadLevel(left.loads), let other = LoadLevel(right.loads) {
            let found = one.limits(over: other, known: known)
            return (found.low, found.high, .posterior)
        }
        let variance = left.random + right.random + known
        let random = left.random * left.random / left.degrees + right.random * right.random / right.degrees
        let degrees = random > 0 ? variance * variance / random : .infinity
        let width = studentQuantile(0.975, degreesOfFreedom: degrees) * variance.squareRoot()
        let centre = portableLog(left.mean) - portableLog(right.mean)
        return (centre - width, centre + width, .studentT)
    }

    /// One side of a comparison.
    private struct Side {
        var mean: Double
        /// Variance of the logarithm of the mean: the larger of what the scatter of the days gives and what the errors of
        /// measurement alone would.
        var random: Double
        var shared: Double
        var degrees: Double
        var bases: Set<PopulationBasis>
        var loads: [DailyLoad]
        var isCensored: Bool

        init?(_ loads: [DailyLoad], _ programme: Programme) {
            let found = LoadMean(loads, settings: programme.configuration)
            guard found.perHead.method != .bounds, let mean = found.perHead.value, mean > 0 else { return nil }
            self.mean = mean
            let scatter = (found.perHead.standardError ?? 0) / mean
            random = max(LogDistribution.logVariance(relativeSD: scatter), found.randomLogSD * found.randomLogSD)
            shared = found.sharedLogSD * found.sharedLogSD
            degrees = Double(max(1, loads.count { !$0.populationNormalisedLoad.isLeftCensored } - 1))
            bases = Set(loads.map(\.populationBasis))
            self.loads = loads
            isCensored = loads.contains { $0.populationNormalisedLoad.isLeftCensored }
        }
    }
}
