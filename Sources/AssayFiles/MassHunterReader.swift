internal import DelimitedText
internal import Findings

/// Agilent MassHunter batch tables: a row of groups above the row of headers.
///
/// Several tables may stand one after another in a file; each has its own groups and headers.
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
            let folded = ColumnHeader.folded(name)
            let isQualifier = Group.qualifiers.contains { folded.hasPrefix($0) }
            switch (isQualifier, kind) {
            case (true, .method): self = .qualifierMethod(name)
            case (true, _): self = .qualifier(name)
            case (false, .method): self = .method(name)
            case (false, .results): self = .results(name)
            case (false, nil): self = Group.samples.contains(folded) ? .sample : .results(name)
            }
        }

        enum Kind { case method, results }

        static func split(_ text: String) -> (String, Kind?) {
            let lower = text.lowercased()
            for (suffix, kind) in suffixes where lower.hasSuffix(suffix) && text.count > suffix.count {
                return (trimmed(text.dropLast(suffix.count)), kind)
            }
            for (prefix, kind) in prefixes where lower.hasPrefix(prefix) && text.count > prefix.count {
                return (trimmed(text.dropFirst(prefix.count)), kind)
            }
            return (text, nil)
        }

        /// How labels end, in lower case.
        private static let suffixes: [(String, Kind)] = [
            (" results", .results), (" result", .results), (" 结果", .results), ("结果", .results), (" ergebnisse", .results), ("-ergebnisse", .results),
            (" résultats", .results), (" resultados", .results), (" 結果", .results), ("結果", .results), (" 결과", .results), (" method", .method),
            (" 方法", .method), ("方法", .method), (" methode", .method), ("-methode", .method), (" méthode", .method), (" método", .method),
            (" メソッド", .method), ("メソッド", .method), (" 메서드", .method),
        ]
        /// How they begin in languages that put the noun first.
        private static let prefixes: [(String, Kind)] = [
            ("résultats ", .results), ("resultados de ", .results), ("ergebnisse für ", .results), ("ergebnisse ", .results), ("méthode ", .method),
            ("método de ", .method), ("methode für ", .method), ("methode ", .method),
        ]
        private static let qualifiers = [
            "qualifier(", "qualificateur(", "qualifikator(", "calificador(", "定性离子(", "定性(", "定性イオン(", "クオリファイア(", "クォリファイア(",
        ]
        private static let samples: Set<String> = [
            "sample", "samples", "样品", "样本", "probe", "proben", "échantillon", "muestra", "サンプル", "試料", "시료", "sampleinformation", "",
        ]
    }

    /// The first labels of a table of one row a compound, folded.
    private static let compoundLabels: Set<String> = [
        "compoundmethod", "compound", "compoundresults", "化合物方法", "化合物", "verbindungsmethode", "verbindung", "méthodecomposé", "composé", "compuesto", "化合物メソッド",
    ]

    /// The rows of groups and of headers, where the table's first stand.
    static func headerRow(_ assay: AssayTable, transposed: Bool) -> Int? {
        for row in 0..<max(0, min(assay.table.rowCount - 1, 40)) where heading(assay, row, transposed: transposed) != nil { return row }
        return nil
    }

    /// The row of headers below a row of groups; nil where a row is no such one.
    private static func heading(_ assay: AssayTable, _ row: Int, transposed: Bool) -> Int? {
        let table = assay.table
        guard row + 1 < table.rowCount, table.fieldCount(row) > 1 else { return nil }
        var below = row + 1
        while below < table.rowCount, table.fieldCount(below) <= 1 || table.isBlank(below) { below += 1 }
        guard below < min(table.rowCount, row + 3), table.fieldCount(below) > 3 else { return nil }
        // The label tells the two apart before any header is folded.
        let labels = assay.fields(row).lazy.map(trimmed).filter { !$0.isEmpty }
        guard let first = labels.first, compoundLabels.contains(ColumnHeader.folded(first)) == transposed else { return nil }
        let headers = assay.fields(below).map { ColumnHeader($0).base }
        guard headers.contains(where: { VendorColumns.massHunterResult[$0] != nil && $0 != "name" }) else { return nil }
        if transposed { return labels.dropFirst().first != nil && headers.contains { VendorColumns.massHunterCompound[$0] == .compound } ? below : nil }
        let names = headers.contains { VendorColumns.massHunterSample[$0] == .injection || VendorColumns.massHunterSample[$0] == .dataFile }
        return names && labels.contains { Group.split($0).1 != nil } ? below : nil
    }

    /// Columns of one group: its label's column to before the next label.
    private struct Block {
        var group: Group
        var label: String
        var columns: Range<Int>
    }

    private static func blocks(_ assay: AssayTable, _ row: Int, width: Int) -> [Block] {
        var starts: [(Int, Group, String)] = [(0, .sample, "")]
        for (column, label) in assay.fields(row).enumerated() where !trimmed(label).isEmpty {
            if column == 0 { starts = [] }
            // A label may be repeated over each of its columns where merged cells were filled.
            if let last = starts.last, last.2 == trimmed(label) { continue }
            starts.append((column, Group(label: label), trimmed(label)))
        }
        return starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1].0 : width
            return Block(group: starts[index].1, label: starts[index].2, columns: starts[index].0..<max(starts[index].0, end))
        }
    }

    /// Sets the places of the columns of a block; what stands already is kept.
    ///
    /// - Returns: the unit in the header of the concentration.
    @discardableResult
    private static func place(
        _ assay: AssayTable, _ row: Int, _ columns: Range<Int>, _ aliases: [String: AssayColumn], into places: inout ColumnPlaces, without: Set<AssayColumn> = []
    ) -> String? {
        var units = HeaderUnits()
        var found: Set<AssayColumn> = []
        for index in columns {
            let header = ColumnHeader(assay.table.text(row, index))
            guard let column = aliases[header.whole] ?? aliases[header.base], !found.contains(column), !without.contains(column) else { continue }
            found.insert(column)
            places[column] = index
            units.add(header, column, index, isWhole: aliases[header.whole] != nil)
        }
        return units.settled.unit
    }

    /// A compound of a wide table, or an injection of a compound table: its name, and where its columns stand.
    private struct Entry {
        var name: String
        var places: ColumnPlaces
        /// The first cell of its group.
        var first: Int
        var unit: String?
        var map: ColumnMap { ColumnMap(places: places, unit: unit, fieldCount: 0) }
    }

    private static func reading(_ assay: AssayTable, _ row: Int, _ map: ColumnMap, first: Int) -> RawReading {
        var raw = assay.raw(row, map)
        // Without a concentration the first cell of the group is what the reading is about.
        if !raw.hasConcentrationColumn, first > 0 { raw.position = assay.table.position(row, first) }
        return raw
    }

    /// The rows of each table: from below its headers to before the next row of groups.
    private static func tables(_ assay: AssayTable, transposed: Bool) -> [(groups: Int, headers: Int, rows: Range<Int>)] {
        guard let first = headerRow(assay, transposed: transposed), let headers = heading(assay, first, transposed: transposed) else { return [] }
        var tables = [(groups: first, headers: headers, rows: (headers + 1)..<assay.table.rowCount)]
        // Below the first table, only a row whose cell stands below a header and is a header's word can be one.
        var row = headers + 1
        var column = nameColumn(assay, headers, transposed)
        while row < assay.table.rowCount {
            let text = assay.table.text(row, column)
            if let below = tables.last?.headers, !text.isEmpty, text == assay.table.text(below, column) || VendorColumns.massHunterSample[ColumnHeader.folded(text)] != nil,
                row > below + 1, let groups = groupRow(assay, above: row, transposed: transposed), let found = heading(assay, groups, transposed: transposed), found == row
            {
                tables[tables.count - 1].rows = tables[tables.count - 1].rows.lowerBound..<max(tables[tables.count - 1].rows.lowerBound, groups)
                tables.append((groups: groups, headers: row, rows: (row + 1)..<max(row + 1, assay.table.rowCount)))
                column = nameColumn(assay, row, transposed)
            }
            row += 1
        }
        return tables
    }

    /// The last row above a row that is not blank.
    private static func groupRow(_ assay: AssayTable, above row: Int, transposed: Bool) -> Int? {
        var above = row - 1
        while above >= 0, assay.table.isBlank(above) { above -= 1 }
        return above >= 0 ? above : nil
    }

    /// The column of a header that names injections or compounds.
    private static func nameColumn(_ assay: AssayTable, _ headers: Int, _ transposed: Bool) -> Int {
        let aliases = transposed ? VendorColumns.massHunterCompound : VendorColumns.massHunterSample
        let wanted: [AssayColumn] = transposed ? [.compound] : [.injection, .dataFile]
        let fields = assay.fields(headers).map { aliases[ColumnHeader($0).base] }
        for column in wanted { if let index = fields.firstIndex(of: column) { return index } }
        return 0
    }

    /// Whether the labels of the groups do not stand above their columns: a delimiter too many or too few in either row gives
    /// the figures of one compound or injection to the next. Then the table is set aside with a finding.
    private static func isShifted(_ assay: inout AssayTable, _ groupRow: Int, _ headerRow: Int, _ blocks: [Block]) -> Bool {
        let table = assay.table
        // Each cell of a sheet has its column; empty ones at the end are left out.
        if table.sheetName != nil { return false }
        let (groups, headers) = (table.fieldCount(groupRow), table.fieldCount(headerRow))
        if groups == headers { return false }
        // A program that leaves out empty fields ends the row of groups with its last label; then all groups begin alike.
        let starts = Set(blocks.map { ColumnHeader(table.text(headerRow, $0.columns.lowerBound)).base })
        let isShort = groups < headers && !trimmed(table.text(groupRow, 0)).isEmpty && !trimmed(table.text(groupRow, groups - 1)).isEmpty
        if isShort, blocks.count > 1, starts.count == 1 { return false }
        assay.findings.append(
            Finding(
                "A091", .error, at: table.position(groupRow, 0), text: table.text(groupRow, 0),
                ["fields": String(table.fieldCount(groupRow)), "expected": String(table.fieldCount(headerRow))]))
        return true
    }

    /// Whether the rows stand below their headers, and no header of a group is nearly one that the group lacks.
    private static func stands(_ assay: inout AssayTable, _ headerRow: Int, _ blocks: [(columns: Range<Int>, aliases: [String: AssayColumn])]) -> Bool {
        let map = ColumnMap(headers: assay.fields(headerRow), aliases: everyAlias)
        guard assay.stands(headerRow, map, odd: map.unknown.first?.column ?? map.blank) else { return false }
        for (columns, aliases) in blocks {
            let own = ColumnMap(headers: columns.map { assay.table.text(headerRow, $0) }, aliases: aliases)
            if assay.isDoubtful(headerRow, own, aliases, from: columns.lowerBound) { return false }
        }
        return true
    }

    private static let everyAlias = VendorColumns.massHunterSample.merging(VendorColumns.massHunterResult) { first, _ in first }
        .merging(VendorColumns.massHunterQualifier) { first, _ in first }.merging(VendorColumns.massHunterMethod) { first, _ in first }

    /// Refuses the unit of each group that differs from that of most others, or states none where they do: of one table's
    /// groups, which the software writes alike, such a header is broken.
    ///
    /// - Parameter isShared: whether all groups are of one figure, such as the injections of a compound; else only a unit that is missing is refused.
    private static func settleUnits(_ entries: inout [Entry], isShared: Bool) {
        var counts: [AssayUnit: Int] = [:]
        for entry in entries { if let unit = entry.unit.flatMap({ AssayUnit($0) }) { counts[unit, default: 0] += 1 } }
        guard let usual = counts.max(by: { ($0.value, $1.key.symbol) < ($1.value, $0.key.symbol) })?.key else { return }
        for index in entries.indices where entries[index].places[.concentration] != nil || entries[index].places[.undilutedConcentration] != nil {
            guard let text = entries[index].unit else {
                entries[index].unit = UnitConflict.joined("?", usual.symbol)
                continue
            }
            if isShared, let unit = AssayUnit(text), unit != usual { entries[index].unit = UnitConflict.joined(text, usual.symbol) }
        }
    }

    /// The injections of one label: two of one name that stand side by side share it, and the first header stands again where the second begins.
    private static func injections(_ assay: AssayTable, _ headerRow: Int, _ block: Block) -> [Block] {
        let first = ColumnHeader(assay.table.text(headerRow, block.columns.lowerBound)).whole
        let starts = block.columns.filter { ColumnHeader(assay.table.text(headerRow, $0)).whole == first }
        guard !first.isEmpty, starts.count > 1 else { return [block] }
        return starts.indices.map { index in
            Block(group: block.group, label: block.label, columns: starts[index]..<(index + 1 < starts.count ? starts[index + 1] : block.columns.upperBound))
        }
    }

    // MARK: One row an injection

    static func readWide(_ assay: inout AssayTable) {
        for table in tables(assay, transposed: false) { readWide(&assay, groupRow: table.groups, headerRow: table.headers, rows: table.rows) }
    }

    private static func readWide(_ assay: inout AssayTable, groupRow: Int, headerRow: Int, rows: Range<Int>) {
        let width = max(assay.table.fieldCount(headerRow), assay.table.fieldCount(groupRow))
        let blocks = blocks(assay, groupRow, width: width)
        if isShifted(&assay, groupRow, headerRow, blocks.filter { if case .results = $0.group { true } else { false } }) { return }
        let named = blocks.compactMap { block -> (columns: Range<Int>, aliases: [String: AssayColumn])? in
            switch block.group {
            case .sample: (block.columns, VendorColumns.massHunterSample)
            case .results: (block.columns, VendorColumns.massHunterResult)
            default: nil
            }
        }
        guard stands(&assay, headerRow, named) else { return }
        var sample = ColumnPlaces()
        for block in blocks where block.group == .sample { place(assay, headerRow, block.columns, VendorColumns.massHunterSample, into: &sample) }
        var compounds: [Entry] = []
        var hasQualifier = false
        for block in blocks {
            guard case .results(let name) = block.group else {
                if case .qualifier = block.group, !hasQualifier, !compounds.isEmpty {
                    place(assay, headerRow, block.columns, VendorColumns.massHunterQualifier, into: &compounds[compounds.count - 1].places)
                    hasQualifier = true
                }
                continue
            }
            var entry = Entry(name: name, places: sample, first: block.columns.lowerBound, unit: nil)
            for method in blocks where method.group == .method(name) {
                place(assay, headerRow, method.columns, VendorColumns.massHunterMethod, into: &entry.places)
            }
            entry.unit = place(assay, headerRow, block.columns, VendorColumns.massHunterResult, into: &entry.places)
            compounds.append(entry)
            hasQualifier = false
        }
        settleUnits(&compounds, isShared: false)
        let base = ColumnMap(places: sample, unit: nil, fieldCount: width)
        let maps = compounds.map(\.map)
        for row in rows where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: width) { continue }
            let raw = assay.raw(row, base)
            let name = [AssayColumn.injection, .dataFile, .sampleText].lazy.map { raw[$0] }.first { !$0.isEmpty } ?? ""
            if assay.isStatistic(raw, row: row, name: name) { continue }
            guard !name.isEmpty else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: assay.table.text(row, 0), ["column": "injection"]))
                continue
            }
            for (compound, map) in zip(compounds, maps) {
                var raw = reading(assay, row, map, first: compound.first)
                raw[.compound] = compound.name
                assay.rows.append(raw)
            }
        }
    }

    // MARK: One row a compound

    static func readCompoundTable(_ assay: inout AssayTable) {
        for table in tables(assay, transposed: true) { readCompounds(&assay, groupRow: table.groups, headerRow: table.headers, rows: table.rows) }
    }

    private static func readCompounds(_ assay: inout AssayTable, groupRow: Int, headerRow: Int, rows: Range<Int>) {
        let width = max(assay.table.fieldCount(headerRow), assay.table.fieldCount(groupRow))
        let groups = blocks(assay, groupRow, width: width)
        guard let first = groups.first, !isShifted(&assay, groupRow, headerRow, Array(groups.dropFirst())) else { return }
        guard stands(&assay, headerRow, groups.dropFirst().map { ($0.columns, VendorColumns.massHunterResult) }) else { return }
        var compound = ColumnPlaces()
        place(assay, headerRow, first.columns, VendorColumns.massHunterCompound, into: &compound)
        guard let nameColumn = compound[.compound] else { return }
        var sampleAliases = VendorColumns.massHunterSample
        for name in ["name", "名称", "名前", "nom", "nombre"] { sampleAliases[name] = nil }
        var samples = groups.dropFirst().flatMap { injections(assay, headerRow, $0) }.map { block in
            var entry = Entry(name: Group.split(block.label).0, places: compound, first: block.columns.lowerBound, unit: nil)
            place(assay, headerRow, block.columns, sampleAliases, into: &entry.places)
            entry.unit = place(assay, headerRow, block.columns, VendorColumns.massHunterResult, into: &entry.places)
            return entry
        }
        settleUnits(&samples, isShared: true)
        let maps = samples.map(\.map)
        for row in rows where !assay.table.isBlank(row) {
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
            if case .qualifier = Group(label: name) { continue }
            for (sample, map) in zip(samples, maps) {
                var raw = reading(assay, row, map, first: sample.first)
                raw[.injection] = sample.name
                raw[.compound] = name
                assay.rows.append(raw)
            }
        }
    }
}
