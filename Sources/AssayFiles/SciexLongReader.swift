internal import DelimitedText
internal import Findings

/// SCIEX MultiQuant and SCIEX OS: one row an injection and component; any subset of columns, and columns of the laboratory's own between them.
enum SciexLongReader {
    static func read(_ assay: inout AssayTable) {
        var names: [String: Bool] = [:]
        LongTableReader(
            aliases: VendorColumns.sciexLong, isHeader: FormatSignature.isSciexLong,
            refine: { raw, _ in
                // The column `IS` holds a flag in some versions and the standard's name in others.
                if raw.isEmpty(.compoundType) || !raw.isEmpty(.internalStandard) { return raw }
                let kind = raw[.compoundType]
                if names[kind] == nil { names[kind] = isName(kind) }
                guard names[kind] == true else { return raw }
                var raw = raw
                raw[.internalStandard] = kind
                raw[.compoundType] = ""
                return raw
            }, names: [.injection, .dataFile, .sampleText]
        ).read(&assay)
    }

    private static func isName(_ text: String) -> Bool {
        let kind = SpecialValue.plain(text)
        let words = ["true", "false", "yes", "no", "0", "1", "quantifiers", "qualifiers", "quantifier", "qualifier"]
        return !words.contains(kind) && !kind.hasPrefix("internalstandard") && !SpecialValue.isSilent(kind)
    }
}
