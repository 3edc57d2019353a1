/// Figures in a column of concentrations that come from no calibration curve.
///
/// Without a curve TargetLynx writes the response as `Conc.`, which is the peak's area where the compound has no internal
/// standard, and LabSolutions the peak's share of all areas, with zeros as the coefficients of its curve. Such a figure grows
/// with the peak and is no concentration. Other software writes zero for all, which would pass for below detection.
struct UncalibratedFigures {
    /// What such a figure is.
    enum Kind { case peak, share, zero }

    /// The numbers of the compounds whose every figure is the peak's area or response, or zero.
    private(set) var compounds: Set<Int> = []
    /// The first row of each compound that has such a figure, in the order of the file.
    private(set) var firsts: [(row: Int, kind: Kind)] = []

    /// Looks every row over.
    ///
    /// - Complexity: linear in the rows; the texts of a figure are compared with those of the peak only where they begin alike.
    init(_ rows: [RawReading], _ texts: CellTexts) {
        var peaks: [Int: Int] = [:]
        var different: Set<Int> = []
        var withoutCurve: Set<Int> = []
        var figured: Set<Int> = []
        var zeros: [Int: (row: Int, count: Int)] = [:]
        let span = rows.span
        for index in span.indices {
            let row = span[index]
            let column = row.concentrationColumn
            guard let first = row.firstByte(column) else { continue }
            guard (0x30...0x39).contains(first) else {
                // A bound or a figure below zero comes from a curve.
                let isBound = first == 0x3C || first == 0x3E || first == 0x2D && row[column].utf8.contains { (0x30...0x39).contains($0) }
                if isBound { figured.insert(row.text(.compound, in: texts)) }
                continue
            }
            if row.isUnquantified {
                if !UncalibratedFigures.isZero(row[column]), withoutCurve.insert(row.text(.compound, in: texts)).inserted { firsts.append((index, .share)) }
                continue
            }
            let compound = row.text(.compound, in: texts)
            if different.contains(compound) { continue }
            let text = row[column]
            if UncalibratedFigures.isZero(text) {
                if UncalibratedFigures.isAbove(row, .expected), UncalibratedFigures.isAbove(row, .area) { zeros[compound, default: (index, 0)].count += 1 }
                continue
            }
            figured.insert(compound)
            let isPeak = [AssayColumn.area, .response].contains { row.firstByte($0) == first && row[$0] == text }
            // Few digits may be alike by chance.
            if isPeak, text.utf8.count(where: { (0x30...0x39).contains($0) }) >= UncalibratedFigures.digits {
                if peaks[compound] == nil { peaks[compound] = index }
            } else if !isPeak {
                different.insert(compound)
            }
        }
        for (compound, row) in peaks where !different.contains(compound) {
            compounds.insert(compound)
            firsts.append((row, .peak))
        }
        // One standard may be too low for its curve.
        for (compound, zero) in zeros where zero.count > 1 && !different.contains(compound) && !figured.contains(compound) {
            compounds.insert(compound)
            firsts.append((zero.row, .zero))
        }
        firsts.sort { $0.row < $1.row }
    }

    /// Digits from which on two figures are not alike by chance.
    private static let digits = 4

    /// Whether a column holds a number above zero.
    private static func isAbove(_ row: RawReading, _ column: AssayColumn) -> Bool {
        guard let first = row.firstByte(column), (0x30...0x39).contains(first) else { return false }
        return !isZero(row[column])
    }

    /// Whether a text is a zero in any way of writing it.
    static func isZero(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x30 || $0 == 0x2E || $0 == 0x2C || $0 == 0x2B || $0 == 0x2D || $0 == 0x20 || $0 | 0x20 == 0x65 }
    }
}
