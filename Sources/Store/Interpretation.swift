package import Findings
internal import GRDB
package import Monitoring

extension WorkspaceStore {
    /// Replaces everything that was worked out from the files, in one transaction.
    ///
    /// - Parameters:
    ///   - digest: of all inputs of the interpretation (files, sheets, configuration, program); a run with the same digest may read the rows back instead.
    ///   - results: read back in this order.
    ///   - findings: rejects are findings of severity `error`; read back in this order.
    ///   - checks: read back in this order.
    /// - Throws: `notANumber` where a concentration, a limit of censoring or a dilution is not a number; then, as at any other error, the last good state stays.
    ///
    /// Complexity: O(rows); 25,000 results in some tens of milliseconds.
    package func replaceInterpretation(digest: String, results: [LaboratoryResult], findings: [Finding], checks: [QualityCheck]) throws(StoreError) {
        try write { database in
            for table in ["interpretation", "result", "finding", "quality_check"] { try database.run("DELETE FROM \(table)") }
            try ResultRows.insert(results, database)
            try FindingRows.insert(findings, database)
            try CheckRows.insert(checks, database)
            try database.run(
                "INSERT INTO interpretation (id, digest, results, findings, checks) VALUES (1, ?, ?, ?, ?)", .text(digest),
                .integer(results.count), .integer(findings.count), .integer(checks.count))
        }
    }

    /// The digest under which the rows were written, or nil where nothing was worked out yet.
    package func interpretationDigest() throws(StoreError) -> String? {
        try read { database in try database.rows("SELECT digest FROM interpretation") { $0.text(0) }.first }
    }

    /// All results, in the order in which they were written.
    package func results() throws(StoreError) -> [LaboratoryResult] {
        try read { database in try ResultRows.all(database, path: path) }
    }

    /// All findings of the interpretation, in the order in which they were written.
    package func findings() throws(StoreError) -> [Finding] {
        try read { database in try FindingRows.all(database, path: path) }
    }

    /// All checks of quality, in the order in which they were written.
    package func checks() throws(StoreError) -> [QualityCheck] {
        try read { database in try CheckRows.all(database, path: path) }
    }
}

/// What the row of the interpretation says about the rows of its tables.
enum Interpretation {
    /// Names each table whose number of rows is not that which was written.
    static func problems(_ database: Database) throws -> [String] {
        try database.rows(
            """
            SELECT 'result', results, (SELECT count(*) FROM result) FROM interpretation
            UNION ALL SELECT 'finding', findings, (SELECT count(*) FROM finding) FROM interpretation
            UNION ALL SELECT 'quality_check', checks, (SELECT count(*) FROM quality_check) FROM interpretation
            """
        ) { ($0.text(0), $0.integer(1), $0.integer(2)) }.filter { $0.1 != $0.2 }.map { "table \($0.0) holds \($0.2) rows, \($0.1) were written" }
    }
}
