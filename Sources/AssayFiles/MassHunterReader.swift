internal import DelimitedText
internal import Findings

/// Agilent MassHunter batch tables: a row of groups above the row of headers.
enum MassHunterReader {
    /// What a group of columns is about.
    enum Group: Hashable {
        case sample
        case method(String)
        case results(String)
        case qualifier(String)
        case qualifierMethod(String)

        init(label: String) {
            let text = trimmed(label)
            let (name, kind) = Group.split(text)
            let isQualifier = ColumnHeader.folded(name).hasPrefix("qualifier(") || name.hasPrefix("定性离子")
            switch (isQualifier, kind) {
            case (true, .method): self = .qualifierMethod(name)
            case (true, _): self = .qualifier(name)
            case (false, .method): self = .method(name)
            case (false, .results): self = .results(name)
            case (false, nil): self = ["sample", "samples", "样品", "样本", "probe", ""].contains(ColumnHeader.folded(text)) ? .sample : .results(name)
            }
        }

        enum Kind { case method, results }

        static func split(_ text: String) -> (String, Kind?) {
            let lower = text.lowercased()
            for (suffix, kind) in suffixes where lower.hasSuffix(suffix) && text.count > suffix.count {
                return (trimmed(text.dropLast(suffix.count)), kind)
            }
            return (text, nil)
        }

        /// How labels end, in lower case.
        private static let suffixes: [(String, Kind)] = [
            (" results", .results), (" result", .results), (" 结果", .results), ("结果", .results), (" ergebnisse", .results), (" résultats", .results),
            (" method", .method), (" 方法", .method), ("方法", .method), (" methode", .method), (" méthode", .method),
        ]
    }

    /// The first labels of a table of one row a compound, folded.
    private static let compoundLabels: Set<String> = ["compoundmethod", "compound", "compoundresults", "化合物方法", "化合物"]

    /// The row of groups, where a table has one with its headers below: wide, or one row a compound.
    static func headerRow(_ assay: AssayTable, transposed: Bool) -> Int? {
        for row in 0..<max(0, min(assay.table.rowCount - 1, 40)) where assay.table.fieldCount(row) > 3 {
            var below = row + 1
            while below < assay.table.rowCount, assay.table.fieldCount(below) <= 1 { below += 1 }
            guard below < min(assay.table.rowCount, row + 3), assay.table.fieldCount(below) > 3 else { continue }
            // The label tells the two apart before any header is folded.
            let labels = assay.fields(row).lazy.map(trimmed).filter { !$0.isEmpty }
            guard let first = labels.first, compoundLabels.contains(ColumnHeader.folded(first)) == transposed else { continue }
            let headers = assay.fields(below).map { ColumnHeader($0).base }
            guard headers.contains(where: { VendorColumns.massHunterResult[$0] != nil && $0 != "name" }) else { continue }
            if transposed {
                if labels.dropFirst().first != nil, headers.contains(where: { $0 == "name" || $0 == "名称" || $0 == "compoundname" }) { return row }
            } else if headers.contains(where: { VendorColumns.massHunterSample[$0] == .injection || VendorColumns.massHunterSample[$0] == .dataFile }) {
                if labels.contains(where: { Group.split($0).1 != nil }) { return row }
            }
        }
        return nil
    }

    /// Columns of one group: its label's column to before the next label.
    private struct Block {
        var group: Group
        var columns: Range<Int>
    }

    private static func blocks(_ assay: AssayTable, _ row: Int, width: Int) -> [Block] {
        var starts: [(Int, Group)] = [(0, .sample)]
        for (column, label) in assay.fields(row).enumerated() where !trimmed(label).isEmpty {
            if column == 0 { starts = [] }
            starts.append((column, Group(label: label)))
        }
        return starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1].0 : width
            return Block(group: starts[index].1, columns: starts[index].0..<max(starts[index].0, end))
        }
    }

    private static func map(_ assay: AssayTable, _ row: Int, _ columns: Range<Int>, _ aliases: [String: AssayColumn]) -> [AssayColumn: Int] {
        var result: [AssayColumn: Int] = [:]
        for column in columns {
            let header = ColumnHeader(assay.table.text(row, column))
            if let found = aliases[header.whole] ?? aliases[header.base], result[found] == nil { result[found] = column }
        }
        return result
    }

    /// The unit in the header of the concentration.
    private static func unit(_ assay: AssayTable, _ row: Int, _ columns: [AssayColumn: Int]) -> String? {
        (columns[.concentration] ?? columns[.undilutedConcentration]).flatMap { ColumnHeader(assay.table.text(row, $0)).unit }
    }

    // MARK: One row an injection

    private struct Compound {
        var name: String
        var results: [AssayColumn: Int]
        /// The first cell of its group.
        var first: Int
        var method: [AssayColumn: Int]
        var qualifier: [AssayColumn: Int] = [:]
        var unit: String?
    }

    static func readWide(_ assay: inout AssayTable) {
        guard let groupRow = headerRow(assay, transposed: false) else { return }
        let headerRow = groupRow + 1
        let width = max(assay.table.fieldCount(headerRow), assay.table.fieldCount(groupRow))
        var sample: [AssayColumn: Int] = [:]
        var compounds: [Compound] = []
        var methods: [String: [AssayColumn: Int]] = [:]
        for block in blocks(assay, groupRow, width: width) {
            switch block.group {
            case .sample: sample.merge(map(assay, headerRow, block.columns, VendorColumns.massHunterSample)) { first, _ in first }
            case .method(let name): methods[name] = map(assay, headerRow, block.columns, VendorColumns.massHunterMethod)
            case .results(let name):
                let results = map(assay, headerRow, block.columns, VendorColumns.massHunterResult)
                compounds.append(
                    Compound(
                        name: name, results: results, first: block.columns.lowerBound, method: methods[name] ?? [:], unit: unit(assay, headerRow, results)))
            case .qualifier:
                guard !compounds.isEmpty, compounds[compounds.count - 1].qualifier.isEmpty else { continue }
                compounds[compounds.count - 1].qualifier = map(assay, headerRow, block.columns, VendorColumns.massHunterQualifier)
            case .qualifierMethod: continue
            }
        }
        for row in (headerRow + 1)..<max(headerRow + 1, assay.table.rowCount) where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: width) { continue }
            var base = RawReading(position: assay.table.position(row, 0))
            for (column, index) in sample { base[column] = assay.table.text(row, index) }
            let name = [base[.injection], base[.dataFile], base[.sampleText]].first { !$0.isEmpty } ?? ""
            if assay.isStatistic(base, row: row, name: name) { continue }
            guard !name.isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": "injection"]))
                continue
            }
            for compound in compounds { assay.rows.append(reading(assay, row, compound, base)) }
        }
    }

    private static func reading(_ assay: AssayTable, _ row: Int, _ compound: Compound, _ base: RawReading) -> RawReading {
        var raw = base
        for (column, index) in compound.method { raw[column] = assay.table.text(row, index) }
        for (column, index) in compound.results { raw[column] = assay.table.text(row, index) }
        for (column, index) in compound.qualifier { raw[column] = assay.table.text(row, index) }
        raw[.compound] = compound.name
        raw.headerUnit = compound.unit
        raw.hasConcentrationColumn = compound.results[.concentration] != nil || compound.results[.undilutedConcentration] != nil
        raw.mayBeCut = assay.isLastCell(row, compound.results[.concentration] ?? compound.results[.undilutedConcentration])
        raw.hasPeakColumn = compound.results[.area] != nil || compound.results[.retentionTime] != nil
        let place = raw[.concentration].isEmpty && !raw[.undilutedConcentration].isEmpty ? compound.results[.undilutedConcentration] : nil
        let fallback = compound.results[.concentration] ?? compound.results[.undilutedConcentration] ?? compound.first
        raw.position = assay.table.position(row, place ?? fallback)
        return raw
    }

    // MARK: One row a compound

    private struct Injection {
        var name: String
        var results: [AssayColumn: Int]
        var sample: [AssayColumn: Int]
        var first: Int
        var unit: String?
    }

    static func readCompoundTable(_ assay: inout AssayTable) {
        guard let groupRow = headerRow(assay, transposed: true) else { return }
        let headerRow = groupRow + 1
        let width = max(assay.table.fieldCount(headerRow), assay.table.fieldCount(groupRow))
        let groups = blocks(assay, groupRow, width: width)
        guard let first = groups.first else { return }
        let compound = map(assay, headerRow, first.columns, VendorColumns.massHunterCompound)
        guard let nameColumn = compound[.compound] else { return }
        var sampleAliases = VendorColumns.massHunterSample
        sampleAliases["name"] = nil
        let samples = groups.dropFirst().map { block in
            let results = map(assay, headerRow, block.columns, VendorColumns.massHunterResult)
            return Injection(
                name: Group.split(trimmed(assay.table.text(groupRow, block.columns.lowerBound))).0, results: results,
                sample: map(assay, headerRow, block.columns, sampleAliases).filter { results[$0.key] == nil }, first: block.columns.lowerBound,
                unit: unit(assay, headerRow, results))
        }
        for row in (headerRow + 1)..<max(headerRow + 1, assay.table.rowCount) where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: width) { continue }
            let name = trimmed(assay.table.text(row, nameColumn))
            if Statistic.isName(name) {
                assay.findings.append(Finding("A022", .info, at: assay.table.position(row, 0), text: name))
                continue
            }
            guard !name.isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": "compound"]))
                continue
            }
            if ColumnHeader.folded(name).hasPrefix("qualifier(") { continue }
            for sample in samples {
                var base = RawReading(position: assay.table.position(row, nameColumn))
                for (column, index) in sample.sample { base[column] = assay.table.text(row, index) }
                for (column, index) in compound where column != .compound { base[column] = assay.table.text(row, index) }
                base[.injection] = sample.name
                let group = Compound(name: name, results: sample.results, first: sample.first, method: [:], unit: sample.unit)
                assay.rows.append(reading(assay, row, group, base))
            }
        }
    }
}
