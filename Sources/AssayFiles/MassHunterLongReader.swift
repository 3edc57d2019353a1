internal import DelimitedText
internal import Findings

/// Agilent MassHunter quantitation reports and LIMS exports: one row an injection and compound, with one row of headers.
///
/// A report may hold a block of rows for each compound, and before them a sequence table
/// that names the samples and their types by data file.
enum MassHunterLongReader {
    static func read(_ assay: inout AssayTable) {
        let sequence = sequence(assay)
        LongTableReader(
            aliases: VendorColumns.massHunterLong, isHeader: FormatSignature.isMassHunterLong,
            isPreamble: { table, row in
                switch ColumnHeader.folded(table.table.text(row, 0)) {
                case "targetcompound", "batchinfo", "sequencetable", "quantitationresults", "目标化合物", "定量结果", "序列表": true
                default: false
                }
            },
            refine: { raw, _ in
                guard let sample = sequence[raw[.dataFile]] else { return raw }
                var raw = raw
                for (column, text) in sample where raw.isEmpty(column) { raw[column] = text }
                return raw
            }
        ).read(&assay)
    }

    /// What the rows of sequence tables say of each data file.
    private static func sequence(_ assay: AssayTable) -> [String: [(AssayColumn, String)]] {
        var samples: [String: [(AssayColumn, String)]] = [:]
        var map: ColumnMap?
        for row in 0..<min(assay.table.rowCount, 20_000) {
            if assay.table.isBlank(row) {
                map = nil
                continue
            }
            guard let known = map, let file = known[.dataFile] else {
                let first = ColumnHeader.folded(assay.table.text(row, 0))
                guard VendorColumns.massHunterSample[first] != nil else { continue }
                let headers = foldedSet(assay.fields(row))
                if FormatSignature.isMassHunterLong(headers) { continue }
                let found = ColumnMap(headers: assay.fields(row), aliases: VendorColumns.massHunterLong)
                if found.has(.dataFile), found.has(.injection) || found.has(.sampleType) { map = found }
                continue
            }
            let name = trimmed(assay.table.text(row, file))
            guard !name.isEmpty else { continue }
            samples[name] = [AssayColumn.injection, .sampleType, .level, .sampleText, .acquiredAt, .dilution].compactMap { column in
                known[column].map { (column, trimmed(assay.table.text(row, $0))) }
            }
        }
        return samples
    }
}
