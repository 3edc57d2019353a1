internal import DelimitedText
internal import Findings

/// A run of rows of a canonical table with its columns typed, before its place in the file is known.
final class CanonicalPiece {
    /// Something to be said of a row or a cell.
    struct Note {
        var code: FindingCode
        var severity: Severity
        var row: Int
        var column: Int
        var text: String
        var arguments: [String: String] = [:]
        /// Its place among the rows taken, where its result and qualifier say nothing.
        var blank: Int?
    }

    let text: TextPiece
    /// The worker whose numbers of texts the columns hold.
    var worker = 0
    /// Where it was taken to begin; nil where that could not be told.
    var guess: Int?
    /// By the raw value of ``CanonicalColumn``; empty where not asked for.
    var codes: [[UInt32]]
    var numbers: [[Double]]
    var news: [CanonicalWords.News]
    var kinds: [ResultKind] = []
    var figures: [Double] = []
    /// Seconds since 1970-01-01T00:00 as the file's clock shows them; `Int64.min` where there is none.
    var seconds: [Int64] = []
    /// Seconds east of UTC; `Int32.min` where not stated.
    var offsets: [Int32] = []
    /// Where the cells stand to which the positions of the rows point; nil where not asked for.
    var ranges: FieldRanges?
    /// Rows whose result states a unit of its own; ascending.
    var units: [(row: Int, unit: String)] = []
    var notes: [Note] = []
    /// The row with a header other than the one the piece was typed by; what follows was not typed.
    var headerRow: Int?
    /// Bytes are not UTF-8, or NUL stands among them.
    var isBroken = false
    var isTruncated = false
    /// Whether any row has a result or a qualifier that says something.
    var hasConcentrations = false
    /// Numbers of the analytes with digits in a result.
    var quantified: Set<UInt32> = []
    /// Texts of figures speak for a decimal comma, or might.
    var mayHoldComma = false
    /// A cell can only be read when the whole file is known: a date, or a result that may be cut.
    var needsFacts = false

    init(_ body: TextBody) {
        text = TextPiece(body)
        codes = Array(repeating: [], count: CanonicalColumn.allCases.count)
        numbers = codes.map { _ in [] }
        news = codes.map { _ in CanonicalWords.News() }
    }

    func clear() {
        units.removeAll()
        quantified.removeAll(keepingCapacity: true)
        notes.removeAll()
        headerRow = nil
        (isBroken, isTruncated, hasConcentrations, mayHoldComma, needsFacts) = (false, false, false, false, false)
    }

    func finding(_ note: Note) -> Finding {
        Finding(note.code, note.severity, at: text.position(note.row, note.column), text: note.text, note.arguments)
    }
}

/// One worker of a scan: types pieces, with a memory of the texts it has met.
final class CanonicalTyping {
    let number: Int
    private let header: CanonicalHeader
    private let columns: Set<CanonicalColumn>
    private let facts: CanonicalFacts
    private let body: TextBody
    /// Whether the bytes may be other than UTF-8.
    private let isUnchecked: Bool
    private let limits: TextLimits
    private let words: [CanonicalWords?]
    private let cells: CanonicalCells
    /// For the figures of a sheet, which are exact where the mark of its texts is undecidable.
    private let exact: CanonicalCells
    private let keepsPlaces: Bool
    private let cutByte: Int?

    init(
        _ number: Int, header: CanonicalHeader, options: CanonicalScan.Options, facts: CanonicalFacts, body: TextBody, isUnchecked: Bool
    ) {
        self.number = number
        self.header = header
        columns = options.columns
        keepsPlaces = options.keepsPlaces
        self.facts = facts
        self.body = body
        self.isUnchecked = isUnchecked
        limits = options.limits
        cells = CanonicalCells(facts)
        var plain = facts
        plain.mark = plain.mark ?? .point
        exact = body.isSheet && facts.mark == nil ? CanonicalCells(plain) : cells
        cutByte = body.cutByte
        let mark = facts.mark
        words = CanonicalColumn.allCases.map { column in
            column.isText ? CanonicalWords(column, mark: mark) : nil
        }
    }

    /// Types the rows that begin from `start` on and before `end`, and no more than `rows` of them.
    func type(_ piece: CanonicalPiece, from start: Int, to end: Int, rows: Int) {
        piece.clear()
        piece.worker = number
        let text = piece.text
        var limits = limits
        limits.rows = rows
        text.load(from: start, to: end, limits: limits)
        if isUnchecked, !text.isPlain, !text.isUTF8 {
            piece.isBroken = true
            return
        }
        for words in words { words?.begin() }
        text.select(width: header.width)
        takeRows(piece)
        typeResults(piece)
        for column in CanonicalColumn.texts where column != .sample && column != .analyte && columns.contains(column) { typeTexts(column, piece) }
        for column in CanonicalColumn.numbers where columns.contains(column) { typeNumbers(column, piece) }
        if columns.contains(.analysedAt) { typeTimes(piece) }
        piece.ranges = keepsPlaces ? text.ranges(header.place) : nil
        for column in CanonicalColumn.texts { piece.news[column.rawValue] = words[column.rawValue]?.takeNews() ?? CanonicalWords.News() }
        if cells.tally.holdsComma || cells.tally.mayHoldComma { piece.mayHoldComma = true }
    }

    private func typeTexts(_ column: CanonicalColumn, _ piece: CanonicalPiece) {
        guard piece.codes[column.rawValue].isEmpty, let words = words[column.rawValue] else { return }
        piece.codes[column.rawValue] = words.codes(piece.text, header[column])
    }

    // MARK: Rows

    /// Selects the rows that are rows of the table, and numbers their samples and analytes.
    private func takeRows(_ piece: CanonicalPiece) {
        guard let samples = words[CanonicalColumn.sample.rawValue], let analytes = words[CanonicalColumn.analyte.rawValue] else { return }
        for index in piece.codes.indices { piece.codes[index] = [] }
        let text = piece.text
        var sampleCodes = samples.codes(text, header[.sample])
        var analyteCodes = analytes.codes(text, header[.analyte])
        var left: [UInt32] = []
        let (sampleTraits, analyteTraits) = (samples.traits, analytes.traits)
        let isOdd = !text.hasOnly(fields: header.fieldCount)
        let hasCut = cutByte.map { $0 >= text.start && $0 < text.end } ?? false
        for place in sampleCodes.indices {
            let traits = sampleTraits[Int(sampleCodes[place])].union(analyteTraits[Int(analyteCodes[place])])
            guard !traits.isEmpty || isOdd || hasCut else { continue }
            let row = Int(text.rows[place])
            if traits.contains(.header), let other = CanonicalHeader(text.fields(row)) {
                // What stands below a header that holds a column which is not understood is compared with it, each time.
                if other.fields != header.fields || header.odd != nil && !body.isSheet {
                    piece.headerRow = row
                    left += (place..<sampleCodes.count).map { UInt32(truncatingIfNeeded: $0) }
                    break
                }
                left.append(UInt32(truncatingIfNeeded: place))
            } else if !isRow(row, piece) {
                left.append(UInt32(truncatingIfNeeded: place))
            }
        }
        if !left.isEmpty {
            text.deselect(left)
            sampleCodes = samples.codes(text, header[.sample])
            analyteCodes = analytes.codes(text, header[.analyte])
        }
        piece.codes[CanonicalColumn.sample.rawValue] = sampleCodes
        piece.codes[CanonicalColumn.analyte.rawValue] = analyteCodes
    }

    /// Whether a row is one of the table: not blank, not cut, not a statistic, and with a sample or injection and an analyte.
    private func isRow(_ row: Int, _ piece: CanonicalPiece) -> Bool {
        let text = piece.text
        if text.isBlank(row) { return false }
        let count = text.fieldCount(row)
        let isLast = count < header.fieldCount && cutByte.map { text.holds(row, byte: $0) } ?? false
        if isLast || isShifted(row, piece) {
            if isLast { piece.isTruncated = true }
            piece.notes.append(
                CanonicalPiece.Note(
                    code: isLast ? "A004" : "A090", severity: .error, row: row, column: 0, text: text.text(row, 0),
                    arguments: ["fields": String(count), "expected": String(header.fieldCount)]))
            return false
        }
        let sample = name(.sample, row, text)
        let name = sample.isEmpty ? name(.injection, row, text) : sample
        let analyte = self.name(.analyte, row, text)
        if self.name(.sampleType, row, text).isEmpty, Statistic.isName(name.isEmpty ? analyte : name) {
            let named = name.isEmpty ? analyte : name
            piece.notes.append(CanonicalPiece.Note(code: "A022", severity: .info, row: row, column: 0, text: named))
            return false
        }
        guard !name.isEmpty, !analyte.isEmpty else {
            piece.notes.append(
                CanonicalPiece.Note(
                    code: "A023", severity: .error, row: row, column: 0, text: text.text(row, 0), arguments: ["column": name.isEmpty ? "injection" : "compound"]))
            return false
        }
        return true
    }

    /// Whether a row has more fields than its header, or fewer where other rows have all of them: its figures may stand below other headers.
    private func isShifted(_ row: Int, _ piece: CanonicalPiece) -> Bool {
        let count = piece.text.fieldCount(row)
        // Each cell of a sheet has its column; empty ones at the end are left out.
        if count == header.fieldCount || body.isSheet { return false }
        if count > header.fieldCount, (header.fieldCount..<count).contains(where: { !trimmed(piece.text.text(row, $0)).isEmpty }) { return true }
        if !facts.isDecided { piece.needsFacts = true }
        return count > header.fieldCount ? !facts.endsBeyond(count, expected: header.fieldCount) : !facts.leavesOut(expected: header.fieldCount)
    }

    private func name(_ column: CanonicalColumn, _ row: Int, _ text: TextPiece) -> String {
        header[column].map { CanonicalWords.unmarked(trimmed(text.text(row, $0))) } ?? ""
    }

    // MARK: Results

    private func typeResults(_ piece: CanonicalPiece) {
        guard columns.contains(.result) else {
            (piece.kinds, piece.figures) = ([], [])
            return
        }
        let text = piece.text
        let count = text.rows.count
        for column in [CanonicalColumn.qualifier, .sampleType] { typeTexts(column, piece) }
        guard let qualifiers = words[CanonicalColumn.qualifier.rawValue], let types = words[CanonicalColumn.sampleType.rawValue] else { return }
        var unread: [UInt32] = []
        var figures: [Double] =
            header[.result].map { text.numbers($0, point: facts.mark, unread: &unread) } ?? Array(repeating: .nan, count: count)
        findQuantified(piece, figures, unread)
        var kinds = [ResultKind](repeating: .number, count: count)
        let qualifierCodes = piece.codes[CanonicalColumn.qualifier.rawValue]
        let (qualifierTraits, rules) = (qualifiers.traits, qualifiers.rules)
        let (hasDoubleBlank, cut) = (types.hasDoubleBlank, lastRow(text, endsWith: .result))
        var next = 0
        for row in 0..<count {
            let isUnread = next < unread.count && Int(unread[next]) == row
            if isUnread { next += 1 }
            let code = Int(qualifierCodes[row])
            let decides = code != 0 && qualifierTraits[code].contains(.decides)
            if figures[row] > 0, !decides, !hasDoubleBlank, row != cut { continue }
            let cell = isUnread ? self.cells(text, row, header[.result] ?? 0).result(text.field(row, header[.result] ?? 0)) : CanonicalCells.Result(figure: figures[row], kind: .blank)
            if decides, let said = rules[code].meaning(figure: cell.figure) {
                (kinds[row], figures[row]) = said
            } else {
                (kinds[row], figures[row]) = said(cell, row, piece, isCut: row == cut)
            }
        }
        // A unit that a cut file may have lost is none: `…` is refused by name.
        if let row = lastRow(text, endsWith: .unit), trimmed(text.text(Int(text.rows[row]), header[.unit] ?? 0)).isEmpty, piece.units.last?.row != row {
            piece.units.append((row, "…"))
        }
        piece.hasConcentrations = kinds.contains { !$0.isBlank } || qualifierCodes.contains { $0 != 0 && !qualifierTraits[Int($0)].contains(.empty) }
        piece.figures = figures
        piece.kinds = kinds
    }

    /// What a row says by its result alone, with what is to be noted of it.
    private func said(_ cell: CanonicalCells.Result, _ row: Int, _ piece: CanonicalPiece, isCut: Bool) -> (ResultKind, Double) {
        let text = piece.text
        guard !cell.figure.isNaN else {
            if cell.kind == .blank { return (blank(row, piece), .nan) }
            if let code = cell.note { note(code, cell.kind == .unread ? .error : .info, row, piece, unit: cell.foreignUnit) }
            return (cell.kind, cell.limit)
        }
        if cell.isDoubtful, !facts.hasGroups {
            if !facts.isDecided { piece.needsFacts = true }
            note("A099", .error, row, piece)
            return (.notAnalysed, .nan)
        }
        if let unit = cell.unit { piece.units.append((row, unit)) }
        if isDoubleBlank(row, piece) {
            note("A014", .warning, row, piece)
            return (.notAnalysed, cell.figure)
        }
        if isCut {
            piece.needsFacts = !facts.isDecided
            // A number that has as many places as any other of the file was not cut.
            if facts.places == 0 || FigureText.places(trimmed(text.text(Int(text.rows[row]), header[.result] ?? 0))) < facts.places {
                note("A042", .warning, row, piece)
                return (.notAnalysed, cell.figure)
            }
        }
        guard cell.figure > 0 else {
            note("A015", .info, row, piece)
            return (.belowDetection, cell.figure)
        }
        return (.number, cell.figure)
    }

    /// What a row says whose result and qualifier say nothing.
    private func blank(_ row: Int, _ piece: CanonicalPiece) -> ResultKind {
        note("A020", .info, row, piece, isBlank: true)
        guard header[.result] != nil, let column = header[.retentionTime], !isDoubleBlank(row, piece) else { return .blank }
        let mark = self.cells(piece.text, row, column).facts.mark
        return FigureText.saysNothing(trimmed(piece.text.text(Int(piece.text.rows[row]), column)), mark: mark) ? .noPeak : .blank
    }

    private func isDoubleBlank(_ row: Int, _ piece: CanonicalPiece) -> Bool {
        guard let types = words[CanonicalColumn.sampleType.rawValue], types.hasDoubleBlank else { return false }
        return types.traits[Int(piece.codes[CanonicalColumn.sampleType.rawValue][row])].contains(.doubleBlank)
    }

    /// Who reads a cell: a figure of a sheet is exact under any mark.
    private func cells(_ text: TextPiece, _ row: Int, _ column: Int) -> CanonicalCells {
        exact !== cells && text.isFigure(Int(text.rows[row]), column) ? exact : cells
    }

    private func findQuantified(_ piece: CanonicalPiece, _ figures: [Double], _ unread: [UInt32]) {
        let analytes = piece.codes[CanonicalColumn.analyte.rawValue]
        var known = [Bool](repeating: false, count: words[CanonicalColumn.analyte.rawValue]?.traits.count ?? 0)
        for row in figures.indices where !figures[row].isNaN { known[Int(analytes[row])] = true }
        for place in unread where piece.text.field(Int(place), header[.result] ?? 0).contains(where: { $0 &- 0x30 < 10 }) {
            known[Int(analytes[Int(place)])] = true
        }
        for code in known.indices where known[code] { piece.quantified.insert(UInt32(truncatingIfNeeded: code)) }
    }

    /// The place of the row that ends with the file, where the file has no line end and a column is its last field.
    private func lastRow(_ text: TextPiece, endsWith column: CanonicalColumn) -> Int? {
        guard let cutByte, cutByte >= text.start, cutByte < text.end, let column = header[column] else { return nil }
        guard let place = text.rows.lastIndex(where: { text.holds(Int($0), byte: cutByte) }) else { return nil }
        return text.fieldCount(Int(text.rows[place])) == column + 1 ? place : nil
    }

    private func note(_ code: FindingCode, _ severity: Severity, _ row: Int, _ piece: CanonicalPiece, isBlank: Bool = false, unit: String? = nil) {
        let text = piece.text
        let number = Int(text.rows[row])
        let injection = name(.injection, number, text)
        piece.notes.append(
            CanonicalPiece.Note(
                code: code, severity: severity, row: number, column: header.place, text: unit ?? header[.result].map { trimmed(text.text(number, $0)) } ?? "",
                arguments: [
                    "compound": name(.analyte, number, text), "injection": injection.isEmpty ? name(.sample, number, text) : injection,
                    "type": name(.sampleType, number, text),
                ], blank: isBlank ? row : nil))
    }

    // MARK: Other columns

    private func typeNumbers(_ column: CanonicalColumn, _ piece: CanonicalPiece) {
        let text = piece.text
        guard let place = header[column] else {
            piece.numbers[column.rawValue] = Array(repeating: .nan, count: text.rows.count)
            return
        }
        var unread: [UInt32] = []
        var values = text.numbers(place, point: facts.mark, unread: &unread)
        for place in unread {
            let row = Int(place)
            let cell = cells(text, row, header[column] ?? 0).number(text.field(row, header[column] ?? 0))
            values[row] = column.mayHoldUnit ? cell.quantity : column.mayBePercentage ? cell.percentage : cell.figure
            if values[row].isNaN, !cell.isWord {
                let number = Int(text.rows[row])
                let field = header[column] ?? 0
                piece.notes.append(
                    CanonicalPiece.Note(
                        code: "T016", severity: .warning, row: number, column: field, text: trimmed(text.text(number, field)),
                        arguments: ["column": trimmed(header.fields[field])]))
            }
        }
        if column.isPositive { for row in values.indices where values[row] <= 0 { values[row] = .nan } }
        piece.numbers[column.rawValue] = values
    }

    private func typeTimes(_ piece: CanonicalPiece) {
        let text = piece.text
        let count = text.rows.count
        var seconds = [Int64](repeating: .min, count: count)
        var offsets = [Int32](repeating: .min, count: count)
        if let column = header[.analysedAt] {
            let changes = text.changes(column)
            for (index, place) in changes.enumerated() {
                let first = Int(place)
                let next = index + 1 < changes.count ? Int(changes[index + 1]) : count
                switch cells.time(text.field(first, column)) {
                case .time(let day, let second, let offset):
                    let instant = Int64(day) * 86_400 + Int64(second)
                    for row in first..<next { seconds[row] = instant }
                    if let offset { for row in first..<next { offsets[row] = offset } }
                case .silent: break
                case .needsOrder: piece.needsFacts = true
                case .unread:
                    let row = Int(text.rows[first])
                    piece.notes.append(
                        CanonicalPiece.Note(code: "A021", severity: .warning, row: row, column: column, text: trimmed(text.text(row, column))))
                }
            }
        }
        piece.seconds = seconds
        piece.offsets = offsets
    }
}
