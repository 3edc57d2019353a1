import AssayFiles
import Findings
import Foundation
import Monitoring
import ProgrammeFiles

/// Small exports of each format, written for the tests.
enum SyntheticExport {
    static let canonical = """
        sample_id,analyte,result,unit,qualifier,lod,loq,uloq,batch,injection,sample_type,analysed_at,dilution
        S1,methamphetamine,12.5,ng/L,,0.5,2,500,B1,I1,unknown,2025-09-03T10:00:00+08:00,1
        S1,ketamine,,ng/L,<LOQ,0.5,2,500,B1,I1,unknown,2025-09-03T10:00:00+08:00,1
        MB,methamphetamine,,ng/L,ND,0.5,2,500,B1,I2,blank,2025-09-03T10:10:00+08:00,1

        """

    static let sciexLong = """
        Sample Name\tSample Type\tOperator Note\tComponent Name\tIS Name\tActual Concentration\tArea\tIS Area\tCalculated Concentration (ng/mL)\tUsed\tRetention Time\tExpected RT\tIon Ratio\tDilution Factor\tAcquisition Date
        CAL1\tStandard\tx\tMETH\tMETH-d5\t1.0\t100\t1000\t1.02\tTRUE\t3.10\t3.11\t0.45\t1\t2025/09/03 09:00:00
        INJ1\tUnknown\ty\tMETH\tMETH-d5\tN/A\t250\t900\t2.5\tFALSE\t3.11\t3.11\t0.44\t1\t2025/09/03 10:00:00
        INJ1\tUnknown\ty\tMETH-d5\t\tN/A\t900\t\tN/A\tFALSE\t3.09\t3.11\tN/A\t1\t2025/09/03 10:00:00
        INJ2\tUnknown\ty\tMETH\tMETH-d5\tN/A\tN/A\t950\tN/A\tFALSE\tN/A\t3.11\tN/A\t1\t2025/09/03 10:15:00
        INJ3\tUnknown\ty\tMETH\tMETH-d5\tN/A\t12\t940\t< 0\tFALSE\t3.10\t3.11\t0.40\t1\t2025/09/03 10:30:00
        DBL\tDouble Blank\ty\tMETH\tMETH-d5\tN/A\t5\t0\t0.7\tFALSE\t3.10\t3.11\tN/A\t1\t2025/09/03 10:45:00

        """

    static let analyst = """
        Peak Name: METH
        Internal Standard: METH-d5
        Q1/Q3 Masses: 150.10/91.10 Da
        Fit\tLinear\tWeighting\t1 / x
        Intercept\t-0.00164
        Slope\t0.0207
        Correlation coefficient\t0.9990
        Use Area

        Sample Name\tSample ID\tSample Type\tAcquisition Date\tFile Name\tDilution Factor\tAnalyte Peak Name\tAnalyte Units\tAnalyte Peak Area (counts)\tAnalyte Concentration (ng/mL)\tAnalyte Retention Time (min)\tIS Peak Name\tIS Peak Area (counts)\tArea Ratio\tArea Ratio\tCalculated Concentration (ng/mL)\tAccuracy (%)\tUse Record
        CAL1\t1\tStandard\t9/13/2025 9:00:00 AM\tb.wiff\t1.00\tMETH\tng/mL\t100\t1.00\t3.10\tMETH-d5\t1000\t0.1\t0.1\t1.02\t102.\t1
        INJ1\t2\tUnknown\t9/13/2025 2:10:00 PM\tb.wiff\t1.00\tMETH\tng/mL\t250\tN/A\t3.11\tMETH-d5\t900\t0.27\t0.27\t2.5\tN/A\t
        INJ2\t3\tUnknown\t9/13/2025 2:25:00 PM\tb.wiff\t1.00\tMETH\tng/mL\t0\tN/A\t0.00\tMETH-d5\t910\t0\t0\tNo Peak\tN/A\t
        Sample Name\tSample ID\tSample Type\tAcquisition Date\tFile Name\tDilution Factor\tAnalyte Peak Name\tAnalyte Units\tAnalyte Peak Area (counts)\tAnalyte Concentration (ng/mL)\tAnalyte Retention Time (min)\tIS Peak Name\tIS Peak Area (counts)\tArea Ratio\tArea Ratio\tCalculated Concentration (ng/mL)\tAccuracy (%)\tUse Record
        INJ3\t4\tUnknown\t9/13/2025 2:40:00 PM\tb.wiff\t1.00\tMETH\tng/mL\t20\tN/A\t3.10\tMETH-d5\t905\t0.02\t0.02\t< 0\tN/A\t

        """

    static let massHunterWide = """
        Sample,,,,,,METH Method,METH Results,,,,,Qualifier (150.1 -> 119.1) Results,KET Results,,
        Name,Data File,Type,Level,Acq. Date-Time,Dil.,RT,RT,Area,Calc. Conc.,Final Conc.,MI,Ratio,RT,Area,Final Conc.
        CAL1,c1.d,Cal,1,9/13/2025 9:00,1,3.1,3.11,100,1.02,1.02,FALSE,45.1,4.2,90,0.98
        INJ1,i1.d,Sample,,9/13/2025 10:00,10,3.1,3.12,250,2.5,25,TRUE,44.0,,,
        INJ2,i2.d,Sample,,9/13/2025 10:15,1,3.1,3.10,240,,,FALSE,44.2,4.2,0,0
        DB,d.d,DoubleBlank,,9/13/2025 10:30,1,3.1,3.10,21,4.397,4.397,FALSE,,,,

        """

    static let massHunterCompound = """
        Compound Method,,INJ1,,,INJ2 Results,,
        Name,Transition,RT,Area,Final Conc.,RT,Area,Final Conc.
        METH,150.1 -> 91.1,3.11,250,2.5,3.12,30,0.3
        KET,238.1 -> 125.0,4.21,90,0.9,,,

        """

    static let targetLynxSummary = """
        Quantify Compound Summary Report

        Printed Wed Sep 03 12:00:00 2025

        Compound 1:  METH

        \tName\tType\tStd. Conc\tRT\tArea\tIS Area\tConc.\tAcq.Date\tAcq.Time\tDetection Flags
        1\tCAL1\tStandard\t1.0\t3.10\t100\t1000\t1.02\t03-Sep-25\t09:00:00\tbb
        2\tINJ1\tAnalyte\t\t3.11\t250\t900\t2.5\t03-Sep-25\t10:00:00\tMM
        3\tINJ2\tAnalyte\t\t\t\t910\t\t03-Sep-25\t10:15:00\t

        Compound 2:  KET

        \tName\tType\tStd. Conc\tRT\tArea\tIS Area\tConc.\tAcq.Date\tAcq.Time\tDetection Flags
        1\tCAL1\tStandard\t1.0\t4.20\t90\t1000\t0.98\t03-Sep-25\t09:00:00\tbb
        2\tINJ1\tAnalyte\t\t4.21\t45\t900\t0.45\t03-Sep-25\t10:00:00\tbb
        3\tINJ2\tAnalyte\t\t4.19\t40\t910\tBelow RL\t03-Sep-25\t10:15:00\tbb

        """

    static let targetLynxXML = """
        <?xml version="1.0"?>
        <QUANDATASET version="1"><GROUPDATA count="1"><GROUP id="1" name="B1"><SAMPLELISTDATA count="2"><SAMPLE id="1" name="INJ1" createdate="03-Sep-25" createtime="10:00:00" type="Analyte" sampleid=""><COMPOUND id="1" name="METH" stdconc="0.0000"><PEAK foundrt="3.11" area="250.0" pkflags="MM" analconc="2.5" conccalc="2.5" ionratio="0.44" ionratiopred="0.45" signoise="50"><ISPEAK area="900"/></PEAK></COMPOUND></SAMPLE><SAMPLE id="2" name="INJ2" createdate="03-Sep-25" createtime="10:15:00" type="Analyte" sampleid=""><COMPOUND id="1" name="METH" stdconc="0.0000"><PEAK foundrt="3.10" area="33.0" pkflags="bb" analconc="0.0000" conccalc="NaN"><ISPEAK area=""/></PEAK></COMPOUND></SAMPLE></SAMPLELISTDATA></GROUP></GROUPDATA></QUANDATASET>

        """

    static let traceFinder = """
        Compound,RT,Type,Filename,Sample Type,Peak Label,Level,Sample Name,Area,Actual RT,Calculated Amt,Theoretical Amt,ISTD Response,Active,Excluded,Final Units,Ion Ratio
        METH,3.1,Target Compound,f1,Cal Std,T1,1,,100,3.11,1.02,1,1000,True,False,ng/mL,45
        METH,3.1,Target Compound,f2,Unknown,T1,,,250,3.11,2.5,N/A,900,True,False,ng/mL,44
        METH,3.1,Target Compound,f2,Unknown,C1,,,110,3.11,N/A,N/A,900,True,False,,44
        METH,3.1,Target Compound,f3,Unknown,T1,,,N/F,N/F,N/F,N/A,905,True,False,ng/mL,N/A
        METH,3.1,Target Compound,f4,Unknown,T1,,,251,3.11,2.6,N/A,900,True,True,ng/mL,44

        """

    static let labSolutions = """
        [Header]
        Data File Name\tC:\\LabSolutions\\Data\\INJ1.lcd
        Output Date\t2025/09/03

        [MS Quantitative Results]
        # of IDs\t2
        ID#\tName\tType\tISTD Group#\tMass\tRet.Time\tArea\tConc.\tMode\tStd.Ret.Time\tUnit
        1\tMETH\tTarget\t0\t150.10\t3.110\t250\t2.5\tManual\t3.100\tng/mL
        2\tKET\tTarget\t0\t238.10\tNot Identified\t\t\t\t4.200\t

        [Header]
        Data File Name\tC:\\LabSolutions\\Data\\INJ2.lcd
        Output Date\t2025/09/03

        [MS Quantitative Results]
        # of IDs\t2
        ID#\tName\tType\tISTD Group#\tMass\tRet.Time\tArea\tConc.\tMode\tStd.Ret.Time\tUnit
        1\tMETH\tTarget\t0\t150.10\t3.110\t2\t-0.07825\tAuto\t3.100\tng/mL
        2\tKET\tTarget\t0\t238.10\t4.210\t4.44e+008\t1.5\tAuto\t4.200\tng/mL

        """

    static let skyline = """
        Molecule,Replicate,File Name,Sample Type,Total Area,Quantification,Explicit Analyte Concentration,Exclude From Calibration,Accuracy
        METH,INJ1,i1.raw,Unknown,250,12.3 ng/mL,#N/A,False,#N/A
        METH,INJ2,i2.raw,Unknown,0,#N/A,#N/A,False,#N/A
        METH,CAL1,c1.raw,Standard,100,1.02 ng/mL,1,False,102%

        """

    static let wideTable = """
        样本编号,污水处理厂名称,采样时间,流量(万m3/天),可替宁(ng/L),甲基苯丙胺（ng/L）,甲基苯丙胺负荷量,吗啡 ng/L
        S1,一厂,2025-09-03,5,2000,100,38.9,<0.5
        S2,二厂,2025-09-03,4,1800,未检出,,－
        平均值,,,4.5,1900,100,,

        """

    static let massHunterLong = """
        Batch Info,2025-09-13T10:00:00,,
        Sequence Table,,,
        Data File,Sample Name,Level,Sample Type
        i1.d,INJ1,,Sample
        c1.d,CAL1,1,Cal

        Target Compound,METH,,,,,,
        Data File,Compound,ISTD,Resp,ISTD Resp,RT,Final Conc,Exp Conc
        i1.d,METH,METH-d5,250,900,3.11,2.5,
        c1.d,METH,METH-d5,100,1000,3.10,1.02,1

        Target Compound,KET,,,,,,
        Data File,Compound,ISTD,Resp,ISTD Resp,RT,Final Conc,Exp Conc
        i1.d,KET,METH-d5,,900,,,
        c1.d,KET,METH-d5,90,1000,4.21,0.98,1

        """

    static let watersConnect = """
        Injection Name,Sample Type,Compound Name,Compound Type,Linked Internal Standard,Observed RT (min),Response,IS Response,Expected Concentration,Calculated Concentration,Concentration Units,Quantitation Status
        INJ1,Unknown,METH,Analyte,METH-d5,3.11,250.5,900,,2.5,ng/mL,Quantified
        INJ2,Unknown,METH,Analyte,METH-d5,,,910,,Not Detected,ng/mL,Not Detected
        CAL1,Standard,METH,Analyte,METH-d5,3.1,100.25,1000,1,1.02,ng/mL,Quantified

        """

    static let labSolutionsBrowser = """
        ID#\t1
        Name\tMETH
        \tData Filename\tSample Name\tSample Type\tLevel#\tRet. Time\tArea\tISTD Area\tConc.\tUnit\tDate Acquired
        1\ta.lcd\tINJ1\tUnknown\t0\t3.11\t250.5\t900\t2.5\tng/mL\t9/13/2025 1:20:57 PM
        2\tb.lcd\tINJ2\tUnknown\t0\t-----\t-----\t910\t-----\tng/mL\t9/13/2025 1:30:57 PM
        \tAverage\t\t\t\t3.11\t250.5\t905\t2.5\t\t

        ID#\t2
        Name\tKET
        \tData Filename\tSample Name\tSample Type\tLevel#\tRet. Time\tArea\tISTD Area\tConc.\tUnit\tDate Acquired
        1\ta.lcd\tINJ1\tUnknown\t0\t4.21\t25.5\t900\t-0.25\tng/mL\t9/13/2025 1:20:57 PM
        2\tb.lcd\tINJ2\tUnknown\t0\t4.20\t75.5\t910\t0.75\tng/mL\t9/13/2025 1:30:57 PM

        """

    static let skylinePivot = """
        Molecule,INJ1 Quantification,INJ2 Quantification,INJ1 Total Area,INJ2 Total Area
        METH,2.5 ng/mL,#N/A,250.5,0
        KET,0.75 ng/mL,1.25 ng/mL,75.5,125.5

        """

    /// All of them, by the format they must be taken for.
    static let all: [(format: AssayFormat, text: String)] = [
        (.canonical, canonical), (.sciexLong, sciexLong), (.sciexAnalyst, analyst), (.massHunterWide, massHunterWide),
        (.massHunterCompound, massHunterCompound), (.targetLynxSummary, targetLynxSummary), (.targetLynxXML, targetLynxXML), (.traceFinder, traceFinder),
        (.labSolutions, labSolutions), (.skyline, skyline), (.wideTable, wideTable), (.massHunterLong, massHunterLong), (.watersConnect, watersConnect),
        (.labSolutionsBrowser, labSolutionsBrowser), (.skyline, skylinePivot),
    ]
}

/// A catalogue of the names that the tests use.
let catalogue = AnalyteCatalogue(
    analytes: ["methamphetamine", "ketamine", "cotinine", "morphine", "6-monoacetylmorphine", "codeine"].map {
        Analyte(code: AnalyteCode($0), role: .biomarker, parentDrug: nil, englishName: $0, chineseName: $0)
    },
    aliases: [
        "methamphetamine": .analyte("methamphetamine"), "甲基苯丙胺": .analyte("methamphetamine"), "ketamine": .analyte("ketamine"),
        "可替宁": .analyte("cotinine"), "吗啡": .analyte("morphine"), "o6甲乙酰吗啡": .knownWrong("6-monoacetylmorphine"),
        "mor/cod": .ambiguous(["morphine", "codeine"]),
    ])

func document(_ text: String, file: String = "inbox/batch.txt") -> AssayDocument {
    AssayDocument.read(Array(text.utf8), file: file, catalogue: catalogue)
}

extension AssayDocument {
    /// The reading of an injection and compound; the first where there are several.
    func reading(_ injection: String, _ compound: String) -> AssayReading? {
        readings.first { $0.injection == injection && $0.compound == compound }
    }

    func codes(_ code: FindingCode) -> Int { findings.count { $0.code == code } }
}

/// The folder of real exports beside the project; absent in most places.
let realExports = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data/assay")

func hasRealExport(_ name: String) -> Bool { FileManager.default.fileExists(atPath: realExports.appendingPathComponent(name).path) }

func realExport(_ name: String) throws -> AssayDocument {
    AssayDocument.read([UInt8](try Data(contentsOf: realExports.appendingPathComponent(name))), file: name, catalogue: catalogue)
}
