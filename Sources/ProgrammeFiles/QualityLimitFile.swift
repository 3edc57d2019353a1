internal import DelimitedText
internal import Findings
internal import Monitoring

/// Reads `quality_limits.csv`.
struct QualityLimitFile {
    private(set) var rows: [QualityLimitRow] = []
    private(set) var findings: [Finding] = []

    /// - Parameter laboratories: those that the method sheet names.
    mutating func read(_ readers: [RowReader], analytes: AnalyteCatalogue, laboratories: [String]) {
        var seen: [String: SourcePosition] = [:]
        for var row in readers {
            let limit = limit(&row)
            let definition = limit?.definition
            if let definition { judgeUnit(&row, definition) }
            let analyte = row.analyte("analyte", in: analytes)
            let value = row.requiredNumber("value", in: definition?.range ?? -1e9...1e9, percent: definition?.unit == "%" ? 1 : nil)
            if row.isUsable, definition?.isWhole == true, value != value.rounded() { row.reject("C062", "value", ["limit": limit?.rawValue ?? ""]) }
            let source = row.required("source")
            let from = row.date("valid_from")
            let to = row.date("valid_to")
            if let from, let to, to < from { row.reject("C042", "valid_to") }
            let laboratory = row.laboratory(in: laboratories)
            let key = [laboratory.map(AnalyteCatalogue.folded) ?? "", analyte?.rawValue ?? "", limit?.rawValue ?? "", from?.description ?? ""].joined(separator: "|")
            if row.isUsable, let first = seen[key] { row.reject("C021", "limit", related: [first]) }
            findings += row.findings
            guard row.isUsable, let limit else { continue }
            seen[key] = row.position
            rows.append(
                QualityLimitRow(
                    laboratory: laboratory, analyte: analyte, limit: limit, value: value, source: source, validFrom: from, validTo: to,
                    position: row.position("value")))
        }
        refuseContradictions()
    }

    /// The limit that a row names, or a finding with the names that come near.
    private func limit(_ row: inout RowReader) -> QualityLimit? {
        let name = row.required("limit")
        if name.isEmpty { return nil }
        let folded = AnalyteCatalogue.folded(name)
        if let limit = QualityLimit.allCases.first(where: { AnalyteCatalogue.folded($0.rawValue) == folded }) { return limit }
        if let known = ColumnAliases.shipped.term(name, column: "limit"), let limit = QualityLimit(rawValue: known) { return limit }
        row.reject("C060", "limit", ["candidates": QualityLimitFile.candidates(name).joined(separator: ", ")])
        return nil
    }

    /// A unit that is stated must be the limit's own.
    private func judgeUnit(_ row: inout RowReader, _ definition: QualityLimit.Definition) {
        guard let unit = row.entry("unit") else { return }
        func plain(_ text: String) -> String { AnalyteCatalogue.folded(text).filter { $0 != "°" && $0 != "×" && $0 != "." } }
        let own = plain(definition.unit)
        let aliases: [String: Set<String>] = [
            "%": ["%", "percent", "pct", "百分之", "百分比"], "h": ["h", "hour", "hours", "hr", "小时"], "c": ["c", "℃", "摄氏度", "degc"], "min": ["min", "minute", "minutes", "分钟", "分"],
            "xloq": ["xloq", "loq", "timesloq", "倍定量限", "倍loq"], "xblank": ["xblank", "times", "倍", "倍空白"], "xspike": ["xspike", "times", "倍", "倍加标量"],
            "": ["1", "number", "count", "个", "次", "无量纲"],
        ]
        if plain(unit) == own || aliases[own]?.contains(plain(unit)) == true { return }
        row.reject("C063", "unit", ["unit": definition.unit.isEmpty ? "1" : definition.unit])
    }

    /// The names of limits that are most like a text, at most three.
    static func candidates(_ text: String) -> [String] {
        let folded = Array(AnalyteCatalogue.folded(text).prefix(60))
        let near = QualityLimit.allCases.map { ($0.rawValue, distance(folded, Array(AnalyteCatalogue.folded($0.rawValue)))) }
        return near.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }

    /// How many letters are to be changed, added or taken away (Levenshtein 1966).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(previous.count)
            for (column, other) in right.enumerated() {
                current.append(min(previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous.last ?? 0
    }

    /// Sets aside the rows of limits that lie on the wrong side of another that holds at the same time.
    ///
    /// Of two rows that contradict each other the more specific goes; of two alike, both do. A
    /// row that contradicts a default goes by itself.
    private mutating func refuseContradictions() {
        var removed: Set<Int> = []
        while true {
            let contradictions = rows.indices.compactMap { index in removed.contains(index) ? nil : contradiction(index, removed).map { (index, $0) } }
            if contradictions.isEmpty { break }
            for (index, (other, value, place)) in contradictions {
                removed.insert(index)
                let row = rows[index]
                findings.append(
                    Finding(
                        "C061", .error, at: row.position, text: RowReader.plain(row.value),
                        ["limit": row.limit.rawValue, "other": other.rawValue, "value": RowReader.plain(value)], related: place.map { [$0] } ?? []))
            }
        }
        rows = rows.indices.filter { !removed.contains($0) }.map { rows[$0] }
    }

    /// The limit that a row contradicts somewhere, with its value and its place.
    private func contradiction(_ index: Int, _ removed: Set<Int>) -> (QualityLimit, Double, SourcePosition?)? {
        let row = rows[index]
        for order in QualityLimit.orders where order.lower == row.limit || order.upper == row.limit {
            let partner = order.lower == row.limit ? order.upper : order.lower
            let kept = rows.indices.filter { !removed.contains($0) && (rows[$0].limit == partner || rows[$0].limit == row.limit) }.map { rows[$0] }
            // The row's own laboratory, analyte and first day, and where it meets each row of the other limit.
            var contexts = [(row.laboratory, row.analyte, row.validFrom)]
            for other in kept where other.limit == partner && other.rank <= row.rank {
                let start = [row.validFrom, other.validFrom].compactMap { $0 }.max()
                contexts.append((row.laboratory ?? other.laboratory, row.analyte ?? other.analyte, start))
            }
            for (laboratory, analyte, date) in contexts {
                let winners = QualityLimitTable.winners(kept, laboratory: laboratory, analyte: analyte, on: date)
                guard winners[row.limit] == row else { continue }
                let other = winners[partner]
                let value = other?.value ?? partner.definition.value
                if let other, other.rank > row.rank { continue }
                if order.lower == row.limit ? row.value > value : row.value < value { return (partner, value, other?.position) }
            }
        }
        return nil
    }
}

extension RowReader {
    /// The laboratory of a row; one that the method sheet does not name is kept with a warning, since it changes nothing.
    mutating func laboratory(in known: [String]) -> String? {
        guard let name = entry("laboratory") else { return nil }
        let folded = AnalyteCatalogue.folded(name)
        if !known.contains(where: { AnalyteCatalogue.folded($0) == folded }) {
            note("C064", .warning, "laboratory", ["known": known.isEmpty ? "-" : known.joined(separator: ", ")])
        }
        return name
    }
}
