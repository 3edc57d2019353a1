import BatchRun
import Custody
import Foundation
import Monitoring
import SampleCity

/// The reference city, written into a folder that goes when the value goes.
final class CityFolder: Sendable {
    let path: String

    init(_ city: SampleCity = CityFolder.city, change: (inout [String: [UInt8]]) -> Void = { _ in }) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-test-\(UUID().uuidString)")
        path = folder.path
        var files: [String: [UInt8]] = [:]
        for file in city.files { files[file.path] = file.bytes }
        change(&files)
        for (name, bytes) in files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static let city = SampleCity.make()
    static let day = CalendarDate(year: 2026, month: 2, day: 10) ?? CalendarDate(day: 0)

    func options(_ periods: PeriodChoice, jobs: Int = 2) -> RunOptions {
        RunOptions(
            workspace: path, periods: periods, asOf: CityFolder.day, now: Instant(date: CityFolder.day, secondOfDay: 0, offsetSeconds: 0),
            account: Account(name: "analyst"), command: ["run"], jobs: jobs)
    }

    /// Every file below the folder that a run wrote for its users, but those that hold times: path to bytes.
    func outputs() throws -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for name in ["reports", "status.json"] where FileManager.default.fileExists(atPath: path + "/" + name) {
            let below = isFolder(name) ? try FileManager.default.subpathsOfDirectory(atPath: path + "/" + name).map { name + "/" + $0 } : [name]
            for file in below where !file.hasSuffix("run.json") && !isFolder(file) {
                result[file] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)))
            }
        }
        return result
    }

    private func isFolder(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path + "/" + name))?[.type] as? FileAttributeType == .typeDirectory
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    /// The rows of a written table, each by its column.
    func table(_ name: String, period: String) throws -> [[String: String]] {
        let lines = try text("reports/\(period)/draft/tables/\(name).csv").split(separator: "\n", omittingEmptySubsequences: true)
        guard let header = lines.first.map({ Self.fields($0) }) else { return [] }
        return lines.dropFirst().map { Dictionary(zip(header, Self.fields($0))) { first, _ in first } }
    }

    /// The fields of one line of RFC 4180 text without line breaks inside fields.
    private static func fields(_ line: Substring) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        for character in line {
            switch (character, isQuoted) {
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        return fields + [field]
    }
}

let period2025P5 = Period("2025-P5") ?? Period(containing: CityFolder.day)
