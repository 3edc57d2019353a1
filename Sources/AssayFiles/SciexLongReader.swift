internal import DelimitedText
internal import Findings

/// SCIEX MultiQuant and SCIEX OS: one row an injection and component; any subset of columns, and columns of the laboratory's own between them.
enum SciexLongReader {
    static func read(_ assay: inout AssayTable) {
        LongTableReader(aliases: VendorColumns.sciexLong, isHeader: FormatSignature.isSciexLong, refine: refine, names: [.injection, .dataFile, .sampleText])
            .read(&assay)
    }

    private static func refine(_ raw: RawReading, _ map: ColumnMap) -> RawReading? {
        guard !raw[.compoundType].isEmpty else { return raw }
        var raw = raw
        // The column `IS` holds a flag in some versions and the standard's name in others.
        let kind = SpecialValue.plain(raw[.compoundType])
        let isWord = ["true", "false", "yes", "no", "0", "1", "quantifiers", "qualifiers", "quantifier", "qualifier"].contains(kind) || kind.hasPrefix("internalstandard")
        if !isWord, !SpecialValue.isSilent(kind), raw[.internalStandard].isEmpty {
            raw[.internalStandard] = raw[.compoundType]
            raw[.compoundType] = ""
        }
        return raw
    }
}
