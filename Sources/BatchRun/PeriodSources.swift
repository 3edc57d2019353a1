package import AnomalyDetection
package import Findings
package import Monitoring
package import ProgrammeFiles
package import Reports
internal import RandomDraws
internal import SewerNetwork
package import SourceTracing

/// Where the signals of a period come from, as far as it may be said without naming nodes.
package struct PeriodSources: Sendable {
    /// One a traced alert, in the order of the alerts.
    package var traces: [SourceTrace]
    package var findings: [Finding]

    /// Traces every alert of a rising drug signal upstream.
    ///
    /// The posterior weighs the whole city. One that places the source elsewhere than above the
    /// alert's site does not explain the alert, and is not shown for it.
    ///
    /// - Parameter sewer: nil where the programme has none; then nothing is traced.
    package static func trace(
        _ alerts: [Alert], detection: DetectionResult, loads: [DailyLoad], programme: Programme, sewer: CitySewer?
    ) -> PeriodSources {
        var sources = PeriodSources(traces: [], findings: [])
        guard let sewer else { return sources }
        let siteAt = Dictionary(sewer.siteNodes.map { ($0.node, $0.site) }) { first, _ in first }
        var posteriors: [AnalyteCode: SourcePosterior] = [:]
        for alert in alerts where alert.direction == .up && alert.kind.isDrugSignal && siteAt.values.contains(alert.site) {
            let posterior: SourcePosterior
            if let known = posteriors[alert.analyte] {
                posterior = known
            } else {
                posterior = self.posterior(of: alert.analyte, detection: detection, loads: loads, sewer: sewer)
                posteriors[alert.analyte] = posterior
                for finding in withoutNodes(posterior.findings, sewer: sewer) where !sources.findings.contains(finding) { sources.findings.append(finding) }
            }
            guard probabilityUpstream(of: alert.site, posterior, sewer) >= 0.5 else { continue }
            sources.traces.append(
                SourceTrace(
                    summary: posterior.summary(graph: sewer.graph, site: alert.site, siteAt: siteAt), reachOfNode: posterior.reachOfNode))
        }
        return sources
    }

    /// Weighs every node as the source of an analyte, from all sampling points of the campaign.
    ///
    /// What a site carries without a source comes from its earlier campaigns only, never from the
    /// campaign that is traced. `further` are samples of later rounds, at nodes. A flow that a meter misread is corrected by the factor found; days
    /// of rain and bottles in doubt are left out.
    package static func posterior(
        of analyte: AnalyteCode, detection: DetectionResult, loads: [DailyLoad], sewer: CitySewer,
        further: [SourceObservation] = []
    ) -> SourcePosterior {
        var settings = TraceSettings()
        settings.decayPerHour = AnalyteStability.decayPerHour(of: analyte)
        return SourcePosterior.trace(
            graph: sewer.graph, observations: observations(of: analyte, detection: detection, loads: loads, sewer: sewer) + further, analyte: analyte,
            settings: settings)
    }

    /// Probability that the source, if there is one, lies upstream of a site; 0 where the site is not in the sewer.
    static func probabilityUpstream(of site: SiteCode, _ posterior: SourcePosterior, _ sewer: CitySewer) -> Double {
        guard let node = sewer.siteNodes.first(where: { $0.site == site })?.node, let index = sewer.graph.index(of: node) else { return 0 }
        return sewer.graph.upstreamNodes(of: index).reduce(0.0) { $0 + posterior.probability(of: Int($1)) }
    }

    /// The words of a finding that name a node.
    private static let nodeWords = ["node", "first", "second"]

    /// Findings that name sampling points instead of nodes; one about a node at which none stands is left out.
    static func withoutNodes(_ findings: [Finding], sewer: CitySewer) -> [Finding] {
        let siteAt = Dictionary(sewer.siteNodes.map { ($0.node, $0.site) }) { first, _ in first }
        return findings.compactMap { finding in
            var finding = finding
            for word in nodeWords {
                guard let node = finding.arguments[word] else { continue }
                guard let site = siteAt[NodeID(node)] else { return nil }
                finding.arguments[word] = site.rawValue
            }
            if sewer.graph.index(of: NodeID(finding.text)) != nil { finding.text = siteAt[NodeID(finding.text)]?.rawValue ?? "" }
            return finding
        }
    }

    /// The composites of the campaign at nodes of the sewer.
    package static func observations(
        of analyte: AnalyteCode, detection: DetectionResult, loads: [DailyLoad], sewer: CitySewer
    ) -> [SourceObservation] {
        let nodes = Dictionary(sewer.siteNodes.map { ($0.site, $0.node) }) { first, _ in first }
        let meters = Dictionary(detection.faults.filter { $0.kind == .flowMeter }.map { ($0.site, $0.factor) }) { first, _ in first }
        let wetDays = Set(detection.faults.filter { $0.kind == .wetWeather }.compactMap { fault in fault.date.map { SiteDay(site: fault.site, date: $0) } })
        let doubtful = Set(detection.faults.filter { $0.kind == .laboratory }.flatMap(\.samples))
        let steps = Dictionary(
            detection.steps.filter { $0.kind == .step && $0.direction == .up && $0.analyte == analyte }.map { ($0.site, $0) }
        ) { first, _ in first }
        let people = Dictionary(grouping: loads.filter { $0.analyte == analyte }, by: \.site).mapValues { rows in
            rows.reduce(0) { $0 + $1.population } / Double(rows.count)
        }
        return loads.compactMap { load in
            guard load.analyte == analyte, let node = nodes[load.site], !doubtful.contains(load.sample),
                !wetDays.contains(SiteDay(site: load.site, date: load.date))
            else { return nil }
            var flow = load.flowVolume
            if let factor = meters[load.site] {
                guard let factor, factor > 0 else { return nil }
                flow /= factor
            }
            var baseline: SiteBaseline?
            if let step = steps[load.site], let population = people[load.site], population > 0, step.predictionSD > 0 {
                // mg/d/1000 inhabitants to g/d of all of them: x people x 1e-6.
                baseline = SiteBaseline(
                    lnLoad: step.expected + step.networkFactor + portableLog(population * 1e-6), logSD: step.predictionSD)
            }
            return SourceObservation(
                node: node, date: load.date, analyte: analyte, result: load.concentration, flowVolume: flow, baseline: baseline, position: load.position)
        }
    }

    private struct SiteDay: Hashable {
        var site: SiteCode
        var date: CalendarDate
    }
}
