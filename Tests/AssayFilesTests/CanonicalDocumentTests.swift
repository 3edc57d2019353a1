import AssayFiles
import DelimitedText
import Findings
import Foundation
import Monitoring
import RandomDraws
import Testing
import TrialFiles

/// What a document says, line by line: each reading, then each finding.
private func lines(_ document: AssayDocument) -> [String] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    func place(_ position: SourcePosition?) -> String { "\(position?.line ?? 0):\(position?.column ?? 0)@\(position?.byteOffset ?? -1)" }
    let readings = document.readings.map { reading in
        let time = reading.acquiredAt.map { "\($0.date)T\($0.secondOfDay)+\($0.offsetSeconds ?? -1)" } ?? ""
        let names = [reading.sampleText, reading.injection, reading.compound, reading.text, reading.unit ?? "nil", reading.vendorSampleType, reading.batch]
        let numbers = [
            reading.limitOfDetection, reading.limitOfQuantification, reading.upperLimit, reading.internalStandardRecoveryPct, reading.ionRatio,
            reading.ionRatioExpected, reading.retentionTime, reading.retentionTimeExpected, reading.dilution, reading.expected, reading.calibrationR2,
        ]
        return ([place(reading.position), said(reading.value)] + names + [time, reading.isInternalStandard ? "IS" : "", reading.sampleType?.rawValue ?? ""] + numbers.map(number))
            .joined(separator: "|")
    }
    let findings = document.findings.map { finding in
        "\(finding.code.rawValue) \(finding.severity.rawValue) \(place(finding.position)) \(finding.text) \(finding.arguments.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value })"
    }
    return readings + findings
}

private func said(_ value: AssayValue) -> String {
    switch value {
    case .number(let figure): "\(figure)"
    case .below(let limit): "<\(limit)"
    case .aboveRange(let limit): limit.map { ">\($0)" } ?? ">"
    case .belowDetection: "<LOD"
    case .belowQuantification: "<LOQ"
    case .notDetected: "ND"
    case .notFound: "NF"
    case .notAnalysed: "NA"
    }
}

/// A digest of lines (FNV-1a of 64 bits: G. Fowler, L. C. Noll, K.-P. Vo, draft-eastlake-fnv).
private func digest(_ lines: [String]) -> UInt64 {
    lines.joined(separator: "\n").utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

@Suite("The canonical table as readings") struct CanonicalDocumentTests {
    @Test("Each rule of a cell, of a row and of the whole file, with its finding and place")
    func rules() {
        let text = """
            Laboratory A
            sample_id,analyte,result,unit,qualifier,loq,injection,sample_type,analysed_at,rt_min,istd_recovery_pct,remark
            S1,MDMA,12.5,ng/L,,2,I1,unknown,2025-09-03T10:00:00+08:00,3.1,98.5%,x
            S1,mdma,,ng/L,,2,I1,unknown,2025-09-03,N/A,,x
            S1,ketamine,,ng/L,,2,I1,unknown,2025-09-03,,,x
            S1,MDMA-d5 IS,,ng/L,,2,I1,unknown,2025-09-03,,,x
            S2,mdma,0,,,2,I2,unknown,noon,3.1,,x
            S2,mdma,7.5,ng/L,,2,I2,double_blank,,3.1,,x
            S2,mdma,N/F,ng/L,,2,,unknown,,,,x
            S2,mdma,not analysed,ng/L,,2 µg/L,I2,unknown,,,,x
            S2,mdma,abc,ng/L,,2,I2,unknown,,,,x
            S2,mdma,4.5 µg/L,ng/L,,2,I2,unknown,,,,x
            S2,mdma,3,ng/L,<,2,I2,unknown,,,,x
            S2,mdma,,ng/L,>200,2,I2,unknown,,,,x
            mean,mdma,8,ng/L,,,,,,,,
            ,mdma,8,ng/L,,2,,unknown,,,,x
            S3,mdma,8,ng/L,,2,I3,unknown
            1月2日,mdma,"0.5",ng/L,ND,2,I4,unknown,,,bad,x
            S9,mdma,1.2
            """
        let document = document(text, file: "t")
        #expect(document.format == .canonical && document.isTruncated && document.decimalMark == .point)
        #expect(document.evidence.first?.arguments == ["text": "sample_id, analyte, result, unit, qualifier, loq, …", "line": "2"])
        let expected = [
            "3:9@131|12.5|S1|I1|MDMA|12.5|ng/L|unknown||2025-09-03T36000+28800||unknown||2.0||98.5|||3.1||||",
            "4:9@201|NF|S1|I1|mdma||ng/L|unknown||2025-09-03T0+-1||unknown||2.0|||||||||",
            "5:13@251|NA|S1|I1|ketamine||ng/L|unknown||2025-09-03T0+-1||unknown||2.0|||||||||",
            "6:15@300|NA|S1|I1|MDMA-d5 IS||ng/L|unknown||2025-09-03T0+-1|IS|unknown||2.0|||||||||",
            "7:9@343|<LOD|S2|I2|mdma|0|nil|unknown||||unknown||2.0|||||3.1||||",
            "8:9@380|NA|S2|I2|mdma|7.5|ng/L|double_blank||||double_blank||2.0|||||3.1||||",
            "9:9@424|NF|S2|S2|mdma|N/F|ng/L|unknown||||unknown||2.0|||||||||",
            "10:9@458|NA|S2|I2|mdma|not analysed|ng/L|unknown||||unknown||2.0|||||||||",
            "11:9@509|NA|S2|I2|mdma|abc|ng/L|unknown||||unknown||2.0|||||||||",
            "12:9@545|4.5|S2|I2|mdma|4.5 µg/L|µg/L|unknown||||unknown||2.0|||||||||",
            "13:9@587|<3.0|S2|I2|mdma|3|ng/L|unknown||||unknown||2.0|||||||||",
            "14:9@622|>200.0|S2|I2|mdma||ng/L|unknown||||unknown||2.0|||||||||",
            "18:11@749|ND|1月2日|I4|mdma|0.5|ng/L|unknown||||unknown||2.0|||||||||",
            "A024 info 2:104@116 remark [\"columns=\\\"remark\\\"\", \"count=1\"]",
            "A022 info 15:1@651 mean []",
            "A023 error 16:1@676  [\"column=injection\"]",
            "A090 error 17:1@706 S3 [\"expected=12\", \"fields=8\"]",
            "A004 error 19:1@784 S9 [\"expected=12\", \"fields=3\"]",
            "A017 info 4:9@201  [\"compound=mdma\", \"injection=I1\", \"type=unknown\"]",
            "A020 info 5:13@251  [\"compound=ketamine\", \"injection=I1\", \"type=unknown\"]",
            "A020 info 6:15@300  [\"compound=MDMA-d5 IS\", \"injection=I1\", \"type=unknown\"]",
            "A021 warning 7:26@360 noon []",
            "A015 info 7:9@343 0 [\"compound=mdma\", \"injection=I2\", \"type=unknown\"]",
            "A014 warning 8:9@380 7.5 [\"compound=mdma\", \"injection=I2\", \"type=double_blank\"]",
            "A017 info 9:9@424 N/F [\"compound=mdma\", \"injection=S2\", \"type=unknown\"]",
            "A020 info 10:9@458 not analysed [\"compound=mdma\", \"injection=I2\", \"type=unknown\"]",
            "A016 error 11:9@509 abc [\"compound=mdma\", \"injection=I2\", \"type=unknown\"]",
            "T016 warning 18:40@778 bad [\"column=istd_recovery_pct\"]",
            "A052 warning 18:11@749 1月2日 []",
        ]
        let given = lines(document)
        for (line, wanted) in zip(given, expected) { #expect(line == wanted) }
        #expect(given.count == expected.count)
    }

    @Test("Random tables give the readings and findings that they always gave")
    func golden() {
        var all: [UInt64] = []
        for first in stride(from: UInt64(1), to: 300, by: 50) {
            all.append(digest((first..<first + 50).flatMap { lines(AssayDocument.read(RandomTable(seed: $0).bytes, file: "t")) }))
        }
        #expect(all == CanonicalDocumentTests.digests)
    }

    @Test("So do their sheets")
    func goldenSheets() {
        var all: [UInt64] = []
        for first in stride(from: UInt64(1), to: 60, by: 20) {
            let sheets = (first..<first + 20).flatMap { seed -> [String] in
                let cells = RandomTable(seed: seed).cells.map { row in row.map { SheetFile.Cell(stringLiteral: $0) } }
                return lines(AssayDocument.read(SheetFile(cells).bytes, file: "t"))
            }
            all.append(digest(sheets))
        }
        #expect(all == CanonicalDocumentTests.sheetDigests)
    }

    /// Of 50 tables each.
    private static let digests: [UInt64] = [
        0x0CF8_EE1A_89C5_D28F, 0x6943_590D_372D_BC79, 0xD15D_8766_961E_FE50, 0x6240_75C8_0EA0_7F6E, 0x1B0B_147A_D88B_571F, 0xFE65_677C_9A78_5801,
    ]
    /// Of 20 sheets each.
    private static let sheetDigests: [UInt64] = [0x12C9_A5C9_2320_04E8, 0xB048_0748_898D_2B1C, 0xF4F5_9E8B_6B55_ADE7]

    @Test("A result in a unit that is none of mass in a volume is refused by the unit")
    func foreignUnit() {
        let read = document("sample_id,analyte,result,unit\nS1,mdma,0.0736 uM,ng/L\nS2,mdma,86.4 fmol,ng/L\nS3,mdma,1.5,ng/L\n")
        #expect(read.readings.map(\.value) == [.notAnalysed, .notAnalysed, .number(1.5)])
        #expect(read.findings.filter { $0.severity == .error }.map { "\($0.code.rawValue) \($0.text)" } == ["A051 uM", "A051 fmol"])
    }

    @Test("A mark that may be a broken decimal one is no group of thousands where nothing else is grouped")
    func groups() {
        let head = "sample_id,analyte,result,unit,loq\nS1,mdma,0 995,ng/L,2\nS2,mdma,2.5,ng/L,2\n"
        let doubt = document(head)
        #expect(doubt.readings.map(\.value) == [.notAnalysed, .number(2.5)] && doubt.codes("A099") == 1)
        let grouped = document(head + "S3,mdma,\"12,345.5\",ng/L,2\n")
        #expect(grouped.readings.map(\.value) == [.number(995), .number(2.5), .number(12_345.5)] && grouped.codes("A099") == 0)
    }

    @Test("Units that contradict each other or lost their header are refused")
    func units() {
        #expect(document("sample_id,analyte,result (ng/L),unit,loq\nS1,mdma,1.5,µg/L,2\n").readings.first?.unit == "µg/L ≠ ng/L")
        let lost = document("sample_id,analyte,result,u,loq\nS1,mdma,1.5,µg/L,2\nS2,mdma,2.5,µg/L,2\n")
        #expect(lost.readings.isEmpty && lost.codes("A096") == 1)
    }

    @Test("A result that ends a file without a line end is read only where it has as many places as any other")
    func cut() {
        let head = "sample_id,analyte,unit,loq,result\nS1,mdma,ng/L,2,12.75\nS2,mdma,ng/L,2,"
        #expect(document(head + "3.25").readings.last?.value == .number(3.25))
        let cut = document(head + "3.2")
        #expect(cut.readings.last?.value == .notAnalysed && cut.codes("A042") == 1)
        #expect(document(head + "3.2\n").readings.last?.value == .number(3.2))
        let unit = document("sample_id,analyte,result,loq,unit\nS1,mdma,1.5,2,")
        #expect(unit.readings.last?.unit == "…")
    }

    @Test("A header whose own rows do not stand below it is set aside; one that stands again is compared again")
    func mismatched() {
        let header = "sample_id,analyte,result,unit,loq,re,mark\n"
        let narrow = "S1,mdma,1.5,ng/L,2,x\nS2,mdma,2.5,ng/L,2,x\n"
        let whole = "S1,mdma,1.5,ng/L,2,x,y\nS2,mdma,2.5,ng/L,2,x,y\n"
        #expect(document(header + whole).readings.count == 2)
        let moved = document(header + narrow)
        #expect(moved.readings.isEmpty && moved.codes("A093") == 1)
        let appended = document(header + whole + header + narrow)
        #expect(appended.readings.count == 2 && appended.codes("A093") == 1)
        let first = document(header + narrow + header + whole)
        #expect(first.readings.count == 2 && first.codes("A093") == 1 && first.readings.first?.position.line == 5)
    }

    @Test("Tables of several headers are read each by its own")
    func headers() {
        let text = "sample_id,analyte,result,unit,loq\nS1,mdma,1.5,ng/L,2\n\nanalyte,sample_id,loq,result (µg/L),qualifier\nmdma,S2,3,7.5,\nsample_id,analyte,result,unit,loq\nS3,mdma,2.5,ng/L,2\n"
        let read = document(text)
        #expect(read.readings.map(\.sampleText) == ["S1", "S2", "S3"])
        #expect(read.readings.map(\.unit) == ["ng/L", "µg/L", "ng/L"])
        #expect(read.readings.map(\.limitOfQuantification) == [2, 3, 2])
        #expect(read.readings.map(\.position.line) == [2, 5, 7])
    }

    @Test("A header far below the first rows is found too")
    func lateHeader() {
        let text = String(repeating: "a line of the laboratory,\n", count: 100) + SyntheticExport.canonical
        #expect(document(text).format == .canonical)
        #expect(document(text).readings.map(\.value) == document(SyntheticExport.canonical).readings.map(\.value))
    }

    @Test("A large table is read by several threads to the same readings")
    func large() {
        var text = "sample_id,analyte,result,unit,qualifier,rt_min\n"
        for row in 0..<60_000 { text += "S\(row / 20),A\(row % 20),\(row % 7 == 0 ? "" : "\(row).5"),ng/L,,\(row % 3 == 0 ? "" : "3.1")\n" }
        let bytes = Array(text.utf8)
        #expect(bytes.count > 1 << 20)
        let read = AssayDocument.read(bytes, file: "t")
        #expect(read.readings.count == 60_000)
        for row in stride(from: 0, to: 60_000, by: 1117) {
            let reading = read.readings[row]
            let value: AssayValue = row % 7 != 0 ? .number(Double(row) + 0.5) : row % 3 == 0 ? .notFound : .notAnalysed
            #expect(reading.value == value && reading.sampleText == "S\(row / 20)" && reading.position.line == row + 2)
        }
        #expect(read.codes("A017") == (0..<60_000).count { $0 % 21 == 0 })
        #expect(AssayDocument.read(bytes, file: "t").readings == read.readings)
    }

    @Test("A unit that the file does not state is that of the user")
    func missingUnit() {
        var readings = document("sample_id,analyte,result,qualifier,unit\nS1,mdma,1.5,,\nS2,mdma,2.5,,µg/L\n").readings
        #expect(readings.map(\.unit) == [nil, "µg/L"])
        readings.state(missingUnit: "ng/mL")
        #expect(readings.map(\.unit) == ["ng/mL", "µg/L"])
    }

    @Test("Other encodings are decoded first and give the same rows at the same lines and columns")
    func encodings() throws {
        let text = "样本编号,被测物,结果,单位\nS1,甲基苯丙胺,1.5,µg/L\nS2,氯胺酮,ND,ng/L\n"
        let expected = document(text).readings
        #expect(expected.map(\.value) == [.number(1.5), .notDetected])
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let gb = [UInt8](try #require(text.data(using: String.Encoding(rawValue: 0x8000_0632))))
        for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), wide, gb] {
            let other = AssayDocument.read(bytes, file: "t").readings
            #expect(other.map(\.value) == expected.map(\.value) && other.map(\.compound) == expected.map(\.compound))
            #expect(other.map(\.position.line) == [2, 3] && other.map(\.position.column) == [10, 8])
        }
    }

    @Test("Figures of a sheet are exact whatever the decimal mark of its texts")
    func figures() throws {
        let rows: [[SheetFile.Cell]] = [
            ["sample_id", "analyte", "result", "unit", "loq"], ["S1", "mdma", 1.5, "ng/L", 2], ["S2", "mdma", "2,5", "ng/L", "0.5"], ["S3", "mdma", 3.25, "ng/L", "1,5"],
        ]
        let both = AssayDocument.read(SheetFile(rows).bytes, file: "t.xlsx")
        #expect(both.decimalMark == nil && both.readings.map(\.value) == [.number(1.5), .notAnalysed, .number(3.25)])
        let comma = AssayDocument.read(SheetFile(Array(rows[0...1]) + [rows[3]]).bytes, file: "t.xlsx")
        #expect(comma.decimalMark == .comma && comma.readings.map(\.value) == [.number(1.5), .number(3.25)])
        #expect(comma.readings.map(\.limitOfQuantification) == [2, 1.5] && comma.readings.first?.text == "1,5")
        #expect(try #require(comma.readings.last).position == SourcePosition(file: "t.xlsx", sheet: "Sheet1", line: 3, column: 3))
    }
}
