import ArgumentParser
import Foundation
import Wording

extension Language: ExpressibleByArgument {}
extension ColourChoice: ExpressibleByArgument {}

/// What every command takes: how much to say, in which language, in which form.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print nothing on success and only errors otherwise; twice: only what is fatal.")
    var quiet: Int

    @Flag(name: .shortAndLong, help: "Print every finding, remarks included.")
    var verbose = false

    @Flag(help: "Print JSON Lines on standard output.")
    var json = false

    @Option(help: "Language of messages and of report.html: zh-Hans or en (default: that of the environment, else en).")
    var language: Language?

    @Option(help: "Colour on the terminal: auto, always or never.")
    var color: ColourChoice = .auto

    func terminal(environment: [String: String] = ProcessInfo.processInfo.environment) -> Terminal {
        let level: Terminal.Level = quiet >= 2 ? .silent : quiet == 1 ? .quiet : verbose ? .verbose : .normal
        return Terminal(level: level, language: language ?? Self.language(of: environment), isJSON: json, colour: color, environment: environment)
    }

    /// The language of the environment by LC_ALL, LC_MESSAGES and LANG, in the order of POSIX.
    static func language(of environment: [String: String]) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.lowercased().hasPrefix("zh") ? .chinese : .english
    }
}
