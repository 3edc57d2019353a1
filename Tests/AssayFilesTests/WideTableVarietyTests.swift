import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("Wide tables of laboratories and platforms") struct WideTableVarietyTests {
    @Test("The consumption table of a platform: figures in ng/L, then a load of each drug that is never one")
    func consumption() throws {
        let drugs = ["可替宁", "吗啡", "甲基苯丙胺", "ketamine"]
        let header = ["样本编号", "污水处理厂名称", "省", "采样时间", "服务人口(万人)", "生活污水占比", "流量(万m3/天)", "人均日吸烟(支)", "可替宁排泄量", "测算人口(千人)"] + drugs.map { $0 + "(ng/L)" } + drugs.map { $0 + "负荷量" }
        let row = ["S1", "一厂", "某省", "2025/9/3", "12.5", "0.9", "5", "5", "700", "128.571", "2000", "12.5", "100", "<1", "700", "6.25", "38.889", "0"]
        let document = document(([header, row]).map { $0.joined(separator: ",") }.joined(separator: "\r\n") + "\r\n")
        #expect(document.format == .wideTable)
        #expect(document.readings.map(\.compound) == drugs)
        #expect(document.reading("S1", "甲基苯丙胺")?.value == .number(100))
        #expect(document.reading("S1", "ketamine")?.value == .below(limit: 1))
        #expect(document.readings.allSatisfy { $0.unit == "ng/L" })
    }

    @Test("Units of loads in brackets make no concentration", arguments: ["甲基苯丙胺(mg/千人·天)", "甲基苯丙胺 (mg/d/1000人)", "甲基苯丙胺人均消耗量", "甲基苯丙胺(%)", "甲基苯丙胺[g/d]", "甲基苯丙胺峰面积"])
    func loads(header: String) {
        let document = document("样品编号,吗啡(ng/L),\(header)\nS1,12.5,38.889\n")
        #expect(document.readings.map(\.compound) == ["吗啡"])
    }

    @Test("A row of units below the headers, a title above, notes below")
    func unitsRow() throws {
        let text =
            "某区污水毒情监测结果表,,,\n\n样品编号,采样点,甲基苯丙胺,吗啡\n,,ng/L,μg/L\nS1,一厂,100.5,0.025\nS2,二厂,未检出,\n注：ND 表示未检出，检出限见方法,,,\n制表人：甲  审核人：乙,,,\n"
        let document = document(text)
        #expect(document.format == .wideTable)
        #expect(document.readings.count == 4)
        #expect(document.reading("S1", "甲基苯丙胺")?.unit == "ng/L")
        #expect(document.reading("S1", "吗啡")?.unit == "μg/L")
        #expect(document.reading("S1", "吗啡")?.value == .number(0.025))
        #expect(document.reading("S2", "甲基苯丙胺")?.value == .notDetected)
        #expect(document.codes("A056") == 2)
    }

    @Test("Groups above the headers: concentrations and loads under the same names")
    func groups() {
        let text = "样品信息,,浓度(ng/L),,负荷量(mg/千人·天),\n样本编号,采样时间,甲基苯丙胺,吗啡,甲基苯丙胺,吗啡\nS1,2025-09-03,100.5,12.5,38.9,4.9\n"
        let document = document(text)
        #expect(document.readings.map(\.value) == [.number(100.5), .number(12.5)])
        #expect(document.readings.allSatisfy { $0.unit == "ng/L" })
        #expect(document.codes("A053") == 0)
    }

    @Test("Two columns of one name and nothing to tell them apart: neither is read, by name")
    func repeated() {
        let document = document("样本编号,甲基苯丙胺,吗啡 ng/L,甲基苯丙胺\nS1,100.5,12.5,38.9\n")
        #expect(document.readings.map(\.compound) == ["吗啡"])
        #expect(document.findings.count { $0.code == "A053" && $0.severity == .error } == 2)
        let stated = WideTableVarietyTests.read("样本编号,甲基苯丙胺(ng/L),甲基苯丙胺\nS1,100.5,38.9\n")
        #expect(stated.readings.map(\.value) == [.number(100.5)])
        #expect(stated.findings.count { $0.code == "A053" && $0.severity == .warning } == 1)
    }

    private static func read(_ text: String) -> AssayDocument { document(text) }

    @Test("English headers, words for a concentration, a column of qualifier limits that is none")
    func english() {
        let document = document("Sample ID;Site;Methamphetamine conc. (ng/L);Methamphetamine LOD;ketamine_ng/L;cotinine concentration;Notes\nS1;A;12,5;0,5;<2;1500,25;x\n")
        #expect(document.format == .wideTable)
        #expect(document.readings.map(\.value) == [.number(12.5), .below(limit: 2), .number(1500.25)])
        // Beside columns that state one, a header without a unit has lost it: that of the method sheet is not taken for it.
        #expect(document.readings.map(\.unit) == ["ng/L", "ng/L", "? ≠ ng/L"])
    }

    @Test("Sample codes that a spreadsheet turned into dates are named; trailing commas and 1.2E+05 change nothing")
    func spreadsheet() {
        let document = document("样品编号,甲基苯丙胺(ng/L),吗啡(ng/L),,,\n1月2日,1.2E+05,2,,,\nJan-02,3.5,4,,,\n3-Jan,3.5,4,,,\nK-02,5.5,6,,,\n")
        #expect(document.findings.filter { $0.code == "A052" }.map(\.text) == ["1月2日", "Jan-02", "3-Jan"])
        #expect(document.readings.count == 8)
        #expect(document.readings.first?.value == .number(120_000))
    }

    @Test("A molar column keeps its unit")
    func molar() {
        let document = document("样品编号,甲基苯丙胺(nmol/L)\nS1,1.25\n")
        #expect(document.readings.first?.unit == "nmol/L")
    }
}
