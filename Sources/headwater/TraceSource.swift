import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import SewerNetwork
import SourceTracing
import Wording

/// What a traceback is of: a site, analyte and period of a workspace, or files of one's own.
struct TraceSource: ParsableArguments {
    @Option(help: "Folder of the workspace, which holds headwater.yaml (default: the present folder).")
    var workspace: String?

    @Option(help: "Site of which the trace is asked.")
    var site: SiteCode?

    @Option(help: "Period, such as 2025-P5.")
    var period: Period?

    @Option(help: "Analyte, such as methamphetamine.")
    var analyte: AnalyteCode

    @Option(help: "Network file of the ad hoc form; may be given twice (nodes.csv and pipes.csv).")
    var network: [String] = []

    @Option(help: "Observations of the ad hoc form: node, date, analyte, result, unit and more (README, \"Files\").")
    var observations: String?

    @Option(help: "People by node (node,population), where the network file carries none.")
    var population: String?

    @Option(help: "Where a sampler may stand, in the ad hoc form: node, accessible, reason, hours, cost. A workspace has its access.csv.")
    var access: String?

    @Option(help: "Least dry-weather flow at a proposed manhole, m3/d.")
    var leastFlow = 0.0

    @Option(help: "Least number of people above a proposed manhole.")
    var leastPeople = 0.0

    func validate() throws {
        if observations != nil || !network.isEmpty {
            guard observations != nil, !network.isEmpty else { throw ValidationError("--network and --observations go together") }
            guard workspace == nil, site == nil, period == nil else {
                throw ValidationError("files named by --network and --observations exclude --workspace, --site and --period")
            }
        } else {
            guard site != nil, period != nil else {
                throw ValidationError("give --site and --period for a workspace, or --network and --observations for files of your own")
            }
            guard population == nil, access == nil else { throw ValidationError("--population and --access go with --network and --observations") }
        }
    }

    /// The question put to a workspace; nil for files of one's own.
    var question: TraceQuestion? {
        guard let site, let period else { return nil }
        return TraceQuestion(site: site, analyte: AnalyteCatalogue.shipped().code(of: analyte.rawValue), period: period)
    }

    /// Opens the trace of a workspace.
    func opened(_ question: TraceQuestion, _ terminal: Terminal) async throws -> WorkspaceTrace {
        try await question.opened(workspace: workspace ?? ".", leastFlow: leastFlow, leastPeople: leastPeople, terminal)
    }

    /// A trace that may name nodes: of files of one's own, or of a workspace under an approval. Without one the command ends.
    func nodes(_ terminal: Terminal) async throws -> OpenedTrace {
        guard let question else { return try files(terminal) }
        let trace = try await opened(question, terminal)
        defer { trace.close() }
        guard let released = trace.released else {
            let text = TraceText(terminal: terminal)
            if !terminal.isJSON { terminal.result(text.step(trace.answer.step, samplesLeft: trace.answer.samplesLeft)) }
            terminal.findings(trace.refusal.map { [$0] } ?? [])
            throw ExitStatus.refused
        }
        return OpenedTrace(released: released, question: question, round: trace.rounds.count + 1, findings: trace.findings, windowStart: trace.windowStart, offsetSeconds: trace.offsetSeconds)
    }

    /// Reads the files of the ad hoc form; a missing one, or none usable, ends the command.
    func files(_ terminal: Terminal) throws -> OpenedTrace {
        guard let observations else { throw ExitStatus.inputMissing }
        let release: AdHocRelease
        do {
            release = try AdHocRelease.forFilesOutsideWorkspaces(network + [observations] + [population, access].compactMap { $0 })
        } catch {
            throw terminal.failure(RunFailure(error))
        }
        let reading = SewerReading.read(files: try network.map { try terminal.file($0) }, population: try population.map { try terminal.file($0) })
        guard let graph = reading.graph else {
            terminal.findings(reading.findings)
            throw ExitStatus.noUsableInput
        }
        let table = ObservationTable.read(try terminal.file(observations))
        let asked = AnalyteCatalogue.shipped().code(of: analyte.rawValue)
        let observed = SourceObservation.of(table.measurements, analyte: asked)
        var findings = reading.findings + table.findings
        guard observed.contains(where: { $0.analyte == asked }) else {
            terminal.findings(findings + [Finding("M203", .fatal, at: SourcePosition(file: observations), ["analyte": harmless(analyte.rawValue)])])
            throw ExitStatus.noUsableInput
        }
        var places = AccessTable()
        if let access {
            places = AccessTable.read(try terminal.file(access), graph: graph)
            findings += places.findings
        }
        places.rules.leastFlow = leastFlow
        places.rules.leastPeople = leastPeople
        var settings = TraceSettings()
        settings.decayPerHour = AnalyteStability.decayPerHour(of: asked)
        let released = ReleasedTrace(
            network: TraceNetwork(graph), observations: observed, analyte: asked, settings: settings, access: places, under: release)
        return OpenedTrace(
            released: released, question: nil, round: Set(table.measurements.map(\.round)).count + 1, findings: findings + released.posterior.findings)
    }
}

/// A trace that may name nodes, as a command has it.
struct OpenedTrace {
    var released: ReleasedTrace
    /// Nil for files of one's own.
    var question: TraceQuestion?
    /// The number of the round that comes next.
    var round: Int
    /// Of reading and of the posterior.
    var findings: [Finding]
    /// When composites of the site begin, seconds of the local day; nil where not known.
    var windowStart: Int?
    /// Local time's offset from UTC, s.
    var offsetSeconds = 0
}

extension TraceQuestion {
    /// Puts the question to a workspace, for the account that runs the program.
    func opened(workspace: String, leastFlow: Double = 0, leastPeople: Double = 0, _ terminal: Terminal) async throws -> WorkspaceTrace {
        do {
            return try await WorkspaceTrace.open(
                self, workspace: workspace, account: Account.current(), now: currentInstant(),
                jobs: max(1, ProcessInfo.processInfo.activeProcessorCount), leastFlow: leastFlow, leastPeople: leastPeople)
        } catch {
            throw terminal.failure(error)
        }
    }
}

extension Terminal {
    /// The bytes of a file named on the command line.
    func file(_ path: String) throws -> NetworkFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            findings([Finding("A050", .fatal, at: SourcePosition(file: path))])
            throw ExitStatus.inputMissing
        }
        return NetworkFile(name: path, bytes: Array(data))
    }
}
