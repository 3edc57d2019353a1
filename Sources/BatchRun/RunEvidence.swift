internal import Custody
internal import Findings
internal import Foundation
internal import Monitoring
internal import Store

/// The digests by which the ledger proves what a run read, by which program, and what it wrote.
enum RunEvidence {
    /// Files of the workspace that say what the programme is, other than those of the inbox and those that the program writes.
    private static let written: Set<String> = ["inbox", "store", "reports", "outbox", "status.json"]
    /// More files than this are told by their number only.
    private static let fileLimit = 2000

    /// What a run begins with: the programme's own files and the program.
    static func begun(workspace: String) -> [RunDigest] {
        var digests: [RunDigest] = []
        let manager = FileManager.default
        let names = ((try? manager.contentsOfDirectory(atPath: workspace)) ?? []).sorted().filter { name in
            !written.contains(name) && !name.hasPrefix(".") && !name.hasPrefix("store.")
        }
        for name in names {
            let path = workspace + "/" + name
            let isFolder = (try? manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
            let files = isFolder ? ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted().map { name + "/" + $0 } : [name]
            for file in files.prefix(fileLimit) {
                if let digest = FileDigest.sha256(workspace + "/" + file) { digests.append(RunDigest(kind: .configuration, name: harmless(file), digest: digest)) }
            }
        }
        if let program = FileDigest.sha256("/proc/self/exe") { digests.append(RunDigest(kind: .program, name: programVersion, digest: program)) }
        return digests
    }

    /// The originals that count.
    static func inputs(_ store: WorkspaceStore) throws(StoreError) -> [RunDigest] {
        try store.files().filter { $0.state == .taken }.map { RunDigest(kind: .input, name: harmless($0.name), digest: $0.digest) }
    }

    /// What a run wrote: the manifest of each draft, which holds the digests of the draft's files, and the heartbeat.
    static func outputs(_ summary: RunSummary, workspace: String) -> [RunDigest] {
        var names = summary.periods.map { $0.folder + "/manifest.json" }
        if !names.isEmpty { names.append("status.json") }
        return names.compactMap { name in FileDigest.sha256(workspace + "/" + name).map { RunDigest(kind: .output, name: name, digest: $0) } }
    }
}
