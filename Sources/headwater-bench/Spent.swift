// Unsafe because the clocks and the counter of memory are the system's, read through C.
import Findings
import Foundation

/// Seconds by the clock, and of all processors.
struct Spent {
    var wall = 0.0
    var processor = 0.0

    static var now: Spent {
        var (wall, processor) = (timespec(), timespec())
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &wall)
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor)
        return Spent(wall: seconds(wall), processor: seconds(processor))
    }

    private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9 }
    static func - (left: Spent, right: Spent) -> Spent { Spent(wall: left.wall - right.wall, processor: left.processor - right.processor) }
    static func + (left: Spent, right: Spent) -> Spent { Spent(wall: left.wall + right.wall, processor: left.processor + right.processor) }
    static func += (left: inout Spent, right: Spent) { left = left + right }

    /// Prints a line of JSON.
    static func report(_ name: String, _ time: Spent, _ runs: Int, _ fields: [(String, JSONText)]) {
        let own: [(String, JSONText)] = [
            ("work", .string("estimate")), ("part", .string(name)), ("seconds", digits(time.wall)), ("processor_s", digits(time.processor)),
        ]
        print(JSONText.object(own + fields + [("runs", .integer(runs))]).text)
    }

    static var peakMemoryMegabytes: Double {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }

    /// Four significant digits.
    static func digits(_ value: Double) -> JSONText {
        guard value > 0, value.isFinite else { return .digits("0") }
        var scale = 1.0
        while value * scale < 1_000, scale < 1e12 { scale *= 10 }
        return .digits(String((value * scale).rounded() / scale))
    }
}
