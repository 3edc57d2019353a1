package import Monitoring
internal import Findings
internal import Store

/// The issue of a report: who may, and what the audit chain keeps of it.
extension Custody {
    /// The action under which an issue stands in the audit chain.
    package static let issueAction = "report.issue"

    /// Refuses an account without the role approver; the refusal is recorded.
    package func requireIssuer(of number: String, by account: Account, at instant: Instant) throws(CustodyError) {
        guard holds(.approver, account) else {
            throw try refused(.missingRole(account: account.name, role: Role.approver.rawValue), Self.issueAction, number, account, instant)
        }
    }

    /// Proves the whole audit chain, and returns its end: what an issued report prints.
    ///
    /// - Throws: `chainBroken`. Complexity: O(entries of the audit chain).
    package func soundHead() throws(CustodyError) -> AuditHead? {
        let verdict = try audit.verify()
        if let fault = verdict.fault { throw .chainBroken(sequence: fault.sequence) }
        return verdict.head
    }

    /// Records that a report was issued, and tells the system log: the digest of its manifest, which holds those of its files.
    ///
    /// - Parameters:
    ///   - number: of the report, revision included.
    ///   - manifest: SHA-256 of its `manifest.json`.
    ///   - words: who signed, what was accepted, why.
    @discardableResult
    package func recordIssue(
        number: String, manifest: String, words: [String: String], by account: Account, at instant: Instant
    ) throws(CustodyError) -> AuditHead {
        let detail = words.merging(["number": number, "manifest": manifest]) { _, own in own }
        let entry = try audit.append(Self.issueAction, account: account, at: instant, detail: detail)
        let head = AuditHead(sequence: entry.sequence, hash: entry.hash)
        OperatingSystem.log("report \(harmless(number)) issued by \(harmless(account.name)), manifest \(manifest), audit \(head.description)")
        return head
    }

    /// Whether the audit chain knows of an issue with this manifest.
    package func isIssued(manifest: String) throws(CustodyError) -> Bool {
        guard Digest.isWellFormed(manifest) else { return false }
        return try audit.entries().contains { $0.action == Self.issueAction && $0.detail.contains(manifest) }
    }
}
