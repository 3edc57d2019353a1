// Memory is touched directly here because the byte masks of CByteMask take a pointer: this is the loop that sees every byte.
private import CByteMask

/// Where fields and rows of a delimited text begin and end: the fast half of the reader.
///
/// The rules, which `DelimitedTable` and the tests' slow splitter share:
/// a quote opens a quoted field only as the first byte of the field; inside it, two quotes
/// are one quote and one quote closes; what stands between the closing quote and the next
/// delimiter is bare text; CR, LF and CRLF end a row outside quotes; a last row without an
/// end is a row, a file that ends with a row's end has no further row.
struct StructuralScan {
    /// The offset of the byte after each field (its delimiter, line end or the end of text), row after row.
    var fieldEnds: [UInt32] = []
    /// The offset of the first byte of each row.
    var rowStarts: [UInt32] = []
    /// For each row the index of its first field in `fieldEnds`; one more at the end.
    var firstFields: [UInt32] = [0]
    /// Rows that hold line ends inside quotes, and how many such line ends stand in rows up to and with that row.
    var innerLines: [(row: Int, total: Int)] = []
    /// Counts of row ends by kind.
    var lfCount = 0
    var crlfCount = 0
    var crCount = 0
    /// Rows set aside as they have too many fields or bytes; they stay as rows without fields.
    var wideRows: [Int] = []
    var longRows: [Int] = []
    /// Row and offset of a quote that never closes; the table ends before that row.
    var openQuote: (row: Int, offset: Int)?
    /// Offset of the first text between a closing quote and a delimiter, and how many there are.
    var afterQuote: (first: Int, count: Int)?
    /// The offset from which nothing was read as the table already holds as many rows as it may.
    var stoppedAt: Int?
    /// Whether the scan ended at the first row end beyond the bytes asked for, and text follows.
    private(set) var isPiece = false
    /// The offset after the last row.
    private(set) var end = 0

    /// Scans `bytes[start..<end]`, or less: with `pieceBytes`, up to the first row end after so many bytes.
    ///
    /// - Complexity: linear in the bytes; 4 bytes of memory a field and 8 a row.
    init(_ bytes: [UInt8], from start: Int, to end: Int, delimiter: UInt8, limits: TextLimits, pieceBytes: Int = .max) {
        guard start >= 0, start < end, end <= bytes.count, end < Int(UInt32.max) else { return }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let pieceEnd = pieceBytes < end - start ? start + max(1, pieceBytes) : end
            // Field ends are gathered a block at a time: an array's own growth is asked for once a block, not once a field.
            unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { gathered in
                guard let ends = gathered.baseAddress else { return }
                unsafe scan(base, from: start, to: end, pieceEnd: pieceEnd, delimiter: delimiter, limits: limits, ends: ends)
            }
        }
    }

    private mutating func take(_ ends: UnsafeMutablePointer<UInt32>, _ count: inout Int) {
        guard count > 0 else { return }
        unsafe fieldEnds.append(contentsOf: UnsafeBufferPointer(start: ends, count: count))
        count = 0
    }

    private mutating func scan(
        _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, pieceEnd: Int, delimiter: UInt8, limits: TextLimits,
        ends: UnsafeMutablePointer<UInt32>
    ) {
        // Of the 64 bytes of a block each ends at most one field, so that `ends` never overflows.
        var gathered = 0
        var fieldStart = start
        var rowStart = start
        var block = start
        /// Structural bytes before this offset are already dealt with.
        var resume = start
        var inQuotes = false
        /// Line ends inside the quotes of the row.
        var linesInQuotes = 0
        var isWide = false
        rowStarts.append(UInt32(start))
        self.end = end

        while block < end {
            let left = end - block
            var mask =
                unsafe left >= 64
                ? headwater_mask4(base + block, delimiter, Mark.quote, Mark.cr, Mark.lf)
                : headwater_mask4_tail(base + block, left, delimiter, Mark.quote, Mark.cr, Mark.lf)
            while mask != 0 {
                let offset = block + mask.trailingZeroBitCount
                mask &= mask &- 1
                if offset < resume { continue }
                let byte = unsafe base[offset]
                if inQuotes {
                    if byte == Mark.quote {
                        if offset + 1 < end, unsafe base[offset + 1] == Mark.quote {
                            resume = offset + 2
                        } else {
                            inQuotes = false
                            if offset + 1 < end {
                                let next = unsafe base[offset + 1]
                                if next != delimiter, next != Mark.cr, next != Mark.lf { noteAfterQuote(offset + 1) }
                            }
                        }
                    } else if byte == Mark.lf {
                        linesInQuotes += 1
                    } else if byte == Mark.cr {
                        if offset + 1 < end, unsafe base[offset + 1] == Mark.lf { resume = offset + 2 }
                        linesInQuotes += 1
                    }
                    continue
                }
                if byte == delimiter {
                    unsafe ends[gathered] = UInt32(truncatingIfNeeded: offset)
                    gathered += 1
                    fieldStart = offset + 1
                    continue
                }
                if byte == Mark.quote {
                    if offset == fieldStart { inQuotes = true }
                    continue
                }
                // A row ends.
                unsafe ends[gathered] = UInt32(truncatingIfNeeded: offset)
                gathered += 1
                if isWide { gathered = 0 }
                unsafe take(ends, &gathered)
                var next = offset + 1
                if byte == Mark.lf {
                    lfCount += 1
                } else if next < end, unsafe base[next] == Mark.lf {
                    next += 1
                    crlfCount += 1
                } else {
                    crCount += 1
                }
                finishRow(length: offset - rowStart, lines: linesInQuotes, isWide: isWide, limits: limits)
                linesInQuotes = 0
                isWide = false
                resume = next
                rowStart = next
                fieldStart = next
                if next < end {
                    guard rowStarts.count < limits.rows else {
                        stoppedAt = next
                        self.end = next
                        return
                    }
                    if next >= pieceEnd {
                        isPiece = true
                        self.end = next
                        return
                    }
                    rowStarts.append(UInt32(next))
                }
            }
            block += 64
            if isWide { gathered = 0 }
            unsafe take(ends, &gathered)
            if !isWide, fieldEnds.count - Int(firstFields[firstFields.count - 1]) > limits.columns {
                isWide = true
                fieldEnds.removeLast(fieldEnds.count - Int(firstFields[firstFields.count - 1]))
            }
            if inQuotes, block - fieldStart > limits.rowBytes { break }
        }

        if inQuotes {
            openQuote = (rowStarts.count - 1, fieldStart)
            fieldEnds.removeLast(fieldEnds.count - Int(firstFields[firstFields.count - 1]))
            rowStarts.removeLast()
            self.end = rowStart
        } else if rowStart < end {
            if !isWide { fieldEnds.append(UInt32(end)) }
            finishRow(length: end - rowStart, lines: linesInQuotes, isWide: isWide, limits: limits)
        }
    }

    private mutating func finishRow(length: Int, lines: Int, isWide: Bool, limits: TextLimits) {
        let row = firstFields.count - 1
        let first = Int(firstFields[row])
        if lines > 0 { innerLines.append((row, (innerLines.last?.total ?? 0) + lines)) }
        if length > limits.rowBytes {
            longRows.append(row)
            fieldEnds.removeLast(fieldEnds.count - first)
        } else if isWide || fieldEnds.count - first > limits.columns {
            wideRows.append(row)
            fieldEnds.removeLast(fieldEnds.count - first)
        }
        firstFields.append(UInt32(fieldEnds.count))
    }

    private mutating func noteAfterQuote(_ offset: Int) {
        if let seen = afterQuote { afterQuote = (seen.first, seen.count + 1) } else { afterQuote = (offset, 1) }
    }

    /// The line end of the text outside quotes; LF where there is none.
    var lineEnd: LineEnd {
        switch (lfCount > 0, crlfCount > 0, crCount > 0) {
        case (_, false, false): .lf
        case (false, true, false): .crlf
        case (false, false, true): .cr
        default: .mixed
        }
    }

    /// How many bytes from an offset on are ASCII and not NUL.
    static func asciiPrefix(_ bytes: [UInt8], from offset: Int) -> Int {
        guard offset >= 0, offset < bytes.count else { return 0 }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe Int(headwater_ascii_prefix(base + offset, bytes.count - offset))
        }
    }
}
