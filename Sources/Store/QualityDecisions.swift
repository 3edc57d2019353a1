internal import GRDB
package import Monitoring

/// A hold that a named person lifted, as the store keeps it.
package struct ReleaseEntry: Hashable, Sendable {
    package var id: String
    package var release: BatchRelease
    /// The number of the account on its machine, where known.
    package var user: UInt32?
    /// The entry of the audit chain that records it.
    package var auditSequence: Int64

    package init(id: String, release: BatchRelease, user: UInt32?, auditSequence: Int64 = 0) {
        self.id = id
        self.release = release
        self.user = user
        self.auditSequence = auditSequence
    }
}

/// A result that a named person wants used or rejected, as the store keeps it: asked for, without what was decided.
package struct OverrideEntry: Hashable, Sendable {
    package var id: String
    /// `file` is the digest of the original; nobody has approved.
    package var request: QualityOverride
    /// The name of the file when it was asked for.
    package var fileName: String
    package var user: UInt32?
    package var auditSequence: Int64

    package init(id: String, request: QualityOverride, fileName: String, user: UInt32?, auditSequence: Int64 = 0) {
        self.id = id
        self.request = request
        self.fileName = fileName
        self.user = user
        self.auditSequence = auditSequence
    }
}

/// What was decided on a release or an override.
package enum QualityStep: String, Sendable, CaseIterable { case approved, revoked }

/// A decision on a release or an override, by a named account.
package struct QualityDecision: Hashable, Sendable {
    /// The id of the release or override.
    package var subject: String
    package var step: QualityStep
    package var account: String
    package var user: UInt32?
    package var at: Instant
    package var reason: String
    /// SHA-256 of the canonical text of what was decided on.
    package var subjectDigest: String
    package var auditSequence: Int64

    package init(
        subject: String, step: QualityStep, account: String, user: UInt32?, at: Instant, reason: String, subjectDigest: String, auditSequence: Int64 = 0
    ) {
        self.subject = subject
        self.step = step
        self.account = account
        self.user = user
        self.at = at
        self.reason = reason
        self.subjectDigest = subjectDigest
        self.auditSequence = auditSequence
    }
}

extension WorkspaceStore {
    /// All releases of holds, oldest first.
    package func releases() throws(StoreError) -> [ReleaseEntry] {
        try read { database in
            try database.rows("SELECT id, batch, analyte, holds, reason, account, account_user, at, audit_sequence FROM batch_release ORDER BY audit_sequence") { row in
                ReleaseEntry(
                    id: row.text(0),
                    release: BatchRelease(
                        batch: row.text(1), analyte: AnalyteCode(row.text(2)), holds: try StoredWords.words(row.text(3), path: path), reason: row.text(4),
                        by: row.text(5), at: Instant(seconds: row.integer(7))),
                    user: row.optionalInteger(6).map { UInt32(truncatingIfNeeded: $0) }, auditSequence: row.integer(8))
            }
        }
    }

    /// All overrides that were asked for, oldest first.
    package func overrides() throws(StoreError) -> [OverrideEntry] {
        try read { database in
            try database.rows(
                "SELECT id, file_digest, file, injection, analyte, action, reason, account, account_user, at, audit_sequence FROM quality_override ORDER BY audit_sequence"
            ) { row in
                OverrideEntry(
                    id: row.text(0),
                    request: QualityOverride(
                        file: row.text(1), injection: row.text(3), analyte: row.optionalText(4).map { AnalyteCode($0) },
                        action: try .stored(row.text(5), path: path), reason: row.text(6), by: row.text(7), at: Instant(seconds: row.integer(9))),
                    fileName: row.text(2), user: row.optionalInteger(8).map { UInt32(truncatingIfNeeded: $0) }, auditSequence: row.integer(10))
            }
        }
    }

    /// All decisions on releases and overrides, oldest first.
    package func qualityDecisions() throws(StoreError) -> [QualityDecision] {
        try read { database in
            try database.rows("SELECT subject, verdict, account, account_user, at, reason, subject_digest, audit_sequence FROM quality_decision ORDER BY sequence") { row in
                QualityDecision(
                    subject: row.text(0), step: try .stored(row.text(1), path: path), account: row.text(2),
                    user: row.optionalInteger(3).map { UInt32(truncatingIfNeeded: $0) }, at: Instant(seconds: row.integer(4)), reason: row.text(5),
                    subjectDigest: row.text(6), auditSequence: row.integer(7))
            }
        }
    }

    static func insert(_ entry: ReleaseEntry, auditSequence: Int64, _ database: Database) throws {
        try refuseKnown(entry.id, in: "batch_release", database)
        try database.run(
            "INSERT INTO batch_release (id, batch, analyte, holds, reason, account, account_user, at, audit_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            .text(entry.id), .text(entry.release.batch), .text(entry.release.analyte.rawValue), .text(StoredWords.text(entry.release.holds)),
            .text(entry.release.reason), .text(entry.release.by), .integer(entry.user.map(Int64.init)), .integer(entry.release.at.seconds),
            .integer(auditSequence))
    }

    static func insert(_ entry: OverrideEntry, auditSequence: Int64, _ database: Database) throws {
        try refuseKnown(entry.id, in: "quality_override", database)
        try database.run(
            """
            INSERT INTO quality_override (id, file_digest, file, injection, analyte, action, reason, account, account_user, at, audit_sequence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(entry.id), .text(entry.request.file), .text(entry.fileName), .text(entry.request.injection),
            .text(entry.request.analyte?.rawValue), .text(entry.request.action.rawValue), .text(entry.request.reason), .text(entry.request.by),
            .integer(entry.user.map(Int64.init)), .integer(entry.request.at.seconds), .integer(auditSequence))
    }

    static func insert(_ decision: QualityDecision, auditSequence: Int64, _ database: Database) throws {
        let known = try database.rows(
            "SELECT 1 FROM batch_release WHERE id = ?1 UNION ALL SELECT 1 FROM quality_override WHERE id = ?1", .text(decision.subject)
        ) { $0.integer(0) }
        guard !known.isEmpty else { throw StoreError.unknown(kind: "quality decision", id: decision.subject) }
        try database.run(
            "INSERT INTO quality_decision (subject, verdict, account, account_user, at, reason, subject_digest, audit_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            .text(decision.subject), .text(decision.step.rawValue), .text(decision.account), .integer(decision.user.map(Int64.init)),
            .integer(decision.at.seconds), .text(decision.reason), .text(decision.subjectDigest), .integer(auditSequence))
    }

    private static func refuseKnown(_ id: String, in table: String, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM \(table) WHERE id = ?", .text(id)) { $0.integer(0) }
        guard known.isEmpty else { throw StoreError.conflict(kind: "quality decision", id: id) }
    }
}
