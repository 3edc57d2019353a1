internal import DelimitedText
internal import Findings

extension CanonicalFacts {
    /// What is to be said of the file: a decimal mark or an order of dates that nothing decides.
    func findings(file: String) -> [Finding] {
        var findings: [Finding] = []
        if mark == nil, let example { findings.append(Finding("A012", .error, at: place ?? SourcePosition(file: file), text: example)) }
        if case .undecidable(let example) = order { findings.append(Finding("A013", .warning, at: SourcePosition(file: file), text: example)) }
        return findings
    }

    /// Decides from every row of a table, one text at a time.
    ///
    /// - Complexity: linear in the bytes, and slow: only a table that contradicts what is assumed of it is read so.
    static func decided(_ bodies: [TextBody], options: CanonicalScan.Options) -> CanonicalFacts {
        var facts = CanonicalFacts()
        facts.isDecided = true
        for body in bodies where !body.isSheet { facts.count(body, options.limits) }
        var rows = RowEvidence(bodies)
        CanonicalScan.rows(bodies, facts: facts, options: options) { rows.add($0) }
        facts.places = rows.places
        facts.order = AcquisitionTimeText.order(of: rows.times.sorted())
        var evidence = rows.tally.evidence
        if case .undecidable = evidence { evidence = tableEvidence(bodies, options.limits) ?? evidence }
        evidence = rows.weighed(evidence)
        facts.mark = evidence.mark
        facts.hasGroups = evidence.mark.map { rows.isGrouped.contains($0) } ?? true
        if case .undecidable(let example) = evidence {
            facts.example = example
            CanonicalScan.rows(bodies, facts: facts, options: options) { batch in
                guard facts.place == nil else { return }
                let row = (0..<batch.count).first { row in RowEvidence.columns.contains { batch.text(row, $0) == example } }
                if let row { facts.place = batch.position(row) }
            }
        }
        return facts
    }

    /// Counts how many rows have so many fields.
    private mutating func count(_ body: TextBody, _ limits: TextLimits) {
        var widths = widths
        CanonicalFacts.eachRow(body, limits) { piece, row in widths[piece.fieldCount(row), default: 0] += 1 }
        self.widths = widths
    }

    private static func eachRow(_ body: TextBody, _ limits: TextLimits, _ take: (TextPiece, Int) -> Void) {
        let piece = TextPiece(body)
        var offset = body.start
        while offset < body.end {
            piece.load(from: offset, to: offset + (1 << 20), limits: limits)
            for row in 0..<piece.rowCount { take(piece, row) }
            guard piece.end > offset, !piece.isOpen, !piece.isStopped else { break }
            offset = piece.end
        }
    }

    /// What all cells of a text say of its decimal mark; nil where that is no more than the columns of figures say.
    private static func tableEvidence(_ bodies: [TextBody], _ limits: TextLimits) -> DecimalMarkEvidence? {
        var tally = DecimalMarkTally()
        for body in bodies {
            eachRow(body, limits) { piece, row in
                for column in 0..<piece.fieldCount(row) where !piece.isFigure(row, column) { tally.add(trimmed(piece.text(row, column))) }
            }
        }
        switch tally.evidence {
        case .point, .comma: return tally.evidence
        case .undecidable, .none: return nil
        }
    }
}

/// What the rows of a canonical table say of its decimal mark and of the order of its dates.
private struct RowEvidence {
    /// In the order in which the columns of any format are asked, so that the first example is the same.
    static let columns = CanonicalColumn.allCases.filter { $0 == .result || $0.isNumber }.sorted { $0.assay.rawValue < $1.assay.rawValue }

    var tally = DecimalMarkTally()
    /// Times that are not ISO 8601.
    var times: Set<String> = []
    /// Most places behind the mark of any result but one that may be cut.
    var places = 0
    /// The marks under which a number is grouped by thousands beyond doubt.
    private(set) var isGrouped: Set<DecimalMark> = []
    private var isPoint = false
    /// Results that speak against a mark and for it, as ``DecimalMarkDoubt`` weighs them, with the first against it.
    private var point = (against: 0, example: "", supporting: 0)
    private var comma = (against: 0, example: "", supporting: 0)
    /// Whether a text ends without a line end.
    private let isCut: Bool

    init(_ bodies: [TextBody]) { isCut = bodies.contains { $0.cutByte != nil } }

    mutating func add(_ batch: CanonicalBatch) {
        for row in 0..<batch.count {
            if batch.has(.result), !batch.isFigure(row, .result) { weigh(batch.text(row, .result)) }
            for column in RowEvidence.columns where batch.has(column) && !batch.isFigure(row, column) {
                let text = batch.text(row, column)
                for mark in DecimalMark.allCases where !isGrouped.contains(mark) && DecimalMarkDoubt.isGrouped(text, mark) { isGrouped.insert(mark) }
                // Where points have spoken, only a comma or a full-width mark can contradict them.
                if text.isEmpty || isPoint && text.utf8.allSatisfy({ $0 != 0x2C && $0 < 0x80 }) { continue }
                tally.add(text)
                if tally.evidence == .point { isPoint = true }
            }
            if batch.has(.analysedAt), case let text = batch.text(row, .analysedAt), ISOTime.read(Array(text.utf8)[...]) == nil { times.insert(text) }
            if isCut, !batch.mayBeCut(row) { places = max(places, FigureText.places(batch.text(row, .result))) }
        }
    }

    private mutating func weigh(_ text: String) {
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x2E || $0 >= 0x80 }) else { return }
        let (isPointGroup, isCommaGroup) = (DecimalMarkDoubt.isGroup(text, .point), DecimalMarkDoubt.isGroup(text, .comma))
        if isPointGroup {
            if point.against == 0 { point.example = text }
            point.against += 1
        }
        if isCommaGroup {
            if comma.against == 0 { comma.example = text }
            comma.against += 1
        }
        var tally = DecimalMarkTally()
        tally.add(text)
        if tally.evidence == .point, !isCommaGroup { point.supporting += 1 }
        if tally.evidence == .comma, !isPointGroup { comma.supporting += 1 }
    }

    /// The evidence; undecidable where more results speak against it than for it.
    func weighed(_ evidence: DecimalMarkEvidence) -> DecimalMarkEvidence {
        switch evidence {
        case .point: point.against > point.supporting ? .undecidable(example: point.example) : evidence
        case .comma: comma.against > comma.supporting ? .undecidable(example: comma.example) : evidence
        case .undecidable, .none: evidence
        }
    }
}
