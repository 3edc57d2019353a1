internal import Alerts
package import AnomalyDetection
package import BackCalculation
package import Findings
package import Monitoring
package import ProgrammeFiles

/// Everything that is worked out for one period, from results to alerts.
package struct PeriodAnalysis: Sendable {
    package var period: Period
    package var accountability: [Accountability]
    /// Of this period.
    package var loads: [DailyLoad]
    /// Of this period.
    package var populationChecks: [PopulationCheck]
    package var estimates: [PeriodEstimate]
    /// Of earlier periods.
    package var history: [Period: [PeriodEstimate]]
    package var areaEstimates: [AreaEstimate]
    package var detectionFrequencies: [DetectionFrequency]
    package var changes: [LoadChange]
    package var detection: DetectionResult
    /// The rows of the campaign with the alert that each belongs to: all of them, for those who act on them. Reports take them by `disclosure`.
    package var anomalies: [Anomaly]
    package var alerts: [Alert]
    /// What of it a report may show.
    package var disclosure: SiteDisclosure
    package var sources: PeriodSources
    package var findings: [Finding]

    /// Works out one period. Later results are left alone, so that a period reads the same when the year goes on.
    ///
    /// - Parameters:
    ///   - table: loads of all periods.
    ///   - results: of all periods, as judged.
    ///   - sewer: nil where the programme has none.
    package static func analyse(
        _ period: Period, programme: Programme, results: [LaboratoryResult], table: DailyLoadTable, sewer: CitySewer?
    ) -> PeriodAnalysis {
        var programme = programme
        programme.residences = sewer?.residences ?? [:]
        let past = table.loads.filter { $0.date <= period.lastDay }
        let loads = past.filter { period.contains($0.date) }
        let (estimates, estimateFindings) = PeriodEstimates.estimates(period: period, loads: loads, programme: programme)
        var history: [Period: [PeriodEstimate]] = [:]
        for earlier in Set(past.map { Period(containing: $0.date) }).sorted() where earlier < period {
            let own = PeriodEstimates.estimates(period: earlier, loads: past, programme: programme).estimates
            history[earlier] = SiteDisclosure(own, programme: programme).applied(to: own)
        }
        let downstream = sewer?.downstream ?? [:]
        let disclosure = SiteDisclosure(estimates, programme: programme)
        let areas = AreaEstimates.estimates(period: period, estimates: estimates, programme: programme, downstream: downstream)
        let checks = table.checks.filter { $0.date <= period.lastDay }
        let input = DetectionInput(
            period: period, loads: past, samples: programme.samples.filter { $0.date <= period.lastDay }, sites: programme.sites,
            populationChecks: checks, configuration: programme.configuration, downstream: downstream, analytes: programme.analytes,
            licitUses: programme.licitUses, areas: programme.areas, siteAreas: programme.siteAreas, parameters: programme.parameters)
        var detection = CampaignDetection.detect(input)
        let raised = AlertRaising.raise(detection, for: input)
        let meters = FaultyMeters(detection, earlier: { CampaignDetection.detect(input.before($0)) }, period: period, loads: past)
        let unconsumed = UnconsumedLoad(raised.alerts, programme: programme)
        let sources = PeriodSources.trace(raised.alerts, detection: detection, loads: loads, programme: programme, sewer: sewer)
        var findings = estimateFindings + disclosure.findings + areas.findings + detection.findings + sources.findings
        if loads.isEmpty { findings.append(Finding("S045", .error, ["period": "\(period)"])) }
        if !disclosure.withheld.isEmpty { detection.ratios.removeAll { disclosure.withheld.contains($0.site) } }
        return PeriodAnalysis(
            period: period, accountability: SampleAccount.rows(period: period, programme: programme, results: results),
            loads: disclosure.applied(to: loads),
            populationChecks: checks.filter { period.contains($0.date) }, estimates: disclosure.applied(to: meters.withheld(unconsumed.withheld(estimates))), history: history,
            areaEstimates: unconsumed.withheld(areas.estimates),
            detectionFrequencies: disclosure.applied(to: DetectionFrequencies.frequencies(period: period, results: results, programme: programme)),
            changes: disclosure.applied(to: meters.withheld(LoadChanges.changes(period: period, loads: past, programme: programme))), detection: detection, anomalies: raised.anomalies,
            alerts: disclosure.marked(raised.alerts), disclosure: disclosure, sources: sources, findings: findings)
    }
}
