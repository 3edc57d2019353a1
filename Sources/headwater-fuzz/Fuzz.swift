import AssayFiles
import Foundation
import Spreadsheets
import TrialFiles

/// Tries the readers of laboratory files with broken files; a tool of the workshop, not a product.
///
///     headwater-fuzz list
///     headwater-fuzz run TARGET SECONDS SEED FOLDER
///     headwater-fuzz replay TARGET FILE...
///     headwater-fuzz damage [--each N] [--all] [FORMAT...]
///
/// `damage` flips and cuts every byte (or one damage in N) and breaks every header, and prints what changes a figure silently; with
/// `--all` also what no reader can see. Old workbooks are read by this program started again, as `headwater` does.
///
/// `Scripts/fuzz` builds it and runs every target. An input that traps, hangs or breaks a rule stays in FOLDER.
@main
enum Fuzz {
    static let usage = "usage: headwater-fuzz list | run TARGET SECONDS SEED FOLDER | replay TARGET FILE... | damage [--each N] [--all] [FORMAT...]"

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == OldWorkbookReader.command { exit(OldWorkbookReader.serve(Array(arguments.dropFirst()))) }
        OldWorkbookProgram.registerThisProgram()
        do {
            try run(arguments)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            // As sysexits.h has it: the command was used wrongly.
            exit(error is UsageError ? 64 : 1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        switch arguments.first {
        case "list": for target in FuzzTarget.all { print(target.name) }
        case "run" where arguments.count == 5:
            guard let seconds = Int(arguments[2]), seconds > 0, let seed = UInt64(arguments[3]) else { throw UsageError(description: usage) }
            let folder = URL(fileURLWithPath: arguments[4])
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            exit(try FuzzRun(target: target(arguments[1]), seconds: seconds, seed: seed, folder: folder).run())
        case "replay" where arguments.count > 2:
            let target = try target(arguments[1])
            var isWell = true
            for path in arguments.dropFirst(2) {
                let breaches = target.breaches([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
                for breach in breaches { print("\(path): \(breach)") }
                isWell = isWell && breaches.isEmpty
            }
            exit(isWell ? 0 : 1)
        case "damage": exit(try damage(Array(arguments.dropFirst())))
        default: throw UsageError(description: usage)
        }
    }

    /// Tries every damage of one byte and of one header; 1 where one changes a figure silently.
    private static func damage(_ words: [String]) throws -> Int32 {
        var names = words
        var step = 1
        if let place = names.firstIndex(of: "--each") {
            guard place + 1 < names.count, let number = Int(names[place + 1]), number > 0 else { throw UsageError(description: "--each takes a whole number above 0\n\(usage)") }
            step = number
            names.removeSubrange(place...place + 1)
        }
        let showsAll = names.contains("--all")
        names.removeAll { $0 == "--all" }
        if let unknown = names.first(where: { name in !TrialExports.formats.contains { $0.rawValue == name } }) { throw UsageError(description: "no format \"\(unknown)\"\n\(usage)") }
        var code: Int32 = 0
        for format in TrialExports.formats where names.isEmpty || names.contains(format.rawValue) {
            let trial = SilentChange(format)
            var counts: [FigureChange.Kind: Int] = [:]
            for change in trial.every(step) {
                counts[change.kind, default: 0] += 1
                if change.kind == .silent || showsAll { print("\(change.kind.rawValue): \(change)") }
            }
            let told = FigureChange.Kind.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
            print("\(format.rawValue): \(trial.file.count) bytes, \(trial.figureCount) figures; changes: \(told)")
            if counts[.silent] != nil { code = 1 }
        }
        return code
    }

    private static func target(_ name: String) throws -> FuzzTarget {
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else { throw UsageError(description: "no target \"\(name)\"\n\(usage)") }
        return target
    }
}

/// Words on the command line that the tool does not understand.
struct UsageError: Error, CustomStringConvertible { let description: String }
