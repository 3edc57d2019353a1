import AssayFiles
import DelimitedText
import Findings
import Monitoring
import RandomDraws
import Testing

/// A table read by the scan: what each batch holds, in the order of the file.
private struct Scanned: Equatable {
    var rows: [String] = []
    /// The numbers of the texts of each column.
    var codes: [[UInt32]] = CanonicalColumn.allCases.map { _ in [] }
    var findings: [Finding] = []
    var rowCount = 0
    var isTruncated = false
    var mark: DecimalMark?

    init(_ bytes: [UInt8], delimiter: UInt8 = 0x2C, workers: Int = 1, pieceBytes: Int = 1 << 18) {
        var rows: [String] = []
        var codes = self.codes
        var options = CanonicalScan.Options(workers: workers, pieceBytes: pieceBytes)
        options.keepsPlaces = true
        let scan = CanonicalScan.read(
            bytes, file: "t", delimiter: delimiter, options: options,
            restart: {
                rows = []
                codes = codes.map { _ in [] }
            },
            take: { batch in
                for row in 0..<batch.count {
                    let names = CanonicalColumn.allCases.filter(\.isText).map { batch.dictionaries[$0].text(batch.codes($0)[row]) }
                    let numbers = CanonicalColumn.allCases.filter(\.isNumber).map { batch.numbers($0)[row] }
                    let unit = batch.units.first { $0.row == row }?.unit ?? batch.headerUnit
                    rows.append(
                        "\(batch.position(row)) \(batch.kinds[row]) \(batch.figures[row]) \(names) \(numbers) \(unit ?? "-") \(batch.seconds[row]) \(batch.offsets[row])")
                    #expect(batch.places?.position(row) == batch.position(row))
                }
                for column in CanonicalColumn.allCases where column.isText { codes[column.rawValue] += batch.codes(column) }
            })
        guard let scan else { return }
        (self.rows, self.codes, findings) = (rows, codes, scan.findings)
        (rowCount, isTruncated, mark) = (scan.rowCount, scan.isTruncated, scan.decimalMark)
    }
}

@Suite("The canonical table in typed columns") struct CanonicalScanTests {
    @Test("Any number of workers and any size of pieces gives the same rows, numbers of texts and findings")
    func workers() {
        for seed in UInt64(2001)...2030 {
            let bytes = RandomTable(seed: seed).bytes
            let delimiter = AssayDocument.read(bytes, file: "t").delimiter ?? 0x2C
            let one = Scanned(bytes, delimiter: delimiter)
            #expect(one.rowCount == one.rows.count)
            for (workers, pieceBytes) in [(1, 1), (2, 1), (2, 13), (3, 64), (3, 200), (7, 1), (7, 37), (7, 1000)] {
                let many = Scanned(bytes, delimiter: delimiter, workers: workers, pieceBytes: pieceBytes)
                #expect(many == one, "seed \(seed), \(workers) workers, pieces of \(pieceBytes)")
            }
        }
    }

    @Test("The same holds where bytes are changed, and nothing traps")
    func flips() {
        for seed in UInt64(4001)...4040 {
            var draws = RandomStream(seed: seed, "flips")
            var bytes = RandomTable(seed: seed).bytes
            for _ in 0..<6 where !bytes.isEmpty { bytes[draws.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: draws.integer(below: 256)) }
            #expect(Scanned(bytes, workers: 3, pieceBytes: 100) == Scanned(bytes), "seed \(seed)")
        }
    }

    @Test("A comma as the decimal mark is seen, and the reading begins anew by it")
    func comma() {
        let text = "sample_id;analyte;result;unit;loq\nS1;mdma;1,5;ng/L;0,5\nS2;mdma;1.234,5;ng/L;0,5\nS3;mdma;12;ng/L;\n"
        let read = document(text)
        #expect(read.readings.map(\.value) == [.number(1.5), .number(1234.5), .number(12)])
        #expect(read.decimalMark == .comma)
        let both = document(text.replacing("12;ng/L;", with: "12.5;ng/L;0.25"))
        #expect(both.decimalMark == nil && both.findings.contains { $0.code == "A012" })
        #expect(both.readings.map(\.value) == [.notAnalysed, .notAnalysed, .notAnalysed])
    }

    @Test("A bound in the qualifier that cannot be read for want of a decimal mark takes the figure beside it away")
    func unreadableBound() {
        let text = "sample_id;analyte;result;unit;qualifier;loq\nS1;mdma;7;ng/L;<2.5;0,5\nS2;mdma;8;ng/L;;0.5\n"
        #expect(document(text).readings.map(\.value) == [.notAnalysed, .number(8)])
        #expect(document(text.replacing("0,5", with: "1.5")).readings.map(\.value) == [.below(limit: 2.5), .number(8)])
    }

    @Test("A cell that is no figure has a finding with its line and column, and the row is kept")
    func untyped() throws {
        let read = document("sample_id,analyte,result,unit,lod\nS1,mdma,1.5,ng/L,abc\nS2,mdma,x,ng/L,0.5\n", file: "t")
        #expect(read.readings.map(\.value) == [.number(1.5), .notAnalysed])
        let cell = try #require(read.findings.first { $0.code == "T016" })
        #expect(cell.position == SourcePosition(file: "t", line: 2, column: 18, byteOffset: 51) && cell.text == "abc" && cell.arguments == ["column": "lod"])
        #expect(read.findings.contains { $0.code == "A016" && $0.position?.line == 3 })
    }

    @Test("Columns that are not asked for are not typed")
    func projection() throws {
        let text = "sample_id,analyte,result,unit,lod,rt_min\nS1,mdma,1.5,ng/L,abc,xyz\n"
        var batches = 0
        let scan = CanonicalScan.read(Array(text.utf8), file: "t", options: CanonicalScan.Options(columns: [.sample, .analyte, .result]), take: { batch in
            #expect(batch.numbers(.limitOfDetection).isEmpty && batch.codes(.unit).isEmpty && batch.figures == [1.5] && batch.places == nil)
            batches += 1
        })
        #expect(try #require(scan).findings.isEmpty)
        #expect(batches == 1)
    }

    @Test("Bytes that are no UTF-8 are not read, wherever they stand")
    func broken() {
        let text = "sample_id,analyte,result,unit\n" + String(repeating: "S1,mdma,1.5,ng/L\n", count: 3000)
        for place in [3, 40, 40_000] {
            for byte in [UInt8(0), 0xB5] {
                var bytes = Array(text.utf8)
                bytes[place] = byte
                #expect(CanonicalScan.read(bytes, file: "t", options: CanonicalScan.Options(workers: 2), take: { _ in }) == nil)
            }
        }
        // What stands behind a quote that never closes was not looked at.
        #expect(CanonicalScan.read(Array((text + "S2,\"mdma,1,ng/L\n").utf8) + [0xB5], file: "t", take: { _ in }) == nil)
    }
}
