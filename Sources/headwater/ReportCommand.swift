import ArgumentParser
import BatchRun
import Findings
import Foundation
import Monitoring
import Wording

/// `headwater report`: the draft again, from what was taken before; or how two revisions differ.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the draft report again from what was taken before, or say how two revisions differ.",
        discussion: """
            headwater report --workspace my-city --period 2025-P5 --language en
            headwater report --workspace my-city --period 2025-P5 --diff r1 draft
            """)

    @OptionGroup var place: WorkspaceOptions

    @Option(help: "Period, such as 2025-P5 (default: the last whole one before --as-of).")
    var period: Period?

    @Option(parsing: .upToNextOption, help: "Write nothing; print what differs between two revisions, such as r1 draft.")
    var diff: [String] = []

    @OptionGroup var work: WorkOptions
    @OptionGroup var forms: FormOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !diff.isEmpty, diff.count != 2 { throw ValidationError("--diff takes two revisions, such as r1 draft") }
        if !diff.isEmpty, period == nil { throw ValidationError("--diff needs --period") }
    }

    func run() async throws {
        if let before = diff.first, let after = diff.last, let period {
            try tell(before, after, period)
            return
        }
        try await work.run(period.map { .one($0) } ?? .lastWhole, place: place, stage: .report, takesInbox: false, supersedes: false, forms: forms, output: output)
    }

    /// Prints the differences: a line a value, tables in order.
    private func tell(_ before: String, _ after: String, _ period: Period) throws {
        let terminal = output.terminal()
        let difference: RevisionDifference
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            difference = try RevisionDifference.between(before, after, period: period, desk: desk)
        } catch {
            throw terminal.failure(error)
        }
        terminal.findings(difference.findings)
        let text = terminal.catalogue
        for table in difference.tables {
            if terminal.isJSON {
                for value in table.values {
                    terminal.event(
                        .object([
                            ("event", .string("difference")), ("table", .string(table.name)), ("key", .string(value.key)),
                            ("column", .string(value.column)), ("before", .string(value.before)), ("after", .string(value.after)),
                        ]))
                }
                continue
            }
            terminal.result(
                text.text(
                    "headwater.difference", count: table.values.count,
                    ["table": table.name, "added": String(table.added), "removed": String(table.removed)]))
            for value in table.values {
                terminal.result("  \(harmless(value.key)) \(value.column): \(shown(value.before)) → \(shown(value.after))")
            }
        }
        if difference.tables.isEmpty, !terminal.isJSON { terminal.result(text.text("headwater.no_difference", ["before": before, "after": after])) }
    }

    private func shown(_ text: String) -> String { text.isEmpty ? "–" : harmless(text, limit: 80) }
}
