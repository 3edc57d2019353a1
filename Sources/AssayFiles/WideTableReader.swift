internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// One row a sample, one column an analyte: the consumption tables of drug-testing platforms, with Chinese or English headers.
///
/// A column is a concentration by its own header, by a row of groups above the headers, or by
/// a row of units below them. Loads, areas, ratios and the like are never one; what cannot be
/// told is refused by name.
struct WideTableReader {
    let catalogue: AnalyteCatalogue

    /// A column that holds the concentration of an analyte.
    struct AnalyteColumn: Hashable {
        var column: Int
        var name: String
        var unit: String?
    }

    /// What the columns of a header are.
    struct Columns {
        var map: ColumnMap
        var analytes: [AnalyteColumn]
        /// Columns of an analyte that hold something else, such as its load.
        var others: [(column: Int, header: String)]
        /// Columns that are not understood.
        var odd: [(column: Int, header: String)] {
            let known = Set(analytes.map(\.column) + others.map(\.column))
            return map.unknown.filter { !known.contains($0.column) }
        }
    }

    /// The columns of a row of headers, with what the row above says of groups of them; nil where it is no header.
    func columns(_ headers: [String], groups: [String] = []) -> Columns? {
        let map = ColumnMap(headers: headers, aliases: VendorColumns.wideTable)
        guard map.has(.sampleText) || map.has(.injection) || map.has(.dataFile), !WideTableReader.isOfPeaks(headers) else { return nil }
        var columns = Columns(map: map, analytes: [], others: [])
        for (column, text) in map.unknown {
            switch kind(text, group: groups.indices.contains(column) ? groups[column] : "") {
            case .concentration(let name, let unit): columns.analytes.append(AnalyteColumn(column: column, name: name, unit: unit))
            case .other: columns.others.append((column, text))
            case .none: continue
            }
        }
        return columns.analytes.isEmpty || WideTableReader.areGroups(headers, columns.analytes) ? nil : columns
    }

    /// The columns of a row of headers that name an analyte's concentration, though no column names samples; none where one does.
    func analytes(_ headers: [String]) -> [(column: Int, header: String)] {
        let map = ColumnMap(headers: headers, aliases: VendorColumns.wideTable)
        if map.has(.sampleText) || map.has(.injection) || map.has(.dataFile) || WideTableReader.isOfPeaks(headers) { return [] }
        return map.unknown.filter { if case .concentration = kind($0.header, group: "") { true } else { false } }
    }

    /// Whether a row is a peak: headers such as `RT` and `Height` stand by themselves. Of a row that is a sample they would be no one's,
    /// and an abbreviation such as `CE`, the collision energy, is no analyte there.
    private static func isOfPeaks(_ headers: [String]) -> Bool {
        headers.count { peakHeaders.contains(ColumnHeader.folded($0)) } > 1
    }

    private static let peakHeaders: Set<String> = [
        "m/z", "mz", "rt", "rettime", "retentiontime", "height", "peakheight", "peakarea", "basepeak", "abund", "fwhm", "s/n", "signal/noise", "保留时间", "峰面积", "峰高", "信噪比",
    ]

    /// Whether names of analytes stand above several columns each, as a batch table's row of groups does: then the headers are
    /// those of another row, and what stands below a name may be an area.
    private static func areGroups(_ headers: [String], _ analytes: [AnalyteColumn]) -> Bool {
        analytes.contains { analyte in
            let next = analyte.column + 1
            guard headers.indices.contains(next), trimmed(headers[next]).isEmpty else { return false }
            let label = headers[analyte.column].lowercased()
            return headers[next...].contains { !trimmed($0).isEmpty } || label.hasSuffix("results") || label.hasSuffix("结果")
        }
    }

    private enum Kind { case concentration(String, String?), other, none }

    private func kind(_ text: String, group: String) -> Kind {
        let header = ColumnHeader(text)
        guard let name = analyte(text, header) else { return .none }
        if WideTableReader.isOther(text) || WideTableReader.isOther(group) { return .other }
        // A group in brackets that is a unit, though none of concentration: a load, a share, an amount.
        if let unit = header.unit ?? ColumnHeader(group).unit ?? AssayUnit.stated(in: group) {
            return AssayUnit(unit) != nil || AssayUnit.isMolar(unit) ? .concentration(name, unit) : .other
        }
        if let words = header.group, words.contains("/") || words.contains("·") || words.contains("天") || words.contains("人") { return .other }
        // A unit with one wrong letter is refused by name; another word in brackets, such as an abbreviation, is none.
        return .concentration(name, header.isOpen ? text : header.misspeltUnit)
    }

    /// Words of columns that are no concentrations, lower case.
    private static let otherWords = [
        "负荷", "载荷", "排放量", "消耗", "消费", "人均", "千人", "吸食", "排泄", "指数", "占比", "比例", "比值", "回收率", "峰面积", "保留时间", "离子比", "检出率", "标准差", "偏差",
        "load", "loads", "consumption", "per capita", "per day", "day", "excretion", "recovery", "ratio", "area", "retention", "rt", "rsd", "uncertainty", "flag", "lod", "loq",
        "mdl", "检出限", "定量限", "response", "sd", "accuracy", "doses", "dose", "剂量", "人次",
    ]

    private static func isOther(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        let lower = text.lowercased()
        return otherWords.contains { word in
            guard let range = lower.ranges(of: word).last else { return false }
            // A Latin word must stand by itself: `ratio` is part of `concentration`.
            guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
            let before = range.lowerBound == lower.startIndex ? " " : lower[lower.index(before: range.lowerBound)]
            let after = range.upperBound == lower.endIndex ? " " : lower[range.upperBound]
            return !before.isLetter && !before.isNumber && !after.isLetter && !after.isNumber
        }
    }

    /// The name of the analyte in a header, without unit, brackets and words for a concentration.
    private func analyte(_ text: String, _ header: ColumnHeader) -> String? {
        var names = [trimmed(text)]
        for open in ["(", "（", "[", "【"] {
            if let start = text.firstIndex(of: Character(open)) { names.append(trimmed(text[..<start])) }
        }
        if let unit = header.unit, let range = text.range(ofLast: unit) { names.append(trimmed(text[..<range])) }
        for suffix in WideTableReader.concentrationWords {
            for name in names where name.lowercased().hasSuffix(suffix) { names.append(trimmed(name.dropLast(suffix.count))) }
        }
        for word in WideTableReader.otherWords where !word.utf8.allSatisfy({ $0 < 0x80 }) || word == "load" {
            // `甲基苯丙胺负荷量` is a column of that analyte, though none of its concentration.
            for name in names { if let range = name.lowercased().ranges(of: word).first { names.append(trimmed(name[..<range.lowerBound])) } }
        }
        for name in names {
            let bare = name.last.map { "_-,，/:：".contains($0) } == true ? trimmed(name.dropLast()) : name
            if isKnown(bare) { return bare }
        }
        return nil
    }

    private static let concentrationWords = [
        "浓度", "含量", "测定值", "检测值", "检测结果", "测定结果", "结果", " concentration", " conc", " conc.", " final conc.", " calc. conc.", " final conc", " calc conc", " result",
        " results", "_conc", "_concentration", " amount",
    ]

    private func isKnown(_ name: String) -> Bool {
        if name.isEmpty || name.utf8.count > 200 { return false }
        if case .unknown = catalogue.meaning(of: name) { return catalogue[AnalyteCode(name)] != nil }
        return true
    }

    /// The labels of groups in the row above a header, each carried to the right over blanks.
    private static func groups(_ assay: AssayTable, above row: Int) -> [String] {
        var above = row - 1
        while above >= 0, assay.table.isBlank(above) { above -= 1 }
        guard above >= 0 else { return [] }
        let labels = assay.fields(above).map(trimmed)
        // A title has one cell; groups have several, or one that does not stand first.
        guard labels.contains(where: { !$0.isEmpty }), labels.dropFirst().contains(where: { !$0.isEmpty }) else { return [] }
        var last = ""
        return labels.map { label in
            if !label.isEmpty { last = label }
            return last
        }
    }

    func headerRow(_ assay: AssayTable) -> Int? {
        for row in 0..<min(assay.table.rowCount, 30) where assay.table.fieldCount(row) > 1 {
            if columns(assay.fields(row)) != nil || columns(assay.fields(row), groups: WideTableReader.groups(assay, above: row)) != nil { return row }
        }
        return nil
    }

    func read(_ assay: inout AssayTable) {
        guard let headerRow = headerRow(assay) else { return }
        let groups = WideTableReader.groups(assay, above: headerRow)
        guard var columns = columns(assay.fields(headerRow), groups: groups) else { return }
        let isUnitRow = readUnits(assay, headerRow + 1, &columns)
        if !assay.stands(headerRow, columns.map, odd: columns.odd.first?.column ?? columns.map.blank) { return }
        if lacksSamples(&assay, headerRow, columns) || assay.isDoubtful(headerRow, columns.map, VendorColumns.wideTable) { return }
        refuseRepeated(&assay, headerRow, &columns)
        refuseUnitless(&columns)
        report(&assay, headerRow, columns)
        let map = columns.map
        let maps = columns.analytes.map { analyte in
            var places = map.places
            places[.concentration] = analyte.column
            return ColumnMap(places: places, unit: analyte.unit, fieldCount: map.fieldCount)
        }
        for row in (headerRow + (isUnitRow ? 2 : 1))..<max(headerRow + (isUnitRow ? 2 : 1), assay.table.rowCount) where !assay.table.isBlank(row) {
            if assay.isCut(row, expected: map.fieldCount) { continue }
            let base = assay.raw(row, map)
            let name = [AssayColumn.injection, .dataFile, .sampleText].lazy.map { base[$0] }.first { !$0.isEmpty } ?? ""
            if assay.isStatistic(base, row: row, name: name) || assay.isOfLimits(base, row: row, name: name) { continue }
            if isNote(assay, row, columns) {
                assay.findings.append(Finding("A056", .info, at: assay.table.position(row, 0), text: firstText(assay, row)))
                continue
            }
            // A row without the number of its sample is no row of a vial: the figures of the table are those of samples.
            guard !name.isEmpty, !(map.has(.sampleText) && base.isEmpty(.sampleText)) else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: firstText(assay, row), ["column": "sample"]))
                continue
            }
            for (analyte, map) in zip(columns.analytes, maps) {
                var raw = assay.raw(row, map)
                raw[.compound] = analyte.name
                assay.rows.append(raw)
            }
        }
    }

    /// Whether a table of injections has a column before its analytes that is not understood and holds words: it may name the
    /// samples, and figures of samples must not be taken for those of vials. Then the table is set aside with a finding.
    private func lacksSamples(_ assay: inout AssayTable, _ header: Int, _ columns: Columns) -> Bool {
        guard !columns.map.has(.sampleText), let first = columns.analytes.map(\.column).min() else { return false }
        let row = (header + 1)..<max(header + 1, assay.table.rowCount)
        let blank = (0..<first).filter { trimmed(assay.table.text(header, $0)).isEmpty }.map { (column: $0, header: "") }
        guard let odd = (columns.odd + blank).first(where: { odd in
            odd.column < first && row.prefix(20).contains { NumberText.parse(trimmed(assay.table.text($0, odd.column)), mark: .point) == nil && !trimmed(assay.table.text($0, odd.column)).isEmpty }
        }) else { return false }
        assay.findings.append(Finding("A094", .error, at: assay.table.position(header, odd.column), text: odd.header))
        return true
    }

    /// A row of units right below the headers: every analyte's cell is a unit or blank, and one is a unit.
    private func readUnits(_ assay: AssayTable, _ row: Int, _ columns: inout Columns) -> Bool {
        guard row < assay.table.rowCount else { return false }
        var units: [Int: String] = [:]
        for analyte in columns.analytes {
            let text = trimmed(assay.table.text(row, analyte.column))
            if text.isEmpty { continue }
            guard let unit = AssayUnit.stated(in: text) else { return false }
            units[analyte.column] = unit
        }
        guard !units.isEmpty else { return false }
        for index in columns.analytes.indices {
            guard let unit = units[columns.analytes[index].column], columns.analytes[index].unit == nil else { continue }
            columns.analytes[index].unit = unit
        }
        let loads = columns.analytes.filter { $0.unit.map { AssayUnit($0) == nil && !AssayUnit.isMolar($0) } ?? false }
        columns.analytes.removeAll { loads.contains($0) }
        columns.others += loads.map { ($0.column, $0.name) }
        return true
    }

    /// A column that states no unit beside others that do has lost it: it is refused, and no unit of the method sheet is taken for it.
    private func refuseUnitless(_ columns: inout Columns) {
        guard !columns.map.has(.unit), let stated = columns.analytes.lazy.compactMap({ $0.unit }).first(where: { AssayUnit($0) != nil }) else { return }
        for index in columns.analytes.indices where columns.analytes[index].unit == nil { columns.analytes[index].unit = UnitConflict.joined("?", stated) }
    }

    /// Two columns of one analyte that nothing tells apart: neither is taken, for one may be its load.
    ///
    /// Where one states a unit of concentration and the other none, the first is the concentration.
    private func refuseRepeated(_ assay: inout AssayTable, _ headerRow: Int, _ columns: inout Columns) {
        for (name, same) in Dictionary(grouping: columns.analytes, by: { AnalyteCatalogue.folded($0.name) }).sorted(by: { $0.key < $1.key }) where same.count > 1 {
            let stated = same.filter { $0.unit != nil }
            let refused = stated.count == 1 ? same.filter { $0.unit == nil } : same
            for column in refused {
                assay.findings.append(
                    Finding(
                        "A053", stated.count == 1 ? .warning : .error, at: assay.table.position(headerRow, column.column), text: column.name,
                        ["count": String(same.count)]))
            }
            columns.analytes.removeAll { AnalyteCatalogue.folded($0.name) == name && refused.contains($0) }
        }
    }

    private func report(_ assay: inout AssayTable, _ headerRow: Int, _ columns: Columns) {
        let taken = Set(columns.analytes.map(\.column))
        let left = columns.map.unknown.filter { !taken.contains($0.column) }
        guard let first = left.first else { return }
        assay.findings.append(
            Finding(
                "A024", .info, at: assay.table.position(headerRow, first.column), text: first.header,
                ["columns": left.prefix(12).map { "\"" + trimmed($0.header) + "\"" }.joined(separator: ", ") + (left.count > 12 ? ", …" : ""), "count": String(left.count)]))
    }

    /// Whether a row is a note below the table: only its first cells say something, and that is no sample.
    private func isNote(_ assay: AssayTable, _ row: Int, _ columns: Columns) -> Bool {
        guard columns.analytes.allSatisfy({ trimmed(assay.table.text(row, $0.column)).isEmpty }) else { return false }
        let text = firstText(assay, row)
        let lower = text.lowercased()
        return WideTableReader.noteWords.contains { lower.hasPrefix($0) } || text.contains("：") || text.count > 40
    }

    private static let noteWords = [
        "注", "备注", "说明", "制表", "审核", "编制", "批准", "复核", "检测人", "日期", "单位", "数据来源", "note", "remark", "comment", "prepared", "approved", "reviewed", "*", "※",
        "nd:", "nd =", "nd=", "<loq", "source",
    ]

    private func firstText(_ assay: AssayTable, _ row: Int) -> String {
        for column in 0..<assay.table.fieldCount(row) {
            let text = trimmed(assay.table.text(row, column))
            if !text.isEmpty { return text }
        }
        return ""
    }
}

extension String {
    /// Where the last occurrence of a text begins.
    fileprivate func range(ofLast part: String) -> String.Index? {
        ranges(of: part).last?.lowerBound
    }
}
