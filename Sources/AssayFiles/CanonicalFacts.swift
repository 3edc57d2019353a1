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
    static func decided(_ body: TextBody, options: CanonicalScan.Options) -> CanonicalFacts {
        var facts = CanonicalFacts()
        facts.isDecided = true
        var rows = RowEvidence(body)
        CanonicalScan.rows(body, facts: facts, options: options) { rows.add($0) }
        facts.places = rows.places
        facts.order = AcquisitionTimeText.order(of: rows.times.sorted())
        var evidence = rows.tally.evidence
        if case .undecidable = evidence { evidence = tableEvidence(body, options.limits) ?? evidence }
        facts.mark = evidence.mark
        if case .undecidable(let example) = evidence {
            facts.example = example
            CanonicalScan.rows(body, facts: facts, options: options) { batch in
                guard facts.place == nil else { return }
                let row = (0..<batch.count).first { row in RowEvidence.columns.contains { batch.text(row, $0) == example } }
                if let row { facts.place = batch.position(row) }
            }
        }
        return facts
    }

    /// What all cells of a text say of its decimal mark; nil where that is no more than the columns of figures say.
    private static func tableEvidence(_ body: TextBody, _ limits: TextLimits) -> DecimalMarkEvidence? {
        var tally = DecimalMarkTally()
        let piece = TextPiece(body)
        var offset = body.start
        while offset < body.end {
            piece.load(from: offset, to: offset + (1 << 20), limits: limits)
            for row in 0..<piece.rowCount {
                for column in 0..<piece.fieldCount(row) { tally.add(trimmed(piece.text(row, column))) }
            }
            guard piece.end > offset, !piece.isOpen, !piece.isStopped else { break }
            offset = piece.end
        }
        switch tally.evidence {
        case .point, .comma: return tally.evidence
        case .undecidable, .none: return nil
        }
    }
}

/// What the rows of a canonical table say of its decimal mark and of the order of its dates.
private struct RowEvidence {
    static let columns = CanonicalColumn.allCases.filter { $0 == .result || $0.isNumber }

    var tally = DecimalMarkTally()
    /// Times that are not ISO 8601.
    var times: Set<String> = []
    /// Most places behind the mark of any result but one that may be cut.
    var places = 0
    private var isPoint = false
    private let cutByte: Int?

    init(_ body: TextBody) { cutByte = body.cutByte }

    mutating func add(_ batch: CanonicalBatch) {
        for row in 0..<batch.count {
            for column in RowEvidence.columns where batch.has(column) {
                let text = batch.text(row, column)
                // Where points have spoken, only a comma or a full-width mark can contradict them.
                if text.isEmpty || isPoint && text.utf8.allSatisfy({ $0 != 0x2C && $0 < 0x80 }) { continue }
                tally.add(text)
                if tally.evidence == .point { isPoint = true }
            }
            if batch.has(.analysedAt), case let text = batch.text(row, .analysedAt), ISOTime.read(Array(text.utf8)[...]) == nil { times.insert(text) }
            if cutByte != nil, !batch.mayBeCut(row) { places = max(places, CanonicalTyping.places(batch.text(row, .result))) }
        }
    }
}
