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

    /// What parts the groups of thousands of a number where it may as well be a broken decimal mark: `1,234` in a file of points,
    /// `0 995`, `12'345`. Nil for a number with groups beyond doubt, such as `1,234.5` and `1,234,567`, and for one without.
    static func separator(_ text: String, _ mark: DecimalMark) -> Unicode.Scalar? {
        let digits = text.unicodeScalars
        guard let first = digits.firstIndex(where: isDigit), let last = digits.lastIndex(where: isDigit) else { return nil }
        var found: Unicode.Scalar?
        for scalar in digits[first...last] where !isDigit(scalar) {
            switch scalar {
            case "e", "E", "+", "-": return found
            case ".", "．": if mark == .point { return nil }
            case ",", "，": if mark == .comma { return nil }
            default: break
            }
            guard found == nil else { return nil }
            found = scalar
        }
        return found
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) || (0xFF10...0xFF19).contains(scalar.value) }

    /// Whether a number of a file is grouped beyond doubt, so that others of it may be.
    ///
    /// - Complexity: linear in the rows.
    static func hasGroups(_ mark: DecimalMark, _ rows: [RawReading]) -> Bool {
        rows.contains { row in
            FileDecimalMark.numeric.contains { column in
                guard let first = row.firstByte(column), !FigureText.isLetter(first), separators(mark).contains(where: { row.holds($0, column) }) else { return false }
                return isGrouped(row[column], mark)
            }
        }
    }

    /// Whether a text is a number that is grouped beyond doubt.
    static func isGrouped(_ text: String, _ mark: DecimalMark) -> Bool {
        guard separator(text, mark) == nil, NumberText.parse(text, mark: mark) != nil else { return false }
        return text.unicodeScalars.contains { !isDigit($0) && !".,+-eE".unicodeScalars.contains($0) || $0 == (mark == .point ? "," : ".") }
    }

    /// Bytes of ASCII that part groups under a mark.
    static func separators(_ mark: DecimalMark) -> [UInt8] { [mark == .point ? 0x2C : 0x2E, 0x20, 0x27] }

    /// Whether a text is a number under both marks, and under this one by a group of thousands.
    static func isGroup(_ text: String, _ mark: DecimalMark) -> Bool {
        guard let end = text.lastIndex(where: { $0.isNumber }), case let number = text[...end] else { return false }
        guard let first = NumberText.parse(number, mark: .point), let second = NumberText.parse(number, mark: .comma), first != second else { return false }
        return mark == .point ? first > second : second > first
    }
}
