internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// Says how each interval of a period's estimates was found, and draws those for which the closed form is not good enough.
///
/// Draws of a factor that figures share are made once: of a batch's calibration and a drug's excretion and dose for all
/// sites, of a site's flow and population for all its substances.
struct PeriodDraws {
    private let rules: EstimateRules
    private let settings: ProgrammeConfiguration.UncertaintySettings
    private let plannedDays: [SiteCode: Int]
    private let calibration: Double
    private var table = PairedStrata()
    private var tables: [UInt64: FactorTable] = [:]
    /// Of calibration, excretion and dose.
    private var common: [Factor: [Double]] = [:]
    /// Of flow and population, of the site drawn last.
    private var local: [Factor: [Double]] = [:]
    private var site: SiteCode?

    /// A factor that figures share.
    private struct Factor: Hashable {
        enum Kind: Hashable { case calibration, excretion, dose, place, meter }
        var kind: Kind
        var analyte: AnalyteCode?
        var variance: Double
    }

    init(_ rules: EstimateRules) {
        self.rules = rules
        settings = rules.programme.configuration.uncertainty
        calibration = LogDistribution.logVariance(relativeSD: settings.calibrationRSD)
        var planned: [SiteCode: Int] = [:]
        for row in rules.programme.plan where row.period == rules.period { planned[row.site] = max(planned[row.site] ?? 0, row.days) }
        plannedDays = planned
    }

    /// Names the method of each interval, and puts drawn ones in the place of those of a mean with wide bounds or missing days.
    ///
    /// A day is missing where the plan asks for it and the series has at least `PeriodEstimates.fullDays` others to draw it
    /// from; the mean that is printed does not change by that, its interval does (`MISSING_DAYS`).
    mutating func refine(_ estimate: inout PeriodEstimate, _ flags: inout FigureFlags, series: LoadSeries, samples: [SampleID], mean: LoadMean) {
        let convention = rules.convention
        let plain: IntervalMethod =
            convention.interval == .studentT && mean.perHead.standardError != nil && mean.perHead.method != .bounds
            ? .studentT : mean.perHead.method == .bounds ? .bounds : series.days.count > 1 ? .momentMatched : .closedForm
        estimate.load?.method = plain
        estimate.massLoad?.method = plain
        estimate.consumption?.method = plain
        estimate.doses?.method = plain
        let absent = plannedDays.isEmpty ? 0 : (plannedDays[estimate.site] ?? 0) - estimate.days
        let missing = convention.week == .samples && estimate.days >= PeriodEstimates.fullDays ? min(max(0, absent), 31) : 0
        if missing > 0, estimate.load != nil { flags.insert(.missingDays) }
        let names = SeriesNames(site: estimate.site, analyte: estimate.analyte, samples: samples)
        guard let sampled = SampledMean(series.days, names: names, mean: mean, missing: missing, convention: convention, settings: settings, table: &table)
        else { return }
        if site != estimate.site { (site, local) = (estimate.site, [:]) }
        let ofBatches = mean.calibrationLogVariance
        let atPlace = max(0, mean.sharedLogSD * mean.sharedLogSD - ofBatches)
        let atMeter = max(0, mean.sharedMassLogSD * mean.sharedMassLogSD - ofBatches)
        estimate.drawn = sampled.moments(placeLogVariance: atPlace, meterLogVariance: atMeter)
        flags.insert(.drawnInterval)
        if let mass = estimate.massLoad {
            var sheet = sampled.own
            multiply(&sheet, .meter, atMeter, of: estimate)
            multiply(&sheet, .calibration, ofBatches, of: estimate)
            estimate.massLoad = SampledMean.estimate(mass.value, sheet)
        }
        guard let load = estimate.load else { return }
        var sheet = sampled.own
        multiply(&sheet, .place, atPlace, of: estimate)
        multiply(&sheet, .calibration, ofBatches, of: estimate)
        estimate.load = SampledMean.estimate(load.value, sheet)
        guard let consumption = estimate.consumption, let drug = estimate.parentDrug, flags.isDisjoint(with: [.amphetamineNet, .byDifference]),
            let factor = rules.choice.correction(for: estimate.analyte, parentDrug: drug)
        else { return }
        let fraction = Factor(kind: .excretion, analyte: estimate.analyte, variance: factor.relativeSD)
        if common[fraction] == nil { common[fraction] = drawn(PeriodDraws.table(of: factor), [drug, estimate.analyte.rawValue, "excretion"]) }
        if let draws = common[fraction] { CounterDraws.multiply(&sheet, by: draws) }
        let used = SampledMean.estimate(consumption.value, sheet)
        estimate.consumption = used
        guard let doses = estimate.doses, let dose = rules.choice.dose(of: drug, biomarker: estimate.analyte) else { return }
        let variance = LogDistribution.logVariance(relativeSD: dose.relativeSD ?? 0)
        guard variance > 0 else {
            estimate.doses = used.scaled(by: doses.value / consumption.value)
            return
        }
        let dosing = Factor(kind: .dose, analyte: estimate.analyte, variance: variance)
        if common[dosing] == nil { common[dosing] = drawn(table(variance: variance), [drug, estimate.analyte.rawValue, "dose"]) }
        if let draws = common[dosing] { CounterDraws.multiply(&sheet, by: draws) }
        estimate.doses = SampledMean.estimate(doses.value, sheet)
    }

    /// Multiplies a sheet by the draws of a lognormal factor of a batch or a site.
    private mutating func multiply(_ sheet: inout [Double], _ kind: Factor.Kind, _ variance: Double, of estimate: PeriodEstimate) {
        let factor = Factor(kind: kind, analyte: kind == .calibration ? estimate.analyte : nil, variance: variance)
        // Of several batches in one mean, no other mean has the same factor.
        let isCommon = kind == .calibration && variance == calibration
        if let known = isCommon ? common[factor] : local[factor] { return CounterDraws.multiply(&sheet, by: known) }
        let words: [String] =
            switch kind {
            case .place: [estimate.site.rawValue, "flow and population"]
            case .meter: [estimate.site.rawValue, "flow"]
            case .calibration, .excretion, .dose: [estimate.analyte.rawValue, "calibration"]
            }
        let draws = drawn(table(variance: variance), words + [rules.period.description])
        if isCommon { common[factor] = draws } else { local[factor] = draws }
        CounterDraws.multiply(&sheet, by: draws)
    }

    /// One draw of a factor for each draw of a mean.
    private func drawn(_ table: FactorTable, _ words: [String]) -> [Double] {
        var sheet = [Double](repeating: 0, count: settings.draws)
        CounterDraws.fill(&sheet, from: table, DrawKey(seed: settings.seed, words))
        return sheet
    }

    private mutating func table(variance: Double) -> FactorTable {
        let logSD = max(0, variance).squareRoot()
        if let known = tables[logSD.bitPattern] { return known }
        let table = FactorTable(logSD: logSD)
        if tables.count < 64 { tables[logSD.bitPattern] = table }
        return table
    }

    private static func table(of factor: CorrectionFactor) -> FactorTable {
        let isLogNormal = factor.rows.contains { $0.name == "excretion_fraction" && $0.distribution == "lognormal" }
        let drawn = isLogNormal ? nil : FactorTable(reciprocalOfFraction: factor.excretedFraction, relativeSD: factor.relativeSD)
        return drawn ?? FactorTable(logSD: LogDistribution.logVariance(relativeSD: factor.relativeSD).squareRoot())
    }
}
