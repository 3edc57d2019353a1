import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

@Suite("What exports of MassHunter look like elsewhere") struct MassHunterVarietyTests {
    @Test("Two columns of outlier marks first, method and qualifier groups on both sides, standards as compounds")
    func outlierColumns() throws {
        let text =
            "Sample,,,,,,,METH Method,,METH Results,,,,,Qualifier (150.1 -> 119.1) Method,,Qualifier (150.1 -> 119.1) Results,,Qualifier (150.1 -> 65.1) Results,METH-d5 (ISTD) Method,METH-d5 (ISTD) Results,\n!,,Name,Data File,Type,Level,Acq. Date-Time,Exp. Conc.,Ion Polarity,RT,Resp.,Final Conc.,Accuracy,MI,Collision Energy,Precursor Ion,Ratio,Final Conc.,Ratio,RT,RT,Resp.\n!,,S1,s1.d,Sample,,26/11/2024 3:05 pm,,Positive,3.12,250,2.5,,FALSE,28,150.1,44.1,99,12,3.1,3.1,900\n,,C1,c1.d,CC,2,26/11/2024 4:05 am,5,Positive,3.12,510,5.1,102,FALSE,28,150.1,44.5,99,12,3.1,3.1,910\n"
        let document = document(text)
        #expect(document.format == .massHunterWide)
        #expect(document.readings.count == 4)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(2.5))
        #expect(figure.area == 250)
        #expect(figure.ionRatio == 44.1)
        #expect(figure.acquiredAt?.secondOfDay == 15 * 3600 + 300)
        #expect(figure.acquiredAt?.date.description == "2024-11-26")
        #expect(document.reading("C1", "METH")?.expected == 5)
        #expect(document.reading("C1", "METH")?.sampleType == .qc)
        #expect(document.reading("S1", "METH-d5 (ISTD)")?.isInternalStandard == true)
        #expect(document.reading("S1", "METH-d5 (ISTD)")?.value == .notAnalysed)
    }

    @Test("Tables one after another, with other compounds and other columns")
    func appended() {
        let first = "Sample,,,METH Results,,\nName,Data File,Type,RT,Area,Final Conc.\nS1,s1.d,Sample,3.1,250,2.5\n"
        let second = "Sample,,KET Results,\nName,Type,Final Conc.,Area\nS2,Sample,7.25,700\nS3,Sample,0.5,50\n"
        for gap in ["", "\n", ",,,,,\n"] {
            let document = document(first + gap + second)
            #expect(document.readings.count == 3)
            #expect(document.reading("S1", "METH")?.value == .number(2.5))
            #expect(document.reading("S2", "KET")?.value == .number(7.25))
            #expect(document.reading("S3", "KET")?.value == .number(0.5))
            #expect(document.codes("A023") == 0)
        }
    }

    @Test("A unit in the header, or in a column of the group; a unit that is none of concentration stays with the figure")
    func units() {
        let header = document("Sample,,METH Results,\nName,Type,Final Conc. (ng/mL),RT\nS1,Sample,2.5,3.1\n")
        #expect(header.readings.first?.unit == "ng/mL")
        let column = document("Sample,,METH Results,,\nName,Type,Final Conc.,Units,RT\nS1,Sample,2.5,ug/L,3.1\n")
        #expect(column.readings.first?.unit == "ug/L")
        let other = document("Sample,,METH Results,\nName,Type,Final Conc. [ng/g],RT\nS1,Sample,2.5,3.1\n")
        #expect(other.readings.first?.unit == "ng/g")
    }

    @Test(
        "Headers of other languages, with the decimals of the country",
        arguments: [
            "Probe;;;METH-Ergebnisse;;;\nName;Datendatei;Typ;RT;Fläche;Ber. Konz.;Endkonz.\nS1;s1.d;Probe;3,125;250,5;2,25;22,5\nD1;d1.d;DoubleBlank;3,125;2,5;4,25;4,25\n",
            "Échantillon;;;Résultats METH;;;\nNom;Fichier de données;Type;TR;Aire;Conc. calc.;Conc. finale\nS1;s1.d;Échantillon;3,125;250,5;2,25;22,5\nD1;d1.d;DoubleBlank;3,125;2,5;4,25;4,25\n",
            "样品,,,METH 结果,,,\n名称,数据文件,类型,保留时间,峰面积,计算浓度,最终浓度\nS1,s1.d,样品,3.125,250.5,2.25,22.5\nD1,d1.d,双空白,3.125,2.5,4.25,4.25\n",
            "サンプル\t\t\tMETH 結果\t\t\t\n名前\tデータファイル\tタイプ\t保持時間\t面積\t計算濃度\t最終濃度\nS1\ts1.d\tサンプル\t3.125\t250.5\t2.25\t22.5\nD1\td1.d\tDoubleBlank\t3.125\t2.5\t4.25\t4.25\n",
        ])
    func languages(text: String) throws {
        let document = document(text)
        #expect(document.format == .massHunterWide)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(22.5))
        #expect(figure.retentionTime == 3.125)
        #expect(figure.area == 250.5)
        #expect(figure.dilution == 10)
        #expect(figure.dilutionState == .applied)
        #expect(figure.sampleType == .unknown)
        #expect(document.reading("D1", "METH")?.value == .notAnalysed)
    }

    @Test("Compound table: qualifier rows are no compounds; two tables; units")
    func compoundTables() {
        let text =
            "Compound Method,,S1,,S2,\nName,Transition,RT,Final Conc. (ng/L),RT,Final Conc. (ng/L)\nMETH,150.1 -> 91.1,3.1,2.5,3.1,0.75\nQualifier (150.1 -> 119.1),,3.1,9,3.1,9\n\nCompound Method,,S3,\nName,Transition,RT,Final Conc. (ng/L)\nMETH,150.1 -> 91.1,3.1,8.5\n"
        let document = document(text)
        #expect(document.format == .massHunterCompound)
        #expect(document.readings.count == 3)
        #expect(document.reading("S2", "METH")?.value == .number(0.75))
        #expect(document.reading("S3", "METH")?.value == .number(8.5))
        #expect(document.reading("S3", "METH")?.unit == "ng/L")
    }

    @Test("A report with a sequence table and a block of rows for each compound")
    func report() throws {
        let text =
            "Batch Info,2013-03-20T07:11:09\nAnalysis Time,3/20/2013 7:11 AM,Analyst Name,x,,,,,\n,,,,,,,,\nSequence Table,,,,,,,,\nData File,Sample Name,Position,Inj Vol,Level,Sample Type,Acq Method File,,\nd1.d,S1,P1-A1,-1,,Sample,m.m,,\nd2.d,C1,P1-A2,-1,3,Calibration,m.m,,\n,,,,,,,,\nQuantitation Results,,,,,,,,\nTarget Compound,METH,,,,,,,\nData File,Compound,ISTD,Resp,ISTD Resp,Resp Ratio, Final Conc,Exp Conc,Accuracy\nd1.d,METH,METH-d5,5816,274638,0.0212,35.5,,\nd2.d,METH,METH-d5,6103,139562,0.0437,36,40,90\n,,,,,,,,\nTarget Compound,KET,,,,,,,\nData File,Compound,ISTD,Resp,ISTD Resp,Resp Ratio, Final Conc,Exp Conc,Accuracy\nd1.d,KET,METH-d5,0,274638,0,,,\nd2.d,KET,METH-d5,610,139562,0.0437,36,40,90\n"
        let document = document(text)
        #expect(document.format == .massHunterLong)
        #expect(document.readings.count == 4)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(35.5))
        #expect(figure.sampleType == .unknown)
        #expect(figure.dataFile == "d1.d")
        #expect(figure.internalStandard == "METH-d5")
        #expect(document.reading("C1", "METH")?.sampleType == .standard)
        #expect(document.reading("C1", "METH")?.level == "3")
        #expect(document.reading("C1", "KET")?.expected == 40)
        #expect(document.reading("S1", "KET")?.value == .notFound)
    }

    @Test("A LIMS export: one row a sample and compound")
    func lims() throws {
        let text = "Sample Name,Data File,Type,Level,Acq. Date-Time,Compound,RT,Resp.,Calc. Conc.,Dil.,Final Conc.,Units\nS1,s1.d,Sample,,2025-09-13 10:00,METH,3.1,250,2.5,10,25,ng/mL\n"
        let document = document(text)
        #expect(document.format == .massHunterLong)
        let figure = try #require(document.reading("S1", "METH"))
        #expect(figure.value == .number(25))
        #expect(figure.dilution == 10)
        #expect(figure.unit == "ng/mL")
    }
}
