internal import DelimitedText
internal import Findings

/// Waters TargetLynx and QuanLynx complete summary: a block for each compound (or each sample), each with its header.
enum TargetLynxSummaryReader {
    static func isReport(_ firstCell: String) -> Bool {
        let folded = ColumnHeader.folded(firstCell)
        return folded.hasPrefix("quantifycompoundsummaryreport") || folded.hasPrefix("quantifysamplesummaryreport")
            || folded.hasPrefix("quantifytotalssummaryreport")
    }

    /// The name in `Compound 1:  CAT` or `Sample Name: INJ1   Sample ID: 7`, and whether it is a compound's.
    static func title(_ cell: String) -> (name: String, isCompound: Bool, sampleText: String)? {
        guard let colon = cell.firstIndex(of: ":") else { return nil }
        let words = cell[..<colon].split(separator: " ")
        if words.map({ $0.lowercased() }) == ["sample", "name"] {
            let parts = cell[cell.index(after: colon)...].split(separator: "Sample ID:", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts.first.map { trimmed($0) } ?? "", false, parts.count > 1 ? trimmed(parts[1]) : "")
        }
        guard words.count == 2, words[1].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let name = trimmed(cell[cell.index(after: colon)...])
        switch words[0].lowercased() {
        case "compound", "化合物", "verbindung", "composé", "compuesto", "composto": return (name, true, "")
        case "sample", "样品", "probe", "échantillon", "muestra", "amostra": return (name, false, "")
        default: return nil
        }
    }

    static func read(_ assay: inout AssayTable) {
        var title: (name: String, isCompound: Bool, sampleText: String)?
        var map: ColumnMap?
        /// Rows of each block, to see that the last is whole.
        var counts: [(name: String, rows: Int, row: Int)] = []
        for row in 0..<assay.table.rowCount where !assay.table.isBlank(row) {
            let first = trimmed(assay.table.text(row, 0))
            if let found = TargetLynxSummaryReader.title(first) {
                title = found
                map = nil
                counts.append((found.name, 0, row))
                continue
            }
            if let current = title, map == nil || first.isEmpty {
                let headers = assay.fields(row)
                if FormatSignature.isTargetLynxRow(foldedSet(headers)) {
                    if map != nil {
                        // A second header below one title: the title between them is missing or broken, and these rows are of another compound.
                        assay.findings.append(Finding("A092", .error, at: assay.table.position(row, 0), text: current.name, ["title": current.name]))
                        (title, map) = (nil, nil)
                        continue
                    }
                    var aliases = VendorColumns.targetLynx
                    if !current.isCompound {
                        for name in ["name", "名称", "compoundname"] { aliases[name] = .compound }
                    }
                    map = assay.columns(row, headers, aliases)
                    continue
                }
            }
            // A total of a group of compounds has no number of its own.
            guard let title, let map, Int(first) != nil else {
                if title != nil, map != nil, !first.isEmpty, row == assay.lastRow, !assay.endsWithLineEnd { _ = assay.isCut(row, expected: map?.fieldCount ?? 0) }
                continue
            }
            // Rows may leave out empty last fields, so that only a last row without an end can be a cut one.
            if assay.isCut(row, expected: map.fieldCount) { continue }
            var raw = assay.raw(row, map)
            if title.isCompound {
                raw[.compound] = title.name
            } else {
                raw[.injection] = title.name
                if !title.sampleText.isEmpty { raw[.sampleText] = title.sampleText }
            }
            guard !raw[.injection].isEmpty, !raw[.compound].isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: first, ["column": "Name"]))
                continue
            }
            if !counts.isEmpty { counts[counts.count - 1].rows += 1 }
            assay.rows.append(raw)
        }
        if let last = counts.last, counts.count > 1, let usual = counts.first?.rows, last.rows < usual, counts.dropLast().allSatisfy({ $0.rows == usual }) {
            assay.isTruncated = true
            assay.findings.append(
                Finding("A026", .error, at: assay.table.position(last.row, 0), text: last.name, ["count": String(last.rows), "expected": String(usual)]))
        }
    }
}
