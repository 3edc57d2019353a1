internal import DelimitedText
internal import Findings

/// Whether the rows of a table stand below their headers, and the headers say what they seem to: asked by every reader in the same way.
///
/// A delimiter, a line end or a letter that is lost or put in moves figures below the headers of others, or takes a header
/// away. Then what stands in doubt is set aside with a finding: a row (A004, A090), a table (A091, A093, A095, A096).
struct RowStanding {
    /// Whether rows leave out empty fields at their ends, by the width of their header.
    fileprivate var leavesOut: [Int: Bool] = [:]
    /// Whether rows end with blank fields beyond their header, by their own width.
    fileprivate var endsBeyond: [Int: Bool] = [:]
    /// Headers whose columns were named already.
    fileprivate var reported: Set<[String]> = []
    /// Rows below a header in which a column of units is looked for.
    static let rowsLooked = 200

    /// A column without a header that is understood, whose cells are all units, where nothing else states one.
    ///
    /// - Parameters:
    ///   - rows: rows below the header.
    ///   - text: the text of a cell, by row and column.
    static func lostUnits(_ headers: [String], _ map: ColumnMap, rows: Range<Int>, text: (Int, Int) -> String) -> Int? {
        guard map.unit == nil, !map.has(.unit), let concentration = map[.concentration] ?? map[.undilutedConcentration], headers.indices.contains(concentration) else { return nil }
        let blanks = headers.indices.filter { trimmed(headers[$0]).isEmpty }
        return (map.unknown.map(\.column) + blanks).sorted().first { column in
            var units = 0
            for row in rows {
                // The header of the next block.
                if text(row, concentration) == headers[concentration] { break }
                let text = trimmed(text(row, column))
                if text.isEmpty { continue }
                guard AssayUnit(text) != nil else { return false }
                units += 1
            }
            return units > 0
        }
    }

    /// Whether a field of a header is a number, which a line end that was lost has put into it.
    static func isFigure(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return false }
        return FigureText.isNumberUnderSomeMark(text)
    }
}

extension AssayTable {
    /// The columns of a table by its row of headers; nil where the table is set aside.
    mutating func columns(_ header: Int, _ headers: [String], _ aliases: [String: AssayColumn]) -> ColumnMap? {
        let map = ColumnMap(headers: headers, aliases: aliases)
        if standing.reported.insert(headers).inserted { report(map, row: header) }
        return isDoubtful(header, map, aliases) || !stands(header, map, odd: map.unknown.first?.column ?? map.blank) ? nil : map
    }

    /// Names the columns that were not understood, those that stand twice, and the header whose unit was taken for the concentration's.
    mutating func report(_ map: ColumnMap, row: Int) {
        findings += map.findings { table.position(row, $0) }
        if let (column, header) = map.unitHeader, let unit = map.unit { findings.append(Finding("A097", .info, at: table.position(row, column), text: header, ["unit": unit])) }
    }

    // MARK: The table

    /// Whether a header is nearly one that the table lacks and that decides what its figures mean; then the table is set aside with a finding.
    ///
    /// - Parameter first: the column of the table where the map begins.
    mutating func isDoubtful(_ header: Int, _ map: ColumnMap, _ aliases: [String: AssayColumn], from first: Int = 0) -> Bool {
        guard let doubt = map.doubt(aliases) else { return false }
        findings.append(Finding("A095", .error, at: table.position(header, first + doubt.column), text: doubt.header, ["meant": doubt.meant]))
        return true
    }

    /// Whether the rows stand below their headers, and the column of units has one; else the table is set aside with a finding.
    ///
    /// - Parameter odd: the first column that is not understood.
    /// - Complexity: linear in the rows that are compared, a few thousand at most.
    mutating func stands(_ header: Int, _ map: ColumnMap, odd: Int?) -> Bool {
        if let column = lostUnits(header, map) {
            findings.append(
                Finding("A096", .error, at: table.position(header, column), text: table.text(header, column), ["unit": firstText(below: header, column)]))
            return false
        }
        guard table.sheetName == nil, let odd else { return true }
        var widths = HeaderWidths(width: map.fieldCount, holdsFigures: (0..<map.fieldCount).contains { RowStanding.isFigure(table.text(header, $0)) })
        var row = header + 1
        while row < table.rowCount, !widths.isFull {
            let count = table.fieldCount(row)
            widths.add(count) { (map.fieldCount..<count).contains { table.firstByte(row, $0) != nil } }
            row += 1
        }
        guard let finding = widths.finding(at: table.position(header, odd), text: table.text(header, odd)) else { return true }
        findings.append(finding)
        return false
    }

    private func rowsLooked(below header: Int) -> Range<Int> { (header + 1)..<max(header + 1, min(table.rowCount, header + 1 + RowStanding.rowsLooked)) }

    private func lostUnits(_ header: Int, _ map: ColumnMap) -> Int? {
        RowStanding.lostUnits((0..<map.fieldCount).map { table.text(header, $0) }, map, rows: rowsLooked(below: header)) { table.text($0, $1) }
    }

    private func firstText(below header: Int, _ column: Int) -> String {
        rowsLooked(below: header).lazy.map { trimmed(table.text($0, column)) }.first { !$0.isEmpty } ?? ""
    }

    // MARK: A row

    /// Whether a row is the last of a file that was cut inside it, or does not stand below its headers; then it is set aside with a finding.
    mutating func isCut(_ row: Int, expected: Int) -> Bool {
        let count = table.fieldCount(row)
        if count == expected { return false }
        let isLast = row == lastRow && !endsWithLineEnd && count < expected
        guard isLast || isShifted(row, count: count, expected: expected) else { return false }
        if isLast { isTruncated = true }
        findings.append(
            Finding(
                isLast ? "A004" : "A090", .error, at: table.position(row, 0), text: table.text(row, 0),
                ["fields": String(count), "expected": String(expected)]))
        if count < expected { doubtLastCell(of: row - 1) }
        return true
    }

    /// A row that is too short may be the rest of the one above, whose last cell a line end has then cut.
    private mutating func doubtLastCell(of row: Int) {
        for index in rows.indices.reversed() {
            guard let cell = rows[index].cell(rows[index].concentrationColumn), cell.row == row else { return }
            if cell.column == table.fieldCount(row) - 1 { rows[index].mayBeCut = true }
        }
    }

    /// Whether a row has more fields than its header, or fewer where other rows have all of them: a delimiter too many or
    /// too few puts every figure behind it under another header.
    private mutating func isShifted(_ row: Int, count: Int, expected: Int) -> Bool {
        // Each cell of a sheet has its column; empty ones at the end are left out.
        if table.sheetName != nil { return false }
        if count > expected {
            if (expected..<count).contains(where: { !trimmed(table.text(row, $0)).isEmpty }) { return true }
            // A delimiter at the end of every row is the program's way; of one row, it is a delimiter too many. The header is of the expected width.
            return !known(\.endsBeyond, count) { $0 == count } instead: { $0 == expected } isMore: { $0 >= $1 }
        }
        // Some programs leave empty fields at the end of a row out: then most rows are short.
        return !known(\.leavesOut, expected) { $0 < expected && $0 > max(1, expected / 2) } instead: { $0 >= expected } isMore: { $0 > $1 }
    }

    /// Whether rows of one kind of width are more than those of another, found once for each width.
    private mutating func known(
        _ answers: WritableKeyPath<RowStanding, [Int: Bool]>, _ width: Int, _ kind: (Int) -> Bool, instead other: (Int) -> Bool, isMore: (Int, Int) -> Bool
    ) -> Bool {
        if let known = standing[keyPath: answers][width] { return known }
        var counts = (kind: 0, other: 0)
        for row in 0..<table.rowCount {
            let fields = table.fieldCount(row)
            if kind(fields) { counts.kind += 1 } else if other(fields) { counts.other += 1 }
        }
        let answer = isMore(counts.kind, counts.other)
        standing[keyPath: answers][width] = answer
        return answer
    }
}
