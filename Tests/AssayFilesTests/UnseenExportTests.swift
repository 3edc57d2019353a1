import AssayFiles
import Findings
import Monitoring
import Testing
import Wording

/// Layouts that laboratories' own exports have, met outside the formats' descriptions.
@Suite("What exports hold that were made by others") struct UnseenExportTests {
    /// With the analytes that the program ships with, among which abbreviations such as `CE` are.
    private func shipped(_ text: String) -> AssayDocument { AssayDocument.read(Array(text.utf8), file: "export.csv") }

    private func codes(_ document: AssayDocument) -> [String] { document.findings.filter { $0.severity >= .warning }.map(\.code.rawValue) }

    // MARK: Figures without a curve

    @Test("A TargetLynx report without a curve writes the response as the concentration: it is an area")
    func areasAsConcentrations() throws {
        func block(_ sample: String, _ rows: String) -> String {
            "Sample Name: \(sample)   Sample ID:  \n\n\t#\tName\tTrace\tRT\tArea\tIS Area\tResponse\tConc.\t%Dev\tAcq.Date\tAcq.Time\tStd. Conc\n\(rows)\n"
        }
        let text =
            "Quantify Sample Summary Report \n\nPrinted Fri Sep 12 09:50:46 2025\n\n"
            + block("A1", "1\t1\tMETH\t150\t3.20\t5961.25\t\t5961.25\t5961.25\t\t07-Sep-25\t15:05:51\t0.000\n2\t2\tKET\t238\t4.10\t812.5\t100.5\t8.085\t8.085\t\t07-Sep-25\t15:05:51\t0.000\n3\t3\tMDMA\t194\t3.5\t5000.25\t\t5000.25\t2.5\t\t07-Sep-25\t15:05:51\t0.000\n")
            + block("A2", "1\t1\tMETH\t150\t\t\t\t\t\t\t07-Sep-25\t15:25:48\t0.000\n2\t2\tKET\t238\t4.10\t2412.5\t100.5\t24.005\t24.005\t\t07-Sep-25\t15:25:48\t0.000\n3\t3\tMDMA\t194\t3.5\t7000.25\t\t7000.25\t3.5\t\t07-Sep-25\t15:25:48\t0.000\n")
        let document = document(text)
        #expect(document.format == .targetLynxSummary)
        #expect(document.reading("A1", "METH")?.value == .notAnalysed)
        #expect(document.reading("A1", "KET")?.value == .notAnalysed)
        #expect(document.reading("A2", "KET")?.value == .notAnalysed)
        #expect(document.reading("A1", "MDMA")?.value == .number(2.5))
        #expect(document.hasConcentrations)
        let told = document.findings.filter { $0.code == "A110" }
        #expect(told.map { $0.arguments["compound"] ?? "" } == ["METH", "KET"])
        #expect(told.allSatisfy { $0.severity == .warning })
    }

    @Test("A file of nothing but such figures holds no concentrations")
    func onlyAreas() {
        let document = document(
            "Quantify Compound Summary Report\n\nCompound 1:  METH\n\n\tName\tType\tRT\tArea\tResponse\tConc.\n1\tA1\tAnalyte\t3.1\t99427.93\t99427.93\t99427.93\n2\tA2\tAnalyte\t3.1\t104.183\t104.183\t104.183\n\n")
        #expect(!document.hasConcentrations)
        #expect(codes(document).sorted() == ["A006", "A110"])
    }

    @Test("One figure that equals its area by chance leaves the others what they are")
    func chance() {
        let document = document("Sample Name\tSample Type\tComponent Name\tArea\tCalculated Concentration\nA1\tUnknown\tMETH\t1250.5\t1250.5\nA2\tUnknown\tMETH\t2600\t2580.1\nB1\tUnknown\tKET\t100\t100\n")
        #expect(document.readings.map(\.value) == [.number(1250.5), .number(2580.1), .number(100)])
    }

    @Test("LabSolutions without a curve writes the peak's share of all areas, with zeros as coefficients")
    func shareOfAreas() {
        func part(_ rows: String) -> String {
            "[Header]\nData File Name\tC:\\x\\a.qgd\n\n[MS Quantitative Results]\n# of IDs\t3\nID#\tName\tType\tRet.Time\tArea\tConc.\tCalibration Curve\t3rd\t2nd\t1st\tConstant\tUnit\n\(rows)\n"
        }
        let document = document(part("1\tMETH\tTarget\t6.393\t388\t0.00598\tDefault\t0\t0\t0\t0\tmg/L\n2\tKET\tTarget\t7.393\t588\t0.5\tLinear\t0\t0\t1176\t0\tmg/L\n3\tMDMA\tTarget\tNot Identified\t\t\tLinear\t0\t0\t0\t0\tmg/L\n"))
        #expect(document.readings.map(\.value) == [.notAnalysed, .number(0.5), .notFound])
        #expect(codes(document) == ["A111"])
    }

    @Test("A final concentration of zero beside one above zero before dilution is a contradiction")
    func zeroAfterDilution() {
        let document = document("Sample,,,METH Results,,,\nName,Data File,Type,RT,Area,Calc. Conc.,Final Conc.\nS1,a.d,Sample,3.1,1091082,0.1034,0.0\nS2,b.d,Sample,3.1,10,-0.2,0.0\nS3,c.d,Sample,3.1,91082,2.5,2.5\n")
        #expect(document.readings.map(\.value) == [.notAnalysed, .belowDetection, .number(2.5)])
        #expect(codes(document) == ["A112"])
    }

    // MARK: Columns and rows that were left out

    @Test("Two injections of one name side by side in a compound table are two")
    func sameNameSideBySide() {
        let document = document(
            "Compound Method,,QC1,,,,QC1,,,QC1,,,,QC1,,,S1,,,,S1,,\nName,Precursor Ion,Acq. Date-Time,Name,Data File,Type,RT,Area,Final Conc.,Acq. Date-Time,Name,Data File,Type,RT,Area,Final Conc.,Acq. Date-Time,Name,Data File,Type,RT,Area,Final Conc.\nMETH,150.1,2025-09-03 21:06,QC1,q1.d,QC,5.02,439,1.5,2025-09-03 21:38,QC1,q2.d,QC,5.07,500,1.75,2025-09-03 22:53,S1,s1.d,Sample,5.10,658,2.25\n")
        #expect(document.format == .massHunterCompound)
        #expect(document.readings.map(\.dataFile) == ["q1.d", "q2.d", "s1.d"])
        #expect(document.readings.map(\.value) == [.number(1.5), .number(1.75), .number(2.25)])
        #expect(document.readings.map { $0.acquiredAt?.secondOfDay ?? 0 } == [21 * 3600 + 360, 21 * 3600 + 2280, 22 * 3600 + 3180])
    }

    @Test("A results report of MassHunter writes its headers in one word and numbers compounds and samples")
    func massHunterReport() throws {
        let document = document(
            "Analysis Time,7/13/2025 9:55,,,,,,,,,\nBatch Name,20250711,,,,,,,,,\n,,,,,,,,,,\nSampleID,CompoundID,SampleName,Compound,CalculatedConcentration,FinalConcentration,Dilution,DataPathName,DataFileName,AcqDateTime,CompoundType\n0,6,QC 1,METH,0.0031,0.0031,1,D:\\x,q1.D,7/11/2025 16:52,Target\n1,6,S-1,METH,0.0002,0.2,1000,D:\\x,s1.D,7/13/2025 21:20,Target\n1,14,S-1,METH-x,9,9,1,D:\\x,s1.D,7/13/2025 21:20,ISTD\n1,25,S-1,KET,,ND,1000,D:\\x,s1.D,7/13/2025 21:20,Target\n")
        #expect(document.format == .massHunterLong)
        #expect(document.readings.count == 4)
        let figure = try #require(document.reading("S-1", "METH"))
        #expect(figure.value == .number(0.2))
        #expect(figure.dataFile == "s1.D")
        #expect(figure.dilution == 1000)
        #expect(figure.acquiredAt?.secondOfDay == 21 * 3600 + 20 * 60)
        #expect(document.reading("S-1", "KET")?.value == .notDetected)
        #expect(document.reading("S-1", "METH-x")?.isInternalStandard == true)
    }

    @Test("GCMSsolution calls the time of analysis and the sample's type by other words than LabSolutions")
    func gasChromatograph() throws {
        let document = document(
            "[Header]\nData File Name\tC:\\x\\a.qgd\n\n[File Information]\nType\tData File\n\n[Sample Information]\nAnalyzed\t10/17/2025 4:29:47 PM\nType\tUnknown\nSample Name\tS1\nDilution Factor\t10\n\n[MS Quantitative Results]\n# of IDs\t1\nID#\tName\tType\tRet.Time\tArea\tConc.\tUnit\n1\tMETH\tTarget\t6.393\t388\t2.5\tng/mL\n\n[MC Peak Table]\n")
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.sampleType == .unknown)
        #expect(figure.vendorSampleType == "Unknown")
        #expect(figure.acquiredAt?.secondOfDay == 16 * 3600 + 29 * 60 + 47)
        #expect(figure.dilution == 10)
    }

    @Test("Two columns whose words are read no further are not said to repeat each other")
    func noFalseRepeat() {
        let document = document(
            "Injection Name,Sample Description,Sample Type,Compound Name,Response,Calculated Concentration,Concentration Units,Quantitation Status\nI1,x,Unknown,METH,2500,2.5,ng/mL,Successful\n")
        #expect(document.format == .watersConnect)
        #expect(!document.findings.contains { $0.code == "A025" })
    }

    // MARK: Refusals by name

    @Test("A list of peaks with a column CE, the collision energy, is no table of cocaethylene")
    func collisionEnergy() {
        let document = shipped("Score,Name,Area,CE,File,Height,RT,m/z,Sample Name\n100,x,50443,15,a.D,22583,8.0,583.3,S-1\n")
        #expect(document.format == .unknown)
        #expect(document.readings.isEmpty)
        // The same abbreviation is an analyte where a row is a sample.
        #expect(shipped("sample_id,CE (ng/L),COC (ng/L)\nS-1,1.5,20\n").format == .wideTable)
    }

    @Test(
        "Files that hold no table of concentrations are refused by name",
        arguments: [
            ("Data File C:\\x\\Std 500.D\nSample Name: Std 500\n\nAcq. Operator   : SYSTEM     Seq. Line :   8\nInjection Date  : 10/11/2025 11:03:47 PM\n      Internal Standard Report\n\nSignal 1: FID1 A,\n", "ChemStation"),
            ("┌────┐\n│Cross Sequence Summary Report│\n└────┘\n│Sample Name │S1 │\n│ RT │ Area │\n", "OpenLab CDS"),
            ("Channel\tUV\nData System\tChromeleon\n\nRaw Data:\nTime(min)\tValue(mAU)\n0,0\t0,1\n", "Chromeleon"),
            ("Version 1,,,\nScore (Bio),\"Diff (Bio, mDa)\",\"Diff (MFG, mDa)\",CE,RT,Height,Sample Name\n,,,15,8.0,22,S-1\n", "Qualitative Analysis"),
            ("<?xml version=\"1.0\"?>\n<indexedmzML><mzML id=\"a\"></mzML></indexedmzML>\n", "mzML"),
            ("<!DOCTYPE html><html><body>login</body></html>\n", "HTML"),
        ])
    func foreign(text: String, name: String) throws {
        let document = document(text)
        #expect(document.format == .unknown)
        let finding = try #require(document.findings.first { $0.code == "A113" })
        #expect(finding.arguments["format"]?.contains(name) == true)
    }

    @Test("A results table of Analyst that hides the peak's name is refused by that column")
    func hiddenPeakName() throws {
        let document = document("\tSample Name\tSample ID\tSample Type\tFile Name\tAnalyte Peak Area (counts)\tCalculated Concentration (ng/mL)\n1\tS1\tA01\tUnknown\ta.wiff\t6.14e+003\t0.00\n")
        #expect(document.readings.isEmpty)
        let finding = try #require(document.findings.first { $0.code == "A114" })
        #expect(finding.arguments["column"] == "Analyte Peak Name")
    }

    @Test("A table of sites that names analytes and no samples is refused by that")
    func withoutSamples() throws {
        let document = shipped("\"site\",\"paraxanthine\",\"amphetamine\",\"caffeine\",\"collection_year\"\n\"BK-1\",0.002,0.001,0,2025\n")
        #expect(document.readings.isEmpty)
        let finding = try #require(document.findings.first { $0.code == "A115" })
        #expect(finding.arguments["analytes"] == "paraxanthine, amphetamine, caffeine")
    }

    @Test(
        "A row of limits above or below the samples is no sample",
        arguments: ["Method Detection limits (ug/L) =>", "LOD", "LOQ (ng/L)", "MDL", "Limit of quantification:", "检出限（ng/L）", "方法检出限", "定量限", "Reporting Limit"])
    func limits(name: String) throws {
        let document = shipped("Sample_ID,Amphetamine,Caffeine,MDMA\nBK-1,0.012,0.011,0.003\n,,,\n\(name),0.002,0.002,0.002\n")
        #expect(document.format == .wideTable)
        #expect(document.readings.count == 3)
        #expect(document.readings.allSatisfy { $0.sampleText == "BK-1" })
        #expect(try #require(document.findings.first { $0.code == "A116" }).text == name)
    }

    @Test("A sample whose name only begins like a limit is a sample", arguments: ["LOD-1", "MDL study 3", "Lodz 2", "MRL_0815"])
    func noLimits(name: String) {
        let document = shipped("Sample_ID,Amphetamine,Caffeine\n\(name),0.012,0.011\n")
        #expect(document.readings.count == 2)
    }

    @Test("Zeros of standards that have a peak come from no curve: their samples are not below detection")
    func zerosWithoutCurve() throws {
        let rows = "S1\tStandard\tMETH\t100\t1\t0.00\nS2\tStandard\tMETH\t500\t5\t0.00\nV1\tUnknown\tMETH\t250\tN/A\t0.00\n"
        let header = "Sample Name\tSample Type\tAnalyte Peak Name\tAnalyte Peak Area (counts)\tAnalyte Concentration (ng/mL)\tCalculated Concentration (ng/mL)\n"
        let none = document(header + rows)
        #expect(none.readings.map(\.value) == [.notAnalysed, .notAnalysed, .notAnalysed])
        #expect(try #require(none.findings.first { $0.code == "A117" }).arguments["compound"] == "METH")
        // With a curve, a zero is below detection: one standard may lie below its intercept.
        let curve = document(header + rows + "S3\tStandard\tMETH\t900\t9\t8.8\n")
        #expect(curve.readings.map(\.value) == [.belowDetection, .belowDetection, .belowDetection, .number(8.8)])
        #expect(!curve.findings.contains { $0.code == "A117" })
        let one = document(header + "S1\tStandard\tMETH\t100\t1\t0.00\nV1\tUnknown\tMETH\t250\tN/A\t0.00\n")
        #expect(one.readings.map(\.value) == [.belowDetection, .belowDetection])
        let bound = document(header + rows + "V2\tUnknown\tMETH\t20\tN/A\t< 0\n")
        #expect(!bound.findings.contains { $0.code == "A117" })
    }

    @Test("Peaks that TraceFinder labels as fragments and isotopes of a target are no results of their own")
    func peakLabels() {
        let document = document(
            "Compound,Filename,Sample Type,Peak Label,Area,Calculated Amt,Final Units\nMETH,f1,Unknown,T1,250,2.5,ng/mL\nMETH,f1,Unknown,F1,110,N/A,\nMETH,f1,Unknown,I1,50,N/A,\nMETH,f1,Unknown,C1,40,N/A,\nKET,f1,Unknown,T1,99,N/F,ng/mL\n")
        #expect(document.format == .traceFinder)
        #expect(document.readings.map(\.value) == [.number(2.5), .notFound])
    }

    @Test("A unit of amount behind a figure is refused once by its name, not as a cell that is not understood")
    func molarCells() {
        let document = document(
            "File Name\tSample Type\tMolecule\tPrecursor\tTotal Area\tQuantification\tAccuracy\na.raw\tUnknown\tMETH\t150.1[M+H]\t1258\t0.0736 uM\t#N/A\nb.raw\tUnknown\tMETH\t150.1[M+H]\t1988\t0.0936 uM\t#N/A\nb.raw\tUnknown\tKET\t238.1[M+H]\t1988\t86.4 fmol\t#N/A\n")
        #expect(document.format == .skyline)
        #expect(document.readings.map(\.value) == [.notAnalysed, .notAnalysed, .notAnalysed])
        #expect(document.findings.filter { $0.code == "A051" }.map(\.text) == ["uM", "fmol"])
        #expect(!document.findings.contains { $0.code == "A016" })
    }

    @Test("A unit of mass in a volume behind a figure is taken, and a word is still not understood")
    func massCells() {
        let document = document(
            "File Name\tSample Type\tMolecule\tPrecursor\tTotal Area\tQuantification\tAccuracy\na.raw\tUnknown\tMETH\t150.1[M+H]\t1258\t0.5 ng/mL\t#N/A\nb.raw\tUnknown\tMETH\t150.1[M+H]\t1988\t0.5 x\t#N/A\n")
        #expect(document.readings.first?.value == .number(0.5))
        #expect(document.readings.first?.unit == "ng/mL")
        #expect(document.findings.filter { $0.code == "A016" }.map(\.text) == ["0.5 x"])
    }

    @Test("Each code has what, why and fix in both languages", arguments: Language.allCases)
    func sentences(language: Language) {
        let catalogue = Catalogue.of(language)
        for number in 110...117 { #expect(catalogue.keys["A\(number)"] == ["fix", "what", "why"], "A\(number) in \(language)") }
    }
}
