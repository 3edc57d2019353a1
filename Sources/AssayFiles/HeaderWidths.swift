internal import Findings

/// The widths of the rows below a header that holds a column which is not understood: a delimiter put into a header's word,
/// or lost between two, moves every name behind it.
///
/// The rows do not stand below it where every one is one field narrower or wider, or where at least as many rows hold
/// something beyond the header as end with it. Where all headers are understood, rows leave an empty last field out, or end
/// with a delimiter.
struct HeaderWidths {
    private let width: Int
    private var rowCount = 0
    private var (shorter, narrower, even, wider, beyond) = (0, 0, 0, 0, 0)

    /// Rows below a header whose widths are compared with its own.
    private static let compared = 2000

    init(width: Int) { self.width = width }

    /// Whether enough rows were compared.
    var isFull: Bool { rowCount >= HeaderWidths.compared }

    /// Compares a row of so many fields, blank ones and all.
    mutating func add(_ count: Int, saysBeyond: () -> Bool) {
        rowCount += 1
        guard count > max(1, width / 2) else { return }
        switch count {
        case width: even += 1
        case width - 1: narrower += 1
        case ..<width: shorter += 1
        default: wider += 1
        }
        if count > width, saysBeyond() { beyond += 1 }
    }

    /// What sets the table aside; nil where its rows stand below its header.
    func finding(at position: SourcePosition, text: String) -> Finding? {
        let isNarrow = narrower > 1 && shorter + even + wider == 0
        let isWide = wider > 1 && shorter + narrower + even == 0
        guard isNarrow || isWide || beyond > 0 && beyond >= even else { return nil }
        return Finding(
            "A093", .error, at: position, text: text,
            ["fields": String(width + (isNarrow ? -1 : 1)), "expected": String(width), "rows": String(isNarrow ? narrower : max(wider, beyond))])
    }
}
