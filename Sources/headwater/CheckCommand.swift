import ArgumentParser
import AssayFiles
import BatchRun
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
            headwater check my-city/inbox                      (every file of a folder)
            headwater check --workspace my-city
            """)

    @Argument(help: "Laboratory exports, or folders of them; none: the workspace.")
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
        let (names, findings) = listed()
        terminal.findings(findings)
        var unreadable = 0
        for name in names {
            guard let data = FileManager.default.contents(atPath: name) else {
                terminal.findings([Finding("A050", .error, at: SourcePosition(file: harmless(name)))])
                unreadable += 1
                continue
            }
            let document = AssayDocument.read([UInt8](data), file: name, catalogue: catalogue)
            show(document, name, terminal)
            if document.readings.isEmpty { unreadable += 1 }
        }
        if names.isEmpty || unreadable == names.count { throw ExitStatus.noUsableInput }
        if unreadable > 0 || findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
    }

    /// What was recognised, with the evidence.
    private func show(_ document: AssayDocument, _ name: String, _ terminal: Terminal) {
        let text = terminal.catalogue
        // A format that is known and not read is named by the finding that refuses it.
        let refused = document.findings.first { $0.code == "A003" }?.arguments["format"]
        let format = document.format == .unknown ? refused ?? document.format.title : document.format.title
        if terminal.isJSON {
            terminal.event(
                .object([
                    ("event", .string("recognised")), ("schema", .integer(1)), ("file", .string(name)), ("format", .string(format)),
                    ("encoding", document.encoding.map { .string($0.rawValue) } ?? .null),
                    ("workbook", document.workbook.map { .string($0) } ?? .null),
                    ("line_end", document.lineEnd.map { .string($0.rawValue) } ?? .null),
                    ("decimal_mark", document.decimalMark.map { .string($0.rawValue) } ?? .null), ("readings", .integer(document.readings.count)),
                    ("evidence", .array(document.evidence.map { .string(text.text($0.key, $0.arguments)) })),
                ]))
        } else {
            terminal.result(
                text.text(
                    "headwater.recognised", count: document.readings.count,
                    [
                        "file": harmless(name), "format": format, "encoding": document.encoding?.rawValue ?? document.workbook ?? "-",
                        "line_end": document.lineEnd?.rawValue ?? "-", "mark": document.decimalMark?.rawValue ?? "-",
                    ]))
            for reason in document.evidence { terminal.result("  " + text.text(reason.key, reason.arguments.mapValues { harmless($0) })) }
        }
        terminal.findings(document.findings)
    }

    /// The files that were named, and those in the folders that were named; what is neither is a finding, and nothing is opened that may block.
    private func listed() -> (files: [String], findings: [Finding]) {
        var names: [String] = []
        var findings: [Finding] = []
        for name in files {
            if Inbox.isFolder(name) {
                let inbox = Inbox.list(folder: name)
                names += inbox.files
                findings += inbox.findings
            } else if Inbox.isFile(name) {
                names.append(name)
            } else {
                findings.append(Finding("A050", .error, at: SourcePosition(file: harmless(name))))
            }
        }
        return (names, findings)
    }
}
