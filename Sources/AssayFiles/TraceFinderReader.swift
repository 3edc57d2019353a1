internal import DelimitedText
internal import Findings

/// Thermo TraceFinder: one row an injection and peak, often one file a compound.
enum TraceFinderReader {
    static func read(_ assay: inout AssayTable) {
        var isManual: [String: Bool] = ["": false]
        LongTableReader(
            aliases: aliases(assay), isHeader: FormatSignature.isTraceFinder,
            refine: { raw, _ in
                // Peaks named C1, C2 … confirm the peak T1, F1 … are its fragments and I1 … its isotopes: they are no results of their own.
                if let first = raw.firstByte(.peakLabel), [UInt8(ascii: "c"), UInt8(ascii: "f"), UInt8(ascii: "i")].contains(first | 0x20) {
                    let label = SpecialValue.plain(raw[.peakLabel])
                    if label == "confirming" || label.count > 1 && label.dropFirst().allSatisfy({ $0.isNumber }) { return nil }
                }
                if let first = raw.firstByte(.compoundType), first | 0x20 == UInt8(ascii: "c"), SpecialValue.plain(raw[.compoundType]).hasPrefix("confirm") { return nil }
                var raw = raw
                // The status of a peak that the software did not find.
                if SpecialValue.isSilent(raw[.concentration]), SpecialValue.meaning(of: raw[.area]) == .notFound { raw[.concentration] = "N/F" }
                let mode = raw[.manual]
                if isManual[mode] == nil { isManual[mode] = ["manual", "user", "manualintegration", "手动"].contains(ColumnHeader.folded(mode)) }
                raw[.manual] = isManual[mode] == true ? "true" : ""
                return raw
            }
        ).read(&assay)
    }

    /// `Amount` and `Final Amt` hold the result only where no column is called the calculated one.
    private static func aliases(_ assay: AssayTable) -> [String: AssayColumn] {
        let calculated = ["calculatedamt", "calculatedamount", "calcamt", "计算量"]
        for row in 0..<min(assay.table.rowCount, 60) where assay.table.fieldCount(row) > 2 {
            let headers = foldedSet(assay.fields(row))
            guard FormatSignature.isTraceFinder(headers), !headers.isDisjoint(with: calculated) else { continue }
            var aliases = VendorColumns.traceFinder
            for name in ["amount", "finalamt", "calculatedconc", "calcconc"] { aliases[name] = nil }
            return aliases
        }
        return VendorColumns.traceFinder
    }
}
