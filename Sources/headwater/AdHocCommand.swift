import Custody
import BatchRun
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import SewerNetwork
import SourceTracing
import Wording

/// A trace on files named on the command line, with no workspace.
struct AdHocCommand {
    var network: [String]
    var observations: String
    var population: String?
    var analyte: AnalyteCode
    var terminal: Terminal

    func run() throws {
        do {
            _ = try AdHocRelease.forFilesOutsideWorkspaces(network + [observations] + (population.map { [$0] } ?? []))
        } catch {
            throw terminal.failure(RunFailure(error))
        }
        let reading = SewerReading.read(files: try network.map { try terminal.file($0) }, population: try population.map { try terminal.file($0) })
        guard let graph = reading.graph else {
            terminal.findings(reading.findings)
            throw ExitStatus.noUsableInput
        }
        let table = ObservationTable.read(try terminal.file(observations))
        let findings = reading.findings + table.findings
        let catalogue = AnalyteCatalogue.shipped()
        let asked = catalogue.code(of: analyte.rawValue)
        let observed = SourceObservation.of(table.measurements, analyte: asked, catalogue: catalogue)
        guard observed.contains(where: { $0.analyte == asked }) else {
            terminal.findings(findings + [Finding("M203", .fatal, at: SourcePosition(file: observations), ["analyte": harmless(analyte.rawValue)])])
            throw ExitStatus.noUsableInput
        }
        var settings = TraceSettings()
        settings.decayPerHour = AnalyteStability.decayPerHour(of: asked)
        let posterior = SourcePosterior.trace(graph: graph, observations: observed, analyte: asked, settings: settings)
        let all = findings + posterior.findings
        if terminal.isJSON {
            let told = all.filter { $0.severity >= .warning }.map { $0.json(terminal.catalogue.text(of: $0)) }
            terminal.result(AdHocTrace.json(posterior, graph: graph, findings: told).text)
        } else {
            terminal.findings(all)
            for line in TraceText(terminal: terminal).lines(posterior, graph: graph) { terminal.result(line) }
        }
        if all.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
    }
}

extension AnalyteCatalogue {
    /// The analyte that a name stands for; a name that the catalogue does not know, or not for certain, stands for itself.
    func code(of name: String) -> AnalyteCode {
        switch meaning(of: name) {
        case .analyte(let code), .knownWrong(let code): code
        case .ambiguous, .unknown: AnalyteCode(name)
        }
    }
}
