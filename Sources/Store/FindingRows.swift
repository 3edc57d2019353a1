internal import Findings
internal import GRDB
internal import Monitoring

/// Findings as rows.
enum FindingRows {
    static func insert(_ findings: [Finding], _ database: Database) throws -> RowSum {
        var row = try BoundStatement(
            database,
            #"INSERT INTO finding (ordinal, code, severity, file, line, "column", byte_offset, text, arguments, related, sheet) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#
        )
        for (index, finding) in findings.enumerated() {
            row.bindOrdinal(index)
            row.bind(finding.code.rawValue)
            row.bind(finding.severity.rawValue)
            row.bind(finding.position?.file)
            row.bind(finding.position?.line)
            row.bind(finding.position?.column)
            row.bind(finding.position?.byteOffset)
            row.bind(finding.text)
            row.bind(StoredWords.text(finding.arguments))
            row.bind(StoredWords.text(finding.related))
            row.bind(finding.position?.sheet)
            try row.run()
        }
        return row.sum
    }

    static func all(_ database: Database, path: String) throws -> (values: [Finding], sum: RowSum) {
        try database.summedRows(#"SELECT code, severity, file, line, "column", byte_offset, text, arguments, related, sheet FROM finding ORDER BY ordinal"#) { row in
            let position = row.optionalText(2).map {
                SourcePosition(
                    file: $0, sheet: row.optionalText(9), line: row.optionalInt(3), column: row.optionalInt(4), byteOffset: row.optionalInt(5))
            }
            return Finding(
                FindingCode(row.text(0)), try .stored(row.text(1), path: path), at: position, text: row.text(6),
                try StoredWords.dictionary(row.text(7), path: path), related: try StoredWords.positions(row.text(8), path: path))
        }
    }
}

/// Checks of quality as rows.
enum CheckRows {
    static func insert(_ checks: [QualityCheck], _ database: Database) throws -> RowSum {
        var row = try BoundStatement(
            database,
            #"INSERT INTO quality_check (ordinal, batch, analyte, name, value, limit_text, verdict, file, line, "column", byte_offset, sheet) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#
        )
        for (index, check) in checks.enumerated() {
            row.bindOrdinal(index)
            row.bind(check.batch)
            row.bind(check.analyte?.rawValue)
            row.bind(check.check)
            row.bind(check.value)
            row.bind(check.limit)
            row.bind(check.verdict.rawValue)
            row.bind(check.position.file)
            row.bind(check.position.line)
            row.bind(check.position.column)
            row.bind(check.position.byteOffset)
            row.bind(check.position.sheet)
            try row.run()
        }
        return row.sum
    }

    static func all(_ database: Database, path: String) throws -> (values: [QualityCheck], sum: RowSum) {
        try database.summedRows(
            #"SELECT batch, analyte, name, value, limit_text, verdict, file, line, "column", byte_offset, sheet FROM quality_check ORDER BY ordinal"#
        ) { row in
            QualityCheck(
                batch: row.text(0), analyte: row.optionalText(1).map { AnalyteCode($0) }, check: row.text(2), value: row.optionalReal(3),
                limit: row.text(4), verdict: try .stored(row.text(5), path: path),
                position: SourcePosition(
                    file: row.text(6), sheet: row.optionalText(10), line: row.optionalInt(7), column: row.optionalInt(8), byteOffset: row.optionalInt(9)))
        }
    }
}
