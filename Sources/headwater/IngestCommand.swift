import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Wording

/// `headwater ingest`: what lies in the inbox, taken, looked at, listed or taken back.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take what lies in the inbox and judge it, without a report; look at it first; take a run back.",
        discussion: """
            headwater ingest --workspace my-city --preview      (a verdict for every file; writes nothing)
            headwater ingest --workspace my-city
            headwater ingest --workspace my-city --supersede    (a corrected file with the same name replaces the earlier one)
            headwater ingest list --workspace my-city           (runs, and the files that each took)
            headwater ingest withdraw run-2025-11-02-7 --workspace my-city --reason "wrong batch exported"
            """,
        subcommands: [IngestRunCommand.self, IngestListCommand.self, IngestWithdrawCommand.self], defaultSubcommand: IngestRunCommand.self)
}

/// `headwater ingest run`: take the inbox and judge it, or show what that would do.
struct IngestRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Take what lies in the inbox and judge it, without a report (the default of ingest).",
        discussion: """
            headwater ingest --workspace my-city --preview --language zh-Hans
            headwater ingest --workspace my-city --retake batch-12.txt

            Content that was withdrawn does not come in again by itself, under whatever name; --retake names it.
            """)

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var work: WorkOptions

    @Flag(help: "Print a verdict for every file of the inbox; write nothing.")
    var preview = false

    @Flag(help: "A file of the inbox with a known name and other content replaces the earlier version.")
    var supersede = false

    @Option(help: "A file of the inbox that was withdrawn and is to be taken again; may be given several times.")
    var retake: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
        var options = work.options(.lastWhole, place: place, stage: .judge, takesInbox: true, supersedes: supersede, output: output)
        options.retakes = retake
        guard preview else { return try await work.run(options, output: output) }
        let terminal = output.terminal()
        let made: IngestPreview
        do {
            made = try await IngestPreview.make(options) { terminal.show($0) }
        } catch {
            throw terminal.failure(error)
        }
        terminal.endProgress()
        VerdictText(terminal: terminal).show(made)
        if made.exitCode != 0, !work.exitZero { throw ExitCode(made.exitCode) }
    }
}

/// `headwater ingest list`: runs that took files.
struct IngestListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the runs that took files, and the files of each.", discussion: "headwater ingest list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let text = terminal.catalogue
        try WorkspaceCustody.with(place.workspace, terminal) { (custody) throws(RunFailure) in
            for run in try IngestedRun.all(custody.store) {
                if terminal.isJSON {
                    terminal.event(json(run))
                    continue
                }
                terminal.result(
                    text.text(
                        "headwater.ingested", count: run.files.count,
                        ["run": harmless(run.run.id), "at": run.run.begun.iso(offsetSeconds: 0), "account": harmless(run.run.account)]))
                if let withdrawal = run.withdrawal {
                    terminal.result(
                        "  "
                            + text.text(
                                "headwater.withdrawn_by",
                                [
                                    "account": harmless(withdrawal.account), "at": withdrawal.at.iso(offsetSeconds: 0), "reason": harmless(withdrawal.reason),
                                ]))
                }
                for file in run.files {
                    terminal.result("  \(harmless(file.name))  \(text.text("headwater.state.\(file.state.rawValue)"))  \(file.digest.prefix(12))")
                }
            }
        }
    }

    private func json(_ run: IngestedRun) -> JSONText {
        .object([
            ("event", .string("ingested")), ("schema", .integer(1)), ("run_id", .string(run.run.id)), ("begun", .string(run.run.begun.iso(offsetSeconds: 0))),
            ("account", .string(run.run.account)),
            (
                "withdrawn",
                run.withdrawal.map {
                    .object([("account", .string($0.account)), ("at", .string($0.at.iso(offsetSeconds: 0))), ("reason", .string($0.reason))])
                } ?? .null
            ),
            (
                "files",
                .array(run.files.map { .object([("file", .string($0.name)), ("state", .string($0.state.rawValue)), ("digest", .string($0.digest))]) })
            ),
        ])
    }
}

/// `headwater ingest withdraw`: one run taken back.
struct IngestWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take one run back: its files no longer count, and earlier versions count again.",
        discussion: """
            headwater ingest list --workspace my-city
            headwater ingest withdraw run-2025-11-02-7 --workspace my-city --reason "wrong batch exported"

            Originals and inbox stay as they are; who, when and why stand in the audit chain. The files are not taken
            again by the next run, unless one is named: headwater ingest --retake NAME.
            """)

    @Argument(help: "The run, as headwater ingest list prints it.") var run: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        let text = terminal.catalogue
        let reversal: RunReversal
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            reversal = try await desk.withdraw(run: run, reason: reason)
        } catch {
            throw terminal.failure(error)
        }
        if terminal.isJSON {
            return terminal.event(
                .object([
                    ("event", .string("withdrawn")), ("schema", .integer(1)), ("run_id", .string(run)),
                    ("files", .array(reversal.withdrawn.map { .string($0.name) })), ("restored", .array(reversal.restored.map { .string($0.name) })),
                    ("periods", .array(reversal.periods.map { .string("\($0)") })),
                ]))
        }
        terminal.result(text.text("headwater.withdrew", count: reversal.withdrawn.count, ["run": harmless(run)]))
        for file in reversal.withdrawn { terminal.result("  \(harmless(file.name))") }
        for file in reversal.restored {
            terminal.result(text.text("headwater.restored", ["file": harmless(file.name), "digest": String(file.digest.prefix(12))]))
        }
        terminal.tell(reversal.periods, workspace: place.workspace)
    }
}

extension Terminal {
    /// Says which periods' drafts no longer hold.
    func tell(_ periods: [Period], workspace: String) {
        if periods.isEmpty { return remark(catalogue.text("headwater.no_period")) }
        for period in periods { remark(catalogue.text("headwater.redraft", ["period": "\(period)", "workspace": harmless(workspace)])) }
    }
}
