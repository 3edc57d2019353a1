/// Writes a small BIFF8 workbook in an OLE2 file ([MS-XLS], [MS-CFB]): for trials and tests.
package struct OldWorkbookWriter: Sendable {
    /// A record of a cell.
    package enum Cell: Sendable {
        case number(Double, style: Int = 0)
        /// An integer in 30 bits ([MS-XLS] 2.5.217).
        case rk(Int32, isHundredth: Bool = false)
        case text(String)
        case label(String)
        case boolean(Bool)
        case error(UInt8)
        case formula(Double, style: Int = 0)
        case textFormula(String)
    }

    /// A sheet: cells by row and column from 0, and the size that it says it has where that is not the true one.
    package struct Tab: Sendable {
        package var name: String
        package var cells: [(row: UInt16, column: UInt16, cell: Cell)]
        package var size: (rows: UInt32, columns: UInt16)?
        package var state: UInt8

        package init(name: String, cells: [(row: UInt16, column: UInt16, cell: Cell)], size: (rows: UInt32, columns: UInt16)? = nil, state: UInt8 = 0) {
            self.name = name
            self.cells = cells
            self.size = size
            self.state = state
        }
    }

    package init() {}


    /// The sheets in order.
    package var tabs: [Tab] = []
    /// Codes of number formats; the first is that of style 1.
    package var formats: [String] = []
    /// Numbers of built-in formats; their styles follow.
    package var builtIn: [UInt16] = []
    /// Whether days are counted from 1904.
    package var isFrom1904 = false
    /// Whether it says that it is encrypted.
    package var isProtected = false

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] { (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    private func u16(_ value: Int) -> [UInt8] { OldWorkbookWriter.little(UInt16(value)) }
    private func u32(_ value: Int) -> [UInt8] { OldWorkbookWriter.little(UInt32(value)) }
    private func record(_ type: Int, _ payload: [UInt8]) -> [UInt8] { u16(type) + u16(payload.count) + payload }
    private func wide(_ text: String) -> [UInt8] { text.utf16.flatMap { OldWorkbookWriter.little($0) } }
    private func begin(_ kind: Int) -> [UInt8] { record(0x0809, u16(0x0600) + u16(kind) + u16(0x0DBB) + u16(0x07CC) + u32(0) + u32(6)) }
    private func place(_ row: UInt16, _ column: UInt16, _ style: Int) -> [UInt8] { OldWorkbookWriter.little(row) + OldWorkbookWriter.little(column) + u16(style) }
    private func bits(_ value: Double) -> [UInt8] { OldWorkbookWriter.little(value.bitPattern) }

    /// The workbook stream.
    package var stream: [UInt8] {
        var texts: [String] = []
        let sheets = tabs.map { tab -> [UInt8] in
            let rows = tab.size?.rows ?? UInt32((tab.cells.map(\.row).max() ?? 0) + 1)
            let columns = tab.size?.columns ?? ((tab.cells.map(\.column).max() ?? 0) + 1)
            var bytes = begin(0x0010) + record(0x0200, u32(0) + OldWorkbookWriter.little(rows) + u16(0) + OldWorkbookWriter.little(columns) + u16(0))
            for (row, column, cell) in tab.cells {
                switch cell {
                case .number(let value, let style): bytes += record(0x0203, place(row, column, style) + bits(value))
                case .rk(let value, let isHundredth): bytes += record(0x027E, place(row, column, 0) + u32(Int(UInt32(bitPattern: value << 2)) | 2 | (isHundredth ? 1 : 0)))
                case .text(let text):
                    bytes += record(0x00FD, place(row, column, 0) + u32(texts.count))
                    texts.append(text)
                case .label(let text): bytes += record(0x0204, place(row, column, 0) + u16(text.utf16.count) + [1] + wide(text))
                case .boolean(let value): bytes += record(0x0205, place(row, column, 0) + [value ? 1 : 0, 0])
                case .error(let code): bytes += record(0x0205, place(row, column, 0) + [code, 1])
                case .formula(let value, let style): bytes += record(0x0006, place(row, column, style) + bits(value) + u16(0) + u32(0) + u16(3) + [0x1E, 1, 0])
                case .textFormula(let text):
                    bytes += record(0x0006, place(row, column, 0) + [0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + u16(0) + u32(0) + u16(3) + [0x1E, 1, 0])
                    bytes += record(0x0207, u16(text.utf16.count) + [1] + wide(text))
                }
            }
            return bytes + record(0x000A, [])
        }
        var globals = begin(0x0005)
        if isProtected { globals += record(0x002F, u16(0) + u16(0x1234) + u16(0x5678)) }
        globals += record(0x0042, u16(0x04B0)) + record(0x0022, u16(isFrom1904 ? 1 : 0))
        for (index, code) in formats.enumerated() { globals += record(0x041E, u16(164 + index) + u16(code.utf16.count) + [1] + wide(code)) }
        for format in [0] + formats.indices.map({ 164 + $0 }) + builtIn.map(Int.init) { globals += record(0x00E0, u16(0) + u16(format) + [UInt8](repeating: 0, count: 16)) }
        let shared = record(0x00FC, u32(texts.count) + u32(texts.count) + texts.flatMap { u16($0.utf16.count) + [1] + wide($0) }) + record(0x000A, [])
        let listBytes = tabs.reduce(0) { $0 + 12 + 2 * $1.name.utf16.count }
        var offset = globals.count + listBytes + shared.count
        for (tab, sheet) in zip(tabs, sheets) {
            globals += record(0x0085, u32(offset) + [tab.state, 0, UInt8(tab.name.utf16.count), 1] + wide(tab.name))
            offset += sheet.count
        }
        return globals + shared + sheets.flatMap { $0 }
    }

    /// The file.
    package var bytes: [UInt8] { OldWorkbookWriter.file(stream, name: "Workbook") }

    /// An OLE2 file with one stream: a header, a sector of the allocation table, the directory, the stream.
    /// Empty where the stream is longer than one sector of the table holds, 64,512 bytes.
    package static func file(_ stream: [UInt8], name: String) -> [UInt8] {
        let size = max(4096, (stream.count + 511) / 512 * 512)
        let sectors = size / 512
        guard sectors + 2 <= 128 else { return [] }
        var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        header += little(UInt16(0x3E)) + little(UInt16(3)) + little(UInt16(0xFFFE)) + little(UInt16(9)) + little(UInt16(6)) + [UInt8](repeating: 0, count: 10)
        header += little(UInt32(1)) + little(UInt32(1)) + little(UInt32(0)) + little(UInt32(4096)) + little(UInt32(0xFFFF_FFFE)) + little(UInt32(0))
        header += little(UInt32(0xFFFF_FFFE)) + little(UInt32(0)) + little(UInt32(0)) + [UInt8](repeating: 0xFF, count: 108 * 4)
        var table: [UInt32] = [0xFFFF_FFFD, 0xFFFF_FFFE]
        for index in 0..<sectors { table.append(index + 1 < sectors ? UInt32(index + 3) : 0xFFFF_FFFE) }
        table += [UInt32](repeating: 0xFFFF_FFFF, count: 128 - table.count)
        func entry(_ name: String, kind: UInt8, child: UInt32, start: UInt32, size: UInt64) -> [UInt8] {
            let letters = name.utf16.flatMap { little($0) }
            var bytes = letters + [UInt8](repeating: 0, count: 64 - letters.count) + little(UInt16(name.isEmpty ? 0 : letters.count + 2)) + [kind, 1]
            bytes += little(UInt32.max) + little(UInt32.max) + little(child) + [UInt8](repeating: 0, count: 36) + little(start) + little(size)
            return bytes
        }
        let directory =
            entry("Root Entry", kind: 5, child: 1, start: 0xFFFF_FFFE, size: 0) + entry(name, kind: 2, child: .max, start: 2, size: UInt64(size))
            + entry("", kind: 0, child: .max, start: 0, size: 0) + entry("", kind: 0, child: .max, start: 0, size: 0)
        return header + table.flatMap { little($0) } + directory + stream + [UInt8](repeating: 0, count: size - stream.count)
    }
}
