import AssayFiles
import Findings
import Monitoring
import Testing

@Suite("Readers of vendor exports") struct VendorReaderTests {
    @Test("Each layout is told by its headers", arguments: SyntheticExport.all.indices)
    func formats(index: Int) {
        let (format, text) = SyntheticExport.all[index]
        let document = document(text)
        #expect(document.format == format)
        #expect(!document.evidence.isEmpty)
        #expect(!document.readings.isEmpty)
        #expect(!document.isTruncated)
        #expect(document.readings.allSatisfy { ($0.value.figure ?? 1) > 0 })
    }

    @Test("SCIEX OS: figures, no peak, below zero, double blank, internal standard")
    func sciexLong() throws {
        let document = document(SyntheticExport.sciexLong)
        #expect(document.readings.count == 6)
        let figure = try #require(document.reading("INJ1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/mL")
        #expect(figure.position.line == 3)
        #expect(figure.internalStandardArea == 900)
        #expect(figure.ionRatio == 0.44)
        #expect(figure.acquiredAt?.secondOfDay == 36_000)
        // `Used` speaks of the curve: an unknown with FALSE is not taken out.
        #expect(!figure.isExcluded)
        #expect(document.reading("INJ1", "METH-d5")?.isInternalStandard == true)
        #expect(document.reading("INJ2", "METH")?.value == .notFound)
        #expect(document.reading("INJ3", "METH")?.value == .belowDetection)
        #expect(document.reading("DBL", "METH")?.value == .notAnalysed)
        #expect(document.reading("CAL1", "METH")?.expected == 1)
        #expect(document.findings.contains { $0.code == "A024" && $0.arguments["columns"]?.contains("Operator Note") == true })
    }

    @Test("A standard that was taken out of the curve is NA")
    func excludedStandard() {
        let document = document(SyntheticExport.sciexLong.replacing("1.02\tTRUE", with: "1.02\tFALSE"))
        #expect(document.reading("CAL1", "METH")?.value == .notAnalysed)
        #expect(document.reading("CAL1", "METH")?.isExcluded == true)
        #expect(document.codes("A019") == 1)
    }

    @Test("Analyst: preamble with regression, header again in the middle, afternoon times")
    func analyst() throws {
        let document = document(SyntheticExport.analyst)
        #expect(document.readings.count == 4)
        let figure = try #require(document.reading("INJ1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/mL")
        #expect(figure.acquiredAt?.secondOfDay == 14 * 3600 + 600)
        #expect((figure.calibrationR2 ?? 0) - 0.998001 < 1e-9)
        #expect(document.reading("INJ2", "METH")?.value == .notFound)
        #expect(document.reading("INJ3", "METH")?.value == .belowDetection)
        #expect(document.reading("CAL1", "METH")?.expected == 1)
    }

    @Test("MassHunter: Final Conc. is taken, with the dilution that it holds; expected time from the method group")
    func massHunterWide() throws {
        let document = document(SyntheticExport.massHunterWide)
        #expect(document.readings.count == 8)
        let figure = try #require(document.reading("INJ1", "METH"))
        #expect(figure.value == .number(25))
        #expect(figure.dilution == 10)
        #expect(figure.dilutionState == .applied)
        #expect(figure.retentionTime == 3.12)
        #expect(figure.retentionTimeExpected == 3.1)
        #expect(figure.ionRatio == 44)
        #expect(figure.dataFile == "i1.d")
        #expect(figure.isManuallyIntegrated)
        #expect(document.reading("INJ1", "KET")?.value == .notFound)
        #expect(document.reading("INJ2", "METH")?.value == .notAnalysed)
        #expect(document.reading("INJ2", "KET")?.value == .belowDetection)
        #expect(document.reading("DB", "METH")?.value == .notAnalysed)
    }

    @Test("MassHunter without the word Sample, with Calc. Conc. alone and a line above")
    func massHunterVariants() throws {
        let text = "Batch results\n,,METH Results,,Qualifier (1 -> 2) Results\nData File,Type,RT,Calc. Conc.,Ratio\na.d,Sample,3.1,2.5,40\n"
        let document = document(text)
        #expect(document.format == .massHunterWide)
        let figure = try #require(document.reading("a.d", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.dilutionState == .notApplied)
        #expect(figure.ionRatio == 40)
    }

    @Test("MassHunter compound table: rows are compounds, columns injections")
    func massHunterCompound() {
        let document = document(SyntheticExport.massHunterCompound)
        #expect(document.readings.count == 4)
        #expect(document.reading("INJ2", "METH")?.value == .number(0.3))
        #expect(document.reading("INJ1", "KET")?.value == .number(0.9))
        #expect(document.reading("INJ2", "KET")?.value == .notFound)
    }

    @Test("TargetLynx summary: blank without a peak, Below RL, a hand's flags")
    func targetLynxSummary() {
        let document = document(SyntheticExport.targetLynxSummary)
        #expect(document.readings.count == 6)
        #expect(document.reading("INJ1", "METH")?.value == .number(2.5))
        #expect(document.reading("INJ1", "METH")?.isManuallyIntegrated == true)
        #expect(document.reading("INJ2", "METH")?.value == .notFound)
        #expect(document.reading("INJ2", "KET")?.value == .belowQuantification)
        #expect(document.reading("CAL1", "KET")?.expected == 1)
    }

    @Test("TargetLynx by sample: blocks are injections, rows compounds, reports one after another")
    func targetLynxBySample() {
        let header = "\n\tName\tRT\tArea\tIS Area\tConc.\tDetection Flags\n"
        let text =
            "Quantify Sample Summary Report\n\nPrinted Wed Sep 03 12:00:00 2025\n\nSample Name: INJ 1   Sample ID:  12.626\n" + header
            + "1\tMETH\t3.11\t250\t900\t2.5\tbb\n2\tKET\t\t\t900\t\t\n\nQuantify Sample Summary Report\n\nSample Name: INJ 2\n" + header
            + "1\tMETH\t3.10\t150\t900\t1.5\tbb\n2\tKET\t4.2\t20\t900\t0.2\tbb\n"
        let document = document(text)
        #expect(document.format == .targetLynxSummary)
        #expect(document.readings.count == 4)
        #expect(document.reading("INJ 1", "METH")?.value == .number(2.5))
        #expect(document.reading("INJ 1", "METH")?.sampleText == "12.626")
        #expect(document.reading("INJ 1", "KET")?.value == .notFound)
        #expect(document.reading("INJ 2", "KET")?.value == .number(0.2))
    }

    @Test("TargetLynx headers that users renamed")
    func targetLynxRenamed() {
        let text = SyntheticExport.targetLynxSummary.replacing("Conc.\tAcq", with: "pguL\tAcq").replacing("Std. Conc", with: "理论浓度")
        let document = document(text)
        #expect(document.reading("INJ1", "METH")?.value == .number(2.5))
        #expect(document.reading("INJ1", "METH")?.unit == "pguL")
        #expect(document.reading("CAL1", "METH")?.expected == 1)
    }

    @Test("TargetLynx XML: a figure, and zero beside NaN")
    func targetLynxXML() throws {
        let document = document(SyntheticExport.targetLynxXML)
        #expect(document.readings.count == 2)
        let figure = try #require(document.reading("INJ1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.internalStandardArea == 900)
        #expect(figure.position.line == 2)
        #expect(document.reading("INJ2", "METH")?.value == .notAnalysed)
    }

    @Test("TraceFinder: confirming peaks are no results, N/F is not found, an excluded record is NA")
    func traceFinder() {
        let document = document(SyntheticExport.traceFinder)
        #expect(document.readings.count == 4)
        #expect(document.reading("f2", "METH")?.value == .number(2.5))
        #expect(document.reading("f2", "METH")?.retentionTimeExpected == 3.1)
        #expect(document.reading("f3", "METH")?.value == .notFound)
        #expect(document.reading("f4", "METH")?.value == .notAnalysed)
    }

    @Test("LabSolutions: files one after another, Type is not the sample type, negative is below detection")
    func labSolutions() {
        let document = document(SyntheticExport.labSolutions)
        #expect(document.readings.count == 4)
        #expect(document.reading("INJ1.lcd", "METH")?.value == .number(2.5))
        #expect(document.reading("INJ1.lcd", "METH")?.sampleType == nil)
        #expect(document.reading("INJ1.lcd", "KET")?.value == .notFound)
        #expect(document.reading("INJ2.lcd", "METH")?.value == .belowDetection)
        #expect(document.reading("INJ2.lcd", "KET")?.area == 4.44e8)
    }

    @Test("Skyline: a figure with its unit in the cell")
    func skyline() {
        let document = document(SyntheticExport.skyline)
        #expect(document.reading("INJ1", "METH")?.value == .number(12.3))
        #expect(document.reading("INJ1", "METH")?.unit == "ng/mL")
        #expect(document.reading("INJ2", "METH")?.value == .notFound)
        #expect(document.reading("CAL1", "METH")?.accuracy == 102)
    }

    @Test("Wide table with Chinese headers: analytes are read, loads and means are not")
    func wideTable() {
        let document = document(SyntheticExport.wideTable)
        #expect(document.readings.count == 6)
        #expect(document.reading("S1", "甲基苯丙胺")?.value == .number(100))
        #expect(document.reading("S1", "甲基苯丙胺")?.unit == "ng/L")
        #expect(document.reading("S1", "吗啡")?.value == .below(limit: 0.5))
        #expect(document.reading("S1", "吗啡")?.unit == "ng/L")
        #expect(document.reading("S2", "甲基苯丙胺")?.value == .notDetected)
        #expect(document.reading("S2", "吗啡")?.value == .notAnalysed)
        #expect(document.codes("A022") == 1)
    }

    @Test("Canonical table: qualifiers, limits and types of its own")
    func canonical() throws {
        let document = document(SyntheticExport.canonical)
        let figure = try #require(document.readings.first)
        #expect(figure.value == .number(12.5))
        #expect(figure.limitOfQuantification == 2)
        #expect(figure.acquiredAt?.offsetSeconds == 28_800)
        #expect(document.readings[1].value == .belowQuantification)
        #expect(document.readings[2].value == .notDetected)
        #expect(document.readings[2].sampleType == .blank)
    }

    @Test("Statistics below a table are named and left out")
    func statistics() {
        let rows = "Average\t\t\tMETH\t\t\t\t\t5.5\t\t\t\t\t\t\n%RSD\t\t\tMETH\t\t\t\t\t12\t\t\t\t\t\t\n"
        let document = document(SyntheticExport.sciexLong + rows)
        #expect(document.readings.count == 6)
        #expect(document.codes("A022") == 2)
    }

    @Test("Columns in another order and fewer of them give the same figures")
    func fewerColumns() {
        let document = document("Component Name,Calculated Concentration,Sample Name\nMETH,2.5,INJ1\n")
        #expect(document.format == .sciexLong)
        #expect(document.readings.map(\.value) == [.number(2.5)])
        #expect(document.readings[0].unit == nil)
    }

    @Test("Nothing known: named, and nothing read")
    func unknownLayout() {
        #expect(document("a,b,c\n1,2,3\n").codes("A002") == 1)
        #expect(document("").codes("A001") == 1)
        #expect(AssayDocument.read([0x50, 0x4B, 0x03, 0x04, 0, 0], file: "x.csv", catalogue: catalogue).codes("A070") == 1)
        #expect(AssayDocument.read(Array("%PDF-1.7".utf8), file: "x.csv", catalogue: catalogue).codes("A003") == 1)
    }
}
