import ArgumentParser
import Findings
import Foundation
import Monitoring
import Reports
import SewerNetwork
import Wording

/// `headwater network`: the health of a sewer's files, and how it looks.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Look a sewer network over.", subcommands: [Check.self, Show.self])

    /// The files of a network and how they are read.
    struct Input: ParsableArguments {
        @Argument(help: "A SWMM 5 .inp file; GeoPackage or GeoJSON files, which are one map; or nodes.csv and pipes.csv.")
        var files: [String]

        @Option(help: "Table of people by node (node, population).")
        var population: String?

        @Option(help: "How far the end of a pipe may lie from its node on a map, in metres (default: 1, 2, 5 or 10, by what the map needs).")
        var snap: Double?

        func validate() throws {
            if let snap, !(snap > 0 && snap <= 1000) { throw ValidationError("--snap takes metres above 0 and up to 1000") }
        }

        func read(_ terminal: Terminal) throws -> SewerReading {
            SewerReading.read(
                files: try files.map { try terminal.file($0) }, population: try population.map { try terminal.file($0) },
                settings: NetworkSettings(snapMetres: snap))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read and repair a network, and report on its health.",
            discussion: """
                headwater network check city.inp
                headwater network check manholes.geojson pipes.geojson --snap 2
                headwater network check nodes.csv pipes.csv
                """)

        @OptionGroup var input: Input
        @OptionGroup var output: OutputOptions

        func run() throws {
            let terminal = output.terminal()
            let reading = try input.read(terminal)
            guard let graph = reading.graph else {
                terminal.findings(reading.findings)
                throw ExitStatus.noUsableInput
            }
            let health = NetworkHealth(graph, findings: reading.findings)
            if terminal.isJSON {
                terminal.findings(reading.findings)
                terminal.event(NetworkText(terminal: terminal).json(health, graph: graph))
            } else {
                terminal.findings(reading.findings)
                for line in NetworkText(terminal: terminal).lines(health, graph: graph) { terminal.result(line) }
            }
            if reading.findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a network: as a plan in the terminal, or as an SVG map.",
            discussion: """
                headwater network show city.inp
                headwater network show city.gpkg --svg city.svg
                """)

        @OptionGroup var input: Input

        @Option(help: "Write a drawing to this file instead (- for standard output).")
        var svg: String?

        @Flag(help: "Draw a schematic even where there are coordinates.")
        var schematic = false

        @Option(help: "Sampling points to mark, by the names of their nodes, separated by commas.")
        var points: String = ""

        @Option(help: "Stems that the plan in the terminal shows at most; the others are folded.")
        var stems = 40

        @OptionGroup var output: OutputOptions

        func run() throws {
            let terminal = output.terminal()
            let reading = try input.read(terminal)
            terminal.findings(reading.findings.filter { $0.severity >= .error })
            guard let graph = reading.graph else {
                terminal.findings(reading.findings.filter { $0.severity < .error })
                throw ExitStatus.noUsableInput
            }
            if let svg {
                guard let layout = schematic ? SewerLayout.schematic(of: graph) : SewerLayout.of(graph) else { throw ExitStatus.noUsableInput }
                let names = points.split(separator: ",").map { NodeID($0.trimmingCharacters(in: .whitespaces)) }
                let text = NetworkFigure(graph: graph, layout: layout, language: terminal.language).file(points: names)
                if svg == "-" {
                    terminal.result(text)
                } else {
                    do {
                        try Data(text.utf8).write(to: URL(fileURLWithPath: svg), options: .atomic)
                    } catch {
                        terminal.remark(terminal.catalogue.text("network.unwritten", ["file": harmless(svg), "reason": harmless(error.localizedDescription)]))
                        throw ExitStatus.cannotCreate
                    }
                    terminal.remark(terminal.catalogue.text("network.written", ["file": harmless(svg)]))
                }
            } else {
                for line in NetworkText(terminal: terminal).plan(NetworkPlan(graph, limit: max(1, stems)), graph: graph) { terminal.result(line) }
            }
        }
    }
}
