import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("What exports of SCIEX and Thermo software look like elsewhere") struct SciexVarietyTests {
    @Test("Analyst: two files one after another, each with its regression lines and its header; no IS, <0, decimal comma in r")
    func analystAppended() throws {
        func part(_ analyte: String, _ r: String, _ rows: String) -> String {
            "Peak Name: \(analyte)\nNo Internal Standard\nQ1/Q3 Masses: 150.10/91.10 Da\n\nFit\tLinear\tWeighting\t1 / x\tIterate\tNo\n\nIntercept\t-1,2\nSlope\t3,4\n"
                + "Correlation coefficient\t\(r)\nUse Area\n\n\n"
                + "Sample Name\tSample ID\tSample Type\tSample Comment\tSet Number\tAcquisition Date\tFile Name\tDilution Factor\tWeight To Volume Ratio\tAnalyte Peak Name\tAnalyte Units\tAnalyte Peak Area (counts)\tAnalyte Concentration (ng/mL)\tArea Ratio\tHeight Ratio\tArea Ratio\tCalculated Concentration (ng/mL)\tAccuracy (%)\tRecord Modified\tUse Record\n"
                + rows
        }
        let text =
            part("METH", "0,9990", "A1\t1\tUnknown\t\t0\t13.09.2025 14:10:00\tb.wiff\t10,00\t0,00\tMETH\tng/mL\t250,5\tN/A\t#N/A\t#N/A\t#N/A\t2,5\tN/A\t0\t\nA2\t2\tQuality Control\t\t0\t13.09.2025 14:20:00\tb.wiff\t1,00\t0,00\tMETH\tng/mL\t12,25\t5,00\t#N/A\t#N/A\t#N/A\t4,75\t95,0\t1\t0\n")
            + part("KET", "0,9950", "A1\t1\tUnknown\t\t0\t13.09.2025 14:10:00\tb.wiff\t10,00\t0,00\tKET\tng/mL\t0,00\tN/A\t#N/A\t#N/A\t#N/A\tNo Peak\tN/A\t0\t\n")
        let document = document(text)
        #expect(document.format == .sciexAnalyst)
        #expect(document.decimalMark == .comma)
        #expect(document.readings.count == 3)
        let first = try #require(document.reading("A1", "METH"))
        #expect(first.value == .number(2.5))
        #expect(first.unit == "ng/mL")
        #expect(first.dilution == 10)
        #expect((first.calibrationR2 ?? 0) - 0.998001 < 1e-9)
        #expect(first.acquiredAt?.secondOfDay == 14 * 3600 + 600)
        // A control that was not used is taken out; it is no result.
        #expect(document.reading("A2", "METH")?.isExcluded == true)
        #expect(document.reading("A2", "METH")?.isManuallyIntegrated == true)
        #expect(document.reading("A1", "KET")?.value == .notFound)
        #expect((document.reading("A1", "KET")?.calibrationR2 ?? 0) - 0.990025 < 1e-9)
    }

    @Test("A molar unit in the header is kept with the figure, never taken for none", arguments: ["Calculated Concentration (nM)", "Calculated Concentration (pmol/mL)", "Calculated Concentration nmol/L"])
    func molarHeader(header: String) {
        let document = document("Sample Name\tAnalyte Peak Name\tAnalyte Peak Area (counts)\t\(header)\nA1\tMETH\t10.5\t2.5\n")
        #expect(document.readings.first?.value == .number(2.5))
        #expect(document.readings.first?.unit.map { AssayUnit.isMolar($0) } == true)
    }

    @Test("MultiQuant: names of the laboratory's own columns, Conc. Units in a column, two names of an injection, standards in rows")
    func multiQuant() throws {
        let text =
            "Index\tSample Name\tOriginal Filename\tSample Type\tGlucose Concentration\tComponent Name\tComponent Group Name\tIS\tIS Name\tConc. Units\tActual Concentration\tArea\tIS Area\tIS Actual Concentration\tCalculated Concentration\tConcentration Ratio\tUsed\tModified\tAccuracy\r1\tS1\td1.wiff\tUnknown\t5.5\tMETH 1\tMETH\tFALSE\tMETH-d5\tng/L\tN/A\t1500.5\t900.25\t10\t12.75\t0.2\tTRUE\tTRUE\tN/A\r2\tS1\td1.wiff\tUnknown\t5.5\tMETH-d5\t\tTRUE\t\tng/L\tN/A\t900.25\tN/A\tN/A\tN/A\tN/A\tTRUE\tFALSE\tN/A\r3\tS2\td2.wiff\tUnknown\t5.5\tMETH 1\tMETH\tFALSE\tMETH-d5\tng/L\tN/A\t3\t880\t10\t<1 points\tN/A\tTRUE\tFALSE\tN/A\r4\tS3\td3.wiff\tUnknown\t5.5\tMETH 1\tMETH\tFALSE\tMETH-d5\tng/L\tN/A\t3\t880\t10\tdegenerate\tN/A\tTRUE\tFALSE\tN/A\r5\tS4\td4.wiff\tUnknown\t5.5\tMETH 1\tMETH\tFALSE\tMETH-d5\tng/L\tN/A\t3\t880\t10\tno root\tN/A\tTRUE\tFALSE\tN/A\r"
        let document = document(text)
        #expect(document.format == .sciexLong)
        #expect(document.lineEnd == .cr)
        #expect(document.readings.count == 5)
        let first = try #require(document.reading("S1", "METH 1"))
        #expect(first.value == .number(12.75))
        #expect(first.unit == "ng/L")
        #expect(first.dataFile == "d1.wiff")
        #expect(first.internalStandard == "METH-d5")
        #expect(first.isManuallyIntegrated)
        #expect(document.reading("S1", "METH-d5")?.isInternalStandard == true)
        for name in ["S2", "S3", "S4"] { #expect(document.reading(name, "METH 1")?.value == .notAnalysed) }
    }

    @Test("SCIEX OS in Chinese: 计算浓度 is the result, 实际浓度 the nominal figure")
    func chineseSciex() throws {
        let text =
            "样品名称,样品类型,组分名称,组分类型,内标名称,实际浓度,计算浓度 (ng/mL),峰面积,内标峰面积,保留时间,离子比率,稀释系数,采集日期和时间,已使用\nB1,标准品,METH,定量离子,METH-d5,5,4.9,500,1000,3.1,0.44,1,2025/9/3 9:00:00,是\nS1,未知,METH,定量离子,METH-d5,N/A,2.5,250,990,3.1,0.45,1,2025/9/13 下午 2:00:00,是\n"
        let document = document(text)
        #expect(document.format == .sciexLong)
        #expect(document.reading("B1", "METH")?.sampleType == .standard)
        #expect(document.reading("B1", "METH")?.expected == 5)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/mL")
        #expect(figure.sampleType == .unknown)
        #expect(figure.acquiredAt?.secondOfDay == 14 * 3600)
        #expect(figure.internalStandardArea == 990)
    }

    @Test("TraceFinder: Amount beside Calculated Amt, units in a quoted header, TAB and semicolon, confirming peaks")
    func traceFinder() throws {
        let rows = [
            ["Compound", "Filename", "Sample Type", "Amount", "Calculated Amt, ng/mL", "%Diff", "Peak Label", "Area", "Flags"],
            ["METH", "f1", "Unknown", "7", "2.5", "N/A", "T1", "250", ""], ["METH", "f1", "Unknown", "7", "9.9", "N/A", "Confirming", "110", ""],
            ["METH", "f2", "Blank", "7", "ND", "N/A", "T1", "N/F", ""], ["METH", "f3", "QC", "7", "NF", "N/A", "T1", "N/F", ""],
        ]
        for delimiter in ["\t", ";"] {
            let document = document(rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n") + "\n")
            #expect(document.format == .traceFinder)
            #expect(document.readings.count == 3)
            let figure = try #require(document.reading("f1", "METH"))
            #expect(figure.value == .number(2.5))
            #expect(figure.unit == "ng/mL")
            #expect(document.reading("f2", "METH")?.value == .notDetected)
            #expect(document.reading("f3", "METH")?.value == .notFound)
        }
        let quoted = document(rows.map { $0.map { "\"\($0)\"" }.joined(separator: ",") }.joined(separator: "\r\n") + "\r\n")
        #expect(quoted.reading("f1", "METH")?.value == .number(2.5))
    }

    @Test("TraceFinder with an amount and no calculated one, and in Chinese")
    func traceFinderOthers() {
        let plain = document("Compound,Raw File Name,Sample Type,Amount (ng/L),Theoretical Amt\nMETH,f1,Unknown,2.5,N/A\n")
        #expect(plain.format == .traceFinder)
        #expect(plain.reading("f1", "METH")?.value == .number(2.5))
        #expect(plain.reading("f1", "METH")?.unit == "ng/L")
        let chinese = document("化合物,文件名,样品类型,计算量,理论量,面积,单位\n甲基苯丙胺,f1,未知,2.5,N/A,250,ng/mL\n")
        #expect(chinese.format == .traceFinder)
        #expect(chinese.reading("f1", "甲基苯丙胺")?.value == .number(2.5))
        #expect(chinese.reading("f1", "甲基苯丙胺")?.unit == "ng/mL")
    }
}
