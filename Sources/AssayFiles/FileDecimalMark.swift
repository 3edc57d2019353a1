internal import DelimitedText

/// The decimal mark of a file: one for all its numbers, told from those of its readings, and from all its cells where these do not tell.
enum FileDecimalMark {
    static let numeric = AssayColumn.allCases.filter(\.isNumeric)

    /// What the numbers of the readings say of the decimal mark.
    static func evidence(_ rows: [RawReading], _ fields: DelimitedTable?, hasFigures: Bool) -> DecimalMarkEvidence {
        var tally = DecimalMarkTally()
        /// The only byte of a number that can still change the evidence, beside full-width forms.
        var contradiction: UInt8?
        for row in rows {
            for column in numeric {
                if let contradiction, !row.holds(contradiction, column) { continue }
                if hasFigures, row.isFigure(column) { continue }
                if let first = row.firstByte(column), !FigureText.isLetter(first) { tally.add(row[column]) } else { continue }
                let known = contradiction
                switch tally.evidence {
                case .point: contradiction = 0x2C
                case .comma: contradiction = 0x2E
                case .undecidable, .none: contradiction = nil
                }
                if let contradiction, contradiction != known, let fields, !fields.mayHold(contradiction) { return tally.evidence }
            }
        }
        return tally.evidence
    }

    /// What all numbers of some tables say of their decimal mark; nil where that is no more than the columns of the readings say.
    static func evidence(_ tables: [DelimitedTable]) -> DecimalMarkEvidence? {
        var tally = DecimalMarkTally()
        for table in tables {
            for row in 0..<table.rowCount {
                for column in 0..<table.fieldCount(row) where !table.isFigure(row, column) { tally.add(trimmed(table.text(row, column))) }
            }
        }
        switch tally.evidence {
        case .point, .comma: return tally.evidence
        case .undecidable, .none: return nil
        }
    }
}
