import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Wording

/// `headwater store`: copies of the store that can be proved and put back.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Back up, restore and verify the store.",
        discussion: """
            headwater store backup --to /media/backup/2025-11-01 --workspace my-city
            headwater store verify --workspace my-city
            headwater store restore --from /media/backup/2025-11-01 --workspace my-city
            """,
        subcommands: [StoreBackupCommand.self, StoreRestoreCommand.self, StoreVerifyCommand.self])
}

/// Writes a backup.
struct StoreBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy database, originals and kept rounds into a new folder, with a digest of each file.",
        discussion: "headwater store backup --to /media/backup/2025-11-01 --workspace my-city")

    @Option(help: "Folder of the backup; must not exist.") var to: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let made = try StoreBackup(workspace: place.workspace).write(to: to, store: custody.store)
            try custody.audit.append(
                "store.backup", account: Account.current(), at: currentInstant(), detail: ["files": String(made.files), "digest": made.digest])
            terminal.remark(terminal.catalogue.text("store.backup", count: made.files, ["folder": harmless(to), "digest": made.digest]))
        }
    }
}

/// Puts a backup back.
struct StoreRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Prove a backup and put it in the place of the store, which steps aside; needs the role administrator.",
        discussion: "headwater store restore --from /media/backup/2025-11-01 --workspace my-city")

    @Option(help: "Folder of the backup.") var from: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let workspace = place.workspace
        let account = Account.current()
        do {
            let roles = RoleBook(try OpenedRoles.read(workspace))
            guard roles.holds(.administrator, account) else { throw CustodyError.missingRole(account: account.name, role: Role.administrator.rawValue) }
            let faults = try StoreBackup.findings(of: from)
            terminal.findings(faults)
            if !faults.isEmpty { throw ExitStatus.inputOutput }
            let lock = try WorkspaceLock.acquire(
                workspace + "/store/headwater.lock", waitSeconds: WorkspaceCustody.waitSeconds, account: account, command: "store restore", at: currentInstant())
            defer { lock.release() }
            let aside = try StoreBackup(workspace: workspace).restore(from: from)
            let store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite")
            defer { try? store.close() }
            let chain = AuditChain(store: store)
            let head = try chain.head()?.description ?? "-"
            try chain.append("store.restore", account: account, at: currentInstant(), detail: ["head": head, "aside": aside ?? "-"])
            terminal.remark(terminal.catalogue.text("store.restored", ["head": head, "aside": harmless(aside ?? "-")]))
        } catch let error as CustodyError {
            throw terminal.failure(RunFailure(error))
        } catch let error as StoreError {
            throw terminal.failure(RunFailure(error))
        } catch let failure as RunFailure {
            throw terminal.failure(failure)
        }
    }
}

/// Proves the store as it stands, or a backup.
struct StoreVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove database, originals and audit chain, or a backup.",
        discussion: """
            headwater store verify --workspace my-city
            headwater store verify --backup /media/backup/2025-11-01
            """)

    @Option(help: "Folder of a backup.") var backup: String?
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let verdict: StoreVerdict
            if let backup {
                verdict = StoreVerdict(findings: try StoreBackup.findings(of: backup))
            } else {
                let lock = try WorkspaceLock.acquireForReading(place.workspace + "/store/headwater.lock", waitSeconds: WorkspaceCustody.waitSeconds)
                defer { lock?.release() }
                verdict = try StoreVerdict.of(workspace: place.workspace)
            }
            terminal.findings(verdict.findings)
            if !verdict.findings.isEmpty { throw ExitStatus.inputOutput }
            if terminal.isJSON {
                terminal.event(
                    .object([
                        ("event", .string("store")), ("sound", .bool(true)), ("files", .integer(verdict.files)), ("originals", .integer(verdict.originals)),
                        ("runs", .integer(verdict.runs)), ("results", .integer(verdict.results)), ("audit_entries", .integer(verdict.entries)),
                    ]))
            } else if backup == nil {
                terminal.remark(
                    terminal.catalogue.text(
                        "store.sound",
                        [
                            "files": String(verdict.files), "originals": String(verdict.originals), "runs": String(verdict.runs),
                            "results": String(verdict.results), "entries": String(verdict.entries),
                        ]))
            } else {
                terminal.remark(terminal.catalogue.text("store.backup_sound"))
            }
        } catch let error as CustodyError {
            throw terminal.failure(RunFailure(error))
        } catch let error as StoreError {
            throw terminal.failure(RunFailure(error))
        }
    }
}
