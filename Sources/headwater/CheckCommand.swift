import ArgumentParser
import AssayFiles
import DelimitedText
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Wording

/// `headwater check`: what files are, or whether a workspace is whole, without writing anything.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what laboratory files are, with the evidence; or look a workspace over. Writes nothing.",
        discussion: """
            headwater check inbox/batch-12.txt inbox/batch-13.csv
            headwater check --workspace my-city
            """)

    @Argument(help: "Laboratory exports; none: the workspace.")
    var files: [String] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        if files.isEmpty { try checkWorkspace(terminal) } else { try checkFiles(terminal) }
    }

    private func checkWorkspace(_ terminal: Terminal) throws {
        let programme: Programme
        do {
            programme = try Programme.read(workspace: place.workspace)
        } catch {
            terminal.findings([error.finding])
            throw ExitStatus.configuration
        }
        terminal.findings(programme.findings)
        terminal.result(
            terminal.catalogue.text(
                "headwater.workspace", count: programme.sites.count,
                [
                    "name": harmless(programme.configuration.name), "samples": String(programme.samples.count), "methods": String(programme.methods.count),
                    "injections": String(programme.injections.count),
                ]))
        if programme.findings.contains(where: { $0.severity == .fatal }) { throw ExitStatus.configuration }
        if programme.findings.contains(where: { $0.severity == .error }) { throw ExitStatus.incomplete }
    }

    private func checkFiles(_ terminal: Terminal) throws {
        let catalogue = AnalyteCatalogue.shipped()
        var unreadable = 0
        for name in files {
            guard let data = FileManager.default.contents(atPath: name) else {
                terminal.findings([Finding("A050", .error, at: SourcePosition(file: name))])
                unreadable += 1
                continue
            }
            let document = AssayDocument.read(Array(data), file: name, catalogue: catalogue)
            let text = terminal.catalogue
            terminal.result(
                text.text(
                    "headwater.recognised", count: document.readings.count,
                    [
                        "file": harmless(name), "format": document.format.title, "encoding": document.encoding?.rawValue ?? "-",
                        "line_end": document.lineEnd?.rawValue ?? "-", "mark": document.decimalMark?.rawValue ?? "-",
                    ]))
            for reason in document.evidence { terminal.result("  " + text.text(reason.key, reason.arguments.mapValues { harmless($0) })) }
            terminal.findings(document.findings)
            if document.readings.isEmpty { unreadable += 1 }
        }
        if unreadable == files.count { throw ExitStatus.noUsableInput }
        if unreadable > 0 { throw ExitStatus.incomplete }
    }
}
