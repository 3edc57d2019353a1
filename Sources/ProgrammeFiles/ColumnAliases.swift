private import DelimitedText
private import ShippedTables

/// The names under which files write their columns, and the words under which they write some values.
///
/// Shipped as `headers.csv` (`file`, `column`, `alias`, `language`, `unit`) and `terms.csv`
/// (`column`, `value`, `alias`, `language`). An empty `unit` is the column's own unit; `?`
/// means that the unit must be stated, in brackets behind the name or in the column `unit`.
package struct ColumnAliases: Sendable {
    /// What a header means.
    struct Match: Hashable {
        var column: String
        /// How many of the programme's unit one of the header's unit is; nil where the header states none and the column needs one.
        var factor: Double?
        /// The unit in brackets, where it is not known.
        var unknownUnit: String?
    }

    private struct Entry {
        var column: String
        var unit: String
    }

    private var entries: [String: Entry] = [:]
    private var terms: [String: String] = [:]
    private var personal: Set<String> = []
    /// `file|column|language` to the first alias of that language.
    private var firsts: [String: String] = [:]

    /// The shipped aliases, read once.
    package static let shipped = ColumnAliases()

    private init() {
        if let table = ColumnAliases.table("headers.csv") {
            for row in 1..<max(1, table.rowCount) where !table.isBlank(row) {
                let (file, column, alias) = (table.text(row, 0), table.text(row, 1), table.text(row, 2))
                let folded = ColumnAliases.folded(alias)
                if column == "person" { personal.insert(folded); continue }
                entries[file + "|" + folded] = entries[file + "|" + folded] ?? Entry(column: column, unit: table.text(row, 4))
                let key = [file, column, table.text(row, 3)].joined(separator: "|")
                firsts[key] = firsts[key] ?? alias
            }
        }
        if let table = ColumnAliases.table("terms.csv") {
            for row in 1..<max(1, table.rowCount) where !table.isBlank(row) {
                terms[table.text(row, 0) + "|" + AnalyteCatalogue.folded(table.text(row, 2))] = table.text(row, 1)
            }
        }
    }

    private static func table(_ name: String) -> DelimitedTable? {
        ShippedTable.named(name).flatMap { DelimitedTable.read($0.bytes, file: name, delimiter: 0x2C).table }
    }

    /// A header as it is compared.
    static func folded(_ header: String) -> String { AnalyteCatalogue.folded(UnitTable.folded(header)) }

    /// The first alias of a column in a language (`en`, `zh-Hans`): the header that a template writes; the column's own name where there is none.
    package func header(file: String, column: String, language: String) -> String { firsts[[file, column, language].joined(separator: "|")] ?? column }

    /// Whether a header names what identifies a person, which no file of a programme may carry.
    package func namesPerson(_ header: String) -> Bool {
        let folded = ColumnAliases.folded(header)
        return personal.contains(folded) || personal.contains(ColumnAliases.folded(ColumnAliases.brackets(header).base))
    }

    /// What a header means in a file of this layout; nil where it is not understood.
    func match(_ header: String, layout: FileLayout) -> Match? {
        if let match = plain(header, layout: layout) { return match }
        let (base, unit) = ColumnAliases.brackets(header)
        guard let unit, var match = plain(base, layout: layout) else { return nil }
        guard let quantity = layout[match.column]?.quantity else { return match }
        match.factor = UnitTable.factor(unit, quantity)
        if match.factor == nil { match.unknownUnit = unit }
        return match
    }

    private func plain(_ header: String, layout: FileLayout) -> Match? {
        let folded = ColumnAliases.folded(header)
        guard !folded.isEmpty else { return nil }
        if let column = layout.columns.first(where: { ColumnAliases.folded($0.name) == folded }) {
            return Match(column: column.name, factor: column.needsUnit ? nil : 1)
        }
        guard let entry = entries[layout.name + "|" + folded], let column = layout[entry.column] else { return nil }
        switch (entry.unit, column.quantity) {
        case ("?", _): return Match(column: column.name, factor: nil)
        case ("", _): return Match(column: column.name, factor: column.needsUnit ? nil : 1)
        case (let unit, .some(let quantity)):
            let factor = UnitTable.factor(unit, quantity)
            return Match(column: column.name, factor: factor, unknownUnit: factor == nil ? unit : nil)
        case (_, .none): return Match(column: column.name, factor: 1)
        }
    }

    /// The value that a word stands for in a column, or nil.
    func term(_ text: String, column: String) -> String? { terms[column + "|" + AnalyteCatalogue.folded(text)] }

    /// A header without the brackets at its end, and what stands in them.
    static func brackets(_ header: String) -> (base: String, inside: String?) {
        let pairs: [Character: Character] = [")": "(", "）": "（", "]": "[", "】": "【"]
        let text = header.trimmed
        guard let last = text.last, let opening = pairs[last],
            let open = text.lastIndex(where: { $0 == opening || last == ")" && $0 == "（" || last == "）" && $0 == "(" })
        else { return (text, nil) }
        let inside = text[text.index(after: open)..<text.index(before: text.endIndex)]
        return (String(text[..<open]), String(inside))
    }
}

extension StringProtocol {
    /// The text without spaces of any kind, marks and joiners at its ends.
    var trimmed: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0xFEFF, 0x200B, 0x2000...0x200A, 0x202F: true
            default: false
            }
        }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }
}
