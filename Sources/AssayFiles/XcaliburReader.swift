internal import DelimitedText
internal import Findings

/// Thermo Xcalibur's Quan Browser and LCquan, and TraceFinder's workbooks: a table for each compound, one row an injection.
///
/// Xcalibur writes the compound under the words `Component Name` above the headers; where
/// nothing stands there, the name of the sheet is the compound. `NF` is a peak that was not
/// found, `NA` a figure that was not determined.
enum XcaliburReader {
    static func read(_ assay: inout AssayTable) {
        let table = assay.table
        var map: ColumnMap?
        var compound = ""
        for row in 0..<table.rowCount {
            if table.isBlank(row) {
                // Below the rows of a compound stand who made the file and when.
                if map != nil, hasEnded(assay, after: row) { map = nil }
                continue
            }
            if let column = labelColumn(assay, row) {
                compound = trimmed(table.text(row + 1, column))
                map = nil
                continue
            }
            let fields = assay.fields(row)
            if FormatSignature.isXcalibur(foldedSet(fields)) {
                map = assay.columns(row, fields, VendorColumns.xcalibur)
                continue
            }
            guard let known = map else { continue }
            if assay.isCut(row, expected: known.fieldCount) { continue }
            read(row, known, compound: compound.isEmpty ? table.sheetName ?? "" : compound, &assay)
        }
    }

    private static func read(_ row: Int, _ map: ColumnMap, compound: String, _ assay: inout AssayTable) {
        var raw = assay.raw(row, map)
        let name = raw[.injection]
        if assay.isStatistic(raw, row: row, name: name) { return }
        guard !name.isEmpty, !compound.isEmpty else {
            assay.findings.append(
                Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": name.isEmpty ? "injection" : "compound"]))
            return
        }
        raw[.compound] = compound
        if SpecialValue.isSilent(raw[.concentration]), SpecialValue.meaning(of: raw[.status]) == .notFound { raw[.concentration] = "NF" }
        assay.rows.append(raw)
    }

    /// The column of the words under which the compound's name stands; nil where the row has none.
    private static func labelColumn(_ assay: AssayTable, _ row: Int) -> Int? {
        (0..<min(assay.table.fieldCount(row), 8)).first { column in
            let text = ColumnHeader.folded(assay.table.text(row, column))
            return text == "componentname" || text == "compoundname" || text == "组分名称" || text == "化合物名称"
        }
    }

    /// Whether the row after blank ones is no injection: it has no more than the few cells of `Created By:`.
    private static func hasEnded(_ assay: AssayTable, after row: Int) -> Bool {
        var next = row + 1
        while next < assay.table.rowCount, assay.table.isBlank(next) { next += 1 }
        return next >= assay.table.rowCount || assay.fields(next).count { !trimmed($0).isEmpty } < 4
    }
}
