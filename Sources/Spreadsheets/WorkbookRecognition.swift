internal import Findings

extension Workbook {
    /// Whether bytes begin as a workbook may: a ZIP or an OLE2 file.
    package static func mayBe(_ bytes: [UInt8]) -> Bool { isZip(bytes) || isOLE2(bytes) }

    static func isZip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) }
    static func isOLE2(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) }

    /// Reads a workbook of either layout.
    ///
    /// Never throws and never traps: what cannot be read for certain is a finding, and then the
    /// workbook holds the sheets that could be. Formulas are never computed and macros never run.
    ///
    /// - Parameters:
    ///   - file: the path, as findings name it; never used to tell the layout.
    ///   - program: the program that reads old workbooks in a process of its own; nil takes the one that was registered.
    /// - Complexity: linear in the bytes that are unpacked.
    package static func read(_ bytes: [UInt8], file: String, limits: WorkbookLimits = WorkbookLimits(), program: String? = nil) -> WorkbookReading {
        if isZip(bytes) { return OpenXMLWorkbook.read(bytes, file: file, limits: limits) }
        return OldWorkbook.read(bytes, file: file, limits: limits, program: program)
    }
}
