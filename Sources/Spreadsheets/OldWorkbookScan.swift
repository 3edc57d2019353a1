/// What FreeXL does not tell of an old workbook, from its records ([MS-XLS] 2.4).
///
/// FreeXL 1.0 loses the results of formulas, gives errors such as `#N/A` as the number 1,
/// rounds times up to 24:00:00, and says nothing of number formats, hidden parts and merged
/// cells. So all cells but plain texts are read here, and FreeXL's figures must be the same.
struct OldWorkbookScan {
    struct Tab {
        var isHidden = false
        /// Figures, results of formulas, truth values and errors, by row and column from 1.
        var cells: [CellAddress: CellContent] = [:]
        /// The figures as they stand, for comparison.
        var figures: [CellAddress: Double] = [:]
        var hiddenRows: Set<Int> = []
        var hiddenColumns: [ClosedRange<Int>] = []
        var merges: [CellArea] = []
        /// Where in the stream its records begin.
        fileprivate var offset = 0
        fileprivate var kind: UInt8 = 0
    }

    private(set) var tabs: [Tab] = []
    private(set) var isProtected = false
    private let bytes: [UInt8]
    private let most: Int
    private var isBIFF8 = true
    private var isFrom1904 = false
    private var codes: [Int: String] = [:]
    private var formats: [NumberFormat] = []
    private var formatIDs: [Int] = []
    private var cellCount = 0

    /// Nil where the bytes are no workbook of BIFF 5 or 8, or hold more cells than allowed.
    init?(_ file: [UInt8], limits: WorkbookLimits) {
        guard let stream = CompoundFile.stream(named: ["Workbook", "Book"], in: file) else { return nil }
        bytes = stream
        most = limits.cells
        guard globals() else { return nil }
        if isProtected { return }
        formats = formatIDs.map { NumberFormat(id: $0, code: codes[$0]) }
        for index in tabs.indices {
            guard let tab = scanned(tabs[index]) else { return nil }
            tabs[index] = tab
        }
    }

    private struct Record {
        var type: UInt16
        /// Where its payload begins and ends.
        var start: Int
        var end: Int
        var length: Int { end - start }
    }

    private func record(_ at: Int) -> Record? {
        guard let type = bytes.u16(at), let length = bytes.u16(at + 2), at + 4 + Int(length) <= bytes.count else { return nil }
        return Record(type: type, start: at + 4, end: at + 4 + Int(length))
    }

    private mutating func globals() -> Bool {
        guard let first = record(0), first.type == 0x0809, let version = bytes.u16(first.start), version == 0x0600 || version == 0x0500 else { return false }
        isBIFF8 = version == 0x0600
        var at = first.end
        while let record = record(at) {
            at = record.end
            switch record.type {
            case 0x000A: return true
            case 0x002F:
                isProtected = true
                return true
            case 0x0022: isFrom1904 = bytes.u16(record.start) == 1
            case 0x041E:
                if record.length > 4, let id = bytes.u16(record.start) { codes[Int(id)] = code(record) }
            case 0x00E0:
                if record.length >= 4, let id = bytes.u16(record.start + 2) { formatIDs.append(Int(id)) }
            case 0x0085:
                guard record.length >= 6, let offset = bytes.u32(record.start) else { return false }
                var tab = Tab()
                tab.offset = Int(offset)
                tab.isHidden = bytes[record.start + 4] & 3 != 0
                tab.kind = bytes[record.start + 5]
                tabs.append(tab)
            default: break
            }
        }
        return false
    }

    private func code(_ record: Record) -> String? {
        guard isBIFF8 else { return String(decoding: bytes[min(record.start + 3, record.end)..<record.end].map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self) }
        return text(record, at: record.start + 2)
    }

    /// A text with a length in two bytes; nil where it does not fit its record.
    private func text(_ record: Record, at: Int) -> String? {
        guard let count = bytes.u16(at).map(Int.init) else { return nil }
        guard isBIFF8 else {
            let letters = bytes[min(at + 2, record.end)..<min(at + 2 + count, record.end)]
            return letters.count == count && letters.allSatisfy { $0 < 0x80 } ? String(decoding: letters, as: UTF8.self) : nil
        }
        guard at + 2 < record.end else { return count == 0 ? "" : nil }
        let flags = bytes[at + 2]
        var start = at + 3
        if flags & 0x08 != 0 { start += 2 }
        if flags & 0x04 != 0 { start += 4 }
        if flags & 1 == 0 {
            guard start + count <= record.end else { return nil }
            return String(decoding: bytes[start..<start + count].map { UInt16($0) }, as: UTF16.self)
        }
        guard start + 2 * count <= record.end else { return nil }
        return String(decoding: (0..<count).map { UInt16(bytes[start + 2 * $0]) | UInt16(bytes[start + 2 * $0 + 1]) << 8 }, as: UTF16.self)
    }

    /// The cells of a sheet; nil where its records do not hold together.
    private mutating func scanned(_ empty: Tab) -> Tab? {
        var tab = empty
        guard tab.kind == 0 else { return tab }
        guard let first = record(tab.offset), first.type == 0x0809 else { return nil }
        var at = first.end
        var depth = 1
        var awaiting: CellAddress?
        while depth > 0 {
            guard let record = record(at) else { return nil }
            at = record.end
            switch record.type {
            case 0x0809: depth += 1
            case 0x000A: depth -= 1
            case _ where depth > 1: break
            case 0x0203:
                guard let value = bytes.double(record.start + 6), record.length >= 14 else { return nil }
                put(value, record, column: bytes.u16(record.start + 2), style: bytes.u16(record.start + 4), &tab)
            case 0x027E:
                guard record.length >= 10, let value = bytes.u32(record.start + 6) else { return nil }
                put(OldWorkbookScan.number(value), record, column: bytes.u16(record.start + 2), style: bytes.u16(record.start + 4), &tab)
            case 0x00BD:
                guard record.length >= 6, let column = bytes.u16(record.start + 2) else { return nil }
                for index in 0..<(record.length - 6) / 6 {
                    guard let value = bytes.u32(record.start + 6 + 6 * index) else { return nil }
                    put(OldWorkbookScan.number(value), record, column: column &+ UInt16(index), style: bytes.u16(record.start + 4 + 6 * index), &tab)
                }
            case 0x0006: awaiting = formula(record, &tab)
            case 0x0207:
                if let address = awaiting { tab.cells[address] = text(record, at: record.start).map { $0.isEmpty ? nil : .text($0) } ?? .error("#VALUE!") }
                awaiting = nil
            case 0x0205:
                guard record.length >= 8, let address = address(record, bytes.u16(record.start + 2)) else { return nil }
                tab.cells[address] = bytes[record.start + 7] == 0 ? .boolean(bytes[record.start + 6] != 0) : .error(OldWorkbookScan.error(bytes[record.start + 6]))
                cellCount += 1
            case 0x0208:
                if record.length >= 14, let flags = bytes.u16(record.start + 12), flags & 0x20 != 0, let row = bytes.u16(record.start) { tab.hiddenRows.insert(Int(row) + 1) }
            case 0x007D:
                if record.length >= 10, let flags = bytes.u16(record.start + 8), flags & 1 != 0, let first = bytes.u16(record.start), let last = bytes.u16(record.start + 2),
                    first <= last
                {
                    tab.hiddenColumns.append(Int(first) + 1...Int(last) + 1)
                }
            case 0x00E5: merge(record, &tab)
            default: break
            }
            guard cellCount <= most else { return nil }
        }
        return tab
    }

    private func address(_ record: Record, _ column: UInt16?) -> CellAddress? {
        guard let row = bytes.u16(record.start), let column, column < 0x4000 else { return nil }
        return CellAddress(row: Int(row) + 1, column: Int(column) + 1)
    }

    private mutating func put(_ value: Double, _ record: Record, column: UInt16?, style: UInt16?, _ tab: inout Tab) {
        guard let address = address(record, column) else { return }
        cellCount += 1
        let format = style.flatMap { formats.indices.contains(Int($0)) ? formats[Int($0)] : nil } ?? .general
        tab.cells[address] = value.isFinite ? format.content(of: value, isFrom1904: isFrom1904) : .error("#NUM!")
        tab.figures[address] = value
    }

    /// Takes the stored result of a formula; the address where its text follows in a record of its own.
    private mutating func formula(_ record: Record, _ tab: inout Tab) -> CellAddress? {
        guard record.length >= 14, let address = address(record, bytes.u16(record.start + 2)), let value = bytes.double(record.start + 6) else { return nil }
        guard bytes.u16(record.start + 12) == 0xFFFF else {
            put(value, record, column: bytes.u16(record.start + 2), style: bytes.u16(record.start + 4), &tab)
            return nil
        }
        cellCount += 1
        switch bytes[record.start + 6] {
        case 0: return address
        case 1: tab.cells[address] = .boolean(bytes[record.start + 8] != 0)
        case 2: tab.cells[address] = .error(OldWorkbookScan.error(bytes[record.start + 8]))
        default: break
        }
        return nil
    }

    private func merge(_ record: Record, _ tab: inout Tab) {
        guard let count = bytes.u16(record.start) else { return }
        for index in 0..<Int(count) {
            let at = record.start + 2 + 8 * index
            guard at + 8 <= record.end, let top = bytes.u16(at), let bottom = bytes.u16(at + 2), let left = bytes.u16(at + 4), let right = bytes.u16(at + 6), top <= bottom,
                left <= right
            else { return }
            tab.merges.append(CellArea(rows: Int(top) + 1...Int(bottom) + 1, columns: Int(left) + 1...Int(right) + 1))
        }
    }

    /// A number of 30 bits: an integer or the high bits of a binary number, perhaps a hundredfold ([MS-XLS] 2.5.217).
    private static func number(_ rk: UInt32) -> Double {
        let value = rk & 2 != 0 ? Double(Int32(bitPattern: rk) >> 2) : Double(bitPattern: UInt64(rk & 0xFFFF_FFFC) << 32)
        return rk & 1 != 0 ? value / 100 : value
    }

    private static func error(_ code: UInt8) -> String {
        switch code {
        case 0x00: "#NULL!"
        case 0x07: "#DIV/0!"
        case 0x17: "#REF!"
        case 0x1D: "#NAME?"
        case 0x24: "#NUM!"
        case 0x2A: "#N/A"
        default: "#VALUE!"
        }
    }
}
