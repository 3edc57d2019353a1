/// Reads the cells of one sheet part.
final class SheetPartReader: XMLPartReader {
    private let name: String
    private let texts: [String]
    private let formats: [NumberFormat]
    private let isFrom1904: Bool
    private let limits: WorkbookLimits
    /// Cells that all sheets may still take.
    private let allowed: Int

    private(set) var rows: [SheetRow] = []
    private(set) var merges: [CellArea] = []
    private(set) var hiddenRows: Set<Int> = []
    private(set) var hiddenColumns: [ClosedRange<Int>] = []
    /// Cells with a formula and no stored value.
    private(set) var emptyFormulas: [CellAddress] = []
    /// Cells whose stored value cannot be read.
    private(set) var unreadable: [CellAddress] = []
    private(set) var cellCount = 0
    private(set) var fault: XMLPart.Fault?

    private var isInData = false
    private var row = 0
    private var cells: [SheetCell] = []
    private var column = 0
    private var isInCell = false
    private var type = ""
    private var style = 0
    private var hasFormula = false
    private var hasValue = false
    private var value = ""
    private var inline = ""
    private var hasInline = false
    private var phonetic = 0
    private enum Capture { case nothing, value, inline }
    private var capture = Capture.nothing

    init(_ name: String, texts: [String], formats: [NumberFormat], isFrom1904: Bool, limits: WorkbookLimits, allowed: Int) {
        self.name = name
        self.texts = texts
        self.formats = formats
        self.isFrom1904 = isFrom1904
        self.limits = limits
        self.allowed = allowed
    }

    func begin(_ element: String, _ attributes: XMLAttributes) {
        guard fault == nil else { return }
        switch element {
        case "sheetData": isInData = true
        case "row" where isInData: beginRow(attributes)
        case "c" where isInData: beginCell(attributes)
        case "f" where isInCell: hasFormula = true
        case "v" where isInCell:
            hasValue = true
            capture = .value
        case "is" where isInCell: hasInline = true
        case "rPh": phonetic += 1
        case "t" where isInCell && hasInline && phonetic == 0: capture = .inline
        case "col": hideColumns(attributes)
        case "mergeCell":
            if let area = attributes["ref"].flatMap({ CellArea($0) }) { merges.append(area) }
        default: break
        }
    }

    func end(_ element: String) {
        guard fault == nil else { return }
        switch element {
        case "sheetData": isInData = false
        case "row" where isInData:
            if !cells.isEmpty { rows.append(SheetRow(number: row, cells: cells)) }
            cells = []
        case "c" where isInCell:
            endCell()
            isInCell = false
        case "v", "t": capture = .nothing
        case "rPh": phonetic -= 1
        default: break
        }
    }

    func characters(_ text: String) {
        switch capture {
        case .nothing: return
        case .value: value += text
        case .inline: inline += text
        }
        if value.utf8.count > 4 * limits.cellCharacters || inline.utf8.count > 4 * limits.cellCharacters {
            fault = .cellTooLong(CellAddress(row: row, column: column).description)
        }
    }

    private func contradiction(_ place: String) { if fault == nil { fault = .contradiction(part: name, place: place) } }

    private func beginRow(_ attributes: XMLAttributes) {
        // A row without a number follows the one before it.
        let number = attributes["r"].map { Int($0) ?? 0 } ?? row + 1
        guard (1...CellAddress.lastRow).contains(number) else { return contradiction(attributes["r"] ?? "") }
        row = number
        column = 0
        cells = []
        if let hidden = attributes["hidden"], XMLValue.isTrue(hidden) { hiddenRows.insert(number) }
    }

    private func beginCell(_ attributes: XMLAttributes) {
        if let text = attributes["r"] {
            guard let address = CellAddress(text), address.row == row || row == 0 else { return contradiction(text) }
            column = address.column
        } else {
            column += 1
        }
        guard (1...CellAddress.lastColumn).contains(column) else { return contradiction(CellAddress(row: row, column: column).description) }
        isInCell = true
        type = attributes["t"] ?? "n"
        style = attributes["s"].flatMap { Int($0) } ?? 0
        (hasFormula, hasValue, hasInline) = (false, false, false)
        (value, inline) = ("", "")
    }

    private func endCell() {
        let address = CellAddress(row: row, column: column)
        if hasFormula, !hasValue || value.isEmpty && type != "str" {
            emptyFormulas.append(address)
            return
        }
        guard let content = content(address) else { return }
        if case .text(let text) = content, text.isEmpty { return }
        cellCount += 1
        guard cellCount <= allowed else { return fault = .tooManyCells }
        if let last = cells.last, last.column >= column {
            // Cells out of order are sorted; two at one address contradict each other.
            guard let place = cells.firstIndex(where: { $0.column >= column }), cells[place].column != column else { return contradiction(address.description) }
            cells.insert(SheetCell(column: column, content: content), at: place)
        } else {
            cells.append(SheetCell(column: column, content: content))
        }
    }

    /// Nil where the cell is empty.
    private func content(_ address: CellAddress) -> CellContent? {
        switch type {
        case "inlineStr": return hasInline ? .text(XMLValue.unescaped(inline)) : hasValue ? .text(XMLValue.unescaped(value)) : nil
        case "str": return .text(XMLValue.unescaped(value))
        case "s":
            guard hasValue else { return nil }
            guard let index = Int(value.trimmed), texts.indices.contains(index) else { return bad(address) }
            return .text(texts[index])
        case "b":
            guard hasValue else { return nil }
            return value.trimmed == "1" || value.trimmed == "true" ? .boolean(true) : value.trimmed == "0" || value.trimmed == "false" ? .boolean(false) : bad(address)
        case "e": return hasValue ? .error(value.trimmed.isEmpty ? "#VALUE!" : value.trimmed) : nil
        case "d":
            guard hasValue else { return nil }
            return .date(value.trimmed)
        case "n":
            guard hasValue, !value.trimmed.isEmpty else { return nil }
            guard let number = XMLValue.number(value) else { return bad(address) }
            let format = formats.indices.contains(style) ? formats[style] : .general
            return format.content(of: number, isFrom1904: isFrom1904)
        default: return hasValue || hasInline ? bad(address) : nil
        }
    }

    private func bad(_ address: CellAddress) -> CellContent {
        unreadable.append(address)
        return .error("#VALUE!")
    }

    private func hideColumns(_ attributes: XMLAttributes) {
        guard let hidden = attributes["hidden"], XMLValue.isTrue(hidden) else { return }
        guard let first = attributes["min"].flatMap({ Int($0) }), let last = attributes["max"].flatMap({ Int($0) }), first >= 1, last >= first else { return }
        hiddenColumns.append(first...min(last, CellAddress.lastColumn))
    }
}

extension String {
    /// Without white space at the ends.
    fileprivate var trimmed: String {
        guard let first = utf8.first, let last = utf8.last, first <= 0x20 || last <= 0x20 else { return self }
        return String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
