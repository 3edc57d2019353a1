import Foundation

/// Timings of the engine as JSON lines; a measuring tool, not a product.
///
///     headwater-bench city [--runs N]            cold start to report of the reference city, one period
///     headwater-bench estimate [--runs N]        random draws, sums over areas, and a made-up national year: in memory, and from files to tables
///     headwater-bench scan FILE [--runs N]       how fast a laboratory's file is read, layer by layer
///     headwater-bench assay-file [--rows N] OUT  makes a canonical table of so many rows for that
///     headwater-bench network FILE... [--runs N]  from the bytes of a sewer's files to its graph
///     headwater-bench trace [--nodes N] [--sites S] [--days D] [--runs N]   a traceback with its next samples, the sewer loaded
///     headwater-bench trace-study [--minutes M] [--manholes N] [--points P]   how well sources in made cities are found
///     headwater-bench detect [--sites N] [--analytes N] [--campaigns N] [--runs N]   a national campaign judged, from loads to verdicts
///     headwater-bench euda-alarms FILE           the released series of European cities, year by year
///     headwater-bench detection-study [--programmes N]   how well raised cells of made programmes are found, and how often nothing is called something
@main
enum Bench {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            // As sysexits.h has it: the command was used wrongly.
            exit(error is UsageError ? 64 : 1)
        }
    }

    private static func run(_ words: [String]) throws {
        var arguments = words
        guard let work = arguments.first else { throw UsageError(description: usage) }
        arguments.removeFirst()
        switch work {
        case "city": try CityBench(runs: try count("--runs", in: arguments, default: 5)).run()
        case "scan":
            guard let path = arguments.first else { throw UsageError(description: usage) }
            try ScanBench(path: path, runs: try count("--runs", in: arguments, default: 5)).run()
        case "estimate": try EstimateBench(runs: try count("--runs", in: arguments, default: 3)).run()
        case "assay-file":
            guard let path = arguments.last, !path.hasPrefix("--") else { throw UsageError(description: usage) }
            try AssayFileMaker(rows: try count("--rows", in: arguments, default: 2_500_000), path: path).run()
        case "network":
            let paths = arguments.prefix { !$0.hasPrefix("--") }
            guard !paths.isEmpty else { throw UsageError(description: usage) }
            try NetworkBench(paths: Array(paths), runs: try count("--runs", in: arguments, default: 20)).run()
        case "trace":
            try TraceBench(
                nodes: try count("--nodes", in: arguments, default: 1_000_000), sites: try count("--sites", in: arguments, default: 200),
                days: try count("--days", in: arguments, default: 1), runs: try count("--runs", in: arguments, default: 20)
            ).run()
        case "trace-study":
            try TraceStudy(
                manholes: try count("--manholes", in: arguments, default: 10_000), points: try count("--points", in: arguments, default: 22),
                minutes: try count("--minutes", in: arguments, default: 10)
            ).run()
        case "detect":
            DetectionBench(
                sites: try count("--sites", in: arguments, default: 3000), analytes: try count("--analytes", in: arguments, default: 20),
                campaigns: try count("--campaigns", in: arguments, default: 36), runs: try count("--runs", in: arguments, default: 5)
            ).run()
        case "euda-alarms":
            guard let path = arguments.first else { throw UsageError(description: usage) }
            try EUDAAlarms(path: path).run()
        case "detection-study": DetectionStudy(programmes: try count("--programmes", in: arguments, default: 200)).run()
        default: throw UsageError(description: usage)
        }
    }

    static let usage = "usage: headwater-bench city [--runs N] | estimate [--runs N] | scan FILE [--runs N] | assay-file [--rows N] OUT | network FILE... [--runs N] | trace [--nodes N] [--sites S] [--days D] [--runs N] | trace-study [--minutes M] [--manholes N] [--points P] | detect [--sites N] [--analytes N] [--campaigns N] [--runs N] | detection-study [--programmes N] | euda-alarms FILE"

    /// The whole number that follows an option, or its default.
    private static func count(_ option: String, in arguments: [String], default fallback: Int) throws -> Int {
        guard let index = arguments.firstIndex(of: option) else { return fallback }
        guard index + 1 < arguments.count, let value = Int(arguments[index + 1]), value > 0 else {
            throw UsageError(description: "\(option) takes a whole number above 0")
        }
        return value
    }
}

/// Words on the command line that the bench does not understand.
struct UsageError: Error, CustomStringConvertible { let description: String }
