import ArgumentParser
import BatchRun
import Custody
import Findings
import Monitoring
import Store
import Wording

/// `headwater alerts`: what is open, and what was done about it.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List alerts, or move one along the closed loop.",
        discussion: """
            headwater alerts --workspace my-city
            headwater alerts --workspace my-city --move 2025-P5-F01-methamphetamine --to acknowledged --reason "police informed"
            """)

    @OptionGroup var place: WorkspaceOptions

    @Option(help: "Only the alerts of one period.")
    var period: Period?

    @Option(help: "The alert to move.")
    var move: String?

    @Option(help: "Its new state: acknowledged, assigned, rectifying, resampled, closed or dismissed.")
    var to: AlertState?

    @Option(help: "Why; it stays in the history.")
    var reason: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (move == nil) != (to == nil) || (move == nil) != (reason == nil) { throw ValidationError("--move, --to and --reason go together") }
    }

    func run() throws {
        let terminal = output.terminal()
        do {
            let store = try WorkspaceStore.open(place.workspace + "/store/headwater.sqlite")
            defer { try? store.close() }
            if let move, let to, let reason {
                let lock = try WorkspaceLock.acquire(
                    place.workspace + "/store/headwater.lock", waitSeconds: WorkspaceCustody.waitSeconds, account: Account.current(),
                    command: CommandLine.arguments.dropFirst().joined(separator: " "), at: currentInstant())
                defer { lock.release() }
                let account = Account.current()
                let now = currentInstant()
                try store.moveAlert(move, to: to, account: account.name, at: now, reason: reason)
                try AuditChain(store: store).append("alert.\(to.rawValue)", account: account, at: now, detail: ["alert": move, "reason": reason])
            }
            for stored in try store.alerts(period: period) { show(stored, terminal) }
        } catch let error as StoreError {
            throw terminal.failure(RunFailure(error))
        } catch let error as CustodyError {
            throw terminal.failure(RunFailure(error))
        }
    }

    private func show(_ stored: StoredAlert, _ terminal: Terminal) {
        let alert = stored.alert
        if output.json {
            return terminal.event(
                .object([
                    ("alert_id", .string(alert.id)), ("period", .string("\(alert.period)")), ("site_code", .string(alert.site.rawValue)),
                    ("analyte", .string(alert.analyte.rawValue)), ("level", .string(alert.level.rawValue)), ("cause", .string(alert.cause.rawValue)),
                    ("state", .string(alert.state.rawValue)), ("standing", .bool(stored.isStanding)),
                ]))
        }
        let text = terminal.catalogue
        terminal.result(
            text.text(
                "headwater.alert",
                [
                    "id": harmless(alert.id), "level": text.text("report.word.level.\(alert.level.rawValue)"),
                    "cause": text.text("report.word.cause.\(alert.cause.rawValue)"), "state": text.text("report.word.state.\(alert.state.rawValue)"),
                ]))
        for reason in alert.evidence { terminal.result("  " + text.text(reason.key, reason.arguments.mapValues { harmless($0) })) }
    }
}

extension AlertState: ExpressibleByArgument {}
