package import Findings

/// What the pieces of a text say of the whole: its line ends, and rows and quotes that are not as they should be.
package struct TextTally: Sendable {
    /// Findings of one kind that get a place of their own.
    private static let named = 20

    /// Rows, those that were set aside with them.
    package private(set) var rowCount = 0
    /// Lines: rows, and line ends within quotes.
    package private(set) var lineCount = 0
    private var lf = 0
    private var crlf = 0
    private var cr = 0
    private var wide: [SourcePosition] = []
    private var wideCount = 0
    private var long: [SourcePosition] = []
    private var longCount = 0
    private var openQuote: SourcePosition?
    private var afterQuote: SourcePosition?
    private var afterQuoteCount = 0
    private var stopped: SourcePosition?

    package init() {}

    /// Takes a piece whose `linesBefore` is known; in the order of the text.
    package mutating func take(_ piece: TextPiece) {
        let scan = piece.scan
        rowCount += piece.rowCount
        lineCount += piece.lineCount
        lf += scan.lfCount
        crlf += scan.crlfCount
        cr += scan.crCount
        for row in scan.wideRows where wide.count < TextTally.named { wide.append(piece.position(row, 0)) }
        for row in scan.longRows where long.count < TextTally.named { long.append(piece.position(row, 0)) }
        wideCount += scan.wideRows.count
        longCount += scan.longRows.count
        if let quote = scan.openQuote { openQuote = piece.position(ofByte: quote.offset) }
        if let after = scan.afterQuote {
            if afterQuote == nil { afterQuote = piece.position(ofByte: after.first) }
            afterQuoteCount += after.count
        }
        if let offset = scan.stoppedAt { stopped = piece.position(ofByte: offset) }
    }

    /// Whether a quote never closes.
    package var isOpen: Bool { openQuote != nil }
    /// Whether rows were left out as there are too many.
    package var isStopped: Bool { stopped != nil }

    /// The line end of the text outside quotes; LF where there is none.
    package var lineEnd: LineEnd {
        switch (lf > 0, crlf > 0, cr > 0) {
        case (_, false, false): .lf
        case (false, true, false): .crlf
        case (false, false, true): .cr
        default: .mixed
        }
    }

    /// What is to be said of the text.
    package func findings(file: String, limits: TextLimits) -> [Finding] {
        var findings = wide.map { Finding("T006", .error, at: $0, ["limit": String(limits.columns), "count": String(wideCount)]) }
        findings += long.map { Finding("T007", .error, at: $0, ["limit": String(limits.rowBytes), "count": String(longCount)]) }
        if let openQuote { findings.append(Finding("T005", .error, at: openQuote)) }
        if let afterQuote { findings.append(Finding("T014", .warning, at: afterQuote, ["count": String(afterQuoteCount)])) }
        if lineEnd == .mixed {
            findings.append(
                Finding("T012", .info, at: SourcePosition(file: file), ["lf": String(lf), "crlf": String(crlf), "cr": String(cr)]))
        }
        if let stopped { findings.append(Finding("T015", .error, at: stopped, ["limit": String(limits.rows)])) }
        return findings
    }
}

extension TextPiece {
    /// The 1-based line and character column of a byte of the piece, by its offset in the piece.
    func position(ofByte offset: Int) -> SourcePosition {
        let row = scan.row(ofByte: offset)
        var line = linesBefore + 1
        var lineStart = scan.end
        if let row {
            line += row + (scan.innerLines.last { $0.row < row }?.total ?? 0)
            lineStart = Int(scan.rowStarts[row])
        } else {
            line += lineCount
        }
        var index = lineStart
        while index < offset {
            if bytes[index] == Mark.lf || bytes[index] == Mark.cr && !(index + 1 < bytes.count && bytes[index + 1] == Mark.lf) {
                line += 1
                lineStart = index + 1
            }
            index += 1
        }
        let column = bytes[min(lineStart, offset)..<offset].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return SourcePosition(file: file, line: line, column: column, byteOffset: hasOffsets ? start + offset : nil)
    }

    private var file: String { text.file }
    private var hasOffsets: Bool { text.hasOffsets }
}
