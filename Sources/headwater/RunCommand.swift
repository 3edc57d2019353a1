import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Wording

extension AlertLevel: ExpressibleByArgument {}
extension RunStage: ExpressibleByArgument {}

/// `headwater run`: from what lies in the inbox to the draft report.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Take the inbox, judge, estimate, detect, trace and write the draft report.",
        discussion: """
            headwater run --workspace my-city --period 2025-P5
            headwater run --workspace my-city --all
            headwater run --workspace my-city --quiet          (cron: the last whole period)

            Exit codes: 0 done, 2 rejected or missing data, 3 an alert is open; README, "Exit codes", lists the others.
            """)

    @OptionGroup var place: WorkspaceOptions

    @Option(help: "Period, such as 2025-P5 (default: the last whole one before --as-of).")
    var period: Period?

    @Flag(help: "Work out every period up to the last whole one.")
    var all = false

    @OptionGroup var work: WorkOptions

    @Option(help: "How far to go: take, judge or report.")
    var until: RunStage = .report

    @Flag(help: "A file of the inbox with a known name and other content replaces the earlier version.")
    var supersede = false

    @OptionGroup var forms: FormOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if all, period != nil { throw ValidationError("--all and --period exclude each other") }
    }

    func run() async throws {
        let choice: PeriodChoice = all ? .all : period.map { .one($0) } ?? .lastWhole
        try await work.run(choice, place: place, stage: until, takesInbox: true, supersedes: supersede, forms: forms, output: output)
    }
}

/// What the commands that run the engine share.
struct WorkOptions: ParsableArguments {
    @Option(help: "The day that counts as today, YYYY-MM-DD (default: that of the clock, in the programme's time zone).")
    var asOf: CalendarDate?

    @Option(help: "Workers (default: as many as there are cores); the results do not depend on it.")
    var jobs: Int?

    @Option(help: "Seconds for which a file of the inbox must have stood still; one with NAME.done beside it is taken at once.")
    var settled: Int64 = 0

    @Option(help: "Seconds to wait for another run to end.")
    var wait: Double = 0

    @Option(help: "Level from which an open alert gives exit code 3: notice, warning or urgent.")
    var failLevel: AlertLevel = .warning

    @Flag(help: "Answer rejected or missing data with exit code 0 instead of 2.")
    var exitZero = false

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes 1 to 1024") }
        if settled < 0 || !wait.isFinite || wait < 0 { throw ValidationError("--settled and --wait take seconds, not less than 0") }
    }

    /// Runs the engine, shows what it says and ends with the exit code that tells how it went.
    func run(
        _ periods: PeriodChoice, place: WorkspaceOptions, stage: RunStage, takesInbox: Bool, supersedes: Bool, forms: FormOptions? = nil,
        output: OutputOptions
    ) async throws {
        var options = options(periods, place: place, stage: stage, takesInbox: takesInbox, supersedes: supersedes, output: output)
        if let forms {
            options.editions = forms.choice
            options.isPrinted = forms.isPrinted(default: periods != .all)
        }
        try await run(options, output: output)
    }

    /// What the engine is asked to do, with the clock, the account and the command of this process.
    func options(
        _ periods: PeriodChoice, place: WorkspaceOptions, stage: RunStage, takesInbox: Bool, supersedes: Bool, output: OutputOptions
    ) -> RunOptions {
        RunOptions(
            workspace: place.workspace, periods: periods, asOf: asOf, now: currentInstant(), account: Account.current(),
            command: Array(CommandLine.arguments.dropFirst()), jobs: jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount), stage: stage,
            takesInbox: takesInbox, supersedes: supersedes, settledSeconds: settled, waitSeconds: wait, alertLevel: failLevel,
            language: output.language)
    }

    /// Runs the engine as the options say.
    func run(_ options: RunOptions, output: OutputOptions) async throws {
        let terminal = output.terminal()
        let found = FoundFindings()
        let summary: RunSummary
        do {
            summary = try await BatchRun(options) { event in
                switch event {
                case .finding(let finding): found.add(finding)
                case .summary: break
                default: terminal.show(event)
                }
            }.execute()
        } catch {
            throw terminal.failure(error)
        }
        terminal.endProgress()
        terminal.findings(found.all)
        terminal.show(.summary(summary))
        terminal.tell(summary, workspace: options.workspace)
        let code = summary.exitCode(alertLevel: failLevel)
        if code == 2, exitZero { return }
        if code != 0 { throw ExitCode(code) }
    }
}
