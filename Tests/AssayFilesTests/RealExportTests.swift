import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("Real exports of laboratories") struct RealExportTests {
    @Test("MassHunter external calibration: every cell, month-first dates, no figure from a double blank", .enabled(if: hasRealExport("agilent_mh_wide_quant.csv")))
    func massHunterQuant() throws {
        let document = try realExport("agilent_mh_wide_quant.csv")
        #expect(document.format == .massHunterWide)
        #expect(document.decimalMark == .point)
        #expect(document.readings.count == 25 * 3)
        #expect(Set(document.readings.map(\.compound)) == ["Corticosterone", "Cortisol", "Cortisone"])
        let first = try #require(document.reading("EQC1.d", "Corticosterone"))
        #expect(first.value == .number(3.601))
        #expect(first.ionRatio == 25.3)
        #expect(first.isManuallyIntegrated)
        #expect(first.acquiredAt == AcquisitionTime(date: try #require(CalendarDate(year: 2025, month: 1, day: 20)), secondOfDay: 17 * 3600))
        #expect(first.unit == nil)
        #expect(document.reading("SBLK1.d", "Corticosterone")?.value == .notAnalysed)
        #expect(document.findings.contains { $0.code == "A014" && $0.text == "4.397" && $0.position?.line == 7 })
        #expect(document.reading("PBLK1.d", "Cortisol")?.value == .number(2.545))
        #expect(document.reading("PBLK1.d", "Cortisol")?.sampleType == .blank)
        #expect(document.reading("PBLK1.d", "Corticosterone")?.value == .belowDetection)
        #expect(document.reading("QC_High_5.d", "Cortisone")?.value == .number(137.805))
        #expect(document.reading("QC_High_5.d", "Cortisone")?.level == "High")
        #expect(!document.isTruncated)
        #expect(document.readings.allSatisfy { ($0.value.figure ?? 1) > 0 })
    }

    @Test("MassHunter in many languages: areas only, decimal comma told from all columns", .enabled(if: hasRealExport("agilent_mh_multilang.csv")))
    func massHunterLanguages() throws {
        let document = try realExport("agilent_mh_multilang.csv")
        #expect(document.format == .massHunterWide)
        #expect(document.decimalMark == .comma)
        #expect(document.readings.count == 10 * 292)
        #expect(!document.hasConcentrations)
        #expect(document.readings.allSatisfy { $0.value == .notAnalysed })
        #expect(document.codes("A006") == 1)
        let first = try #require(document.readings.first)
        #expect(first.compound == "谷氨酰胺")
        #expect(first.dataFile == "Über_Schöner_Blank.d")
        #expect(first.retentionTime == 9.754)
        #expect(first.area == 392_095)
        #expect(first.acquiredAt?.date.description == "2022-06-27")
        #expect(!document.isTruncated)
    }

    @Test("MultiQuant with CR line ends and the laboratory's own columns: areas are no concentrations", .enabled(if: hasRealExport("sciex_multiquant_tab_a.txt")))
    func multiQuant() throws {
        let document = try realExport("sciex_multiquant_tab_a.txt")
        #expect(document.format == .sciexLong)
        #expect(document.lineEnd == .cr)
        #expect(document.readings.count == 430)
        #expect(document.readings.allSatisfy { $0.value == .notAnalysed })
        #expect(document.readings.count { $0.area == nil } == 77)
        #expect(document.codes("A006") == 1)
        #expect(document.readings[0].injection == "A. [13C-glc] G9 0min")
        #expect(document.readings[1].area == 4125.425)
    }

    @Test("LabSolutions: negative figures are below detection, what was not identified is no figure", .enabled(if: hasRealExport("shimadzu_ms_quant_results.txt")))
    func labSolutions() throws {
        let document = try realExport("shimadzu_ms_quant_results.txt")
        #expect(document.format == .labSolutions)
        #expect(document.readings.count == 23)
        let name = "1-16-02249-001_CD_10172016_2.qgd"
        #expect(document.reading(name, "alpha-Pinene")?.value == .number(0.02604))
        #expect(document.reading(name, "alpha-Pinene")?.unit == "mg")
        #expect(document.reading(name, "alpha-Pinene")?.sampleType == nil)
        #expect(document.reading(name, "Camphene")?.value == .belowDetection)
        #expect(document.reading(name, "Geraniol")?.value == .notFound)
        #expect(document.reading(name, "p-Cymene")?.isManuallyIntegrated == true)
        #expect(!document.isTruncated)
    }

    @Test("TraceFinder: one compound, 42 injections, nothing calculated", .enabled(if: hasRealExport("thermo_tracefinder_bom.csv")))
    func traceFinder() throws {
        let document = try realExport("thermo_tracefinder_bom.csv")
        #expect(document.format == .traceFinder)
        #expect(document.readings.count == 42)
        #expect(document.readings.allSatisfy { $0.compound == "creatinine" && $0.value == .notAnalysed })
        #expect(document.readings[0].injection == "20240709_QE2_HILIC_BCSCuAOXq2d_AYW1130")
        #expect(document.readings[0].retentionTime == 4.64)
        #expect(document.readings[0].retentionTimeExpected == 4.86)
    }

    @Test("TargetLynx summary: Latin-1 names with commas, blank concentrations", .enabled(if: hasRealExport("waters_compound_summary.txt")))
    func targetLynxSummary() throws {
        let document = try realExport("waters_compound_summary.txt")
        #expect(document.format == .targetLynxSummary)
        #expect(document.encoding == .windows1252)
        #expect(document.readings.count == 16)
        #expect(document.readings[0].injection == "070120_CQA_22,18µgmL")
        #expect(Set(document.readings.map(\.compound)) == ["CAT", "CQA1", "CAT_MS", "CQA1_MS"])
        #expect(document.readings.allSatisfy { $0.value == .notAnalysed })
        #expect(document.readings[7].isManuallyIntegrated)
        #expect(document.readings[0].acquiredAt?.date.description == "2020-01-07")
    }

    @Test("TargetLynx XML: zero beside NaN is not quantified", .enabled(if: hasRealExport("waters_targetlynx.xml")))
    func targetLynxXML() throws {
        let document = try realExport("waters_targetlynx.xml")
        #expect(document.format == .targetLynxXML)
        #expect(document.readings.count == 6)
        #expect(document.readings.allSatisfy { $0.value == .notAnalysed })
        #expect(document.readings[0].area == 1728.543)
        #expect(document.readings[0].isManuallyIntegrated)
    }

    @Test("An Excel workbook of the old kind is refused by name", .enabled(if: hasRealExport("thermo_xcalibur_quan.XLS")))
    func workbook() throws {
        let document = try realExport("thermo_xcalibur_quan.XLS")
        #expect(document.readings.isEmpty)
        #expect(document.codes("A003") == 1)
    }
}
