internal import DelimitedText
internal import Findings

/// Where the columns of a reading stand in a table: the table's column for each ``AssayColumn``.
struct ColumnPlaces {
    private(set) var places = [Int32](repeating: -1, count: AssayColumn.allCases.count)
    /// A bit for each column that the table has.
    private(set) var known: UInt64 = 0

    /// The table's column, or nil where it has none.
    subscript(column: AssayColumn) -> Int? {
        get {
            let place = places[column.rawValue]
            return place < 0 ? nil : Int(place)
        }
        set {
            places[column.rawValue] = newValue.map { Int32(clamping: $0) } ?? -1
            let bit: UInt64 = 1 << UInt64(column.rawValue)
            known = newValue == nil ? known & ~bit : known | bit
        }
    }
}

/// One compound of one injection as texts, before the file's decimal mark and order of dates are known.
///
/// Texts are taken from the table when they are asked for; what a reader writes itself stands before them.
struct RawReading {
    /// The unit that the header states.
    var headerUnit: String?
    /// The figure is known to be no result, such as TargetLynx's 0 beside NaN.
    var isUnquantified = false
    /// The table has a column for it at all.
    var hasConcentrationColumn = false
    /// The table has a column for the peak's area or time, so that a blank there means that none was found.
    var hasPeakColumn = false
    /// The concentration is the last cell of a file that ends without a line end, and may be cut.
    var mayBeCut = false
    private let table: DelimitedTable?
    private let row: Int
    /// The table's column to which the reading's position points; unused where `fixed` stands.
    private var place: Int
    /// The position that a reader gave, if it did.
    private var fixed: [SourcePosition] = []
    private var places: ColumnPlaces
    /// The texts that differ most often from those of a table have places of their own.
    private var compound = ""
    private var injection = ""
    private var written: [(column: AssayColumn, text: String)] = []
    /// A bit for each column that its reader wrote.
    private var writtenColumns: UInt64 = 0

    /// A reading whose texts are all written by its reader.
    init(position: SourcePosition) {
        table = nil
        row = 0
        place = 0
        places = ColumnPlaces()
        fixed = [position]
    }

    /// A reading of a row of a table.
    ///
    /// - Parameter place: the column to which its position points.
    init(_ table: DelimitedTable, row: Int, places: ColumnPlaces, place: Int) {
        self.table = table
        self.row = row
        self.places = places
        self.place = place
    }

    /// The concentration cell, or the cell that names the compound or injection.
    var position: SourcePosition {
        get { fixed.first ?? table?.position(row, place) ?? SourcePosition(file: "") }
        set { fixed = [newValue] }
    }

    /// Whether the table has a column, or its reader wrote it.
    private func has(_ column: AssayColumn) -> Bool { (places.known | writtenColumns) & (1 << UInt64(column.rawValue)) != 0 }
    func isWritten(_ column: AssayColumn) -> Bool { writtenColumns & (1 << UInt64(column.rawValue)) != 0 }

    /// The text of a column, without white space at its ends; empty where the table has none.
    subscript(column: AssayColumn) -> String {
        get {
            guard has(column) else { return "" }
            if isWritten(column) { return writtenText(column) }
            guard let table, let index = places[column] else { return "" }
            return trimmed(table.text(row, index))
        }
        set {
            let text = trimmed(newValue)
            switch column {
            case .compound: compound = text
            case .injection: injection = text
            default:
                if isWritten(column), let index = written.firstIndex(where: { $0.column == column }) {
                    written[index].text = text
                } else {
                    written.append((column, text))
                }
            }
            writtenColumns |= 1 << UInt64(column.rawValue)
        }
    }

    private func writtenText(_ column: AssayColumn) -> String {
        switch column {
        case .compound: compound
        case .injection: injection
        default: written.first { $0.column == column }?.text ?? ""
        }
    }

    /// Whether a column says nothing.
    func isEmpty(_ column: AssayColumn) -> Bool {
        guard has(column) else { return true }
        if isWritten(column) { return writtenText(column).isEmpty }
        guard let table, let index = places[column], let first = table.firstByte(row, index) else { return true }
        // Visible ASCII is certain; white space, quotes and characters beyond it need a look.
        return first > 0x20 && first < 0x80 && first != 0x22 ? false : self[column].isEmpty
    }

    /// The first byte of a column's text where that is cheap to tell, else nil; it may be a quote.
    func firstByte(_ column: AssayColumn) -> UInt8? {
        guard has(column) else { return nil }
        if isWritten(column) { return writtenText(column).utf8.first }
        guard let table, let index = places[column] else { return nil }
        return table.firstByte(row, index)
    }

    /// Whether a column's text holds a byte, or one beyond ASCII.
    func holds(_ byte: UInt8, _ column: AssayColumn) -> Bool {
        guard has(column) else { return false }
        if isWritten(column) { return writtenText(column).utf8.contains { $0 == byte || $0 >= 0x80 } }
        guard let table, let index = places[column] else { return false }
        return table.holds(byte, row, index)
    }

    /// The number that a column holds under a decimal mark.
    func number(_ column: AssayColumn, mark: DecimalMark) -> Double? {
        guard has(column) else { return nil }
        if isWritten(column) { return NumberText.parse(writtenText(column), mark: mark) }
        guard let table, let index = places[column] else { return nil }
        return table.number(row, index, mark: mark)
    }

    /// Whether a column is a figure of a sheet, which is exact whatever the decimal mark of its texts.
    func isFigure(_ column: AssayColumn) -> Bool {
        guard let table, let cell = cell(column) else { return false }
        return table.isFigure(cell.row, cell.column)
    }

    /// What its columns hold under a decimal mark, seen in one walk; nil where it is of no table.
    func look(mark: DecimalMark, _ numbers: inout [Double]) -> UInt64? {
        table?.look(row, places.places, numeric: RawReading.numericColumns & ~writtenColumns, mark: mark, &numbers)
    }

    private static let numericColumns: UInt64 = AssayColumn.allCases.filter(\.isNumeric).reduce(0) { $0 | 1 << UInt64($1.rawValue) }

    /// The number of a column's text; 0 where it says nothing.
    func text(_ column: AssayColumn, in texts: CellTexts) -> Int {
        guard has(column) else { return 0 }
        if isWritten(column) { return texts.number(of: writtenText(column)) }
        guard let table, let index = places[column] else { return 0 }
        return texts.number(row, index, of: table)
    }

    /// The cell of the table in which the text of a column stands; nil where its reader wrote it.
    func cell(_ column: AssayColumn) -> (row: Int, column: Int)? {
        guard has(column), !isWritten(column), let index = places[column] else { return nil }
        return (row, index)
    }
}

/// A text without white space and no-break spaces at its ends.
func trimmed(_ text: some StringProtocol) -> String {
    // Most cells begin and end with visible ASCII.
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return "" }
    if first.isASCII, first.value > 0x20, last.isASCII, last.value > 0x20 { return String(text) }
    var view = text.unicodeScalars[...]
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0xFEFF: true
        default: false
        }
    }
    while let first = view.first, isSpace(first) { view.removeFirst() }
    while let last = view.last, isSpace(last) { view.removeLast() }
    return String(String.UnicodeScalarView(view))
}
