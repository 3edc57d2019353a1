internal import DelimitedText
internal import Findings

/// SCIEX Analyst: lines with the regression of each analyte, then the table; appended files repeat both.
enum SciexAnalystReader {
    static func read(_ assay: inout AssayTable) {
        let coefficients = regressions(assay)
        var known: [String: String] = [:]
        LongTableReader(
            aliases: VendorColumns.sciexAnalyst, isHeader: FormatSignature.isSciexAnalyst,
            isPreamble: { table, row in
                guard table.table.fieldCount(row) <= 8 else { return false }
                let first = ColumnHeader.folded(table.table.text(row, 0))
                return first.hasPrefix("peakname") || first.hasPrefix("internalstandard") || first.hasPrefix("q1/q3masses") || first == "fit"
                    || (first == "intercept" || first == "slope" || first == "correlationcoefficient") && table.table.fieldCount(row) <= 4
            },
            refine: { raw, _ in
                guard !coefficients.isEmpty, raw.isEmpty(.calibrationR2) else { return raw }
                let compound = raw[.compound]
                if known[compound] == nil { known[compound] = coefficients[ColumnHeader.folded(compound)] ?? "" }
                guard let r2 = known[compound], !r2.isEmpty else { return raw }
                var raw = raw
                raw[.calibrationR2] = r2
                return raw
            }
        ).read(&assay)
    }

    /// The coefficient of determination of each peak, from the lines before the table, as text; none where a peak has two.
    private static func regressions(_ assay: AssayTable) -> [String: String] {
        var result: [String: String] = [:]
        var peak = ""
        var isDouble: Set<String> = []
        for row in 0..<assay.table.rowCount {
            // Lines of a preamble have few fields; rows of the table have many.
            guard assay.table.fieldCount(row) <= 8 else { continue }
            let first = assay.table.text(row, 0)
            let folded = ColumnHeader.folded(first)
            if folded.hasPrefix("peakname") {
                let after = first.firstIndex(of: ":").map { trimmed(first[first.index(after: $0)...]) } ?? ""
                peak = ColumnHeader.folded(after.isEmpty ? assay.table.text(row, 1) : after)
            } else if !peak.isEmpty, folded == "correlationcoefficient" || folded == "r" {
                let text = trimmed(assay.table.text(row, 1)).replacing(",", with: ".")
                guard let value = Double(text), value.magnitude <= 1 else { continue }
                if result[peak] != nil { isDouble.insert(peak) }
                result[peak] = String(value * value)
            } else if !peak.isEmpty, folded == "r2" || folded == "r^2" || folded == "coefficientofdetermination" {
                result[peak] = trimmed(assay.table.text(row, 1))
            }
        }
        for peak in isDouble { result[peak] = nil }
        return result
    }
}
