internal import DelimitedText
internal import Findings
internal import ProgrammeFiles

/// Files that laboratories send by mistake: known by what they hold, and refused by name.
enum ForeignDocument {
    /// Why a text that no format fits is refused, more closely than that its layout is not known; nil where nothing tells.
    static func refusal(_ text: DecodedText, _ tables: [AssayTable], catalogue: AnalyteCatalogue) -> Finding? {
        if let name = name(text) { return Finding("A113", .error, at: SourcePosition(file: text.file), ["format": name]) }
        for assay in tables {
            for row in 0..<min(assay.table.rowCount, 60) where assay.table.fieldCount(row) > 3 {
                if let finding = withoutCompound(assay, row) { return finding }
            }
        }
        for assay in tables { if let finding = withoutSample(assay, catalogue) { return finding } }
        return nil
    }

    /// The software or kind of file, by words in its first 64 KB.
    private static func name(_ text: DecodedText) -> String? {
        let head = String(decoding: text.bytes[text.start..<min(text.bytes.count, text.start + 65_536)], as: UTF8.self)
        func holds(_ words: String...) -> Bool { words.allSatisfy { head.contains($0) } }
        if trimmed(head.prefix(200)).hasPrefix("<") {
            if holds("<mzML") { return "mzML" }
            if holds("<mzXML") { return "mzXML" }
            if holds("<!DOCTYPE html") || holds("<html") || holds("<HTML") { return "HTML" }
            return nil
        }
        if head.hasPrefix("##TITLE=") { return "JCAMP-DX" }
        if holds("Acq. Operator", "Injection Date"), holds("Standard Report") || holds("Percent Report") || holds("Signal 1:") { return "Agilent ChemStation / OpenLab" }
        if holds("│", "Sample Name"), holds("Report") { return "Agilent OpenLab CDS" }
        if holds("Raw Data:", "Chromeleon") || holds("Chromatogram Data:", "Chromeleon") { return "Thermo Chromeleon" }
        if holds("Score (Bio)", "Diff (MFG") || holds("Cpd", "Diff (Tgt", "Base Peak") { return "Agilent MassHunter Qualitative Analysis" }
        return nil
    }

    /// A results table of SCIEX Analyst whose column of peak names is hidden.
    private static func withoutCompound(_ assay: AssayTable, _ row: Int) -> Finding? {
        let headers = foldedSet(assay.fields(row))
        guard headers.contains("analytepeakarea"), !headers.contains("analytepeakname") else { return nil }
        let column = (0..<assay.table.fieldCount(row)).first { ColumnHeader(assay.table.text(row, $0)).base == "analytepeakarea" } ?? 0
        return Finding("A114", .error, at: assay.table.position(row, column), text: assay.table.text(row, column), ["column": "Analyte Peak Name"])
    }

    /// A row of headers that names analytes, where none names samples.
    private static func withoutSample(_ assay: AssayTable, _ catalogue: AnalyteCatalogue) -> Finding? {
        let reader = WideTableReader(catalogue: catalogue)
        for row in 0..<min(assay.table.rowCount, 30) where assay.table.fieldCount(row) > 1 {
            let names = reader.analytes(assay.fields(row))
            guard names.count > 1, let first = names.first else { continue }
            return Finding(
                "A115", .error, at: assay.table.position(row, first.column), text: first.header,
                ["analytes": names.prefix(6).map { trimmed($0.header) }.joined(separator: ", ") + (names.count > 6 ? ", …" : "")])
        }
        return nil
    }
}
