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

/// `headwater trace round`: keeps the results of a further round, and says what they changed.
struct TraceRoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round", abstract: "Keep the results of a further round of samples, and say what they changed.",
        discussion: """
            headwater trace round --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 --add round1.csv

            The file is kept under store/trace as it came, with an evidence pack beside it: what was known, what was sampled, what
            it changed, who added it and under which approval. trace posterior reads the campaign and all kept rounds anew each time.
            """)

    @OptionGroup var place: WorkspaceOptions
    @Option(help: "Site of which the trace is asked.") var site: SiteCode
    @Option(help: "Analyte.") var analyte: AnalyteCode
    @Option(help: "Period.") var period: Period
    @Option(help: "Observations of the round: node, date, analyte, result, unit and more.") var add: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        let file = try terminal.file(add)
        let table = ObservationTable.read(file)
        let rounds = TraceRounds(workspace: place.workspace, site: site, analyte: analyte, period: period)
        let kept = try rounds.kept(terminal)
        let own = rounds.observations(table)
        guard !own.isEmpty else {
            terminal.findings(table.findings + [Finding("M203", .fatal, at: SourcePosition(file: add), ["analyte": harmless(analyte.rawValue)])])
            throw ExitStatus.noUsableInput
        }
        let before = try await rounds.trace(kept.observations, terminal)
        let after = try await rounds.trace(kept.observations + own, terminal)
        let number = kept.count + 1
        let findings = (table.findings + after.findings).filter { $0.severity >= .warning } + (after.refusal.map { [$0] } ?? [])
        let evidence = JSONText.object([
            ("schema", .integer(1)), ("round", .integer(number)), ("site_code", .string(site.rawValue)), ("analyte", .string(analyte.rawValue)),
            ("period", .string("\(period)")), ("added_at", .integer(Int(currentInstant().seconds))), ("added_by", .string(Account.current().name)),
            ("approved", .bool(after.released != nil)), ("sha256", .string(Digest.sha256(file.bytes))), ("observations", .integer(own.count)),
            ("before", TraceRounds.told(before, terminal)), ("after", TraceRounds.told(after, terminal)),
            ("findings", .array(findings.map { $0.json(terminal.catalogue.text(of: $0)) })),
        ])
        try rounds.keep(number, file.bytes, evidence: evidence.text + "\n", terminal)
        if terminal.isJSON {
            terminal.result(evidence.text)
        } else {
            terminal.result(
                terminal.catalogue.text(
                    "trace.round",
                    [
                        "round": String(number), "n": String(own.count), "before": String(before.summary.credibleNodes),
                        "after": String(after.summary.credibleNodes), "probability": (after.summary.probabilityOfSource * 100).significant(3),
                    ]))
            let text = TraceText(terminal: terminal)
            for line in after.released.map({ text.lines($0.posterior, graph: $0.graph, merged: $0.merged) }) ?? text.lines(after.summary) {
                terminal.result(line)
            }
            terminal.findings(findings)
        }
    }
}

/// The rounds kept of one question: a folder of the store with one table and one evidence pack a round.
struct TraceRounds {
    var workspace: String
    var site: SiteCode
    var analyte: AnalyteCode
    var period: Period

    /// The folder, named by a digest so that any code makes a safe name.
    private var folder: String {
        workspace + "/store/trace/" + Digest.sha256("\(site.rawValue)\u{1F}\(analyte.rawValue)\u{1F}\(period)").prefix(16)
    }

    private func path(_ number: Int, _ ending: String) -> String { folder + "/round-\(number).\(ending)" }

    /// The rows that speak of the analyte.
    func observations(_ table: ObservationTable) -> [SourceObservation] {
        let catalogue = AnalyteCatalogue.shipped()
        return SourceObservation.of(table.measurements, analyte: catalogue.code(of: analyte.rawValue), catalogue: catalogue)
    }

    /// All kept rounds, in their order; a round whose table no longer has the digest in its evidence pack stops the command.
    func kept(_ terminal: Terminal) throws -> (observations: [SourceObservation], count: Int) {
        var result: [SourceObservation] = []
        var count = 0
        while let data = FileManager.default.contents(atPath: path(count + 1, "csv")) {
            let bytes = Array(data)
            let pack = FileManager.default.contents(atPath: path(count + 1, "json")).map { String(decoding: $0, as: UTF8.self) } ?? ""
            guard pack.contains("\"" + Digest.sha256(bytes) + "\"") else {
                terminal.findings([Finding("M209", .fatal, at: SourcePosition(file: path(count + 1, "csv")), ["round": String(count + 1)])])
                throw ExitStatus.inputOutput
            }
            result += observations(ObservationTable.read(NetworkFile(name: path(count + 1, "csv"), bytes: bytes)))
            count += 1
        }
        return (result, count)
    }

    func trace(_ further: [SourceObservation], _ terminal: Terminal) async throws -> WorkspaceTrace {
        do {
            return try await WorkspaceTrace.trace(
                workspace: workspace, site: site, analyte: analyte, period: period, account: Account.current(), now: currentInstant(),
                jobs: max(1, ProcessInfo.processInfo.activeProcessorCount), further: further)
        } catch {
            throw terminal.failure(error)
        }
    }

    /// Writes the evidence pack, then the table: a table stands only where its pack does.
    func keep(_ number: Int, _ bytes: [UInt8], evidence: String, _ terminal: Terminal) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try AtomicFile.write(path(number, "json"), Array(evidence.utf8), mode: 0o600)
            try AtomicFile.write(path(number, "csv"), bytes, mode: 0o600)
        } catch {
            terminal.findings([Finding("M210", .fatal, at: SourcePosition(file: path(number, "csv")))])
            throw ExitStatus.cannotCreate
        }
    }

    /// What a trace says without naming a node.
    static func told(_ trace: WorkspaceTrace, _ terminal: Terminal) -> JSONText {
        let summary = trace.summary
        return .object([
            ("ln_bayes_factor", terminal.number(summary.lnBayesFactor)), ("probability_of_source", terminal.number(summary.probabilityOfSource)),
            ("probability_upstream_of_site", terminal.number(trace.probabilityUpstream)), ("credible_nodes", .integer(summary.credibleNodes)),
            ("credible_population", terminal.number(summary.crediblePopulation)),
            (
                "classes",
                .array(
                    summary.classes.map {
                        .object([
                            ("site_code", $0.site.map { .string($0.rawValue) } ?? .null), ("probability", terminal.number($0.probability)),
                            ("nodes", .integer($0.nodes)),
                        ])
                    })
            ),
        ])
    }
}
