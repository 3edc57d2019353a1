internal import DelimitedText
internal import Findings

/// Shimadzu LabSolutions Insight and the LabSolutions browsers.
///
/// Either a block for each compound - `ID#`, `Name`, a row of headers, a row for each
/// injection, statistics - or one table with the compound in a column. The column `Type`
/// says what kind of compound a row is, never what kind of sample.
enum LabSolutionsBrowserReader {
    /// Whether a row opens a block: `ID#` and a number, with the compound's name in the next row.
    static func opensBlock(_ assay: AssayTable, _ row: Int) -> Bool {
        guard row + 1 < assay.table.rowCount, isKey(assay.table.text(row, 0), ids), Int(trimmed(assay.table.text(row, 1))) != nil else { return false }
        return isKey(assay.table.text(row + 1, 0), names)
    }

    /// The first row of a block that names its compound and has no row of headers: the next row is that of a data file.
    static func headlessBlock(_ assay: AssayTable) -> Int? {
        let table = assay.table
        for row in 0..<max(0, min(table.rowCount - 1, 200)) {
            let file = trimmed(table.text(row + 1, 0)).lowercased()
            guard [".qgd", ".lcd", ".gcd"].contains(where: { file.hasSuffix($0) }), table.fieldCount(row + 1) > 3, !trimmed(table.text(row, 0)).isEmpty else { continue }
            if (1..<max(1, table.fieldCount(row))).allSatisfy({ trimmed(table.text(row, $0)).isEmpty }) { return row }
        }
        return nil
    }

    private static let ids: Set<String> = ["id#", "id号", "id", "id编号"]
    private static let names: Set<String> = ["name", "名称", "化合物名", "化合物名称", "名前", "化合物", "compound", "nombre", "nom"]

    private static func isKey(_ text: String, _ keys: Set<String>) -> Bool { text.utf8.count < 40 && keys.contains(ColumnHeader.folded(text)) }

    static func read(_ assay: inout AssayTable) {
        let hasBlocks = (0..<min(assay.table.rowCount, 4000)).contains { opensBlock(assay, $0) }
        guard hasBlocks else {
            LongTableReader(
                aliases: VendorColumns.labSolutionsBrowser, isHeader: FormatSignature.isLabSolutionsLong, refine: { raw, _ in refined(raw) },
                names: [.dataFile, .injection, .sampleText]
            ).read(&assay)
            return
        }
        readBlocks(&assay)
    }

    private static func readBlocks(_ assay: inout AssayTable) {
        var compound = ""
        var map: ColumnMap?
        for row in 0..<assay.table.rowCount where !assay.table.isBlank(row) {
            let first = trimmed(assay.table.text(row, 0))
            if map == nil || Int(first) == nil {
                if opensBlock(assay, row) {
                    (compound, map) = ("", nil)
                    continue
                }
                if map == nil, compound.isEmpty, isKey(first, names) {
                    compound = trimmed(assay.table.text(row, 1))
                    continue
                }
                if map == nil || first.isEmpty, let headers = headers(assay, row) {
                    map = assay.columns(row, headers, VendorColumns.labSolutionsBrowser)
                    continue
                }
            }
            guard let known = map else { continue }
            if assay.isCut(row, expected: known.fieldCount) { continue }
            // Statistics stand below a block with a blank in place of the row's number, their name in the next field.
            let name = first.isEmpty ? trimmed(assay.table.text(row, 1)) : first
            if Int(first) == nil, Statistic.isName(name) {
                assay.findings.append(Finding("A022", .info, at: assay.table.position(row, 0), text: name))
                continue
            }
            var raw = assay.raw(row, known)
            guard !(raw.isEmpty(.dataFile) && raw.isEmpty(.injection)), !compound.isEmpty || !raw.isEmpty(.compound) else {
                assay.findings.append(
                    Finding("A023", .error, at: assay.table.position(row, 0), text: name, ["column": compound.isEmpty ? "Name" : "Data Filename"]))
                continue
            }
            if !compound.isEmpty { raw[.compound] = compound }
            if let raw = refined(raw) { assay.rows.append(raw) }
        }
    }

    /// The headers of a block, whose first field may be blank.
    private static func headers(_ assay: AssayTable, _ row: Int) -> [String]? {
        guard assay.table.fieldCount(row) > 2 else { return nil }
        let fields = assay.fields(row)
        return FormatSignature.isLabSolutionsBrowser(foldedSet(fields)) ? fields : nil
    }

    private static func refined(_ raw: RawReading) -> RawReading? {
        var raw = raw
        if raw.holds(0x5C, .dataFile) || raw.holds(0x2F, .dataFile) { raw[.dataFile] = lastComponent(raw[.dataFile]) }
        if raw.holds(0x3A, .sampleType) { raw[.sampleType] = raw[.sampleType].split(separator: ":").last.map { trimmed($0) } ?? "" }
        return raw
    }
}
