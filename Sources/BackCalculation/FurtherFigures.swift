package import Monitoring
package import ProgrammeFiles

/// What else can be said of one figure: the same load under other parameter sets, without the flow, by the year, as sold, by age.
package struct FurtherFigures: Hashable, Sendable {
    /// The figure under one set.
    package struct Alternative: Hashable, Sendable {
        /// `SCORE-2016@2`.
        package var label: String
        package var isChosen: Bool
        package var factor: Double?
        /// mg/d/1000 inhabitants.
        package var consumption: Estimate?
        package var doses: Estimate?
        /// Why there is no consumption, where the set says so.
        package var reason: Parameter?
    }

    /// The load of one day without the flow.
    package struct FlowFree: Hashable, Sendable {
        package var sample: SampleID
        package var date: CalendarDate
        package var basis: PopulationBasis
        /// mg/d/1000 inhabitants, by the marker of the day.
        package var load: Double
        /// Over the load with the flow.
        package var ratio: Double
    }

    /// Sorted by label.
    package var alternatives: [Alternative] = []
    /// Sorted by date, sample and basis; none where the people rest on the marker itself.
    package var flowFree: [FlowFree] = []
    /// What is lost of the biomarker at the site; nil where there is no factor.
    package var loss: ResidueLoss?
    /// Why the chosen set gives a load only, where it says so.
    package var loadOnly: Parameter?
    /// Heroin from all of the morphine, as if nothing else left any, mg/d/1000 inhabitants: beside the figure by difference.
    package var heroinWithoutSubtraction: Double?
    /// Pure drug in the catchment, kg a year of 365 days.
    package var kilogramsPerYear: Estimate?
    /// Milligrams a day and 1000 inhabitants as sold: of the salt, by the purity, each 1 where the set states none.
    package var asSold: (consumption: Estimate, salt: Parameter?, purity: Parameter?)? {
        get { sold.map { ($0, salt, purity) } }
        set { (sold, salt, purity) = (newValue?.consumption, newValue?.salt, newValue?.purity) }
    }
    private var sold: Estimate?
    private var salt: Parameter?
    private var purity: Parameter?
    /// Milligrams a day and 1000 people of 15 to 64 years, as if the others took nothing; and their share of the people.
    package var byAge: (consumption: Estimate, share: Double)? {
        get { adults.map { ($0, adultShare) } }
        set { (adults, adultShare) = (newValue?.consumption, newValue?.share ?? 0) }
    }
    private var adults: Estimate?
    private var adultShare = 0.0

    /// - Parameters:
    ///   - chain: of the figure, its estimate as it stands in the report.
    ///   - loads: of any sites and periods.
    ///   - sets: every set that may stand beside.
    package init(_ chain: EstimateChain, loads: [DailyLoad], sets: ParameterSets, programme: Programme) {
        let estimate = chain.estimate
        let (site, analyte) = (estimate.site, estimate.analyte)
        let choice = ParameterChoice(programme.parameters)
        let own = loads.filter { $0.site == site && chain.period.contains($0.date) }
        flowFree = FurtherFigures.flowFree(chain)
        loadOnly = choice.loadOnlyReason(of: analyte, parentDrug: nil)
        guard !estimate.flags.contains("NOT_CONSUMPTION") else { return }
        for name in sets.names {
            var other = programme
            other.parameters = sets.set(named: name)
            let found = PeriodEstimates.estimates(period: chain.period, loads: own, programme: other).estimates.first { $0.analyte == analyte }
            let beside = ParameterChoice(other.parameters)
            let parent = programme.analytes[analyte]?.parentDrug
            let losses = ResidueLosses(choice: beside, programme: other, period: chain.period)
            let factor = found?.consumption == nil ? nil
                : (analyte == "morphine" ? beside.correction(of: "heroin", from: analyte) : beside.correction(for: analyte, parentDrug: parent))
            alternatives.append(
                Alternative(
                    label: beside.label, isChosen: beside.label == choice.label,
                    factor: factor.map { analyte == "morphine" ? $0.value : $0.corrected(for: losses.loss(of: $0, at: site)).value },
                    consumption: found?.consumption, doses: found?.doses, reason: beside.loadOnlyReason(of: analyte, parentDrug: nil)))
        }
        alternatives.sort { $0.label < $1.label }
        if estimate.flags.contains("BY_DIFFERENCE"), let load = estimate.load, let factor = choice.correction(of: "heroin", from: analyte) {
            heroinWithoutSubtraction = load.value * factor.value
        }
        guard let consumption = estimate.consumption, let parent = estimate.parentDrug else { return }
        if let factor = choice.correction(for: analyte, parentDrug: parent) {
            loss = ResidueLosses(choice: choice, programme: programme, period: chain.period).loss(of: factor, at: site)
        }
        kilogramsPerYear = FurtherFigures.scaled(consumption, by: FurtherFigures.kilogramsPerYear(1, population: estimate.population))
        let salt = choice.parameter("salt_factor", parentDrug: parent, biomarker: analyte)
        let purity = choice.parameter("purity", parentDrug: parent, biomarker: analyte)
        if salt != nil || purity != nil {
            asSold = (FurtherFigures.scaled(consumption, by: FurtherFigures.asSold(1, saltFactor: salt?.value ?? 1, purity: purity?.value ?? 1)), salt, purity)
        }
        if let share = FurtherFigures.adultShare(of: site, programme, period: chain.period), share > 0 {
            byAge = (FurtherFigures.scaled(consumption, by: 1 / share), share)
        }
    }

    /// Kilograms a year of 365 days, from mg/d/1000 inhabitants.
    package static func kilogramsPerYear(_ consumption: Double, population: Double) -> Double { consumption * population / 1000 * 365 * 1e-6 }

    /// The mass as sold, from that of pure free base: times the salt over the base, over the purity.
    package static func asSold(_ consumption: Double, saltFactor: Double, purity: Double) -> Double { consumption * saltFactor / purity }

    private static func scaled(_ estimate: Estimate, by factor: Double) -> Estimate {
        Estimate(estimate.value * factor, Interval(low: estimate.interval.low * factor, high: estimate.interval.high * factor))
    }

    private static func flowFree(_ chain: EstimateChain) -> [FlowFree] {
        chain.days.flatMap { day -> [FlowFree] in
            guard day.isInMean, !PopulationModel.isMarker(day.load.populationBasis), let value = day.load.populationNormalisedLoad.quantifiedValue else { return [] }
            return day.populationChecks.filter { PopulationModel.flowFreeMarkers.contains($0.basis) && $0.persons > 0 && !$0.isChosen }.map { check in
                let ratio = day.load.population / check.persons
                return FlowFree(sample: day.load.sample, date: day.load.date, basis: check.basis, load: value * ratio, ratio: ratio)
            }
        }.sorted { ($0.date, $0.sample, $0.basis) < ($1.date, $1.sample, $1.basis) }
    }

    /// The share of a site's people that is 15 to 64 years old: that of its areas, by the site's people in each; the most
    /// detailed areas that state it, and only where these hold at least half of the site's people.
    static func adultShare(of site: SiteCode, _ programme: Programme, period: Period) -> Double? {
        var shares: [AreaCode: Double] = [:]
        for area in programme.areas where shares[area.code] == nil {
            guard let people = area.population, people > 0, let adults = area.population15To64, adults >= 0, adults <= people else { continue }
            shares[area.code] = adults / people
        }
        var sum = 0.0
        var held = 0.0
        for row in programme.siteAreas
        where row.site == site && row.share > 0 && (row.validFrom.map { $0 <= period.lastDay } ?? true) && (row.validTo.map { period.firstDay <= $0 } ?? true) {
            guard let share = shares[row.area] else { continue }
            sum += row.share * share
            held += row.share
        }
        return held >= 0.5 ? sum / held : nil
    }
}
