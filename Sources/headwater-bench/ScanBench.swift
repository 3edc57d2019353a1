// Memory is touched directly here for the layer that all others are held against: a sum over every word of the file.
import AssayFiles
import DelimitedText
import Findings
import Foundation
import Glibc

/// How fast a laboratory's file is read, layer by layer, as JSON lines: the best of several runs.
///
/// The bytes lie in memory, but for the layer `file`, which reads them from the disk's cache.
/// `share` is the layer's time of one pass over memory in this run, so that runs on a busy machine compare.
struct ScanBench {
    var path: String
    var runs: Int

    /// The columns that an estimate of loads needs.
    private static let five: Set<CanonicalColumn> = [.sample, .analyte, .result, .unit, .qualifier]

    func run() throws {
        var bytes: [UInt8] = []
        let file = try best {
            bytes = []
            bytes = try read()
        }
        let memory = best { consume(sum(bytes)) }
        report("memory", memory, bytes.count, memory)
        report("file", file, bytes.count, memory)
        let head = AssayDocument.read(Array(bytes.prefix(1 << 16)), file: path)
        report("utf-8", best { consume(DecodedText.decode(bytes, file: path).1.count) }, bytes.count, memory)
        guard let delimiter = head.delimiter else { return }
        let body = TextBody(file: path, bytes: bytes, start: 0, delimiter: delimiter)
        report("structural scan", best { consume(structure(body)) }, bytes.count, memory)
        if head.format == .canonical {
            for workers in [1, 2] {
                for (name, columns) in [("5 columns", ScanBench.five), ("all columns", Set(CanonicalColumn.allCases))] {
                    let options = CanonicalScan.Options(columns: columns, workers: workers)
                    var rows = 0
                    let time = best {
                        var count = 0
                        consume(CanonicalScan.read(bytes, file: path, delimiter: delimiter, options: options, restart: { count = 0 }, take: { count += $0.count })?.rowCount ?? 0)
                        rows = count
                    }
                    report("typed \(name), workers \(workers)", time, bytes.count, memory, rows: rows)
                }
            }
        }
        var rows = 0
        // The document is one of the program's: what `check`, `ingest`, `run` and `convert` read.
        let document = best { rows = AssayDocument.read(bytes, file: path).readings.count }
        report("document", document, bytes.count, memory, rows: rows)
        let readings = AssayDocument.read(bytes, file: path).readings
        report("each reading of the document", best { consume(readings.reduce(0) { $0 &+ ($1.position.line ?? 0) }) }, bytes.count, memory, rows: rows)
        report("field split", best { consume(DelimitedTable.read(bytes, file: path, delimiter: delimiter).table?.rowCount ?? 0) }, bytes.count, memory)
    }

    /// The bytes of the file, once: no second copy of a large file.
    private func read() throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY)
        guard descriptor >= 0 else { throw UsageError(description: "\(path) cannot be read") }
        defer { close(descriptor) }
        let size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        lseek(descriptor, 0, SEEK_SET)
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                guard let base = buffer.baseAddress, case let got = unsafe Glibc.read(descriptor, base + count, size - count), got > 0 else { break }
                count += got
            }
        }
    }

    private func sum(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBytes { raw in
            var sums = SIMD8<UInt64>()
            for offset in stride(from: 0, to: raw.count & ~63, by: 64) { unsafe sums &+= raw.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self) }
            return Int(truncatingIfNeeded: sums.wrappedSum())
        }
    }

    private func structure(_ body: TextBody) -> Int {
        let piece = TextPiece(body)
        var offset = body.start
        var rows = 0
        while offset < body.end {
            piece.load(from: offset, to: offset + (256 << 10), limits: TextLimits())
            rows += piece.rowCount
            guard piece.end > offset else { break }
            offset = piece.end
        }
        return rows
    }

    /// Keeps a result from being optimised away.
    @inline(never) private func consume(_ value: Int) { if value == .min { print(value) } }

    /// Seconds of the fastest run.
    private func best(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<runs {
            let start = clock.now
            try work()
            let elapsed = (clock.now - start).components
            best = min(best, Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
        }
        return best
    }

    private func report(_ layer: String, _ seconds: Double, _ bytes: Int, _ memory: Double, rows: Int? = nil) {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        var fields: [(String, JSONText)] = [
            ("work", .string("scan")), ("layer", .string(layer)), ("seconds", .digits(text(seconds, 10_000))),
            ("gb_per_s", .digits(text(Double(bytes) / seconds / 1e9, 1000))), ("share", .digits(text(seconds / memory, 100))),
        ]
        if let rows { fields.append(("rows", .integer(rows))) }
        fields += [("file_mb", .digits(text(Double(bytes) / 1e6, 10))), ("peak_memory_mb", .digits(text(Double(usage.ru_maxrss) * 1024 / 1e6, 10))), ("runs", .integer(runs))]
        print(JSONText.object(fields).text)
    }

    private func text(_ value: Double, _ scale: Double) -> String { String((value * scale).rounded() / scale) }
}
