package import DelimitedText
package import Findings

/// Some rows of a canonical table with their columns typed, in the order of the file.
///
/// The columns are values: who keeps them keeps copies. `text` and `position` hold only while the batch is taken.
package struct CanonicalBatch {
    /// How many rows of the table stand before.
    package let firstRow: Int
    let piece: CanonicalPiece
    let header: CanonicalHeader
    /// The texts of columns; those of the rows of this batch are in it.
    package let dictionaries: CanonicalDictionaries

    package var count: Int { piece.text.rows.count }

    /// The numbers of a column's texts in its dictionary; none where it was not asked for.
    package func codes(_ column: CanonicalColumn) -> [UInt32] { piece.codes[column.rawValue] }

    /// A column of figures, NaN where there is none; empty where it was not asked for.
    package func numbers(_ column: CanonicalColumn) -> [Double] { piece.numbers[column.rawValue] }

    /// What each row says; empty where the result was not asked for.
    package var kinds: [ResultKind] { piece.kinds }
    /// The figure of a `number`, the bound of `below` and `aboveRange`, in the unit of the row; else without meaning.
    package var figures: [Double] { piece.figures }
    /// When the injection was made: seconds since 1970-01-01T00:00 as the file's clock shows them; `Int64.min` where unknown.
    package var seconds: [Int64] { piece.seconds }
    /// Seconds east of UTC that the file states; `Int32.min` where it states none.
    package var offsets: [Int32] { piece.offsets }
    /// Rows whose result states a unit of its own, which counts instead of the unit column; ascending.
    package var units: [(row: Int, unit: String)] { piece.units }
    /// The unit in the header of the result, which counts where a row states none.
    package var headerUnit: String? { header.unit }

    /// Where the results of the rows stand, or the analytes in a table without results; nil where that was not asked for.
    package var places: FieldPlaces? { piece.ranges.map { piece.text.places(header.place, $0) } }
    /// Whether the table has a column for the result.
    package var hasResults: Bool { header[.result] != nil }

    /// The text of a cell as it stands, without quotes and without white space at its ends.
    package func text(_ row: Int, _ column: CanonicalColumn) -> String {
        guard row >= 0, row < count, let place = header[column] else { return "" }
        return trimmed(piece.text.text(Int(piece.text.rows[row]), place))
    }

    /// Where the result of a row stands; the analyte in a table without results.
    package func position(_ row: Int) -> SourcePosition {
        guard row >= 0, row < count else { return SourcePosition(file: piece.text.position(-1, 0).file) }
        return piece.text.position(Int(piece.text.rows[row]), header.place)
    }

    /// Whether the cell of a column is there and says something.
    func has(_ column: CanonicalColumn) -> Bool { header[column] != nil }

    /// Whether a cell is one of a sheet that holds a figure, which no decimal mark can change.
    func isFigure(_ row: Int, _ column: CanonicalColumn) -> Bool {
        guard row >= 0, row < count, let place = header[column] else { return false }
        return piece.text.isFigure(Int(piece.text.rows[row]), place)
    }

    /// Whether the result of a row is the last cell of a file that ends without a line end.
    func mayBeCut(_ row: Int) -> Bool {
        guard let cutByte = piece.text.cutByte, let place = header[.result] else { return false }
        let number = Int(piece.text.rows[row])
        return piece.text.holds(number, byte: cutByte) && piece.text.fieldCount(number) == place + 1
    }
}

/// The distinct texts of the columns of names, each numbered by its first row in the file; 0 is the empty text.
package final class CanonicalDictionaries {
    private let dictionaries: [TextDictionary] = CanonicalColumn.allCases.map { _ in TextDictionary() }

    /// The dictionary of a column.
    package subscript(column: CanonicalColumn) -> TextDictionary { dictionaries[column.rawValue] }
}

/// Turns the numbers that workers gave to texts into those of the file.
struct CanonicalMerge {
    let dictionaries = CanonicalDictionaries()
    /// For each worker and column: the texts it has met, and their numbers in the file; `UInt32.max` before the first row.
    private var known: [[Known]]

    fileprivate struct Known {
        var bytes: [UInt8] = []
        var ends: [Int] = [0]
        var codes: [UInt32] = [0]
    }

    init(workers: Int) {
        known = Array(repeating: Array(repeating: Known(), count: CanonicalColumn.allCases.count), count: workers)
    }

    /// Begins with new workers, who have met nothing.
    mutating func forgetWorkers() {
        for index in known.indices { known[index] = Array(repeating: Known(), count: CanonicalColumn.allCases.count) }
    }

    /// Takes what a worker has met; in the order of its pieces.
    mutating func take(_ piece: CanonicalPiece) {
        for column in CanonicalColumn.texts {
            let news = piece.news[column.rawValue]
            guard news.isAnew || !news.ends.isEmpty else { continue }
            known[piece.worker][column.rawValue].add(news)
        }
    }

    /// Gives the rows of a piece the numbers of the file.
    mutating func renumber(_ piece: CanonicalPiece) {
        for column in CanonicalColumn.texts where !piece.codes[column.rawValue].isEmpty {
            known[piece.worker][column.rawValue].renumber(&piece.codes[column.rawValue], dictionaries[column])
        }
        guard !piece.quantified.isEmpty else { return }
        let codes = known[piece.worker][CanonicalColumn.analyte.rawValue]
        piece.quantified = Set(piece.quantified.compactMap { codes[$0] })
    }
}

extension CanonicalMerge.Known {
    fileprivate mutating func add(_ news: CanonicalWords.News) {
        if news.isAnew { self = CanonicalMerge.Known() }
        let before = bytes.count
        bytes.append(contentsOf: news.bytes)
        for end in news.ends {
            ends.append(before + end)
            codes.append(.max)
        }
    }

    fileprivate subscript(code: UInt32) -> UInt32? { Int(code) < codes.count && codes[Int(code)] != .max ? codes[Int(code)] : nil }

    fileprivate mutating func renumber(_ column: inout [UInt32], _ dictionary: TextDictionary) {
        for row in column.indices {
            let code = Int(column[row])
            if codes[code] == .max { codes[code] = dictionary.code(bytes[ends[code - 1]..<ends[code]]) }
            column[row] = codes[code]
        }
    }
}
