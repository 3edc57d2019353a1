internal import DelimitedText
internal import Findings

/// Shimadzu LabSolutions text: sections in brackets, the results of one data file after another.
enum LabSolutionsReader {
    static func isResults(_ cell: String) -> Bool {
        let folded = ColumnHeader.folded(cell)
        return folded.hasPrefix("[msquantitativeresults") || folded.hasPrefix("[compoundresults") || folded.hasPrefix("[quantitativeresults")
    }

    static func read(_ assay: inout AssayTable) {
        var section = ""
        var about = RawReading(position: assay.table.position(0, 0))
        var map: ColumnMap?
        var announced: (count: Int, row: Int)?
        var found = 0
        var reported: Set<[String]> = []
        for row in 0..<assay.table.rowCount where !assay.table.isBlank(row) {
            let first = trimmed(assay.table.text(row, 0))
            if first.hasPrefix("["), first.contains("]") {
                close(&assay, announced, found)
                (announced, found, map) = (nil, 0, nil)
                section = first
                if ColumnHeader.folded(first) == "[header]" { about = RawReading(position: assay.table.position(row, 0)) }
                continue
            }
            guard isResults(section) else {
                describe(&about, key: first, value: assay.table.text(row, 1))
                continue
            }
            let folded = ColumnHeader.folded(first)
            if folded == "#ofids" {
                announced = Int(trimmed(assay.table.text(row, 1))).map { ($0, row) }
                continue
            }
            if map == nil {
                let headers = assay.fields(row)
                guard FormatSignature.isLabSolutionsRow(foldedSet(headers)) else { continue }
                let found = ColumnMap(headers: headers, aliases: aliases)
                map = found
                if reported.insert(headers).inserted { assay.report(found, row: row) }
                continue
            }
            guard let map else { continue }
            if assay.isCut(row, expected: map.fieldCount) { continue }
            guard Int(first) != nil else { continue }
            var raw = assay.raw(row, map)
            guard !raw[.compound].isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: first, ["column": "Name"]))
                continue
            }
            found += 1
            for column in [AssayColumn.injection, .dataFile, .sampleText, .sampleType, .acquiredAt, .dilution, .level, .batch] where raw[column].isEmpty {
                raw[column] = about[column]
            }
            if raw[.concentration].isEmpty, SpecialValue.meaning(of: raw[.retentionTime]) == .notFound { raw[.concentration] = raw[.retentionTime] }
            guard !(raw[.injection].isEmpty && raw[.dataFile].isEmpty) else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: raw[.compound], ["column": "Data File Name"]))
                continue
            }
            assay.rows.append(raw)
        }
        close(&assay, announced, found)
    }

    private static let aliases: [String: AssayColumn] = VendorColumns.labSolutions.merging(["rtime": .retentionTime]) { first, _ in first }

    /// A line of a section that describes the data file.
    private static func describe(_ about: inout RawReading, key: String, value: String) {
        switch ColumnHeader.folded(key) {
        case "datafilename", "datafile": about[.dataFile] = lastComponent(value)
        case "samplename": about[.injection] = value
        case "sampleid": about[.sampleText] = value
        case "sampletype": about[.sampleType] = value.split(separator: ":").last.map { trimmed($0) } ?? value
        case "acquired", "acquisitiondate", "analysisdate", "dateacquired", "acquireddate": about[.acquiredAt] = value
        case "dilutionfactor": about[.dilution] = value
        case "level#", "level": about[.level] = value
        case "batchfilename", "batchfile": about[.batch] = lastComponent(value)
        default: break
        }
    }

    /// Fewer rows than `# of IDs` says is a file that was cut.
    private static func close(_ assay: inout AssayTable, _ announced: (count: Int, row: Int)?, _ found: Int) {
        guard let announced, found < announced.count else { return }
        assay.isTruncated = true
        assay.findings.append(
            Finding(
                "A026", .error, at: assay.table.position(announced.row, 0), text: assay.table.text(announced.row, 0),
                ["count": String(found), "expected": String(announced.count)]))
    }
}

/// The last component of a path of Windows or Unix.
func lastComponent(_ path: String) -> String {
    path.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map { trimmed($0) } ?? trimmed(path)
}
