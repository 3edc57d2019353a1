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
    /// Rows whose result states a unit of its own.
    var units: [(row: Int, unit: String)] = []
    var notes: [Note] = []
    /// The row with a header other than the one the piece was typed by; what follows was not typed.
    var headerRow: Int?
    /// Bytes are not UTF-8, or NUL stands among them.
    var isBroken = false
    var isTruncated = false
    /// Whether any row has a result or a qualifier that says something.
    var hasConcentrations = false
    /// Numbers of the analytes with digits in a result; found only where the table has a retention time.
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
    private let cutByte: Int?

    init(
        _ number: Int, header: CanonicalHeader, columns: Set<CanonicalColumn>, facts: CanonicalFacts, body: TextBody, isUnchecked: Bool, limits: TextLimits
    ) {
        self.number = number
        self.header = header
        self.columns = columns
        self.facts = facts
        self.body = body
        self.isUnchecked = isUnchecked
        self.limits = limits
        cells = CanonicalCells(facts)
        cutByte = body.cutByte
        let mark = facts.mark
        words = CanonicalColumn.allCases.map { column in
            column.isText ? CanonicalWords(column) { CanonicalCells.figure($0, mark: mark) } : nil
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
            let row = Int(text.rows[place])
            guard !traits.isEmpty || isOdd || hasCut else { continue }
            if traits.contains(.header), let other = CanonicalHeader(fields(text, row)) {
                if other.fields != header.fields {
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

    private func fields(_ text: TextPiece, _ row: Int) -> [String] { (0..<text.fieldCount(row)).map { text.text(row, $0) } }

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
        if count == header.fieldCount { return false }
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
        if header[.retentionTime] != nil { findQuantified(piece, figures, unread) }
        let qualifierCodes = piece.codes[CanonicalColumn.qualifier.rawValue]
        let typeCodes = piece.codes[CanonicalColumn.sampleType.rawValue]
        let (typeTraits, qualifierTraits, rules) = (types.traits, qualifiers.traits, qualifiers.rules)
        var kinds = figures.map { $0 > 0 ? ResultKind.number : $0 == 0 ? .belowDetection : .blank }
        if types.hasDoubleBlank {
            for row in 0..<count where !figures[row].isNaN && typeTraits[Int(typeCodes[row])].contains(.doubleBlank) { kinds[row] = .notAnalysed }
        }
        for place in unread {
            let row = Int(place)
            let cell = cells.result(text.field(row, header[.result] ?? 0))
            figures[row] = cell.figure
            if cell.figure.isNaN {
                kinds[row] = cell.kind
            } else if typeTraits[Int(typeCodes[row])].contains(.doubleBlank) {
                kinds[row] = .notAnalysed
            } else {
                kinds[row] = cell.figure > 0 ? .number : .belowDetection
            }
            if let unit = cell.unit { piece.units.append((row, unit)) }
        }
        // A unit that a cut file may have lost is none: `…` is refused by name.
        if let row = lastRow(text, endsWith: .unit), trimmed(text.text(Int(text.rows[row]), header[.unit] ?? 0)).isEmpty { piece.units.append((row, "…")) }
        if let row = lastRow(text, endsWith: .result), kinds[row] == .number || kinds[row] == .belowDetection && !figures[row].isNaN {
            piece.needsFacts = !facts.isDecided
            if isCut(text, row) { kinds[row] = .notAnalysed }
        }
        var next = 0
        for row in 0..<count {
            let isUnread = next < unread.count && Int(unread[next]) == row
            if isUnread { next += 1 }
            let code = Int(qualifierCodes[row])
            if code != 0, qualifierTraits[code].contains(.decides), let said = rules[code].meaning(figure: figures[row]) {
                (kinds[row], figures[row]) = said
            } else if isUnread, figures[row].isNaN {
                figures[row] = cells.result(text.field(row, header[.result] ?? 0)).limit
            }
        }
        for place in unread where kinds[Int(place)] == .unread {
            // Where the mark of the file is undecidable, one finding for the file says so.
            let row = Int(text.rows[Int(place)])
            let cell = trimmed(text.text(row, header[.result] ?? 0))
            if facts.mark == nil, NumberText.parse(cell, mark: .point) != nil || NumberText.parse(cell, mark: .comma) != nil { continue }
            piece.notes.append(note("A016", .error, row, text))
        }
        piece.hasConcentrations = kinds.contains { $0 != .blank } || qualifierCodes.contains { $0 != 0 && !qualifierTraits[Int($0)].contains(.empty) }
        piece.figures = figures
        piece.kinds = kinds
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

    /// Whether the result of that row has fewer places than others of the file, so that some may be missing.
    private func isCut(_ text: TextPiece, _ place: Int) -> Bool {
        let places = CanonicalTyping.places(trimmed(text.text(Int(text.rows[place]), header[.result] ?? 0)))
        return facts.places == 0 || places < facts.places
    }

    /// Digits behind the last mark of a number.
    static func places(_ text: String) -> Int {
        guard let mark = text.lastIndex(where: { $0 == "." || $0 == "," }) else { return 0 }
        return text[text.index(after: mark)...].prefix { $0.isNumber }.count
    }

    private func note(_ code: FindingCode, _ severity: Severity, _ row: Int, _ text: TextPiece) -> CanonicalPiece.Note {
        let injection = name(.injection, row, text)
        return CanonicalPiece.Note(
            code: code, severity: severity, row: row, column: header[.result] ?? 0, text: trimmed(text.text(row, header[.result] ?? 0)),
            arguments: [
                "compound": name(.analyte, row, text), "injection": injection.isEmpty ? name(.sample, row, text) : injection,
                "type": name(.sampleType, row, text),
            ])
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
            let cell = cells.number(text.field(row, header[column] ?? 0))
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
