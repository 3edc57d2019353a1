package import DelimitedText
package import Findings
package import Monitoring
package import ProgrammeFiles

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
    package var readings: [AssayReading]
    package var findings: [Finding]
    /// The file ends before its end: a copy or an export was cut.
    package var isTruncated: Bool
    /// Whether any cell says anything of a concentration; false for exports of areas only.
    package var hasConcentrations: Bool

    /// Reads an export of any supported format.
    ///
    /// Never throws and never traps: what cannot be read is a finding (A001-A027 and those of
    /// the text), and then `readings` is what could be.
    ///
    /// - Parameters:
    ///   - file: the path, as findings name it; never used to tell the format.
    ///   - catalogue: names of analytes, by which a wide table is known.
    /// - Complexity: linear in the bytes.
    package static func read(_ bytes: [UInt8], file: String, catalogue: AnalyteCatalogue = .shipped()) -> AssayDocument {
        var document = AssayDocument(
            file: file, format: .unknown, evidence: [], encoding: nil, lineEnd: nil, delimiter: nil, decimalMark: .point, readings: [], findings: [],
            isTruncated: false, hasConcentrations: false)
        if bytes.isEmpty {
            document.findings.append(Finding("A001", .error, at: SourcePosition(file: file)))
            return document
        }
        if let name = FormatRecognition.binary(bytes) {
            document.findings.append(Finding("A003", .error, at: SourcePosition(file: file), ["format": name]))
            return document
        }
        let (decoded, findings) = DecodedText.decode(bytes, file: file)
        document.findings += findings
        guard let decoded else { return document }
        document.encoding = decoded.encoding
        guard let recognised = FormatRecognition.recognise(decoded, catalogue: catalogue) else {
            document.findings.append(FormatRecognition.refusal(decoded))
            return document
        }
        document.format = recognised.format
        document.evidence = recognised.evidence
        document.read(decoded, recognised, catalogue: catalogue)
        return document
    }

    private mutating func read(_ text: DecodedText, _ recognised: FormatRecognition, catalogue: AnalyteCatalogue) {
        let rows: [RawReading]
        var fields: DelimitedTable?
        if let delimiter = recognised.delimiter {
            guard var table = recognised.table else { return }
            self.delimiter = delimiter
            lineEnd = table.table.dialect.lineEnd
            switch format {
            case .canonical: CanonicalTableReader.read(&table)
            case .sciexLong: SciexLongReader.read(&table)
            case .sciexAnalyst: SciexAnalystReader.read(&table)
            case .massHunterWide: MassHunterReader.readWide(&table)
            case .massHunterCompound: MassHunterReader.readCompoundTable(&table)
            case .massHunterLong: MassHunterLongReader.read(&table)
            case .targetLynxSummary: TargetLynxSummaryReader.read(&table)
            case .watersConnect: WatersConnectReader.read(&table)
            case .traceFinder: TraceFinderReader.read(&table)
            case .labSolutions: LabSolutionsReader.read(&table)
            case .labSolutionsBrowser: LabSolutionsBrowserReader.read(&table)
            case .skyline: SkylineReader.read(&table)
            case .wideTable: WideTableReader(catalogue: catalogue).read(&table)
            case .targetLynxXML, .unknown: break
            }
            rows = table.rows
            fields = table.table
            findings += table.findings
            isTruncated = table.isTruncated
        } else {
            let result = TargetLynxXMLReader.read(text.bytes, text: text)
            rows = result.rows
            findings += result.findings
            isTruncated = result.isTruncated
        }
        let assembled = ReadingAssembly.assemble(rows, format: format, file: file, table: fields)
        readings = assembled.readings
        decimalMark = assembled.decimalMark
        hasConcentrations = assembled.hasConcentrations
        findings += assembled.findings
        nameSpreadsheetDates()
        if rows.isEmpty { findings.append(Finding("A001", .error, at: SourcePosition(file: file))) }
    }
}
