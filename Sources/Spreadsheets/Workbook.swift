package import Findings

/// The sheets of a spreadsheet file, as a person sees them in the program that made it.
package struct Workbook: Hashable, Sendable {
    /// The two layouts that are read.
    package enum Layout: String, Sendable {
        /// Office Open XML (ECMA-376), a ZIP of XML parts.
        case openXML = "Excel (.xlsx)"
        /// BIFF in an OLE2 file, Excel 5 to 2003.
        case binary = "Excel 97-2003 (.xls)"
    }

    package var layout: Layout
    /// In the order of the file; sheets of charts and of macros are none.
    package var sheets: [Sheet]

    package init(layout: Layout, sheets: [Sheet]) {
        self.layout = layout
        self.sheets = sheets
    }
}

/// One sheet: its cells that hold anything, and what of it a person does not see.
package struct Sheet: Hashable, Sendable {
    package var name: String
    /// The sheet has no tab that a person can open.
    package var isHidden: Bool
    /// Ascending by number; rows without a cell are left out.
    package var rows: [SheetRow]
    /// Numbers of the rows that hold cells and are hidden, ascending.
    package var hiddenRows: [Int]
    /// Numbers of the columns that hold cells and are hidden, ascending.
    package var hiddenColumns: [Int]

    package init(name: String, isHidden: Bool = false, rows: [SheetRow] = [], hiddenRows: [Int] = [], hiddenColumns: [Int] = []) {
        self.name = name
        self.isHidden = isHidden
        self.rows = rows
        self.hiddenRows = hiddenRows
        self.hiddenColumns = hiddenColumns
    }

    /// The content of a cell by its 1-based row and column; nil where it is empty.
    ///
    /// - Complexity: logarithmic in the rows and in the cells of the row.
    package func content(row: Int, column: Int) -> CellContent? {
        guard let index = rows.firstIndex(notBefore: row, by: \.number), rows[index].number == row else { return nil }
        let cells = rows[index].cells
        guard let place = cells.firstIndex(notBefore: column, by: \.column), cells[place].column == column else { return nil }
        return cells[place].content
    }
}

/// A row of a sheet that holds at least one cell.
package struct SheetRow: Hashable, Sendable {
    /// 1-based, as the spreadsheet counts.
    package var number: Int
    /// Ascending by column; empty cells are left out.
    package var cells: [SheetCell]

    package init(number: Int, cells: [SheetCell]) {
        self.number = number
        self.cells = cells
    }
}

/// A cell that holds something.
package struct SheetCell: Hashable, Sendable {
    /// 1-based, as the spreadsheet counts: A is 1.
    package var column: Int
    package var content: CellContent

    package init(column: Int, content: CellContent) {
        self.column = column
        self.content = content
    }
}

/// What a cell holds.
package enum CellContent: Hashable, Sendable {
    /// Characters that someone or some software wrote; never empty.
    case text(String)
    /// A figure, exact whatever decimal mark the program shows it with.
    case number(CellNumber)
    /// A day, a time of day or both: `2025-01-20`, `17:00:05`, `2025-01-20 17:00:05`, `27:30:00`.
    case date(String)
    case boolean(Bool)
    /// An error such as `#N/A`.
    case error(String)

    /// The cell as text, with a point or a comma as decimal mark.
    package func text(decimalComma: Bool) -> String {
        switch self {
        case .text(let text), .date(let text), .error(let text): text
        case .number(let number): number.text(decimalComma: decimalComma)
        case .boolean(let value): value ? "TRUE" : "FALSE"
        }
    }
}

/// A figure of a cell, with the words that its number format sets around it.
package struct CellNumber: Hashable, Sendable {
    /// Decimal digits with a point, with an exponent only where the figure is very large or very small: the shortest that give the same binary number.
    package var digits: String
    /// What the format writes before the figure, such as `<`; mostly empty.
    package var prefix: String
    /// What the format writes behind it, such as `%` or ` ng/L`; mostly empty.
    package var suffix: String

    package init(digits: String, prefix: String = "", suffix: String = "") {
        self.digits = digits
        self.prefix = prefix
        self.suffix = suffix
    }

    package func text(decimalComma: Bool) -> String {
        let figure = decimalComma ? digits.replacing(".", with: ",") : digits
        return prefix.isEmpty && suffix.isEmpty ? figure : prefix + figure + suffix
    }
}

/// What reading a workbook gave.
package struct WorkbookReading: Sendable {
    /// Nil where nothing of it could be read for certain.
    package var workbook: Workbook?
    package var findings: [Finding]
    /// The file ends before its end, or one of its parts does.
    package var isTruncated: Bool

    package init(workbook: Workbook?, findings: [Finding], isTruncated: Bool = false) {
        self.workbook = workbook
        self.findings = findings
        self.isTruncated = isTruncated
    }
}

/// Bounds that keep a hostile workbook from taking the machine's memory and time.
package struct WorkbookLimits: Hashable, Sendable {
    /// Parts of the ZIP.
    package var entries = 4096
    /// Bytes that one part may unpack to.
    package var partBytes = 512 << 20
    /// Bytes that all parts read may unpack to.
    package var unpackedBytes = 1 << 30
    /// How many times the size of the file its parts may unpack to, beyond `freeBytes`.
    package var ratio = 400
    /// Bytes that may be unpacked whatever the ratio.
    package var freeBytes = 16 << 20
    /// Elements within elements.
    package var nesting = 64
    /// Cells of all sheets, those that merged cells stand for included.
    package var cells = 4_000_000
    /// Characters of one cell; Excel itself allows 32,767.
    package var cellCharacters = 32_767
    /// Sheets.
    package var sheets = 1024
    /// Bytes of address space that the reader of old workbooks may take beyond what it has when it starts.
    package var processBytes = 768 << 20
    /// Seconds of processor time that it may take.
    package var processorSeconds = 20
    /// Seconds after which it is ended.
    package var wallSeconds = 60
    /// Bytes that it may hand over.
    package var handedBytes = 256 << 20

    package init() {}
}

extension Array {
    /// The index of the first element whose key is not below a value, in an array ascending by it; nil where there is none.
    func firstIndex(notBefore value: Int, by key: (Element) -> Int) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if key(self[middle]) < value { low = middle + 1 } else { high = middle }
        }
        return low < count ? low : nil
    }
}

/// The letters of a column: 1 is A, 28 is AB.
package func columnLetters(_ column: Int) -> String {
    var letters = ""
    var rest = column
    while rest > 0 {
        letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
        rest = (rest - 1) / 26
    }
    return letters
}
