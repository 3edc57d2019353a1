import ArgumentParser
import BatchRun
import Spreadsheets

/// The program: from laboratory exports of sewage to the report of a monitoring programme.
@main
struct Headwater: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headwater",
        abstract: "Drug residues in wastewater: from laboratory exports to consumption per head, anomalies, their source, and the two-monthly report.",
        discussion: """
            headwater sample-data --out my-city
            headwater run --workspace my-city --period 2025-P5
            headwater explain --workspace my-city 2025-P5/F01/methamphetamine
            """,
        version: programVersion,
        subcommands: [
            CheckCommand.self, IngestCommand.self, QualityCommand.self, RunCommand.self, ReportCommand.self, IssueCommand.self, ExportCommand.self, ExplainCommand.self, ConvertCommand.self, TraceCommand.self,
            AlertsCommand.self, AuditCommand.self, RunsCommand.self, StoreCommand.self, OutboxCommand.self, NetworkCommand.self, ParametersCommand.self, DoctorCommand.self, SampleDataCommand.self, OldWorkbookCommand.self,
        ])

    static func main() async {
        OldWorkbookProgram.registerThisProgram()
        await main(nil)
    }
}
