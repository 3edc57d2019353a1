internal import GRDB
package import Monitoring

/// How a run ended, or that it has not.
package enum RunOutcome: String, Sendable, CaseIterable { case begun, done, failed, interrupted }

/// What a digest of a run belongs to.
package enum RunDigestKind: String, Sendable, CaseIterable { case input, configuration, parameters, program, output }

/// The digest of one thing that a run read or wrote.
package struct RunDigest: Hashable, Sendable {
    package var kind: RunDigestKind
    /// A path relative to the workspace, or the name of a parameter set.
    package var name: String
    /// SHA-256, hexadecimal.
    package var digest: String

    package init(kind: RunDigestKind, name: String, digest: String) {
        self.kind = kind
        self.name = name
        self.digest = digest
    }
}

/// One line of the ledger: who ran what, when, with which inputs, and how it ended.
package struct RunRecord: Hashable, Sendable {
    package var id: String
    package var command: String
    package var arguments: [String]
    package var programVersion: String
    package var account: String
    package var begun: Instant
    package var ended: Instant?
    package var outcome: RunOutcome
    /// Why it failed, or empty.
    package var reason: String
    /// Sorted by kind and name.
    package var digests: [RunDigest]

    package init(
        id: String, command: String, arguments: [String], programVersion: String, account: String, begun: Instant, ended: Instant? = nil,
        outcome: RunOutcome = .begun, reason: String = "", digests: [RunDigest] = []
    ) {
        self.id = id
        self.command = command
        self.arguments = arguments
        self.programVersion = programVersion
        self.account = account
        self.begun = begun
        self.ended = ended
        self.outcome = outcome
        self.reason = reason
        self.digests = digests
    }
}

extension WorkspaceStore {
    /// Writes that a run has begun, before it does anything.
    ///
    /// - Throws: `conflict` where the id was used before.
    package func beginRun(_ run: RunRecord) throws(StoreError) {
        try write { database in
            let known = try database.rows("SELECT 1 FROM run WHERE id = ?", .text(run.id)) { $0.integer(0) }
            guard known.isEmpty else { throw StoreError.conflict(kind: "run", id: run.id) }
            try database.run(
                "INSERT INTO run (id, command, arguments, program_version, account, begun, ended, outcome, reason) VALUES (?, ?, ?, ?, ?, ?, NULL, 'begun', '')",
                .text(run.id), .text(run.command), .text(StoredWords.text(run.arguments)), .text(run.programVersion), .text(run.account),
                .integer(run.begun.seconds))
            try Self.insert(run.digests, run: run.id, database)
        }
    }

    /// Adds digests to a run; one that is written again under the same kind and name replaces the first.
    package func addDigests(_ digests: [RunDigest], run: String) throws(StoreError) {
        try write { database in try Self.insert(digests, run: run, database) }
    }

    /// Writes how a run ended.
    ///
    /// - Throws: `unknown` where no run with this id has begun or it has ended already.
    package func finishRun(_ id: String, outcome: RunOutcome, at instant: Instant, reason: String = "") throws(StoreError) {
        try write { database in
            try database.run(
                "UPDATE run SET ended = ?, outcome = ?, reason = ? WHERE id = ? AND outcome = 'begun'", .integer(instant.seconds),
                .text(outcome.rawValue), .text(reason), .text(id))
            guard database.changesCount == 1 else { throw StoreError.unknown(kind: "run", id: id) }
        }
    }

    /// Marks every run that never ended as interrupted, and returns their ids, oldest first.
    ///
    /// To be called under the lock of the workspace, when no other run can be under way.
    package func markInterruptedRuns(at instant: Instant) throws(StoreError) -> [String] {
        try write { database in
            let ids = try database.rows("SELECT id FROM run WHERE outcome = 'begun' ORDER BY begun, id") { $0.text(0) }
            try database.run("UPDATE run SET outcome = 'interrupted', ended = ? WHERE outcome = 'begun'", .integer(instant.seconds))
            return ids
        }
    }

    /// All runs with their digests, oldest first.
    package func runs() throws(StoreError) -> [RunRecord] {
        try read { database in
            var digests: [String: [RunDigest]] = [:]
            for (run, digest) in try database.rows("SELECT run, kind, name, digest FROM run_digest ORDER BY run, kind, name", read: { row in
                (row.text(0), RunDigest(kind: try .stored(row.text(1), path: path), name: row.text(2), digest: row.text(3)))
            }) { digests[run, default: []].append(digest) }
            return try database.rows(
                "SELECT id, command, arguments, program_version, account, begun, ended, outcome, reason FROM run ORDER BY begun, id"
            ) { row in
                RunRecord(
                    id: row.text(0), command: row.text(1), arguments: try StoredWords.words(row.text(2), path: path), programVersion: row.text(3),
                    account: row.text(4), begun: Instant(seconds: row.integer(5)), ended: row.optionalInteger(6).map { Instant(seconds: $0) },
                    outcome: try .stored(row.text(7), path: path), reason: row.text(8), digests: digests[row.text(0)] ?? [])
            }
        }
    }

    private static func insert(_ digests: [RunDigest], run: String, _ database: Database) throws {
        for digest in digests {
            try database.run(
                "INSERT INTO run_digest (run, kind, name, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest",
                .text(run), .text(digest.kind.rawValue), .text(digest.name), .text(digest.digest))
        }
    }
}
