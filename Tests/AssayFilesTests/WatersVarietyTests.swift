import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("What exports of Waters and Skyline look like elsewhere") struct WatersVarietyTests {
    @Test("TargetLynx saved again as CSV: blank first field, trailing commas, a quoted title, a column of numbers twice")
    func resavedSummary() throws {
        let text =
            "Quantify Compound Summary Report ,,,,,,,,\n,,,,,,,,\nPrinted Thu Jan 29 14:32:08 2015,,,,,,,,\n,,,,,,,,\n\"Compound 1:  6-MAM, free\",,,,,,,,\n,,,,,,,,\n,#,Name,Type,Std. Conc,RT,Area,Primary Flags,Conc.\n2,2,\"S1, second\",Analyte,0,3.11,250.5,MM,2.5\n1,1,C1,Standard,1,3.1,100,bb,1.02\n,,,,,,,,\nCompound 2:  KET,,,,,,,,\n,,,,,,,,\n,#,Name,Type,Std. Conc,RT,Area,Primary Flags,Conc.\n1,1,C1,Standard,1,4.2,90,bb,0.98\n2,2,\"S1, second\",Analyte,0,,,,\n"
        let document = document(text)
        #expect(document.format == .targetLynxSummary)
        #expect(document.readings.count == 4)
        let figure = try #require(document.reading("S1, second", "6-MAM, free"))
        #expect(figure.value == .number(2.5))
        #expect(figure.isManuallyIntegrated)
        #expect(figure.expected == 0 || figure.expected == nil)
        #expect(document.reading("S1, second", "KET")?.value == .notFound)
        #expect(!document.isTruncated)
    }

    @Test("TargetLynx by sample with a column # before the name, ratios of the first qualifier, r² and the method's limits")
    func sampleSummary() throws {
        let header = "\t#\tName\tTrace\tRT\tArea\tIS Area\tConc.\t1º Area\t1º Ratio (Actual)\t1º Ratio (Pred)\tCoeff. Of Determination\tLOD\tLOQ\tID\n"
        let text =
            "Quantify Sample Summary Report \n\nDataset:\tC:\\x.qld\nPrinted Fri Sep 09 09:50:46 2022\n\nSample Name: S 1   Sample ID:  \n\n" + header
            + "1\t1\tMETH\t280\t3.20\t250.5\t900\t2.5\t110\t0.44\t0.45\t0.9991\t0.5\t1.5\t\n2\t2\tKET\t320\t\t\t900\t\t\t\t\t\t\t\t\n"
        let document = document(text)
        #expect(document.format == .targetLynxSummary)
        let figure = try #require(document.reading("S 1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.ionRatio == 0.44)
        #expect(figure.ionRatioExpected == 0.45)
        #expect(figure.calibrationR2 == 0.9991)
        #expect(figure.area == 250.5)
        // No figure of it stands anywhere in the file: nothing says that it was sought.
        #expect(document.reading("S 1", "KET")?.value == .notAnalysed)
    }

    @Test("TargetLynx: a header that a Chinese laboratory renamed, with its unit", arguments: [("实际浓度(ng/mL)", "ng/mL"), ("实际浓度", nil), ("nmol/L", "nmol/L"), ("ppb", "ppb")])
    func renamed(header: String, unit: String?) throws {
        let text = "Quantify Compound Summary Report\n\nCompound 1:  METH\n\n\tName\tType\tRT\tArea\t\(header)\t理论浓度\n1\tS1\tAnalyte\t3.1\t250.5\t2.5\t\n"
        let figure = try #require(document(text).reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == unit)
    }

    @Test("TargetLynx XML: calibration data hold compounds that are no results; secondary peaks; several groups; a reporting limit")
    func xml() throws {
        func sample(_ name: String, _ peak: String, _ method: String = "replim=\"0.0\"") -> String {
            "<SAMPLE id=\"1\" name=\"\(name)\" createdate=\"03-Sep-25\" createtime=\"10:00:00\" type=\"Analyte\"><COMPOUND id=\"1\" name=\"METH\" stdconc=\"0.0\"><PEAK \(peak)><ISPEAK area=\"900\"/></PEAK><SECONDARYPEAKS><PEAK analconc=\"99\" area=\"1\"><ISPEAK area=\"7\"/></PEAK></SECONDARYPEAKS><METHOD \(method)/></COMPOUND></SAMPLE>"
        }
        let calibration = "<CALIBRATIONDATA filename=\"c.cdb\"><COMPOUND id=\"1\" name=\"METH\"><RESPONSE type=\"x\"/><CURVE type=\"Linear\"><CALIBRATIONCURVE curve=\"2 * x\"/><DETERMINATION rsquared=\"0.9987\"/></CURVE></COMPOUND></CALIBRATIONDATA>"
        func group(_ samples: String, _ count: Int) -> String {
            "<GROUPDATA count=\"1\"><GROUP id=\"1\" name=\"G\"><SAMPLELISTDATA count=\"\(count)\">\(samples)</SAMPLELISTDATA>\(calibration)</GROUP></GROUPDATA>"
        }
        let first = sample("S1", "analconc=\"2.5\" conccalc=\"2.5\" area=\"250\" foundrt=\"3.1\" pkflags=\"bb\"")
        let second = sample("S2", "analconc=\"0.25\" conccalc=\"0.25\" area=\"25\" foundrt=\"3.1\" belowrl=\"1\"", "replim=\"0.5\"")
        let third = sample("S3", "analconc=\"0.75\" conccalc=\"0.75\" area=\"75\" foundrt=\"3.1\" belowrl=\"1\"")
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<QUANDATASET version=\"1\">\(group(first + second, 2))\(group(third, 1))</QUANDATASET>\n"
        let document = document(text)
        #expect(document.format == .targetLynxXML)
        #expect(document.readings.count == 3)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.calibrationR2 == 0.9987)
        #expect(figure.internalStandardArea == 900)
        #expect(document.reading("S2", "METH")?.value == .below(limit: 0.5))
        // The flag stands without a limit: the figure is what the software calculated.
        #expect(document.reading("S3", "METH")?.value == .number(0.75))
        #expect(!document.isTruncated)
    }

    @Test("waters_connect: words of its own, a control that is not in the calibration, the unit in a column")
    func watersConnect() throws {
        let text =
            "Injection Name,Replicates,Injection Volume,Sample Type,Compound Name,Compound Type,Included in Calibration,Level,Linked Internal Standard,Expected RT (min),Observed RT (min),Response,Manual Changes,IS Response,Expected Concentration,Calculated Concentration,Concentration Units,Reporting Limit,Ion Ratios,R2,Signal to Noise,Quantitation Status,Cumulative Sample Factor,Acquisition Date Time,Expected Ion Ratios\nS1,1,5,Unknown,METH,Analyte,No,,METH-d5,3.1,3.11,250.5,No,900,,2.5,ng/mL,,0.44|1.5,0.9991,44,Quantified,1,7/14/2026 11:38,0.45|1.6\nS2,1,5,Unknown,METH,Analyte,No,,METH-d5,3.1,,,No,910,,Not Detected,ng/mL,,Not calculated,0.9991,,Not Detected,1,7/14/2026 11:50,0.45\nQ1,1,5,QC,METH,Analyte,No,M,METH-d5,3.1,3.1,500,Yes,905,5,4.75,ng/mL,,0.44,0.9991,44,Quantified,1,7/14/2026 12:00,0.45\nS3,1,5,Unknown,METH,Analyte,No,,METH-d5,3.1,3.1,500,No,905,,Not calculated,ng/mL,,0.44,0.9991,44,InvalidCalibration,1,7/14/2026 12:10,0.45\nS3,1,5,Unknown,METH-d5,Internal Standard,No,,,3.1,3.1,905,No,,,,ng/mL,,,,44,,1,7/14/2026 12:10,\n"
        let document = document(text)
        #expect(document.format == .watersConnect)
        #expect(document.readings.count == 5)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/mL")
        #expect(figure.ionRatio == 0.44)
        #expect(figure.ionRatioExpected == 0.45)
        #expect(figure.calibrationR2 == 0.9991)
        #expect(document.reading("S2", "METH")?.value == .notDetected)
        #expect(document.reading("Q1", "METH")?.value == .number(4.75))
        #expect(document.reading("Q1", "METH")?.isManuallyIntegrated == true)
        #expect(document.reading("S3", "METH")?.value == .notAnalysed)
        #expect(document.reading("S3", "METH-d5")?.isInternalStandard == true)
    }

    @Test("Skyline: rows of precursors and transitions are one reading; contradicting ones none")
    func transitions() {
        let header = "Molecule Name,Replicate Name,Precursor Mz,Product Mz,Retention Time,Area,Quantification,Sample Type,Exclude From Calibration\n"
        let text =
            header
            + "METH,S1,150.1,91.1,3.1,250,2.5 ng/mL,Unknown,True\nMETH,S1,150.1,119.1,3.1,110,2.5 ng/mL,Unknown,True\nKET,S1,238.1,125,4.1,90,0.5 ng/mL,Unknown,False\nKET,S1,240.1,127,4.1,33,0.7 ng/mL,Unknown,False\nMETH,S2,150.1,91.1,#N/A,0,#N/A,Unknown,False\nMETH,S2,150.1,119.1,#N/A,0,#N/A,Unknown,False\n"
        let document = document(text)
        #expect(document.format == .skyline)
        #expect(document.readings.count == 3)
        #expect(document.reading("S1", "METH")?.value == .number(2.5))
        #expect(document.reading("S1", "METH")?.unit == "ng/mL")
        #expect(document.reading("S1", "KET")?.value == .notAnalysed)
        #expect(document.reading("S2", "METH")?.value == .notFound)
        #expect(document.codes("A054") == 1)
        #expect(document.codes("A055") == 1)
    }

    @Test("Skyline with the replicates side by side, invariant or with decimal commas")
    func pivoted() throws {
        let invariant = document("Molecule,Precursor Charge,S 1 Quantification,S 2 Quantification,S 1 Total Area,S 2 Total Area\nMETH,1,2.5 ng/mL,#N/A,250.5,0\nKET,1,0.75 ng/mL,12.25 ng/mL,75.5,1225\n")
        #expect(invariant.format == .skyline)
        #expect(invariant.readings.count == 4)
        #expect(invariant.reading("S 1", "METH")?.value == .number(2.5))
        #expect(invariant.reading("S 2", "METH")?.value == .notFound)
        #expect(invariant.reading("S 2", "KET")?.value == .number(12.25))
        #expect(invariant.reading("S 2", "KET")?.area == 1225)
        #expect(invariant.reading("S 2", "KET")?.unit == "ng/mL")
        let local = document("Molecule;S1 Quantification (ng/L);S1 Total Area\nMETH;2,5;250,5\n")
        let figure = try #require(local.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/L")
    }
}
