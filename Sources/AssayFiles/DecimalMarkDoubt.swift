internal import DelimitedText

/// Whether the mark of a file rests on too little: one comma that took the place of a point must not make 1234 of each 1.234.
enum DecimalMarkDoubt {
    /// The evidence; undecidable where more concentrations speak against it than for it.
    ///
    /// Under a decimal comma `1.234` is a group of thousands, and under a point `1,234` is:
    /// concentrations have such groups seldom, and then beside many with a plain mark.
    ///
    /// - Complexity: linear in the rows with the other mark in their concentration.
    static func weighed(_ evidence: DecimalMarkEvidence, _ rows: [RawReading]) -> DecimalMarkEvidence {
        let mark: DecimalMark
        switch evidence {
        case .point: mark = .point
        case .comma: mark = .comma
        case .undecidable, .none: return evidence
        }
        let other: UInt8 = mark == .point ? 0x2C : 0x2E
        let against = rows.filter { row in
            guard row.holds(other, .concentration) || row.holds(other, .undilutedConcentration) else { return false }
            return isGroup(row.concentrationText, mark)
        }
        guard let example = against.first else { return evidence }
        let supporting = rows.count { row in
            var tally = DecimalMarkTally()
            tally.add(row.concentrationText)
            return tally.evidence == evidence && !isGroup(row.concentrationText, mark == .point ? .comma : .point)
        }
        return against.count > supporting ? .undecidable(example: example.concentrationText) : evidence
    }

    /// Whether a text is a number under both marks, and under this one by a group of thousands.
    static func isGroup(_ text: String, _ mark: DecimalMark) -> Bool {
        guard let end = text.lastIndex(where: { $0.isNumber }), case let number = text[...end] else { return false }
        guard let first = NumberText.parse(number, mark: .point), let second = NumberText.parse(number, mark: .comma), first != second else { return false }
        return mark == .point ? first > second : second > first
    }
}
