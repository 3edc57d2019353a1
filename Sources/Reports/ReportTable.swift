package import Monitoring
package import Wording

/// One cell of a table: a value with its type, never a formatted text.
package enum Cell: Hashable, Sendable {
    case empty
    /// A text from data, or made of it.
    case text(String)
    /// A word of the contract, such as the qualifier `=`: written as it is, never escaped.
    case word(String)
    /// Printed to 6 significant digits.
    case number(Double)
    case integer(Int)
    case date(CalendarDate)

    init(_ value: Double?) { self = value.flatMap { $0.isFinite ? .number($0) : nil } ?? .empty }
    init(_ value: Int?) { self = value.map { .integer($0) } ?? .empty }
    init(_ value: CalendarDate?) { self = value.map { .date($0) } ?? .empty }
    init(_ value: String?) { self = value.map { .text($0) } ?? .empty }

    /// The value as plain text: 6 significant digits, ISO dates; empty for no value.
    package var plainText: String {
        switch self {
        case .empty: ""
        case .text(let text), .word(let text): text
        case .number(let value): value.significant(6)
        case .integer(let value): String(value)
        case .date(let date): date.description
        }
    }
}

/// A table of the contract with users: name, columns, typed rows.
///
/// The same table is written as CSV, as a section of `report.json` and as a sheet of
/// `report.xlsx`. Every table begins with `period` and `revision`.
package struct ReportTable: Sendable {
    /// The name without extension, such as `daily_loads`.
    package let name: String
    /// The columns after `period` and `revision`.
    package let columns: [String]
    package let rows: ReportRows

    init(_ name: String, _ columns: [String], _ rows: [[Cell]]) {
        self.name = name
        self.columns = columns
        self.rows = ReportRows(rows) { $0 }
    }

    /// A table with a row for each of some figures, made when it is asked for.
    init<Figure: Sendable>(_ name: String, _ columns: [String], of figures: [Figure], _ row: @escaping @Sendable (Figure) -> [Cell]) {
        self.name = name
        self.columns = columns
        rows = ReportRows(figures, row)
    }

    /// The bytes of the CSV file: UTF-8, LF, RFC 4180 quoting, no cell that a spreadsheet would run.
    ///
    /// - Complexity: linear in the number of cells.
    func csv(period: Period, revision: String) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(64 + rows.count * columns.count * 10)
        out.append(contentsOf: "period,revision".utf8)
        for column in columns {
            out.append(UInt8(ascii: ","))
            out.append(contentsOf: column.utf8)
        }
        out.append(UInt8(ascii: "\n"))
        var lead: [UInt8] = []
        DelimitedField.write(period.description, into: &lead)
        lead.append(UInt8(ascii: ","))
        DelimitedField.write(revision, into: &lead)
        for row in rows {
            out.append(contentsOf: lead)
            for cell in row {
                out.append(UInt8(ascii: ","))
                switch cell {
                case .empty: break
                case .text(let text): DelimitedField.write(text, into: &out)
                case .word(let text): out.append(contentsOf: text.utf8)
                case .number(let value): value.writeSignificant(6, into: &out)
                case .integer(let value): out.append(contentsOf: String(value).utf8)
                case .date(let date): DelimitedField.write(date, into: &out)
                }
            }
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }
}

/// The rows of a table, each made when it is asked for: a table of a whole country is never in memory cell by cell.
package struct ReportRows: RandomAccessCollection, Sendable {
    package let endIndex: Int
    private let row: @Sendable (Int) -> [Cell]

    init<Figure: Sendable>(_ figures: [Figure], _ row: @escaping @Sendable (Figure) -> [Cell]) {
        endIndex = figures.count
        self.row = { row(figures[$0]) }
    }

    package var startIndex: Int { 0 }
    package subscript(index: Int) -> [Cell] { row(index) }
}

/// How a text stands in a CSV field.
enum DelimitedField {
    /// Writes a date as `2025-09-03`.
    static func write(_ date: CalendarDate, into out: inout [UInt8]) {
        let (year, month, day) = date.components
        guard (0...9999).contains(year) else { return out.append(contentsOf: date.description.utf8) }
        for (value, width) in [(year, 1000), (month, 10), (day, 10)] {
            if width < 1000 { out.append(UInt8(ascii: "-")) }
            var unit = width
            while unit > 0 {
                out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / unit % 10))
                unit /= 10
            }
        }
    }

    /// Writes a text: quoted where RFC 4180 asks for it; an apostrophe before a text that a spreadsheet would take for a formula.
    ///
    /// A text that begins with `=`, `+`, `-`, `@`, TAB or CR is escaped (OWASP, "CSV Injection"); a NUL is dropped; what
    /// a terminal would obey (C0 but TAB and line ends, DEL, C1) is written out as `\u{1b}`.
    static func write(_ text: String, into out: inout [UInt8]) {
        let text = text.utf8.contains(where: mayObey) ? written(text) : text
        let bytes = text.utf8
        guard let first = bytes.first else { return }
        let isFormula: Bool
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13: isFormula = true
        default: isFormula = false
        }
        let isQuoted =
            bytes.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
            || first == UInt8(ascii: " ") || bytes.last == UInt8(ascii: " ")
        if isQuoted { out.append(UInt8(ascii: "\"")) }
        if isFormula { out.append(UInt8(ascii: "'")) }
        for byte in bytes where byte != 0 {
            if byte == UInt8(ascii: "\"") { out.append(byte) }
            out.append(byte)
        }
        if isQuoted { out.append(UInt8(ascii: "\"")) }
    }

    /// Whether a byte may belong to what a terminal would obey: a control character, or the first byte of C1.
    private static func mayObey(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0 && byte != 9 && byte != 10 && byte != 13 || byte == 0x7F || byte == 0xC2 }

    private static func written(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0, 9, 10, 13: result.unicodeScalars.append(scalar)
            case 1..<0x20, 0x7F..<0xA0: result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// The tables of a report, as files.
package enum ReportTables {
    /// A file of the folder `tables/`.
    package struct File: Sendable {
        /// Such as `daily_loads.csv`.
        package let name: String
        package let bytes: [UInt8]
    }

    /// Returns all tables of the contract: each stands there with its header even where it has no row.
    /// `trace_rounds` is there only where node-level content was released under a grant.
    ///
    /// - Parameter language: of the sentences in `explanation`, `why` and `fix`; everything else has no language.
    /// - Complexity: O(n log n) in rows.
    package static func tables(_ content: ReportContent, language: Language = .english) -> [ReportTable] {
        var tables = [
            LoadTables.accountability(content), LoadTables.dailyLoads(content), LoadTables.estimates(content),
            LoadTables.areaEstimates(content), LoadTables.detection(content), LoadTables.changes(content),
            EvidenceTables.anomalies(content, language), EvidenceTables.ratios(content), EvidenceTables.populationChecks(content),
            EvidenceTables.parametersUsed(content), EvidenceTables.qualityChecks(content), EvidenceTables.rejects(content, language),
        ]
        if let release = content.releasedNodes { tables.append(EvidenceTables.traceRounds(release)) }
        if !content.assessments.isEmpty { tables.append(AssessmentTable.table(content)) }
        tables.append(EvidenceTables.restatements(content, language))
        return tables
    }

    /// Returns the CSV files of the report, in the order of the contract.
    package static func csv(_ content: ReportContent, language: Language = .english) -> [File] {
        tables(content, language: language).map { File(name: $0.name + ".csv", bytes: $0.csv(period: content.period, revision: content.revision)) }
    }
}
