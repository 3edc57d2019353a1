import ArgumentParser
import Findings
import Foundation
import SewerNetwork
import Wording

/// `headwater network`: the health of a sewer's files.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "network", abstract: "Look a sewer network over.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read and repair a network, and say what was found.",
            discussion: """
                headwater network check city.inp
                headwater network check nodes.csv pipes.csv
                """)

        @Argument(help: "A SWMM 5 .inp file, or nodes.csv and pipes.csv.")
        var files: [String]

        @OptionGroup var output: OutputOptions

        func run() throws {
            let terminal = output.terminal()
            let networkFiles = try files.map { path in
                guard let data = FileManager.default.contents(atPath: path) else {
                    terminal.findings([Finding("A050", .fatal, at: SourcePosition(file: path))])
                    throw ExitStatus.inputMissing
                }
                return NetworkFile(name: path, bytes: Array(data))
            }
            let reading = SewerReading.read(files: networkFiles)
            terminal.findings(reading.findings)
            guard let graph = reading.graph else { throw ExitStatus.noUsableInput }
            let outfalls = (0..<graph.nodeCount).count { graph.outStart[$0 + 1] == graph.outStart[$0] }
            let splits = (0..<graph.nodeCount).count { graph.outStart[$0 + 1] - graph.outStart[$0] > 1 }
            let people = graph.population.reduce(0.0) { $0 + $1 }
            let metres = graph.pipeLengthM.reduce(0.0) { $0 + Double($1) }
            terminal.result(
                terminal.catalogue.text(
                    "headwater.network", count: graph.nodeCount,
                    [
                        "links": String(graph.linkCount), "ends": String(outfalls), "splits": String(splits), "people": people.places(0),
                        "km": (metres / 1000).places(1),
                    ]))
            if reading.findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
        }
    }
}
