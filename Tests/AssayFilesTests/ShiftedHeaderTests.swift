import AssayFiles
import Findings
import Testing

/// Headers that do not stand above their rows.
@Suite struct ShiftedHeaderTests {
    private func document(_ text: String) -> AssayDocument { AssayDocument.read(Array(text.utf8), file: "export.txt") }

    private func sciex(_ header: [String]) -> String {
        ([header] + (1...3).map { ["S\($0)", "Unknown", "METH", "9.95", "1\($0).5 ", "x"] }).map { $0.joined(separator: "\t") }.joined(separator: "\n") + "\n"
    }

    @Test("A delimiter within a header's word sets the table aside")
    func split() {
        let whole = document(sciex(["Sample Name", "Sample Type", "Component Name", "Actual Concentration", "Calculated Concentration (ng/mL)", "Note"]))
        #expect(whole.readings.map(\.value) == [.number(11.5), .number(12.5), .number(13.5)])
        let split = document(sciex(["Sample Name", "Sample Type", "Component Name", "Actual Concentration", "Calculated Concentration (ng/mL)", "No", "te"]))
        #expect(split.readings.isEmpty)
        #expect(split.findings.contains { $0.code == "A093" && $0.arguments["rows"] == "3" })
    }

    @Test("An empty last column that rows leave out is no damage where all headers are understood")
    func leftOut() {
        let read = document(sciex(["Sample Name", "Sample Type", "Component Name", "Actual Concentration", "Calculated Concentration (ng/mL)", "Area", "Accuracy"]))
        #expect(read.readings.map(\.value) == [.number(11.5), .number(12.5), .number(13.5)])
    }

    @Test("A table of injections with a column of words that is not understood is set aside: it may name the samples")
    func samples() {
        let rows = "V1,S1,6.1\nV2,S2,7.1\n"
        let read = document("进样名称,样本编x,甲基苯丙胺(ng/mL)\n" + rows)
        #expect(read.readings.isEmpty)
        #expect(read.findings.contains { $0.code == "A094" && $0.text == "样本编x" })
        #expect(document("进样名称,样本编号,甲基苯丙胺(ng/mL)\n" + rows).readings.count == 2)
        #expect(document("进样名称,甲基苯丙胺(ng/mL),备注x\nV1,6.1,good\n").readings.count == 1)
    }

    @Test("A header one letter away from one that is missing sets the table aside", arguments: [
        ("sample_id,analyte,result,unit,batchh,uloqs", "uloq"), ("sample_id,analyte,result,unit,sample_tpe", "sampletype"), ("样本编号,样品类形,甲基苯丙胺(ng/L)", "样品类型"),
    ])
    func nearMiss(header: String, meant: String) {
        let row = header.hasPrefix("样") ? "S1,样品,5.5" : "S1,methamphetamine,5.5,ng/L,100,7"
        let read = document(header + "\n" + row + "\n")
        #expect(read.readings.isEmpty)
        #expect(read.findings.contains { $0.code == "A095" && $0.arguments["meant"] == meant })
    }

    @Test("A column of the laboratory's own is left alone")
    func ownColumn() {
        let read = document("sample_id,analyte,result,unit,operator,uloq\nS1,methamphetamine,5.5,ng/L,07,100\n")
        #expect(read.readings.count == 1)
        #expect(read.findings.contains { $0.code == "A024" })
    }

    @Test("A batch table whose row of headers is lost is no table of one column an analyte")
    func groups() {
        let read = document("Sample,,METH Results,,COT Results,\nS1,S1.d,1012000,5.5,2024000,6.5\nS2,S2.d,1012001,5.6,2024001,6.6\n")
        #expect(read.readings.isEmpty)
        #expect(read.findings.contains { $0.severity == .error })
    }

    @Test("Trailing delimiters of a spreadsheet are no groups")
    func trailing() {
        #expect(document("样本编号,甲基苯丙胺(ng/L),可替宁(ng/L),,\nS1,5.5,6.5,,\nS2,5.6,6.6,,\n").readings.count == 4)
    }
}
