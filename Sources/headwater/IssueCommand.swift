import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Wording

/// `headwater issue`: freeze a period's draft.
struct IssueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Freeze the draft of a period as its next revision, signed and read-only.",
        discussion: """
            headwater issue 2025-P5 --workspace my-city --compiled A07 --reviewed A02 --approved A01
            headwater issue 2025-P5 --workspace my-city --reason "flow of K03 corrected"      (r2: signatories of headwater.yaml)

            Staff codes, never names. The account needs the role approver (custody.roles in headwater.yaml). Parameters from memory
            behind a figure must be accepted by name. Cron never issues. What was issued never changes: later data make a new draft,
            and its table of changes says what differs and why.
            """)

    @Argument(help: "Period, such as 2025-P5.") var period: Period
    @Option(help: "Staff code of who compiled the report (default: reports.signatories in headwater.yaml).") var compiled: String?
    @Option(help: "Staff code of who reviewed it.") var reviewed: String?
    @Option(help: "Staff code of who approved it.") var approved: String?
    @Option(help: "A parameter from memory that is accepted, as PARENT/BIOMARKER/PARAMETER; several with commas, or the option again.")
    var accept: [String] = []
    @Option(help: "Why a report is issued again.") var reason = ""
    @OptionGroup var forms: FormOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        var signatories: [String: String] = [:]
        for (role, code) in [("compiled", compiled), ("reviewed", reviewed), ("approved", approved)] { signatories[role] = code }
        let issued: IssuedRevision
        do {
            var options = WorkspaceCustody.options(place.workspace)
            options.editions = forms.choice
            options.isPrinted = forms.isPrinted(default: true)
            let desk = try WorkspaceDesk(options)
            defer { desk.close() }
            issued = try await desk.issue(
                IssueRequest(
                    period: period, signatories: signatories, accepted: accept.flatMap { $0.split(separator: ",").map(String.init) }, reason: reason,
                    language: output.language))
        } catch {
            throw terminal.failure(error)
        }
        terminal.findings(issued.findings)
        if terminal.isJSON {
            terminal.event(
                .object([
                    ("event", .string("issued")), ("number", .string(issued.number)), ("folder", .string(issued.folder)),
                    ("manifest", .string(issued.manifest)), ("audit", .string(issued.audit)),
                ]))
        } else {
            terminal.result(issued.number)
        }
        terminal.remark(
            terminal.catalogue.text(
                "headwater.issued",
                ["number": harmless(issued.number), "folder": "\(place.workspace)/\(issued.folder)", "manifest": issued.manifest, "audit": issued.audit]))
    }
}
