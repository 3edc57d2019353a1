// Memory is touched directly here because the fields of a piece are typed by words of eight bytes, each at any address:
// these are the loops that see every field. A piece has spare bytes behind its text, so that no word ends beyond its memory;
// `fieldEnds`, `starts` and `bases` are made by the scan of the same bytes, so that no place lies outside.
private import CByteMask

extension TextPiece {
    /// Copies bytes of a text into the piece, with spare bytes behind.
    func copy(_ source: [UInt8], from start: Int, count: Int) {
        if bytes.count < count + TextPiece.spare {
            bytes = Array(repeating: 0, count: count + count / 4 + TextPiece.spare)
        }
        guard count > 0, start >= 0, start + count <= source.count else { return }
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { source in
                guard let to = target.baseAddress, let from = source.baseAddress else { return }
                unsafe to.copyMemory(from: from + start, byteCount: count)
            }
        }
    }

    /// Selects all rows that have fields; each then has at least `width` fields, the missing ones empty.
    ///
    /// - Complexity: linear in the rows.
    package func select(width: Int) {
        let firsts = scan.firstFields
        let rowStarts = scan.rowStarts
        let count = min(firsts.count - 1, rowStarts.count)
        guard count > 0 else { return }
        var least = Int.max
        for row in 0..<count { least = min(least, Int(firsts[row + 1]) - Int(firsts[row])) }
        if least >= max(1, width) {
            // Nothing is missing anywhere: the scan's own arrays tell where the rows stand.
            starts = rowStarts
            bases = firsts
            rows = (0..<count).map { UInt32(truncatingIfNeeded: $0) }
            return
        }
        for row in 0..<count {
            let first = firsts[row]
            let fields = Int(firsts[row + 1]) - Int(first)
            guard fields > 0 else { continue }
            starts.append(rowStarts[row])
            rows.append(UInt32(truncatingIfNeeded: row))
            if fields >= width {
                bases.append(first)
            } else {
                bases.append(UInt32(truncatingIfNeeded: scan.fieldEnds.count))
                scan.fieldEnds.append(contentsOf: scan.fieldEnds[Int(first)..<Int(first) + fields])
                let last = scan.fieldEnds[scan.fieldEnds.count - 1]
                // A field that ends where the one before does is empty.
                for _ in fields..<width { scan.fieldEnds.append(last) }
            }
        }
    }

    /// Keeps only those of the selected rows that are not among some, which are ascending places in the selection.
    package func deselect(_ places: [UInt32]) {
        guard !places.isEmpty else { return }
        var next = 0
        let kept = rows.indices.filter { place in
            guard next < places.count, Int(places[next]) == place else { return true }
            next += 1
            return false
        }
        starts = kept.map { starts[$0] }
        bases = kept.map { bases[$0] }
        rows = kept.map { rows[$0] }
    }

    /// The pointers of a piece, while a closure runs.
    @safe struct Fields {
        let bytes: UnsafePointer<UInt8>
        let ends: UnsafePointer<UInt32>
        let starts: UnsafePointer<UInt32>
        let bases: UnsafePointer<UInt32>
        let column: Int

        /// Where a field begins, and how many bytes it has: none or fewer where it is empty.
        @inline(__always) func field(_ row: Int) -> (start: Int, count: Int) {
            let base = unsafe Int(bases[row]) + column
            let start = unsafe column == 0 ? Int(starts[row]) : Int(ends[base - 1]) + 1
            return unsafe (start, Int(ends[base]) - start)
        }

        /// The eight bytes from an offset on.
        @inline(__always) func word(_ offset: Int) -> UInt64 { unsafe headwater_word(bytes + offset) }
    }

    /// Runs a closure with the fields of a column; nil where nothing is selected.
    private func withFields<Result>(_ column: Int, _ body: (Fields) -> Result) -> Result? {
        guard !rows.isEmpty, column >= 0 else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe scan.fieldEnds.withUnsafeBufferPointer { ends in
                unsafe starts.withUnsafeBufferPointer { starts in
                    unsafe bases.withUnsafeBufferPointer { bases in
                        guard let bytes = bytes.baseAddress, let ends = ends.baseAddress, let starts = starts.baseAddress, let bases = bases.baseAddress
                        else { return nil }
                        return unsafe body(Fields(bytes: bytes, ends: ends, starts: starts, bases: bases, column: column))
                    }
                }
            }
        }
    }

    /// A column as numbers: NaN where the cell is empty, or where it is more than digits with at most one mark.
    ///
    /// - Parameters:
    ///   - point: the decimal mark; nil where none may stand.
    ///   - unread: gets the places of the cells that are neither empty nor plain digits.
    /// - Returns: a number for each selected row. Exact (see ``PlainNumber``).
    package func numbers(_ column: Int, point: DecimalMark?, unread: inout [UInt32]) -> [Double] {
        let pattern = PlainNumber.pattern(point)
        let count = rows.count
        return withFields(column) { fields in
            unsafe [Double](unsafeUninitializedCapacity: count) { values, initialized in
                for row in 0..<count {
                    let (start, length) = fields.field(row)
                    var value = Double.nan
                    if length > 0 {
                        var number = PlainNumber.none
                        if length <= 8 {
                            number = PlainNumber.read(fields.word(start), count: length, point: pattern)
                        } else if length <= 16 {
                            number = PlainNumber.read(fields.word(start), fields.word(start + 8), count: length, point: pattern)
                        }
                        if number.isPlain {
                            value = number.value
                        } else {
                            unread.append(UInt32(truncatingIfNeeded: row))
                        }
                    }
                    unsafe values.initializeElement(at: row, to: value)
                }
                initialized = count
            }
        } ?? []
    }

    /// A column as numbers of texts in a dictionary, which takes those that are new. The texts are the bytes as they stand.
    package func codes(_ column: Int, in dictionary: TextDictionary) -> [UInt32] {
        let count = rows.count
        return withFields(column) { fields in
            unsafe [UInt32](unsafeUninitializedCapacity: count) { codes, initialized in
                // The cell before: most texts stand many times in a row.
                var lastHead: UInt64 = 0
                var lastTail: UInt64 = 0
                var lastLength = 0
                var lastCode: UInt32 = 0
                for row in 0..<count {
                    let (start, length) = fields.field(row)
                    var code: UInt32 = 0
                    if length > 0 {
                        let (head, tail) = TextPiece.ends(fields, start, length)
                        if head == lastHead, tail == lastTail, length == lastLength, length <= 16 {
                            code = lastCode
                        } else {
                            code = unsafe dictionary.code(UnsafeBufferPointer(start: fields.bytes + start, count: length), head: head, tail: tail)
                            (lastHead, lastTail, lastLength, lastCode) = (head, tail, length, code)
                        }
                    }
                    unsafe codes.initializeElement(at: row, to: code)
                }
                initialized = count
            }
        } ?? []
    }

    /// The first and the last eight bytes of a text, the first alone where it has no more.
    @inline(__always) private static func ends(_ fields: Fields, _ start: Int, _ length: Int) -> (UInt64, UInt64) {
        if length >= 8 { return (fields.word(start), length > 8 ? fields.word(start + length - 8) : 0) }
        return (fields.word(start) & ((1 << UInt64(truncatingIfNeeded: 8 * length)) &- 1), 0)
    }

    /// Where the fields of a column stand. A field beyond its row's end stands at the end.
    ///
    /// - Complexity: linear in the rows.
    package func ranges(_ column: Int) -> FieldRanges {
        let count = rows.count
        let places = withFields(column) { fields in
            unsafe [FieldPlaces.Place](unsafeUninitializedCapacity: count) { places, initialized in
                for row in 0..<count {
                    let (start, length) = fields.field(row)
                    let place = unsafe FieldPlaces.Place(
                        row: rows[row], rowStart: fields.starts[row], start: UInt32(truncatingIfNeeded: min(start, start + length)),
                        end: UInt32(truncatingIfNeeded: start + length))
                    unsafe places.initializeElement(at: row, to: place)
                }
                initialized = count
            }
        }
        return FieldRanges(places: places ?? [])
    }

    /// The places where a column's cell differs from the cell of the row before, the first with them.
    package func changes(_ column: Int) -> [UInt32] {
        let count = rows.count
        var places: [UInt32] = []
        _ = withFields(column) { fields in
            var (last, lastLength) = (0, -1)
            for row in 0..<count {
                let (start, length) = fields.field(row)
                if max(0, length) != lastLength || !TextPiece.isSame(fields, last, start, lastLength) {
                    places.append(UInt32(truncatingIfNeeded: row))
                    lastLength = max(0, length)
                }
                last = start
            }
        }
        return places
    }

    @inline(__always) private static func isSame(_ fields: Fields, _ first: Int, _ second: Int, _ length: Int) -> Bool {
        var offset = 0
        while offset + 8 <= length {
            if fields.word(first + offset) != fields.word(second + offset) { return false }
            offset += 8
        }
        guard offset < length else { return true }
        return (fields.word(first + offset) ^ fields.word(second + offset)) << UInt64(truncatingIfNeeded: 64 - 8 * (length - offset)) == 0
    }
}
