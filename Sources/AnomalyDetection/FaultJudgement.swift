internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws
internal import Wording

/// The faults of all campaigns of a table: those of earlier ones are taken out of the baseline, those of the last are reported.
struct FaultJudgement: Sendable {
    /// Campaign means, faults taken out.
    private(set) var loads: LoadMatrix
    /// ln of the correction taken out of each site in the last campaign, its variance, and the series behind it.
    private(set) var corrections: [Int: (logFactor: Double, variance: Double, series: Int)] = [:]
    /// Faults of the last campaign, sorted.
    private(set) var faults: [SiteFault] = []
    /// ln of the flow of the last campaign over the usual flow, by site.
    private(set) var flowShifts: [Int: Double] = [:]
    /// Which sampling points drain to one another, and whether their water adds up.
    let points: NestedPoints
    private(set) var water: WaterBalance

    /// Judges the faults and marks the days concerned in the table.
    init(_ table: inout CampaignTable, input: DetectionInput) {
        var found: [SiteFault] = []
        for campaign in table.campaigns.indices {
            let isTarget = campaign == table.target
            let wet = WetWeather.mark(&table, campaign: campaign)
            let swaps = SwappedBottles.mark(&table, campaign: campaign)
            let days = FlowMeter.markDays(&table, campaign: campaign)
            guard isTarget else { continue }
            found += FaultJudgement.wetFaults(wet, table) + FaultJudgement.swapFaults(swaps, table) + FaultJudgement.dayFaults(days, table)
        }
        loads = LoadMatrix.loads(table)
        let concentrations = LoadMatrix.concentrations(table)
        var flows = LoadMatrix.flows(table)
        let people = LoadMatrix.people(table)
        var corrected = loads
        // Earlier campaigns are judged by the others; fewer than three others could not tell which one is out.
        var past: [(campaign: Int, site: Int)] = []
        let before = table.target
        let (measured, asRead) = (loads, flows)
        let judged = inParts(before, isLarge: table.sites.count * before >= StepTest.largeProgramme) { campaigns in
            campaigns.map { campaign -> [FlowMeter.CampaignFault] in
                let others = (0..<before).filter { $0 != campaign }
                guard others.count >= 3 else { return [] }
                return FlowMeter.judge(
                    flows: asRead, concentrations: concentrations, loads: measured, people: people, campaign: campaign, history: others)
            }
        }
        for (campaign, faults) in judged.enumerated() {
            for fault in faults {
                corrected.shift(campaign, fault.site, by: fault.correction)
                past.append((campaign, fault.site))
            }
        }
        for place in past { flows[place.campaign, place.site, 0] = nil }
        let history = Array(0..<table.target)
        for score in StepTest.scores(flows, target: table.target).scores {
            flowShifts[score.site] = score.observed.low - score.location
        }
        let current = FlowMeter.judge(
            flows: flows, concentrations: concentrations, loads: corrected, people: people, campaign: table.target, history: history)
        for fault in current {
            corrected.shift(table.target, fault.site, by: fault.correction)
            corrections[fault.site] = (fault.correction, fault.correctionVariance, fault.correctionSeries)
            found.append(FaultJudgement.meterFault(fault, table, input: input))
        }
        loads = corrected
        points = NestedPoints(sites: table.sites, downstream: input.downstream)
        water = WaterBalance(
            table, points: points, corrected: Set(corrections.keys), uncertainty: input.configuration.uncertainty)
        found += water.faults
        faults = found.sorted {
            ($0.site, $0.kind.rawValue, $0.date?.day ?? .min) < ($1.site, $1.kind.rawValue, $1.date?.day ?? .min)
        }
    }

    /// The rows of the faults.
    var anomalies: [Anomaly] {
        faults.map {
            Anomaly(
                site: $0.site, analyte: nil, date: $0.date, kind: $0.kind, direction: $0.direction, score: $0.score, pValue: $0.pValue,
                qValue: $0.qValue, isDiscovery: true, explanation: $0.reasons)
        }
    }

    private static func wetFaults(_ days: [WetWeather.WetDay], _ table: CampaignTable) -> [SiteFault] {
        let q = FalseDiscoveryRate.qValues(days.map { normalCDF(-$0.score) })
        return days.enumerated().map { index, wet in
            let day = table.days(table.target, wet.site)[wet.day]
            return SiteFault(
                site: table.sites[wet.site], date: day.date, kind: .wetWeather, direction: .up, factor: portableExp(wet.logRatio), correction: nil,
                samples: [day.sample], score: wet.score, pValue: normalCDF(-wet.score), qValue: q[index],
                reasons: [
                    Reason(
                        "reason.wet_weather",
                        [
                            "factor": factor(wet.logRatio), "raised": "\(wet.sitesRaised)", "sampled": "\(wet.sitesSampled)",
                            "dilution": factor(wet.dilution),
                        ]), Reason("reason.wet_weather_left_out"),
                ])
        }
    }

    private static func swapFaults(_ swaps: [SwappedBottles.Swap], _ table: CampaignTable) -> [SiteFault] {
        // The pairs that could have been swapped: each two sites on each day.
        let pairs = Double(table.sites.count * max(table.sites.count - 1, 0) / 2) * 7
        return swaps.flatMap { swap -> [SiteFault] in
            let bottles = [swap.first, swap.second].map { (table.sites[$0.site], table.days(table.target, $0.site)[$0.day]) }
            let p = portableExp(-swap.evidence)
            return zip(bottles, bottles.reversed()).map { own, other in
                SiteFault(
                    site: own.0, date: own.1.date, kind: .laboratory, direction: .up, factor: nil, correction: nil,
                    samples: [own.1.sample, other.1.sample].sorted(), score: swap.evidence, pValue: p, qValue: min(1, p * pairs),
                    reasons: [
                        Reason(
                            "reason.swapped_bottles",
                            [
                                "sample": own.1.sample.rawValue, "site": own.0.rawValue, "other_sample": other.1.sample.rawValue,
                                "other_site": other.0.rawValue, "count": "\(swap.analytes)",
                                "power": "\(Int((swap.evidence / 2.302585092994046).rounded(.down)))",
                            ]), Reason("reason.swapped_bottles_left_out"),
                    ])
            }
        }
    }

    private static func dayFaults(_ days: [FlowMeter.DayFault], _ table: CampaignTable) -> [SiteFault] {
        let q = FalseDiscoveryRate.qValues(days.map(\.pValue))
        return days.enumerated().map { index, fault in
            let day = table.days(table.target, fault.site)[fault.day]
            return SiteFault(
                site: table.sites[fault.site], date: day.date, kind: .flowMeter, direction: fault.logFlowShift > 0 ? .up : .down,
                factor: portableExp(fault.logFlowShift), correction: nil, samples: [day.sample], score: fault.score, pValue: fault.pValue,
                qValue: q[index],
                reasons: [
                    Reason(
                        "reason.flow_meter_day",
                        [
                            "factor": factor(fault.logFlowShift), "count": "\(fault.series)", "concentration": factor(fault.logConcentrationShift),
                        ]), Reason("reason.day_left_out"),
                ])
        }
    }

    private static func meterFault(_ fault: FlowMeter.CampaignFault, _ table: CampaignTable, input: DetectionInput) -> SiteFault {
        let site = table.sites[fault.site]
        var reasons = [
            Reason(
                "reason.flow_meter",
                [
                    "factor": factor(fault.logFlowShift), "campaigns": "\(fault.history)", "count": "\(fault.series)",
                    "concentration": factor(fault.logConcentrationShift),
                ])
        ]
        for basis in [PopulationBasis.ammoniumN, .cotinine] {
            guard let ratio = populationShift(site, basis: basis, input: input) else { continue }
            reasons.append(Reason("reason.flow_meter_\(basis.rawValue)", ["factor": ratio.significant(2)]))
        }
        reasons.append(
            Reason("reason.flow_meter_common", ["count": "\(fault.correctionSeries)", "factor": factor(fault.correction)]))
        reasons.append(Reason("reason.flow_meter_people"))
        return SiteFault(
            site: site, date: nil, kind: .flowMeter, direction: fault.logFlowShift > 0 ? .up : .down, factor: portableExp(fault.logFlowShift),
            correction: portableExp(fault.correction), samples: table.days(table.target, fault.site).map(\.sample).sorted(),
            score: fault.score, pValue: fault.pValue, qValue: fault.qValue, reasons: reasons)
    }

    /// People by a marker over people by the census, over the same ratio of earlier campaigns; nil where it cannot be told.
    private static func populationShift(_ site: SiteCode, basis: PopulationBasis, input: DetectionInput) -> Double? {
        var stated: [CalendarDate: Double] = [:]
        for check in input.populationChecks where check.site == site && check.persons > 0 {
            if check.basis == .census { stated[check.date] = check.persons }
        }
        var now: [Double] = []
        var before: [Double] = []
        for check in input.populationChecks where check.site == site && check.basis == basis && check.persons > 0 {
            guard let persons = stated[check.date] else { continue }
            let period = Period(containing: check.date)
            if period == input.period { now.append(check.persons / persons) }
            if period < input.period { before.append(check.persons / persons) }
        }
        guard let present = median(now), let usual = median(before), usual > 0 else { return nil }
        return present / usual
    }
}

/// A factor from its logarithm, as a reader sees it.
func factor(_ logarithm: Double) -> String {
    let value = portableExp(logarithm)
    return value >= 10 ? value.significant(2) : value >= 1 ? value.places(1) : value.significant(2)
}
