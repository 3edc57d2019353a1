import BatchRun
import Custody
import Findings
import Foundation
import ProgrammeFiles
import Store

/// Opens the custody of a workspace for one command.
enum WorkspaceCustody {
    /// Runs a body with the custody of a workspace; what it throws is told and ends the command.
    static func with(_ workspace: String, _ terminal: Terminal, _ body: (Custody) throws(CustodyError) -> Void) throws {
        let programme: Programme
        do {
            programme = try Programme.opened(workspace: workspace)
        } catch {
            throw terminal.failure(error)
        }
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
            throw terminal.failure(RunFailure(error))
        }
    }
}
