internal import BackCalculation
package import Custody
package import Findings
package import Monitoring
internal import ProgrammeFiles
internal import SewerNetwork
internal import SourceTracing
internal import Store

/// A traceback of one site, analyte and period of a workspace, with the rounds kept of it; runs are kept out while it is open.
package struct WorkspaceTrace: Sendable {
    package let question: TraceQuestion
    /// What is known now: the campaign and all kept rounds.
    package let answer: TraceAnswer
    /// The posterior over nodes with the network it names: there only under a grant.
    package let released: ReleasedTrace?
    /// Why nodes are not named; nil under a grant.
    package let refusal: Finding?
    /// The rounds kept, in their order, proved against store and audit chain.
    package let rounds: [KeptRound]
    /// Of programme, network and posterior, by sampling points.
    package let findings: [Finding]

    let desk: WorkspaceDesk
    let workspace: String
    let account: Account
    let now: Instant
    let grant: ReleaseGrant?
    let campaign: [SourceObservation]
    let networkFiles: [InputFile]
    let network: TraceNetwork
    let settings: TraceSettings
    private let sewer: CitySewer
    private let analytes: [AnalyteCode]
    private let campaignOf: @Sendable (AnalyteCode) -> [SourceObservation]

    /// Opens the traceback on what was taken before; takes nothing from the inbox.
    ///
    /// Manholes are named only under an approved request of the asking account that covers site,
    /// analyte and period; asking without one is recorded, and gives the reaches all the same.
    /// - Parameters:
    ///   - leastFlow: least dry-weather flow of a proposed manhole, m3/d.
    ///   - leastPeople: least number of people above it.
    /// - Throws: where programme, store or network cannot be read, the site has no place in the sewer, or a kept round is not as it was kept.
    package static func open(
        _ question: TraceQuestion, workspace: String, account: Account, now: Instant, jobs: Int, leastFlow: Double = 0, leastPeople: Double = 0
    ) async throws(RunFailure) -> WorkspaceTrace {
        let desk = try WorkspaceDesk(
            RunOptions(
                workspace: workspace, periods: .one(question.period), now: now, account: account, command: ["trace"], jobs: jobs,
                waitSeconds: WorkspaceDesk.patience))
        do throws(RunFailure) {
            return try await WorkspaceTrace(question, desk, workspace: workspace, account: account, now: now, leastFlow: leastFlow, leastPeople: leastPeople)
        } catch {
            desk.close()
            throw error
        }
    }

    private init(
        _ question: TraceQuestion, _ desk: WorkspaceDesk, workspace: String, account: Account, now: Instant, leastFlow: Double, leastPeople: Double
    ) async throws(RunFailure) {
        let programme = desk.programme
        var inputs: [InputFile] = []
        var findings: [Finding] = []
        guard let sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &findings) else {
            throw RunFailure(.configuration, findings.last ?? Finding("S046", .fatal, at: SourcePosition(file: "headwater.yaml")))
        }
        guard sewer.siteNodes.contains(where: { $0.site == question.site }) else {
            throw RunFailure(.inputMissing, Finding("S050", .fatal, text: question.site.rawValue, ["site": harmless(question.site.rawValue)]))
        }
        rounds = try KeptRound.all(question, workspace: workspace, custody: desk.custody)
        var access = AccessTable()
        if let bytes = try? WorkspaceFolder(path: workspace).read("access.csv") {
            access = AccessTable.read(NetworkFile(name: "access.csv", bytes: bytes), graph: sewer.graph)
            findings += access.findings
        }
        access.rules.leastFlow = leastFlow
        access.rules.leastPeople = leastPeople
        let results = try await desk.results()
        let table = DailyLoadTable.loads(results: results, programme: programme)
        let analysis = PeriodAnalysis.analyse(question.period, programme: programme, results: results, table: table, sewer: sewer)
        let (detection, loads) = (analysis.detection, analysis.loads)
        campaignOf = { PeriodSources.observations(of: $0, detection: detection, loads: loads, sewer: sewer) }
        analytes = Set(loads.map(\.analyte)).sorted()
        campaign = campaignOf(question.analyte)
        var settings = TraceSettings()
        settings.decayPerHour = AnalyteStability.decayPerHour(of: question.analyte)
        self.settings = settings
        network = TraceNetwork(sewer.graph)
        let known = campaign + rounds.flatMap(\.observations)
        let posterior = SourcePosterior.trace(network: network, observations: known, analyte: question.analyte, settings: settings)
        answer = TraceAnswer(posterior, question: question, sewer: sewer)
        self.findings = findings + answer.findings
        let areas = Set(programme.siteAreas.filter { $0.site == question.site }.map(\.area))
        do {
            let grant = try desk.custody.grant(
                for: ReleaseScope(site: question.site, areas: areas, analyte: question.analyte, period: question.period), account: account, at: now)
            self.grant = grant
            released = ReleasedTrace(
                network: network, observations: known, settings: settings, access: access,
                populationFloor: programme.configuration.privacy.populationFloor, under: grant)
            refusal = nil
        } catch {
            if case .store(let error) = error { throw RunFailure(error) }
            var refusal = error.finding
            refusal.severity = .warning
            self.refusal = refusal
            grant = nil
            released = nil
        }
        self.question = question
        self.desk = desk
        self.workspace = workspace
        self.account = account
        self.now = now
        self.sewer = sewer
        networkFiles = inputs
    }

    /// What would be known from other composites of the same question.
    func answer(_ observations: [SourceObservation]) -> TraceAnswer {
        TraceAnswer(
            SourcePosterior.trace(network: network, observations: observations, analyte: question.analyte, settings: settings), question: question, sewer: sewer)
    }

    /// What each sampling point of the programme sees, of the analytes given; none given means all that were measured in the period.
    package func points(_ asked: [AnalyteCode] = []) -> [ProgrammePoint] {
        ProgrammePoint.all(sewer: sewer, network: network, campaign: campaignOf, analytes: asked.isEmpty ? analytes : asked)
    }

    /// Lets runs in again; a second time does no harm.
    package func close() { desk.close() }
}

/// What a sampling point of the programme sees: how much of the sewer, and from which source on.
package struct ProgrammePoint: Hashable, Sendable {
    package var site: SiteCode
    /// People upstream.
    package var people: Double
    /// Information of the points up to this one, bits.
    package var bits: Double
    /// Share of the prior in the piece between this point and those above it.
    package var share: Double
    /// The smallest source that shows with a power of 0.8 in a campaign of seven days, g/d at the point, by analyte; never less than
    /// what the limit of detection lets through.
    package var detectableGramsPerDay: [AnalyteCode: Double]

    /// The points of a programme, sorted by site; those that share a node are one, under the first site.
    ///
    /// - Parameter campaign: the composites of a period, by analyte; what a person gives without a source comes of them.
    static func all(sewer: CitySewer, network: TraceNetwork, campaign: (AnalyteCode) -> [SourceObservation], analytes: [AnalyteCode]) -> [ProgrammePoint] {
        var siteOf: [Int: SiteCode] = [:]
        for (site, id) in sewer.siteNodes {
            guard let node = sewer.graph.index(of: id).map({ Int(sewer.graph.hub[$0]) }), siteOf[node] == nil else { continue }
            siteOf[node] = site
        }
        // From the smallest up: the share of a point is then what passes no other before it.
        let people = network.graph.upstreamPopulation()
        let present = siteOf.keys.sorted { people[$0] != people[$1] ? people[$0] < people[$1] : $0 > $1 }
        var rows: [Int: ProgrammePoint] = [:]
        for point in SiteDesign(network: network, present: present, count: 0, gramsPerPerson: 0).points {
            guard let site = siteOf[point.node] else { continue }
            rows[point.node] = ProgrammePoint(site: site, people: point.people, bits: point.bits, share: point.share, detectableGramsPerDay: [:])
        }
        for analyte in analytes {
            let observations = campaign(analyte)
            guard !observations.isEmpty else { continue }
            var settings = TraceSettings()
            settings.decayPerHour = AnalyteStability.decayPerHour(of: analyte)
            let posterior = SourcePosterior.trace(network: network, observations: observations, analyte: analyte, settings: settings)
            let design = SiteDesign(network: network, present: present, count: 0, gramsPerPerson: posterior.gramsPerPerson, settings: settings)
            let limits = limits(of: observations, graph: sewer.graph)
            for point in design.points { rows[point.node]?.detectableGramsPerDay[analyte] = max(point.detectableGramsPerDay, limits[point.node] ?? 0) }
        }
        return rows.values.sorted { $0.site < $1.site }
    }

    /// The load that is the limit of detection at each sampled node, g/d: the median over the days whose limit is stated.
    private static func limits(of observations: [SourceObservation], graph: SewerGraph) -> [Int: Double] {
        var loads: [Int: [Double]] = [:]
        for observation in observations {
            guard let node = graph.index(of: observation.node).map({ Int(graph.hub[$0]) }), let flow = observation.flowVolume else { continue }
            let stated: Double? = if case .belowDetection(let limit) = observation.result { limit } else { observation.detectionLimit }
            // ng/L times m3/d is 1e-6 g/d.
            if let stated, stated > 0 { loads[node, default: []].append(stated * flow * 1e-6) }
        }
        return loads.mapValues { values in
            let sorted = values.sorted()
            return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
        }
    }
}
