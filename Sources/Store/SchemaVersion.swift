internal import GRDB

/// The migrations of the store, oldest first; each stands in its own file and is never changed once released.
enum SchemaVersion {
    /// "HWTR": marks the file as a store of Headwater (SQLite's `application_id`).
    private static let applicationID: Int64 = 0x4857_5452

    private static let migrations: [(name: String, sql: String)] = [
        ("ledger", ledgerSchema), ("results", resultSchema), ("alerts", alertSchema), ("custody", custodySchema), ("sheets", sheetSchema),
        ("peaks", peakSchema),
        ("intake", intakeSchema), ("decisions", decisionSchema), ("rejects", rejectSchema),
        ("signatures", signatureSchema), ("rounds", roundSchema), ("loop", loopSchema),
    ]

    static var current: Int { migrations.count }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (index, migration) in migrations.enumerated() {
            migrator.registerMigration(migration.name) { database in
                try database.execute(sql: migration.sql)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        return migrator
    }

    /// Throws where the file belongs to a newer program or to something else; changes nothing.
    static func check(_ database: Database, path: String) throws {
        let application = try database.rows("PRAGMA application_id") { $0.integer(0) }.first ?? 0
        let version = try database.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0
        let tables = try database.rows("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }.first ?? 0
        if tables > 0, application != applicationID { throw StoreError.notAStore(path: path) }
        if version > Int64(current) { throw StoreError.newerSchema(path: path, found: Int(version), known: current) }
    }

    /// Marks an empty file as a store before anything else is written, so that a crash in the first migration leaves a file that is known.
    static func mark(_ database: Database) throws {
        let application = try database.rows("PRAGMA application_id") { $0.integer(0) }.first
        if application != applicationID { try database.execute(sql: "PRAGMA application_id = \(applicationID)") }
    }
}
