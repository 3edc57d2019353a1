import Findings
import Foundation
import Spreadsheets
import Testing
import TrialFiles

/// The built program beside the test bundle, which reads old workbooks when it is started again.
private let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("headwater").path
private let hasProgram = FileManager.default.isExecutableFile(atPath: program)

private func read(_ bytes: [UInt8], _ limits: WorkbookLimits = WorkbookLimits(), program path: String = program) -> WorkbookReading {
    Workbook.read(bytes, file: "batch.xls", limits: limits, program: path)
}

@Suite(.enabled(if: hasProgram, "the program headwater is not built beside the tests")) struct OldWorkbookTests {
    @Test func `Numbers, texts, dates and sheets of an old workbook are read`() {
        var writer = OldWorkbookWriter()
        writer.formats = ["yyyy\\-mm\\-dd\\ hh:mm:ss"]
        writer.builtIn = [14, 21]
        writer.tabs = [
            .init(
                name: "甲基苯丙胺",
                cells: [
                    (0, 0, .text("Sample")), (0, 1, .text("浓度")), (1, 0, .label("S-1")), (1, 1, .number(0.1)), (2, 0, .rk(125)), (2, 1, .rk(125, isHundredth: true)),
                    (3, 0, .number(45_677.708391203705, style: 1)), (3, 1, .number(45_677, style: 2)), (3, 2, .number(0.5, style: 3)), (4, 0, .formula(2.5)),
                    (4, 1, .textFormula("ND")), (5, 0, .error(0x2A)), (5, 1, .boolean(true)),
                ]),
            .init(name: "QC", cells: [(9, 3, .number(7))]),
        ]
        let reading = read(writer.bytes)
        #expect(reading.codes == [])
        #expect(reading.workbook?.layout == .binary)
        #expect(reading.workbook?.sheets.map(\.name) == ["甲基苯丙胺", "QC"])
        #expect(reading.content("A1") == .text("Sample") && reading.content("B1") == .text("浓度"))
        #expect(reading.content("A2") == .text("S-1") && reading.content("B2") == .number(CellNumber(digits: "0.1")))
        #expect(reading.shown("A3") == "125" && reading.shown("B3") == "1.25")
        #expect(reading.content("A4") == .date("2025-01-20 17:00:05"))
        #expect(reading.content("B4") == .date("2025-01-20"))
        #expect(reading.content("C4") == .date("12:00:00"))
        #expect(reading.shown("A5") == "2.5")
        #expect(reading.shown("B5") == "ND")
        #expect(reading.content("A6") == .error("#N/A"))
        #expect(reading.content("B6") == .boolean(true))
        #expect(reading.shown("D10", sheet: 1) == "7")
    }

    @Test(arguments: [1, 59, 60, 61, 36_585, 45_677, 73_110]) func `Days are counted as Excel counts them`(day: Int) {
        var writer = OldWorkbookWriter()
        writer.builtIn = [14]
        writer.tabs = [.init(name: "s", cells: [(0, 0, .number(Double(day), style: 1))])]
        #expect(read(writer.bytes).content("A1") == NumberFormat(id: 14, code: nil).content(of: Double(day), isFrom1904: false))
        writer.isFrom1904 = true
        #expect(read(writer.bytes).content("A1") == NumberFormat(id: 14, code: nil).content(of: Double(day), isFrom1904: true))
    }

    @Test func `Times round to whole seconds and never show sixty`() {
        var writer = OldWorkbookWriter()
        writer.builtIn = [22]
        let times = [45_677.99999999, 45_677.5 - 1e-9, 45_677.041666666664, 45_677.000005]
        writer.tabs = [.init(name: "s", cells: times.enumerated().map { (UInt16($0.offset), 0, .number($0.element, style: 1)) })]
        let reading = read(writer.bytes)
        for (index, time) in times.enumerated() {
            #expect(reading.content("A\(index + 1)") == NumberFormat(id: 22, code: nil).content(of: time, isFrom1904: false), "\(time)")
        }
    }

    @Test func `Hidden sheets, words of a number format and 1900 are as in a new workbook`() {
        var writer = OldWorkbookWriter()
        writer.formats = ["\"<\"0.0"]
        writer.tabs = [.init(name: "s", cells: [(0, 0, .number(0.5, style: 1))], state: 1)]
        let reading = read(writer.bytes)
        #expect(reading.shown("A1") == "<0.5")
        #expect(reading.codes == ["A074"])
    }

    @Test func `A password, another file in OLE2 and a broken one are named`() {
        var writer = OldWorkbookWriter()
        writer.tabs = [.init(name: "s", cells: [(0, 0, .number(1))])]
        writer.isProtected = true
        #expect(read(writer.bytes).codes == ["A089"])
        #expect(read(OldWorkbookWriter.file(Array("x".utf8), name: "WordDocument")).codes == ["A003"])
        #expect(read(OldWorkbookWriter.file(Array("x".utf8), name: "EncryptedPackage")).codes == ["A089"])
        #expect(read(OldWorkbookWriter.file(Array("x".utf8), name: "Other")).codes == ["A083"])
        #expect(read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).codes == ["A083"])
    }

    @Test func `Too many cells, too many bytes, too little memory and too little time are findings, not failures`() {
        var writer = OldWorkbookWriter()
        writer.tabs = [.init(name: "s", cells: (0..<40).map { ($0, 0, .number(1.5)) })]
        var limits = WorkbookLimits()
        limits.cells = 39
        #expect(read(writer.bytes, limits).codes == ["A073"])
        limits = WorkbookLimits()
        limits.handedBytes = 100
        #expect(!read(writer.bytes, limits).codes.isEmpty)
        limits = WorkbookLimits()
        limits.wallSeconds = 0
        #expect(read(writer.bytes, limits).codes == ["A081"])
        writer.tabs[0].size = (rows: 65_536, columns: 256)
        limits = WorkbookLimits()
        limits.processBytes = 32 << 20
        #expect(read(writer.bytes, limits).workbook?.sheets.isEmpty ?? true)
    }

    @Test func `Without a program that reads them, or with one that answers nonsense, old workbooks are refused`() {
        var writer = OldWorkbookWriter()
        writer.tabs = [.init(name: "s", cells: [(0, 0, .number(1))])]
        #expect(Workbook.read(writer.bytes, file: "f").codes == ["A084"])
        #expect(read(writer.bytes, program: "/nonexistent").codes == ["A084"])
        #expect(read(writer.bytes, program: "/bin/echo").codes == ["A082"])
        #expect(read(writer.bytes, program: "/bin/false").codes == ["A082"])
        var limits = WorkbookLimits()
        limits.wallSeconds = 1
        let endless = read(writer.bytes, limits, program: "/usr/bin/yes").codes
        #expect(endless == ["A073"] || endless == ["A081"])
    }

    @Test(arguments: [UInt64(1), 2, 3]) func `A damaged old workbook gives cells or findings, and this process lives`(seed: UInt64) {
        var writer = OldWorkbookWriter()
        writer.formats = ["yyyy-mm-dd"]
        writer.tabs = [.init(name: "s", cells: [(0, 0, .text("Filename")), (0, 1, .text("Calc Amt")), (1, 0, .label("a")), (1, 1, .number(1.5, style: 1)), (2, 1, .textFormula("NF"))])]
        let good = writer.bytes
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(count))
        }
        for _ in 0..<40 {
            var bytes = good
            for _ in 0...draw(4) { bytes[draw(2300)] = UInt8(draw(256)) }
            if draw(4) == 0 { bytes.removeLast(draw(bytes.count - 8)) }
            let reading = read(bytes)
            #expect(reading.workbook != nil || !reading.findings.isEmpty, "seed \(seed)")
        }
    }
}

/// The real export that the project's reference data hold, where they are.
private let real = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data/assay/thermo_xcalibur_quan.XLS").standardizedFileURL.path

@Suite(.enabled(if: hasProgram && FileManager.default.fileExists(atPath: real), "the reference data or the program are not there")) struct RealOldWorkbookTests {
    @Test func `The export of Xcalibur has a sheet a compound, and each cell as its writer meant it`() throws {
        let reading = read([UInt8](try Data(contentsOf: URL(fileURLWithPath: real))))
        #expect(reading.codes == ["A074"] && reading.findings[0].text == "Component")
        #expect(
            reading.workbook?.sheets.map(\.name) == [
                "CAT-PLG-1", "CAT-PLG-1_MS", "EC-PLG", "EC-PLG_MS", "EC-PLG-415", "EC-PLG-415_MS", "CAT", "CAT_MS", "CAT-PLG-2", "CAT-PLG-2_MS", "EC_MS", "EC", "Component",
                "mdlCalcs",
            ])
        #expect(reading.content("A3") == .text("CAT-PLG-1"))
        #expect(reading.content("O6") == .number(CellNumber(digits: "643647.821964247")))
        #expect(reading.content("AE6") == .date("2023-11-28 14:41:32"))
        #expect(reading.content("F6", sheet: 11) == .text("NF"))
        #expect(reading.workbook?.sheets.last?.rows == [])
    }
}
