internal import DelimitedText
internal import Findings
internal import ProgrammeFiles

/// One row a sample, one column an analyte: the consumption tables of drug-testing platforms, with Chinese or English headers.
struct WideTableReader {
    let catalogue: AnalyteCatalogue

    /// The columns of a row of headers: how samples are named, and which analyte stands where. Nil where it is no header.
    func columns(_ headers: [String]) -> (known: ColumnMap, analytes: [(column: Int, name: String, unit: String?)])? {
        let map = ColumnMap(headers: headers, aliases: VendorColumns.wideTable)
        guard map.has(.sampleText) || map.has(.injection) || map.has(.dataFile) else { return nil }
        var analytes: [(column: Int, name: String, unit: String?)] = []
        for (column, text) in map.unknown {
            guard let (name, unit) = analyte(text) else { continue }
            analytes.append((column, name, unit))
        }
        return analytes.isEmpty ? nil : (map, analytes)
    }

    /// The analyte that a header names, and the unit in it; loads, areas and ratios of an analyte are none.
    private func analyte(_ text: String) -> (String, String?)? {
        let header = ColumnHeader(text)
        var names = [trimmed(text)]
        for open in ["(", "（", "[", "【"] {
            if let start = text.firstIndex(of: Character(open)) { names.append(trimmed(text[..<start])) }
        }
        if let unit = header.unit, let range = text.range(ofLast: unit) { names.append(trimmed(text[..<range].drop { $0 == " " })) }
        for suffix in ["浓度", " concentration", " conc", " conc."] {
            for name in names where name.lowercased().hasSuffix(suffix) { names.append(trimmed(name.dropLast(suffix.count))) }
        }
        for name in names {
            let bare = name.last.map { "_-,，".contains($0) } == true ? String(name.dropLast()) : name
            if isKnown(bare) { return (bare, header.unit) }
        }
        return nil
    }

    private func isKnown(_ name: String) -> Bool {
        if case .unknown = catalogue.meaning(of: name) { return false }
        return !name.isEmpty
    }

    func headerRow(_ assay: AssayTable) -> Int? {
        for row in 0..<min(assay.table.rowCount, 30) where assay.table.fieldCount(row) > 1 {
            if columns(assay.fields(row)) != nil { return row }
        }
        return nil
    }

    func read(_ assay: inout AssayTable) {
        guard let headerRow = headerRow(assay), let (map, analytes) = columns(assay.fields(headerRow)) else { return }
        let taken = Set(analytes.map(\.column))
        let left = map.unknown.filter { !taken.contains($0.column) }
        if let first = left.first {
            assay.findings.append(
                Finding(
                    "A024", .info, at: assay.table.position(headerRow, first.column), text: first.header,
                    ["columns": left.prefix(12).map { "\"" + trimmed($0.header) + "\"" }.joined(separator: ", "), "count": String(left.count)]))
        }
        for row in (headerRow + 1)..<max(headerRow + 1, assay.table.rowCount) where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: map.fieldCount) { continue }
            let base = assay.raw(row, map)
            let name = [base[.injection], base[.dataFile], base[.sampleText]].first { !$0.isEmpty } ?? ""
            if assay.isStatistic(base, row: row, name: name) { continue }
            guard !name.isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": "sample"]))
                continue
            }
            for analyte in analytes {
                var raw = base
                raw.position = assay.table.position(row, analyte.column)
                raw[.compound] = analyte.name
                raw[.concentration] = assay.table.text(row, analyte.column)
                raw.headerUnit = analyte.unit
                raw.hasConcentrationColumn = true
                raw.mayBeCut = assay.isLastCell(row, analyte.column)
                assay.rows.append(raw)
            }
        }
    }
}

extension String {
    /// Where the last occurrence of a text begins.
    fileprivate func range(ofLast part: String) -> String.Index? {
        ranges(of: part).last?.lowerBound
    }
}
