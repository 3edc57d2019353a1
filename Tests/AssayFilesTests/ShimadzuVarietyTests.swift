import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("What exports of Shimadzu software look like elsewhere") struct ShimadzuVarietyTests {
    @Test("LabSolutions for liquid chromatographs: sections of detectors, a peak table that holds no compounds, types with a number")
    func compoundResults() throws {
        func part(_ file: String, _ type: String, _ rows: String) -> String {
            "[Header]\nApplication Name\tLabSolutions\nData File Name\tC:\\Data\\\(file)\nOutput Date\t1/15/2025\n\n[Sample Information]\nAcquired\t1/13/2025 7:15:54 PM\nSample Type\t\(type)\nLevel\t0\nSample Name\tone name\nSample ID\tK7\nDilution Factor\t1\n\n[Peak Table(Detector A-Ch1)]\n# of Peaks\t1\nPeak#\tR.Time\tI.Time\tF.Time\tArea\tHeight\tA/H\tConc.\tMark\tID#\tName\n1\t3.1\t3.0\t3.2\t250\t9\t2\t99.9\t\t1\tMETH\n\n[Compound Results(Detector A)]\n# of IDs\t2\nID#\tName\tR.Time\tArea\tHeight\tConc.\tCurve\t3rd\t2nd\t1st\tConstant\n\(rows)\n[Compound Results(PDA Multi 1)]\n# of IDs\t0\n\n"
        }
        let text =
            part("a.lcd", "0:Unknown", "1\tMETH\t3.100\t25000\t900\t2.500\tLinear\t0.000000e+000\t0.000000e+000\t1.4e+005\t0.000000e+000\n2\tKET\t0.000\t0\t0\t0.000\tLinear\t0.000000e+000\t0.000000e+000\t1.4e+005\t0.000000e+000\n")
            + part("b.lcd", "1:Standard", "1\tMETH\t3.100\t189811\t900\t0.000\tLinear\t0.000000e+000\t0.000000e+000\t0.000000e+000\t0.000000e+000\n2\tKET\t4.100\t4\t1\t-0.250\tLinear\t0.000000e+000\t0.000000e+000\t1.4e+005\t0.000000e+000\n")
        let document = document(text)
        #expect(document.format == .labSolutions)
        #expect(document.readings.count == 4)
        let figure = try #require(document.readings.first)
        #expect(figure.value == .number(2.5))
        #expect(figure.dataFile == "a.lcd")
        #expect(figure.sampleType == .unknown)
        #expect(figure.sampleText == "K7")
        #expect(figure.acquiredAt?.secondOfDay == 19 * 3600 + 15 * 60 + 54)
        #expect(document.readings[1].value == .belowDetection)
        // No curve: the zero is none of a small concentration.
        #expect(document.readings[2].value == .notAnalysed)
        #expect(document.readings[2].sampleType == .standard)
        #expect(document.readings[3].value == .belowDetection)
        #expect(!document.isTruncated)
    }

    @Test(
        "LabSolutions in other languages and with commas",
        arguments: [
            "[Header]\n数据文件名\tC:\\x\\a.lcd\n\n[样品信息]\n样品名\tS1\n样品类型\t0:未知\n\n[MS定量结果]\n# of IDs\t1\nID#\t名称\t类型\t保留时间\t面积\t浓度\t单位\n1\tMETH\tTarget\t3.1\t250.5\t2.5\tng/mL\n",
            "[Header]\r\nData File Name,C:\\x\\a.lcd\r\n\r\n[Sample Information]\r\nSample Name,S1\r\nSample Type,0:Unknown\r\n\r\n[Compound Results(Ch1)]\r\n# of IDs,1\r\nID#,Name,R.Time,Area,Conc.,Unit\r\n1,METH,3.1,250.5,2.5,ng/mL\r\n",
            "[Header]\nデータファイル名\tC:\\x\\a.lcd\n\n[試料情報]\nサンプル名\tS1\nサンプルタイプ\t0:未知試料\n\n[化合物結果(検出器A)]\n# of IDs\t1\nID#\t名前\t保持時間\t面積\t濃度\t単位\n1\tMETH\t3.1\t250.5\t2.5\tng/mL\n",
            "[Header]\nData File Name\tC:\\x\\a.lcd\n\n[Sample Information]\nSample Name\tS1\nSample Type\t0:Unknown\n\n[Compound Results(Ch1)]\n# of IDs\t1\nID#\tName\tR.Time\tArea\tConc.\tUnit\n1\tMETH\t3,1\t250,5\t2,5\tng/mL\n",
        ])
    func languages(text: String) throws {
        let document = document(text)
        #expect(document.format == .labSolutions)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.unit == "ng/mL")
        #expect(figure.dataFile == "a.lcd")
        #expect(figure.sampleType == .unknown)
        #expect(figure.retentionTime == 3.1)
    }

    @Test("Quant browser: a block for each compound, statistics with a blank first field, no peak as dashes")
    func browserBlocks() throws {
        func block(_ id: Int, _ name: String, _ rows: String) -> String {
            "ID#\t\(id)\nName\t\(name)\n\tData Filename\tSample Name\tSample ID\tSample Type\tLevel#\tRet. Time\tArea\tISTD Area\tConc.\tStd. Conc.\tAccuracy[%]\tNTP\tNTP\tDate Acquired\tRef.1 Act%\tDilution Factor\n\(rows)\tAverage\t\t\t\t\t3.1\t150\t900\t1.5\t\t\t\t\t\t\t\n\t%RSD\t\t\t\t\t3.1\t150\t900\t1.5\t\t\t\t\t\t\t\n\tMaximum\t\t\t\t\t3.1\t150\t900\t9.5\t\t\t\t\t\t\t\n\tStd. Dev.\t\t\t\t\t3.1\t150\t900\t9.5\t\t\t\t\t\t\t\n\n"
        }
        let text =
            block(1, "METH", "1\ta.lcd\tone\tK7\tUnknown\t0\t3.101\t250\t900\t2.5\t-----\t-----\t1\t2\t10/17/2025 1:20:57 PM\t44.5\t1\n2\tb.lcd\tone\tK8\tUnknown\t0\t-----\t-----\t905\t-----\t-----\t-----\t1\t2\t10/17/2025 1:30:57 PM\t-----\t1\n3\tq.lcd\tQC\tQC\tUnknown(QA/QC)\t0\t3.1\t500\t-----\t-----\t-----\t-----\t1\t2\t10/17/2025 1:40:57 PM\t-----\t1\n")
            + block(2, "KET", "1\ta.lcd\tone\tK7\tUnknown\t0\t4.1\t25\t900\t-0.06325\t-----\t-----\t1\t2\t10/17/2025 1:20:57 PM\t44.5\t1\n2\tb.lcd\tone\tK8\tStandard\t3\t4.1\t70\t905\t0.7\t0.75\t93.3\t1\t2\t10/17/2025 1:30:57 PM\t44\t1\n")
        let document = document(text)
        #expect(document.format == .labSolutionsBrowser)
        #expect(document.readings.count == 5)
        let figure = try #require(document.readings.first)
        #expect(figure.compound == "METH")
        #expect(figure.value == .number(2.5))
        #expect(figure.dataFile == "a.lcd")
        #expect(figure.injection == "one")
        #expect(figure.sampleText == "K7")
        #expect(figure.ionRatio == 44.5)
        #expect(figure.acquiredAt?.secondOfDay == 13 * 3600 + 20 * 60 + 57)
        #expect(document.readings[1].value == .notFound)
        #expect(document.readings[2].sampleType == .qc)
        #expect(document.readings[2].value == .notAnalysed)
        #expect(document.readings[3].value == .belowDetection)
        #expect(document.readings[4].expected == 0.75)
        #expect(document.codes("A022") == 8)
    }

    @Test("The same in Chinese, and Insight's long table, whose Type is the compound's")
    func insight() throws {
        let blocks = document("ID#\t1\nName\t甲基苯丙胺\n\t数据文件名\t样品名\t样品类型\t保留时间\t面积\t浓度\t单位\n1\ta.lcd\tS1\t未知\t3.1\t250.5\t2.5\tng/mL\n")
        #expect(blocks.format == .labSolutionsBrowser)
        #expect(blocks.reading("S1", "甲基苯丙胺")?.value == .number(2.5))
        let long = document(
            "Compound\tType\tData Filename\tSample Name\tSample Type\tLevel\tConc.\tUnit\tRT\tArea\tISTD Name\tISTD Area\tAccuracy(%)\tRef 1 Set Ratio\tRef 1 Actual Ratio\tFlag ID\nMETH\tTarget\ta.lcd\tS1\tUnknown\t\t\"1,234.5\"\tng/L\t3.1\t\"25,000\"\tMETH-d5\t900\t\t45\t44\t\nMETH\tTarget\tb.lcd\tS2\tUnknown\t\tNC\tng/L\t--\t--\tMETH-d5\t900\t\t45\t-----\t\nMETH-d5\tISTD\ta.lcd\tS1\tUnknown\t\t-----\tng/L\t3.1\t900\t\t\t\t\t\t\nAverage\t\t\t\t\t\t\"1,234.5\"\t\t\t\t\t\t\t\t\t\n")
        #expect(long.format == .labSolutionsBrowser)
        #expect(long.readings.count == 3)
        let figure = try #require(long.reading("S1", "METH"))
        #expect(figure.value == .number(1234.5))
        #expect(figure.area == 25_000)
        #expect(figure.ionRatio == 44)
        #expect(figure.ionRatioExpected == 45)
        #expect(figure.sampleType == .unknown)
        #expect(long.reading("S2", "METH")?.value == .notAnalysed)
        #expect(long.reading("S1", "METH-d5")?.isInternalStandard == true)
    }

    @Test("Compound blocks without any header: no column is guessed")
    func noHeader() {
        let text = "METH\t\t\t\t\na.qgd\tS1\t8.68\t-0.06325\t\"3,794\"\nb.qgd\tS2\t8.7\t2.5\t\"2,998\"\nAverage\t\t8.7\t1.2\t\"3,396\"\n\t\t\t\t\nKET\t\t\t\t\na.qgd\tS1\t-----\t-----\t-----\n"
        let document = document(text)
        #expect(document.readings.isEmpty)
        #expect(document.findings.contains { $0.code == "A057" && $0.severity == .error && $0.text == "METH" && $0.position?.line == 1 })
    }
}
