internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Which format a text is, by its headers, with the evidence.
struct FormatRecognition {
    var format: AssayFormat
    /// Nil where the format has no fields (XML).
    var delimiter: UInt8?
    var evidence: [Reason]
    /// The fields, found while the format was told.
    var table: AssayTable?

    /// Rows at the start of a file among which a header must stand; an Analyst export has lines for each of its analytes first.
    private static let searchedRows = 4000

    /// The name of a binary format that its first bytes state; nil for a text, and for a workbook, which is read.
    static func binary(_ bytes: [UInt8]) -> String? {
        func starts(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        if starts(Array("%PDF-".utf8)) { return "PDF" }
        if starts([0x1F, 0x8B]) { return "gzip" }
        if starts(Array("SQLite format 3".utf8)) { return "SQLite" }
        return nil
    }

    static func recognise(_ text: DecodedText, catalogue: AnalyteCatalogue) -> FormatRecognition? {
        if isTargetLynxXML(text) {
            return FormatRecognition(format: .targetLynxXML, delimiter: nil, evidence: [Reason("assay.evidence.element", ["text": "QUANDATASET"])])
        }
        if let found = canonical(text) { return found }
        var wide: FormatRecognition?
        for delimiter in delimiters(text) {
            guard let table = AssayTable(text, delimiter: delimiter) else { continue }
            if var found = recognise(table) {
                found.delimiter = delimiter
                found.table = table
                found.evidence.append(Reason("assay.evidence.delimiter", ["delimiter": name(of: delimiter)]))
                return found
            }
            if wide == nil, let row = WideTableReader(catalogue: catalogue).headerRow(table) {
                wide = FormatRecognition(
                    format: .wideTable, delimiter: delimiter,
                    evidence: [
                        Reason("assay.evidence.analytes", ["line": line(table, row)]), Reason("assay.evidence.delimiter", ["delimiter": name(of: delimiter)]),
                    ], table: table)
            }
        }
        return wide
    }

    /// The canonical table that a text is by its first rows, told without reading those below; nil where they do not tell.
    ///
    /// - Parameter isWhole: whether the text is all of its file.
    static func canonical(_ text: DecodedText, isWhole: Bool = true) -> FormatRecognition? {
        guard !isTargetLynxXML(text), let delimiter = delimiters(text).first else { return nil }
        var limits = TextLimits()
        // What a row is may hang on the few below it.
        limits.rows = firstRows + 8
        guard let head = AssayTable(text, delimiter: delimiter, limits: limits), isWhole || head.table.rowCount == limits.rows else { return nil }
        guard var found = recognise(head, rows: 0..<min(head.table.rowCount, firstRows)), found.format == .canonical else { return nil }
        found.delimiter = delimiter
        found.evidence.append(Reason("assay.evidence.delimiter", ["delimiter": name(of: delimiter)]))
        return found
    }

    /// The format of a sheet of a workbook; nil where it holds no table that is known.
    static func recognise(sheet assay: AssayTable, catalogue: AnalyteCatalogue) -> FormatRecognition? {
        if let found = recognise(assay) { return found }
        guard let row = WideTableReader(catalogue: catalogue).headerRow(assay) else { return nil }
        return FormatRecognition(format: .wideTable, evidence: [Reason("assay.evidence.analytes", ["line": line(assay, row)])])
    }

    /// Why a text that no format fits is refused.
    static func refusal(_ text: DecodedText, catalogue: AnalyteCatalogue) -> Finding {
        let tables = delimiters(text).compactMap { AssayTable(text, delimiter: $0) }
        for table in tables {
            guard let row = LabSolutionsBrowserReader.headlessBlock(table) else { continue }
            return Finding("A057", .error, at: table.table.position(row, 0), text: trimmed(table.table.text(row, 0)))
        }
        return ForeignDocument.refusal(text, tables, catalogue: catalogue) ?? Finding("A002", .error, at: SourcePosition(file: text.file))
    }

    private static func isTargetLynxXML(_ text: DecodedText) -> Bool {
        let head = String(decoding: text.bytes[text.start..<min(text.bytes.count, text.start + 4096)], as: UTF8.self)
        return trimmed(head).hasPrefix("<") && head.contains("<QUANDATASET")
    }

    /// The delimiters that stand in a text, those that stand most often in its first 64 KB first.
    private static func delimiters(_ text: DecodedText) -> [UInt8] {
        let candidates: [UInt8] = [0x09, 0x2C, 0x3B, 0x7C]
        var counts = [Int](repeating: 0, count: 4)
        for byte in text.bytes[text.start..<min(text.bytes.count, text.start + 65_536)] {
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        return candidates.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], -$0) > (counts[$1], -$1) }.map { candidates[$0] }
    }

    private static func recognise(_ assay: AssayTable) -> FormatRecognition? {
        let first = min(assay.table.rowCount, firstRows)
        return recognise(assay, rows: 0..<first) ?? recogniseGroups(assay) ?? recognise(assay, rows: first..<max(first, min(assay.table.rowCount, searchedRows)))
    }

    /// Rows among which almost every header stands; those below are searched where neither they nor a row of groups tell.
    private static let firstRows = 60

    /// The format by a title or a header among some rows.
    private static func recognise(_ assay: AssayTable, rows: Range<Int>) -> FormatRecognition? {
        let table = assay.table
        for row in rows where table.fieldCount(row) > 0 {
            let first = trimmed(table.text(row, 0))
            if TargetLynxSummaryReader.isReport(first) || TargetLynxSummaryReader.title(first)?.isCompound == true && hasTargetLynxHeader(assay, after: row) {
                return FormatRecognition(
                    format: .targetLynxSummary, evidence: [Reason("assay.evidence.title", ["text": first, "line": line(assay, row)])])
            }
            if LabSolutionsReader.isResults(first) {
                return FormatRecognition(format: .labSolutions, evidence: [Reason("assay.evidence.section", ["text": first, "line": line(assay, row)])])
            }
            guard table.fieldCount(row) > 1, row < firstRows || isWordy(table, row) else { continue }
            if LabSolutionsBrowserReader.opensBlock(assay, row) {
                return FormatRecognition(
                    format: .labSolutionsBrowser, evidence: [Reason("assay.evidence.title", ["text": "ID#, " + trimmed(table.text(row + 1, 1)), "line": line(assay, row)])])
            }
            if let format = format(ofHeaders: foldedSet(assay.fields(row))) {
                return FormatRecognition(format: format, evidence: [Reason("assay.evidence.header", ["text": headers(assay, row), "line": line(assay, row)])])
            }
        }
        return nil
    }

    /// Whether most fields of a row that are not empty begin like a word: few rows of figures do, and each header does.
    private static func isWordy(_ table: DelimitedTable, _ row: Int) -> Bool {
        var words = 0
        var figures = 0
        for column in 0..<table.fieldCount(row) {
            guard let first = table.firstByte(row, column) else { continue }
            if (0x2B...0x39).contains(first) || first == 0x3C { figures += 1 } else { words += 1 }
        }
        return words > figures
    }

    /// The format by a row of groups above the headers.
    private static func recogniseGroups(_ assay: AssayTable) -> FormatRecognition? {
        if let row = SkylineReader.pivotRow(assay) {
            return FormatRecognition(format: .skyline, evidence: [Reason("assay.evidence.header", ["text": headers(assay, row), "line": line(assay, row)])])
        }
        if let row = MassHunterReader.headerRow(assay, transposed: true) {
            return FormatRecognition(format: .massHunterCompound, evidence: [Reason("assay.evidence.groups", ["line": line(assay, row)])])
        }
        if let row = MassHunterReader.headerRow(assay, transposed: false) {
            return FormatRecognition(format: .massHunterWide, evidence: [Reason("assay.evidence.groups", ["line": line(assay, row)])])
        }
        return nil
    }

    private static func format(ofHeaders headers: Set<String>) -> AssayFormat? {
        if FormatSignature.isSciexAnalyst(headers) { return .sciexAnalyst }
        if FormatSignature.isSciexLong(headers) { return .sciexLong }
        if FormatSignature.isTraceFinder(headers) { return .traceFinder }
        if FormatSignature.isXcalibur(headers) { return .xcalibur }
        if FormatSignature.isMassHunterLong(headers) { return .massHunterLong }
        if FormatSignature.isWatersConnect(headers) { return .watersConnect }
        if FormatSignature.isLabSolutionsLong(headers) { return .labSolutionsBrowser }
        if FormatSignature.isSkyline(headers) { return .skyline }
        if FormatSignature.isCanonical(headers) { return .canonical }
        return nil
    }

    private static func hasTargetLynxHeader(_ assay: AssayTable, after row: Int) -> Bool {
        for below in (row + 1)..<max(row + 1, min(row + 6, assay.table.rowCount)) where assay.table.fieldCount(below) > 2 {
            if FormatSignature.isTargetLynxRow(foldedSet(assay.fields(below))) { return true }
        }
        return false
    }

    private static func line(_ assay: AssayTable, _ row: Int) -> String { assay.table.position(row, 0).line.map(String.init) ?? "" }

    /// The first headers of a row, for a sentence.
    private static func headers(_ assay: AssayTable, _ row: Int) -> String {
        let names = assay.fields(row).map(trimmed).filter { !$0.isEmpty }
        return names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    }

    private static func name(of delimiter: UInt8) -> String {
        delimiter == 0x09 ? "TAB" : String(UnicodeScalar(delimiter))
    }
}
