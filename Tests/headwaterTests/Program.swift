import Foundation
import Testing

/// The built program, run as a process.
struct Program {
    struct Ended: Sendable {
        let code: Int32
        let output: String
        let errors: String
    }

    /// The program beside the test bundle.
    static var path: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("headwater")
    }

    /// Runs the program with these arguments and waits for it. Printing takes seconds and has its own tests, so that a run
    /// prints only where a test asks for it.
    static func run(_ arguments: [String], environment: [String: String] = ["LANG": "C"], folder: String? = nil) throws -> Ended {
        let process = Process()
        process.executableURL = path
        process.arguments = arguments + (arguments.first == "run" && !arguments.contains("--pdf") ? ["--no-pdf"] : [])
        process.environment = environment
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-process-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = scratch.appendingPathComponent("output")
        let errors = scratch.appendingPathComponent("errors")
        for file in [output, errors] { try Data().write(to: file) }
        let outputHandle = try FileHandle(forWritingTo: output)
        let errorHandle = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = outputHandle
        process.standardError = errorHandle
        try process.run()
        process.waitUntilExit()
        try outputHandle.close()
        try errorHandle.close()
        return Ended(
            code: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// The name of the account that runs the tests, as the program sees it.
    static func account() throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["id", "-run"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        process.waitUntilExit()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A folder that does not exist yet.
    static func newFolder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("headwater-process-test-\(UUID().uuidString)").path
    }
}
