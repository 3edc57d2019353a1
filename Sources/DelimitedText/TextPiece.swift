package import Findings

/// A run of whole rows of a text, copied to memory of its own with spare bytes behind, so that its
/// fields can be typed by words of eight bytes.
///
/// One piece is used for many parts of a text, one after the other: what the part before needed is
/// kept as memory. Who types columns first calls `load`, then `select`; the columns are those of the
/// rows selected, in their order. Not to be used by two threads at a time.
package final class TextPiece {
    /// Spare bytes behind the text.
    static let spare = 64
    /// Bytes behind a piece that are copied with it, for the end of its last row.
    private static let overhang = 4096

    var bytes: [UInt8] = []
    var scan = StructuralScan()
    /// Offset of the first byte of each selected row.
    var starts: [UInt32] = []
    /// For each selected row the place of its first field in `scan.fieldEnds`.
    var bases: [UInt32] = []
    /// For each selected row its number among all rows of the piece.
    package internal(set) var rows: [UInt32] = []

    let text: TextBody
    /// Offset of the piece in the text.
    package private(set) var start = 0
    /// Lines of the text before the piece; known when the pieces before it are.
    package var linesBefore = 0
    /// The first row of the piece among those of a sheet.
    var firstRow = 0

    /// The last byte that says something, in a text that ends without a line end.
    package let cutByte: Int?

    package init(_ text: TextBody) {
        self.text = text
        cutByte = text.cutByte
    }

    /// Reads the rows that begin from `start` on and before `end`; the last of them may reach beyond.
    ///
    /// - Complexity: linear in the bytes.
    package func load(from start: Int, to end: Int, limits: TextLimits) {
        self.start = start
        linesBefore = 0
        (starts, bases, rows) = ([], [], [])
        if let sheet = text.sheet {
            firstRow = scan.take(sheet, from: start, to: end)
            copy(text.bytes, from: start, count: scan.end)
            return
        }
        var overhang = TextPiece.overhang
        while true {
            let copied = max(start, min(text.end, end + overhang))
            copy(text.bytes, from: start, count: copied - start)
            scan.scan(bytes, from: 0, to: copied - start, delimiter: text.delimiter, limits: limits, pieceBytes: max(1, end - start))
            // The last row is whole where the scan ended with it, or the text does.
            if scan.isPiece || scan.stoppedAt != nil || copied == text.end { break }
            if let quote = scan.openQuote, copied - start - quote.offset > limits.rowBytes + 64 { break }
            overhang = overhang.multipliedReportingOverflow(by: 8).partialValue
        }
        if !text.badOffsets.isEmpty {
            let first = text.badOffsets.place(notBefore: start)
            var cleared: Set<Int> = []
            for offset in text.badOffsets[first...] {
                guard offset < start + scan.end else { break }
                if let row = scan.row(ofByte: offset - start) { cleared.insert(row) }
            }
            scan.clear(rows: cleared)
        }
    }

    /// Offset in the text of the first byte after the last row of the piece.
    package var end: Int { start + scan.end }
    /// Whether nothing more can be read: a quote never closes.
    package var isOpen: Bool { scan.openQuote != nil }
    /// Whether nothing more is read: the piece holds as many rows as it may.
    package var isStopped: Bool { scan.stoppedAt != nil }
    /// Rows of the piece, selected or not.
    package var rowCount: Int { scan.rowStarts.count }
    /// Lines of the piece: its rows, and the line ends within quotes.
    package var lineCount: Int { scan.rowStarts.count + (scan.innerLines.last?.total ?? 0) }
    /// Whether each byte is ASCII and not NUL.
    package var isPlain: Bool { !scan.isUnusual }

    /// How many fields a row has; 0 in a row that was set aside.
    package func fieldCount(_ row: Int) -> Int {
        guard row >= 0, row + 1 < scan.firstFields.count else { return 0 }
        return Int(scan.firstFields[row + 1]) - Int(scan.firstFields[row])
    }

    /// Whether each row that was not set aside has so many fields.
    package func hasOnly(fields: Int) -> Bool {
        let firsts = scan.firstFields
        for row in 1..<max(1, firsts.count) where firsts[row] != firsts[row - 1] && Int(firsts[row]) - Int(firsts[row - 1]) != fields { return false }
        return true
    }

    private func range(_ row: Int, _ column: Int) -> Range<Int>? {
        guard column >= 0, column < fieldCount(row) else { return nil }
        let index = Int(scan.firstFields[row]) + column
        let start = column == 0 ? Int(scan.rowStarts[row]) : Int(scan.fieldEnds[index - 1]) + 1
        return start..<max(start, Int(scan.fieldEnds[index]))
    }

    /// The field of a row without its quotes; empty beyond the end of the row.
    package func text(_ row: Int, _ column: Int) -> String {
        guard let range = range(row, column), !range.isEmpty else { return "" }
        return TextPiece.text(bytes[range])
    }

    /// The bytes of a field of a selected row, as they stand.
    package func field(_ place: Int, _ column: Int) -> ArraySlice<UInt8> {
        guard place >= 0, place < rows.count, let range = range(Int(rows[place]), column) else { return [] }
        return bytes[range]
    }

    /// Whether the bytes are UTF-8 and none is NUL.
    ///
    /// - Complexity: linear; ASCII goes at memory speed.
    package var isUTF8: Bool { UTF8Check(bytes, from: 0, to: scan.end, limit: 0).bad.isEmpty }

    /// The text of a field as it stands, without its quotes.
    package static func text(_ field: ArraySlice<UInt8>) -> String {
        guard field.first == Mark.quote else { return String(decoding: field, as: UTF8.self) }
        return String(decoding: DelimitedTable.unquoted(field), as: UTF8.self)
    }

    /// The number that a field holds in plain ASCII: digits, a mark, an exponent; nil for all else.
    package func number(_ row: Int, _ column: Int, mark: DecimalMark) -> Double? {
        guard let range = range(row, column), !range.isEmpty else { return nil }
        let bytes = bytes
        return NumberText.fast(bytes.span.extracting(range), mark: mark)
    }

    /// Whether a row holds nothing but delimiters, quotes and spaces.
    package func isBlank(_ row: Int) -> Bool {
        let count = fieldCount(row)
        guard count > 0 else { return true }
        let end = Int(scan.fieldEnds[Int(scan.firstFields[row]) + count - 1])
        return bytes[Int(scan.rowStarts[row])..<max(Int(scan.rowStarts[row]), end)].allSatisfy { TextBody.isBlank($0, delimiter: text.delimiter) }
    }

    /// Whether a row holds a byte of the text, its line end with it.
    package func holds(_ row: Int, byte offset: Int) -> Bool {
        guard row >= 0, row < scan.rowStarts.count else { return false }
        let next = row + 1 < scan.rowStarts.count ? Int(scan.rowStarts[row + 1]) : scan.end
        return (Int(scan.rowStarts[row])..<next).contains(offset - start)
    }

    /// Offset in the text of the first byte of a row.
    package func rowStart(_ row: Int) -> Int { row >= 0 && row < scan.rowStarts.count ? start + Int(scan.rowStarts[row]) : end }

    /// The 1-based line and character column of a field in the text; beyond the row, of the row's end.
    package func position(_ row: Int, _ column: Int) -> SourcePosition {
        if let sheet = text.sheet { return sheet.position(firstRow + row, column) }
        guard row >= 0, row < scan.rowStarts.count else { return SourcePosition(file: text.file) }
        let rowStart = Int(scan.rowStarts[row])
        let count = fieldCount(row)
        let offset = range(row, column)?.lowerBound ?? (count > 0 ? Int(scan.fieldEnds[Int(scan.firstFields[row]) + count - 1]) : rowStart)
        return text.position(ofByte: start + offset, rowStart: start + rowStart, line: linesBefore + scan.line(ofRow: row))
    }

    /// Whether a field of a row is a cell of a sheet that holds a figure; false in every text.
    package func isFigure(_ row: Int, _ column: Int) -> Bool { text.sheet?.isFigure(firstRow + row, column) ?? false }
}

/// The bytes of a text that pieces are cut from, and what holds for all of it.
package struct TextBody: Sendable {
    /// The path, as findings name it.
    package let file: String
    /// UTF-8.
    package let bytes: [UInt8]
    /// The text's first byte, and the one after its last: a mark at its start and a Control-Z at its end are left out.
    package let start: Int
    package let end: Int
    package let delimiter: UInt8
    /// Offsets of characters that stand for bad bytes, ascending; rows that hold one are set aside.
    package let badOffsets: [Int]
    /// Whether offsets in `bytes` are those of the file.
    package let hasOffsets: Bool
    /// The table of a sheet whose cells the bytes are; nil for a text.
    let sheet: DelimitedTable?

    /// A text that is decoded already.
    package init(_ text: DecodedText, delimiter: UInt8) {
        self.init(
            file: text.file, bytes: text.bytes, start: text.start, delimiter: delimiter, badOffsets: text.badOffsets, hasOffsets: text.encoding == .utf8)
    }

    /// Bytes that are taken for UTF-8; who reads them checks it.
    package init(file: String, bytes: [UInt8], start: Int, delimiter: UInt8, badOffsets: [Int] = [], hasOffsets: Bool = true) {
        self.file = file
        self.bytes = bytes
        self.start = min(start, bytes.count)
        self.delimiter = delimiter
        self.badOffsets = badOffsets
        self.hasOffsets = hasOffsets
        sheet = nil
        end = bytes.count > self.start && bytes[bytes.count - 1] == 0x1A ? bytes.count - 1 : bytes.count
    }

    /// The cells of a sheet, whose rows and fields are known and whose positions are those of the sheet.
    package init(sheet table: DelimitedTable) {
        file = table.file
        bytes = table.bytes
        (start, end) = (0, table.bytes.count)
        delimiter = table.dialect.delimiter
        badOffsets = []
        hasOffsets = false
        sheet = table
    }

    /// Whether these are the cells of a sheet.
    package var isSheet: Bool { sheet != nil }

    /// The 1-based line and character column of an offset, by where its row begins and the line of that.
    func position(ofByte offset: Int, rowStart: Int, line: Int) -> SourcePosition {
        var line = line
        var column = 1
        for index in rowStart..<max(rowStart, min(offset, bytes.count)) {
            let byte = bytes[index]
            if byte == Mark.lf || byte == Mark.cr && !(index + 1 < bytes.count && bytes[index + 1] == Mark.lf) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourcePosition(file: file, line: line, column: column, byteOffset: hasOffsets ? offset : nil)
    }

    /// Whether a byte says nothing: a delimiter, a quote, white space.
    static func isBlank(_ byte: UInt8, delimiter: UInt8) -> Bool {
        byte == delimiter || byte == Mark.space || byte == Mark.tab || byte == Mark.quote || byte == Mark.lf || byte == Mark.cr
    }

    /// The first row that begins at an offset or behind it, and before `limit`, if no line end stands inside quotes; nil where none does.
    ///
    /// A guess: who reads the row before knows where it ends.
    package func likelyRow(from offset: Int, before limit: Int) -> Int? {
        var index = max(start, offset - 1)
        while index < limit {
            let byte = bytes[index]
            if byte == Mark.lf || byte == Mark.cr {
                let next = byte == Mark.cr && index + 1 < end && bytes[index + 1] == Mark.lf ? index + 2 : index + 1
                if next >= offset { return next < min(limit, end) ? next : nil }
            }
            index += 1
        }
        return nil
    }

    /// The last byte that says something, in a text that ends without a line end; nil where the text ends with one.
    package var cutByte: Int? {
        guard end == bytes.count, end > start, bytes[end - 1] != Mark.lf, bytes[end - 1] != Mark.cr else { return nil }
        var index = end - 1
        while index >= start, TextBody.isBlank(bytes[index], delimiter: delimiter) { index -= 1 }
        return index >= start ? index : nil
    }
}

extension Array where Element: Comparable {
    /// The first place whose element is not before a value, in an ascending array.
    func place(notBefore value: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
