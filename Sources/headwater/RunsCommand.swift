import ArgumentParser
import BatchRun
import Custody
import Findings
import Monitoring
import Store
import Wording

/// `headwater runs`: the ledger.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List every run begun, done, failed or interrupted; or all that one run read and wrote.",
        discussion: """
            headwater runs --workspace my-city
            headwater runs run-2025-11-01-12 --workspace my-city
            """)

    @Argument(help: "A run: prints its digests.") var id: String?
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let store = try WorkspaceStore.open(place.workspace + "/store/headwater.sqlite")
            defer { try? store.close() }
            let runs = try store.runs()
            if let id {
                guard let record = runs.first(where: { $0.id == id }) else {
                    throw StoreError.unknown(kind: "run", id: id)
                }
                show(record, terminal)
                for digest in record.digests where !terminal.isJSON { terminal.result(harmless("  \(digest.kind.rawValue)  \(digest.digest)  \(digest.name)", limit: 500)) }
            } else {
                for record in runs { show(record, terminal) }
            }
        } catch let error as StoreError {
            if case .unknown = error { throw terminal.failure(RunFailure(.inputMissing, error.finding)) }
            throw terminal.failure(RunFailure(error))
        }
    }

    private func show(_ record: RunRecord, _ terminal: Terminal) {
        if terminal.isJSON {
            return terminal.event(
                .object([
                    ("event", .string("run")), ("run_id", .string(record.id)), ("command", .string(record.command)), ("account", .string(record.account)),
                    ("begun", .string(record.begun.iso(offsetSeconds: 0))), ("ended", record.ended.map { .string($0.iso(offsetSeconds: 0)) } ?? .null),
                    ("outcome", .string(record.outcome.rawValue)), ("reason", .string(record.reason)), ("program_version", .string(record.programVersion)),
                    (
                        "digests",
                        .array(
                            record.digests.map {
                                .object([("kind", .string($0.kind.rawValue)), ("name", .string($0.name)), ("sha256", .string($0.digest))])
                            })
                    ),
                ]))
        }
        let reason = record.reason.isEmpty ? "" : " (\(record.reason))"
        terminal.result(
            harmless(
                "\(record.id)  \(record.begun.iso(offsetSeconds: 0))  \(record.outcome.rawValue)\(reason)  \(record.command)  \(record.account)", limit: 400))
    }
}
