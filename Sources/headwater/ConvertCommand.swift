import ArgumentParser
import AssayFiles
import Findings
import Foundation
import ProgrammeFiles

/// `headwater convert`: the canonical assay table of any supported export, on standard output.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write the canonical assay table of laboratory exports to standard output.",
        discussion: """
            headwater convert batch.txt --unit ng/mL > batch.csv
            headwater convert batch.txt --methods methods.csv --injections injections/2025.csv > batch.csv
            """)

    @Argument(help: "Laboratory exports, in any supported format.")
    var files: [String]

    @Option(help: "Method sheet (methods.csv): turns vial concentrations into ng/L of sewage and gives the limits.")
    var methods: String?

    @Option(help: "Injection sequence: says which sample an injection was.")
    var injections: String?

    @Option(help: "Unit of the concentrations, where the file states none: ng/mL, ng/L, ug/L, pg/uL, ...")
    var unit: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let analytes = AnalyteCatalogue.shipped()
        let sheets = LaboratorySheets.read(
            methods: try methods.map { try sheet($0, terminal) }, injections: try injections.map { try sheet($0, terminal) }, analytes: analytes)
        var findings = sheets.findings
        var written = 0
        var refused = 0
        FileHandle.standardOutput.write(Data(CanonicalTable.header.utf8))
        for name in files {
            guard let data = FileManager.default.contents(atPath: name) else {
                findings.append(Finding("A050", .error, at: SourcePosition(file: name)))
                refused += 1
                continue
            }
            let document = AssayDocument.read(Array(data), file: name, catalogue: analytes)
            let table = CanonicalTable.write(document, methods: sheets.methods, injections: sheets.injections, analytes: analytes, unit: unit)
            findings += document.findings + table.findings
            if table.isRefused || document.readings.isEmpty { refused += 1 } else { written += 1 }
            FileHandle.standardOutput.write(Data(table.rows.utf8))
        }
        terminal.findings(findings)
        if written == 0 { throw ExitStatus.noUsableInput }
        if refused > 0 || findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
    }

    private func sheet(_ path: String, _ terminal: Terminal) throws -> InputFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            terminal.findings([Finding("A050", .fatal, at: SourcePosition(file: path))])
            throw ExitStatus.inputMissing
        }
        return InputFile(path: path, bytes: Array(data))
    }
}
