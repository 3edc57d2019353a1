import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import SewerNetwork
import SourceTracing
import Store
import Wording

/// A question to a workspace, for commands that work on nothing else.
struct TraceQuestionOptions: ParsableArguments {
    @OptionGroup var place: WorkspaceOptions
    @Option(help: "Site of which the trace is asked.") var site: SiteCode
    @Option(help: "Analyte.") var analyte: AnalyteCode
    @Option(help: "Period.") var period: Period

    func opened(_ terminal: Terminal) async throws -> WorkspaceTrace {
        let question = TraceQuestion(site: site, analyte: AnalyteCatalogue.shipped().code(of: analyte.rawValue), period: period)
        return try await question.opened(workspace: place.workspace, terminal)
    }
}

/// `headwater trace round`: keeps the results of a further round, and says what they changed.
struct TraceRoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round", abstract: "Keep the results of a further round of samples, and say what they changed.",
        discussion: """
            headwater trace round --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 --add round1.csv

            The file is kept under store/trace as it came, with an evidence pack beside it: what was known, what was sampled, what
            it changed, who added it and under which approval. The digests of both stand in the store and in the audit chain, so that
            a file changed afterwards stops every later trace of this question. trace posterior and trace next reckon with all kept
            rounds; trace pack prints a pack, and calculates it anew.
            """)

    @OptionGroup var question: TraceQuestionOptions
    @Option(help: "Observations of the round: node, date, analyte, result, unit and more.") var add: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        let file = try terminal.file(add)
        let trace = try await question.opened(terminal)
        defer { trace.close() }
        let outcome: RoundOutcome
        do {
            outcome = try trace.keep(file)
        } catch {
            throw terminal.failure(error)
        }
        let findings = outcome.findings.filter { $0.severity >= .warning } + (trace.refusal.map { [$0] } ?? [])
        if terminal.isJSON {
            terminal.result(object(outcome, trace, findings, terminal).text)
            return
        }
        terminal.result(
            terminal.catalogue.text(
                "trace.round",
                [
                    "round": String(outcome.number), "n": String(outcome.observations), "before": String(outcome.before.summary.credibleNodes),
                    "after": String(outcome.after.summary.credibleNodes), "probability": (outcome.after.summary.probabilityOfSource * 100).significant(3),
                ]))
        TraceTelling(terminal: terminal).tell(outcome.after, released: outcome.released, findings: findings)
    }

    private func object(_ outcome: RoundOutcome, _ trace: WorkspaceTrace, _ findings: [Finding], _ terminal: Terminal) -> JSONText {
        func told(_ answer: TraceAnswer) -> JSONText {
            .object([
                ("ln_bayes_factor", terminal.number(answer.summary.lnBayesFactor)),
                ("probability_of_source", terminal.number(answer.summary.probabilityOfSource)),
                ("probability_upstream_of_site", terminal.number(answer.probabilityUpstream)), ("entropy_bits", terminal.number(answer.entropyBits)),
                ("credible_nodes", .integer(answer.summary.credibleNodes)), ("step", .string(answer.step.rawValue)),
            ])
        }
        return .object([
            ("schema", .integer(1)), ("round", .integer(outcome.number)), ("site_code", .string(trace.question.site.rawValue)),
            ("analyte", .string(trace.question.analyte.rawValue)), ("period", .string("\(trace.question.period)")),
            ("approved", .bool(trace.released != nil)), ("observations", .integer(outcome.observations)), ("before", told(outcome.before)),
            ("after", told(outcome.after)), ("findings", TraceTelling(terminal: terminal).objects(findings)),
        ])
    }
}

/// `headwater trace pack`: the rounds kept of a question, the evidence pack of one, and whether it can be calculated anew.
struct TracePackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "List the kept rounds, print the evidence pack of one, or calculate it anew.",
        discussion: """
            headwater trace pack --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5
            headwater trace pack --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 --round 1 --replay

            All rounds are first proved against store and audit chain. A pack names manholes and is printed only under an approved
            request; a replay names none.
            """)

    @OptionGroup var question: TraceQuestionOptions
    @Option(help: "The round whose pack is asked for.") var round: Int?
    @Flag(help: "Calculate the round anew from its pack and compare every figure.") var replay = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !replay || round != nil else { throw ValidationError("--replay needs --round") }
    }

    func run() async throws {
        let terminal = output.terminal()
        let trace = try await question.opened(terminal)
        defer { trace.close() }
        guard let round else {
            for kept in trace.rounds { terminal.result(line(kept, terminal)) }
            return
        }
        guard trace.rounds.indices.contains(round - 1) else {
            terminal.findings([Finding("M221", .fatal, text: String(round), ["rounds": String(trace.rounds.count)])])
            throw ExitStatus.inputMissing
        }
        if replay {
            try again(round, trace, terminal)
        } else {
            guard trace.released != nil else {
                terminal.findings(trace.refusal.map { [$0] } ?? [])
                throw ExitStatus.refused
            }
            terminal.result(String(decoding: trace.rounds[round - 1].pack, as: UTF8.self).trimmingCharacters(in: .newlines))
        }
    }

    private func line(_ kept: KeptRound, _ terminal: Terminal) -> String {
        let entry = kept.entry
        if terminal.isJSON {
            return JSONText.object([
                ("round", .integer(entry.round)), ("added_at", .string(entry.at.iso(offsetSeconds: 0))), ("added_by", .string(entry.account)),
                ("request", entry.request.isEmpty ? .null : .string(entry.request)), ("observations", .integer(kept.observations.count)),
                ("observations_sha256", .string(entry.observationsDigest)), ("pack_sha256", .string(entry.packDigest)),
                ("audit", .integer(Int(entry.auditSequence))),
            ]).text
        }
        return terminal.catalogue.text(
            "trace.kept",
            [
                "round": String(entry.round), "at": entry.at.iso(offsetSeconds: 0), "account": harmless(entry.account), "n": String(kept.observations.count),
                "request": entry.request.isEmpty ? "-" : entry.request, "audit": String(entry.auditSequence),
            ])
    }

    private func again(_ round: Int, _ trace: WorkspaceTrace, _ terminal: Terminal) throws {
        let replayed: RoundReplay?
        do {
            replayed = try trace.replay(round)
        } catch {
            throw terminal.failure(error)
        }
        guard let replayed else { throw ExitStatus.inputMissing }
        var findings: [Finding] = []
        if !replayed.changedFiles.isEmpty {
            findings.append(Finding("M222", .warning, text: replayed.changedFiles.joined(separator: ", "), ["round": String(round)]))
        }
        if !replayed.differing.isEmpty {
            findings.append(
                Finding(
                    "M223", .error, text: replayed.differing.joined(separator: ", "),
                    ["round": String(round), "then": replayed.program, "now": programVersion]))
        }
        terminal.findings(findings)
        if terminal.isJSON {
            terminal.result(
                JSONText.object([
                    ("schema", .integer(1)), ("round", .integer(round)), ("same", .bool(replayed.differing.isEmpty)),
                    ("differing", .array(replayed.differing.map { .string($0) })), ("changed_files", .array(replayed.changedFiles.map { .string($0) })),
                ]).text)
        } else if replayed.differing.isEmpty {
            terminal.result(terminal.catalogue.text("trace.replayed", ["round": String(round)]))
        }
        if !replayed.differing.isEmpty { throw ExitStatus.incomplete }
    }
}
