import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Wording

/// `headwater audit`: the chain of who did what.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the audit chain, print its head, or export it.",
        discussion: """
            headwater audit verify --workspace my-city --against reports/2025-P5/r1/report.json
            headwater audit export --workspace my-city > audit.jsonl
            """,
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self])
}

/// Follows the chain and holds it against heads kept outside.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Find any entry that was changed, removed, inserted or moved; by SHA-256 and SM3.",
        discussion: """
            headwater audit verify --workspace my-city
            headwater audit verify --workspace my-city --against copy-of-r1/report.json --against 12:9f86d0…

            The removal of the last entries, and a chain that was rebuilt, show only against a head that was kept outside the store: on an
            issued report, in its manifest.json, in the system log.
            """)

    @Option(help: "A head such as 12:9f86…, or a JSON file that holds one as audit_head; may be given more than once.") var against: [String] = []
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let heads = try against.map { (text) throws(CustodyError) in (name: text, head: try AuditHeadFile.head(text)) }
            let store = try WorkspaceStore.open(place.workspace + "/store/headwater.sqlite")
            defer { try? store.close() }
            let chain = AuditChain(store: store)
            let verdict = try chain.verify()
            var findings = verdict.fault.map { [$0.finding] } ?? []
            if findings.isEmpty {
                for (name, head) in heads {
                    if var finding = try chain.verify(against: head).fault?.finding {
                        finding.arguments["name"] = harmless(name)
                        findings.append(finding)
                    }
                }
            }
            terminal.findings(findings)
            if terminal.isJSON {
                terminal.event(
                    .object([
                        ("event", .string("audit")), ("sound", .bool(findings.isEmpty)), ("entries", .integer(verdict.entries)),
                        ("audit_head", verdict.head.map { .string($0.description) } ?? .null), ("sm3", verdict.head?.sm3.map { .string($0) } ?? .null),
                    ]))
            } else if findings.isEmpty {
                terminal.result(
                    terminal.catalogue.text(
                        "audit.sound", count: verdict.entries, ["head": verdict.head?.description ?? "-", "sm3": verdict.head?.sm3 ?? "-"]))
            }
            if !findings.isEmpty { throw ExitStatus.inputOutput }
        } catch let error as CustodyError {
            throw terminal.failure(RunFailure(error))
        } catch let error as StoreError {
            throw terminal.failure(RunFailure(error))
        }
    }
}

/// Writes the chain out.
struct AuditExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the chain as JSON Lines, or hand it to the system log; needs the role auditor.",
        discussion: """
            headwater audit export --workspace my-city > audit.jsonl
            headwater audit export --workspace my-city --from 120 --syslog
            """)

    @Option(help: "The first entry.") var from: Int64 = 1
    @Flag(help: "Hand each entry to the system log instead of printing it.") var syslog = false
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let account = Account.current()
            try custody.require(.auditor, "audit.export", "\(from)", account, currentInstant())
            let entries = try custody.audit.entries().filter { $0.sequence >= from }
            for entry in entries {
                if syslog { AuditChain.tellSystemLog(entry) } else { terminal.result(AuditChain.line(entry)) }
            }
            try custody.audit.append(
                "audit.export", account: account, at: currentInstant(),
                detail: ["from": String(from), "entries": String(entries.count), "to": syslog ? "system log" : "standard output"])
        }
    }
}

/// A head of the audit chain that a person hands over.
enum AuditHeadFile {
    /// Larger files are no report of ours, in bytes.
    private static let sizeLimit = 256 << 20

    /// Reads a head, or the one that a JSON file holds as `audit_head`.
    static func head(_ text: String) throws(CustodyError) -> AuditHead {
        if let head = AuditHead(text) { return head }
        let size = (try? FileManager.default.attributesOfItem(atPath: text)[.size] as? Int) ?? 0
        guard size > 0, size <= sizeLimit, let data = FileManager.default.contents(atPath: text), let root = try? JSONSerialization.jsonObject(with: data),
            let found = (root as? [String: Any])?["audit_head"] as? String, let head = AuditHead(found)
        else { throw .noHead(name: text) }
        return head
    }
}
