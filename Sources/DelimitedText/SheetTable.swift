internal import Findings

/// A cell of a sheet as text.
package struct SheetField: Hashable, Sendable {
    /// 1-based, as the spreadsheet counts.
    package var column: Int
    package var text: String
    /// The cell holds a figure, which no decimal mark of a text can change.
    package var isFigure: Bool

    package init(column: Int, text: String, isFigure: Bool = false) {
        self.column = column
        self.text = text
        self.isFigure = isFigure
    }
}

/// Where the rows of a table stand in a sheet.
struct SheetPlaces: Sendable {
    let sheet: String
    /// The number of each row.
    let numbers: [Int]
    /// The fields that hold figures, ascending, each by its place among all fields of the table.
    let figures: [UInt32]

    func position(file: String, row: Int, column: Int) -> SourcePosition {
        guard numbers.indices.contains(row) else { return SourcePosition(file: file, sheet: sheet) }
        return SourcePosition(file: file, sheet: sheet, line: numbers[row], column: max(0, column) + 1)
    }
}

extension DelimitedTable {
    /// A table of the cells of a sheet: its fields are the cells, its positions name sheet, row and column.
    ///
    /// Empty cells before the last of a row are empty fields. Rows without cells are left out,
    /// but for one blank row in the place of each gap, which parts blocks of a sheet as blank
    /// lines part those of a text.
    ///
    /// - Parameters:
    ///   - rows: ascending by number, the fields of each ascending by column.
    ///   - fields: how many fields there may be, empty ones included.
    /// - Returns: nil where there are more, or where the texts are beyond `limits.fileBytes`.
    package static func sheet(
        _ name: String, file: String, rows: [(number: Int, fields: [SheetField])], fields: Int = 16_000_000, limits: TextLimits = TextLimits()
    ) -> DelimitedTable? {
        var bytes: [UInt8] = []
        var fieldEnds: [UInt32] = []
        var rowStarts: [UInt32] = []
        var firstFields: [UInt32] = [0]
        var numbers: [Int] = []
        var figures: [UInt32] = []
        var last = 0
        for row in rows where !row.fields.isEmpty {
            if !numbers.isEmpty, row.number > last + 1 {
                rowStarts.append(UInt32(bytes.count))
                firstFields.append(UInt32(fieldEnds.count))
                numbers.append(last + 1)
            }
            last = row.number
            rowStarts.append(UInt32(bytes.count))
            numbers.append(row.number)
            var column = 0
            for field in row.fields where field.column > column {
                guard fieldEnds.count + field.column - column <= fields, bytes.count + 2 * field.text.utf8.count + field.column <= min(limits.fileBytes, Int(Int32.max)) else {
                    return nil
                }
                while column + 1 < field.column {
                    fieldEnds.append(UInt32(bytes.count))
                    bytes.append(Mark.tab)
                    column += 1
                }
                if field.isFigure { figures.append(UInt32(fieldEnds.count)) }
                append(field.text, to: &bytes)
                fieldEnds.append(UInt32(bytes.count))
                bytes.append(Mark.tab)
                column = field.column
            }
            bytes[bytes.count - 1] = Mark.lf
            firstFields.append(UInt32(fieldEnds.count))
        }
        return DelimitedTable(
            file: file, dialect: TextDialect(encoding: .utf8, hasByteOrderMark: false, lineEnd: .lf, delimiter: Mark.tab), bytes: bytes,
            fieldEnds: fieldEnds, rowStarts: rowStarts, firstFields: firstFields, innerRows: [], innerTotals: [], linesBefore: 0,
            isASCII: bytes.allSatisfy { $0 < 0x80 }, sheet: SheetPlaces(sheet: name, numbers: numbers, figures: figures))
    }

    /// Whether a field is a cell of a sheet that holds a figure; false in every text.
    package func isFigure(_ row: Int, _ column: Int) -> Bool {
        guard let sheet, let index = fieldIndex(row, column) else { return false }
        var low = 0
        var high = sheet.figures.count
        while low < high {
            let middle = (low + high) / 2
            if sheet.figures[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low < sheet.figures.count && sheet.figures[low] == index
    }

    /// The name of the sheet; nil for the table of a text.
    package var sheetName: String? { sheet?.sheet }

    /// A field in quotes where it begins with one or holds what parts fields and rows.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let field = text.utf8
        guard field.first == Mark.quote || field.contains(where: { $0 == Mark.tab || $0 == Mark.lf || $0 == Mark.cr }) else {
            bytes.append(contentsOf: field)
            return
        }
        bytes.append(Mark.quote)
        for byte in field {
            if byte == Mark.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(Mark.quote)
    }
}
