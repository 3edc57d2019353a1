/// The row and column of a cell, both from 1.
package struct CellAddress: Hashable, Sendable {
    package static let lastRow = 1_048_576
    package static let lastColumn = 16_384

    package var row: Int
    package var column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads `B12` or `$B$12`; nil where the text is none, or stands beyond the last row or column that a spreadsheet has.
    package init?(_ text: some StringProtocol) {
        var column = 0
        var row = 0
        for byte in text.utf8 {
            switch byte {
            case 0x24: continue
            case 0x41...0x5A where row == 0, 0x61...0x7A where row == 0:
                column = column * 26 + Int(byte & 0xDF) - 0x40
                guard column <= CellAddress.lastColumn else { return nil }
            case 0x30...0x39 where column > 0:
                row = row * 10 + Int(byte) - 0x30
                guard row > 0, row <= CellAddress.lastRow else { return nil }
            default: return nil
            }
        }
        guard row > 0, column > 0 else { return nil }
        self.row = row
        self.column = column
    }

    package var description: String { columnLetters(column) + String(row) }
}

/// A rectangle of cells that were merged into one.
package struct CellArea: Hashable, Sendable {
    package var rows: ClosedRange<Int>
    package var columns: ClosedRange<Int>

    package init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// Reads `A1:C2`; nil where the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard let first = parts.first.flatMap({ CellAddress($0) }), let last = parts.last.flatMap({ CellAddress($0) }), parts.count <= 2 else { return nil }
        guard first.row <= last.row, first.column <= last.column else { return nil }
        rows = first.row...last.row
        columns = first.column...last.column
    }
}

extension Sheet {
    /// Lets what stands in a merged cell stand for all the cells that it covers.
    ///
    /// A person reads a merged header over all its columns and a merged cell beside all its
    /// rows. A figure is repeated down its rows only: which of several columns it belongs to
    /// is not known. Only rows that hold other cells are filled, and columns up to the last
    /// one in use, so that an area over the whole sheet costs nothing.
    ///
    /// - Parameter allowed: cells that may be added.
    /// - Returns: how many cells were filled; nil where they are more than `allowed`.
    mutating func fill(_ areas: [CellArea], allowed: Int) -> Int? {
        let lastColumn = rows.lazy.compactMap { $0.cells.last?.column }.max() ?? 0
        var filled = 0
        for area in areas {
            guard let content = content(row: area.rows.lowerBound, column: area.columns.lowerBound) else { continue }
            var last = min(area.columns.upperBound, lastColumn)
            if case .number = content { last = area.columns.lowerBound }
            guard area.columns.lowerBound <= last, var index = rows.firstIndex(notBefore: area.rows.lowerBound, by: \.number) else { continue }
            while index < rows.count, rows[index].number <= area.rows.upperBound {
                filled += rows[index].fill(area.columns.lowerBound...last, with: content)
                guard filled <= allowed else { return nil }
                index += 1
            }
        }
        return filled
    }
}

extension SheetRow {
    /// Puts a content into the empty cells of some columns, and returns how many they were.
    fileprivate mutating func fill(_ columns: ClosedRange<Int>, with content: CellContent) -> Int {
        let before = cells.prefix { $0.column < columns.lowerBound }
        let after = cells.drop { $0.column <= columns.upperBound }
        let within = cells[before.endIndex..<after.startIndex]
        guard within.count < columns.count else { return 0 }
        var inner: [SheetCell] = []
        inner.reserveCapacity(columns.count)
        var next = within.startIndex
        for column in columns {
            if next < within.endIndex, within[next].column == column {
                inner.append(within[next])
                next += 1
            } else {
                inner.append(SheetCell(column: column, content: content))
            }
        }
        let count = columns.count - within.count
        cells = before + inner + after
        return count
    }
}
