package import Findings
internal import Foundation
package import Monitoring
internal import Custody

/// What differs between two revisions of a period's report, table by table, as the tables print it.
package struct RevisionDifference: Sendable {
    /// One table with its differences.
    package struct Table: Sendable {
        package var name: String
        /// Rows that only the later one has, and rows that only the earlier one has.
        package var added: Int
        package var removed: Int
        /// Values that differ in rows that both have, and those of added and removed rows.
        package var values: [Value]
    }

    /// One value that differs.
    package struct Value: Hashable, Sendable {
        package var key: String
        package var column: String
        package var before: String
        package var after: String
    }

    /// Only tables that differ, by name.
    package var tables: [Table]
    /// Issued files that are not as they were.
    package var findings: [Finding]

    /// Compares two revisions by their names, such as `r1` and `draft`.
    ///
    /// - Throws: `inputMissing` where there is no such revision.
    package static func between(
        _ before: String, _ after: String, period: Period, desk: WorkspaceDesk
    ) throws(RunFailure) -> RevisionDifference {
        let workspace = desk.options.workspace
        let folder = IssuedReport.folder(workspace, period)
        let numbers = IssuedReport.numbers(workspace, period)
        let known = numbers.map { "r\($0)" } + (FileManager.default.fileExists(atPath: folder + "/draft/manifest.json") ? ["draft"] : [])
        var findings: [Finding] = []
        for name in [before, after] {
            guard known.contains(name) else {
                throw RunFailure(
                    .inputMissing,
                    Finding(
                        "R019", .fatal, text: harmless(name, limit: 40),
                        ["revision": harmless(name, limit: 40), "period": "\(period)", "known": known.isEmpty ? "-" : known.joined(separator: ", ")]))
            }
            guard let number = Int(name.dropFirst()), let issued = IssuedReport(workspace, period, number: number) else { continue }
            findings += try desk.step { (custody) throws(CustodyError) in try issued.faults(custody) }
        }
        func rows(_ revision: String, _ table: String) -> TableRows? {
            FileManager.default.contents(atPath: "\(folder)/\(revision)/tables/\(table).csv").flatMap { TableRows(table, [UInt8]($0)) }
        }
        let tables = TableRows.keys.keys.sorted().compactMap { name -> Table? in
            guard let old = rows(before, name), let new = rows(after, name) else { return nil }
            let values = TableRows.differences(old, new).map { Value(key: $0.key, column: $0.column, before: $0.before, after: $0.after) }
            guard !values.isEmpty || Set(old.rows.keys) != Set(new.rows.keys) else { return nil }
            return Table(
                name: name, added: new.rows.keys.count { old.rows[$0] == nil }, removed: old.rows.keys.count { new.rows[$0] == nil }, values: values)
        }
        return RevisionDifference(tables: tables, findings: findings)
    }
}
