internal import Custody
package import Findings
internal import Monitoring
internal import ProgrammeFiles
package import Store

/// What a check of a whole store found.
package struct StoreVerdict: Sendable {
    /// One a problem; empty where the store is sound.
    package var findings: [Finding]
    package var files = 0
    package var originals = 0
    package var runs = 0
    package var results = 0
    package var entries = 0

    package init(findings: [Finding]) { self.findings = findings }

    /// Reads every page, every original and every entry of the audit chain.
    ///
    /// Complexity: linear in the bytes of the store.
    package static func of(workspace: String) throws(StoreError) -> StoreVerdict {
        let store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite")
        defer { try? store.close() }
        var verdict = StoreVerdict(findings: try store.integrityFindings())
        let files = try store.files()
        verdict.files = files.count
        verdict.runs = try store.runs().count
        let originals = Originals(folder: workspace + "/store/originals")
        let digests = Set(files.filter { $0.state != .refused }.map(\.digest)).sorted()
        verdict.originals = digests.count
        for digest in digests {
            do { _ = try originals.read(digest) } catch { verdict.findings.append(error.finding) }
        }
        if verdict.findings.isEmpty { verdict.results = try store.results().count }
        do {
            let chain = try AuditChain(store: store).verify()
            verdict.entries = chain.entries
            if let fault = chain.fault { verdict.findings.append(fault.finding) }
        } catch {
            verdict.findings.append(error.finding)
        }
        return verdict
    }
}

/// The roles of a workspace, without opening its store.
package enum OpenedRoles {
    package static func read(_ workspace: String) throws(RunFailure) -> [String: [String]] {
        try Programme.opened(workspace: workspace).configuration.custody.roles
    }
}
