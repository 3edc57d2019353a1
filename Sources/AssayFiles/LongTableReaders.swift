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
            if text.first == "'", let second = text.dropFirst().first, "=+-@".contains(second) { raw[column] = String(text.dropFirst()) }
        }
        return raw
    }
}

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

/// SCIEX Analyst: lines with the regression of each analyte, then the table; appended files repeat both.
enum SciexAnalystReader {
    static func read(_ assay: inout AssayTable) {
        let coefficients = regressions(assay)
        LongTableReader(
            aliases: VendorColumns.sciexAnalyst, isHeader: FormatSignature.isSciexAnalyst,
            isPreamble: { table, row in
                let first = ColumnHeader.folded(table.table.text(row, 0))
                return first.hasPrefix("peakname") || first.hasPrefix("internalstandard") || first.hasPrefix("q1/q3masses") || first == "fit"
                    || (first == "intercept" || first == "slope" || first == "correlationcoefficient") && table.table.fieldCount(row) <= 4
            },
            refine: { raw, _ in
                var raw = raw
                if raw[.calibrationR2].isEmpty, let r2 = coefficients[ColumnHeader.folded(raw[.compound])] { raw[.calibrationR2] = r2 }
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
            let first = assay.table.text(row, 0)
            let folded = ColumnHeader.folded(first)
            if folded.hasPrefix("peakname") {
                let after = first.firstIndex(of: ":").map { trimmed(first[first.index(after: $0)...]) } ?? ""
                peak = ColumnHeader.folded(after.isEmpty ? assay.table.text(row, 1) : after)
            } else if !peak.isEmpty, folded == "correlationcoefficient" || folded == "r" {
                guard let value = Double(trimmed(assay.table.text(row, 1))), value.magnitude <= 1 else { continue }
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

/// Thermo TraceFinder: one row an injection and peak, often one file a compound.
enum TraceFinderReader {
    static func read(_ assay: inout AssayTable) {
        LongTableReader(
            aliases: VendorColumns.traceFinder, isHeader: FormatSignature.isTraceFinder,
            refine: { raw, _ in
                var raw = raw
                // Peaks named C1, C2 … confirm the peak T1; they are no results of their own.
                let label = SpecialValue.plain(raw[.peakLabel])
                if label.hasPrefix("c"), label.dropFirst().allSatisfy({ $0.isNumber }), label.count > 1 { return nil }
                // The status of a peak that the software did not find.
                if SpecialValue.isSilent(raw[.concentration]), SpecialValue.meaning(of: raw[.area]) == .notFound { raw[.concentration] = "N/F" }
                raw[.manual] = ["manual", "user", "manualintegration"].contains(ColumnHeader.folded(raw[.manual])) ? "true" : ""
                return raw
            }
        ).read(&assay)
    }
}

/// Skyline: one row a replicate and molecule.
enum SkylineReader {
    static func read(_ assay: inout AssayTable) {
        LongTableReader(aliases: VendorColumns.skyline, isHeader: FormatSignature.isSkyline).read(&assay)
    }
}
