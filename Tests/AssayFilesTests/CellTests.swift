import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("What cells say") struct CellTests {
    @Test(
        "Words instead of figures have one of four meanings",
        arguments: [
            ("", AssayValue.notAnalysed), ("N/A", .notAnalysed), ("NA", .notAnalysed), ("#N/A", .notAnalysed), ("N/F", .notFound), ("NF", .notFound),
            ("ND", .notDetected), ("N.D.", .notDetected), ("n.d.", .notDetected), ("未检出", .notDetected), ("未检测", .notAnalysed), ("阴性", .notDetected),
            ("--", .notAnalysed), ("-----", .notAnalysed), ("/", .notAnalysed), ("<LOQ", .belowQuantification), ("<LOD", .belowDetection),
            ("＜LOD", .belowDetection), ("BLQ", .belowQuantification), ("BQL", .belowQuantification), ("< 0", .belowDetection),
            (">ULOQ", .aboveRange(limit: nil)), ("超量程", .aboveRange(limit: nil)), ("Below RL", .belowQuantification), ("No Peak", .notFound),
            ("Not Identified", .notFound), ("NotFound", .notFound), ("NaN", .notAnalysed), ("Inf", .notAnalysed), ("<1 points", .notAnalysed),
            ("no root", .notAnalysed), ("degenerate", .notAnalysed), ("<5 points", .notAnalysed), ("NC", .notAnalysed), ("n.n.", .notDetected),
            ("Not Detected", .notDetected), ("Not calculated", .notAnalysed), ("InvalidCalibration", .notAnalysed), ("未鉴定", .notFound), ("＜定量下限", .belowQuantification),
            ("< LQ", .belowQuantification), ("低于检测限", .belowDetection), ("BDL", .belowDetection), ("超出标准曲线", .aboveRange(limit: nil)), ("—", .notAnalysed),
            ("－", .notAnalysed), ("#DIV/0!", .notAnalysed),
        ])
    func words(word: String, meaning: AssayValue) {
        #expect(SpecialValue.meaning(of: word) == meaning)
    }

    @Test(
        "Cells of a concentration column",
        arguments: [
            ("<0.5", AssayValue.below(limit: 0.5)), ("＜0.5", .below(limit: 0.5)), ("< 0,5", .notAnalysed), (">200", .aboveRange(limit: 200)),
            ("0.5L", .below(limit: 0.5)), ("-3.2", .belowDetection), ("0", .belowDetection), ("1.2E+05", .number(120_000)), ("１２．５", .number(12.5)),
            ("5.1E-1", .number(0.51)), ("12abc", .notAnalysed), ("小于0.5", .below(limit: 0.5)), ("ND", .notDetected), ("1,234.5", .number(1234.5)),
        ])
    func cells(cell: String, value: AssayValue) {
        let text = "Sample Name\tComponent Name\tArea\tCalculated Concentration (ng/mL)\nI1\tMETH\t10.5\t\(cell)\nI2\tMETH\t11.25\t2.25\n"
        #expect(document(text).readings.first?.value == value)
    }

    @Test("A figure that is not understood is an error with its place, never a number")
    func notUnderstood() {
        let document = document("Sample Name\tComponent Name\tCalculated Concentration\nI1\tMETH\t12abc\nI2\tMETH\t2.25\n")
        let finding = document.findings.first { $0.code == "A016" }
        #expect(finding?.severity == .error)
        #expect(finding?.text == "12abc")
        #expect(finding?.position?.line == 2)
        #expect(finding?.position?.column == 9)
    }

    @Test("The decimal mark is one of the whole file")
    func decimalMark() {
        let german = document("Sample Name;Component Name;Area;Calculated Concentration\nI1;METH;1234,5;9,754\nI2;METH;12,25;10,688\n")
        #expect(german.decimalMark == .comma)
        #expect(german.readings.map(\.value) == [.number(9.754), .number(10.688)])
        let thousands = document("Sample Name\tComponent Name\tArea\tCalculated Concentration\nI1\tMETH\t3,794\t3,794.5\nI2\tMETH\t1\t1,024\n")
        #expect(thousands.decimalMark == .point)
        #expect(thousands.readings.map(\.value) == [.number(3794.5), .number(1024)])
    }

    @Test("An undecidable mark is refused once, whole numbers are read")
    func undecidableMark() {
        let document = document("Sample Name;Component Name;Calculated Concentration\nI1;METH;9,754\nI2;METH;12\n")
        #expect(document.decimalMark == nil)
        #expect(document.codes("A012") == 1)
        #expect(document.codes("A016") == 0)
        #expect(document.readings.map(\.value) == [.notAnalysed, .number(12)])
    }

    @Test(
        "Dates of acquisition",
        arguments: [
            ("1/20/25 17:00", "2025-01-20", 61_200), ("20.01.2025 17:00", "2025-01-20", 61_200), ("20-Jan-25 17:00:05", "2025-01-20", 61_205),
            ("17-sept-19 8:05", "2019-09-17", 29_100), ("2025-01-20T17:00:00", "2025-01-20", 61_200), ("2025/1/20 5:00 PM", "2025-01-20", 61_200),
            ("2025年1月20日 17:00", "2025-01-20", 61_200), ("2025/1/20 下午 5:00:00", "2025-01-20", 61_200), ("20/1/2025 17:00", "2025-01-20", 61_200),
            ("4/19/2018 6:37 PM", "2018-04-19", 67_020), ("5/5/25 12:30 AM", "2025-05-05", 1800), ("2025/1/20 17:00:00 下午", "", 0), ("2025/1/20 5:00 下午", "2025-01-20", 61_200),
            ("45677.708333333", "2025-01-20", 61_200), ("45677", "2025-01-20", 0), ("45677,5", "2025-01-20", 43_200), ("20250120", "2025-01-20", 0),
            ("20250120 17:00", "2025-01-20", 61_200), ("Mon Jan 20 17:00:05 2025", "2025-01-20", 61_205), ("20 janv. 2025 17:00", "2025-01-20", 61_200),
            ("20. Januar 2025, 17:00", "2025-01-20", 61_200), ("20 de enero de 2025 5:00 p.m.", "2025-01-20", 61_200), ("lun. 20 janv. 2025 17:00", "2025-01-20", 61_200),
            ("2025年1月20日 午後 5:00", "2025-01-20", 61_200), ("26/11/2024 3:05 pm", "2024-11-26", 54_300), ("99999", "", 0), ("12345", "", 0),
        ])
    func dates(text: String, date: String, second: Int) {
        let reading = document("Sample Name\tComponent Name\tArea\tAcquisition Date\nI1\tMETH\t1\t\(text)\n").readings.first
        #expect((reading?.acquiredAt?.date.description ?? "") == date)
        #expect((reading?.acquiredAt?.secondOfDay ?? 0) == second)
    }

    @Test("Dates that can be read both ways are refused, and told by another row")
    func dateOrder() {
        let header = "Sample Name\tComponent Name\tArea\tAcquisition Date\n"
        let undecidable = document(header + "I1\tMETH\t1\t3/8/25 10:00\n")
        #expect(undecidable.readings.first?.acquiredAt == nil)
        #expect(undecidable.codes("A013") == 1)
        let decided = document(header + "I1\tMETH\t1\t3/8/25 10:00\nI2\tMETH\t1\t3/28/25 10:00\n")
        #expect(decided.readings.first?.acquiredAt?.date.description == "2025-03-08")
        let contradictory = document(header + "I1\tMETH\t1\t13/8/25 10:00\nI2\tMETH\t1\t3/28/25 10:00\n")
        #expect(contradictory.readings.allSatisfy { $0.acquiredAt == nil })
        let impossible = document(header + "I1\tMETH\t1\t31.02.2025 10:00\nI2\tMETH\t1\tyesterday\n")
        #expect(impossible.readings.allSatisfy { $0.acquiredAt == nil })
        #expect(impossible.codes("A021") == 1)
    }

    @Test(
        "Units of concentration in ng/L",
        arguments: [
            ("ng/mL", 1000.0), ("ng/L", 1), ("pg/uL", 1000), ("pg/µL", 1000), ("µg/L", 1000), ("μg/L", 1000), ("ug/l", 1000), ("ppb", 1000), ("ppt", 1),
            ("mg/L", 1e6), ("pg/mL", 1), ("pg/L", 0.001), ("ng·mL-1", 1000), ("ng mL⁻¹", 1000), ("ngmL", 1000), ("pguL", 1000), ("纳克/升", 1), ("微克/升", 1000),
            ("ｎｇ／Ｌ", 1), ("ng/dL", 10), ("µg/m³", 1), ("ug/m3", 1),
        ])
    func units(text: String, nanograms: Double) {
        #expect(AssayUnit(text)?.nanogramsPerLitre(1) == nanograms)
    }

    @Test(
        "Units that headers state, with brackets and without",
        arguments: [
            ("Calculated Concentration (ng/mL)", "ng/mL"), ("Calculated Concentration [µg/L]", "µg/L"), ("Calculated Concentration μg/L", "μg/L"),
            ("Calculated Concentration, ng/mL", "ng/mL"), ("Calculated Concentration (ng/mL, corrected)", "ng/mL"), ("Calculated Concentration (µg/L (ppb))", "µg/L"),
            ("Calculated Concentration (nM)", "nM"), ("Calculated Concentration (ng/g)", "ng/g"), ("Calculated Concentration (%)", "%"), ("Calculated Concentration (final)", ""),
        ])
    func headerUnits(header: String, unit: String) {
        let document = document("Sample Name\tComponent Name\tArea\t\(header)\nI1\tMETH\t10.5\t2.5\n")
        #expect(document.readings.first?.value == .number(2.5))
        #expect((document.readings.first?.unit ?? "") == unit)
    }

    @Test("Molar units are known for what they are", arguments: ["nM", "µM", "nmol/L", "pmol/mL", "mmol L-1", "纳摩尔/升"])
    func molarUnits(text: String) {
        #expect(AssayUnit.isMolar(text))
        #expect(AssayUnit(text) == nil)
    }

    @Test("What is no concentration is no unit", arguments: ["", "mg", "nM", "%", "counts", "ng", "L", "min", "/"])
    func noUnits(text: String) {
        #expect(AssayUnit(text) == nil)
    }
}
