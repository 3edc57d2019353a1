package import Monitoring

/// Applies the score sheet of a programme to its sites and areas.
///
/// Each item's figure becomes points by the sheet's steps, and the weighted mean of the points
/// a score and a colour. A figure with an interval gives a range of points; a place whose range
/// spans colours is told with its colour uncertain. Items without evidence enough drop
/// out, and where too little weight is left, no score is given. A period is assessed by the
/// sheet in force then, whatever came later.
package struct AssessmentScoring: Sendable {
    /// What a period shows, places that may not be shown left out.
    package struct Figures: Sendable {
        package var estimates: [PeriodEstimate]
        /// Of earlier periods, for percentiles of a site's own history.
        package var history: [Period: [PeriodEstimate]]
        package var changes: [LoadChange]
        package var areaEstimates: [AreaEstimate]
        package var alerts: [Alert]

        package init(
            estimates: [PeriodEstimate], history: [Period: [PeriodEstimate]], changes: [LoadChange], areaEstimates: [AreaEstimate], alerts: [Alert]
        ) {
            self.estimates = estimates
            self.history = history
            self.changes = changes
            self.areaEstimates = areaEstimates
            self.alerts = alerts
        }
    }

    /// A figure with the range that its interval allows.
    private struct Figure {
        var value: Double
        var low: Double
        var high: Double
    }

    private let sheet: AssessmentSheet
    private let figures: Figures
    private let period: Period

    /// The assessments of a period by the sheet in force, sites first, each sorted by code; empty where none is in force.
    package static func assess(
        _ period: Period, sheets: [AssessmentSheet], sites: [Site], areas: [Area], siteAreas: [SiteArea], figures: Figures
    ) -> [AssessedPlace] {
        guard let sheet = AssessmentSheet.inForce(sheets, in: period) else { return [] }
        let scoring = AssessmentScoring(sheet: sheet, figures: figures, period: period)
        let measured = Set(figures.estimates.filter { $0.load != nil }.map(\.site))
        let ofSites = sites.filter { measured.contains($0.code) }.sorted { $0.code < $1.code }.map { scoring.site($0) }
        let estimated = Set(figures.areaEstimates.filter { $0.load != nil }.map(\.area))
        let ofAreas = areas.filter { estimated.contains($0.code) }.sorted { $0.code < $1.code }.map {
            scoring.area($0.code, sites: sitesOf($0.code, areas: areas, siteAreas: siteAreas, period: period))
        }
        return ofSites + ofAreas
    }

    // MARK: Places

    private func site(_ site: Site) -> AssessedPlace {
        let isFocus = site.tier == .focus
        let assessed = sheet.items.map { item -> (AssessmentItem, Figure?) in (item, figure(item, site: site.code)) }
        return place(site: site.code, area: nil, assessed, isFocus: isFocus)
    }

    private func area(_ area: AreaCode, sites: Set<SiteCode>) -> AssessedPlace {
        let assessed = sheet.items.map { item -> (AssessmentItem, Figure?) in (item, figure(item, area: area, sites: sites)) }
        return place(site: nil, area: area, assessed, isFocus: false)
    }

    private func place(site: SiteCode?, area: AreaCode?, _ assessed: [(AssessmentItem, Figure?)], isFocus: Bool) -> AssessedPlace {
        var items: [AssessedItem] = []
        var sums = (points: 0.0, low: 0.0, high: 0.0, weight: 0.0)
        for (item, figure) in assessed {
            guard let figure else {
                items.append(AssessedItem(item: item.name, value: nil, points: 0, range: Interval(low: 0, high: 0)))
                continue
            }
            let steps = isFocus && !item.focusSteps.isEmpty ? item.focusSteps : item.steps
            let points = AssessmentScoring.value(figure.value, steps) ?? 0
            let reached = [points] + AssessmentScoring.values(from: figure.low, to: figure.high, steps, below: 0)
            let range = Interval(low: reached.min() ?? points, high: reached.max() ?? points)
            items.append(AssessedItem(item: item.name, value: figure.value, points: points, range: range))
            sums.points += item.weight * points
            sums.low += item.weight * range.low
            sums.high += item.weight * range.high
            sums.weight += item.weight
        }
        let all = sheet.items.reduce(0) { $0 + $1.weight }
        let known = all > 0 ? sums.weight / all : 0
        guard sums.weight > 0, known >= sheet.leastWeight else {
            return AssessedPlace(
                site: site, area: area, sheet: sheet.version, score: nil, range: nil, colour: "", isCertain: false, knownWeight: known, items: items)
        }
        let score = sums.points / sums.weight
        let range = Interval(low: sums.low / sums.weight, high: sums.high / sums.weight)
        let colours = isFocus && !sheet.focusColours.isEmpty ? sheet.focusColours : sheet.colours
        let colour = AssessmentScoring.value(score, colours) ?? ""
        let reached = AssessmentScoring.values(from: range.low, to: range.high, colours, below: "")
        return AssessedPlace(
            site: site, area: area, sheet: sheet.version, score: score, range: range, colour: colour,
            isCertain: reached.allSatisfy { $0 == colour }, knownWeight: known, items: items)
    }

    // MARK: Figures

    private func figure(_ item: AssessmentItem, site: SiteCode) -> Figure? {
        let own = figures.estimates.first { $0.site == site && $0.analyte == item.analyte && $0.days >= sheet.leastDays }
        switch item.indicator {
        case .load: return own?.load.map(AssessmentScoring.figure)
        case .consumption: return own?.consumption.map(AssessmentScoring.figure)
        case .historyPercentile:
            guard let load = own?.load else { return nil }
            let earlier = figures.history.keys.filter { $0 < period }.sorted().compactMap { key in
                figures.history[key]?.first { $0.site == site && $0.analyte == item.analyte && $0.days >= sheet.leastDays }?.load?.value
            }
            guard earlier.count >= sheet.leastPeriods else { return nil }
            func percent(_ value: Double) -> Double { 100 * Double(earlier.count { $0 < value }) / Double(earlier.count) }
            return Figure(value: percent(load.value), low: percent(load.interval.low), high: percent(load.interval.high))
        case .changePreviousPeriod: return change(site, item.analyte, .previousPeriod)
        case .changeLastYear: return change(site, item.analyte, .samePeriodLastYear)
        case .quantifiedShare:
            guard let own else { return nil }
            let share = 100 * Double(own.quantifiedDays) / Double(max(own.days, 1))
            return Figure(value: share, low: share, high: share)
        case .alerts, .urgentAlerts: return count(item, sites: [site])
        }
    }

    private func figure(_ item: AssessmentItem, area: AreaCode, sites: Set<SiteCode>) -> Figure? {
        let own = figures.areaEstimates.first {
            $0.area == area && $0.analyte == item.analyte && ($0.coverage ?? 0) >= sheet.leastCoverage
        }
        switch item.indicator {
        case .load: return own?.load.map(AssessmentScoring.figure)
        case .consumption: return own?.consumption.map(AssessmentScoring.figure)
        case .alerts, .urgentAlerts: return count(item, sites: sites)
        // Histories and comparable days are those of single sites.
        case .historyPercentile, .changePreviousPeriod, .changeLastYear, .quantifiedShare: return nil
        }
    }

    /// A change counts by its interval: what cannot be told from no change spans it.
    private func change(_ site: SiteCode, _ analyte: AnalyteCode?, _ base: ComparisonBase) -> Figure? {
        figures.changes.first { $0.site == site && $0.analyte == analyte && $0.against == base && $0.comparableDays >= sheet.leastDays }?
            .ratio.map(AssessmentScoring.figure)
    }

    private func count(_ item: AssessmentItem, sites: Set<SiteCode>) -> Figure {
        let found = figures.alerts.count { alert in
            sites.contains(alert.site) && alert.direction == .up && alert.state != .dismissed
                && (item.analyte == nil || alert.analyte == item.analyte) && (item.indicator == .alerts || alert.level == .urgent)
        }
        return Figure(value: Double(found), low: Double(found), high: Double(found))
    }

    private static func figure(_ estimate: Estimate) -> Figure {
        Figure(value: estimate.value, low: estimate.interval.low, high: estimate.interval.high)
    }

    // MARK: Steps

    /// What holds at a value; nil below the first threshold.
    private static func value<Value>(_ value: Double, _ steps: [AssessmentStep<Value>]) -> Value? {
        steps.last { $0.from <= value }?.value
    }

    /// Everything that holds somewhere between two values.
    private static func values<Value>(from low: Double, to high: Double, _ steps: [AssessmentStep<Value>], below: Value) -> [Value] {
        [value(low, steps) ?? below] + steps.filter { $0.from > low && $0.from <= high }.map(\.value)
    }

    /// The sites that serve an area or one inside it in a period.
    private static func sitesOf(_ area: AreaCode, areas: [Area], siteAreas: [SiteArea], period: Period) -> Set<SiteCode> {
        let parents = Dictionary(areas.map { ($0.code, $0.parent) }) { first, _ in first }
        func isInside(_ code: AreaCode) -> Bool {
            var seen: Set<AreaCode> = []
            var current: AreaCode? = code
            while let one = current, seen.insert(one).inserted {
                if one == area { return true }
                current = parents[one] ?? nil
            }
            return false
        }
        return Set(
            siteAreas.filter { part in
                (part.validFrom.map { $0 <= period.lastDay } ?? true) && (part.validTo.map { $0 >= period.firstDay } ?? true) && isInside(part.area)
            }.map(\.site))
    }
}
