internal import Findings
internal import GRDB
package import Monitoring

/// A run whose files no longer count.
package struct Withdrawal: Hashable, Sendable {
    package var run: String
    package var account: String
    package var accountUser: UInt32?
    package var at: Instant
    package var reason: String

    package init(run: String, account: String, accountUser: UInt32?, at: Instant, reason: String) {
        self.run = run
        self.account = account
        self.accountUser = accountUser
        self.at = at
        self.reason = reason
    }
}

/// What a run did with one version of a file.
package struct FileStep: Hashable, Sendable {
    package var run: String
    package var name: String
    package var digest: String
    package var state: FileState
    package var at: Instant
}

extension WorkspaceStore {
    /// All withdrawals, oldest first.
    package func withdrawals() throws(StoreError) -> [Withdrawal] {
        try read { database in
            try database.rows("SELECT run, account, account_user, at, reason FROM withdrawal ORDER BY audit_sequence") { row in
                Withdrawal(
                    run: row.text(0), account: row.text(1), accountUser: row.optionalInteger(2).map { UInt32(truncatingIfNeeded: $0) },
                    at: Instant(seconds: row.integer(3)), reason: row.text(4))
            }
        }
    }

    /// What runs did with files, oldest first; with `latest`, only the last step of each version.
    package func fileSteps(latest: Bool = false) throws(StoreError) -> [FileStep] {
        try read { database in
            let condition = latest ? " WHERE sequence IN (SELECT max(sequence) FROM file_step GROUP BY name, digest)" : ""
            return try database.rows("SELECT run, name, digest, state, at FROM file_step\(condition) ORDER BY sequence") { row in
                FileStep(
                    run: row.text(0), name: row.text(1), digest: row.text(2), state: try .stored(row.text(3), path: path), at: Instant(seconds: row.integer(4)))
            }
        }
    }

    static func addStep(_ state: FileState, _ name: String, _ digest: String, run: String, at instant: Instant, _ database: Database) throws {
        try database.run(
            "INSERT INTO file_step (run, name, digest, state, at) VALUES (?, ?, ?, ?, ?)", .text(run), .text(name), .text(digest), .text(state.rawValue),
            .integer(instant.seconds))
    }

    /// Takes a run back, inside the transaction that records it.
    ///
    /// Versions whose last step is one of the run are withdrawn, and copies of their content with them,
    /// unless the content counts under another run. Where a name then has no version that counts, the
    /// one that last did comes back, if its own run was not withdrawn.
    static func insert(_ withdrawal: Withdrawal, auditSequence: Int64, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM run WHERE id = ?", .text(withdrawal.run)) { $0.integer(0) }
        guard !known.isEmpty else { throw StoreError.unknown(kind: "run", id: withdrawal.run) }
        let done = try database.rows("SELECT 1 FROM withdrawal WHERE run = ?", .text(withdrawal.run)) { $0.integer(0) }
        guard done.isEmpty else { throw StoreError.conflict(kind: "withdrawal", id: withdrawal.run) }
        try database.run(
            "INSERT INTO withdrawal (run, account, account_user, at, reason, audit_sequence) VALUES (?, ?, ?, ?, ?, ?)", .text(withdrawal.run),
            .text(withdrawal.account), .integer(withdrawal.accountUser.map(Int64.init)), .integer(withdrawal.at.seconds), .text(withdrawal.reason),
            .integer(auditSequence))
        let versions = try database.rows(
            """
            SELECT name, digest FROM file_step WHERE run = ?
                AND sequence IN (SELECT max(sequence) FROM file_step GROUP BY name, digest) ORDER BY name, digest
            """, .text(withdrawal.run)
        ) { (name: $0.text(0), digest: $0.text(1)) }
        for version in versions {
            try database.run(
                "UPDATE file SET state = 'withdrawn', duplicate_of = NULL, superseded_by = NULL WHERE name = ? AND digest = ?", .text(version.name),
                .text(version.digest))
        }
        var names: [String] = []
        for version in versions {
            if names.last != version.name { names.append(version.name) }
            try database.run(
                """
                UPDATE file SET state = 'withdrawn', duplicate_of = NULL WHERE digest = ?1 AND state = 'duplicate_of'
                    AND NOT EXISTS (SELECT 1 FROM file AS other WHERE other.digest = ?1 AND other.state IN ('taken', 'refused', 'superseded', 'pending_supersede'))
                """, .text(version.digest))
        }
        for name in names {
            guard try database.rows("SELECT 1 FROM file WHERE name = ? AND state = 'taken'", .text(name), read: { $0.integer(0) }).isEmpty else { continue }
            let last = try database.rows(
                """
                SELECT file.digest FROM file JOIN file_step USING (name, digest)
                WHERE name = ? AND file.state = 'superseded' AND file_step.state = 'taken' ORDER BY sequence DESC LIMIT 1
                """, .text(name)
            ) { $0.text(0) }.first
            guard let last else { continue }
            try database.run("UPDATE file SET state = 'taken', superseded_by = NULL WHERE name = ? AND digest = ?", .text(name), .text(last))
            try database.run("UPDATE file SET superseded_by = ? WHERE name = ? AND state = 'superseded'", .text(last), .text(name))
        }
    }
}
