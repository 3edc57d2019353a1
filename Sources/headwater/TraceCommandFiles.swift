import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import SewerNetwork
import SourceTracing

/// The files of a trace without a workspace.
struct TraceFiles: ParsableArguments {
    @Option(help: "Network file; may be given twice (nodes.csv and pipes.csv).")
    var network: [String] = []

    @Option(help: "Observations: node, date, analyte, result, unit and more (README, \"Files\").")
    var observations: String

    @Option(help: "People by node (node,population), where the network file carries none.")
    var population: String?

    @Option(help: "Analyte, such as methamphetamine.")
    var analyte: AnalyteCode

    @Option(help: "Where a sampler may stand: node, accessible, reason, hours, cost.")
    var access: String?

    @Option(help: "Least dry-weather flow at a proposed manhole, m3/d.")
    var leastFlow = 0.0

    @Option(help: "Least number of people above a proposed manhole.")
    var leastPeople = 0.0

    /// What the files hold, ready to trace.
    struct Opened {
        var network: TraceNetwork
        var observations: [SourceObservation]
        var analyte: AnalyteCode
        var settings: TraceSettings
        var rules: SamplingRules
        var findings: [Finding]
        var graph: SewerGraph { network.graph }

        func posterior(_ further: [SourceObservation] = []) -> SourcePosterior {
            SourcePosterior.trace(network: network, observations: observations + further, analyte: analyte, settings: settings)
        }
    }

    /// Reads the files; a missing one, or none usable, ends the command.
    func open(_ terminal: Terminal) throws -> Opened {
        do {
            _ = try AdHocRelease.forFilesOutsideWorkspaces(network + [observations] + [population, access].compactMap { $0 })
        } catch {
            throw terminal.failure(RunFailure(error))
        }
        let reading = SewerReading.read(files: try network.map { try terminal.file($0) }, population: try population.map { try terminal.file($0) })
        guard let graph = reading.graph else {
            terminal.findings(reading.findings)
            throw ExitStatus.noUsableInput
        }
        let table = ObservationTable.read(try terminal.file(observations))
        var findings = reading.findings + table.findings
        let catalogue = AnalyteCatalogue.shipped()
        let asked = catalogue.code(of: analyte.rawValue)
        let observed = SourceObservation.of(table.measurements, analyte: asked, catalogue: catalogue)
        var rules = SamplingRules()
        if let access {
            let read = AccessTable.read(try terminal.file(access), graph: graph)
            rules = read.rules
            findings += read.findings
        }
        rules.leastFlow = leastFlow
        rules.leastPeople = leastPeople
        var settings = TraceSettings()
        settings.decayPerHour = AnalyteStability.decayPerHour(of: asked)
        return Opened(
            network: TraceNetwork(graph), observations: observed, analyte: asked, settings: settings, rules: rules, findings: findings)
    }
}

extension SourceObservation {
    /// The rows of a table that speak of an analyte, and those of others that tell what kind of source it has.
    static func of(_ rows: [NodeMeasurement], analyte: AnalyteCode, catalogue: AnalyteCatalogue) -> [SourceObservation] {
        let companions = SourceProfile.companions(of: analyte)
        var codes: [String: AnalyteCode] = [:]
        return rows.compactMap { row in
            let code = codes[row.analyte] ?? catalogue.code(of: row.analyte)
            codes[row.analyte] = code
            guard code == analyte || companions.contains(code) else { return nil }
            return SourceObservation(
                node: row.node, date: row.date, analyte: code, result: row.result, detectionLimit: row.detectionLimit, flowVolume: row.flowVolume,
                position: row.position)
        }
    }
}

extension Terminal {
    /// The bytes of a file named on the command line.
    func file(_ path: String) throws -> NetworkFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            findings([Finding("A050", .fatal, at: SourcePosition(file: path))])
            throw ExitStatus.inputMissing
        }
        return NetworkFile(name: path, bytes: Array(data))
    }
}
