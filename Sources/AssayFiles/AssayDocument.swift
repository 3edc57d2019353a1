package import DelimitedText
package import Findings
package import Monitoring
package import ProgrammeFiles
internal import Spreadsheets

/// What a laboratory's file holds: its format with the evidence, and a reading for every injection and compound.
package struct AssayDocument: Sendable {
    package let file: String
    package var format: AssayFormat
    /// Why it was taken for that format, as sentences of the catalogue.
    package var evidence: [Reason]
    /// Nil where the bytes are no text.
    package var encoding: TextEncoding?
    package var lineEnd: LineEnd?
    /// The byte between fields; nil where the format has none.
    package var delimiter: UInt8?
    /// Nil where the numbers can be read both ways; then those with a mark were not read.
    package var decimalMark: DecimalMark?
    /// In the order of the file.
    package var readings: AssayReadings
    package var findings: [Finding]
    /// The file ends before its end: a copy or an export was cut.
    package var isTruncated: Bool
    /// Whether any cell says anything of a concentration; false for exports of areas only.
    package var hasConcentrations: Bool
    /// The kind of workbook, as a person calls it; nil for a text.
    package var workbook: String?
    /// The format of each sheet of a workbook that gave readings, by its name; empty for a text.
    package var sheetFormats: [String: AssayFormat] = [:]

    /// Reads an export of any supported format.
    ///
    /// Never throws and never traps: what cannot be read is a finding (A001-A027 and those of
    /// the text), and then `readings` is what could be.
    ///
    /// - Parameters:
    ///   - file: the path, as findings name it; never used to tell the format.
    ///   - catalogue: names of analytes, by which a wide table is known.
    ///   - program: the program that reads old workbooks; nil takes the one that was registered (`OldWorkbookProgram`).
    /// - Complexity: linear in the bytes, in a workbook in those that it unpacks to.
    package static func read(_ bytes: [UInt8], file: String, catalogue: AnalyteCatalogue = .shipped(), program: String? = nil) -> AssayDocument {
        var document = AssayDocument(
            file: file, format: .unknown, evidence: [], encoding: nil, lineEnd: nil, delimiter: nil, decimalMark: .point, readings: [], findings: [],
            isTruncated: false, hasConcentrations: false)
        if bytes.isEmpty {
            document.findings.append(Finding("A001", .error, at: SourcePosition(file: file)))
            return document
        }
        if Workbook.mayBe(bytes) {
            document.readWorkbook(bytes, catalogue: catalogue, program: program)
            return document
        }
        if let name = FormatRecognition.binary(bytes) {
            document.findings.append(Finding("A003", .error, at: SourcePosition(file: file), ["format": name]))
            return document
        }
        if let head = DecodedText.head(bytes, file: file), let found = FormatRecognition.canonical(head, isWhole: head.bytes.count == bytes.count),
            document.readCanonical(bytes, found)
        {
            return document
        }
        let (decoded, findings) = DecodedText.decode(bytes, file: file)
        document.findings += findings
        guard let decoded else { return document }
        document.encoding = decoded.encoding
        guard let recognised = FormatRecognition.recognise(decoded, catalogue: catalogue) else {
            document.findings.append(FormatRecognition.refusal(decoded, catalogue: catalogue))
            return document
        }
        document.format = recognised.format
        document.evidence = recognised.evidence
        document.read(decoded, recognised, catalogue: catalogue)
        return document
    }

    /// Reads a canonical table in UTF-8; false where the bytes are other than that, and nothing was read.
    private mutating func readCanonical(_ bytes: [UInt8], _ recognised: FormatRecognition) -> Bool {
        guard let delimiter = recognised.delimiter else { return false }
        var gathering = CanonicalReadings.Gathering()
        let scan = CanonicalScan.read(
            bytes, file: file, delimiter: delimiter, options: AssayDocument.options(bytes.count), restart: { gathering.removeAll() }, take: { gathering.add($0) })
        guard let scan else { return false }
        encoding = .utf8
        format = recognised.format
        evidence = recognised.evidence
        take(scan, gathering, delimiter)
        return true
    }

    /// How a table of so many bytes is read: a small one is not worth a second thread.
    private static func options(_ bytes: Int) -> CanonicalScan.Options {
        var options = CanonicalScan.Options(workers: bytes < 1 << 20 ? 1 : min(onlineProcessors(), 8))
        options.keepsPlaces = true
        return options
    }

    private mutating func take(_ scan: CanonicalScan, _ gathering: CanonicalReadings.Gathering, _ delimiter: UInt8) {
        self.delimiter = delimiter
        lineEnd = scan.lineEnd
        decimalMark = scan.decimalMark
        isTruncated = scan.isTruncated
        hasConcentrations = scan.hasConcentrations
        findings += scan.findings
        readings = AssayReadings(gathering.readings(scan))
        nameSpreadsheetDates()
        if readings.isEmpty { findings.append(Finding("A001", .error, at: SourcePosition(file: file))) }
    }

    private mutating func read(_ text: DecodedText, _ recognised: FormatRecognition, catalogue: AnalyteCatalogue) {
        if recognised.format == .canonical, let delimiter = recognised.delimiter {
            var gathering = CanonicalReadings.Gathering()
            let scan = CanonicalScan.read(
                text, delimiter: delimiter, options: AssayDocument.options(text.bytes.count), restart: { gathering.removeAll() }, take: { gathering.add($0) })
            take(scan, gathering, delimiter)
            return
        }
        let rows: [RawReading]
        var fields: DelimitedTable?
        if let delimiter = recognised.delimiter {
            guard var table = recognised.table else { return }
            self.delimiter = delimiter
            lineEnd = table.table.dialect.lineEnd
            table.read(format, catalogue: catalogue)
            rows = table.rows
            fields = table.table
            findings += table.findings
            isTruncated = table.isTruncated
        } else {
            let result = TargetLynxXMLReader.read(text)
            rows = result.rows
            findings += result.findings
            isTruncated = result.isTruncated
        }
        let assembled = ReadingAssembly.assemble(rows, format: format, file: file, table: fields)
        readings = AssayReadings(assembled.readings)
        decimalMark = assembled.decimalMark
        hasConcentrations = assembled.hasConcentrations
        findings += assembled.findings
        nameSpreadsheetDates()
        if rows.isEmpty { findings.append(Finding("A001", .error, at: SourcePosition(file: file))) }
    }
}

extension AssayTable {
    /// Reads the rows of a format.
    mutating func read(_ format: AssayFormat, catalogue: AnalyteCatalogue) {
        switch format {
        case .sciexLong: SciexLongReader.read(&self)
        case .sciexAnalyst: SciexAnalystReader.read(&self)
        case .massHunterWide: MassHunterReader.readWide(&self)
        case .massHunterCompound: MassHunterReader.readCompoundTable(&self)
        case .massHunterLong: MassHunterLongReader.read(&self)
        case .targetLynxSummary: TargetLynxSummaryReader.read(&self)
        case .watersConnect: WatersConnectReader.read(&self)
        case .traceFinder: TraceFinderReader.read(&self)
        case .xcalibur: XcaliburReader.read(&self)
        case .labSolutions: LabSolutionsReader.read(&self)
        case .labSolutionsBrowser: LabSolutionsBrowserReader.read(&self)
        case .skyline: SkylineReader.read(&self)
        case .wideTable: WideTableReader(catalogue: catalogue).read(&self)
        // The one is no table of fields; the other is read by ``CanonicalScan``.
        case .targetLynxXML, .canonical, .unknown: break
        }
    }
}
