internal import DelimitedText
internal import Findings
internal import Monitoring

/// Reads the cells of one row, and gathers what is wrong with them.
///
/// A cell without which the row means nothing, or whose loss would change a figure unseen,
/// sets the row aside (`isUsable`) with an error; any other bad cell is left out with a
/// warning, and the row is kept.
struct RowReader {
    private let named: NamedTable
    private let row: Int
    private let offsetSeconds: Int
    private(set) var findings: [Finding] = []
    private(set) var isUsable = true

    init(named: NamedTable, row: Int, offsetSeconds: Int) {
        self.named = named
        self.row = row
        self.offsetSeconds = offsetSeconds
    }

    /// Where the row begins.
    var position: SourcePosition { named.table.position(row, 0) }

    /// Where a column's cell stands.
    func position(_ column: String) -> SourcePosition { named.places[column].map { named.table.position(row, $0.index) } ?? position }

    func header(_ column: String) -> String { named.places[column]?.header ?? column }

    /// The unit factor that the header of a column states; nil where it states none.
    func factor(_ column: String) -> Double? { named.places[column].flatMap(\.factor) }

    func has(_ column: String) -> Bool { named.places[column] != nil }

    /// The cell without spaces at its ends; empty where there is none.
    func text(_ column: String) -> String { named.places[column].map { named.table.text(row, $0.index).trimmed } ?? "" }

    /// The cell, or nil where it is empty or says that nothing was entered.
    func entry(_ column: String) -> String? {
        let text = text(column)
        return RowReader.isEmpty(text) ? nil : text
    }

    /// Cells that say "nothing here".
    private static func isEmpty(_ text: String) -> Bool {
        switch text.lowercased() {
        case "", "-", "--", "—", "——", "/", "na", "n/a", "无", "未测", "未检测", "未填": true
        default: false
        }
    }

    mutating func note(_ code: FindingCode, _ severity: Severity, _ column: String, _ arguments: [String: String] = [:], related: [SourcePosition] = []) {
        let words = arguments.merging(["column": header(column)]) { own, _ in own }
        findings.append(Finding(code, severity, at: position(column), text: text(column), words, related: related))
    }

    mutating func reject(_ code: FindingCode, _ column: String, _ arguments: [String: String] = [:], related: [SourcePosition] = []) {
        note(code, .error, column, arguments, related: related)
        isUsable = false
    }

    /// The cell of a column that must be filled.
    mutating func required(_ column: String) -> String {
        let text = text(column)
        if text.isEmpty { reject("C015", column) }
        return text
    }

    /// The number of a cell in the programme's unit; nil where it is empty or bad.
    ///
    /// - Parameters:
    ///   - range: what is possible, in the programme's unit.
    ///   - factor: how many of the programme's unit one of the file's is, where the header does not say.
    ///   - percent: what a `%` behind the number multiplies it by.
    mutating func number(
        _ column: String, in range: ClosedRange<Double>, factor: Double = 1, percent: Double? = nil, isStrict: Bool = false
    ) -> Double? {
        guard var text = entry(column) else { return nil }
        var scale = named.places[column].flatMap(\.factor) ?? factor
        if let percent, let last = text.last, last == "%" || last == "％" {
            text.removeLast()
            scale *= percent
        }
        guard let value = parsed(text, column, isStrict: isStrict) else { return nil }
        let scaled = value * scale
        guard range.contains(scaled) else {
            fault("C019", column, ["low": RowReader.plain(range.lowerBound), "high": RowReader.plain(range.upperBound)], isStrict: isStrict)
            return nil
        }
        return scaled
    }

    /// As `number`, of a column that must be filled; 0 where it is bad, and the row is set aside.
    mutating func requiredNumber(_ column: String, in range: ClosedRange<Double>, factor: Double = 1, percent: Double? = nil) -> Double {
        if entry(column) == nil { reject("C015", column) }
        return number(column, in: range, factor: factor, percent: percent, isStrict: true) ?? 0
    }

    private mutating func parsed(_ text: String, _ column: String, isStrict: Bool) -> Double? {
        if let mark = named.decimalMark {
            if let value = NumberText.parse(text, mark: mark) { return value }
        } else {
            let asPoint = NumberText.parse(text, mark: .point)
            let asComma = NumberText.parse(text, mark: .comma)
            if let asPoint, let asComma, asPoint != asComma {
                fault("C017", column, ["point": RowReader.plain(asPoint), "comma": RowReader.plain(asComma)], isStrict: isStrict)
                return nil
            }
            if let value = asPoint ?? asComma { return value }
        }
        fault("C016", column, isStrict: isStrict)
        return nil
    }

    private mutating func fault(_ code: FindingCode, _ column: String, _ arguments: [String: String] = [:], isStrict: Bool) {
        if isStrict { reject(code, column, arguments) } else { note(code, .warning, column, arguments) }
    }

    /// A number in plain digits, for a sentence.
    static func plain(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    /// The date of a cell; a bad one sets the row aside, since it would open a span of validity.
    mutating func date(_ column: String) -> CalendarDate? {
        guard let text = entry(column) else { return nil }
        guard let date = DateText.date(text) else { reject("C018", column); return nil }
        return date
    }

    /// The date of a column that must be filled.
    mutating func requiredDate(_ column: String) -> CalendarDate {
        if entry(column) == nil { reject("C015", column) }
        return date(column) ?? CalendarDate(day: 0)
    }

    /// The instant of a column that must be filled.
    mutating func requiredInstant(_ column: String) -> Instant {
        guard let text = entry(column) else { reject("C015", column); return Instant(seconds: 0) }
        guard let instant = DateText.instant(text, offsetSeconds: offsetSeconds) else { reject("C018", column); return Instant(seconds: 0) }
        return instant
    }

    /// The period of a column that must be filled.
    mutating func requiredPeriod(_ column: String) -> Period? {
        guard let text = entry(column) else { reject("C015", column); return nil }
        guard let period = Period(text) else { reject("C018", column); return nil }
        return period
    }

    /// One of the values of a column, by its name or an alias; the default where the cell is empty. An unknown word sets the row aside.
    mutating func term<Term: RawRepresentable & CaseIterable>(_ column: String, default value: Term?) -> Term? where Term.RawValue == String {
        guard let text = entry(column) else {
            if value == nil { reject("C015", column) }
            return value
        }
        let folded = AnalyteCatalogue.folded(text)
        if let term = Term.allCases.first(where: { AnalyteCatalogue.folded($0.rawValue) == folded }) { return term }
        if let name = ColumnAliases.shipped.term(text, column: column), let term = Term(rawValue: name) { return term }
        reject("C020", column, ["values": Term.allCases.map(\.rawValue).joined(separator: ", ")])
        return nil
    }

    /// Yes or no; nil where the cell is empty. Another word sets the row aside.
    mutating func flag(_ column: String) -> Bool? {
        guard let text = entry(column) else { return nil }
        switch AnalyteCatalogue.folded(text) {
        case "true", "yes", "y", "1", "是", "已", "有": return true
        case "false", "no", "n", "0", "否", "未", "无": return false
        default:
            reject("C020", column, ["values": "yes, no"])
            return nil
        }
    }
}
