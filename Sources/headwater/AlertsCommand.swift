import Alerts
import ArgumentParser
import BatchRun
import Custody
import Findings
import Monitoring
import ProgrammeFiles
import Store
import Wording

/// `headwater alerts`: what is open, what is due, and what was done about it.
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List alerts, move one along the closed loop, and measure what a rectification did.",
        discussion: """
            headwater alerts --workspace my-city
            headwater alerts list --overdue --workspace my-city
            headwater alerts move 2025-P5-F01-methamphetamine --to assigned --assignee squad-2 --reason "case 2025-117" --workspace my-city
            headwater alerts effect 2025-P5-F01-methamphetamine --resample 2025-P6 --workspace my-city
            """,
        subcommands: [AlertListCommand.self, AlertMoveCommand.self, AlertEffectCommand.self], defaultSubcommand: AlertListCommand.self)
}

/// `headwater alerts list`: alerts with what is due of each.
struct AlertListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List alerts with the next stage, its day, and what was done.", discussion: "headwater alerts list --overdue --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @Option(help: "Only the alerts of one period.") var period: Period?
    @Flag(help: "Only those whose next stage is overdue.") var overdue = false
    @Flag(help: "With each step: who, when and why.") var history = false
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let (rows, findings) = try desk.alerts(period: period, now: currentInstant())
            terminal.findings(findings)
            for row in rows where !overdue || row.due?.isOverdue == true { show(row, desk.programme.configuration.timeZoneOffsetSeconds, terminal) }
        } catch {
            throw terminal.failure(error)
        }
    }

    private func show(_ row: AlertRow, _ offset: Int, _ terminal: Terminal) {
        let alert = row.stored.alert
        if output.json {
            return terminal.event(
                .object([
                    ("event", .string("alert")), ("alert_id", .string(alert.id)), ("period", .string("\(alert.period)")),
                    ("site_code", .string(alert.site.rawValue)), ("analyte", .string(alert.analyte.rawValue)), ("level", .string(alert.level.rawValue)),
                    ("cause", .string(alert.cause.rawValue)), ("state", .string(alert.state.rawValue)), ("standing", .bool(row.stored.isStanding)),
                    ("raised", .string(row.stored.raised.iso(offsetSeconds: offset))), ("next_stage", row.due.map { .string($0.stage.rawValue) } ?? .null),
                    ("due", row.due.map { .string($0.due.iso(offsetSeconds: offset)) } ?? .null), ("overdue", .bool(row.due?.isOverdue ?? false)),
                    (
                        "history",
                        .array(
                            row.stored.history.map {
                                .object([
                                    ("to", .string($0.to.rawValue)), ("account", .string($0.account)), ("at", .string($0.at.iso(offsetSeconds: offset))),
                                    ("assignee", .string($0.assignee)), ("reason", .string($0.reason)),
                                ])
                            })
                    ),
                ]))
        }
        let text = terminal.catalogue
        func state(_ state: AlertState) -> String { text.text("report.word.state.\(state.rawValue)") }
        terminal.result(
            text.text(
                "headwater.alert",
                [
                    "id": harmless(alert.id), "level": text.text("report.word.level.\(alert.level.rawValue)"),
                    "cause": text.text("report.word.cause.\(alert.cause.rawValue)"), "state": state(alert.state),
                ]))
        if let due = row.due {
            terminal.result(
                "  "
                    + text.text(
                        due.isOverdue ? "alerts.overdue" : "alerts.due", ["stage": state(due.stage), "day": "\(due.due.date(offsetSeconds: offset))"]))
        }
        if history {
            for step in row.stored.history {
                let assignee = step.assignee.isEmpty ? "" : " (\(step.assignee))"
                terminal.result("  " + harmless("\(step.at.iso(offsetSeconds: offset))  \(step.account)  \(state(step.to))\(assignee)  \(step.reason)", limit: 400))
            }
        }
        for reason in alert.evidence { terminal.result("  " + text.text(reason.key, reason.arguments.mapValues { harmless($0) })) }
    }
}

/// `headwater alerts move`: one step of an alert along the loop.
struct AlertMoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move an alert one stage on; needs the role analyst, and approver to close or dismiss.",
        discussion: "headwater alerts move 2025-P5-F01-methamphetamine --to acknowledged --reason \"police informed\" --workspace my-city")

    @Argument(help: "The alert.") var alert: String
    @Option(help: "Its new state: acknowledged, assigned, rectifying, resampled, closed or dismissed.") var to: AlertState
    @Option(help: "The unit or account that it is given to; needed with --to assigned.") var assignee = ""
    @Option(help: "Why; it stays in the history.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            try desk.move(alert, to: to, assignee: assignee, reason: reason, by: Account.current(), at: currentInstant())
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// `headwater alerts effect`: the re-sample after a rectification over the days before it.
struct AlertEffectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effect", abstract: "Load per head of the re-sample over that of the alert's period, with its 95 % interval.",
        discussion: "headwater alerts effect 2025-P5-F01-methamphetamine --resample 2025-P6 --workspace my-city")

    @Argument(help: "The alert.") var alert: String
    @Option(help: "The period of the re-sample.") var resample: Period
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let effect = try await desk.effect(of: alert, in: resample)
            if terminal.isJSON {
                return terminal.event(
                    .object([
                        ("event", .string("effect")), ("alert_id", .string(effect.alert)), ("period", .string("\(resample)")),
                        ("ratio", terminal.number(effect.ratio?.value)), ("ci95_low", terminal.number(effect.ratio?.interval.low)),
                        ("ci95_high", terminal.number(effect.ratio?.interval.high)), ("comparable_days", .integer(effect.comparableDays)),
                        ("verdict", .string(effect.verdict.rawValue)),
                    ]))
            }
            let words = [
                "alert": harmless(effect.alert), "period": "\(resample)", "days": String(effect.comparableDays),
                "ratio": effect.ratio.map { $0.value.significant(3) } ?? "-", "low": effect.ratio.map { $0.interval.low.significant(3) } ?? "-",
                "high": effect.ratio.map { $0.interval.high.significant(3) } ?? "-",
            ]
            let key =
                switch effect.verdict {
                case .lower: "alerts.effect_lower"
                case .higher: "alerts.effect_higher"
                case .notDistinguishable: "alerts.effect_none"
                case .notComparable: "alerts.effect_unknown"
                }
            terminal.result(terminal.catalogue.text(key, words))
        } catch {
            throw terminal.failure(error)
        }
    }
}

extension AlertState: ExpressibleByArgument {}
