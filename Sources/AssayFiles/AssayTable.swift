internal import DelimitedText
internal import Findings

/// A delimited export while it is read: the fields, whether the file was cut, and what was noticed.
struct AssayTable {
    let table: DelimitedTable
    /// Whether the last line has a line end; a file that was cut has none.
    let endsWithLineEnd: Bool
    var rows: [RawReading] = []
    var findings: [Finding] = []
    var isTruncated = false
    /// Whether rows leave out empty fields at their ends, found once for each width of a header.
    private var leavesOut: [Int: Bool] = [:]
    /// Whether rows end with blank fields beyond their header, found once for each width.
    private var endsBeyond: [Int: Bool] = [:]
    /// The last row that is not blank.
    let lastRow: Int
    /// The name that was looked at last: the compounds of an injection share one.
    private var lastStatistic = (name: "", isStatistic: false)

    /// Nil where the text holds no table.
    ///
    /// - Parameter limits: how many rows to read at most.
    init?(_ text: DecodedText, delimiter: UInt8, limits: TextLimits = TextLimits()) {
        let reading = DelimitedTable.read(text, delimiter: delimiter, limits: limits)
        guard let table = reading.table else { return nil }
        findings = reading.findings
        // A quote that never closes is a file that ends inside a field.
        isTruncated = findings.contains { $0.code == "T005" }
        endsWithLineEnd = text.bytes.last.map { $0 == 0x0A || $0 == 0x0D || $0 == 0x1A } ?? true
        self.table = table
        var last = table.rowCount - 1
        while last >= 0, table.isBlank(last) { last -= 1 }
        lastRow = last
    }

    var file: String { table.file }

    /// The fields of a row, as they stand.
    func fields(_ row: Int) -> [String] { (0..<table.fieldCount(row)).map { table.text(row, $0) } }

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
        return true
    }

    /// Whether a row has more fields than its header, or fewer where other rows have all of them: a delimiter too many or
    /// too few puts every figure behind it under another header.
    private mutating func isShifted(_ row: Int, count: Int, expected: Int) -> Bool {
        // Each cell of a sheet has its column; empty ones at the end are left out.
        if table.sheetName != nil { return false }
        if count > expected {
            if (expected..<count).contains(where: { !trimmed(table.text(row, $0)).isEmpty }) { return true }
            // A delimiter at the end of every row is the program's way; of one row, it is a delimiter too many.
            if let known = endsBeyond[count] { return !known }
            var same = 0
            var full = 0
            for row in 0..<table.rowCount {
                let fields = table.fieldCount(row)
                if fields == count { same += 1 } else if fields == expected { full += 1 }
            }
            // The header itself is of the expected width.
            endsBeyond[count] = same >= full
            return same < full
        }
        if let known = leavesOut[expected] { return !known }
        var short = 0
        var full = 0
        for row in 0..<table.rowCount {
            let fields = table.fieldCount(row)
            if fields >= expected { full += 1 } else if fields > max(1, expected / 2) { short += 1 }
        }
        // Some programs leave empty fields at the end of a row out: then most rows are short.
        let known = short > full
        leavesOut[expected] = known
        return !known
    }

    /// Whether the rows below a header do not stand below it, while it holds a column that is not understood: a delimiter put
    /// into a header's word, or lost between two, moves every name behind it. Then the table is set aside with a finding.
    ///
    /// - Parameter odd: the first column that is not understood.
    /// - Complexity: linear in the rows that are looked at, a few thousand at most.
    mutating func isMismatched(_ header: Int, _ map: ColumnMap, odd: Int?) -> Bool {
        guard table.sheetName == nil, let odd else { return false }
        var widths = HeaderWidths(width: map.fieldCount)
        var row = header + 1
        while row < table.rowCount, !widths.isFull {
            let count = table.fieldCount(row)
            widths.add(count) { (map.fieldCount..<count).contains { table.firstByte(row, $0) != nil } }
            row += 1
        }
        guard let finding = widths.finding(at: table.position(header, odd), text: table.text(header, odd)) else { return false }
        findings.append(finding)
        return true
    }

    /// Whether a header is one letter away from one that the table lacks and that decides what its figures mean; then the table
    /// is set aside with a finding.
    mutating func isDoubtful(_ header: Int, _ map: ColumnMap, _ aliases: [String: AssayColumn]) -> Bool {
        guard let doubt = map.doubt(aliases) else { return false }
        findings.append(Finding("A095", .error, at: table.position(header, doubt.column), text: doubt.header, ["meant": doubt.meant]))
        return true
    }

    /// Whether a cell is the last of a file that ends without a line end.
    func isLastCell(_ row: Int, _ column: Int?) -> Bool {
        guard let column, row == lastRow, !endsWithLineEnd else { return false }
        return column == table.fieldCount(row) - 1
    }

    /// Names the columns that were not understood, and those that stand twice.
    mutating func report(_ map: ColumnMap, row: Int) { findings += map.findings { table.position(row, $0) } }

    /// The reading of a row, by the columns of a map.
    func raw(_ row: Int, _ map: ColumnMap) -> RawReading {
        let concentration = map[.concentration] ?? map[.undilutedConcentration]
        var place = concentration ?? map[.compound] ?? map[.injection] ?? 0
        if let column = map[.undilutedConcentration], let final = map[.concentration], column != final, table.firstByte(row, final) == nil,
            table.firstByte(row, column) != nil
        {
            place = column
        }
        var raw = RawReading(table, row: row, places: map.places, place: place)
        raw.headerUnit = map.unit
        // A unit that a cut file may have lost is not that of the method sheet; `…` is no unit and is refused by name.
        if isLastCell(row, map[.unit]), raw.isEmpty(.unit) { raw.headerUnit = "…" }
        raw.hasConcentrationColumn = concentration != nil
        raw.mayBeCut = isLastCell(row, concentration)
        raw.hasPeakColumn = map.has(.area) || map.has(.retentionTime)
        return raw
    }

    /// Whether a row is a statistic under a table and no injection: then it is named and left out.
    mutating func isStatistic(_ raw: RawReading, row: Int, name: @autoclosure () -> String) -> Bool {
        guard raw.isEmpty(.sampleType), raw.isEmpty(.dataFile) else { return false }
        let name = name()
        if lastStatistic.name != name { lastStatistic = (name, Statistic.isName(name)) }
        guard lastStatistic.isStatistic else { return false }
        findings.append(Finding("A022", .info, at: table.position(row, 0), text: name))
        return true
    }
}

/// The words under which software and spreadsheets put statistics below a table.
enum Statistic {
    static func isName(_ text: String) -> Bool {
        switch ColumnHeader.folded(text).replacing(" ", with: "") {
        case "average", "avg", "mean", "averages", "median", "sd", "std", "stddev", "stdev", "stdeviation", "standarddeviation", "%rsd", "rsd", "rsd%", "rsd(%)",
            "%cv", "cv", "cv%", "cv(%)", "cv(in%)", "minimum", "min", "maximum", "max", "sum", "total", "count", "n", "range", "平均", "平均值", "均值", "标准偏差",
            "标准差", "相对标准偏差", "最大", "最大值", "最小", "最小值", "合计", "总计", "计数", "中位数", "mittelwert", "moyenne":
            true
        default: false
        }
    }
}

/// Reads tables of one row an injection and compound, with the header where it may be, and perhaps again.
struct LongTableReader {
    let aliases: [String: AssayColumn]
    /// Whether the headers of a row are those of the format.
    let isHeader: (Set<String>) -> Bool
    /// Whether a row that is no header belongs to lines before the next header.
    var isPreamble: (AssayTable, Int) -> Bool = { _, _ in false }
    /// What to do with a reading: change it, or leave it out by nil.
    var refine: (RawReading, ColumnMap) -> RawReading? = { raw, _ in raw }
    /// The columns that name an injection.
    var names: [AssayColumn] = [.injection, .dataFile, .sampleText]

    func read(_ assay: inout AssayTable) {
        var map: ColumnMap?
        var isReported: Set<[String]> = []
        var isHeaderText: [String: Bool] = [:]
        for row in 0..<assay.table.rowCount {
            if assay.table.isBlank(row) { continue }
            if mayBeHeader(assay, row, map, &isHeaderText), let headers = headers(assay, row) {
                let found = ColumnMap(headers: headers, aliases: aliases)
                if isReported.insert(headers).inserted { assay.report(found, row: row) }
                let isDoubtful = assay.isDoubtful(row, found, aliases)
                map = isDoubtful || assay.isMismatched(row, found, odd: found.unknown.first?.column ?? found.blank) ? nil : found
                continue
            }
            guard let known = map else { continue }
            if isPreamble(assay, row) {
                map = nil
                continue
            }
            if assay.isCut(row, expected: known.fieldCount) { continue }
            let raw = assay.raw(row, known)
            let name = names.first { !raw.isEmpty($0) }
            if assay.isStatistic(raw, row: row, name: raw[name ?? .compound]) { continue }
            guard name != nil, !raw.isEmpty(.compound) else {
                assay.findings.append(
                    Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": name == nil ? "injection" : "compound"]))
                continue
            }
            if let raw = refine(raw, known) { assay.rows.append(raw) }
        }
    }

    /// Below a header, a row can only be another where its cell in the column of compounds is a header's text.
    ///
    /// - Parameter known: what such texts were found to be; compounds are few, so that each is folded once.
    private func mayBeHeader(_ assay: AssayTable, _ row: Int, _ map: ColumnMap?, _ known: inout [String: Bool]) -> Bool {
        guard let column = map?[.compound] else { return true }
        let text = assay.table.text(row, column)
        if let answer = known[text] { return answer }
        let header = ColumnHeader(text)
        let answer = aliases[header.whole] != nil || aliases[header.base] != nil
        if known.count < 10_000 { known[text] = answer }
        return answer
    }

    /// The fields of a row that is a header of the format, else nil.
    ///
    /// Most rows are told from a header by one of their first fields: a number is no header.
    private func headers(_ assay: AssayTable, _ row: Int) -> [String]? {
        let count = assay.table.fieldCount(row)
        guard count > 1 else { return nil }
        var known = 0
        for column in 0..<min(count, 12) {
            let header = ColumnHeader(assay.table.text(row, column))
            if aliases[header.whole] != nil || aliases[header.base] != nil { known += 1 }
        }
        guard known > 0 else { return nil }
        let fields = assay.fields(row)
        return isHeader(foldedSet(fields)) ? fields : nil
    }
}

/// The folded headers of a row, each whole and without its unit.
///
/// No header by which a format is known begins with a digit, so that the figures of a row are left out.
func foldedSet(_ headers: [String]) -> Set<String> {
    var set: Set<String> = []
    for text in headers {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { continue }
        let header = ColumnHeader(text)
        set.insert(header.whole)
        set.insert(header.base)
    }
    return set
}
