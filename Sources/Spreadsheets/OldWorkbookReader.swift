// Memory is touched directly here: FreeXL hands cells over as unions and C strings, and the bounds of a process are set through C structures.
internal import CFreeXL
internal import Glibc

/// The process that reads one old workbook with FreeXL, and nothing else.
///
/// FreeXL is C and reads whatever a file says of itself; a hostile file may take it over. So it
/// runs alone: no more memory than `processBytes`, a bounded time, no file that grows, no
/// environment, the workbook by a descriptor without a name, and the cells by a pipe.
package enum OldWorkbookReader {
    /// The word on the command line under which a program of this project answers by calling ``serve(_:)``.
    package static let command = "read-old-workbook"

    /// The exit status of a reader that could not hand over all.
    static let tooMuch: Int32 = 74

    /// Where the workbook is found.
    static let descriptor: Int32 = 3

    /// Sets the bounds, reads the workbook and writes its cells to standard output.
    ///
    /// - Parameter words: the words of the command line behind the command: bytes of memory, seconds of processor time, cells, bytes to hand over.
    /// - Returns: the exit status: 0 where all that could be read was handed over.
    package static func serve(_ words: [String]) -> Int32 {
        let bounds = words.compactMap { Int($0) }
        guard bounds.count == 4, bounds.allSatisfy({ $0 > 0 }) else { return 64 }
        for other in (descriptor + 1)..<1024 { close(other) }
        guard bound(memory: bounds[0], seconds: bounds[1]) else { return 71 }
        var output = CellOutput(most: bounds[3])
        read(cells: bounds[2], into: &output)
        return output.finish() ? 0 : tooMuch
    }

    /// Bounds of the process from here on: address space beyond what it has, processor time, no growing files, no image of a crash.
    private static func bound(memory: Int, seconds: Int) -> Bool {
        let (total, isMore) = addressSpace().addingReportingOverflow(memory)
        guard !isMore, total > memory else { return false }
        func set(_ resource: __rlimit_resource, _ value: Int) -> Bool {
            var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
            return unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
        }
        return set(RLIMIT_AS, total) && set(RLIMIT_CPU, seconds) && set(RLIMIT_FSIZE, 0) && set(RLIMIT_CORE, 0)
    }

    /// Bytes of address space that the process has; 0 where that is not known.
    private static func addressSpace() -> Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        let pages = Int(String(decoding: digits, as: UTF8.self)) ?? 0
        return pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE))).partialValue
    }

    private static func read(cells most: Int, into output: inout CellOutput) {
        var handle: UnsafeRawPointer?
        let opened = unsafe freexl_open("/proc/self/fd/\(descriptor)", &handle)
        guard opened == FREEXL_OK else { return output.fault(opened) }
        defer { unsafe freexl_close(handle) }
        var protection: UInt32 = 0
        if unsafe freexl_get_info(handle, UInt16(FREEXL_BIFF_PASSWORD), &protection) == FREEXL_OK, protection == UInt32(FREEXL_BIFF_OBFUSCATED) {
            return output.fault(CellFrames.isProtected)
        }
        var count: UInt32 = 0
        let counted = unsafe freexl_get_info(handle, UInt16(FREEXL_BIFF_SHEET_COUNT), &count)
        guard counted == FREEXL_OK else { return output.fault(counted) }
        var left = most
        for index in 0..<UInt16(clamping: count) {
            var raw: UnsafePointer<CChar>?
            let named = unsafe freexl_get_worksheet_name(handle, index, &raw)
            let name = unsafe raw.map { unsafe String(cString: $0) } ?? ""
            output.put(.sheet, Array(name.utf8))
            guard named == FREEXL_OK else { output.fault(named); continue }
            let selected = unsafe freexl_select_active_worksheet(handle, index)
            guard selected == FREEXL_OK else { output.fault(selected); continue }
            var (rows, columns): (UInt32, UInt16) = (0, 0)
            let measured = unsafe freexl_worksheet_dimensions(handle, &rows, &columns)
            guard measured == FREEXL_OK else { output.fault(measured); continue }
            for row in 0..<rows {
                for column in 0..<columns {
                    var value = unsafe FreeXL_CellValue()
                    let got = unsafe freexl_get_cell_value(handle, row, column, &value)
                    guard got == FREEXL_OK else { output.fault(got); continue }
                    guard unsafe Int32(value.type) != FREEXL_CELL_NULL else { continue }
                    guard left > 0 else { return output.fault(CellFrames.tooManyCells) }
                    if unsafe put(value, row, column, &output) { left -= 1 }
                }
            }
        }
    }

    /// Hands a cell over; false where it is empty.
    private static func put(_ cell: FreeXL_CellValue, _ row: UInt32, _ column: UInt16, _ output: inout CellOutput) -> Bool {
        switch unsafe Int32(cell.type) {
        case FREEXL_CELL_INT:
            output.put(.number, row: row, column: column, CellFrames.little(Double(unsafe cell.value.int_value).bitPattern))
        case FREEXL_CELL_DOUBLE:
            output.put(.number, row: row, column: column, CellFrames.little(unsafe cell.value.double_value.bitPattern))
        case FREEXL_CELL_TEXT, FREEXL_CELL_SST_TEXT, FREEXL_CELL_DATE, FREEXL_CELL_DATETIME, FREEXL_CELL_TIME:
            guard let text = unsafe cell.value.text_value, case let bytes = Array(unsafe String(cString: text).utf8), !bytes.isEmpty else { return false }
            let isText = unsafe cell.type == UInt8(FREEXL_CELL_TEXT) || cell.type == UInt8(FREEXL_CELL_SST_TEXT)
            output.put(isText ? .text : .date, row: row, column: column, bytes)
        default: return false
        }
        return true
    }
}

/// Writes records to standard output.
private struct CellOutput {
    private var bytes = CellFrames.head
    private var records: UInt64 = 0
    private var written = 0
    private var isBroken = false
    private let most: Int

    init(most: Int) { self.most = most }

    mutating func put(_ tag: CellFrames.Tag, row: UInt32 = 0, column: UInt16 = 0, _ payload: [UInt8]) {
        guard !isBroken else { return }
        CellFrames.append(tag, row: row, column: column, payload, to: &bytes)
        records += 1
        if bytes.count >= 1 << 16 { flush() }
    }

    mutating func fault(_ code: Int32) { put(.fault, CellFrames.little(code)) }

    /// Writes the last record; false where anything could not be written.
    mutating func finish() -> Bool {
        let count = records
        put(.end, CellFrames.little(count))
        flush()
        return !isBroken
    }

    private mutating func flush() {
        var start = 0
        while start < bytes.count, !isBroken {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress.map { unsafe $0 + start }, $0.count - start) }
            if count > 0 { start += count } else if errno != EINTR { isBroken = true }
        }
        written += bytes.count
        if written > most { isBroken = true }
        bytes.removeAll(keepingCapacity: true)
    }
}
