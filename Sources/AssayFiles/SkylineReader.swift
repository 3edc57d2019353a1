internal import DelimitedText
internal import Findings
internal import Monitoring

/// Skyline reports: one row a replicate and molecule, precursor or transition; or one row a molecule, the replicates side by side.
enum SkylineReader {
    static func read(_ assay: inout AssayTable) {
        var curveTypes: [String: Bool] = [:]
        if let row = pivotRow(assay) {
            readPivot(&assay, headerRow: row)
        } else {
            LongTableReader(
                aliases: VendorColumns.skyline, isHeader: FormatSignature.isSkyline,
                refine: { raw, _ in
                    guard !raw.isEmpty(.excluded) else { return raw }
                    var raw = raw
                    // `Exclude From Calibration` speaks of the curve: a sample's figure is not taken out by it.
                    let type = raw[.sampleType]
                    if curveTypes[type] == nil { curveTypes[type] = [.standard, .qc].contains(SampleType(vendorText: type)) }
                    if curveTypes[type] != true { raw[.excluded] = "" }
                    return raw
                }
            ).read(&assay)
        }
        mergeTransitions(&assay)
    }

    // MARK: Precursors and transitions

    /// Makes one reading of the rows of a molecule's precursors and transitions in a replicate.
    ///
    /// Skyline repeats the molecule's quantification in each of them. Where they contradict
    /// each other, none is taken.
    private static func mergeTransitions(_ assay: inout AssayTable) {
        var places: [String: Int] = [:]
        var merged: [RawReading] = []
        merged.reserveCapacity(assay.rows.count)
        var contradictory: Set<Int> = []
        for raw in assay.rows {
            let key = [raw[.dataFile], raw[.injection], raw[.sampleText], raw[.compound]].joined(separator: "\u{0}")
            guard let place = places[key] else {
                places[key] = merged.count
                merged.append(raw)
                continue
            }
            let before = merged[place][.concentration]
            let text = raw[.concentration]
            if before == text || SpecialValue.isSilent(text) { continue }
            if SpecialValue.isSilent(before) {
                merged[place] = raw
            } else if contradictory.insert(place).inserted {
                assay.findings.append(
                    Finding("A055", .error, at: raw.position, text: text, ["compound": raw[.compound], "injection": raw[.injection], "other": before]))
            }
        }
        guard merged.count < assay.rows.count else { return }
        for place in contradictory { merged[place][.concentration] = "" }
        let first = assay.rows[0].position
        assay.findings.append(Finding("A054", .info, at: first, ["rows": String(assay.rows.count), "count": String(merged.count)]))
        assay.rows = merged
    }

    // MARK: Replicates side by side

    /// The values that stand in columns of their own for each replicate.
    private static let valueColumns: Set<AssayColumn> = [
        .concentration, .expected, .area, .accuracy, .retentionTime, .excluded, .sampleType, .acquiredAt, .dilution, .unit, .dataFile, .internalStandardArea,
    ]

    /// The row of headers where replicates stand side by side.
    static func pivotRow(_ assay: AssayTable) -> Int? {
        for row in 0..<min(assay.table.rowCount, 20) where assay.table.fieldCount(row) > 1 {
            let headers = assay.fields(row)
            let map = ColumnMap(headers: headers, aliases: VendorColumns.skyline)
            guard map.has(.compound), !map.has(.injection), !map.has(.dataFile), FormatSignature.namesMolecules(foldedSet(headers)) else { continue }
            let columns = headers.compactMap(pivoted)
            if columns.contains(where: { $0.column == .concentration || $0.column == .area }) { return row }
        }
        return nil
    }

    /// The replicate and the value that a header such as `INJ1 Quantification` names.
    private static func pivoted(_ header: String) -> (replicate: String, column: AssayColumn, unit: String?)? {
        let text = trimmed(header)
        for index in text.indices where text[index] == " " {
            let rest = ColumnHeader(String(text[text.index(after: index)...]))
            guard let column = VendorColumns.skyline[rest.whole] ?? VendorColumns.skyline[rest.base], valueColumns.contains(column) else { continue }
            return (trimmed(text[..<index]), column, rest.unit)
        }
        return nil
    }

    private static func readPivot(_ assay: inout AssayTable, headerRow: Int) {
        let headers = assay.fields(headerRow)
        let map = ColumnMap(headers: headers, aliases: VendorColumns.skyline)
        let odd = map.unknown.first { pivoted($0.header) == nil }?.column ?? map.blank
        guard let compound = map[.compound], assay.stands(headerRow, map, odd: odd) else { return }
        var order: [String] = []
        var replicates: [String: (places: ColumnPlaces, unit: String?)] = [:]
        for (index, header) in headers.enumerated() {
            guard let (name, column, unit) = pivoted(header), !name.isEmpty else { continue }
            if replicates[name] == nil {
                order.append(name)
                replicates[name] = (map.places, nil)
            }
            replicates[name]?.places[column] = index
            if column == .concentration, let unit { replicates[name]?.unit = unit }
        }
        let maps = order.compactMap { name in replicates[name].map { (name, ColumnMap(places: $0.places, unit: $0.unit, fieldCount: headers.count)) } }
        for row in (headerRow + 1)..<max(headerRow + 1, assay.table.rowCount) where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: headers.count) { continue }
            guard !trimmed(assay.table.text(row, compound)).isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": "Molecule"]))
                continue
            }
            for (name, map) in maps {
                var raw = assay.raw(row, map)
                raw[.injection] = name
                assay.rows.append(raw)
            }
        }
    }
}
