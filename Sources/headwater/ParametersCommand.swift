import ArgumentParser
import Findings
import Monitoring
import ProgrammeFiles
import Wording

/// `headwater parameters`: the parameter sets that turn loads into consumption.
struct ParametersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parameters", abstract: "List the shipped parameter sets, or show the rows of one.",
        discussion: """
            headwater parameters
            headwater parameters CN-default
            """)

    @Argument(help: "The name of a set; none: the names.")
    var set: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let sets = ParameterSets.shipped()
        guard let set else {
            for name in sets.names { terminal.result(name) }
            return
        }
        let rows = sets.set(named: set)
        guard !rows.isEmpty else {
            terminal.findings([Finding("C094", .error, text: set, ["sets": sets.names.joined(separator: ", ")])])
            throw ExitStatus.inputMissing
        }
        for row in rows {
            terminal.result(
                "\(row.set)@\(row.version)  \(row.parentDrug)  \(row.biomarker)  \(row.name) = \(row.value.significant(6)) \(row.unit)"
                    + (row.relativeSD.map { " (rsd \(($0 * 100).significant(3)) %)" } ?? "") + "  \(row.source)  [\(row.provenance.rawValue)]")
        }
    }
}
