package import DelimitedText
package import Findings

/// A canonical assay table read in batches of typed columns, each handed over in the order of the file.
///
/// The memory is that of the bytes, of a few pieces of the text and of the dictionaries. Any number
/// of workers and any size of pieces gives the same batches of rows, numbers and findings, apart
/// from where one batch ends and the next begins.
package struct CanonicalScan {
    /// Rows of the table.
    package private(set) var rowCount = 0
    package private(set) var dictionaries = CanonicalDictionaries()
    /// Of the text, the headers, rows that were set aside and cells that are not what their column holds, in the order of the file.
    package private(set) var findings: [Finding] = []
    /// Nil where the numbers can be read both ways; then those with a mark were not read.
    package private(set) var decimalMark: DecimalMark? = .point
    package private(set) var lineEnd = LineEnd.lf
    /// The file ends inside a row or a quoted field.
    package private(set) var isTruncated = false
    /// Whether any row has a result or a qualifier that says something.
    package private(set) var hasConcentrations = false
    /// Rows of each sheet, of a text in one.
    private(set) var rowCounts: [Int] = []
    /// Whether the bytes were not UTF-8, so that nothing was read: see `read(_:file:)`.
    private var isBroken = false
    private var facts = CanonicalFacts()
    /// By number of the analyte: whether digits stand in one of its results.
    private var quantified: [Bool] = []
    /// What rows mean by the whole file; known when it was read.
    package private(set) var meaning = CanonicalMeaning()

    /// How a table is read.
    package struct Options {
        /// The columns to type; others are neither typed nor judged. The result brings the qualifier and the sample type with it.
        package var columns = Set(CanonicalColumn.allCases)
        /// Threads that type at the same time.
        package var workers = 1
        /// Bytes of a piece that one worker types at a time.
        package var pieceBytes = 256 << 10
        package var limits = TextLimits()
        /// Whether batches keep where the cells of results stand.
        package var keepsPlaces = false

        package init(columns: Set<CanonicalColumn> = Set(CanonicalColumn.allCases), workers: Int = 1, pieceBytes: Int = 256 << 10) {
            self.columns = columns
            self.workers = workers
            self.pieceBytes = pieceBytes
        }
    }

    /// Reads a table from a text.
    ///
    /// The decimal mark is taken for a point, and no date for one of undecided order, until a cell
    /// contradicts it: then the whole file is looked at, `restart` is called, and the batches begin anew.
    ///
    /// - Parameters:
    ///   - restart: all batches so far are void.
    ///   - take: takes a batch; never called by two threads at a time.
    /// - Complexity: linear in the bytes.
    package static func read(
        _ text: DecodedText, delimiter: UInt8, options: Options = Options(), restart: () -> Void = {}, take: (CanonicalBatch) -> Void
    ) -> CanonicalScan {
        read([TextBody(text, delimiter: delimiter)], isUnchecked: false, options: options, restart: restart, take: take)
    }

    /// Reads a table from the bytes of a file in UTF-8, with one look at each byte; nil where they are no such text, all batches being void.
    package static func read(
        _ bytes: [UInt8], file: String, delimiter: UInt8 = 0x2C, options: Options = Options(), restart: () -> Void = {}, take: (CanonicalBatch) -> Void
    ) -> CanonicalScan? {
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0x84, 0x31, 0x95, 0x33]]
        guard !marks.contains(where: { bytes.starts(with: $0) }), bytes.count <= options.limits.fileBytes else { return nil }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let body = TextBody(file: file, bytes: bytes, start: start, delimiter: delimiter)
        let scan = read([body], isUnchecked: true, options: options, restart: restart, take: take)
        return scan.isBroken ? nil : scan
    }

    /// Reads the tables of sheets, of which one thing holds that holds for a whole file: the decimal mark, the order of dates, what was sought.
    ///
    /// Figures of their cells are exact and say nothing of the mark.
    static func read(sheets: [DelimitedTable], restart: () -> Void, take: (CanonicalBatch) -> Void) -> CanonicalScan {
        var options = Options()
        options.keepsPlaces = true
        return read(sheets.map { TextBody(sheet: $0) }, isUnchecked: false, options: options, restart: restart, take: take)
    }

    private static func read(
        _ bodies: [TextBody], isUnchecked: Bool, options: Options, restart: () -> Void, take: (CanonicalBatch) -> Void
    ) -> CanonicalScan {
        var scan = CanonicalScan()
        let isDone = scan.run(bodies, isUnchecked: isUnchecked, options: options, take: take)
        guard !isDone, !scan.isBroken else { return scan }
        restart()
        scan = CanonicalScan()
        scan.facts = CanonicalFacts.decided(bodies, options: options)
        _ = scan.run(bodies, isUnchecked: isUnchecked, options: options, take: take)
        return scan
    }

    /// The rows of tables by facts that are given, with no column typed but those by which rows are known.
    static func rows(_ bodies: [TextBody], facts: CanonicalFacts, options: Options, _ take: (CanonicalBatch) -> Void) {
        var scan = CanonicalScan()
        scan.facts = facts
        var options = options
        options.columns = []
        options.keepsPlaces = false
        _ = scan.run(bodies, isUnchecked: false, options: options, take: take)
    }

    // MARK: One reading of the file

    /// Cells that are no figures, by column.
    private var unreadCells = [Int](repeating: 0, count: CanonicalColumn.allCases.count)
    private var hasUnreadTime = false
    /// Of headers and rows, and of cells, each in the order of the file.
    private var rowFindings: [Finding] = []
    private var cellFindings: [Finding] = []
    /// Of the cell findings those of results that say nothing; with the number of the analyte where no peak stands beside.
    private var blanks: [(finding: Int, analyte: UInt32?)] = []
    private var tally = TextTally()

    /// Why the pieces of one header ended.
    private enum Outcome: Equatable { case end, header(offset: Int), contradiction, broken }

    /// Reads all by the facts; false where they were contradicted or the bytes are not UTF-8.
    private mutating func run(_ bodies: [TextBody], isUnchecked: Bool, options: Options, take: (CanonicalBatch) -> Void) -> Bool {
        var merge = CanonicalMerge(workers: options.workers + 1)
        var known: Set<[String]> = []
        for body in bodies {
            let before = rowCount
            tally = TextTally()
            guard run(body, isUnchecked: isUnchecked, options: options, known: &known, merge: &merge, take: take) else { return false }
            // What stands behind the end of the reading is not known to be UTF-8.
            if isUnchecked, tally.isOpen || tally.isStopped { isBroken = true }
            if isBroken { return false }
            findings += tally.findings(file: body.file, limits: options.limits)
            lineEnd = tally.lineEnd
            isTruncated = isTruncated || tally.isOpen
            rowCounts.append(rowCount - before)
        }
        dictionaries = merge.dictionaries
        decimalMark = facts.mark
        tell(bodies.first?.file ?? "", options)
        return true
    }

    /// Reads one text or sheet.
    private mutating func run(
        _ body: TextBody, isUnchecked: Bool, options: Options, known: inout Set<[String]>, merge: inout CanonicalMerge, take: (CanonicalBatch) -> Void
    ) -> Bool {
        var offset = body.start
        var isHeadBroken: Bool? = isUnchecked ? false : nil
        while let (header, next) = CanonicalHeader.find(
            body, from: offset, tally: &tally, isBroken: &isHeadBroken, limits: options.limits, known: &known, findings: &rowFindings)
        {
            merge.forgetWorkers()
            switch run(header, body, from: next, isUnchecked: isUnchecked, options: options, merge: &merge, take: take) {
            case .contradiction: return false
            case .broken:
                isBroken = true
                return false
            case .header(let next):
                offset = next
                continue
            case .end: break
            }
            break
        }
        isBroken = isHeadBroken == true
        return !isBroken
    }

    /// Puts the findings together when all is known.
    private mutating func tell(_ file: String, _ options: Options) {
        findingsOfBlanks()
        findings += rowFindings + facts.findings(file: file)
        if rowCount > 0, !hasConcentrations, options.columns.contains(.result) {
            findings.append(Finding("A006", .warning, at: SourcePosition(file: file), ["count": String(rowCount)]))
        }
        findings += cellFindings
        for column in CanonicalColumn.allCases where unreadCells[column.rawValue] > CanonicalScan.named {
            findings.append(
                Finding("T017", .warning, at: SourcePosition(file: file), ["column": column.name, "count": String(unreadCells[column.rawValue] - CanonicalScan.named)]))
        }
        (rowFindings, cellFindings, blanks) = ([], [], [])
    }

    /// Says of each result that says nothing what that means; nothing of those of a file without any concentration.
    private mutating func findingsOfBlanks() {
        if hasConcentrations { meaning = CanonicalMeaning(dictionaries[.analyte], quantified: quantified) }
        if !hasConcentrations {
            let void = Set(blanks.map(\.finding))
            cellFindings = cellFindings.enumerated().filter { !void.contains($0.offset) }.map(\.element)
            return
        }
        for (finding, analyte) in blanks { if let analyte, meaning.isSought(analyte) { cellFindings[finding].code = "A017" } }
    }

    /// Cells of a column that are named one by one.
    private static let named = 20

    /// Reads the rows of one header.
    private mutating func run(
        _ header: CanonicalHeader, _ body: TextBody, from first: Int, isUnchecked: Bool, options: Options, merge: inout CanonicalMerge,
        take: (CanonicalBatch) -> Void
    ) -> Outcome {
        guard first < body.end else { return .end }
        let typing = { [facts] (number: Int) in
            CanonicalTyping(
                number, header: header, options: options, facts: facts, body: body, isUnchecked: isUnchecked)
        }
        let workers = max(1, options.workers)
        let pieces = (0..<(workers > 1 ? 2 * workers : 1)).map { _ in CanonicalPiece(body) }
        let line = PieceLine(from: first, to: body.end, pieceBytes: options.pieceBytes, slots: pieces.count)
        var mender: (typing: CanonicalTyping, piece: CanonicalPiece)?
        var expected = first
        var outcome = Outcome.end
        let mend = { (start: Int, end: Int, rows: Int) -> CanonicalPiece in
            let (typing, piece) = mender ?? (typing(workers), CanonicalPiece(body))
            mender = (typing, piece)
            typing.type(piece, from: start, to: end, rows: rows)
            return piece
        }
        /// Hands a piece over; whether more are wanted.
        func deliver(_ typed: CanonicalPiece, _ end: Int) -> Bool {
            var piece = typed
            if piece.guess != nil { merge.take(piece) }
            // The row before reached into this piece: it begins elsewhere, or was taken whole.
            if expected >= end { return true }
            let left = options.limits.rows - tally.rowCount
            if piece.guess != expected || piece.text.rowCount > left {
                if piece.isBroken { outcome = .broken }
                guard outcome == .end, left > 0 else { return false }
                piece = mend(expected, end, left)
                merge.take(piece)
            }
            if piece.isBroken { outcome = .broken }
            if !facts.isDecided, piece.mayHoldComma || piece.needsFacts { outcome = .contradiction }
            guard outcome == .end else { return false }
            var next = Int?.none
            if let row = piece.headerRow {
                let offset = piece.text.rowStart(row)
                next = offset
                outcome = .header(offset: offset)
                guard offset > expected else { return false }
                piece = mend(expected, offset, left)
                merge.take(piece)
            }
            hand(piece, header, &merge, take)
            expected = next ?? piece.text.end
            return next == nil && !piece.text.isOpen && !piece.text.isStopped
        }
        let work = { (number: Int) in
            let typing = typing(number)
            while let part = line.begin() {
                let piece = pieces[part.slot]
                // One worker knows where each piece begins; several have to guess.
                piece.guess = workers == 1 ? max(part.start, expected) : part.start == first ? first : body.likelyRow(from: part.start, before: part.end)
                if let guess = piece.guess, guess < part.end { typing.type(piece, from: guess, to: part.end, rows: options.limits.rows) } else { piece.guess = nil }
                line.add(part)
                while let part = line.next() { line.finish(part, goesOn: deliver(pieces[part.slot], part.end)) }
            }
        }
        onThreads(workers, work)
        return outcome
    }

    /// Hands a typed piece over, with the numbers and lines of the file.
    private mutating func hand(_ piece: CanonicalPiece, _ header: CanonicalHeader, _ merge: inout CanonicalMerge, _ take: (CanonicalBatch) -> Void) {
        piece.text.linesBefore = tally.lineCount
        tally.take(piece.text)
        merge.renumber(piece)
        for code in piece.quantified {
            let index = Int(code)
            if index >= quantified.count { quantified += Array(repeating: false, count: index + 1 - quantified.count) }
            quantified[index] = true
        }
        isTruncated = isTruncated || piece.isTruncated
        hasConcentrations = hasConcentrations || piece.hasConcentrations
        // Of one row, what is said of its time comes before what is said of its result.
        for note in piece.notes.sorted(by: { ($0.row, $0.code == "A021" ? 0 : 1, $0.column) < ($1.row, $1.code == "A021" ? 0 : 1, $1.column) }) {
            if note.code == "T016" {
                let column = CanonicalColumn.allCases.first { header[$0] == note.column }?.rawValue ?? 0
                unreadCells[column] += 1
                if unreadCells[column] > CanonicalScan.named { continue }
            }
            if note.code == "A021" {
                if hasUnreadTime { continue }
                hasUnreadTime = true
            }
            switch note.code {
            case "A004", "A022", "A023", "A090": rowFindings.append(piece.finding(note))
            default:
                if let row = note.blank {
                    blanks.append((cellFindings.count, piece.kinds[row] == .noPeak ? piece.codes[CanonicalColumn.analyte.rawValue][row] : nil))
                }
                cellFindings.append(piece.finding(note))
            }
        }
        if piece.text.rows.count > 0 {
            take(CanonicalBatch(firstRow: rowCount, piece: piece, header: header, dictionaries: merge.dictionaries))
        }
        rowCount += piece.text.rows.count
    }
}

