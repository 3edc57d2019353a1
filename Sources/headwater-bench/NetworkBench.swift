import Foundation
import SewerNetwork

/// Times the reading of a sewer network: from the bytes of its files to the graph, repaired and ordered.
struct NetworkBench {
    var paths: [String]
    var runs: Int

    /// Prints one JSON line: milliseconds of the fastest and of the middle run.
    func run() throws {
        let files = try paths.map { path in
            guard let data = FileManager.default.contents(atPath: path) else { throw UsageError(description: "\(path) cannot be read") }
            return NetworkFile(name: path, bytes: Array(data))
        }
        let clock = ContinuousClock()
        var times: [Double] = []
        var reading: SewerReading?
        for _ in 0..<runs {
            let time = clock.measure { reading = SewerReading.read(files: files) }
            times.append(Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15)
        }
        times.sort()
        print(
            "{\"bench\": \"network\", \"nodes\": \(reading?.graph?.nodeCount ?? 0), \"links\": \(reading?.graph?.linkCount ?? 0), "
                + "\"bytes\": \(files.reduce(0) { $0 + $1.bytes.count }), \"runs\": \(times.count), \"least_ms\": \(times.first ?? 0), "
                + "\"median_ms\": \(times.isEmpty ? 0 : times[times.count / 2])}")
    }
}
