import Findings
import Foundation
import Wording

/// The one owner of the standard streams: results go to standard output, everything else to standard error.
struct Terminal: Sendable {
    /// How much is said.
    enum Level: Int, Sendable, Comparable {
        case silent, quiet, normal, verbose
        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    var level: Level
    var language: Language
    /// JSON Lines on standard output instead of text.
    var isJSON: Bool
    private let renderer: TextRenderer
    private let drawsProgress: Bool

    init(level: Level, language: Language, isJSON: Bool, colour: ColourChoice, environment: [String: String]) {
        self.level = level
        self.language = language
        self.isJSON = isJSON
        let isTerminal = isatty(2) == 1 && environment["TERM"] != "dumb"
        renderer = TextRenderer(colour: colour.isOn(isTerminal: isTerminal, environment: environment))
        drawsProgress = isTerminal && level == .normal && environment["CI"] == nil
    }

    var catalogue: Catalogue { Catalogue.of(language) }

    /// Writes a line of results.
    func result(_ line: String) { print(line) }

    /// Writes a line of JSON Lines, where those were asked for.
    func event(_ value: JSONText) {
        if isJSON { print(value.text) }
    }

    /// Writes a remark on standard error, unless quiet.
    func remark(_ line: String) {
        if level >= .normal { write(line + "\n") }
    }

    /// Shows what is being done on a terminal; the line is erased by the next.
    func progress(_ line: String) {
        if drawsProgress { write("\r\u{1B}[K" + line) }
    }

    func endProgress() {
        if drawsProgress { write("\r\u{1B}[K") }
    }

    /// Writes findings: all of them when verbose, warnings and worse normally, errors when quiet.
    ///
    /// After 20 of one code in one file the rest are counted, not shown.
    func findings(_ findings: [Finding]) {
        let least: Severity =
            switch level {
            case .silent: .fatal
            case .quiet: .error
            case .normal: .warning
            case .verbose: .info
            }
        var shown: [String: Int] = [:]
        for finding in findings {
            if isJSON { event(.object([("event", .string("finding"))] + members(of: finding.json(catalogue.text(of: finding))))) }
            guard finding.severity >= least else { continue }
            let key = finding.code.rawValue + "\u{0}" + (finding.position?.file ?? "")
            shown[key, default: 0] += 1
            if (shown[key] ?? 0) <= 20 { write(renderer.lines(of: finding, text: catalogue.text(of: finding)) + "\n") }
        }
        for (key, count) in shown.sorted(by: { $0.key < $1.key }) where count > 20 {
            let parts = key.split(separator: "\u{0}", omittingEmptySubsequences: false)
            write(
                catalogue.text(
                    "headwater.folded", count: count - 20, ["code": String(parts[0]), "file": harmless(parts.count > 1 ? String(parts[1]) : "")]) + "\n")
        }
    }

    private func members(of value: JSONText) -> [(String, JSONText)] {
        if case .object(let members) = value { members } else { [] }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// When colours are used: flag, then NO_COLOR, then FORCE_COLOR, then whether the stream is a terminal.
enum ColourChoice: String, Sendable, CaseIterable {
    case auto, always, never

    func isOn(isTerminal: Bool, environment: [String: String]) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto:
            if !(environment["NO_COLOR"] ?? "").isEmpty {
                false
            } else if !(environment["FORCE_COLOR"] ?? environment["CLICOLOR_FORCE"] ?? "").isEmpty {
                true
            } else {
                isTerminal
            }
        }
    }
}
