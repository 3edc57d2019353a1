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

    /// Whether a byte is NUL or beyond ASCII.
    private(set) var isUnusual = false

    /// Field ends that are gathered before they are kept: an array's own growth is then asked for seldom.
    private static let gatheredFields = 8192

    /// Nothing scanned yet.
    init() {}

    /// Scans `bytes[start..<end]`, or less: with `pieceBytes`, up to the first row end after so many bytes.
    ///
    /// - Complexity: linear in the bytes; 4 bytes of memory a field and 8 a row.
    init(_ bytes: [UInt8], from start: Int, to end: Int, delimiter: UInt8, limits: TextLimits, pieceBytes: Int = .max) {
        scan(bytes, from: start, to: end, delimiter: delimiter, limits: limits, pieceBytes: pieceBytes)
    }

    /// Takes the rows of a sheet's table that begin from an offset on and before another, all of which are known.
    ///
    /// - Returns: the first of them.
    mutating func take(_ table: DelimitedTable, from start: Int, to end: Int) -> Int {
        clear(0)
        let first = table.rowStarts.place(notBefore: UInt32(clamping: start))
        let last = table.rowStarts.place(notBefore: UInt32(clamping: end))
        guard first < last, last < table.firstFields.count else { return first }
        let firstField = table.firstFields[first]
        fieldEnds += table.fieldEnds[Int(firstField)..<Int(table.firstFields[last])].map { $0 - UInt32(clamping: start) }
        rowStarts += table.rowStarts[first..<last].map { $0 - UInt32(clamping: start) }
        firstFields += table.firstFields[(first + 1)...last].map { $0 - firstField }
        self.end = (last < table.rowStarts.count ? Int(table.rowStarts[last]) : table.bytes.count) - start
        isUnusual = true
        return first
    }

    /// Scans anew, in the memory of the scan before.
    mutating func scan(_ bytes: [UInt8], from start: Int, to end: Int, delimiter: UInt8, limits: TextLimits, pieceBytes: Int = .max) {
        clear(start)
        guard start >= 0, start < end, end <= bytes.count, end < Int(UInt32.max) else { return }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let pieceEnd = pieceBytes < end - start ? start + max(1, pieceBytes) : end
            unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: StructuralScan.gatheredFields + 128) { gathered in
                guard let ends = gathered.baseAddress else { return }
                var walk = unsafe Walk(base: base, start: start, end: end, pieceEnd: pieceEnd, delimiter: delimiter, limits: limits, ends: ends)
                walk.run(&self)
            }
        }
    }

    /// Forgets the scan before, but for its memory.
    private mutating func clear(_ start: Int) {
        fieldEnds.removeAll(keepingCapacity: true)
        rowStarts.removeAll(keepingCapacity: true)
        firstFields.removeAll(keepingCapacity: true)
        firstFields.append(0)
        innerLines.removeAll()
        (lfCount, crlfCount, crCount) = (0, 0, 0)
        wideRows.removeAll()
        longRows.removeAll()
        (openQuote, afterQuote, stoppedAt) = (nil, nil, nil)
        (isPiece, isUnusual) = (false, false)
        end = start
    }

    /// The state of one scan while it goes on.
    ///
    /// Of maintenance: `ends` holds the fields not yet in `fieldEnds`; `kept` is the count of those that
    /// are; a row's fields are those from `rowFirst` on. A block of 64 bytes without quotes and CR goes
    /// the short way, which may not meet a row that has to be set aside: `mayEndRow` sees to it.
    /// Its pointers live as long as `scan(_:from:to:delimiter:limits:pieceBytes:)` runs, and it never leaves that function.
    @safe private struct Walk {
        let base: UnsafePointer<UInt8>
        let end: Int
        let pieceEnd: Int
        let delimiter: UInt8
        let limits: TextLimits
        let ends: UnsafeMutablePointer<UInt32>
        var gathered = 0
        var kept = 0
        var rowFirst = 0
        var fieldStart: Int
        var rowStart: Int
        var block: Int
        /// Structural bytes before this offset are already dealt with.
        var resume: Int
        var inQuotes = false
        /// Line ends inside the quotes of the row.
        var linesInQuotes = 0
        var isWide = false

        init(
            base: UnsafePointer<UInt8>, start: Int, end: Int, pieceEnd: Int, delimiter: UInt8, limits: TextLimits, ends: UnsafeMutablePointer<UInt32>
        ) {
            unsafe self.base = base
            self.end = end
            self.pieceEnd = pieceEnd
            self.delimiter = delimiter
            self.limits = limits
            unsafe self.ends = ends
            (fieldStart, rowStart, block, resume) = (start, start, start, start)
        }

        mutating func run(_ scan: inout StructuralScan) {
            scan.rowStarts.append(UInt32(truncatingIfNeeded: rowStart))
            scan.end = end
            while block < end {
                let left = end - block
                let marks = unsafe left >= 64 ? headwater_marks_of(base + block, delimiter) : headwater_marks_tail(base + block, left, delimiter)
                if marks.unusual != 0 { scan.isUnusual = true }
                let isDone = marks.special == 0 && !inQuotes && mayEndRow ? takePlain(marks, &scan) : takeOneByOne(marks.ends | marks.special, &scan)
                if isDone {
                    keep(&scan)
                    return
                }
                block += 64
                if gathered >= StructuralScan.gatheredFields { keep(&scan) }
                if !isWide, kept + gathered - rowFirst > limits.columns {
                    isWide = true
                    dropRow(&scan)
                }
                if inQuotes, block - fieldStart > limits.rowBytes { break }
            }
            if inQuotes {
                scan.openQuote = (scan.rowStarts.count - 1, fieldStart)
                dropRow(&scan)
                scan.rowStarts.removeLast()
                scan.end = rowStart
            } else if rowStart < end {
                unsafe ends[gathered] = UInt32(truncatingIfNeeded: end)
                gathered += 1
                finishRow(length: end - rowStart, &scan)
            }
            keep(&scan)
        }

        /// Whether any row that ends in the block is one to keep, whatever the block holds.
        private var mayEndRow: Bool {
            !isWide && block + 64 - rowStart <= limits.rowBytes && kept + gathered - rowFirst + 64 <= limits.columns
        }

        /// A block outside quotes that holds nothing but delimiters and LF, perhaps after the CR of the block before.
        private mutating func takePlain(_ marks: headwater_marks, _ scan: inout StructuralScan) -> Bool {
            let taken: UInt64 = resume > block ? 1 : 0
            let fields = marks.ends & ~taken
            var feeds = marks.feeds & ~taken
            let before = gathered
            let count = unsafe Int(headwater_places(ends + gathered, UInt32(truncatingIfNeeded: block), fields))
            while feeds != 0 {
                let bit = feeds & (0 &- feeds)
                feeds &= feeds &- 1
                gathered = before + Int(headwater_count(fields & (bit | (bit &- 1))))
                scan.lfCount += 1
                let offset = block + bit.trailingZeroBitCount
                if endRow(at: offset, next: offset + 1, &scan) { return true }
            }
            gathered = before + count
            if fields != 0 { fieldStart = block + 64 - fields.leadingZeroBitCount }
            return false
        }

        /// A block whose structural bytes need a look each.
        private mutating func takeOneByOne(_ structural: UInt64, _ scan: inout StructuralScan) -> Bool {
            var mask = structural
            while mask != 0 {
                let offset = block + mask.trailingZeroBitCount
                mask &= mask &- 1
                if offset < resume { continue }
                let byte = unsafe base[offset]
                if inQuotes {
                    takeQuoted(byte, at: offset, &scan)
                } else if byte == delimiter {
                    unsafe ends[gathered] = UInt32(truncatingIfNeeded: offset)
                    gathered += 1
                    fieldStart = offset + 1
                } else if byte == Mark.quote {
                    if offset == fieldStart { inQuotes = true }
                } else {
                    unsafe ends[gathered] = UInt32(truncatingIfNeeded: offset)
                    gathered += 1
                    var next = offset + 1
                    if byte == Mark.lf {
                        scan.lfCount += 1
                    } else if next < end, unsafe base[next] == Mark.lf {
                        next += 1
                        scan.crlfCount += 1
                    } else {
                        scan.crCount += 1
                    }
                    if endRow(at: offset, next: next, &scan) { return true }
                }
            }
            return false
        }

        private mutating func takeQuoted(_ byte: UInt8, at offset: Int, _ scan: inout StructuralScan) {
            // A quote that comes too late closes nothing: what it might close was given up already.
            if offset - fieldStart > limits.rowBytes { return }
            if byte == Mark.quote {
                if offset + 1 < end, unsafe base[offset + 1] == Mark.quote {
                    resume = offset + 2
                    return
                }
                inQuotes = false
                guard offset + 1 < end else { return }
                let next = unsafe base[offset + 1]
                if next != delimiter, next != Mark.cr, next != Mark.lf { scan.noteAfterQuote(offset + 1) }
            } else if byte == Mark.lf {
                linesInQuotes += 1
            } else if byte == Mark.cr {
                if offset + 1 < end, unsafe base[offset + 1] == Mark.lf { resume = offset + 2 }
                linesInQuotes += 1
            }
        }

        /// Ends a row whose last field ends at `offset`; the next begins at `next`. Whether the scan ends with it.
        private mutating func endRow(at offset: Int, next: Int, _ scan: inout StructuralScan) -> Bool {
            finishRow(length: offset - rowStart, &scan)
            resume = next
            rowStart = next
            fieldStart = next
            guard next < end else { return false }
            if scan.rowStarts.count >= limits.rows {
                scan.stoppedAt = next
                scan.end = next
                return true
            }
            if next >= pieceEnd {
                scan.isPiece = true
                scan.end = next
                return true
            }
            scan.rowStarts.append(UInt32(truncatingIfNeeded: next))
            return false
        }

        private mutating func finishRow(length: Int, _ scan: inout StructuralScan) {
            if linesInQuotes > 0 {
                scan.innerLines.append((scan.firstFields.count - 1, (scan.innerLines.last?.total ?? 0) + linesInQuotes))
                linesInQuotes = 0
            }
            if length > limits.rowBytes {
                scan.longRows.append(scan.firstFields.count - 1)
                dropRow(&scan)
            } else if isWide || kept + gathered - rowFirst > limits.columns {
                scan.wideRows.append(scan.firstFields.count - 1)
                dropRow(&scan)
            }
            isWide = false
            rowFirst = kept + gathered
            scan.firstFields.append(UInt32(truncatingIfNeeded: rowFirst))
        }

        /// Takes the fields of the row that is open away.
        private mutating func dropRow(_ scan: inout StructuralScan) {
            gathered = max(0, rowFirst - kept)
            if rowFirst < kept {
                scan.fieldEnds.removeLast(kept - rowFirst)
                kept = rowFirst
            }
        }

        /// Keeps the gathered field ends.
        private mutating func keep(_ scan: inout StructuralScan) {
            guard gathered > 0 else { return }
            unsafe scan.fieldEnds.append(contentsOf: UnsafeBufferPointer(start: ends, count: gathered))
            kept += gathered
            gathered = 0
        }
    }

    fileprivate mutating func noteAfterQuote(_ offset: Int) {
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

    /// Whether a byte stands at or after an offset.
    static func contains(_ byte: UInt8, _ bytes: [UInt8], from offset: Int) -> Bool {
        guard offset >= 0, offset < bytes.count else { return false }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return unsafe headwater_contains(base + offset, bytes.count - offset, byte) != 0
        }
    }

    /// How many bytes from an offset on are ASCII and not NUL.
    static func asciiPrefix(_ bytes: [UInt8], from offset: Int, to end: Int? = nil) -> Int {
        let end = min(end ?? bytes.count, bytes.count)
        guard offset >= 0, offset < end else { return 0 }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe Int(headwater_ascii_prefix(base + offset, end - offset))
        }
    }
}
