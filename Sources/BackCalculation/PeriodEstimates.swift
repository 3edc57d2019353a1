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
/// **Means.** Each composite is one observation, as EUDA weighs them; grab samples are left out. Weekday is Tuesday to
/// Thursday, weekend Friday to Monday (EMCDDA, "Wastewater analysis and drugs: a European multi-city study", source data).
/// Under the EUDA convention a result below its limit counts as zero; else `CensoredMean` chooses the method.
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
        let estimates = series.compactMap { one in means[one.key].map { estimate(one, mean: $0, rules: rules, programme: programme) } }
        return (estimates, findings)
    }

    /// Whether a load is one of a day, and not a flux at a moment.
    package static func isDaily(_ load: DailyLoad) -> Bool { !load.flags.contains("GRAB") }

    private static func estimate(_ series: SiteSeries, mean: LoadMean, rules: ConsumptionRules, programme: Programme) -> PeriodEstimate {
        let loads = series.loads
        var flags: Set<String> = []
        for load in loads { for flag in load.flags where inherited.contains(flag) { flags.insert(flag) } }
        let days = series.days { _ in true }
        if days < fullDays { flags.insert("FEW_DAYS") }
        if loads.contains(where: { $0.populationNormalisedLoad.isLeftCensored }) { flags.insert("CENSORED") }
        if let value = mean.perHead.value, value > 0, (mean.perHead.upper - mean.perHead.lower) / value > wideBounds { flags.insert("BOUNDS_WIDE") }
        let consumed = rules.consumption(of: series.key, mean: mean)
        flags.formUnion(consumed.flags)
        let population = loads.map(\.population).reduce(0, +) / Double(max(1, loads.count))
        if let doses = consumed.doses, doses.value * population / 1000 < leastDosesPerDay { flags.insert("FEW_USERS") }
        return PeriodEstimate(
            site: series.key.site, analyte: series.key.analyte,
            parentDrug: consumed.parentDrug ?? programme.analytes[series.key.analyte]?.parentDrug, days: days,
            quantifiedDays: series.days { $0.populationNormalisedLoad.quantifiedValue != nil },
            censoringMethod: mean.perHead.method, load: mean.load, weekdayLoad: LoadMean.mean(loads, on: weekdays, settings: programme.configuration),
            weekendLoad: LoadMean.mean(loads, on: weekend, settings: programme.configuration), consumption: consumed.consumption,
            doses: consumed.doses, parameterSet: rules.choice.label, flags: flags.sorted(), population: population, massLoad: mean.massLoad,
            randomLogSD: mean.load == nil ? nil : mean.randomLogSD)
    }

    /// Tuesday to Thursday, and Friday to Monday, as ISO days of the week.
    package static let weekdays: Set<Int> = [2, 3, 4]
    package static let weekend: Set<Int> = [5, 6, 7, 1]
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

/// The mean of the daily loads of a series, per head and as mass, with the spread of its logarithm.
package struct LoadMean: Sendable {
    /// mg/d/1000 inhabitants.
    package let perHead: CensoredMean
    /// g/d.
    package let mass: CensoredMean
    /// Standard deviation of the natural logarithm of the mean: random parts and censoring.
    package let randomLogSD: Double
    /// Of the parts that the days share.
    package let sharedLogSD: Double
    /// As `sharedLogSD`, of the mass: calibration and the whole of the flow, without the population.
    package let sharedMassLogSD: Double

    package init(_ loads: [DailyLoad], settings configuration: ProgrammeConfiguration) {
        let zero = configuration.convention == .euda
        perHead = CensoredMean.choosing(CensoredSeries(loads.map(\.populationNormalisedLoad)), zero: zero)
        mass = CensoredMean.choosing(CensoredSeries(loads.map(\.massLoad)), zero: zero)
        var sum = 0.0
        var random = 0.0
        var shared = 0.0
        var censoring = 0.0
        for load in loads {
            let result = load.populationNormalisedLoad
            if result.isLeftCensored, let limit = result.limit {
                // Evenly between zero and the limit: variance limit²/12 (zero by convention has none).
                censoring += zero ? 0 : limit * limit / 12
            } else if let value = result.quantifiedValue ?? result.limit {
                let spread = portableExpm1(load.randomLogSD * load.randomLogSD)
                random += value * value * spread
                shared += value * load.sharedLogSD
                sum += value
            }
        }
        let total = (perHead.value ?? 0) * Double(loads.count)
        randomLogSD = total > 0 ? portableLog1p((random + censoring) / (total * total)).squareRoot() : 0
        sharedLogSD = sum > 0 ? shared / sum : loads.map(\.sharedLogSD).max() ?? 0
        let settings = configuration.uncertainty
        sharedMassLogSD =
            (LogDistribution.logVariance(relativeSD: settings.calibrationRSD) + LogDistribution.logVariance(relativeSD: settings.flowRSD)).squareRoot()
    }

    /// All parts.
    package var totalLogSD: Double { (randomLogSD * randomLogSD + sharedLogSD * sharedLogSD).squareRoot() }

    /// The mean load per head with its 95 % interval; nil where refused.
    package var load: Estimate? { LoadMean.estimate(perHead, logSD: totalLogSD, random: randomLogSD) }

    /// The mean mass load with its 95 % interval, g/d; nil where refused.
    package var massLoad: Estimate? {
        LoadMean.estimate(mass, logSD: (randomLogSD * randomLogSD + sharedMassLogSD * sharedMassLogSD).squareRoot(), random: randomLogSD)
    }

    /// Lognormal around the mean; between bounds, from the lower bound's low end to the upper bound's high end.
    private static func estimate(_ mean: CensoredMean, logSD: Double, random: Double) -> Estimate? {
        guard let value = mean.value else { return nil }
        let spread = LogDistribution(logSD: logSD)
        if mean.method == .bounds {
            let shared = LogDistribution(logSD: max(0, logSD * logSD - random * random).squareRoot())
            return Estimate(value, Interval(low: shared.interval(around: mean.lower).low, high: shared.interval(around: mean.upper).high))
        }
        return Estimate(value, spread.interval(around: value))
    }

    /// The mean of the days that fall on some days of the week; nil for none, or where censoring leaves no mean.
    static func mean(_ loads: [DailyLoad], on days: Set<Int>, settings: ProgrammeConfiguration) -> Double? {
        let chosen = loads.filter { days.contains($0.date.weekday) }
        guard !chosen.isEmpty else { return nil }
        let mean = CensoredMean.choosing(CensoredSeries(chosen.map(\.populationNormalisedLoad)), zero: settings.convention == .euda)
        return mean.method == .bounds ? nil : mean.value
    }
}
