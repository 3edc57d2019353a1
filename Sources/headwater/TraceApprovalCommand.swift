import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SewerNetwork
import Store
import Wording

/// `headwater trace request`: ask for a node-level answer.
struct TraceRequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Ask for a node-level answer; another account that holds the role approver decides.",
        discussion: """
            headwater trace request --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 \\
                --case "2025-117" --unit "Squad 2" --purpose "clandestine laboratory suspected" --days 30

            Who asks is the account of the operating system; it needs the role analyst. --emergency gives the right at once, for 24 hours:
            it is told to the system log, and must be approved or refused afterwards before the account can use another.
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
    @Flag(help: "Use the right before the approval, for 24 hours.") var emergency = false
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
                isEmergency: emergency, by: Account.current(), at: now)
            terminal.result(request.id)
        }
    }
}

/// `headwater trace approve`: approve a request with a detached signature.
struct TraceApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a request with a signature by your registered key; the requester cannot.",
        discussion: """
            headwater trace approve T-0123456789 --key li.key --reason "case 2025-117" --workspace my-city

            With a key in a device, or one of SM2: sign the output of trace show T-0123456789 --approval-text with its own program and give
            the detached signature (raw bytes or base64) as --signature.
            """)

    @Argument(help: "The number of the request.") var request: String
    @Option(help: "File of your private key (Ed25519, PEM), which only you may read.") var key: String?
    @Option(help: "File of a detached signature that another program made.") var signature: String?
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (key == nil) == (signature == nil) { throw ValidationError("give either --key or --signature") }
    }

    func run() throws {
        let terminal = output.terminal()
        let account = Account.current()
        let signing = try key.map { try PrivateKeyFile.read($0, terminal) }
        let detached = try signature.map { try terminal.file($0).bytes } ?? []
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            var bytes = Armour.bytes(base64: String(decoding: detached, as: UTF8.self)) ?? detached
            if let signing, let file = try? custody.request(request) {
                bytes = signing.signature(of: Custody.approvalText(file.request, by: account.name))
            }
            try custody.approve(request, by: account, at: currentInstant(), reason: reason, signature: bytes)
        }
    }
}

/// `headwater trace refuse`: turn a request down.
struct TraceRefuseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Refuse a request that waits; the requester cannot.",
        discussion: "headwater trace refuse T-0123456789 --reason \"no case behind it\" --workspace my-city")

    @Argument(help: "The number of the request.") var request: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try WorkspaceCustody.step(place.workspace, output.terminal()) { (custody) throws(CustodyError) in
            try custody.refuse(request, by: Account.current(), at: currentInstant(), reason: reason)
        }
    }
}

/// `headwater trace withdraw`: take a request or its approval back.
struct TraceWithdrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Withdraw a request, approved or not: by its requester or an approver.",
        discussion: "headwater trace withdraw T-0123456789 --reason \"case closed\" --workspace my-city")

    @Argument(help: "The number of the request.") var request: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try WorkspaceCustody.step(place.workspace, output.terminal()) { (custody) throws(CustodyError) in
            try custody.withdraw(request, by: Account.current(), at: currentInstant(), reason: reason)
        }
    }
}

/// `headwater trace show`: what a request asks, and what its approver signs.
struct TraceShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the canonical text of a request, or what its approver signs.",
        discussion: "headwater trace show T-0123456789 --approval-text --workspace my-city > approval.txt")

    @Argument(help: "The number of the request.") var request: String
    @Flag(help: "Print the text that you sign to approve.") var approvalText = false
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let file = try custody.request(request)
            if approvalText {
                FileHandle.standardOutput.write(Data(Custody.approvalText(file.request, by: Account.current().name).utf8))
            } else {
                terminal.result(Custody.canonicalText(file.request))
            }
        }
    }
}

/// `headwater trace list`: requests and where they stand.
struct TraceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List requests and where they stand.", discussion: "headwater trace list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let owed = Set(try custody.owedEmergencies(at: currentInstant()).map(\.request.id))
            for file in try custody.requests() {
                let request = file.request
                let subjects = (request.sites.map(\.rawValue) + request.areas.map(\.rawValue)).joined(separator: ",")
                let urgency = owed.contains(request.id) ? "  emergency-approval-overdue" : request.isEmergency ? "  emergency" : ""
                terminal.result(
                    harmless(
                        "\(request.id)  \(file.standing.rawValue)  \(request.caseNumber)  \(request.requester)  \(subjects)  "
                            + "\(request.analytes.map(\.rawValue).joined(separator: ","))  \(request.firstPeriod)..\(request.lastPeriod)\(urgency)", limit: 400))
            }
        }
    }
}
