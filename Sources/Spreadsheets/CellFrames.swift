/// The form in which the process that reads old workbooks hands their cells over.
///
/// A head, then records of a tag, row, column and length (little-endian) with their bytes,
/// then a record that says how many there were: what ends before it was cut.
enum CellFrames {
    static let head = Array("HWCELLS1".utf8)

    enum Tag: UInt8 {
        case sheet = 1
        /// Eight bytes: the binary number.
        case number = 2
        case text = 3
        case date = 4
        /// Four bytes: the code of FreeXL, or one of ours, for the workbook or the sheet begun last.
        case fault = 5
        /// Eight bytes: how many records came before.
        case end = 127
    }

    /// Faults that are not FreeXL's own.
    static let isProtected: Int32 = 1
    static let tooManyCells: Int32 = 2

    static func append(_ tag: Tag, row: UInt32 = 0, column: UInt16 = 0, _ payload: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(tag.rawValue)
        append(row, to: &bytes)
        append(column, to: &bytes)
        append(UInt32(clamping: payload.count), to: &bytes)
        bytes.append(contentsOf: payload)
    }

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for index in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (index * 8))) }
    }

    /// What was handed over.
    struct Content: Hashable {
        var sheets: [Sheet] = []
        var faults: [(sheet: String?, code: Int32)] = []
        /// The last record came and counts right.
        var isWhole = false

        static func == (left: Content, right: Content) -> Bool {
            left.sheets == right.sheets && left.isWhole == right.isWhole && left.faults.elementsEqual(right.faults) { $0.sheet == $1.sheet && $0.code == $1.code }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(sheets) }
    }

    /// Reads what was handed over; nil where it is none of this form. Nothing in it is believed: it comes from a process that a hostile file may have taken.
    static func content(_ bytes: [UInt8], limits: WorkbookLimits) -> Content? {
        guard bytes.starts(with: head) else { return nil }
        var content = Content()
        var index = head.count
        var records: UInt64 = 0
        var cells = 0
        func number(_ at: Int, _ count: Int) -> UInt64 { (0..<count).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) } }
        while index < bytes.count {
            guard bytes.count - index >= 11, let tag = Tag(rawValue: bytes[index]) else { return nil }
            let row = Int(number(index + 1, 4)) + 1
            let column = Int(number(index + 5, 2)) + 1
            let length = Int(number(index + 7, 4))
            index += 11
            guard bytes.count - index >= length else { return nil }
            let payload = bytes[index..<index + length]
            let start = index
            index += length
            switch tag {
            case .sheet:
                guard content.sheets.count < limits.sheets else { return nil }
                content.sheets.append(Sheet(name: String(decoding: payload, as: UTF8.self)))
            case .fault:
                guard length == 4, content.faults.count < 10_000 else { return nil }
                content.faults.append((content.sheets.last?.name, Int32(truncatingIfNeeded: number(start, 4))))
            case .end:
                guard length == 8, number(start, 8) == records, index == bytes.count else { return nil }
                content.isWhole = true
            case .number, .text, .date:
                guard !content.sheets.isEmpty, row <= CellAddress.lastRow, column <= CellAddress.lastColumn else { return nil }
                cells += 1
                guard cells <= limits.cells else { return nil }
                let cell: CellContent
                if tag == .number {
                    guard length == 8 else { return nil }
                    let value = Double(bitPattern: number(start, 8))
                    cell = value.isFinite ? NumberFormat.general.content(of: value, isFrom1904: false) : .error("#NUM!")
                } else {
                    let text = String(decoding: payload, as: UTF8.self)
                    guard !text.isEmpty, text.utf8.count <= 4 * limits.cellCharacters else { return nil }
                    cell = tag == .date ? .date(text) : CellFrames.errors.contains(text) ? .error(text) : .text(text)
                }
                guard content.sheets[content.sheets.count - 1].append(cell, row: row, column: column) else { return nil }
            }
            records += 1
        }
        return content
    }

    private static let errors: Set<String> = ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"]
}

extension Sheet {
    /// Adds a cell behind all others; false where it does not come behind them.
    fileprivate mutating func append(_ content: CellContent, row: Int, column: Int) -> Bool {
        if let last = rows.last, last.number == row {
            guard let before = last.cells.last, before.column < column else { return false }
            rows[rows.count - 1].cells.append(SheetCell(column: column, content: content))
            return true
        }
        guard rows.last.map({ $0.number < row }) ?? true else { return false }
        rows.append(SheetRow(number: row, cells: [SheetCell(column: column, content: content)]))
        return true
    }
}
