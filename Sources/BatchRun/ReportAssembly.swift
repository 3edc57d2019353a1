internal import Alerts
internal import AnomalyDetection
internal import BackCalculation
internal import Custody
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import SewerNetwork
internal import Store

/// Puts together what a period's report says, from values worked out before.
struct ReportAssembly {
    let programme: Programme
    /// Every file read: the programme's and the network's.
    let inputs: [InputFile]
    /// Versions of the laboratory's files.
    let files: [FileRecord]
    let work: LaboratoryWork
    /// Findings of programme, inbox and network.
    let findings: [Finding]
    let sewer: CitySewer?
    /// The periods whose samples a laboratory's file holds; a copy holds those of the file that it is a copy of.
    private let periodsOfFiles: [String: Set<Period>]
    /// The period of each row of the register, by file and line.
    private let periodOfRow: [SourcePosition: Period]

    init(
        programme: Programme, inputs: [InputFile], files: [FileRecord], work: LaboratoryWork, findings: [Finding], sewer: CitySewer?
    ) {
        self.programme = programme
        self.inputs = inputs
        self.files = files
        self.work = work
        self.findings = findings
        self.sewer = sewer
        let dates = Dictionary(programme.samples.map { ($0.id, $0.date) }) { first, _ in first }
        var periods: [String: Set<Period>] = [:]
        for result in work.results {
            guard let sample = result.sample, let date = dates[sample] else { continue }
            periods[result.position.file, default: []].insert(Period(containing: date))
        }
        for file in files {
            if let original = file.duplicateOf, let known = periods[original] { periods[file.name] = known }
        }
        periodsOfFiles = periods
        var rows: [SourcePosition: Period] = [:]
        for sample in programme.samples {
            rows[SourcePosition(file: sample.position.file, line: sample.position.line)] = Period(containing: sample.date)
        }
        periodOfRow = rows
    }

    /// The content of the draft of one period. Places whose figures are not shown stand in none of its signals.
    func content(_ analysis: PeriodAnalysis, alerts: [Alert]) -> ReportContent {
        let configuration = programme.configuration
        var content = ReportContent(
            period: analysis.period, programme: ProgrammeTitle(name: configuration.name, nameEnglish: configuration.nameEnglish, code: configuration.code))
        content.sites = programme.sites
        content.areas = programme.areas
        content.siteAreas = programme.siteAreas
        content.analytes = programme.analytes.analytes
        content.accountability = analysis.accountability
        content.dailyLoads = analysis.loads
        content.estimates = analysis.estimates
        content.areaEstimates = analysis.areaEstimates
        content.detection = analysis.detectionFrequencies
        content.changes = analysis.changes
        let disclosure = analysis.disclosure
        content.anomalies = disclosure.applied(to: analysis.anomalies, alerts: analysis.alerts)
        content.alerts = disclosure.applied(to: alerts)
        content.ratios = analysis.detection.ratios
        content.ratioZones = RatioRule.library.map { RatioZone(ratio: $0.ratio, low: $0.low, high: $0.high, rule: $0.name) }
        content.populationChecks = disclosure.applied(to: analysis.populationChecks)
        let measured = Set(analysis.estimates.map(\.analyte))
        content.parameters = ParameterChoice(programme.parameters).used(for: measured, losses: configuration.losses)
        content.history = analysis.history
        content.convention = MeanConvention(configuration, year: analysis.period.year).label
        content.falseDiscoveryRate = configuration.detection.falseDiscoveryRate
        content.focusFalseDiscoveryRate = configuration.detection.focusFalseDiscoveryRate
        content.populationFloor = configuration.privacy.populationFloor
        content.parameterSet = configuration.parameterSet
        content.parameterSetVersion = ParameterSets.version(of: programme.parameters)
        content.seed = configuration.uncertainty.seed
        content.draws = configuration.uncertainty.draws
        content.programVersion = programVersion
        content.assessments = AssessmentScoring.assess(
            analysis.period, sheets: programme.assessmentSheets, sites: programme.sites, areas: programme.areas, siteAreas: programme.siteAreas,
            figures: AssessmentScoring.Figures(
                estimates: content.estimates, history: content.history, changes: content.changes, areaEstimates: content.areaEstimates,
                alerts: content.alerts))
        laboratory(&content, period: analysis.period)
        let spoken = (findings + analysis.findings + work.findings).filter { concerns($0, analysis.period) }
        content.rejects += spoken.filter { $0.severity >= .error }
        content.findings = spoken.filter { $0.severity < .error }
        content.inputs = digests()
        if let sewer {
            content.sewer = sewer.map
            content.traces = analysis.sources.traces.compactMap { trace in
                disclosure.applied(to: trace.summary).map { SourceTrace(summary: $0, reachOfNode: trace.reachOfNode) }
            }
        }
        return content
    }

    /// Checks and holds of the batches that measured samples of the period.
    private func laboratory(_ content: inout ReportContent, period: Period) {
        let batches = batchesOfPeriod(period)
        content.qualityChecks = work.checks.filter { batches.contains($0.batch) }
        content.heldBatches = work.heldBatches.filter { batches.contains($0) }
    }

    private func batchesOfPeriod(_ period: Period) -> Set<String> {
        let samples = Set(programme.samples.filter { period.contains($0.date) }.map(\.id))
        return Set(work.results.filter { $0.sample.map { samples.contains($0) } ?? false }.map(\.batch))
    }

    /// Whether a finding belongs to a period: one about a laboratory's file to the periods whose
    /// samples the file holds, one about a row of the register to that of its sample; everything
    /// else, and files that hold no sample, to all.
    func concerns(_ finding: Finding, _ period: Period) -> Bool {
        guard let position = finding.position else { return true }
        if let own = periodOfRow[SourcePosition(file: position.file, line: position.line)] { return own == period }
        guard let periods = periodsOfFiles[position.file], !periods.isEmpty else { return true }
        return periods.contains(period)
    }

    /// Every input with its digest, sorted by name.
    private func digests() -> [InputDigest] {
        let read = inputs.map { InputDigest(name: $0.path, sha256: Digest.sha256($0.bytes), bytes: $0.bytes.count) }
        let taken = files.filter { $0.state == .taken }.map { InputDigest(name: $0.name, sha256: $0.digest, bytes: Int(exactly: $0.size)) }
        return (read + taken).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

extension CitySewer {
    /// The sewer as the map draws it: places by index, none of them named.
    var map: SewerMap {
        let nodes = (0..<graph.nodeCount).map { node in
            let point = graph.coordinates(node)
            return SewerMap.Node(x: point?.x ?? .nan, y: point?.y ?? .nan)
        }
        let pipes = graph.mappedLinks().compactMap { link in
            Int32(exactly: link.from).flatMap { from in Int32(exactly: link.to).map { SewerMap.Pipe(from: from, to: $0) } }
        }
        let sites = siteNodes.compactMap { site, node in
            graph.index(of: node).flatMap { graph.coordinates($0) }.map { SewerMap.SitePlace(site: site, x: $0.x, y: $0.y) }
        }
        return SewerMap(nodes: nodes, pipes: pipes, sites: sites)
    }
}
