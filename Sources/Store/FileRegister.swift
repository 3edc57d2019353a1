package import Findings
internal import GRDB
package import Monitoring

/// Where a file of the inbox stands.
package enum FileState: String, Sendable, CaseIterable {
    /// Counts: its rows are results.
    case taken
    /// Another file has the same bytes.
    case duplicateOf = "duplicate_of"
    /// A new version of a file that counts; waits until a person says that it supersedes.
    case pendingSupersede = "pending_supersede"
    /// A newer version counts instead.
    case superseded
    /// Could not be read as anything that Headwater knows.
    case refused
    /// The run that took it was taken back; it counts again only when it is named (`--retake`).
    case withdrawn
}

/// One version of one file of the inbox.
package struct FileRecord: Hashable, Sendable {
    /// The path relative to the workspace.
    package var name: String
    /// SHA-256 of the bytes, hexadecimal.
    package var digest: String
    /// Bytes.
    package var size: Int64
    package var format: String
    package var encoding: String
    package var dialect: String
    package var state: FileState
    /// The name of the file with the same bytes that came first.
    package var duplicateOf: String?
    /// The digest of the version that counts instead.
    package var supersededBy: String?
    package var firstRun: String
    package var firstSeen: Instant
    /// Why it was taken for its format, as sentences of the catalogue; empty until it was read.
    package var evidence: [Reason] = []
    /// Injections and compounds that were found in it.
    package var readings = 0
}

/// What one version of a file turned out to be when it was read.
package struct FileDescription: Hashable, Sendable {
    package var name: String
    package var digest: String
    package var format: String
    package var encoding: String
    package var dialect: String
    package var evidence: [Reason]
    package var readings: Int
    package var isReadable: Bool

    package init(
        name: String, digest: String, format: String, encoding: String, dialect: String, evidence: [Reason], readings: Int, isReadable: Bool
    ) {
        self.name = name
        self.digest = digest
        self.format = format
        self.encoding = encoding
        self.dialect = dialect
        self.evidence = evidence
        self.readings = readings
        self.isReadable = isReadable
    }
}

/// What became of a file that was offered to the store.
package struct FileTaking: Hashable, Sendable {
    package var record: FileRecord
    /// Whether the store had not seen this content under this name.
    package var isNew: Bool
    /// Whether the offer changed which files count.
    package var changedWhatCounts: Bool
    /// What the user should know: a version that waits (S020), a copy (S021), a version that was replaced (S022), content that was withdrawn (S023).
    package var findings: [Finding]
}

extension WorkspaceStore {
    /// Enters a file by the digest of its content; offering it again changes nothing.
    ///
    /// A name that counts with other content is never overwritten: the new version waits as
    /// `pendingSupersede` until it is offered with `supersede`; then it counts and the old one is
    /// kept as `superseded`. The same bytes under another name are a duplicate and never count twice.
    /// Content that was withdrawn stays so, under whatever name, until it is offered with `retake`.
    package func takeFile(
        name: String, digest: String, size: Int64, run: String, at instant: Instant, supersede: Bool = false, retake: Bool = false
    ) throws(StoreError) -> FileTaking {
        try write { database in
            let versions = try Self.files(database, path: path, "WHERE name = ? ORDER BY digest", .text(name))
            let known = versions.first { $0.digest == digest }
            if let known, known.state == .taken || known.state == .duplicateOf || known.state == .refused || known.state == .withdrawn && !retake {
                return FileTaking(record: known, isNew: false, changedWhatCounts: false, findings: Self.findings(known, previous: nil))
            }
            var record = known ?? FileRecord(
                name: name, digest: digest, size: size, format: "", encoding: "", dialect: "", state: .taken, firstRun: run, firstSeen: instant)
            record.duplicateOf = nil
            record.supersededBy = nil
            let counting = versions.first { $0.state == .taken }
            let twin = try Self.files(
                database, path: path, "WHERE digest = ? AND name <> ? AND state NOT IN ('duplicate_of', 'withdrawn') ORDER BY first_seen, name",
                .text(digest), .text(name)
            ).first
            let wasWithdrawn = try known == nil && !Self.files(database, path: path, "WHERE digest = ? AND state = 'withdrawn'", .text(digest)).isEmpty
            if wasWithdrawn, twin == nil, !retake {
                record.state = .withdrawn
            } else if let twin {
                record.state = .duplicateOf
                record.duplicateOf = twin.name
            } else if counting != nil, !supersede {
                record.state = .pendingSupersede
            } else {
                record.state = .taken
            }
            if record.state == .taken {
                try database.run(
                    "UPDATE file SET state = 'superseded', superseded_by = ? WHERE name = ? AND digest <> ? AND state IN ('taken', 'pending_supersede')",
                    .text(digest), .text(name), .text(digest))
            }
            try Self.upsert(record, database)
            if record.state != known?.state { try Self.addStep(record.state, name, digest, run: run, at: instant, database) }
            return FileTaking(
                record: record, isNew: known == nil, changedWhatCounts: record.state == .taken, findings: Self.findings(record, previous: counting))
        }
    }

    /// Writes what several files turned out to be, and whether they can be read, as one change.
    ///
    /// - Throws: `unknown` where the store does not hold one of them; then nothing was written.
    package func describeFiles(_ files: [FileDescription]) throws(StoreError) {
        try write { database in
            for file in files {
                try Self.describe(
                    file.digest, format: file.format, encoding: file.encoding, dialect: file.dialect, evidence: file.evidence, readings: file.readings, database)
                try Self.set(file.name, digest: file.digest, isReadable: file.isReadable, database, path: path)
            }
        }
    }

    /// Writes what a file turned out to be.
    ///
    /// - Throws: `unknown` where the store does not hold the digest.
    package func describeFile(
        digest: String, format: String, encoding: String, dialect: String, evidence: [Reason] = [], readings: Int = 0
    ) throws(StoreError) {
        try write { database in
            try Self.describe(digest, format: format, encoding: encoding, dialect: dialect, evidence: evidence, readings: readings, database)
        }
    }

    private static func describe(
        _ digest: String, format: String, encoding: String, dialect: String, evidence: [Reason], readings: Int, _ database: Database
    ) throws {
        try database.run(
            "UPDATE file SET format = ?, encoding = ?, dialect = ?, evidence = ?, readings = ? WHERE digest = ?", .text(format), .text(encoding),
            .text(dialect), .text(StoredWords.text(evidence)), .integer(readings), .text(digest))
        guard database.changesCount > 0 else { throw StoreError.unknown(kind: "file", id: digest) }
    }

    /// Marks a version as one that cannot be read (`refused`), or as readable again, after a program that knows its format.
    ///
    /// A version that is read again counts only if no other version of the file does.
    package func setFile(name: String, digest: String, isReadable: Bool) throws(StoreError) {
        try write { database in try Self.set(name, digest: digest, isReadable: isReadable, database, path: path) }
    }

    private static func set(_ name: String, digest: String, isReadable: Bool, _ database: Database, path: String) throws {
        let versions = try files(database, path: path, "WHERE name = ? ORDER BY digest", .text(name))
        guard var record = versions.first(where: { $0.digest == digest }) else { throw StoreError.unknown(kind: "file", id: name) }
        switch (record.state, isReadable) {
        case (.taken, false), (.pendingSupersede, false): record.state = .refused
        case (.refused, true): record.state = versions.contains { $0.state == .taken } ? .pendingSupersede : .taken
        default: return
        }
        try upsert(record, database)
    }

    /// Every version of every file, sorted by name and digest.
    package func files() throws(StoreError) -> [FileRecord] {
        try read { database in try Self.files(database, path: path, "ORDER BY name, digest") }
    }

    private static func findings(_ record: FileRecord, previous: FileRecord?) -> [Finding] {
        let position = SourcePosition(file: record.name)
        let arguments = ["digest": String(record.digest.prefix(12)), "previous": String((previous?.digest ?? "").prefix(12))]
        switch record.state {
        case .pendingSupersede: return [Finding("S020", .warning, at: position, text: record.name, arguments)]
        case .duplicateOf:
            return [Finding("S021", .warning, at: position, text: record.name, ["other": harmless(record.duplicateOf ?? "")])]
        case .taken where previous != nil: return [Finding("S022", .info, at: position, text: record.name, arguments)]
        case .withdrawn: return [Finding("S023", .warning, at: position, text: record.name, arguments)]
        case .taken, .superseded, .refused: return []
        }
    }

    private static func upsert(_ record: FileRecord, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO file (name, digest, size, format, encoding, dialect, state, duplicate_of, superseded_by, first_run, first_seen, evidence, readings)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET state = excluded.state, duplicate_of = excluded.duplicate_of, superseded_by = excluded.superseded_by
            """, .text(record.name), .text(record.digest), .integer(record.size), .text(record.format), .text(record.encoding), .text(record.dialect),
            .text(record.state.rawValue), .text(record.duplicateOf), .text(record.supersededBy), .text(record.firstRun),
            .integer(record.firstSeen.seconds), .text(StoredWords.text(record.evidence)), .integer(record.readings))
    }

    private static func files(_ database: Database, path: String, _ condition: String, _ values: ColumnValue...) throws -> [FileRecord] {
        var statement = try BoundStatement(
            database,
            "SELECT name, digest, size, format, encoding, dialect, state, duplicate_of, superseded_by, first_run, first_seen, evidence, readings FROM file "
                + condition)
        for value in values { statement.bind(value) }
        var records: [FileRecord] = []
        while try statement.step() {
            records.append(
                FileRecord(
                    name: statement.text(0), digest: statement.text(1), size: statement.integer(2), format: statement.text(3),
                    encoding: statement.text(4), dialect: statement.text(5), state: try .stored(statement.text(6), path: path),
                    duplicateOf: statement.optionalText(7), supersededBy: statement.optionalText(8), firstRun: statement.text(9),
                    firstSeen: Instant(seconds: statement.integer(10)), evidence: try StoredWords.reasons(statement.text(11), path: path),
                    readings: Int(clamping: statement.integer(12))))
        }
        return records
    }
}
