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
    ///   - rejects: rows that give no result, with their text; read back in this order.
    /// - Throws: `notANumber` where a concentration, a limit of censoring or a dilution is not a number; then, as at any other error, the last good state stays.
    ///
    /// Complexity: O(rows); 25,000 results in some tens of milliseconds.
    package func replaceInterpretation(digest: String, results: [LaboratoryResult], findings: [Finding], checks: [QualityCheck], rejects: [RejectedRow] = [])
        throws(StoreError)
    {
        try write { database in
            for table in ["interpretation", "result", "word", "finding", "quality_check", "rejected_row"] { try database.run("DELETE FROM \(table)") }
            let sums = [
                try ResultRows.insert(results, database), try FindingRows.insert(findings, database), try CheckRows.insert(checks, database),
                try RejectRows.insert(rejects, database),
            ]
            try database.run(
                "INSERT INTO interpretation (id, digest, results, findings, checks, rejects) VALUES (1, ?, ?, ?, ?, ?)", .text(digest),
                .integer(sums[0].stored), .integer(sums[1].stored), .integer(sums[2].stored), .integer(sums[3].stored))
        }
    }

    /// The digest under which the rows were written, or nil where nothing was worked out yet.
    package func interpretationDigest() throws(StoreError) -> String? {
        try read { database in try database.rows("SELECT digest FROM interpretation") { $0.text(0) }.first }
    }

    /// All results, in the order in which they were written.
    ///
    /// - Throws: `damaged` where any row is not what was written.
    package func results() throws(StoreError) -> [LaboratoryResult] {
        try read { database in try Interpretation.proved(.results, database, path: path) { try ResultRows.all(database, path: path) } }
    }

    /// All findings of the interpretation, in the order in which they were written.
    ///
    /// - Throws: `damaged` where any row is not what was written.
    package func findings() throws(StoreError) -> [Finding] {
        try read { database in try Interpretation.proved(.findings, database, path: path) { try FindingRows.all(database, path: path) } }
    }

    /// All checks of quality, in the order in which they were written.
    ///
    /// - Throws: `damaged` where any row is not what was written.
    package func checks() throws(StoreError) -> [QualityCheck] {
        try read { database in try Interpretation.proved(.checks, database, path: path) { try CheckRows.all(database, path: path) } }
    }
}

/// The derived tables of the store; the raw value is the column of `interpretation` that holds the sum over the table's rows.
enum Interpretation: String, CaseIterable {
    case results, findings, checks, rejects

    /// Reads rows and proves that they are those that were written.
    static func proved<Value>(
        _ table: Interpretation, _ database: Database, path: String, _ read: () throws -> (values: [Value], sum: RowSum)
    ) throws -> [Value] {
        let written = try database.rows("SELECT \(table.rawValue) FROM interpretation") { $0.integer(0) }.first
        let (values, sum) = try read()
        guard written == nil ? values.isEmpty : sum.stored == written else { throw StoreError.damaged(path: path, reason: "rows of the \(table.rawValue) are not those that were written") }
        return values
    }
}
