import ArgumentParser
import BackCalculation
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Wording

/// `headwater parameters`: the parameter sets that turn loads into consumption.
struct ParametersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parameters", abstract: "List the parameter sets, show one or a substance, check an own file, compare two sets.",
        discussion: """
            headwater parameters list
            headwater parameters show CN-default
            headwater parameters show ketamine
            headwater parameters check my-city/parameters.csv
            headwater parameters diff CN-default ACIC-NWDMP
            """,
        subcommands: [ListParameters.self, ShowParameters.self, CheckParameters.self, CompareParameters.self], defaultSubcommand: ShowParameters.self)
}

/// Which sets a command knows: the shipped ones, and those of a workspace.
struct ParameterSource: ParsableArguments {
    @Option(help: "Folder of a workspace whose parameters.csv is added to the shipped sets.")
    var workspace: String?

    /// The sets; prints what is wrong with the workspace's file.
    /// - Throws: `ExitCode` where the file cannot be read, or changes a shipped version.
    func sets(_ terminal: Terminal) throws -> ParameterSets {
        guard let workspace else { return .shipped() }
        let path = workspace + "/parameters.csv"
        guard FileManager.default.fileExists(atPath: path) else {
            guard FileManager.default.fileExists(atPath: workspace + "/headwater.yaml") else {
                terminal.findings([Finding("A050", .error, at: SourcePosition(file: harmless(workspace + "/headwater.yaml")))])
                throw ExitStatus.inputMissing
            }
            return .shipped()
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            terminal.findings([Finding("A050", .error, at: SourcePosition(file: harmless(path)))])
            throw ExitStatus.inputMissing
        }
        let reading = ParameterSets.reading([UInt8](data), file: path)
        terminal.findings(reading.findings)
        if reading.findings.contains(where: { $0.severity == .fatal }) { throw ExitStatus.configuration }
        return reading.sets
    }
}

/// `headwater parameters list`.
struct ListParameters: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the sets with their versions, and how many values come from memory.")

    @OptionGroup var source: ParameterSource
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        ParameterTelling(sets: try source.sets(terminal), terminal: terminal).list()
    }
}

/// `headwater parameters show`.
struct ShowParameters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a set, or a substance in every set: values, spreads, sources, and whether they were read or are from memory.",
        discussion: """
            headwater parameters show CN-default@2
            headwater parameters show 氯胺酮 --set CN-default
            """)

    @Argument(help: "A set, a set at a version (CN-default@1), or a parent drug or biomarker by any name; none: the sets.")
    var subject: String?

    @Option(help: "Of a substance, only this set.")
    var set: String?

    @OptionGroup var source: ParameterSource
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let telling = ParameterTelling(sets: try source.sets(terminal), terminal: terminal)
        guard let subject else { return telling.list() }
        if let set, telling.sets.set(named: set).isEmpty { throw telling.unknown(set) }
        if !telling.sets.set(named: subject).isEmpty {
            telling.show(subject) { _ in true }
            return
        }
        let code = AnalyteCatalogue.shipped().code(of: subject)
        var isKnown = false
        for name in set.map({ [$0] }) ?? telling.sets.names {
            isKnown = telling.show(name) { $0.biomarker == code || $0.biomarker.rawValue == subject || $0.parentDrug == subject || $0.parentDrug == code.rawValue } || isKnown
        }
        guard isKnown else { throw telling.unknown(subject) }
    }
}

/// `headwater parameters diff`.
struct CompareParameters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two sets factor by factor.",
        discussion: """
            headwater parameters diff CN-default ACIC-NWDMP
            headwater parameters diff CN-default@1 CN-default@2
            """)

    @Argument(help: "The set to compare.")
    var first: String

    @Argument(help: "The set to compare it with.")
    var second: String

    @OptionGroup var source: ParameterSource
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let telling = ParameterTelling(sets: try source.sets(terminal), terminal: terminal)
        for name in [first, second] where telling.sets.set(named: name).isEmpty { throw telling.unknown(name) }
        telling.compare(first, second)
    }
}

/// `headwater parameters check`.
struct CheckParameters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a programme's own parameter file against the shipped sets and what the workspace used before. Writes nothing.",
        discussion: """
            headwater parameters check my-city/parameters.csv
            headwater parameters check --workspace my-city     (the set that it uses, with what earlier runs used)
            """)

    @Argument(help: "A parameter file; none: that of the workspace.")
    var file: String?

    @OptionGroup var source: ParameterSource
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let path = file ?? (source.workspace ?? ".") + "/parameters.csv"
        let isOwn = file == nil && !FileManager.default.fileExists(atPath: path)
        var findings: [Finding] = []
        var sets = ParameterSets.shipped()
        var own: [(parameter: Parameter, position: SourcePosition)] = []
        if !isOwn {
            guard let data = FileManager.default.contents(atPath: path) else {
                terminal.findings([Finding("A050", .error, at: SourcePosition(file: harmless(path)))])
                throw ExitStatus.inputMissing
            }
            let reading = ParameterSets.reading([UInt8](data), file: path)
            (sets, own, findings) = (reading.sets, reading.own, reading.findings)
            findings += ParameterTelling.chainFindings(sets, own: own)
        }
        if let workspace = source.workspace { findings += try ParameterTelling.ledgerFindings(workspace: workspace, terminal: terminal) }
        findings.sort { ($0.position?.line ?? 0, $0.position?.column ?? 0) < ($1.position?.line ?? 0, $1.position?.column ?? 0) }
        terminal.findings(findings)
        let telling = ParameterTelling(sets: sets, terminal: terminal)
        telling.checked(own.map(\.parameter), faults: findings.count { $0.severity >= .error }, path: path)
        if findings.contains(where: { $0.severity == .fatal }) { throw ExitStatus.configuration }
        if !isOwn, own.isEmpty { throw ExitStatus.noUsableInput }
        if findings.contains(where: { $0.severity == .error }) { throw ExitStatus.incomplete }
    }
}
