import AssayFiles
import Foundation
import TrialFiles

/// Tries the readers of laboratory files with broken files; a tool of the workshop, not a product.
///
///     headwater-fuzz list
///     headwater-fuzz run TARGET SECONDS SEED FOLDER
///     headwater-fuzz replay TARGET FILE...
///     headwater-fuzz damage [FORMAT...]       every byte flipped and cut, every header broken: what changes a figure silently
///
/// `Scripts/fuzz` builds it and runs every target. An input that traps, hangs or breaks a rule stays in FOLDER.
@main
enum Fuzz {
    static let usage = "usage: headwater-fuzz list | run TARGET SECONDS SEED FOLDER | replay TARGET FILE... | damage [FORMAT...]"

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
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
        case "damage": exit(damage(Array(arguments.dropFirst())))
        default: throw UsageError(description: usage)
        }
    }

    /// Tries every damage of one byte and of one header; 1 where one changes a figure silently.
    private static func damage(_ names: [String]) -> Int32 {
        var code: Int32 = 0
        for format in TrialExports.formats where names.isEmpty || names.contains(format.rawValue) {
            let trial = SilentChange(format)
            var changes: [String] = []
            for place in trial.file.indices {
                changes += trial.changes(cutAt: place)
                for bit in 0..<8 { changes += trial.changes(at: place, to: trial.file[place] ^ 1 << UInt8(bit)) }
                for byte in [0x09, 0x0A, 0x20, 0x22, 0x2C, 0x2E] as [UInt8] { changes += trial.changes(at: place, to: byte) }
            }
            for replacement in SilentChange.headers { changes += trial.changes(replacement) }
            for change in changes { print(change) }
            print("\(format.rawValue): \(trial.file.count) bytes, \(trial.figureCount) figures, \(changes.count) silent changes")
            if !changes.isEmpty { code = 1 }
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
