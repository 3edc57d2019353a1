internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Spreadsheets

/// One sheet of a workbook while its readings are made.
private struct SheetWork {
    let sheet: Sheet
    var recognised: FormatRecognition
    var table: AssayTable
    /// Readings that it gave; known when all sheets of its format were read.
    var count = 0

    /// Nil where the sheet holds no table that is known, or more fields than a table may.
    ///
    /// - Parameter decimalComma: whether its texts speak for a comma, with which its figures are then shown too.
    init?(_ sheet: Sheet, file: String, decimalComma: Bool, catalogue: AnalyteCatalogue) {
        let rows = sheet.rows.map { row in
            (
                number: row.number,
                fields: row.cells.map { cell -> SheetField in
                    var isFigure = false
                    if case .number = cell.content { isFigure = true }
                    return SheetField(column: cell.column, text: cell.content.text(decimalComma: decimalComma), isFigure: isFigure)
                }
            )
        }
        guard let fields = DelimitedTable.sheet(sheet.name, file: file, rows: rows) else { return nil }
        let table = AssayTable(sheet: fields)
        guard let found = FormatRecognition.recognise(sheet: table, catalogue: catalogue) else { return nil }
        self.sheet = sheet
        recognised = found
        self.table = table
        self.table.read(found.format, catalogue: catalogue)
    }
}

extension AssayTable {
    /// The table of a sheet, which has no last line that could be cut.
    init(sheet table: DelimitedTable) {
        self.table = table
        endsWithLineEnd = true
        lastRow = table.rowCount - 1
    }
}

extension AssayDocument {
    /// Whether a reading names the sample itself: by the format of its sheet, or of the file.
    func namesSamples(_ reading: AssayReading) -> Bool {
        guard let sheet = reading.position.sheet, let format = sheetFormats[sheet] else { return format.namesSamples }
        return format.namesSamples
    }

    /// Reads the sheets of a workbook, each by its own evidence.
    ///
    /// What holds for a whole file (decimal mark, order of dates, internal standards) is decided
    /// for all sheets of one format together. Figures of cells are exact and vote for no mark.
    mutating func readWorkbook(_ bytes: [UInt8], catalogue: AnalyteCatalogue, program: String?) {
        let reading = Workbook.read(bytes, file: file, program: program)
        isTruncated = reading.isTruncated
        guard let workbook = reading.workbook else {
            findings += reading.findings
            return
        }
        self.workbook = workbook.layout.rawValue
        var works: [SheetWork] = []
        var without: [String] = []
        for sheet in workbook.sheets {
            if let work = SheetWork(sheet, file: file, decimalComma: false, catalogue: catalogue) {
                works.append(work)
            } else if !sheet.rows.isEmpty {
                without.append(sheet.name)
            }
        }
        var assembled: [AssayFormat: AssembledReadings] = [:]
        for format in formats(of: works) {
            assembled[format] = assemble(format, &works)
            guard assembled[format]?.decimalMark == .comma else { continue }
            // Shown again as the sheet's own texts write figures; recognition does not hang on it.
            for index in works.indices where works[index].recognised.format == format {
                if let work = SheetWork(works[index].sheet, file: file, decimalComma: true, catalogue: catalogue), work.recognised.format == format { works[index] = work }
            }
            assembled[format] = assemble(format, &works)
        }
        take(works, assembled)
        tell(works, assembled, without, of: reading)
    }

    /// The formats of sheets, in the order in which they first stand.
    private func formats(of works: [SheetWork]) -> [AssayFormat] {
        works.reduce(into: []) { if !$0.contains($1.recognised.format) { $0.append($1.recognised.format) } }
    }

    /// The readings of all sheets of a format.
    private func assemble(_ format: AssayFormat, _ works: inout [SheetWork]) -> AssembledReadings {
        let own = works.indices.filter { works[$0].recognised.format == format }
        guard format == .canonical else {
            for index in own { works[index].count = works[index].table.rows.count }
            return ReadingAssembly.assemble(own.flatMap { works[$0].table.rows }, format: format, file: file, sheets: own.map { works[$0].table.table })
        }
        var gathering = CanonicalReadings.Gathering()
        let scan = CanonicalScan.read(sheets: own.map { works[$0].table.table }, restart: { gathering.removeAll() }, take: { gathering.add($0) })
        for (index, count) in zip(own, scan.rowCounts) { works[index].count = count }
        return AssembledReadings(
            readings: Array(AssayReadings(gathering.readings(scan))), decimalMark: scan.decimalMark, hasConcentrations: scan.hasConcentrations,
            findings: scan.findings)
    }

    /// Puts the readings into the order of the sheets.
    private mutating func take(_ works: [SheetWork], _ assembled: [AssayFormat: AssembledReadings]) {
        var taken: [AssayFormat: Int] = [:]
        var all: [AssayReading] = []
        for work in works {
            let format = work.recognised.format
            let start = taken[format] ?? 0
            let end = start + work.count
            if let own = assembled[format]?.readings, end <= own.count { all += own[start..<end] }
            taken[format] = end
            if work.count > 0 { sheetFormats[work.sheet.name] = format }
        }
        readings = AssayReadings(all)
        let read = formats(of: works.filter { $0.count > 0 })
        format = read.first ?? works.first?.recognised.format ?? .unknown
        hasConcentrations = read.contains { assembled[$0]?.hasConcentrations ?? false }
        let marks = Set(read.map { assembled[$0]?.decimalMark })
        // Of several formats with different marks no one mark is the file's; each was read by its own.
        decimalMark = marks.count == 1 ? marks.first ?? .point : marks.contains(nil) ? nil : .point
    }

    /// The evidence and the findings, sheet by sheet.
    private mutating func tell(_ works: [SheetWork], _ assembled: [AssayFormat: AssembledReadings], _ without: [String], of reading: WorkbookReading) {
        let position = SourcePosition(file: file)
        evidence = [Reason("assay.evidence.workbook", ["format": workbook ?? ""])]
        for format in formats(of: works) {
            let own = works.filter { $0.recognised.format == format }
            evidence.append(Reason("assay.evidence.sheet", ["sheets": AssayDocument.names(own.map(\.sheet.name)), "format": format.title]))
            evidence += own.first?.recognised.evidence ?? []
        }
        // What a person does not see matters only where it was read.
        let isRead = Set(works.lazy.filter { $0.count > 0 }.map(\.sheet.name))
        findings += reading.findings.filter { finding in
            guard ["A074", "A075", "A076", "A078"].contains(finding.code.rawValue), let sheet = finding.position?.sheet else { return true }
            return isRead.contains(sheet)
        }
        var told: Set<[String]> = []
        // Sheets of one layout have the same unknown columns: said once.
        func isNews(_ finding: Finding) -> Bool {
            guard finding.code == "A024" || finding.code == "A025" else { return true }
            return told.insert([finding.code.rawValue, finding.text, finding.arguments["columns"] ?? ""]).inserted
        }
        for work in works { findings += work.table.findings.filter(isNews) }
        for format in formats(of: works) { findings += (assembled[format]?.findings ?? []).filter(isNews) }
        let unread = without + works.filter { $0.count == 0 }.map(\.sheet.name)
        if !unread.isEmpty, !readings.isEmpty {
            findings.append(Finding("A080", .info, at: position, ["count": String(unread.count), "sheets": AssayDocument.names(unread)]))
        }
        if works.isEmpty {
            if !reading.findings.contains(where: { $0.severity >= .error }) || !without.isEmpty { findings.append(Finding("A002", .error, at: position)) }
        } else if readings.isEmpty {
            findings.append(Finding("A001", .error, at: position))
        }
    }

    private static func names(_ sheets: [String]) -> String {
        sheets.prefix(12).map { "\"" + $0 + "\"" }.joined(separator: ", ") + (sheets.count > 12 ? ", …" : "")
    }
}
