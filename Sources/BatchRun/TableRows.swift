internal import DelimitedText
internal import Findings

/// The rows of a written table of a report, each under what names it.
struct TableRows: Sendable {
    /// The columns after `period` and `revision`.
    let columns: [String]
    /// The fields of those columns by the key of the row.
    let rows: [String: [String]]

    /// The columns that name a row of each table, in the order of the key.
    static let keys: [String: [String]] = [
        "accountability": ["site_code"], "daily_loads": ["site_code", "analyte", "date", "sample_id"], "estimates": ["site_code", "analyte"],
        "area_estimates": ["area_code", "level", "analyte"], "detection": ["site_code", "analyte"], "changes": ["site_code", "analyte", "against"],
        "anomalies": ["site_code", "analyte", "date", "kind", "direction"], "ratios": ["site_code", "date", "ratio", "rule"],
        "population_checks": ["site_code", "date", "basis"], "assessment": ["site_code", "area_code", "item"], "parameters_used": ["set", "parent_drug", "biomarker", "parameter"],
    ]

    /// Reads the bytes of `tables/<name>.csv`; nil where the table has no key or the bytes are no such table.
    ///
    /// A second row under one key is told apart by its place among them. Complexity: linear in the number of fields.
    init?(_ name: String, _ bytes: [UInt8]) {
        guard let key = TableRows.keys[name],
            let table = DelimitedTable.read(bytes, file: "tables/\(name).csv", delimiter: UInt8(ascii: ",")).table, table.rowCount > 0
        else { return nil }
        let header = (0..<table.fieldCount(0)).map { table.text(0, $0) }
        guard header.prefix(2) == ["period", "revision"] else { return nil }
        let places = key.compactMap { header.firstIndex(of: $0) }
        guard places.count == key.count else { return nil }
        columns = Array(header.dropFirst(2))
        var rows: [String: [String]] = [:]
        for row in 1..<max(1, table.rowCount) where !table.isBlank(row) {
            let fields = (2..<max(2, header.count)).map { table.text(row, $0) }
            let base = places.map { table.text(row, $0) }.joined(separator: "/")
            var own = base
            var place = 2
            while rows[own] != nil {
                own = "\(base)#\(place)"
                place += 1
            }
            rows[own] = fields
        }
        self.rows = rows
    }

    /// One value that differs between two tables.
    struct Difference: Hashable, Sendable {
        var key: String
        var column: String
        /// Empty where the row or the value was not there.
        var before: String
        var after: String
    }

    /// What differs in some columns, sorted by key and by the order of the columns.
    ///
    /// - Parameter watched: nil for all columns that both tables have.
    static func differences(_ before: TableRows, _ after: TableRows, watched: [String]? = nil) -> [Difference] {
        let columns = (watched ?? after.columns).compactMap { name -> (String, Int, Int)? in
            guard let left = before.columns.firstIndex(of: name), let right = after.columns.firstIndex(of: name) else { return nil }
            return (name, left, right)
        }
        var found: [Difference] = []
        for key in Set(before.rows.keys).union(after.rows.keys).sorted() {
            let old = before.rows[key]
            let new = after.rows[key]
            for (name, left, right) in columns {
                let from = old.map { left < $0.count ? $0[left] : "" } ?? ""
                let to = new.map { right < $0.count ? $0[right] : "" } ?? ""
                if from != to { found.append(Difference(key: key, column: name, before: from, after: to)) }
            }
        }
        return found
    }
}
