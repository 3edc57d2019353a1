import ArgumentParser
import Custody
import Findings
import Foundation
import Monitoring
import SewerNetwork
import SourceTracing
import Store
import Wording

/// `headwater trace`: where upstream a signal comes from, and which manhole to sample next.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Trace a signal upstream, and ask for or give the approval that node-level answers need.",
        subcommands: [
            TracePosteriorCommand.self, TraceNextCommand.self, TraceRoundCommand.self, TraceDesignCommand.self, TraceRequestCommand.self,
            TraceApproveCommand.self, TraceRefuseCommand.self, TraceWithdrawCommand.self, TraceShowCommand.self, TraceListCommand.self, TraceKeyCommand.self,
        ])
}

/// `headwater trace posterior`: the posterior of one source over the sewer.
struct TracePosteriorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "posterior", abstract: "Where the source is: for a workspace, or ad hoc on files named here.",
        discussion: """
            headwater trace posterior --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5
            headwater trace posterior --network city.inp --observations obs.csv --population people.csv --analyte methamphetamine --json

            In a workspace the answer names reaches between sampling points; manholes only under an approved request (trace request,
            trace approve). The ad hoc form works only on files outside any workspace, and leaves a line in the system log.
            """)

    @Option(help: "Folder of the workspace, which holds headwater.yaml.")
    var workspace: String?

    @Option(help: "Site of which the trace is asked.")
    var site: SiteCode?

    @Option(help: "Period, such as 2025-P5.")
    var period: Period?

    @Option(help: "Analyte, such as methamphetamine.")
    var analyte: AnalyteCode

    @Option(help: "Network file of the ad hoc form; may be given twice (nodes.csv and pipes.csv).")
    var network: [String] = []

    @Option(help: "Observations of the ad hoc form: node, date, analyte, result, unit and more (README, \"Files\").")
    var observations: String?

    @Option(help: "People by node (node,population), where the network file carries none.")
    var population: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if observations != nil || !network.isEmpty {
            guard observations != nil, !network.isEmpty else { throw ValidationError("--network and --observations go together") }
            guard workspace == nil, site == nil, period == nil else {
                throw ValidationError("files named by --network and --observations exclude --workspace, --site and --period")
            }
        } else if site == nil || period == nil {
            throw ValidationError("give --site and --period for a workspace, or --network and --observations for files of your own")
        }
    }

    func run() async throws {
        let terminal = output.terminal()
        if let observations {
            try AdHocCommand(network: network, observations: observations, population: population, analyte: analyte, terminal: terminal).run()
        } else if let site, let period {
            try await WorkspaceTraceCommand(workspace: workspace ?? ".", site: site, analyte: analyte, period: period, terminal: terminal).run()
        }
    }
}
