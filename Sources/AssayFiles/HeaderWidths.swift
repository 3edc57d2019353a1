internal import Findings

/// The widths of the rows below a header that holds a column which is not understood: a delimiter put into a header's word,
/// or lost between two, moves every name behind it.
///
/// The rows do not stand below it where all are narrower by as many fields, or all wider, where at least as many rows hold
/// something beyond the header as end with it, or where the header holds figures of a row that a lost line end has put into
/// it. Where all headers are understood, rows leave an empty last field out, or end with a delimiter.
struct HeaderWidths {
    private let width: Int
    private var rowCount = 0
    private var (narrower, even, wider, beyond) = (0, 0, 0, 0)
    /// The width of the rows that were compared; rows that leave out what is empty at their ends have several.
    private var first = 0
    private var isUniform = true
    private let holdsFigures: Bool

    /// Rows below a header whose widths are compared with its own.
    private static let compared = 2000

    /// - Parameter holdsFigures: whether a field of the header is a number.
    init(width: Int, holdsFigures: Bool = false) {
        self.width = width
        self.holdsFigures = holdsFigures
    }

    /// Whether enough rows were compared.
    var isFull: Bool { rowCount >= HeaderWidths.compared }

    /// Compares a row of so many fields, blank ones and all.
    mutating func add(_ count: Int, saysBeyond: () -> Bool) {
        rowCount += 1
        // Half of a header into which a row was put are the fields of a row.
        guard count > max(1, holdsFigures ? width / 2 - 1 : width / 2) else { return }
        if first == 0 { first = count }
        if count != first { isUniform = false }
        if count < width { narrower += 1 } else if count == width { even += 1 } else { wider += 1 }
        if count > width, saysBeyond() { beyond += 1 }
    }

    /// What sets the table aside; nil where its rows stand below its header.
    func finding(at position: SourcePosition, text: String) -> Finding? {
        let isNarrow = narrower > 1 && even + wider == 0 && isUniform
        let isWide = wider > 1 && narrower + even == 0
        let isJoined = holdsFigures && narrower > 0 && even + wider == 0
        guard isNarrow || isWide || isJoined || beyond > 0 && beyond >= even else { return nil }
        return Finding(
            "A093", .error, at: position, text: text,
            ["fields": String(isNarrow || isWide || isJoined ? first : width + 1), "expected": String(width), "rows": String(isNarrow || isJoined ? narrower : max(wider, beyond))])
    }
}
