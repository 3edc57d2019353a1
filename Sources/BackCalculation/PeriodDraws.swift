internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// Says how each interval of a period's estimates was found, and draws those for which the closed form is not good enough.
struct PeriodDraws {
    private let period: Period
    private let choice: ParameterChoice
    private let convention: MeanConvention
    private let settings: ProgrammeConfiguration.UncertaintySettings
    private let plannedDays: [SiteCode: Int]
    private let calibration: Double
    private var excretion: [AnalyteCode: FactorTable] = [:]
    private var shared: [UInt64: FactorTable] = [:]

    init(period: Period, programme: Programme, choice: ParameterChoice, convention: MeanConvention) {
        self.period = period
        self.choice = choice
        self.convention = convention
        settings = programme.configuration.uncertainty
        calibration = LogDistribution.logVariance(relativeSD: settings.calibrationRSD)
        var planned: [SiteCode: Int] = [:]
        for row in programme.plan where row.period == period { planned[row.site] = max(planned[row.site] ?? 0, row.days) }
        plannedDays = planned
    }

    /// Names the method of each interval, and puts drawn ones in the place of those of a mean with wide bounds or missing days.
    ///
    /// A day is missing where the plan asks for it and the series has at least `PeriodEstimates.fullDays` others to draw it
    /// from; the mean that is printed does not change by that, its interval does (`MISSING_DAYS`).
    mutating func refine(_ estimate: inout PeriodEstimate, loads: [DailyLoad], mean: LoadMean) {
        let plain: IntervalMethod =
            convention.interval == .studentT && mean.perHead.standardError != nil && mean.perHead.method != .bounds
            ? .studentT : mean.perHead.method == .bounds ? .bounds : loads.count > 1 ? .momentMatched : .closedForm
        estimate.load?.method = plain
        estimate.massLoad?.method = plain
        estimate.consumption?.method = plain
        estimate.doses?.method = plain
        let absent = (plannedDays[estimate.site] ?? 0) - estimate.days
        let missing = convention.week == .samples && estimate.days >= PeriodEstimates.fullDays ? min(max(0, absent), 31) : 0
        if missing > 0, estimate.load != nil { estimate.flags = Set(estimate.flags).union(["MISSING_DAYS"]).sorted() }
        guard let sampled = SampledMean(loads, mean: mean, missing: missing, convention: convention, settings: settings) else { return }
        let atPlace = max(0, mean.sharedLogSD * mean.sharedLogSD - calibration)
        let atMeter = max(0, mean.sharedMassLogSD * mean.sharedMassLogSD - calibration)
        estimate.drawn = sampled.moments(placeLogVariance: atPlace, meterLogVariance: atMeter)
        let batch = (table: table(variance: calibration), key: key([estimate.analyte.rawValue, "calibration"]))
        let place = (table: table(variance: atPlace), key: key([estimate.site.rawValue, "flow and population"]))
        let meter = (table: table(variance: atMeter), key: key([estimate.site.rawValue, "flow"]))
        estimate.flags = Set(estimate.flags).union(["DRAWN_INTERVAL"]).sorted()
        if let load = estimate.load { estimate.load = sampled.estimate(load.value, factors: [place, batch]) }
        if let mass = estimate.massLoad { estimate.massLoad = sampled.estimate(mass.value, factors: [meter, batch]) }
        guard let consumption = estimate.consumption, let drug = estimate.parentDrug, !estimate.flags.contains("AMP_NET"),
            !estimate.flags.contains("BY_DIFFERENCE"), let factor = choice.correction(for: estimate.analyte, parentDrug: drug)
        else { return }
        let fraction = (table: table(of: factor), key: DrawKey(seed: settings.seed, [drug, estimate.analyte.rawValue, "excretion"]))
        let drawn = sampled.estimate(consumption.value, factors: [place, batch, fraction])
        estimate.consumption = drawn
        guard let doses = estimate.doses, let dose = choice.dose(of: drug, biomarker: estimate.analyte) else { return }
        let variance = LogDistribution.logVariance(relativeSD: dose.relativeSD ?? 0)
        let dosing = (table: table(variance: variance), key: DrawKey(seed: settings.seed, [drug, estimate.analyte.rawValue, "dose"]))
        estimate.doses = variance > 0 ? sampled.estimate(doses.value, factors: [place, batch, fraction, dosing]) : drawn.scaled(by: doses.value / consumption.value)
    }

    private func key(_ words: [String]) -> DrawKey { DrawKey(seed: settings.seed, words + [period.description]) }

    private mutating func table(variance: Double) -> FactorTable {
        let logSD = max(0, variance).squareRoot()
        if let known = shared[logSD.bitPattern] { return known }
        let table = FactorTable(logSD: logSD)
        if shared.count < 64 { shared[logSD.bitPattern] = table }
        return table
    }

    private mutating func table(of factor: CorrectionFactor) -> FactorTable {
        if let known = excretion[factor.biomarker] { return known }
        let isLogNormal = factor.rows.contains { $0.name == "excretion_fraction" && $0.distribution == "lognormal" }
        let drawn = isLogNormal ? nil : FactorTable(reciprocalOfFraction: factor.excretedFraction, relativeSD: factor.relativeSD)
        let table = drawn ?? FactorTable(logSD: LogDistribution.logVariance(relativeSD: factor.relativeSD).squareRoot())
        excretion[factor.biomarker] = table
        return table
    }
}
