internal import DelimitedText
internal import Findings

/// The fields of an export, shared by all its readings.
final class AssayCells: Sendable {
    let table: DelimitedTable

    init(_ table: DelimitedTable) { self.table = table }
}

/// Where the columns of a reading stand in a table: the table's column for each ``AssayColumn``.
struct ColumnPlaces {
    private var places = [Int32](repeating: -1, count: AssayColumn.allCases.count)

    /// The table's column, or nil where it has none.
    subscript(column: AssayColumn) -> Int? {
        get {
            let place = places[column.rawValue]
            return place < 0 ? nil : Int(place)
        }
        set { places[column.rawValue] = newValue.map { Int32(clamping: $0) } ?? -1 }
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
    private let cells: AssayCells?
    private let row: Int
    /// The table's column to which the reading's position points; unused where `fixed` stands.
    private var place: Int
    private var fixed: SourcePosition?
    private var places: ColumnPlaces
    /// The texts that differ most often from those of a table have places of their own.
    private var compound: String?
    private var injection: String?
    private var written: [(column: AssayColumn, text: String)] = []
    /// A bit for each column in `written`.
    private var writtenColumns: UInt64 = 0

    /// A reading whose texts are all written by its reader.
    init(position: SourcePosition) {
        cells = nil
        row = 0
        place = 0
        places = ColumnPlaces()
        fixed = position
    }

    /// A reading of a row of a table.
    ///
    /// - Parameter place: the column to which its position points.
    init(_ cells: AssayCells, row: Int, places: ColumnPlaces, place: Int) {
        self.cells = cells
        self.row = row
        self.places = places
        self.place = place
    }

    /// The concentration cell, or the cell that names the compound or injection.
    var position: SourcePosition {
        get { fixed ?? cells?.table.position(row, place) ?? SourcePosition(file: "") }
        set { fixed = newValue }
    }

    /// The text of a column, without white space at its ends; empty where the table has none.
    subscript(column: AssayColumn) -> String {
        get {
            if let text = writtenText(column) { return text }
            guard let cells, let index = places[column] else { return "" }
            return trimmed(cells.table.text(row, index))
        }
        set {
            let text = trimmed(newValue)
            switch column {
            case .compound: compound = text
            case .injection: injection = text
            default:
                let bit: UInt64 = 1 << UInt64(column.rawValue)
                if writtenColumns & bit != 0, let index = written.firstIndex(where: { $0.column == column }) {
                    written[index].text = text
                } else {
                    written.append((column, text))
                    writtenColumns |= bit
                }
            }
        }
    }

    private func writtenText(_ column: AssayColumn) -> String? {
        if column == .compound { return compound }
        if column == .injection { return injection }
        guard writtenColumns & (1 << UInt64(column.rawValue)) != 0 else { return nil }
        return written.first { $0.column == column }?.text
    }

    /// Whether a column says nothing.
    func isEmpty(_ column: AssayColumn) -> Bool {
        if let text = writtenText(column) { return text.isEmpty }
        guard let cells, let index = places[column], let first = cells.table.firstByte(row, index) else { return true }
        // Visible ASCII is certain; white space and characters beyond it need a look.
        return first > 0x20 && first < 0x80 && first != 0x22 ? false : self[column].isEmpty
    }

    /// The first byte of a column's text where that is cheap to tell, else nil.
    func firstByte(_ column: AssayColumn) -> UInt8? {
        if let text = writtenText(column) { return text.utf8.first }
        guard let cells, let index = places[column] else { return nil }
        return cells.table.firstByte(row, index)
    }

    /// Whether a column's text holds a byte, or one beyond ASCII.
    func holds(_ byte: UInt8, _ column: AssayColumn) -> Bool {
        if let text = writtenText(column) { return text.utf8.contains { $0 == byte || $0 >= 0x80 } }
        guard let cells, let index = places[column] else { return false }
        return cells.table.holds(byte, row, index)
    }

    /// The number that a column holds under a decimal mark.
    func number(_ column: AssayColumn, mark: DecimalMark) -> Double? {
        if let text = writtenText(column) { return NumberText.parse(text, mark: mark) }
        guard let cells, let index = places[column] else { return nil }
        return cells.table.number(row, index, mark: mark)
    }

    /// Whether the text of a column is that of another reading: the same cell.
    func isSameCell(_ column: AssayColumn, as other: RawReading) -> Bool {
        guard row == other.row, places[column] == other.places[column], cells === other.cells, cells != nil else { return false }
        return writtenText(column) == nil && other.writtenText(column) == nil
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
