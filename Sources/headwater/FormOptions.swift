import ArgumentParser
import BatchRun
import Monitoring

/// In which editions and forms a report is written.
struct FormOptions: ParsableArguments {
    @Option(help: "An edition besides the full report: districts, towns, neighbourhoods, summary or short; again for more (default: reports.editions).")
    var edition: [String] = []

    @Option(help: "The edition of one area, by its code; again for more.")
    var area: [AreaCode] = []

    @Flag(inversion: .prefixedNo, help: "Print report.pdf, which takes seconds (default: yes, but with --all no).")
    var pdf: Bool?

    func validate() throws {
        let known = EditionChoice.Name.allCases.map(\.rawValue)
        for name in edition where !known.contains(name) { throw ValidationError("--edition takes one of: \(known.joined(separator: ", "))") }
    }

    var choice: EditionChoice { EditionChoice(names: edition.isEmpty ? nil : edition, areas: area) }

    func isPrinted(default usual: Bool) -> Bool { pdf ?? usual }
}
