/// Which byte stands between the fields, from how evenly each candidate divides the first rows.
enum DelimiterEvidence {
    /// Candidates, the likelier to stand between fields and not inside them first.
    private static let candidates: [UInt8] = [Mark.tab, Mark.semicolon, Mark.bar, Mark.comma]
    /// Bytes of text that are looked at.
    private static let sample = 1 << 17

    /// How one candidate divides the first rows.
    private struct Division {
        let delimiter: UInt8
        /// The count of fields, over one, that explains most delimiters; 1 where there is none.
        var fields = 1
        /// Rows with that count, rows with text, and whether the first row with text has it.
        var rows = 0
        var texts = 0
        var holdsFirst = false

        var isEven: Bool { fields > 1 && holdsFirst && rows * 10 >= texts * 9 }
        var weight: Int { (fields - 1) * rows }
    }

    /// The delimiter of `bytes[start...]`; a comma where no candidate divides anything.
    ///
    /// A candidate that divides nine rows of ten, the first with them, into the same number
    /// of fields is the delimiter; of several, the one less likely inside a number or a text.
    /// Else (texts with a preamble, blocks) the candidate with the most delimiters in rows of
    /// its commonest width wins, where a comma, which also stands inside numbers, counts half.
    static func delimiter(_ bytes: [UInt8], from start: Int) -> UInt8 {
        let end = min(bytes.count, start + sample)
        let divisions = candidates.map { division(bytes, from: start, to: end, isCut: end < bytes.count, by: $0) }
        if let even = divisions.first(where: { $0.isEven && $0.delimiter != Mark.comma }) {
            // A comma that divides every row as evenly, into many more fields, is the delimiter after all.
            if let comma = divisions.last, comma.isEven, comma.rows >= even.rows, comma.fields > 4 * even.fields { return Mark.comma }
            return even.delimiter
        }
        if let comma = divisions.last, comma.isEven { return Mark.comma }
        var best = Mark.comma
        var bestWeight = 0
        for division in divisions {
            let weight = division.delimiter == Mark.comma ? division.weight : division.weight * 2
            if weight > bestWeight {
                best = division.delimiter
                bestWeight = weight
            }
        }
        return best
    }

    private static func division(_ bytes: [UInt8], from start: Int, to end: Int, isCut: Bool, by delimiter: UInt8) -> Division {
        let scan = StructuralScan(bytes, from: start, to: end, delimiter: delimiter, limits: TextLimits())
        var division = Division(delimiter: delimiter)
        var counts: [Int: Int] = [:]
        var first: Int?
        // The last row of a cut sample is not whole.
        let rows = isCut ? max(0, scan.firstFields.count - 2) : scan.firstFields.count - 1
        for row in 0..<rows {
            let fields = Int(scan.firstFields[row + 1]) - Int(scan.firstFields[row])
            guard fields > 0 else { continue }
            let length = Int(scan.fieldEnds[Int(scan.firstFields[row + 1]) - 1]) - Int(scan.rowStarts[row])
            guard length > 0 else { continue }
            division.texts += 1
            if first == nil { first = fields }
            if fields > 1 { counts[fields, default: 0] += 1 }
        }
        for (fields, rows) in counts.sorted(by: { $0.key < $1.key }) where (fields - 1) * rows > division.weight {
            division.fields = fields
            division.rows = rows
        }
        division.holdsFirst = first == division.fields
        return division
    }
}
