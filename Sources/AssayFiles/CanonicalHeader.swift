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
    /// The first column that is not understood, or that has no header while another behind it has one.
    var odd: Int? { map.unknown.first?.column ?? map.blank }
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

    /// The column to which the position of a row points: the result, or the analyte where there is none.
    var place: Int { self[.result] ?? self[.analyte] ?? 0 }

    subscript(column: CanonicalColumn) -> Int? {
        let place = places[column.rawValue]
        return place < 0 ? nil : place
    }

    /// Whether a text is the header of a column.
    static func isWord(_ text: String) -> Bool {
        let header = ColumnHeader(text)
        return VendorColumns.canonical[header.whole] != nil || VendorColumns.canonical[header.base] != nil
    }

    /// The next header of a text and where the rows below it begin; nil where there is none.
    ///
    /// The rows before it, which belong to no table, and its own are counted. Headers are passed over where a word of theirs is
    /// one letter away from one they lack, or where their rows do not stand below them.
    ///
    /// - Parameters:
    ///   - isBroken: set where bytes that are read on the way are not UTF-8; nil where they are known to be.
    ///   - known: the headers that were reported already.
    ///   - findings: gets what is to be said of each header.
    static func find(
        _ body: TextBody, from start: Int, tally: inout TextTally, isBroken: inout Bool?, limits: TextLimits, known: inout Set<[String]>,
        findings: inout [Finding]
    ) -> (header: CanonicalHeader, next: Int)? {
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
            piece.linesBefore = tally.lineCount
            for row in 0..<piece.rowCount where piece.fieldCount(row) > 1 {
                guard let header = CanonicalHeader(piece.fields(row)) else { continue }
                if known.insert(header.fields).inserted {
                    findings += header.map.findings { piece.position(row, $0) }
                    if let blank = header.map.blank {
                        findings.append(Finding("A024", .info, at: piece.position(row, blank), ["columns": "\"\"", "count": "1"]))
                    }
                    if let (column, text) = header.map.unitHeader, let unit = header.unit {
                        findings.append(Finding("A097", .info, at: piece.position(row, column), text: text, ["unit": unit]))
                    }
                }
                if let doubt = header.map.doubt(VendorColumns.canonical) {
                    findings.append(Finding("A095", .error, at: piece.position(row, doubt.column), text: doubt.header, ["meant": doubt.meant]))
                    continue
                }
                if let doubt = header.lostUnits(body, piece, row, limits) ?? header.mismatch(body, piece, row, limits) {
                    findings.append(doubt)
                    continue
                }
                piece.load(from: offset, to: piece.rowStart(row) + 1, limits: limits)
                piece.linesBefore = tally.lineCount
                tally.take(piece)
                return (header, piece.end)
            }
            tally.take(piece)
            if piece.isOpen || piece.isStopped || piece.end <= offset { return nil }
            offset = piece.end
        }
        return nil
    }

    /// What sets the table of a header aside whose column of units has lost its header; nil where none has.
    private func lostUnits(_ body: TextBody, _ piece: TextPiece, _ row: Int, _ limits: TextLimits) -> Finding? {
        guard map.unit == nil, !map.has(.unit), odd != nil else { return nil }
        let below = TextPiece(body)
        let start = row + 1 < piece.rowCount ? piece.rowStart(row + 1) : piece.end
        below.load(from: start, to: start + 4 * CanonicalHeader.headBytes, limits: limits)
        let rows = 0..<min(below.rowCount, RowStanding.rowsLooked)
        guard let column = RowStanding.lostUnits(fields, map, rows: rows, text: { below.text($0, $1) }) else { return nil }
        let unit = rows.lazy.map { trimmed(below.text($0, column)) }.first { !$0.isEmpty } ?? ""
        return Finding("A096", .error, at: piece.position(row, column), text: piece.text(row, column), ["unit": unit])
    }

    /// What sets the table of a header aside whose rows do not stand below it; nil where they do. Each cell of a sheet has its column.
    private func mismatch(_ body: TextBody, _ piece: TextPiece, _ row: Int, _ limits: TextLimits) -> Finding? {
        guard let odd, !body.isSheet else { return nil }
        var widths = HeaderWidths(width: fieldCount, holdsFigures: fields.contains(where: RowStanding.isFigure))
        let below = TextPiece(body)
        var isWord: [String: Bool] = [:]
        var offset = row + 1 < piece.rowCount ? piece.rowStart(row + 1) : piece.end
        rows: while offset < body.end, !widths.isFull {
            below.load(from: offset, to: offset + CanonicalHeader.headBytes, limits: limits)
            for row in 0..<below.rowCount where !widths.isFull {
                let analyte = below.text(row, self[.analyte] ?? 0)
                let mayBeHeader = isWord[analyte] ?? CanonicalHeader.isWord(analyte)
                isWord[analyte] = mayBeHeader
                if mayBeHeader, CanonicalHeader(below.fields(row)) != nil { break rows }
                let count = below.fieldCount(row)
                widths.add(count) { (fieldCount..<count).contains { !below.text(row, $0).isEmpty } }
            }
            if below.isOpen || below.isStopped || below.end <= offset { break }
            offset = below.end
        }
        return widths.finding(at: piece.position(row, odd), text: piece.text(row, odd))
    }

    /// Bytes in which a header is looked for at a time.
    private static let headBytes = 16 << 10
}

extension TextPiece {
    /// The fields of a row, as they stand without their quotes.
    func fields(_ row: Int) -> [String] { (0..<fieldCount(row)).map { text(row, $0) } }
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
