internal import Findings

/// One compound of one injection as texts, before the file's decimal mark and order of dates are known.
struct RawReading {
    /// The concentration cell, or the cell that names the compound or injection.
    var position: SourcePosition
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
    private var texts: [String]

    init(position: SourcePosition) {
        self.position = position
        texts = Array(repeating: "", count: AssayColumn.allCases.count)
    }

    /// The text of a column, without white space at its ends; empty where the table has none.
    subscript(column: AssayColumn) -> String {
        get { texts[column.rawValue] }
        set { texts[column.rawValue] = trimmed(newValue) }
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
