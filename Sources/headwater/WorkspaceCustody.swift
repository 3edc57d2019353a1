import BatchRun
import Custody
import Findings
import Foundation
import ProgrammeFiles
import Store

/// Opens the custody of a workspace for one command.
enum WorkspaceCustody {
    /// Seconds to wait for a run to end before a step that takes moments gives up.
    static let waitSeconds = 10.0

    /// Runs a body with the custody of a workspace, which no run changes meanwhile; what it throws is told and ends the command.
    static func with(_ workspace: String, _ terminal: Terminal, _ body: (Custody) throws(RunFailure) -> Void) throws {
        let programme: Programme
        do {
            programme = try Programme.opened(workspace: workspace)
        } catch {
            throw terminal.failure(error)
        }
        let lock: WorkspaceLock
        do {
            lock = try WorkspaceLock.acquire(
                workspace + "/store/headwater.lock", waitSeconds: waitSeconds, account: Account.current(),
                command: CommandLine.arguments.dropFirst().joined(separator: " "), at: currentInstant())
        } catch {
            throw terminal.failure(RunFailure(error))
        }
        defer { lock.release() }
        let store: WorkspaceStore
        do {
            store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite")
        } catch {
            throw terminal.failure(RunFailure(error))
        }
        defer { try? store.close() }
        do {
            try body(Custody(store: store, roles: programme.configuration.custody.roles))
        } catch {
            throw terminal.failure(error)
        }
    }

    /// Runs a step of custody alone.
    static func step(_ workspace: String, _ terminal: Terminal, _ body: (Custody) throws(CustodyError) -> Void) throws {
        try with(workspace, terminal) { (custody) throws(RunFailure) in
            do throws(CustodyError) { try body(custody) } catch { throw RunFailure(error) }
        }
    }

    /// What a step of a person asks of a workspace.
    static func options(_ workspace: String) -> RunOptions {
        RunOptions(
            workspace: workspace, periods: .lastWhole, now: currentInstant(), account: Account.current(),
            command: Array(CommandLine.arguments.dropFirst()), jobs: max(1, ProcessInfo.processInfo.activeProcessorCount), waitSeconds: waitSeconds)
    }
}
