import AssayFiles
import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("The canonical table that convert writes") struct CanonicalTableTests {
    private func rows(_ table: CanonicalTable) -> [[String]] {
        table.rows.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test("The header is the one of the contract")
    func header() {
        #expect(
            CanonicalTable.header
                == "sample_id,analyte,result,unit,qualifier,lod,loq,uloq,batch,injection,sample_type,analysed_at,istd_recovery_pct,ion_ratio,ion_ratio_expected,rt_min,rt_expected_min,dilution,expected,calibration_r2\n"
        )
    }

    @Test("Every injection and compound cell gives a row, in the file's own unit and names", arguments: SyntheticExport.all.indices)
    func everyCell(index: Int) {
        let document = document(SyntheticExport.all[index].text)
        let table = CanonicalTable.write(document, analytes: catalogue, unit: "ng/mL")
        #expect(!table.isRefused)
        let rows = rows(table)
        #expect(rows.count == document.readings.count)
        #expect(rows.allSatisfy { $0.count == 20 })
        for (row, reading) in zip(rows, document.readings) {
            #expect(row[2].isEmpty == (reading.value.figure == nil))
            #expect(row[2].isEmpty != row[4].isEmpty)
        }
    }

    @Test("SCIEX rows: figure, unit, NA where nothing was found, never an area")
    func sciex() {
        let rows = rows(CanonicalTable.write(document(SyntheticExport.sciexLong), analytes: catalogue))
        #expect(Array(rows[1][0...4]) == ["INJ1", "METH", "2.5", "ng/mL", ""])
        #expect(rows[1][10] == "unknown")
        #expect(rows[1][11] == "2025-09-03T10:00:00")
        #expect(Array(rows[3][2...4]) == ["", "ng/mL", "NA"])
        #expect(Array(rows[4][2...4]) == ["", "ng/mL", "<LOD"])
        #expect(Array(rows[5][2...4]) == ["", "ng/mL", "NA"])
        #expect(rows[5][10] == "double_blank")
    }

    @Test("No unit and none given: refused by name; areas only: rows of NA")
    func units() {
        let text = "Sample Name\tComponent Name\tArea\tCalculated Concentration\nI1\tMETH\t10\t2.5\n"
        let refused = CanonicalTable.write(document(text), analytes: catalogue)
        #expect(refused.isRefused)
        #expect(refused.rows.isEmpty)
        #expect(refused.findings.map(\.code) == ["A041"])
        #expect(rows(CanonicalTable.write(document(text), analytes: catalogue, unit: "ng/mL")).first.map { Array($0[2...3]) } == ["2.5", "ng/mL"])
        #expect(CanonicalTable.write(document(text), analytes: catalogue, unit: "mg").isRefused)
        let areas = CanonicalTable.write(document("Sample Name\tComponent Name\tArea\nI1\tMETH\t10\n"), analytes: catalogue)
        #expect(!areas.isRefused)
        #expect(rows(areas).first.map { Array($0[2...4]) } == ["", "", "NA"])
    }

    @Test("With method sheet and sequence rows are in ng/L of sewage with their limits")
    func interpreted() {
        let method = MethodRow(
            method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .extract, sampleMl: 100, extractMl: 1, limitOfDetection: 0.5,
            limitOfQuantification: 2)
        let injection = InjectionRow(fileOrBatch: "batch", injectionName: "INJ1", sample: "S1", sampleType: .unknown, method: "M1")
        let table = CanonicalTable.write(document(SyntheticExport.sciexLong), methods: [method], injections: [injection], analytes: catalogue)
        let rows = rows(table)
        #expect(rows.count == 6)
        #expect(Array(rows[1][0...7]) == ["S1", "methamphetamine", "25", "ng/L", "", "0.5", "2", ""])
        #expect(rows[3][4] == "NA")
        #expect(table.findings.contains { $0.code == "A009" && $0.text == "INJ2" })
    }

    @Test("What is written is read back the same")
    func roundTrip() {
        let first = document(SyntheticExport.canonical)
        let table = CanonicalTable.write(first, analytes: catalogue)
        let second = document(CanonicalTable.header + table.rows)
        #expect(second.format == .canonical)
        #expect(second.readings.map(\.value) == first.readings.map(\.value))
        #expect(second.readings.map(\.sampleText) == first.readings.map(\.sampleText))
        #expect(second.readings.map(\.limitOfQuantification) == first.readings.map(\.limitOfQuantification))
        #expect(second.readings.map(\.acquiredAt) == first.readings.map(\.acquiredAt))
        #expect(CanonicalTable.write(second, analytes: catalogue).rows == table.rows)
    }

    @Test("Text that a spreadsheet would run is marked, and the mark comes off again")
    func formulas() {
        let text = "Sample Name\tComponent Name\tCalculated Concentration (ng/mL)\n=1+1\t@METH, \"x\"\t2.5\n-5\tMETH\t3.5\n"
        let table = CanonicalTable.write(document(text), analytes: catalogue)
        #expect(table.rows.hasPrefix("'=1+1,\"'@METH, \"\"x\"\"\",2.5,ng/mL"))
        let back = document(CanonicalTable.header + table.rows)
        #expect(back.readings.map(\.sampleText) == ["=1+1", "-5"])
        #expect(back.readings.first?.compound == "@METH, \"x\"")
        // A name that begins with the mark itself keeps it.
        let marked = CanonicalTable.write(document("Sample Name\tComponent Name\tCalculated Concentration (ng/mL)\n'=1\tMETH\t2.5\n"), analytes: catalogue)
        #expect(document(CanonicalTable.header + marked.rows).readings.first?.sampleText == "'=1")
    }

    @Test("Figures are written with the digits that they have", arguments: [("0.00001", "0.00001"), ("3.601", "3.601"), ("4", "4"), ("1.2E+05", "120000"), ("1234567.25", "1234567.25"), ("0.1", "0.1")])
    func digits(cell: String, written: String) {
        let text = "Sample Name\tComponent Name\tCalculated Concentration (ng/mL)\nI1\tMETH\t\(cell)\nI2\tMETH\t1.5\n"
        #expect(rows(CanonicalTable.write(document(text), analytes: catalogue))[0][2] == written)
    }
}
