import AssayFiles
import DelimitedText
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Testing
import TrialFiles
import Wording

private func read(_ file: SheetFile) -> AssayDocument { AssayDocument.read(file.bytes, file: "batch.xlsx") }

@Suite struct WorkbookTests {
    @Test func `A wide table in a workbook gives a reading a cell, at the place of the cell`() {
        let document = read(
            SheetFile([
                ["2025年第1季度检测结果"], [], ["样本编号", "采样时间", "甲基苯丙胺 ng/L", "可替宁(ng/L)"], ["F01-0120", .date(45_677), 123.4, "<0.5"], ["F01-0121", .date(45_678), "未检出", 2000],
            ]))
        #expect(document.format == .wideTable && document.workbook == "Excel (.xlsx)" && document.decimalMark == .point)
        #expect(document.readings.map(\.sampleText) == ["F01-0120", "F01-0120", "F01-0121", "F01-0121"])
        #expect(document.readings.map(\.compound) == ["甲基苯丙胺", "可替宁", "甲基苯丙胺", "可替宁"])
        #expect(document.readings.map(\.value) == [.number(123.4), .below(limit: 0.5), .notDetected, .number(2000)])
        #expect(document.readings.map(\.unit) == ["ng/L", "ng/L", "ng/L", "ng/L"])
        #expect(document.readings[0].position.description == "batch.xlsx[Sheet1]:4:3")
        #expect(document.readings[3].position.description == "batch.xlsx[Sheet1]:5:4")
        #expect(document.evidence.map(\.key) == ["assay.evidence.workbook", "assay.evidence.sheet", "assay.evidence.analytes"])
    }

    @Test func `Merged headers name all their columns, and a merged sample all its rows`() {
        var file = SheetFile([["样本编号", "浓度 ng/L", "", ""], ["", "甲基苯丙胺", "苯丙胺", "可替宁"], ["S-1", 1.5, 2.5, 3.5], ["", 4.5, 5.5, 6.5]])
        file.merges = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:D1\"/><mergeCell ref=\"A3:A4\"/></mergeCells>"
        let document = read(file)
        #expect(document.readings.map(\.sampleText) == ["S-1", "S-1", "S-1", "S-1", "S-1", "S-1"])
        #expect(document.readings.map { $0.value.figure } == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5])
        #expect(document.readings.allSatisfy { $0.unit == "ng/L" })
        #expect(document.findings.contains { $0.code == "A078" })
    }

    @Test func `Figures are exact and vote for no decimal mark; they look as the sheet's texts write them`() {
        let header: [SheetFile.Cell] = ["sample_id", "methamphetamine ng/L", "mdma ng/L"]
        let comma = read(SheetFile([header, ["a", 1.234, "0,25"], ["b", "<0,5", 1_240]]))
        #expect(comma.decimalMark == .comma)
        #expect(comma.readings.map(\.value) == [.number(1.234), .number(0.25), .below(limit: 0.5), .number(1240)])
        #expect(comma.readings[0].text == "1,234")
        let point = read(SheetFile([header, ["a", 1.234, "0.25"], ["b", 1_240, ""]]))
        #expect(point.decimalMark == .point && point.readings.prefix(3).map(\.value) == [.number(1.234), .number(0.25), .number(1240)])
        #expect(point.readings[0].text == "1.234")
        let neither = read(SheetFile([header, ["a", 0.5, "1,240"], ["b", 2.75, 3]]))
        #expect(neither.decimalMark == nil)
        #expect(neither.readings.map(\.value) == [.number(0.5), .notAnalysed, .number(2.75), .number(3)])
        #expect(neither.findings.filter { $0.code == "A012" }.map(\.text) == ["1,240"])
        let contrary = read(SheetFile([header, ["a", 0.5, "1.25"], ["b", "2,5", 3.125]]))
        #expect(contrary.decimalMark == nil && contrary.readings.map { $0.value.figure } == [0.5, nil, nil, 3.125])
    }

    @Test func `Each sheet is told by its own evidence, and those without a table are named`() {
        let document = read(
            SheetFile(sheets: [
                ("说明", [["检测说明"]]), ("结果", [["样本编号", "甲基苯丙胺 ng/L"], ["S-1", 7]]),
                ("raw", [["Sample Name", "Component Name", "Area", "Calculated Concentration (ng/mL)"], ["inj-1", "MDMA", 100, 0.5]]), ("empty", []),
            ]))
        #expect(document.sheetFormats == ["结果": .wideTable, "raw": .sciexLong])
        #expect(document.readings.map { $0.position.sheet } == ["结果", "raw"])
        #expect(document.findings.first { $0.code == "A080" }?.arguments == ["count": "1", "sheets": "\"说明\""])
        #expect(document.evidence.filter { $0.key == "assay.evidence.sheet" }.map { $0.arguments["sheets"] } == ["\"结果\"", "\"raw\""])
        let table = CanonicalTable.write(document, analytes: .shipped())
        #expect(table.rows.contains("S-1,甲基苯丙胺,7,ng/L") && table.rows.contains("inj-1,MDMA,0.5,ng/mL"))
    }

    @Test func `A hidden sheet is named where it gave readings, and only there`() {
        var file = SheetFile(sheets: [("a", [["样本编号", "甲基苯丙胺 ng/L"], ["S-1", 7]]), ("old", [["样本编号", "甲基苯丙胺 ng/L"], ["S-1", 9]]), ("x", [["notes"]])])
        file.hidden = ["old", "x"]
        #expect(read(file).findings.filter { $0.code == "A074" }.map(\.text) == ["old"])
    }

    @Test func `Workbooks without a table, other ZIP files and damaged ones give findings and no reading`() {
        #expect(read(SheetFile([["a", "b"], ["c", "d"]])).findings.map(\.code) == ["A002"])
        #expect(read(SheetFile([])).findings.map(\.code) == ["A002"])
        let bytes = SheetFile([["样本编号", "甲基苯丙胺 ng/L"], ["S-1", 7]]).bytes
        let cut = AssayDocument.read(Array(bytes.dropLast(30)), file: "f")
        #expect(cut.isTruncated && cut.readings.isEmpty && cut.findings.map(\.code) == ["A070"])
        #expect(AssayDocument.read([0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18), file: "f").findings.map(\.code) == ["A003"])
        #expect(AssayDocument.read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], file: "f").findings.map(\.code) == ["A084"])
    }

    @Test func `A flipped byte of a workbook never gives another figure without an error`() {
        let bytes = SheetFile([["样本编号", "甲基苯丙胺 ng/L", "MDMA ng/L"], ["S-1", 7.25, "<0.5"]]).bytes
        let whole = AssayDocument.read(bytes, file: "f").readings.map(\.value)
        for index in bytes.indices {
            var copy = bytes
            copy[index] ^= [0x01, 0x04, 0x20, 0x80][index % 4]
            let document = AssayDocument.read(copy, file: "f")
            #expect(document.readings.map(\.value) == whole || document.findings.contains { $0.severity >= .error }, "byte \(index)")
        }
    }

    @Test func `Every finding of a workbook has its sentences in both languages`() {
        for language in Language.allCases {
            let catalogue = Catalogue.of(language)
            for code in (70...85).map({ "A0\($0)" }) + ["A089"] { #expect(catalogue.keys[code] == ["fix", "what", "why"], "\(code)") }
            for name in ["sheet", "workbook"] { #expect(catalogue.has("assay.evidence." + name)) }
            let reading = read(SheetFile(sheets: [("结果", [["样本编号", "甲基苯丙胺 ng/L"], ["S-1", 7]]), ("x", [["notes"]])]))
            for finding in reading.findings {
                let words = catalogue.text(of: finding)
                #expect(!(words.what + words.why + words.fix).contains("{"), "\(finding)")
            }
        }
    }

    @Test func `Xcalibur's table of a compound takes its name from above the headers, else from the sheet`() throws {
        let header: [SheetFile.Cell] = ["Filename", "Sample Type", "Sample Name", "Sample ID", "Exp Amt", "Calc Amt", "Units", "Peak Status", "Area", "ISTD Area", "RT", "Acq Date"]
        let document = read(
            SheetFile(sheets: [
                (
                    "METH",
                    [
                        [], ["Component Name", "", "Curve Index"], ["Methamphetamine", "", ""], [], header,
                        ["run_01", "Std Bracket Sample", "", "", 5, 5.1, "ng/mL", "", 1000, 500, 3.2, .date(45_677.5)],
                        ["run_02", "Unknown Sample", "F01", "", "NA", 0.82, "ng/mL", "", 164, 500, 3.2, .date(45_677.6)],
                        ["run_03", "Unknown Sample", "F02", "", "NA", "NF", "NF", "Not Found", "NF", 500, "NF", .date(45_677.7)], [], [],
                        ["Created By:"], ["User Name", "", "Full Name", "", "Date"], ["u1", "", "u1", "", "18/12/2023 17:27:12"],
                    ]
                ),
                ("MDMA", [header, ["run_02", "Unknown Sample", "F01", "", "NA", 1.25, "ng/mL", "", 164, 500, 3.9, .date(45_677.6)]]),
                ("Component", [["Component Name"], [], header, [], ["Created By:"], ["u1", "", "u1", "", "18/12/2023 17:27:12"]]), ("mdlCalcs", []),
            ]))
        #expect(document.format == .xcalibur)
        #expect(document.readings.map(\.compound) == ["Methamphetamine", "Methamphetamine", "Methamphetamine", "MDMA"])
        #expect(document.readings.map(\.injection) == ["run_01", "run_02", "run_03", "run_02"])
        #expect(document.readings.map(\.sampleType) == [.standard, .unknown, .unknown, .unknown])
        #expect(document.readings.map(\.value) == [.number(5.1), .number(0.82), .notFound, .number(1.25)])
        #expect(document.readings[0].expected == 5 && document.readings[1].area == 164 && document.readings[1].internalStandardArea == 500)
        #expect(document.readings[0].acquiredAt == AcquisitionTime(date: try #require(CalendarDate(year: 2025, month: 1, day: 20)), secondOfDay: 43_200))
        #expect(document.findings.filter { $0.severity >= .error }.isEmpty)
    }

    @Test("A vendor's table that was saved again as a workbook gives the same readings", arguments: TrialExports.formats.filter { $0 != .targetLynxXML })
    func savedAgain(format: AssayFormat) throws {
        let text = TrialExports(TrialBatch(letters: .latin), style: .usual(format)).text(format)
        let plain = AssayDocument.read(Array(text.utf8), file: "batch.csv")
        let table = try #require(DelimitedTable.read(Array(text.utf8), file: "batch.csv", delimiter: plain.delimiter).table)
        for asFigures in [true, false] {
            let rows = (0..<table.rowCount).map { row in
                (0..<table.fieldCount(row)).map { column -> SheetFile.Cell in
                    let field = table.text(row, column)
                    if field.isEmpty { return .blank }
                    return asFigures && Double(field) != nil && field.first?.isNumber == true ? .figure(field) : .text(field)
                }
            }
            let saved = read(SheetFile(rows))
            #expect(saved.format == format)
            #expect(saved.readings.map(\.value) == plain.readings.map(\.value), "figures \(asFigures)")
            #expect(saved.readings.map(\.compound) == plain.readings.map(\.compound))
            #expect(saved.readings.map(\.unit) == plain.readings.map(\.unit))
            #expect(saved.readings.map(\.acquiredAt) == plain.readings.map(\.acquiredAt))
            #expect(saved.readings.map(\.sampleType) == plain.readings.map(\.sampleType))
            #expect(saved.readings.map(\.dilution) == plain.readings.map(\.dilution))
        }
    }
}

/// The built program beside the test bundle, which reads old workbooks when it is started again, and the real export.
private let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("headwater").path
private let real = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data/assay/thermo_xcalibur_quan.XLS").standardizedFileURL.path
private let isThere = FileManager.default.isExecutableFile(atPath: program) && FileManager.default.fileExists(atPath: real)

@Suite(.enabled(if: isThere, "the reference data or the program are not there")) struct RealWorkbookTests {
    @Test func `The real export of Xcalibur gives what a careful person reads in it`() throws {
        let document = AssayDocument.read([UInt8](try Data(contentsOf: URL(fileURLWithPath: real))), file: "thermo_xcalibur_quan.XLS", program: program)
        #expect(document.format == .xcalibur && document.workbook == "Excel 97-2003 (.xls)")
        #expect(
            document.readings.map(\.compound) == [
                "CAT-PLG-1", "CAT-PLG-1_MS", "EC-PLG", "EC-PLG_MS", "EC-PLG-415", "EC-PLG-415_MS", "CAT", "CAT_MS", "CAT-PLG-2", "CAT-PLG-2_MS", "EC_MS", "EC",
            ])
        #expect(Set(document.readings.map(\.injection)) == ["231127_DT22-48_J_PHL_20d_0,4mLmin"])
        #expect(document.readings.allSatisfy { $0.sampleType == .unknown && $0.unit == nil })
        // No compound was calibrated: an area is no concentration, and what was sought and not found is told as that.
        #expect(document.readings.allSatisfy { $0.value.figure == nil })
        #expect(document.readings.filter { $0.value == .notFound }.map(\.compound) == document.readings.filter { $0.text == "NF" }.map(\.compound))
        #expect(document.readings.count { $0.text == "NF" } == 2 && document.readings.count { $0.text == "NA" } == 10)
        let first = try #require(document.readings.first)
        #expect(first.area == 643647.821964247 && first.retentionTime == 14.3558 && first.signalToNoise == 7.64602748843642)
        #expect(first.acquiredAt == AcquisitionTime(date: try #require(CalendarDate(year: 2023, month: 11, day: 28)), secondOfDay: 52_892))
        #expect(first.position.description == "thermo_xcalibur_quan.XLS[CAT-PLG-1]:6:6")
        #expect(document.readings.last?.area == nil)
    }
}
