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
            TraceDecideCommand.self, TraceListCommand.self,
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
            trace decide). The ad hoc form works only on files outside any workspace, and leaves a line in the system log.
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

/// `headwater trace request`: ask for a node-level answer.
struct TraceRequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Ask for a node-level answer; another account that holds the role approver decides.",
        discussion: """
            headwater trace request --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 \\
                --case "2025-117" --unit "Squad 2" --purpose "clandestine laboratory suspected" --days 30
            """)

    @OptionGroup var place: WorkspaceOptions
    @Option(help: "Sites whose catchments may be traced.") var site: [SiteCode] = []
    @Option(help: "Areas all of whose sites may be traced.") var area: [AreaCode] = []
    @Option(help: "Analytes.") var analyte: [AnalyteCode]
    @Option(help: "First period.") var period: Period
    @Option(help: "Last period (default: the first).") var lastPeriod: Period?
    @Option(name: .customLong("case"), help: "Number of the case or clue.") var caseNumber: String
    @Option(help: "The unit that asks.") var unit: String
    @Option(help: "What it is for.") var purpose: String
    @Option(help: "Days for which the approval is to hold, 1 to 365.") var days = 30
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...365).contains(days) else { throw ValidationError("--days takes 1 to 365") }
        if let lastPeriod, lastPeriod < period { throw ValidationError("--last-period lies before --period") }
    }

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let now = currentInstant()
            let request = try custody.request(
                caseNumber: caseNumber, unit: unit, purpose: purpose, sites: site, areas: area, analytes: analyte,
                periods: period...(lastPeriod ?? period), validFrom: now, validTo: Instant(seconds: now.seconds + Int64(days) * 86_400),
                by: Account.current(), at: now)
            terminal.result(request.id)
        }
    }
}

/// `headwater trace decide`: approve, refuse or withdraw a request.
struct TraceDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Approve, refuse or withdraw a request; the requester cannot approve it.",
        discussion: "headwater trace decide T-0123456789 --verdict approved --reason \"case 2025-117\" --workspace my-city")

    @Argument(help: "The number of the request.") var request: String
    @Option(help: "approved, refused or withdrawn.") var verdict: TraceVerdictArgument
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let account = Account.current()
            let now = currentInstant()
            switch verdict {
            case .approved: try custody.approve(request, by: account, at: now, reason: reason)
            case .refused: try custody.refuse(request, by: account, at: now, reason: reason)
            case .withdrawn: try custody.withdraw(request, by: account, at: now, reason: reason)
            }
        }
    }
}

/// A verdict as it is typed.
enum TraceVerdictArgument: String, ExpressibleByArgument, CaseIterable { case approved, refused, withdrawn }

/// `headwater trace list`: requests and where they stand.
struct TraceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List requests and where they stand.", discussion: "headwater trace list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            for file in try custody.requests() {
                let request = file.request
                let subjects = (request.sites.map(\.rawValue) + request.areas.map(\.rawValue)).joined(separator: ",")
                terminal.result(
                    harmless(
                        "\(request.id)  \(file.standing.rawValue)  \(request.caseNumber)  \(request.requester)  \(subjects)  "
                            + "\(request.analytes.map(\.rawValue).joined(separator: ","))  \(request.firstPeriod)..\(request.lastPeriod)", limit: 400))
            }
        }
    }
}
