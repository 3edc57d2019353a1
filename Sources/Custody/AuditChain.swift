package import Findings
package import Monitoring
package import Store

/// The end of the audit chain: what a report or the system log keeps, so that a chain that was rebuilt shows.
package struct AuditHead: Hashable, Sendable {
    package var sequence: Int64
    /// SHA-256, hexadecimal.
    package var hash: String
    /// SM3 of the entry, hexadecimal; nil in a head that was printed, which holds SHA-256 only, and where an older program wrote the entry.
    package var sm3: String?

    package init(sequence: Int64, hash: String, sm3: String? = nil) {
        self.sequence = sequence
        self.hash = hash
        self.sm3 = sm3
    }

    init(_ entry: AuditEntry) { self.init(sequence: entry.sequence, hash: entry.hash, sm3: entry.sm3) }

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

extension AuditFault {
    /// The fault as a finding that names the entry.
    package var finding: Finding {
        let code: FindingCode =
            switch kind {
            case .changed: "U064"
            case .displaced: "U065"
            case .notTheHead: "U066"
            }
        return Finding(code, .error, ["sequence": String(sequence), "name": "-"])
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
        if Digest.sm3([]) == nil, try fromStore({ () throws(StoreError) in try store.lastAuditEntry() })?.sm3 != nil { throw .digestMissing }
        return try fromStore { () throws(StoreError) in
            try store.appendAudit(recording: change) { last in
                var entry = AuditEntry(
                    sequence: (last?.sequence ?? 0) + 1, at: instant, account: account.name, action: action, detail: words,
                    previous: last?.hash ?? Self.origin, hash: "")
                entry.hash = Self.hash(entry)
                entry.sm3 = Self.sm3(entry, previous: last?.sm3)
                return entry
            }
        }
    }

    /// The end of the chain; nil where nothing was recorded yet.
    package func head() throws(CustodyError) -> AuditHead? {
        try fromStore { () throws(StoreError) in try store.lastAuditEntry() }.map { AuditHead($0) }
    }

    /// Hands the end of the chain to the system log, which is kept outside the store.
    package func tellHead(of run: String) throws(StoreError) {
        guard let entry = try store.lastAuditEntry() else { return }
        OperatingSystem.log("\(harmless(run)) done, audit \(AuditHead(entry).description), SM3 \(entry.sm3 ?? "-")")
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
        let head = entries.last.map { AuditHead($0) }
        return AuditVerdict(entries: entries.count, head: head, fault: Self.fault(in: entries, against: outside))
    }

    /// The first wrong entry of a chain, or nil.
    ///
    /// Two hashes are followed: SHA-256 from the first entry on, SM3 from the first entry that has one. Where this machine's libcrypto has no
    /// SM3, SHA-256 alone is.
    package static func fault(in entries: [AuditEntry], against outside: AuditHead? = nil) -> AuditFault? {
        var previous = origin
        var previousSM3: String?
        let provesSM3 = Digest.sm3([]) != nil
        var sequence: Int64 = 1
        for entry in entries {
            guard entry.sequence == sequence, entry.previous == previous else { return AuditFault(sequence: sequence, kind: .displaced) }
            guard entry.hash == hash(entry) else { return AuditFault(sequence: sequence, kind: .changed) }
            if provesSM3, entry.sm3 != nil || previousSM3 != nil, entry.sm3 != sm3(entry, previous: previousSM3) {
                return AuditFault(sequence: sequence, kind: .changed)
            }
            previous = entry.hash
            previousSM3 = entry.sm3
            sequence += 1
        }
        if let outside {
            guard let place = Int(exactly: outside.sequence), place >= 1, place <= entries.count, entries[place - 1].hash == outside.hash else {
                return AuditFault(sequence: outside.sequence, kind: .notTheHead)
            }
        }
        return nil
    }

    /// The canonical text of an entry: a JSON object with its members in this order.
    private static func members(_ entry: AuditEntry) -> [(String, JSONText)] {
        [
            ("sequence", .digits(String(entry.sequence))), ("at", .digits(String(entry.at.seconds))), ("account", .string(entry.account)),
            ("action", .string(entry.action)), ("detail", .string(entry.detail)), ("previous", .string(entry.previous)),
        ]
    }

    /// The hash of an entry: SHA-256 over its canonical text.
    static func hash(_ entry: AuditEntry) -> String { Digest.sha256(JSONText.object(members(entry)).text) }

    /// The second hash of an entry: SM3 over its canonical text with one more member, the SM3 of the entry before or 64 zeros.
    static func sm3(_ entry: AuditEntry, previous: String?) -> String? {
        Digest.sm3(Array(JSONText.object(members(entry) + [("previous_sm3", .string(previous ?? origin))]).text.utf8))
    }

    /// An entry as one line of JSON Lines: its canonical text with both hashes. Whoever holds the lines can follow the chain without this program.
    package static func line(_ entry: AuditEntry) -> String {
        JSONText.object(members(entry) + [("hash", .string(entry.hash)), ("sm3", entry.sm3.map { .string($0) } ?? .null)]).text
    }

    /// Hands an entry to the system log, as its line of JSON.
    package static func tellSystemLog(_ entry: AuditEntry) { OperatingSystem.log("audit " + harmless(line(entry), limit: 1000)) }

    /// The words of an entry as JSON with sorted keys.
    static func text(_ detail: [String: String]) -> String {
        JSONText.object(detail.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, .string($0.value)) }).text
    }
}
