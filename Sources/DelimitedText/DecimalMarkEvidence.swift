/// What the numbers of a file say about its decimal mark.
package enum DecimalMarkEvidence: Hashable, Sendable {
    case point
    case comma
    /// The numbers can be read both ways, or contradict each other; the text that shows it.
    case undecidable(example: String)
    /// No number holds a mark.
    case none

    /// The mark, where it is known or does not matter.
    package var mark: DecimalMark? {
        switch self {
        case .point, .none: .point
        case .comma: .comma
        case .undecidable: nil
        }
    }
}

extension NumberText {
    /// What one text says of the decimal mark.
    private enum Vote { case point, comma, ambiguousComma, ambiguousPoint, nothing }

    /// The decimal mark that texts speak for; texts that are no numbers are passed over, and a leading `<`, `>` or `=` is, and so is a unit behind.
    ///
    /// `1.5`, `0,25`, `1,234.5` and `1,234,567` decide. `1,234` alone does not: it is 1234 in
    /// one file and 1.234 in another. `1.234` alone is taken for a point, since grouping by
    /// points without a single decimal comma in the file is rare, unless `1,234` stands beside it.
    package static func decimalMark(of texts: [String]) -> DecimalMarkEvidence {
        var tally = DecimalMarkTally()
        for text in texts { tally.add(text) }
        return tally.evidence
    }

    fileprivate static func cast(_ text: String, into tally: inout DecimalMarkTally) {
        switch vote(text) {
        case .point: if tally.point == nil { tally.point = text }
        case .comma: if tally.comma == nil { tally.comma = text }
        case .ambiguousComma: if tally.ambiguousComma == nil { tally.ambiguousComma = text }
        case .ambiguousPoint: tally.hasAmbiguousPoint = true
        case .nothing: break
        }
    }

    private static func vote(_ text: String) -> Vote {
        guard var bytes = folded(withoutUnit(text).utf8) else { return .nothing }
        bytes = Array(bytes.drop { $0 == 0x3C || $0 == 0x3E || $0 == 0x3D || $0 == 0x20 })
        let points = bytes.count { $0 == 0x2E }
        let commas = bytes.count { $0 == 0x2C }
        guard points + commas > 0 else { return .nothing }
        let asPoint = parse(utf8: bytes, mark: .point) != nil
        let asComma = parse(utf8: bytes, mark: .comma) != nil
        switch (asPoint, asComma) {
        case (false, false): return .nothing
        case (true, false): return .point
        case (false, true): return .comma
        case (true, true):
            // Read both ways: one mark, with three digits behind it and one to three before. A leading zero is no group.
            let digits = bytes.drop { $0 == 0x2D || $0 == 0x2B }
            if digits.first == 0x30 { return points > 0 ? .point : .comma }
            return points > 0 ? .ambiguousPoint : .ambiguousComma
        }
    }
}

extension NumberText {
    /// A number with a unit or a percent sign behind it, such as `12,5 ng/mL`, without it; any other text as it is.
    private static func withoutUnit(_ text: String) -> Substring {
        guard let lastByte = text.utf8.last, !isDigit(lastByte), let end = text.lastIndex(where: { $0.isNumber }) else { return text[...] }
        let tail = text[text.index(after: end)...]
        return tail.first == "%" || tail.first?.isWhitespace == true ? text[...end] : text[...]
    }
}

/// Gathers evidence of a decimal mark text by text, so that a caller need not hold them all.
package struct DecimalMarkTally: Sendable {
    fileprivate var point: String?
    fileprivate var comma: String?
    fileprivate var ambiguousComma: String?
    fileprivate var hasAmbiguousPoint = false

    package init() {}

    /// Adds what one text says.
    package mutating func add(_ text: String) { NumberText.cast(text, into: &self) }

    /// Whether a text was a number with a decimal comma, and could be nothing else.
    package var holdsComma: Bool { comma != nil }
    /// Whether a text such as `1,234` was read, which may be one.
    package var mayHoldComma: Bool { ambiguousComma != nil }

    /// What all texts said.
    package var evidence: DecimalMarkEvidence {
        switch (point, comma, ambiguousComma) {
        case (.some, .some(let example), _): .undecidable(example: example)
        case (.some, nil, _): .point
        case (nil, .some, _): .comma
        case (nil, nil, .some(let example)): .undecidable(example: example)
        case (nil, nil, nil): hasAmbiguousPoint ? .point : .none
        }
    }
}
