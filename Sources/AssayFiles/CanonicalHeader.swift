internal import DelimitedText
internal import Findings

/// The header of a canonical table: where its columns stand.
struct CanonicalHeader {
    let fields: [String]
    let map: ColumnMap
    /// The table's column for each of ``CanonicalColumn``; -1 where it has none.
    private let places: [Int]
    /// The unit in the header of the result.
    var unit: String? { map.unit }
    /// Fields that a whole row has.
    var fieldCount: Int { fields.count }
    /// Fields that a row needs so that each column that is known stands in it.
    let width: Int

    /// Nil where the fields are no header of a canonical table.
    init?(_ fields: [String]) {
        guard fields.count > 1, fields.prefix(12).contains(where: CanonicalHeader.isWord), FormatSignature.isCanonical(foldedSet(fields)) else { return nil }
        let map = ColumnMap(headers: fields, aliases: VendorColumns.canonical)
        self.fields = fields
        self.map = map
        places = CanonicalColumn.allCases.map { map[$0.assay] ?? -1 }
        width = (places.max() ?? -1) + 1
    }

    subscript(column: CanonicalColumn) -> Int? {
        let place = places[column.rawValue]
        return place < 0 ? nil : place
    }

    /// Whether a text is the header of a column.
    static func isWord(_ text: String) -> Bool {
        let header = ColumnHeader(text)
        return VendorColumns.canonical[header.whole] != nil || VendorColumns.canonical[header.base] != nil
    }

    /// The next header of a text, what is to be said of it, and where the rows below it begin; nil where there is none.
    ///
    /// The rows before it, which belong to no table, and its own are counted.
    ///
    /// - Parameters:
    ///   - isBroken: set where bytes that are read on the way are not UTF-8; nil where they are known to be.
    ///   - doubts: what is to be said of headers that are passed over, since a word of theirs is one letter away from one they lack.
    static func find(_ body: TextBody, from start: Int, tally: inout TextTally, isBroken: inout Bool?, limits: TextLimits, doubts: inout [Finding]) -> (header: CanonicalHeader, findings: [Finding], next: Int)? {
        let piece = TextPiece(body)
        var offset = start
        while offset < body.end, tally.rowCount < limits.rows {
            var limits = limits
            limits.rows -= tally.rowCount
            piece.load(from: offset, to: offset + headBytes, limits: limits)
            if isBroken != nil, !piece.isPlain, !piece.isUTF8 {
                isBroken = true
                return nil
            }
            for row in 0..<piece.rowCount where piece.fieldCount(row) > 1 {
                guard let header = CanonicalHeader((0..<piece.fieldCount(row)).map { piece.text(row, $0) }) else { continue }
                if let doubt = header.map.doubt(VendorColumns.canonical) {
                    piece.linesBefore = tally.lineCount
                    doubts += header.map.findings { piece.position(row, $0) }
                    doubts.append(Finding("A095", .error, at: piece.position(row, doubt.column), text: doubt.header, ["meant": doubt.meant]))
                    continue
                }
                piece.load(from: offset, to: piece.rowStart(row) + 1, limits: limits)
                piece.linesBefore = tally.lineCount
                tally.take(piece)
                return (header, header.map.findings { piece.position(row, $0) }, piece.end)
            }
            piece.linesBefore = tally.lineCount
            tally.take(piece)
            if piece.isOpen || piece.isStopped || piece.end <= offset { return nil }
            offset = piece.end
        }
        return nil
    }

    /// Bytes in which a header is looked for at a time.
    private static let headBytes = 16 << 10
}

extension ColumnMap {
    /// Names the columns that were not understood, and those that stand twice.
    func findings(_ position: (Int) -> SourcePosition) -> [Finding] {
        var findings: [Finding] = []
        if let first = unknown.first {
            let names = unknown.prefix(12).map { "\"" + trimmed($0.header) + "\"" }.joined(separator: ", ") + (unknown.count > 12 ? ", …" : "")
            findings.append(Finding("A024", .info, at: position(first.column), text: first.header, ["columns": names, "count": String(unknown.count)]))
        }
        for (column, header) in repeated {
            findings.append(Finding("A025", ColumnHeader.isConcentration(header) ? .warning : .info, at: position(column), text: header))
        }
        return findings
    }
}

extension ColumnHeader {
    /// Whether a header names a concentration, so that a second one of its name matters.
    fileprivate static func isConcentration(_ header: String) -> Bool {
        let base = ColumnHeader(header).base
        return base.contains("conc") || base.contains("result") || base.contains("amt") || base.contains("浓度") || base.contains("结果")
    }
}
