package import Findings

/// What reading a delimited text gave: the table, where there is one, and what was wrong.
package struct DelimitedReading: Sendable {
    /// Nil where the bytes are no text.
    package var table: DelimitedTable?
    package var findings: [Finding]

    package init(table: DelimitedTable?, findings: [Finding]) {
        self.table = table
        self.findings = findings
    }
}

/// Rows of fields, kept as bytes; it never judges content.
///
/// A row is a line, or several where a quoted field holds line ends; blank lines are rows
/// too, and so are rows that were set aside (they have no fields), so that the last row is
/// the last line. Memory: the text, 4 bytes a field and 8 a row.
///
/// A class, so that the many readings of a table share it at the cost of one reference; nothing of it changes.
package final class DelimitedTable: Sendable {
    package let file: String
    package let dialect: TextDialect
    /// UTF-8.
    let bytes: [UInt8]
    let fieldEnds: [UInt32]
    let rowStarts: [UInt32]
    let firstFields: [UInt32]
    /// Rows with line ends inside quotes, ascending, with how many of them stand up to and with that row.
    private let innerRows: [Int]
    private let innerTotals: [Int]
    /// Lines of the file before the first row: 0 but in a piece of a text.
    private let linesBefore: Int
    /// Whether each byte is a character, so that a column is counted by subtraction.
    private let isASCII: Bool

    /// Where the rows stand in a sheet; nil for the table of a text.
    let sheet: SheetPlaces?

    init(
        file: String, dialect: TextDialect, bytes: [UInt8], fieldEnds: [UInt32], rowStarts: [UInt32], firstFields: [UInt32], innerRows: [Int],
        innerTotals: [Int], linesBefore: Int, isASCII: Bool, sheet: SheetPlaces? = nil
    ) {
        self.file = file
        self.dialect = dialect
        self.bytes = bytes
        self.fieldEnds = fieldEnds
        self.rowStarts = rowStarts
        self.firstFields = firstFields
        self.innerRows = innerRows
        self.innerTotals = innerTotals
        self.linesBefore = linesBefore
        self.isASCII = isASCII
        self.sheet = sheet
    }

    package var rowCount: Int { rowStarts.count }

    /// How many fields a row has; 0 beyond the table and in a row that was set aside.
    package func fieldCount(_ row: Int) -> Int {
        guard row >= 0, row < rowStarts.count else { return 0 }
        return Int(firstFields[row + 1]) - Int(firstFields[row])
    }

    /// The place of a field among all fields of the table; nil beyond the row.
    func fieldIndex(_ row: Int, _ column: Int) -> UInt32? {
        column >= 0 && column < fieldCount(row) ? firstFields[row] + UInt32(column) : nil
    }

    /// The bytes of a field as they stand in the text, quotes included; nil beyond the row.
    private func range(_ row: Int, _ column: Int) -> Range<Int>? {
        guard column >= 0, column < fieldCount(row) else { return nil }
        let index = Int(firstFields[row]) + column
        let start = column == 0 ? Int(rowStarts[row]) : Int(fieldEnds[index - 1]) + 1
        return start..<max(start, Int(fieldEnds[index]))
    }

    /// The first byte of the field as it stands in the text, which may be a quote; nil where it is empty or stands beyond the row.
    package func firstByte(_ row: Int, _ column: Int) -> UInt8? {
        guard let range = range(row, column), !range.isEmpty else { return nil }
        return bytes[range.lowerBound]
    }

    /// Whether any field may hold a byte, or one beyond ASCII; false is certain.
    ///
    /// - Complexity: linear in the bytes, at memory speed.
    package func mayHold(_ byte: UInt8) -> Bool {
        !isASCII || StructuralScan.contains(byte == dialect.delimiter ? Mark.quote : byte, bytes, from: 0)
    }

    /// Whether the field holds a byte, or one beyond ASCII.
    package func holds(_ byte: UInt8, _ row: Int, _ column: Int) -> Bool {
        guard let range = range(row, column) else { return false }
        for index in range where bytes[index] == byte || bytes[index] >= 0x80 { return true }
        return false
    }

    /// The field without its quotes; empty beyond the end of the row. Nothing is trimmed.
    package func text(_ row: Int, _ column: Int) -> String {
        guard let range = range(row, column), !range.isEmpty else { return "" }
        guard bytes[range.lowerBound] == Mark.quote else { return String(decoding: bytes[range], as: UTF8.self) }
        return String(decoding: DelimitedTable.unquoted(bytes[range]), as: UTF8.self)
    }

    /// The UTF-8 bytes of the field without its quotes; empty beyond the end of the row.
    package func utf8(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
        guard let range = range(row, column), !range.isEmpty else { return [] }
        guard bytes[range.lowerBound] == Mark.quote else { return bytes[range] }
        return DelimitedTable.unquoted(bytes[range])
    }

    /// The number that a field holds, as `NumberText.parse` reads it.
    package func number(_ row: Int, _ column: Int, mark: DecimalMark) -> Double? {
        guard let range = range(row, column), !range.isEmpty else { return nil }
        let bytes = bytes
        if let value = NumberText.fast(bytes.span.extracting(range), mark: mark) { return value }
        return NumberText.parse(utf8: utf8(row, column), mark: mark)
    }

    /// What several fields of a row hold, seen in one walk.
    ///
    /// - Parameters:
    ///   - columns: the column of each field that is asked for; less than 0 for none. At most 64.
    ///   - numeric: a bit for each field that may be a number.
    ///   - numbers: for each such field its number, or NaN where it is not plain digits with the mark and an exponent; as many as `columns`.
    /// - Returns: a bit for each field that is not empty.
    /// - Complexity: linear in the bytes of the numeric fields.
    package func look(_ row: Int, _ columns: [Int32], numeric: UInt64, mark: DecimalMark, _ numbers: inout [Double]) -> UInt64 {
        let (bytes, ends) = (bytes, fieldEnds)
        let count = fieldCount(row)
        guard count > 0 else { return 0 }
        let (first, rowStart) = (Int(firstFields[row]), Int(rowStarts[row]))
        var filled: UInt64 = 0
        for index in columns.indices {
            let column = Int(columns[index])
            guard column >= 0, column < count else { continue }
            let start = column == 0 ? rowStart : Int(ends[first + column - 1]) + 1
            let end = Int(ends[first + column])
            guard end > start else { continue }
            let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: index)
            filled |= bit
            guard numeric & bit != 0 else { continue }
            numbers[index] = NumberText.fast(bytes.span.extracting(start..<end), mark: mark) ?? .nan
        }
        return filled
    }

    /// The number of a field's bytes, quotes included, in a dictionary, which takes those that are new; 0 for an empty field.
    package func code(_ row: Int, _ column: Int, in dictionary: TextDictionary) -> UInt32 {
        range(row, column).map { dictionary.code(bytes[$0]) } ?? 0
    }

    /// The 1-based line and character column of a field in the original file; beyond the row, of the row's end. In a sheet, the row and column of the cell.
    package func position(_ row: Int, _ column: Int) -> SourcePosition {
        if let sheet { return sheet.position(file: file, row: row, column: column) }
        guard row >= 0, row < rowStarts.count else { return SourcePosition(file: file) }
        let rowStart = Int(rowStarts[row])
        let count = fieldCount(row)
        let offset = range(row, column)?.lowerBound ?? (count > 0 ? Int(fieldEnds[Int(firstFields[row]) + count - 1]) : rowStart)
        var line = linesBefore + row + 1 + innerLines(before: row)
        if isASCII, innerRows.isEmpty {
            return SourcePosition(file: file, line: line, column: offset - rowStart + 1, byteOffset: dialect.encoding == .utf8 ? offset : nil)
        }
        var lineStart = rowStart
        var index = rowStart
        while index < offset {
            if bytes[index] == Mark.lf || bytes[index] == Mark.cr && !(index + 1 < bytes.count && bytes[index + 1] == Mark.lf) {
                line += 1
                lineStart = index + 1
            }
            index += 1
        }
        let column = bytes[lineStart..<offset].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return SourcePosition(file: file, line: line, column: column, byteOffset: dialect.encoding == .utf8 ? offset : nil)
    }

    /// Whether a row holds nothing but delimiters, quotes and spaces.
    package func isBlank(_ row: Int) -> Bool {
        guard row >= 0, row < rowStarts.count, fieldCount(row) > 0 else { return true }
        let end = Int(fieldEnds[Int(firstFields[row + 1]) - 1])
        return bytes[Int(rowStarts[row])..<end].allSatisfy {
            $0 == dialect.delimiter || $0 == Mark.space || $0 == Mark.tab || $0 == Mark.quote || $0 == Mark.lf || $0 == Mark.cr
        }
    }

    private func innerLines(before row: Int) -> Int {
        var low = 0
        var high = innerRows.count
        while low < high {
            let middle = (low + high) / 2
            if innerRows[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? innerTotals[low - 1] : 0
    }

    /// A field that begins with a quote, without its quotes; as it stands where no quote closes it.
    static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let first = field.index(after: field.startIndex)
        guard let close = field[first...].firstIndex(of: Mark.quote) else { return field }
        if close == field.index(before: field.endIndex) { return field[first..<close] }
        var result: [UInt8] = []
        result.reserveCapacity(field.count)
        var index = first
        var isOpen = true
        while index < field.endIndex {
            let byte = field[index]
            if isOpen, byte == Mark.quote {
                if index + 1 < field.endIndex, field[index + 1] == Mark.quote {
                    result.append(byte)
                    index += 2
                    continue
                }
                isOpen = false
            } else {
                result.append(byte)
            }
            index += 1
        }
        return result[...]
    }
}

extension DelimitedTable {
    /// Reads a file: decodes it, tells its delimiter, and finds its fields.
    ///
    /// - Parameter delimiter: the byte between fields; nil to tell it from the text.
    /// - Complexity: linear in the bytes.
    package static func read(_ bytes: [UInt8], file: String, delimiter: UInt8? = nil, limits: TextLimits = TextLimits()) -> DelimitedReading {
        let (text, findings) = DecodedText.decode(bytes, file: file, limits: limits)
        guard let text else { return DelimitedReading(table: nil, findings: findings) }
        var reading = read(text, delimiter: delimiter, limits: limits)
        reading.findings = findings + reading.findings
        return reading
    }

    /// Finds the fields of a text.
    ///
    /// A row with a bad byte, with too many fields or too long is set aside with a finding.
    /// A quote that never closes ends the table before its row, since nothing tells where
    /// the field was meant to end.
    package static func read(_ text: DecodedText, delimiter: UInt8? = nil, limits: TextLimits = TextLimits()) -> DelimitedReading {
        var end = text.bytes.count
        // Control-Z, which old programs write at the end of a text.
        if end > text.start, text.bytes[end - 1] == 0x1A { end -= 1 }
        var findings: [Finding] = []
        if end <= text.start { findings.append(Finding("T013", .warning, at: SourcePosition(file: text.file))) }
        let stated = statedDelimiter(text.bytes, from: text.start, to: end)
        let byte = delimiter ?? stated ?? DelimiterEvidence.delimiter(text.bytes, from: text.start)
        var scan = StructuralScan(text.bytes, from: text.start, to: end, delimiter: byte, limits: limits)
        let (table, faults) = made(of: &scan, text: text, delimiter: byte, limits: limits, isInstruction: stated != nil, linesBefore: 0,
            isASCII: isASCII(text))
        return DelimitedReading(table: table, findings: findings + faults)
    }

    /// The table of a scan, without the rows that hold bad bytes.
    ///
    /// - Parameter isInstruction: whether the first row is Excel's line `sep=;`, which is no row.
    fileprivate static func made(
        of scan: inout StructuralScan, text: DecodedText, delimiter: UInt8, limits: TextLimits, isInstruction: Bool, linesBefore: Int, isASCII: Bool
    ) -> (DelimitedTable, [Finding]) {
        var rows = Set(text.badOffsets.compactMap { scan.row(ofByte: $0) })
        if isInstruction { rows.insert(0) }
        scan.clear(rows: rows)
        let table = DelimitedTable(
            file: text.file,
            dialect: TextDialect(encoding: text.encoding, hasByteOrderMark: text.hasByteOrderMark, lineEnd: scan.lineEnd, delimiter: delimiter),
            bytes: text.bytes, fieldEnds: scan.fieldEnds, rowStarts: scan.rowStarts, firstFields: scan.firstFields,
            innerRows: scan.innerLines.map(\.row), innerTotals: scan.innerLines.map(\.total), linesBefore: linesBefore,
            isASCII: isASCII)
        return (table, table.findings(of: scan, text: text, limits: limits))
    }

    fileprivate static func isASCII(_ text: DecodedText) -> Bool {
        StructuralScan.asciiPrefix(text.bytes, from: text.start) == text.bytes.count - text.start
    }

    /// The delimiter that a first line `sep=;` states.
    fileprivate static func statedDelimiter(_ bytes: [UInt8], from start: Int, to end: Int) -> UInt8? {
        let head = Array("sep=".utf8)
        guard start + 5 <= end, bytes[start..<start + 4].elementsEqual(head) else { return nil }
        guard start + 5 == end || bytes[start + 5] == Mark.cr || bytes[start + 5] == Mark.lf else { return nil }
        let byte = bytes[start + 4]
        return [Mark.tab, Mark.comma, Mark.semicolon, Mark.bar].contains(byte) ? byte : nil
    }

    private func findings(of scan: StructuralScan, text: DecodedText, limits: TextLimits) -> [Finding] {
        var findings: [Finding] = []
        for row in scan.wideRows.prefix(20) {
            findings.append(Finding("T006", .error, at: position(row, 0), ["limit": String(limits.columns), "count": String(scan.wideRows.count)]))
        }
        for row in scan.longRows.prefix(20) {
            findings.append(Finding("T007", .error, at: position(row, 0), ["limit": String(limits.rowBytes), "count": String(scan.longRows.count)]))
        }
        if let quote = scan.openQuote { findings.append(Finding("T005", .error, at: text.position(ofByte: quote.offset))) }
        if let after = scan.afterQuote {
            findings.append(Finding("T014", .warning, at: text.position(ofByte: after.first), ["count": String(after.count)]))
        }
        if scan.lineEnd == .mixed {
            findings.append(
                Finding(
                    "T012", .info, at: SourcePosition(file: file),
                    ["lf": String(scan.lfCount), "crlf": String(scan.crlfCount), "cr": String(scan.crCount)]))
        }
        if let stopped = scan.stoppedAt {
            findings.append(Finding("T015", .error, at: text.position(ofByte: stopped), ["limit": String(limits.rows)]))
        }
        return findings
    }
}

/// The tables of one large text, piece after piece, each a run of whole rows.
///
/// A piece is a `DelimitedTable` with the positions of the file, so that who reads pieces
/// holds the field ends of one of them at a time, or hands pieces to several workers. The
/// rows of all pieces, put together, are those of `DelimitedTable.read`.
package struct DelimitedPieces: Sequence, IteratorProtocol {
    private let text: DecodedText
    private let delimiter: UInt8
    private let isInstruction: Bool
    private let isASCII: Bool
    private let pieceBytes: Int
    private let limits: TextLimits
    private let end: Int
    private var offset: Int
    private var linesBefore = 0

    /// - Parameters:
    ///   - delimiter: the byte between fields; nil to tell it from the text.
    ///   - pieceBytes: bytes of a piece; its last row may reach beyond.
    package init(_ text: DecodedText, delimiter: UInt8? = nil, pieceBytes: Int = 8 << 20, limits: TextLimits = TextLimits()) {
        self.text = text
        self.pieceBytes = Swift.max(1, pieceBytes)
        self.limits = limits
        let isOld = text.bytes.count > text.start && text.bytes[text.bytes.count - 1] == 0x1A
        end = isOld ? text.bytes.count - 1 : text.bytes.count
        let stated = DelimitedTable.statedDelimiter(text.bytes, from: text.start, to: end)
        self.delimiter = delimiter ?? stated ?? DelimiterEvidence.delimiter(text.bytes, from: text.start)
        isInstruction = stated != nil
        isASCII = DelimitedTable.isASCII(text)
        offset = text.start
    }

    /// The next piece; nil after the last, and after a quote that never closes.
    ///
    /// - Complexity: linear in the bytes of the piece.
    package mutating func next() -> DelimitedReading? {
        guard offset < end else { return nil }
        var scan = StructuralScan(text.bytes, from: offset, to: end, delimiter: delimiter, limits: limits, pieceBytes: pieceBytes)
        let isFirst = offset == text.start
        let lines = scan.rowStarts.count + (scan.innerLines.last?.total ?? 0)
        let (table, findings) = DelimitedTable.made(
            of: &scan, text: text, delimiter: delimiter, limits: limits, isInstruction: isFirst && isInstruction, linesBefore: linesBefore,
            isASCII: isASCII)
        linesBefore += lines
        offset = scan.isPiece ? scan.end : end
        return DelimitedReading(table: table, findings: findings)
    }
}

extension StructuralScan {
    /// The 1-based line of a row's first byte, from the first row on.
    func line(ofRow row: Int) -> Int { row + 1 + (innerLines.last { $0.row < row }?.total ?? 0) }

    /// The row that holds a byte; nil outside the table.
    func row(ofByte offset: Int) -> Int? {
        guard let first = rowStarts.first, offset >= Int(first), offset < end else { return nil }
        var low = 0
        var high = rowStarts.count
        while low < high {
            let middle = (low + high) / 2
            if Int(rowStarts[middle]) <= offset { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// Takes the fields of some rows away; they stay as rows.
    ///
    /// - Complexity: linear in the fields and rows of the table.
    mutating func clear(rows: Set<Int>) {
        guard !rows.isEmpty else { return }
        var kept: [UInt32] = []
        kept.reserveCapacity(fieldEnds.count)
        var firsts: [UInt32] = [0]
        firsts.reserveCapacity(firstFields.count)
        for row in 0..<max(0, firstFields.count - 1) {
            if !rows.contains(row) { kept.append(contentsOf: fieldEnds[Int(firstFields[row])..<Int(firstFields[row + 1])]) }
            firsts.append(UInt32(kept.count))
        }
        fieldEnds = kept
        firstFields = firsts
    }
}
