package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Estimates of a period: mean loads per site and analyte, and what they mean in consumption.
///
/// **What the interval covers.** The mean over the days that were sampled. The parts that vary from day to day (analysis,
/// sampling) shrink with the days, `√(Σ (x σ)²) / Σ x`; the parts that the days share (calibration, flow meter, population,
/// excretion) do not; a censored day lies evenly between zero and its limit. The scatter between days is not in it: a
/// campaign is one run of days, so it is no random sample of the two months, and an interval that claimed those would be
/// false in either direction. Comparisons of periods do hold that scatter (`LoadChanges`).
///
/// **Means.** Grab samples are left out. How the days weigh, which of them are weekdays, how results below a limit enter and
/// what the interval covers is the programme's convention (`MeanConvention`), which every estimate names.
package enum PeriodEstimates {
    /// Days from which a mean is taken for a week's; below, `FEW_DAYS`.
    package static let fullDays = 4
    /// Doses a day in the catchment below which single users make the figure uncertain, `1/√λ`: `FEW_USERS`.
    package static let leastDosesPerDay = 50.0
    /// The width between the bounds of a censored mean, over its value, above which `BOUNDS_WIDE` is set.
    package static let wideBounds = 0.3

    /// Flags of days that their mean carries.
    private static let inherited: Set<String> = ["TIME_PROP", "POP_FALLBACK", "POP_DISAGREE", "POP_BASIS_CHANGED", "WATER_USE", "ABOVE_RANGE", "MARKER_DISAGREES"]

    /// The estimates of one period, sorted by site and analyte.
    ///
    /// - Parameter loads: of any periods, in any order; those of other periods and grab samples are left out.
    /// - Complexity: n log n in the number of loads.
    package static func estimates(period: Period, loads: [DailyLoad], programme: Programme) -> (estimates: [PeriodEstimate], findings: [Finding]) {
        let choice = ParameterChoice(programme.parameters)
        var findings = choice.findings
        if programme.parameters.isEmpty {
            findings.append(Finding("M112", .error, text: programme.configuration.parameterSet, ["set": programme.configuration.parameterSet]))
        }
        let series = SiteSeries.grouped(loads, of: period)
        var means: [SiteSeries.Key: LoadMean] = [:]
        for one in series { means[one.key] = LoadMean(one.loads, settings: programme.configuration) }
        let rules = ConsumptionRules(choice: choice, programme: programme, period: period, means: means, series: series)
        let convention = MeanConvention(programme.configuration, year: period.year)
        let label = convention.label
        var draws = PeriodDraws(period: period, programme: programme, choice: choice, convention: convention)
        let estimates = series.compactMap { one in
            means[one.key].map { mean in
                var estimate = estimate(one, mean: mean, rules: rules, convention: convention, label: label, programme: programme)
                draws.refine(&estimate, loads: one.loads, mean: mean)
                return estimate
            }
        }
        return (estimates, findings)
    }

    /// Whether a load is one of a day, and not a flux at a moment.
    package static func isDaily(_ load: DailyLoad) -> Bool { !load.flags.contains("GRAB") }

    private static func estimate(
        _ series: SiteSeries, mean: LoadMean, rules: ConsumptionRules, convention: MeanConvention, label: String, programme: Programme
    ) -> PeriodEstimate {
        let loads = series.loads
        var flags: Set<String> = []
        for load in loads { for flag in load.flags where inherited.contains(flag) { flags.insert(flag) } }
        let days = series.days { _ in true }
        if days < fullDays { flags.insert("FEW_DAYS") }
        if loads.contains(where: { $0.populationNormalisedLoad.isLeftCensored }) { flags.insert("CENSORED") }
        if let value = mean.perHead.value, value > 0, (mean.perHead.upper - mean.perHead.lower) / value > wideBounds { flags.insert("BOUNDS_WIDE") }
        let consumed = convention.correctsForExcretion ? rules.consumption(of: series.key, mean: mean) : Consumed(flags: ["LOADS_BY_CONVENTION"])
        flags.formUnion(consumed.flags)
        let population = loads.map(\.population).reduce(0, +) / Double(max(1, loads.count))
        if let doses = consumed.doses, doses.value * population / 1000 < leastDosesPerDay { flags.insert("FEW_USERS") }
        return PeriodEstimate(
            site: series.key.site, analyte: series.key.analyte,
            parentDrug: consumed.parentDrug ?? programme.analytes[series.key.analyte]?.parentDrug, days: days,
            quantifiedDays: series.days { $0.populationNormalisedLoad.quantifiedValue != nil },
            censoringMethod: mean.perHead.method, load: mean.load, weekdayLoad: LoadMean.mean(loads, on: convention.weekdays, convention: convention),
            weekendLoad: LoadMean.mean(loads, on: convention.weekend, convention: convention), consumption: consumed.consumption,
            doses: consumed.doses, parameterSet: rules.choice.label, flags: flags.sorted(), population: population, massLoad: mean.massLoad,
            randomLogSD: mean.load == nil ? nil : mean.randomLogSD, convention: label)
    }
}

/// The daily loads of one analyte at one site.
package struct SiteSeries: Hashable, Sendable {
    package struct Key: Hashable, Sendable, Comparable {
        package var site: SiteCode
        package var analyte: AnalyteCode

        package init(_ site: SiteCode, _ analyte: AnalyteCode) {
            self.site = site
            self.analyte = analyte
        }

        package static func < (left: Key, right: Key) -> Bool { (left.site, left.analyte) < (right.site, right.analyte) }
    }

    package var key: Key
    /// Sorted by date, then sample.
    package var loads: [DailyLoad]

    package init(key: Key, loads: [DailyLoad]) {
        self.key = key
        self.loads = loads
    }

    /// How many days have a load that answers to something; the loads stand in the order of their days.
    func days(_ isCounted: (DailyLoad) -> Bool) -> Int {
        var count = 0
        var last: CalendarDate?
        for load in loads where load.date != last && isCounted(load) {
            last = load.date
            count += 1
        }
        return count
    }

    /// The daily loads of a period (grab samples left out) by site and analyte, sorted.
    package static func grouped(_ loads: [DailyLoad], of period: Period) -> [SiteSeries] {
        let days = period.firstDay...period.lastDay
        var sites: [SiteCode: Int] = [:]
        var analytes: [AnalyteCode: Int] = [:]
        var members: [(site: Int, analyte: Int, index: Int)] = []
        // Loads of one site stand together in most lists: the last site found is asked first.
        var last: (code: SiteCode, number: Int)?
        for index in loads.indices where days.contains(loads[index].date) && PeriodEstimates.isDaily(loads[index]) {
            let code = loads[index].site
            if last?.code != code {
                let number = sites[code] ?? sites.count
                sites[code] = number
                last = (code, number)
            }
            let analyte = loads[index].analyte
            let number = analytes[analyte] ?? analytes.count
            if number == analytes.count { analytes[analyte] = number }
            members.append((last?.number ?? 0, number, index))
        }
        let siteRank = ranks(sites)
        let analyteRank = ranks(analytes)
        let order = members.map { (key: UInt64(siteRank[$0.site]) << 32 | UInt64(analyteRank[$0.analyte]), index: $0.index) }
            .sorted { ($0.key, $0.index) < ($1.key, $1.index) }
        var result: [SiteSeries] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, order[end].key == order[start].key { end += 1 }
            var own = order[start..<end].map { loads[$0.index] }
            if zip(own, own.dropFirst()).contains(where: { ($1.date, $1.sample) < ($0.date, $0.sample) }) {
                own.sort { ($0.date, $0.sample) < ($1.date, $1.sample) }
            }
            result.append(SiteSeries(key: Key(own[0].site, own[0].analyte), loads: own))
            start = end
        }
        return result
    }

    /// The place of each number's code among the sorted codes.
    private static func ranks<Kind>(_ numbers: [Code<Kind>: Int]) -> [Int] {
        var ranks = [Int](repeating: 0, count: numbers.count)
        for (rank, code) in numbers.keys.sorted().enumerated() { if let number = numbers[code] { ranks[number] = rank } }
        return ranks
    }
}
