internal import Findings
package import Monitoring
package import Store

/// The end of the audit chain: what a report or the system log keeps, so that a chain that was rebuilt shows.
package struct AuditHead: Hashable, Sendable {
    package var sequence: Int64
    /// SHA-256, hexadecimal.
    package var hash: String

    package init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// `12:9f86…`, as printed.
    package var description: String { "\(sequence):\(hash)" }

    /// Reads what `description` wrote.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let sequence = Int64(parts[0]), sequence > 0, Digest.isWellFormed(parts[1]) else { return nil }
        self.init(sequence: sequence, hash: parts[1])
    }
}

/// How an entry of the chain is wrong.
package enum AuditFaultKind: String, Sendable, CaseIterable {
    /// The content is not what its hash says.
    case changed
    /// It does not follow the entry before it: something was removed, inserted or swapped.
    case displaced
    /// A copy of the head from outside speaks of another entry: the chain was rebuilt, or its end was removed.
    case notTheHead = "not_the_head"
}

/// The first entry that is wrong, and how.
package struct AuditFault: Hashable, Sendable {
    package var sequence: Int64
    package var kind: AuditFaultKind

    package init(sequence: Int64, kind: AuditFaultKind) {
        self.sequence = sequence
        self.kind = kind
    }
}

/// What a check of the whole chain found.
package struct AuditVerdict: Hashable, Sendable {
    package var entries: Int
    package var head: AuditHead?
    /// Nil where the chain is sound.
    package var fault: AuditFault?

    package init(entries: Int, head: AuditHead?, fault: AuditFault?) {
        self.entries = entries
        self.head = head
        self.fault = fault
    }
}

/// The record of who did what, in entries that each hold the hash of the one before.
///
/// A change, removal, insertion or swap inside the chain shows by itself. The removal of the
/// last entries, or a chain that was rebuilt from some point on, shows only against a copy of
/// the head outside the store: on an issued report, in a manifest, in the system log.
package struct AuditChain: Sendable {
    private let store: WorkspaceStore

    package init(store: WorkspaceStore) { self.store = store }

    /// What stands before the first entry.
    static let origin = String(repeating: "0", count: 64)

    /// Adds an entry, with what it records, in one transaction.
    ///
    /// - Parameters:
    ///   - action: what was done, such as `report.issue`.
    ///   - detail: words about it; written with sorted keys. Never a person's data.
    @discardableResult
    package func append(
        _ action: String, account: Account, at instant: Instant, detail: [String: String] = [:], recording change: CustodyChange? = nil
    ) throws(CustodyError) -> AuditEntry {
        let words = Self.text(detail)
        return try fromStore { () throws(StoreError) in
            try store.appendAudit(recording: change) { last in
                var entry = AuditEntry(
                    sequence: (last?.sequence ?? 0) + 1, at: instant, account: account.name, action: action, detail: words,
                    previous: last?.hash ?? Self.origin, hash: "")
                entry.hash = Self.hash(entry)
                return entry
            }
        }
    }

    /// The end of the chain; nil where nothing was recorded yet.
    package func head() throws(CustodyError) -> AuditHead? {
        try fromStore { () throws(StoreError) in try store.lastAuditEntry() }.map { AuditHead(sequence: $0.sequence, hash: $0.hash) }
    }

    /// All entries, oldest first.
    package func entries() throws(CustodyError) -> [AuditEntry] {
        try fromStore { () throws(StoreError) in try store.auditEntries() }
    }

    /// Checks every entry, and the chain against a copy of its head that was kept outside.
    ///
    /// Complexity: O(entries); some 300,000 a second.
    package func verify(against outside: AuditHead? = nil) throws(CustodyError) -> AuditVerdict {
        let entries = try entries()
        let head = entries.last.map { AuditHead(sequence: $0.sequence, hash: $0.hash) }
        return AuditVerdict(entries: entries.count, head: head, fault: Self.fault(in: entries, against: outside))
    }

    /// The first wrong entry of a chain, or nil.
    package static func fault(in entries: [AuditEntry], against outside: AuditHead? = nil) -> AuditFault? {
        var previous = origin
        var sequence: Int64 = 1
        for entry in entries {
            guard entry.sequence == sequence, entry.previous == previous else { return AuditFault(sequence: sequence, kind: .displaced) }
            guard entry.hash == hash(entry) else { return AuditFault(sequence: sequence, kind: .changed) }
            previous = entry.hash
            sequence += 1
        }
        if let outside {
            guard let place = Int(exactly: outside.sequence), place >= 1, place <= entries.count, entries[place - 1].hash == outside.hash else {
                return AuditFault(sequence: outside.sequence, kind: .notTheHead)
            }
        }
        return nil
    }

    /// The hash of an entry: SHA-256 over its canonical text, a JSON object with its members in this order.
    static func hash(_ entry: AuditEntry) -> String {
        Digest.sha256(
            JSONText.object([
                ("sequence", .digits(String(entry.sequence))), ("at", .digits(String(entry.at.seconds))), ("account", .string(entry.account)),
                ("action", .string(entry.action)), ("detail", .string(entry.detail)), ("previous", .string(entry.previous)),
            ]).text)
    }

    /// The words of an entry as JSON with sorted keys.
    static func text(_ detail: [String: String]) -> String {
        JSONText.object(detail.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, .string($0.value)) }).text
    }
}
