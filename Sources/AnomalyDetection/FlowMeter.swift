internal import Monitoring
internal import RandomDraws

/// Meters whose reading is out by a factor: all loads of a site move together while its concentrations do not.
enum FlowMeter {
    /// A reading out by less than this factor is not called a fault.
    static let leastFactor = 1.3
    /// Rate of false discoveries among the meters of a campaign.
    static let rate = 0.05
    /// Of a shift of the flow, how much the concentrations may share (fall by dilution) before it is the water that changed.
    static let mostDilution = 0.5

    /// A campaign in which a site's meter was out.
    struct CampaignFault: Sendable {
        var site: Int
        /// ln of the flow over the usual flow.
        var logFlowShift: Double
        /// ln of the concentrations over the usual ones, with how many series stand behind it.
        var logConcentrationShift: Double
        var series: Int
        /// ln of the factor to take out of the loads per head; near zero where population moves with the meter.
        var correction: Double
        var correctionVariance: Double
        /// Series behind the correction.
        var correctionSeries: Int
        var history: Int
        var score: Double
        var pValue: Double
        var qValue: Double
    }

    /// A day on which a site's meter was out.
    struct DayFault: Sendable {
        var site: Int
        var day: Int
        var logFlowShift: Double
        var logConcentrationShift: Double
        var series: Int
        var score: Double
        var pValue: Double
    }

    /// Judges the meters of one campaign against other campaigns.
    ///
    /// - Parameters:
    ///   - history: the campaigns to compare with, at least two.
    ///   - loads: campaign means of the loads per head. The correction is the mean of what they share and of
    ///     the shift of flow over population, each weighted by its precision.
    ///   - people: medians of the people behind the loads, ln.
    static func judge(
        flows: LoadMatrix, concentrations: LoadMatrix, loads: LoadMatrix, people: LoadMatrix, campaign: Int, history: [Int]
    ) -> [CampaignFault] {
        guard history.count >= StepTest.fewestCampaigns else { return [] }
        let tests = StepTest.scores(flows, target: campaign, history: history).scores
        guard !tests.isEmpty else { return [] }
        let pValues = tests.map { min(1, 2 * min($0.pUp, $0.pDown)) }
        let qValues = FalseDiscoveryRate.qValues(pValues)
        let least = portableLog(leastFactor)
        guard tests.contains(where: { ($0.observed.low - $0.location).magnitude >= least }) else { return [] }
        let concentrationFactors = (0..<concentrations.series).map {
            NetworkFactor(concentrations, series: $0, history: history, target: campaign)
        }
        let loadFactors = (0..<loads.series).map { NetworkFactor(loads, series: $0, history: history, target: campaign) }
        var faults: [CampaignFault] = []
        for (index, test) in tests.enumerated() {
            let shift = test.observed.low - test.location
            guard shift.magnitude >= least,
                let concentration = CommonShift(
                    concentrations, concentrationFactors, campaign: campaign, site: test.site, against: -shift),
                concentration.logFactor.magnitude <= mostDilution * shift.magnitude,
                let load = CommonShift(loads, loadFactors, campaign: campaign, site: test.site, against: shift)
            else { continue }
            // Where the flow alone does not tell, all loads that follow it do.
            let isTogether = shift.magnitude >= portableLog(1.5) && load.series >= 6 && load.agreeing >= 0.75
            guard qValues[index] <= rate || isTogether else { continue }
            let present = people[campaign, test.site, 0]?.middle
            let usual = median(history.compactMap { people[$0, test.site, 0]?.middle })
            var correction = (logFactor: load.logFactor, variance: load.variance)
            if let present, let usual {
                let metered = shift - (present - usual)
                let weights = (load: 1 / load.variance, meter: 1 / (test.predictionSD * test.predictionSD))
                let sum = weights.load + weights.meter
                correction = ((weights.load * load.logFactor + weights.meter * metered) / sum, 1 / sum)
            }
            faults.append(
                CampaignFault(
                    site: test.site, logFlowShift: shift, logConcentrationShift: concentration.logFactor, series: concentration.series,
                    correction: correction.logFactor, correctionVariance: correction.variance, correctionSeries: load.series,
                    history: test.history,
                    score: shift > 0 ? test.scoreUp : test.scoreDown, pValue: pValues[index], qValue: qValues[index]))
        }
        return faults
    }

    /// Finds single days on which a meter was out, and marks them in the table.
    ///
    /// A day counts where its flow stands a factor of 1.6 and four standard deviations off the
    /// site's other days, after what all sites share on that day, and the concentrations do not follow.
    static func markDays(_ table: inout CampaignTable, campaign: Int) -> [DayFault] {
        var residuals: [(site: Int, day: Int, date: CalendarDate, value: Double)] = []
        for site in table.sites.indices {
            let days = table.days(campaign, site)
            for (index, day) in days.enumerated() where !day.isWet {
                let others = days.enumerated().filter { $0.offset != index && !$0.element.isWet }.compactMap(\.element.logFlow)
                guard let flow = day.logFlow, others.count >= 3, let middle = median(others) else { continue }
                residuals.append((site, index, day.date, flow - middle))
            }
        }
        let byDate = Dictionary(grouping: residuals, by: \.date)
        for index in residuals.indices {
            let same = byDate[residuals[index].date] ?? []
            if same.count >= NetworkFactor.fewestSites, let shared = median(same.map(\.value)) { residuals[index].value -= shared }
        }
        let sd = max(robustSD(residuals.map(\.value)) ?? 0, 0.05)
        let least = portableLog(1.6)
        var faults: [DayFault] = []
        for residual in residuals where residual.value.magnitude >= max(least, 4 * sd) {
            guard let shift = WetWeather.concentrationShift(table, campaign: campaign, site: residual.site, day: residual.day),
                shift.logFactor.magnitude <= mostDilution * residual.value.magnitude
            else { continue }
            let score = residual.value / sd
            faults.append(
                DayFault(
                    site: residual.site, day: residual.day, logFlowShift: residual.value, logConcentrationShift: shift.logFactor,
                    series: shift.count, score: score,
                    // Two-sided, with few degrees of freedom: days of flow have heavy tails.
                    pValue: min(1, 2 * studentUpperTail(score.magnitude, degreesOfFreedom: 6))))
        }
        // Of a site whose days are mostly out, none can be told to be the odd one.
        let bySite = Dictionary(grouping: faults, by: \.site)
        faults = faults.filter { fault in 2 * (bySite[fault.site]?.count ?? 0) < table.days(campaign, fault.site).count }
        for fault in faults { table.change(campaign, fault.site, day: fault.day) { $0.isMeterFault = true } }
        return faults.sorted { ($0.site, $0.day) < ($1.site, $1.day) }
    }
}
