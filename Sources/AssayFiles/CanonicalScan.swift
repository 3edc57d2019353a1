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
    /// Whether the bytes were not UTF-8, so that nothing was read: see `read(_:file:)`.
    private(set) var isBroken = false
    private(set) var facts = CanonicalFacts()
    /// By number of the analyte: whether digits stand in one of its results.
    private var quantified: [Bool] = []
    private var header: CanonicalHeader?

    /// How a table is read.
    package struct Options {
        /// The columns to type; others are neither typed nor judged. The result brings the qualifier and the sample type with it.
        package var columns = Set(CanonicalColumn.allCases)
        /// Threads that type at the same time.
        package var workers = 1
        /// Bytes of a piece that one worker types at a time.
        package var pieceBytes = 256 << 10
        package var limits = TextLimits()

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
        read(TextBody(text, delimiter: delimiter), isUnchecked: false, options: options, restart: restart, take: take)
    }

    /// Reads a table from the bytes of a file: UTF-8 where it is, with one look at each byte; else decoded first.
    package static func read(
        _ bytes: [UInt8], file: String, delimiter: UInt8 = 0x2C, options: Options = Options(), restart: () -> Void = {}, take: (CanonicalBatch) -> Void
    ) -> CanonicalScan {
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0x84, 0x31, 0x95, 0x33]]
        if !marks.contains(where: { bytes.starts(with: $0) }), bytes.count <= options.limits.fileBytes {
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            let body = TextBody(file: file, bytes: bytes, start: start, delimiter: delimiter)
            let scan = read(body, isUnchecked: true, options: options, restart: restart, take: take)
            if !scan.isBroken { return scan }
            restart()
        }
        let (text, findings) = DecodedText.decode(bytes, file: file, limits: options.limits)
        guard let text else {
            var scan = CanonicalScan()
            scan.findings = findings
            return scan
        }
        var scan = read(text, delimiter: delimiter, options: options, restart: restart, take: take)
        scan.findings = findings + scan.findings
        return scan
    }

    private static func read(
        _ body: TextBody, isUnchecked: Bool, options: Options, restart: () -> Void, take: (CanonicalBatch) -> Void
    ) -> CanonicalScan {
        var scan = CanonicalScan()
        let isDone = scan.run(body, isUnchecked: isUnchecked, options: options, take: take)
        guard !isDone, !scan.isBroken else { return scan }
        restart()
        scan = CanonicalScan()
        scan.facts = CanonicalFacts.decided(body, options: options)
        _ = scan.run(body, isUnchecked: isUnchecked, options: options, take: take)
        return scan
    }

    /// The rows of a table by facts that are given, with no column typed but those by which rows are known.
    static func rows(_ body: TextBody, facts: CanonicalFacts, options: Options, _ take: (CanonicalBatch) -> Void) {
        var scan = CanonicalScan()
        scan.facts = facts
        var options = options
        options.columns = []
        _ = scan.run(body, isUnchecked: false, options: options, take: take)
    }

    /// What a blank result means: the software looked and found nothing, or there was no analysis.
    ///
    /// - Parameters:
    ///   - analyte: its number; a file that quantifies it somewhere was calibrated for it.
    ///   - retentionTime: the cell of that column; nil where the table has none.
    ///   - isSought: false for an internal standard and in a double blank, where nothing is to be found.
    package func meaningOfBlank(analyte: UInt32, retentionTime: String?, isSought: Bool) -> ResultKind {
        guard isSought, hasConcentrations, let retentionTime, Int(analyte) < quantified.count, quantified[Int(analyte)] else { return .notAnalysed }
        let isNothing =
            SpecialValue.isSilent(retentionTime) || SpecialValue.meaning(of: retentionTime) != nil
            || CanonicalCells.figure(retentionTime, mark: facts.mark) == 0
        return isNothing ? .notFound : .notAnalysed
    }

    // MARK: One reading of the file

    /// Cells that are no figures, by column.
    private var unreadCells = [Int](repeating: 0, count: CanonicalColumn.allCases.count)
    private var hasUnreadTime = false
    private var rowFindings: [Finding] = []
    private var tally = TextTally()

    /// Why the pieces of one header ended.
    private enum Outcome: Equatable { case end, header(offset: Int), contradiction, broken }

    /// Reads the whole text by the facts; false where they were contradicted or the bytes are not UTF-8.
    private mutating func run(_ body: TextBody, isUnchecked: Bool, options: Options, take: (CanonicalBatch) -> Void) -> Bool {
        var merge = CanonicalMerge(workers: options.workers + 1)
        var reported: Set<[String]> = []
        var offset = body.start
        var isHeadBroken: Bool? = isUnchecked ? false : nil
        while let found = CanonicalHeader.find(body, from: offset, tally: &tally, isBroken: &isHeadBroken, limits: options.limits, doubts: &findings) {
            if reported.insert(found.header.fields).inserted { findings += found.findings }
            merge.forgetWorkers()
            switch run(found.header, body, from: found.next, isUnchecked: isUnchecked, options: options, merge: &merge, take: take) {
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
        if isHeadBroken == true {
            isBroken = true
            return false
        }
        dictionaries = merge.dictionaries
        lineEnd = tally.lineEnd
        decimalMark = facts.mark
        isTruncated = isTruncated || tally.isOpen
        findings = tally.findings(file: body.file, limits: options.limits) + findings + facts.findings(file: body.file)
        if rowCount > 0, !hasConcentrations, options.columns.contains(.result) {
            findings.append(Finding("A006", .warning, at: SourcePosition(file: body.file), ["count": String(rowCount)]))
        }
        findings += rowFindings
        for column in CanonicalColumn.allCases where unreadCells[column.rawValue] > CanonicalScan.named {
            findings.append(
                Finding("T017", .warning, at: SourcePosition(file: body.file), ["column": column.name, "count": String(unreadCells[column.rawValue] - CanonicalScan.named)]))
        }
        rowFindings = []
        return true
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
                number, header: header, columns: options.columns, facts: facts, body: body, isUnchecked: isUnchecked, limits: options.limits)
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
        for note in piece.notes.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
            if note.code == "T016" {
                let column = CanonicalColumn.allCases.first { header[$0] == note.column }?.rawValue ?? 0
                unreadCells[column] += 1
                if unreadCells[column] > CanonicalScan.named { continue }
            }
            if note.code == "A021" {
                if hasUnreadTime { continue }
                hasUnreadTime = true
            }
            rowFindings.append(piece.finding(note))
        }
        if piece.text.rows.count > 0 {
            take(CanonicalBatch(firstRow: rowCount, piece: piece, header: header, dictionaries: merge.dictionaries))
        }
        rowCount += piece.text.rows.count
    }
}

