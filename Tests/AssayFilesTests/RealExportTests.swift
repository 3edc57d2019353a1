import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("Real exports of laboratories") struct RealExportTests {
    /// How many readings say what: the whole reading of a file at a glance.
    private func states(_ document: AssayDocument) -> [String: Int] {
        var states: [String: Int] = [:]
        for reading in document.readings {
            switch reading.value {
            case .number: states["number", default: 0] += 1
            case .below, .belowDetection, .belowQuantification: states["below", default: 0] += 1
            case .aboveRange: states["above", default: 0] += 1
            case .notDetected: states["notDetected", default: 0] += 1
            case .notFound: states["notFound", default: 0] += 1
            case .notAnalysed: states["notAnalysed", default: 0] += 1
            }
        }
        return states
    }

    /// The sum of the figures, to a millionth.
    private func total(_ values: some Sequence<Double?>) -> Double { (values.reduce(0) { $0 + ($1 ?? 0) } * 1e6).rounded() / 1e6 }

    private func place(_ reading: AssayReading) -> [Int?] { [reading.position.line, reading.position.column] }

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
        #expect(document.encoding == .utf8)
        #expect(document.lineEnd == .crlf)
        #expect(document.delimiter == UInt8(ascii: ","))
        #expect(states(document) == ["number": 68, "below": 1, "notAnalysed": 6])
        #expect(total(document.readings.map(\.value.figure)) == 5203.389)
        #expect(place(first) == [3, 42])
        let middle = try #require(document.reading("Cal D.d", "Cortisol"))
        #expect(middle.value == .number(107.563))
        #expect(place(middle) == [15, 94])
        #expect(middle.sampleType == .standard)
        let last = try #require(document.readings.last)
        #expect(last.injection == "QC_High_5.d")
        #expect(place(last) == [27, 172])
        #expect(Set(document.readings.map(\.sampleType)) == [.qc, .doubleBlank, .blank, .standard])
        #expect(document.readings.allSatisfy { $0.unit == nil && $0.dilution == nil && $0.dilutionState != .notApplied })
        #expect(document.readings.compactMap(\.acquiredAt).count == 75)
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
        #expect(document.encoding == .utf8)
        #expect(document.lineEnd == .crlf)
        #expect(states(document) == ["notAnalysed": 2920])
        #expect(total(document.readings.map(\.area)) == 183_311_592)
        #expect(document.readings.count { $0.area == nil } == 6)
        #expect(document.readings.last?.compound == "SM(OH) 44:2")
        #expect(document.readings.last?.area == 154)
        #expect(document.readings.last?.dataFile == "030_028.d")
        #expect(document.readings.filter(\.isInternalStandard).isEmpty == false)
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
        #expect(document.encoding == .utf8)
        #expect(document.delimiter == 0x09)
        #expect(document.decimalMark == .point)
        #expect(states(document) == ["notAnalysed": 430])
        #expect(total(document.readings.map(\.area)) == 21_219_027.774463)
        #expect(document.readings[0].compound == "taurine")
        #expect(place(document.readings[0]) == [2, 90])
        #expect(document.readings[214].compound == "Pyruvate 89/89")
        #expect(place(document.readings[214]) == [216, 94])
        #expect(document.readings[429].compound == "Lactate 92/92")
        #expect(document.readings[429].area == 18767.8625)
        #expect(place(document.readings[429]) == [431, 92])
        #expect(document.readings.allSatisfy { $0.unit == nil && $0.sampleType == nil && $0.acquiredAt == nil })
        #expect(!document.isTruncated)
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
        #expect(document.encoding == .utf8)
        #expect(document.lineEnd == .crlf)
        #expect(states(document) == ["number": 15, "below": 5, "notFound": 3])
        #expect(total(document.readings.map(\.value.figure)) == 5.12021)
        #expect(document.readings.map { place($0) }.first == [9, 69])
        let middle = try #require(document.reading(name, "gamma-Terpinene"))
        #expect(middle.value == .number(0.02291))
        #expect(place(middle) == [20, 72])
        let last = try #require(document.reading(name, "alpha-Bisabolol"))
        #expect(last.value == .number(0.15079))
        #expect(place(last) == [31, 75])
        #expect(document.readings.count { $0.unit == "mg" } == 20)
        #expect(document.reading(name, "alpha-Pinene")?.ionRatio == 38.58)
        #expect(document.reading(name, "alpha-Pinene")?.ionRatioExpected == 38.94)
        #expect(document.readings.allSatisfy { !$0.isInternalStandard })
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
        #expect(document.encoding == .utf8)
        #expect(document.lineEnd == .crlf)
        #expect(states(document) == ["notAnalysed": 42])
        #expect(document.codes("A006") == 1)
        #expect(total(document.readings.map(\.area)) == 1_809_884_775)
        #expect(document.readings[20].injection == "20240709_QE2_HILIC_BCSCuAOXq2d_AYW1150")
        #expect(document.readings[20].area == 60_110_042)
        #expect(document.readings[41].injection == "20240709_QE2_HILIC_BCSCuAOXq2d_blank2_20240710235116")
        #expect(document.readings[41].area == 2_894_243)
        #expect([document.readings[0], document.readings[20], document.readings[41]].map { $0.position.line } == [2, 22, 43])
        #expect(place(document.readings[20]) == [22, 148])
        #expect(document.readings.allSatisfy { $0.sampleType == .unknown && !$0.isExcluded && !$0.isInternalStandard && $0.unit == nil })
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
        #expect(document.readings[0].acquiredAt?.secondOfDay == 15 * 3600 + 5 * 60 + 51)
        #expect(document.lineEnd == .crlf)
        #expect(states(document) == ["notAnalysed": 16])
        #expect(document.codes("A006") == 1)
        #expect(total(document.readings.map(\.area)) == 4_090_543.456)
        #expect(document.readings.count { $0.area == nil } == 2)
        #expect(document.readings[0].compound == "CAT")
        #expect(place(document.readings[0]) == [8, 68])
        #expect(document.readings[15].area == 1_567_727.5)
        #expect(place(document.readings[15]) == [35, 73])
        #expect(document.readings.allSatisfy { $0.sampleType == .unknown && $0.unit == nil })
        #expect(document.readings.count(where: \.isManuallyIntegrated) == 1)
        #expect(!document.isTruncated)
    }

    @Test("TargetLynx XML: zero beside NaN is not quantified", .enabled(if: hasRealExport("waters_targetlynx.xml")))
    func targetLynxXML() throws {
        let document = try realExport("waters_targetlynx.xml")
        #expect(document.format == .targetLynxXML)
        #expect(document.readings.count == 6)
        #expect(document.readings.allSatisfy { $0.value == .notAnalysed })
        #expect(document.readings[0].area == 1728.543)
        #expect(document.readings[0].isManuallyIntegrated)
        #expect(states(document) == ["notAnalysed": 6])
        #expect(document.readings.map(\.compound) == ["CAT", "EC", "PLZ", "CAT_MS", "EC_MS", "PLZ_MS"])
        #expect(document.readings.allSatisfy { $0.injection == "130522_Std290920_96_Inj01" && $0.batch == "Std290920" && $0.sampleType == .unknown })
        #expect(total(document.readings.map(\.area)) == 3_097_727.553)
        #expect(document.readings.map(\.isManuallyIntegrated) == [true, false, false, true, true, true])
        #expect(document.readings[0].acquiredAt?.date.description == "2022-05-13")
        #expect(document.readings[0].acquiredAt?.secondOfDay == 10 * 3600 + 38 * 60 + 48)
        #expect(document.readings.allSatisfy { $0.position.line == 2 && $0.unit == nil && $0.dilution == nil })
        #expect(document.readings[2].retentionTime == 16.5308990479)
        #expect(document.readings[2].retentionTimeExpected == 16.6399993896)
        #expect(!document.isTruncated)
    }

    @Test("An Excel workbook of the old kind is refused where no program reads it in a process of its own", .enabled(if: hasRealExport("thermo_xcalibur_quan.XLS")))
    func workbook() throws {
        let document = try realExport("thermo_xcalibur_quan.XLS")
        #expect(document.readings.isEmpty)
        #expect(document.codes("A084") == 1)
    }
}
