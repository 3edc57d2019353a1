internal import DelimitedText
internal import Findings

/// The canonical table: one row a sample and analyte, limits and unit in columns of their own.
enum CanonicalTableReader {
    static func read(_ assay: inout AssayTable) {
        LongTableReader(aliases: VendorColumns.canonical, isHeader: FormatSignature.isCanonical, refine: refine, names: [.sampleText, .injection]).read(&assay)
    }

    /// Takes the mark off that `CanonicalTable` puts before a text which a spreadsheet would take for a formula.
    private static func refine(_ raw: RawReading, _ map: ColumnMap) -> RawReading? {
        var raw = raw
        for column in [AssayColumn.sampleText, .compound, .injection, .batch, .unit, .sampleType] {
            let text = raw[column]
            if text.first == "'" { raw[column] = CanonicalWords.unmarked(text) }
        }
        return raw
    }
}
