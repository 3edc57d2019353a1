package import Findings
internal import GRDB
package import Monitoring

/// A row of a laboratory's file that gives no result, with its text as it stands in the file.
package struct RejectedRow: Hashable, Sendable {
    /// Why: the code of a finding.
    package var code: FindingCode
    package var position: SourcePosition
    /// SHA-256 of the original file, hexadecimal.
    package var fileDigest: String
    /// The cell at fault, or empty; at most ``textLimit`` characters.
    package var text: String
    /// The row that the cell stands in, at most ``textLimit`` characters; empty where the file has no rows.
    package var row: String

    /// The most characters of a text that are kept; the rest stands in the original, which the position leads to.
    package static let textLimit = 2000

    package init(code: FindingCode, position: SourcePosition, fileDigest: String, text: String, row: String) {
        self.code = code
        self.position = position
        self.fileDigest = fileDigest
        self.text = RejectedRow.bounded(text)
        self.row = RejectedRow.bounded(row)
    }

    /// Complexity: O(limit), however long the text is.
    private static func bounded(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            if count == textLimit { return String(scalars) + "…" }
            scalars.append(scalar)
            count += 1
        }
        return text
    }
}

/// A file of the inbox that was not taken, and why.
package struct RefusedFile: Hashable, Sendable {
    package var run: String
    /// The path relative to the workspace, as far as it can be written.
    package var name: String
    package var code: FindingCode
    /// The words of the finding.
    package var arguments: [String: String]
    package var at: Instant

    package init(run: String, name: String, code: FindingCode, arguments: [String: String], at: Instant) {
        self.run = run
        self.name = name
        self.code = code
        self.arguments = arguments
        self.at = at
    }
}

extension WorkspaceStore {
    /// All rows that were set aside, in the order in which they were written.
    ///
    /// - Throws: `damaged` where any row is not what was written.
    package func rejectedRows() throws(StoreError) -> [RejectedRow] {
        try read { database in try Interpretation.proved(.rejects, database, path: path) { try RejectRows.all(database, path: path) } }
    }

    /// Enters files that were not taken; one that was refused for the same reason when it was last seen is not entered again.
    package func addRefusedFiles(_ files: [RefusedFile]) throws(StoreError) {
        guard !files.isEmpty else { return }
        try write { database in
            for file in files {
                let last = try database.rows("SELECT code FROM refused_file WHERE name = ? ORDER BY sequence DESC LIMIT 1", .text(file.name)) { $0.text(0) }.first
                if last == file.code.rawValue { continue }
                try database.run(
                    "INSERT INTO refused_file (run, name, code, arguments, at) VALUES (?, ?, ?, ?, ?)", .text(file.run), .text(file.name),
                    .text(file.code.rawValue), .text(StoredWords.text(file.arguments)), .integer(file.at.seconds))
            }
        }
    }

    /// Files that were not taken, oldest first.
    package func refusedFiles() throws(StoreError) -> [RefusedFile] {
        try read { database in
            try database.rows("SELECT run, name, code, arguments, at FROM refused_file ORDER BY sequence") { row in
                RefusedFile(
                    run: row.text(0), name: row.text(1), code: FindingCode(row.text(2)), arguments: try StoredWords.dictionary(row.text(3), path: path),
                    at: Instant(seconds: row.integer(4)))
            }
        }
    }
}

/// Rejected rows as rows.
enum RejectRows {
    static func insert(_ rejects: [RejectedRow], _ database: Database) throws -> RowSum {
        var row = try BoundStatement(
            database, #"INSERT INTO rejected_row (ordinal, code, file, file_digest, sheet, line, "column", text, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"#)
        for (index, reject) in rejects.enumerated() {
            row.bindOrdinal(index)
            row.bind(reject.code.rawValue)
            row.bind(reject.position.file)
            row.bind(reject.fileDigest)
            row.bind(reject.position.sheet)
            row.bind(reject.position.line)
            row.bind(reject.position.column)
            row.bind(reject.text)
            row.bind(reject.row)
            try row.run()
        }
        return row.sum
    }

    static func all(_ database: Database, path: String) throws -> (values: [RejectedRow], sum: RowSum) {
        try database.summedRows(#"SELECT code, file, file_digest, sheet, line, "column", text, row FROM rejected_row ORDER BY ordinal"#) { row in
            RejectedRow(
                code: FindingCode(row.text(0)),
                position: SourcePosition(file: row.text(1), sheet: row.optionalText(3), line: row.optionalInt(4), column: row.optionalInt(5)),
                fileDigest: row.text(2), text: row.text(6), row: row.text(7))
        }
    }
}
