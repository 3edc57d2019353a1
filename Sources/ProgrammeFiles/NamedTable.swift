internal import DelimitedText
internal import Findings
internal import Monitoring

/// A table of the programme whose columns are known by name.
struct NamedTable: Sendable {
    /// Where a column stands, under which header, and how many of the programme's unit one of its unit is (nil: stated elsewhere).
    struct Place: Sendable {
        var index: Int
        var header: String
        var factor: Double?
    }

    let table: DelimitedTable
    let layout: FileLayout
    private(set) var places: [String: Place] = [:]
    private(set) var findings: [Finding] = []
    /// The mark of the file's numbers; nil where they do not tell.
    private(set) var decimalMark: DecimalMark?
    private var headerRow = 0
    private var width = 0
    /// Whether every required column is there.
    private(set) var isUsable = true

    /// Matches the header of a table: the first row that is not blank.
    init(_ table: DelimitedTable, layout: FileLayout, aliases: ColumnAliases) {
        self.table = table
        self.layout = layout
        while headerRow < table.rowCount, table.isBlank(headerRow) { headerRow += 1 }
        guard headerRow < table.rowCount else {
            isUsable = false
            return
        }
        width = table.fieldCount(headerRow)
        while width > 0, table.text(headerRow, width - 1).trimmed.isEmpty { width -= 1 }
        matchHeader(aliases)
        tellDecimalMark()
    }

    private mutating func matchHeader(_ aliases: ColumnAliases) {
        var doubled: Set<String> = []
        for column in 0..<width {
            let header = table.text(headerRow, column).trimmed
            let place = table.position(headerRow, column)
            guard !header.isEmpty else { continue }
            if let match = aliases.match(header, layout: layout) {
                if let unit = match.unknownUnit {
                    findings.append(Finding("C023", .error, at: place, text: unit, ["column": header, "unit": layout[match.column]?.quantity?.unit ?? ""]))
                } else if let first = places[match.column] {
                    doubled.insert(match.column)
                    findings.append(
                        Finding(
                            "C013", .error, at: place, text: header, ["column": match.column, "first": first.header],
                            related: [table.position(headerRow, first.index)]))
                } else {
                    places[match.column] = Place(index: column, header: header, factor: match.factor)
                }
            } else if aliases.namesPerson(header) {
                findings.append(Finding("C014", .error, at: place, text: header))
            } else {
                findings.append(Finding("C012", .warning, at: place, text: header))
            }
        }
        // Of two columns that mean the same, neither is taken: nothing tells which is right.
        for column in doubled { places[column] = nil }
        for column in layout.columns where column.isRequired && places[column.name] == nil {
            isUsable = false
            findings.append(Finding("C011", .error, at: SourcePosition(file: table.file, line: table.position(headerRow, 0).line), ["column": column.name]))
        }
    }

    private mutating func tellDecimalMark() {
        var tally = DecimalMarkTally()
        let columns = places.filter { FileLayout.numeric.contains($0.key) }.values.map(\.index).sorted()
        for row in dataRows {
            for column in columns { tally.add(table.text(row, column)) }
        }
        decimalMark = tally.evidence.mark
    }

    private var dataRows: Range<Int> { min(headerRow + 1, table.rowCount)..<table.rowCount }

    /// Readers of the rows that are not blank; a row with cells beyond the header is set aside, since its cells may have slipped.
    mutating func rows(offsetSeconds: Int) -> [RowReader] {
        guard isUsable else { return [] }
        var readers: [RowReader] = []
        for row in dataRows where !table.isBlank(row) {
            if let extra = (width..<max(width, table.fieldCount(row))).first(where: { !table.text(row, $0).trimmed.isEmpty }) {
                findings.append(
                    Finding(
                        "C039", .error, at: table.position(row, extra), text: table.text(row, extra),
                        ["fields": String(table.fieldCount(row)), "columns": String(width)]))
                continue
            }
            readers.append(RowReader(named: self, row: row, offsetSeconds: offsetSeconds))
        }
        return readers
    }
}
