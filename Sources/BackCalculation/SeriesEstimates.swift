internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// What the estimates of a period have in common: rules, parameters and settings, each looked up once.
struct EstimateRules: Sendable {
    let period: Period
    let programme: Programme
    let choice: ParameterChoice
    let convention: MeanConvention
    let label: String
    /// A bit for each ISO day of the week.
    let weekdays: UInt8
    let weekend: UInt8
    let consumption: ConsumptionRules
    /// Of the parameters.
    let findings: [Finding]
    /// Of each analyte, by its place: the drug that the catalogue names.
    let parentDrugs: [String?]

    /// - Parameter analytes: sorted.
    init(period: Period, programme: Programme, analytes: [AnalyteCode]) {
        self.period = period
        self.programme = programme
        choice = ParameterChoice(programme.parameters)
        convention = MeanConvention(programme.configuration, year: period.year)
        label = convention.label
        weekdays = convention.weekdays.reduce(0) { $0 | 1 << UInt8(truncatingIfNeeded: $1) }
        weekend = convention.weekend.reduce(0) { $0 | 1 << UInt8(truncatingIfNeeded: $1) }
        consumption = ConsumptionRules(choice: choice, programme: programme, period: period, analytes: analytes)
        parentDrugs = analytes.map { programme.analytes[$0]?.parentDrug }
        let set = programme.configuration.parameterSet
        findings = choice.findings + (programme.parameters.isEmpty ? [Finding("M112", .error, text: set, ["set": set])] : [])
    }
}

/// Works out the estimates of series, site by site.
struct SeriesEstimates {
    private let rules: EstimateRules
    private var draws: PeriodDraws
    private var names = FlagNames()
    private var wholly: [BatchShare] = []

    init(_ rules: EstimateRules) {
        self.rules = rules
        draws = PeriodDraws(rules)
    }

    /// The estimates of some rows, sorted by site and analyte.
    ///
    /// - Parameter loads: of the rules' period and analytes, without grab samples.
    mutating func estimates(_ loads: LoadRows) -> [PeriodEstimate] {
        let series = loads.series
        var result: [PeriodEstimate] = []
        result.reserveCapacity(series.count)
        var start = 0
        while start < series.count {
            var end = start
            var site = SiteMeans(count: loads.analytes.count)
            while end < series.count, series[end].site == series[start].site {
                site.means[series[end].analyte] = LoadMean(series[end].days, settings: rules.programme.configuration.uncertainty, convention: rules.convention)
                if rules.consumption.isPoppyStraw(series[end]) { site.holdsPoppyStraw = true }
                end += 1
            }
            for one in series[start..<end] { if let mean = site.means[one.analyte] { result.append(estimate(one, mean: mean, beside: site, of: loads)) } }
            start = end
        }
        return result
    }

    /// The batches behind a mean; the list of one batch is made once for all means that it alone measured.
    private mutating func shares(_ series: LoadSeries, _ mean: LoadMean, _ loads: LoadRows) -> [BatchShare] {
        guard mean.batches.isEmpty else { return mean.batches.map { BatchShare(batch: loads.batches[Int($0.batch)], share: $0.share) } }
        let name = series.days.first { !$0.perHead.isLeftCensored }.map { loads.batches[Int($0.batch)] }
        guard let name else { return [] }
        if wholly.first?.batch != name { wholly = [BatchShare(batch: name, share: 1)] }
        return wholly
    }

    private mutating func estimate(_ series: LoadSeries, mean: LoadMean, beside site: SiteMeans, of loads: LoadRows) -> PeriodEstimate {
        let code = loads.sites[series.site]
        var flags: FigureFlags = []
        var population = 0.0
        var isCensored = false
        for day in series.days {
            flags.formUnion(day.flags)
            population += day.population
            isCensored = isCensored || day.perHead.isLeftCensored
        }
        population /= Double(max(1, series.days.count))
        flags.formIntersection(.inherited)
        let days = series.dayCount { _ in true }
        if days < PeriodEstimates.fullDays { flags.insert(.fewDays) }
        if isCensored { flags.insert(.censored) }
        if let value = mean.perHead.value, value > 0, (mean.perHead.upper - mean.perHead.lower) / value > PeriodEstimates.wideBounds { flags.insert(.boundsWide) }
        let consumed =
            rules.convention.correctsForExcretion
            ? rules.consumption.consumption(of: series.analyte, at: code, mean: mean, beside: site) : Consumed(flags: .loadsByConvention)
        flags.formUnion(consumed.flags)
        if let doses = consumed.doses, doses.value * population / 1000 < PeriodEstimates.leastDosesPerDay { flags.insert(.fewUsers) }
        let weekday = LoadMean.mean(series.days, on: rules.weekdays, convention: rules.convention)
        let weekend = LoadMean.mean(series.days, on: rules.weekend, convention: rules.convention)
        if rules.convention.week == .weekdayWeekend || rules.convention.week == .calendar, series.isOfOnePart(rules.weekdays) { flags.insert(.weekPartOnly) }
        var estimate = PeriodEstimate(
            site: code, analyte: loads.analytes[series.analyte], parentDrug: consumed.parentDrug ?? rules.parentDrugs[series.analyte], days: days,
            quantifiedDays: series.dayCount { $0.perHead.quantifiedValue != nil }, censoringMethod: mean.perHead.method, load: mean.load,
            weekdayLoad: weekday?.value, weekendLoad: weekend?.value, consumption: consumed.consumption, doses: consumed.doses,
            parameterSet: rules.choice.label, flags: [], population: population, massLoad: mean.massLoad,
            randomLogSD: mean.load == nil ? nil : mean.randomLogSD, convention: rules.label, weekdayInterval: weekday?.interval,
            weekendInterval: weekend?.interval, batches: shares(series, mean, loads))
        draws.refine(&estimate, &flags, series: series, samples: loads.samples, mean: mean)
        estimate.flags = names.of(flags)
        return estimate
    }
}

/// What is known of one site before its consumptions are worked out.
struct SiteMeans {
    /// By place of the analyte.
    var means: [LoadMean?]
    /// Noscapine or papaverine was seen.
    var holdsPoppyStraw = false

    init(count: Int) { means = Array(repeating: nil, count: count) }

    subscript(analyte: Int?) -> LoadMean? { analyte.flatMap { means[$0] } }
}
