internal import GRDB
internal import Monitoring

/// What is written together with an entry of the audit chain, or not at all.
package enum CustodyChange: Hashable, Sendable {
    case request(TraceRequest)
    /// The store fills in the sequence of the audit entry.
    case decision(TraceDecision)
    case key(AccountKey)
    case keyRevocation(KeyRevocation)
    /// A step of the alert with this id.
    case alert(String, AlertTransition)
    case release(ReleaseEntry)
    case override(OverrideEntry)
    case qualityDecision(QualityDecision)
    /// The files of the run stop to count, and those that they replaced come back.
    case withdrawal(Withdrawal)
    case round(TraceRoundEntry)
}

extension WorkspaceStore {
    /// Adds an entry to the audit chain, and what it records, in one transaction.
    ///
    /// The chain itself is the business of `Custody`: the store hands it the last entry and
    /// keeps what it returns.
    /// - Throws: `conflict` where a request with this id exists or the entry does not follow the last one; `unknown` where a decision names no request.
    package func appendAudit(recording change: CustodyChange? = nil, _ next: (AuditEntry?) -> AuditEntry) throws(StoreError) -> AuditEntry {
        try write { database in
            let last = try Self.auditEntries(database, "ORDER BY sequence DESC LIMIT 1").first
            let entry = next(last)
            guard entry.sequence == (last?.sequence ?? 0) + 1 else { throw StoreError.conflict(kind: "audit entry", id: String(entry.sequence)) }
            try database.run(
                "INSERT INTO audit_entry (sequence, at, account, action, detail, previous, hash, sm3) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                .integer(entry.sequence), .integer(entry.at.seconds), .text(entry.account), .text(entry.action), .text(entry.detail),
                .text(entry.previous), .text(entry.hash), .text(entry.sm3))
            switch change {
            case .request(let request): try Self.insert(request, database)
            case .decision(let decision): try Self.insert(decision, auditSequence: entry.sequence, database)
            case .key(let key): try Self.insert(key, auditSequence: entry.sequence, database)
            case .keyRevocation(let revocation): try Self.insert(revocation, auditSequence: entry.sequence, database)
            case .alert(let id, let transition): try Self.move(id, transition, database)
            case .release(let release): try Self.insert(release, auditSequence: entry.sequence, database)
            case .override(let override): try Self.insert(override, auditSequence: entry.sequence, database)
            case .qualityDecision(let decision): try Self.insert(decision, auditSequence: entry.sequence, database)
            case .withdrawal(let withdrawal): try Self.insert(withdrawal, auditSequence: entry.sequence, database)
            case .round(let round): try Self.insert(round, auditSequence: entry.sequence, database)
            case nil: break
            }
            return entry
        }
    }

    /// The whole audit chain, oldest first.
    package func auditEntries() throws(StoreError) -> [AuditEntry] {
        try read { database in try Self.auditEntries(database, "ORDER BY sequence") }
    }

    /// The last entry of the audit chain, or nil where there is none.
    package func lastAuditEntry() throws(StoreError) -> AuditEntry? {
        try read { database in try Self.auditEntries(database, "ORDER BY sequence DESC LIMIT 1").first }
    }

    /// All requests, oldest first.
    package func traceRequests() throws(StoreError) -> [TraceRequest] {
        try read { database in
            try database.rows(
                """
                SELECT id, case_number, unit, purpose, sites, areas, analytes, first_period, last_period, valid_from, valid_to, requester,
                    requester_user, requested_at, emergency FROM trace_request ORDER BY requested_at, id
                """
            ) { row in
                guard let first = Period(row.text(7)), let last = Period(row.text(8)) else {
                    throw StoreError.damaged(path: path, reason: "unknown period in table trace_request")
                }
                return TraceRequest(
                    id: row.text(0), caseNumber: row.text(1), unit: row.text(2), purpose: row.text(3),
                    sites: try StoredWords.words(row.text(4), path: path).map { SiteCode($0) },
                    areas: try StoredWords.words(row.text(5), path: path).map { AreaCode($0) },
                    analytes: try StoredWords.words(row.text(6), path: path).map { AnalyteCode($0) }, firstPeriod: first, lastPeriod: last,
                    validFrom: Instant(seconds: row.integer(9)), validTo: Instant(seconds: row.integer(10)), requester: row.text(11),
                    requesterUser: row.optionalInteger(12).map { UInt32(truncatingIfNeeded: $0) }, requestedAt: Instant(seconds: row.integer(13)),
                    isEmergency: row.integer(14) == 1)
            }
        }
    }

    /// All decisions, oldest first.
    package func traceDecisions() throws(StoreError) -> [TraceDecision] {
        try read { database in
            try database.rows(
                """
                SELECT request, verdict, account, account_user, at, reason, request_digest, audit_sequence, key, signature FROM trace_decision ORDER BY sequence
                """
            ) { row in
                TraceDecision(
                    request: row.text(0), verdict: try .stored(row.text(1), path: path), account: row.text(2),
                    accountUser: row.optionalInteger(3).map { UInt32(truncatingIfNeeded: $0) }, at: Instant(seconds: row.integer(4)),
                    reason: row.text(5), requestDigest: row.text(6), auditSequence: row.integer(7), key: row.optionalText(8), signature: row.optionalText(9))
            }
        }
    }

    private static func insert(_ request: TraceRequest, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM trace_request WHERE id = ?", .text(request.id)) { $0.integer(0) }
        guard known.isEmpty else { throw StoreError.conflict(kind: "trace request", id: request.id) }
        try database.run(
            """
            INSERT INTO trace_request (id, case_number, unit, purpose, sites, areas, analytes, first_period, last_period, valid_from, valid_to,
                requester, requester_user, requested_at, emergency)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(request.id), .text(request.caseNumber), .text(request.unit), .text(request.purpose),
            .text(StoredWords.text(request.sites.map(\.rawValue))), .text(StoredWords.text(request.areas.map(\.rawValue))),
            .text(StoredWords.text(request.analytes.map(\.rawValue))), .text(request.firstPeriod.description),
            .text(request.lastPeriod.description), .integer(request.validFrom.seconds), .integer(request.validTo.seconds),
            .text(request.requester), .integer(request.requesterUser.map(Int64.init)), .integer(request.requestedAt.seconds),
            .integer(request.isEmergency ? 1 : 0))
    }

    private static func insert(_ decision: TraceDecision, auditSequence: Int64, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM trace_request WHERE id = ?", .text(decision.request)) { $0.integer(0) }
        guard !known.isEmpty else { throw StoreError.unknown(kind: "trace request", id: decision.request) }
        try database.run(
            """
            INSERT INTO trace_decision (request, verdict, account, account_user, at, reason, request_digest, audit_sequence, key, signature)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(decision.request), .text(decision.verdict.rawValue), .text(decision.account),
            .integer(decision.accountUser.map(Int64.init)), .integer(decision.at.seconds), .text(decision.reason), .text(decision.requestDigest),
            .integer(auditSequence), .text(decision.key), .text(decision.signature))
    }

    private static func auditEntries(_ database: Database, _ order: String) throws -> [AuditEntry] {
        try database.rows("SELECT sequence, at, account, action, detail, previous, hash, sm3 FROM audit_entry " + order) { row in
            AuditEntry(
                sequence: row.integer(0), at: Instant(seconds: row.integer(1)), account: row.text(2), action: row.text(3), detail: row.text(4),
                previous: row.text(5), hash: row.text(6), sm3: row.optionalText(7))
        }
    }
}
