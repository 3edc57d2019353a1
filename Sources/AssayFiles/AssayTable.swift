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
    /// What was found of the rows of each width, and of the headers that were reported.
    var standing = RowStanding()
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

    /// Whether a cell is the last of a file that ends without a line end.
    func isLastCell(_ row: Int, _ column: Int?) -> Bool {
        guard let column, row == lastRow, !endsWithLineEnd else { return false }
        return column == table.fieldCount(row) - 1
    }

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
        var isHeaderText: [String: Bool] = [:]
        for row in 0..<assay.table.rowCount {
            if assay.table.isBlank(row) { continue }
            if mayBeHeader(assay, row, map, &isHeaderText), let headers = headers(assay, row) {
                map = assay.columns(row, headers, aliases)
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
