import Findings
import Foundation
import SampleCity

/// Cold start of the whole program on the reference city: from files on disk, with no store,
/// to the report of one period. Each run starts the built `headwater` as a process in a fresh folder.
struct CityBench {
    var runs: Int

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-bench-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let city = SampleCity.make(SampleCitySettings())
        var times: [Double] = []
        for index in 0..<runs {
            let workspace = folder.appendingPathComponent("city-\(index)")
            for file in city.files {
                let path = workspace.appendingPathComponent(file.path)
                try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: path)
            }
            times.append(try seconds(of: workspace))
        }
        let best = times.min() ?? .nan
        let line = JSONText.object([
            ("work", .string("reference city, one period, cold start to HTML, CSV, JSON and XLSX")), ("runs", .integer(runs)),
            ("best_s", .digits(fixed(best))), ("all_s", .array(times.map { .digits(fixed($0)) })),
            ("peak_memory_mb", .digits(fixed(Double(peakMemoryKilobytes()) / 1024))), ("budget_s", .integer(2)), ("budget_memory_mb", .integer(200)),
        ])
        print(line.text)
    }

    /// Wall-clock seconds of one run of the program beside this one.
    private func seconds(of workspace: URL) throws -> Double {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("headwater")
        let process = Process()
        process.executableURL = program
        process.arguments = ["run", "--quiet", "--no-pdf", "--workspace", workspace.path, "--period", "2025-P5"]
        process.standardError = FileHandle.nullDevice
        let clock = ContinuousClock()
        let start = clock.now
        try process.run()
        process.waitUntilExit()
        let elapsed = clock.now - start
        guard [0, 2, 3].contains(process.terminationStatus) else {
            throw UsageError(description: "headwater ended with code \(process.terminationStatus)")
        }
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    /// The largest resident memory of any child so far, in KB.
    private func peakMemoryKilobytes() -> Int {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return usage.ru_maxrss
    }

    private func fixed(_ value: Double) -> String { String(Double(Int(value * 1000)) / 1000) }
}
