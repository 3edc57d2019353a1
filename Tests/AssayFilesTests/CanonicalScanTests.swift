import AssayFiles
import DelimitedText
import Findings
import Monitoring
import Testing

/// A row of a canonical table, as either reader tells it.
private struct Row: Hashable {
    var position: SourcePosition
    var sample: String
    var compound: String
    var batch: String
    var type: String
    var value: AssayValue
    var unit: String?
    var time: AcquisitionTime?
    /// In the order of the columns of figures.
    var numbers: [Double?]

    init(_ reading: AssayReading) {
        position = reading.position
        sample = reading.sampleText
        compound = reading.compound
        batch = reading.batch
        type = reading.vendorSampleType
        value = reading.value
        unit = reading.unit
        time = reading.acquiredAt
        numbers = [
            reading.limitOfDetection, reading.limitOfQuantification, reading.upperLimit, reading.internalStandardRecoveryPct, reading.ionRatio,
            reading.ionRatioExpected, reading.retentionTime, reading.retentionTimeExpected, reading.dilution, reading.expected, reading.calibrationR2,
        ]
    }

    init(_ batch: CanonicalBatch, _ row: Int, value: AssayValue) {
        func text(_ column: CanonicalColumn) -> String { batch.dictionaries[column].text(batch.codes(column)[row]) }
        position = batch.position(row)
        sample = text(.sample)
        compound = text(.analyte)
        self.batch = text(.batch)
        type = text(.sampleType)
        self.value = value
        unit = SpecialValue.isSilent(text(.unit)) ? batch.headerUnit : text(.unit)
        if let own = batch.units.first(where: { $0.row == row }), value.figure != nil || own.unit == "…" { unit = own.unit }
        if batch.seconds[row] != .min {
            let day = Int32(batch.seconds[row] / 86_400)
            time = AcquisitionTime(
                date: CalendarDate(day: day), secondOfDay: Int(batch.seconds[row] - Int64(day) * 86_400),
                offsetSeconds: batch.offsets[row] == .min ? nil : Int(batch.offsets[row]))
        }
        numbers = CanonicalColumn.allCases.filter(\.isNumber).map { batch.numbers($0)[row].isNaN ? nil : batch.numbers($0)[row] }
    }
}

/// A table read by the scan.
private struct Scanned {
    var rows: [Row] = []
    var scan: CanonicalScan
    var codes: [[UInt32]] = CanonicalColumn.allCases.map { _ in [] }

    init(_ bytes: [UInt8], delimiter: UInt8 = 0x2C, workers: Int = 1, pieceBytes: Int = 1 << 18) {
        var rows: [Row] = []
        var codes = self.codes
        var blanks: [(row: Int, analyte: UInt32, time: String?, isSought: Bool)] = []
        scan = CanonicalScan.read(
            bytes, file: "t", delimiter: delimiter, options: CanonicalScan.Options(workers: workers, pieceBytes: pieceBytes),
            restart: {
                rows = []
                blanks = []
                codes = codes.map { _ in [] }
            },
            take: { batch in
                for row in 0..<batch.count {
                    let kind = batch.kinds[row]
                    if kind == .blank {
                        let type = batch.dictionaries[.sampleType].text(batch.codes(.sampleType)[row])
                        let time = batch.text(row, .retentionTime)
                        blanks.append((rows.count, batch.codes(.analyte)[row], time, SampleType(vendorText: type) != .doubleBlank))
                    }
                    rows.append(Row(batch, row, value: batch.value(row)))
                }
                for column in CanonicalColumn.allCases where column.isText { codes[column.rawValue] += batch.codes(column) }
            })
        for blank in blanks where scan.meaningOfBlank(analyte: blank.analyte, retentionTime: blank.time, isSought: blank.isSought) == .notFound {
            rows[blank.row].value = .notFound
        }
        self.rows = rows
        self.codes = codes
    }
}

/// Tables with every trait that the contract and real files have, from a seed.
private struct RandomTable {
    var random: Seeded
    var bytes: [UInt8] = []

    init(seed: UInt64) {
        random = Seeded(state: seed)
        var columns = Array(CanonicalColumn.allCases)
        columns.shuffle(using: &random)
        for column in columns where ![.sample, .analyte, .result, .unit, .qualifier, .retentionTime].contains(column) && chance(4) { columns.removeAll { $0 == column } }
        let end = ["\n", "\r\n", "\n", "\r"][Int.random(in: 0..<4, using: &random)]
        var headers = columns.map { header($0) }
        if chance(5) { headers.append("note") }
        if chance(5) { headers.append("result") }
        let isMessy = !chance(3)
        var text = headers.joined(separator: ",") + end
        for row in 0..<Int.random(in: 0...60, using: &random) {
            if isMessy, chance(25) { text += pick(["", ",,,", "  ", headers.joined(separator: ",")]) + end; continue }
            var cells = columns.map { cell($0, row, isMessy: isMessy) }
            while cells.count < headers.count { cells.append(pick(["", "x", "7"])) }
            if isMessy, chance(30) { cells.removeLast() }
            if isMessy, chance(30) { cells.append(pick(["", " ", "9"])) }
            text += cells.joined(separator: ",") + end
        }
        if chance(4) { text.removeLast() }
        bytes = Array(text.utf8)
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    private mutating func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &random)] }

    private mutating func header(_ column: CanonicalColumn) -> String {
        switch column {
        case .sample: pick(["sample_id", "样本编号", "Sample ID"])
        case .analyte: pick(["analyte", "被测物", "Compound"])
        case .result: pick(["result", "结果", "Result (ng/mL)"])
        case .unit: pick(["unit", "单位"])
        case .limitOfQuantification: pick(["loq", "定量限"])
        default: column.name
        }
    }

    private mutating func cell(_ column: CanonicalColumn, _ row: Int, isMessy: Bool) -> String {
        let number = String(Int.random(in: 0...9999, using: &random)) + (chance(3) ? "" : "." + String(Int.random(in: 0...999, using: &random)))
        if isMessy, chance(40) { return pick(["\"a\"\"b\"", "\"two\nlines\"", " \(number) ", "\"\(number)\"", "N/A", "-", "甲", "12 ng/L", "1e3", "-4", "0", "'=1", "abc", "５"]) }
        switch column {
        case .sample: return row % 7 == 6 ? pick(["S\(row)", "mean", "", "'-5"]) : "S\(row / 3)"
        case .analyte: return pick(["methamphetamine", "甲基苯丙胺", "ketamine", "MDMA"])
        case .result: return pick([number, number, number, "", "", "ND", "<0.5", "<LOQ", ">ULOQ", "未检出", "0", "0.000"])
        case .unit: return pick(["ng/L", "ng/L", "µg/L", "", "N/A"])
        case .qualifier: return pick(["", "", "", "", "=", "<LOQ", "<LOD", "ND", "NA", ">ULOQ", "<", ">", "<2.5", "J"])
        case .batch: return "B\(row / 20)"
        case .injection: return pick(["I\(row)", "I\(row)", ""])
        case .sampleType: return pick(["unknown", "unknown", "blank", "double_blank", "", "odd"])
        case .analysedAt:
            return pick(["2025-09-03T10:00:00", "2025-09-03 10:0\(row % 10):05+08:00", "2025-09-03", "", "2025/9/3 10:00", "2025-02-30", isMessy ? "20-Jan-25 17:00" : ""])
        case .internalStandardRecovery: return pick([number, "", "98.5%"])
        case .retentionTime: return pick([number, "", "", "0", "N/A"])
        default: return pick([number, number, ""])
        }
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("The canonical table in typed columns") struct CanonicalScanTests {
    /// Findings that both readers make, by code and place.
    private static let shared: Set<FindingCode> = [
        "T005", "T006", "T007", "T012", "T014", "A004", "A006", "A012", "A013", "A016", "A021", "A022", "A023", "A024", "A025", "A090",
    ]

    private func places(_ findings: [Finding]) -> [String] {
        findings.filter { CanonicalScanTests.shared.contains($0.code) }.map { finding in
            // The scan names the cell of a time that it cannot read, the careful reader the result beside it.
            let place = finding.code == "A021" ? "" : finding.position?.description ?? ""
            return "\(finding.code.rawValue) \(place) \(finding.text) \(finding.arguments.sorted { $0.key < $1.key })"
        }.sorted()
    }

    @Test("Random tables are read as the careful reader reads them")
    func agrees() {
        var compared = 0
        for seed in UInt64(1)...150 {
            let bytes = RandomTable(seed: seed).bytes
            let document = AssayDocument.read(bytes, file: "t", catalogue: catalogue)
            guard document.format == .canonical, document.delimiter == 0x2C else { continue }
            compared += document.readings.count
            let scanned = Scanned(bytes)
            expectSame(scanned.rows, document, "seed \(seed)")
            #expect(places(scanned.scan.findings) == places(document.findings), "seed \(seed)")
            #expect(scanned.scan.decimalMark == document.decimalMark, "seed \(seed)")
            #expect(scanned.scan.lineEnd == document.lineEnd && scanned.scan.isTruncated == document.isTruncated, "seed \(seed)")
            #expect(scanned.scan.hasConcentrations == document.hasConcentrations, "seed \(seed)")
        }
        #expect(compared > 2000)
    }

    @Test("Any number of workers and any size of pieces gives the same rows, numbers of texts and findings")
    func workers() {
        for seed in UInt64(2001)...2030 {
            let bytes = RandomTable(seed: seed).bytes
            let one = Scanned(bytes)
            for (workers, pieceBytes) in [(1, 1), (2, 1), (2, 13), (3, 64), (3, 200), (7, 1), (7, 37), (7, 1000)] {
                let many = Scanned(bytes, workers: workers, pieceBytes: pieceBytes)
                #expect(many.rows == one.rows, "seed \(seed), \(workers) workers, pieces of \(pieceBytes)")
                #expect(many.codes == one.codes, "seed \(seed), \(workers) workers, pieces of \(pieceBytes)")
                #expect(many.scan.findings == one.scan.findings, "seed \(seed), \(workers) workers, pieces of \(pieceBytes)")
                #expect(many.scan.rowCount == one.scan.rowCount && many.scan.isTruncated == one.scan.isTruncated)
            }
        }
    }

    @Test("A table cut at any byte gives the rows of the careful reader")
    func cut() {
        for seed in UInt64(3001)...3002 {
            // The header and some rows.
            let bytes = Array(RandomTable(seed: seed).bytes.prefix(700))
            for length in bytes.indices {
                let part = Array(bytes.prefix(length))
                let document = AssayDocument.read(part, file: "t", catalogue: catalogue)
                guard document.format == .canonical, document.delimiter == 0x2C else { continue }
                // Where a quote never closes or a character is cut, the careful reader takes the whole row before it for one that may be cut.
                if document.findings.contains(where: { $0.code == "T005" || $0.code == "T002" }) { continue }
                expectSame(Scanned(part, workers: 2, pieceBytes: 50).rows, document, "seed \(seed), cut at \(length)")
            }
        }
    }

    @Test("Bytes changed anywhere give the rows of the careful reader, and never a trap")
    func flips() {
        for seed in UInt64(4001)...4040 {
            var random = Seeded(state: seed)
            var bytes = RandomTable(seed: seed).bytes
            for _ in 0..<6 where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let scanned = Scanned(bytes, workers: 3, pieceBytes: 100)
            let document = AssayDocument.read(bytes, file: "t", catalogue: catalogue)
            guard document.format == .canonical, document.delimiter == 0x2C else { continue }
            expectSame(scanned.rows, document, "seed \(seed)")
        }
    }

    /// The first row that differs, rather than all of them.
    private func expectSame(_ rows: [Row], _ document: AssayDocument, _ comment: String) {
        let expected = document.readings.map { Row($0) }
        #expect(rows.count == expected.count, "\(comment)")
        if let differs = zip(rows, expected).first(where: { $0 != $1 }) { #expect(differs.0 == differs.1, "\(comment)") }
    }

    @Test("A comma as the decimal mark is seen, and the reading begins anew by it")
    func comma() {
        let text = "sample_id;analyte;result;unit;loq\nS1;mdma;1,5;ng/L;0,5\nS2;mdma;1.234,5;ng/L;0,5\nS3;mdma;12;ng/L;\n"
        let scanned = Scanned(Array(text.utf8), delimiter: 0x3B, workers: 2, pieceBytes: 10)
        #expect(scanned.rows.map(\.value) == [.number(1.5), .number(1234.5), .number(12)])
        #expect(scanned.scan.decimalMark == .comma)
        let both = Scanned(Array(text.replacing("12;ng/L;", with: "12.5;ng/L;0.25").utf8), delimiter: 0x3B)
        #expect(both.scan.decimalMark == nil && both.scan.findings.contains { $0.code == "A012" })
        #expect(both.rows.map(\.value) == [.notAnalysed, .notAnalysed, .notAnalysed])
    }

    @Test("A cell that is no figure has a finding with its line and column, and the row is kept")
    func untyped() throws {
        let scanned = Scanned(Array("sample_id,analyte,result,unit,lod\nS1,mdma,1.5,ng/L,abc\nS2,mdma,x,ng/L,0.5\n".utf8))
        #expect(scanned.rows.map(\.value) == [.number(1.5), .notAnalysed])
        let cell = try #require(scanned.scan.findings.first { $0.code == "T016" })
        #expect(cell.position == SourcePosition(file: "t", line: 2, column: 18, byteOffset: 51) && cell.text == "abc" && cell.arguments == ["column": "lod"])
        #expect(scanned.scan.findings.contains { $0.code == "A016" && $0.position?.line == 3 })
    }

    @Test("Columns that are not asked for are not typed")
    func projection() {
        let text = "sample_id,analyte,result,unit,lod,rt_min\nS1,mdma,1.5,ng/L,abc,xyz\n"
        var batches = 0
        let scan = CanonicalScan.read(Array(text.utf8), file: "t", options: CanonicalScan.Options(columns: [.sample, .analyte, .result]), take: { batch in
            #expect(batch.numbers(.limitOfDetection).isEmpty && batch.codes(.unit).isEmpty && batch.figures == [1.5])
            batches += 1
        })
        #expect(batches == 1 && scan.findings.isEmpty)
    }

    @Test("Other encodings are decoded first and give the same rows")
    func encodings() {
        let text = "样本编号,被测物,结果,单位\nS1,甲基苯丙胺,1.5,µg/L\nS2,氯胺酮,ND,ng/L\n"
        let rows = Scanned(Array(text.utf8)).rows
        #expect(rows.map(\.value) == [.number(1.5), .notDetected])
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        for bytes in [marked, wide] {
            let other = Scanned(bytes)
            #expect(other.rows.map(\.value) == rows.map(\.value) && other.rows.map(\.compound) == rows.map(\.compound))
            #expect(other.rows.map(\.position.line) == [2, 3])
        }
    }
}
