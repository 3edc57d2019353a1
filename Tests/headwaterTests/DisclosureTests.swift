import Custody
import Foundation
import Monitoring
import Store
import Testing

/// Every command, role and state of an approval: nodes come out for an analyst under an approval in force or an emergency, and on no other way.
@Suite(.serialized) struct DisclosureTests {
    /// Where the request of the account stands that runs the program.
    enum ApprovalState: String, CaseIterable {
        case none, pending, approved, refused, withdrawn, expired, revokedKey, otherAnalyte, otherPeriod, otherAccount, emergency

        var isInForce: Bool { self == .approved || self == .emergency }
    }

    static let roles: [Role?] = [nil] + Role.allCases.map { $0 }

    private static func names(_ role: Role?, account: String) -> [String: [String]] {
        var roles = ["approver": ["second"], "administrator": ["third"], "analyst": ["fourth"], "auditor": ["fifth"], "laboratory": ["sixth"]]
        if let role { roles[role.rawValue, default: []].append(account) }
        return roles
    }

    /// Puts the store into a state, as the people of the programme would: the account asks, second signs, third registers keys.
    private func enter(_ state: ApprovalState, _ workspace: SmallWorkspace) throws {
        guard state != .none else { return }
        let me = Account.current()
        let second = Account(name: "second", user: 900_002), third = Account(name: "third", user: 900_003), fourth = Account(name: "fourth", user: 900_004)
        let store = try WorkspaceStore.open(workspace.folder + "/store/headwater.sqlite")
        defer { try? store.close() }
        let custody = Custody(
            store: store, roles: ["approver": [second.name], "administrator": [third.name], "analyst": [me.name, fourth.name]])
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let begin = state == .expired ? Instant(seconds: now.seconds - 30 * 86_400) : now
        let period = try #require(Period(state == .otherPeriod ? "2025-P4" : SmallWorkspace.period))
        let request = try custody.request(
            caseNumber: "2025-117", unit: "Squad 2", purpose: state.rawValue, sites: [SiteCode(SmallWorkspace.site)],
            analytes: [AnalyteCode(state == .otherAnalyte ? "cocaine" : SmallWorkspace.analyte)], periods: period...period, validFrom: begin,
            validTo: Instant(seconds: begin.seconds + 86_400), isEmergency: state == .emergency, by: state == .otherAccount ? fourth : me, at: begin)
        switch state {
        case .none, .pending, .emergency: return
        case .refused: return try custody.refuse(request.id, by: second, at: begin, reason: "no")
        case .withdrawn, .approved, .expired, .revokedKey, .otherAnalyte, .otherPeriod, .otherAccount: break
        }
        let key = try #require(SigningKey.new())
        try custody.registerKey(key.publicKey.pem, name: "second.pub", for: second, by: third, at: begin)
        try custody.approve(request.id, by: second, at: begin, reason: "yes", signature: key.signature(of: Custody.approvalText(request, by: second.name)))
        if state == .withdrawn { try custody.withdraw(request.id, by: me, at: begin, reason: "over") }
        if state == .revokedKey { try custody.revokeKey(key.publicKey.id, by: third, at: begin, reason: "lost") }
    }

    /// The names of manholes that stand in some bytes.
    private func nodes(in bytes: Data) -> [String] { SmallWorkspace.manholes.filter { bytes.range(of: Data($0.utf8)) != nil } }

    /// Runs a command with temporary files in a folder of its own, and returns where nodes came out.
    private func leaks(_ arguments: [String], _ workspace: SmallWorkspace) throws -> [String] {
        let scratch = Program.newFolder()
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let ended = try Program.run(arguments, environment: ["LANG": "C", "TMPDIR": scratch], folder: workspace.folder)
        var places: [String] = []
        if !nodes(in: Data(ended.output.utf8)).isEmpty { places.append("standard output") }
        if !nodes(in: Data(ended.errors.utf8)).isEmpty { places.append("standard error") }
        for (name, bytes) in try workspace.written() where !nodes(in: bytes).isEmpty { places.append(name) }
        for name in FileManager.default.subpaths(atPath: scratch) ?? [] {
            if let bytes = FileManager.default.contents(atPath: scratch + "/" + name), !nodes(in: bytes).isEmpty { places.append("temporary " + name) }
        }
        return places
    }

    private static let question = ["--site", SmallWorkspace.site, "--analyte", SmallWorkspace.analyte, "--period", SmallWorkspace.period]

    @Test func `A traceback names nodes for an analyst under an approval in force, and for nobody else in any state`() throws {
        let account = Account.current().name
        for state in ApprovalState.allCases {
            let workspace = try SmallWorkspace(roles: Self.names(nil, account: account))
            defer { workspace.remove() }
            #expect(try Program.run(["ingest", "--workspace", workspace.folder]).code == 0)
            try enter(state, workspace)
            for role in Self.roles {
                try workspace.write("headwater.yaml", SmallWorkspace.settings(Self.names(role, account: account)))
                let may = role == .analyst && state.isInForce
                let forms = may || role == .analyst ? [["--json", "--verbose"], ["--verbose"], []] : [["--json", "--verbose"]]
                for form in forms {
                    let places = try leaks(["trace", "posterior"] + Self.question + form, workspace)
                    #expect(places == (may ? ["standard output"] : []), "\(role?.rawValue ?? "no role"), \(state), \(form)")
                }
            }
        }
    }

    @Test func `No other command puts out a node, whoever runs it and whatever was approved`() throws {
        let account = Account.current().name
        let commands: [[String]] = [
            ["run", "--period", SmallWorkspace.period, "--json", "--verbose"], ["report", "--period", SmallWorkspace.period, "--verbose"],
            ["explain", "\(SmallWorkspace.period)/\(SmallWorkspace.site)/\(SmallWorkspace.analyte)", "--json"], ["check", "--verbose", "--json"],
            ["doctor", "--verbose"], ["alerts", "list", "--history", "--json"], ["trace", "list"], ["trace", "key", "list"], ["audit", "verify", "--json"],
            ["audit", "export"], ["runs", "--json"], ["store", "verify", "--json"], ["ingest", "--preview", "--json"],
            ["trace", "posterior", "--network", "network/nodes.csv", "--network", "network/pipes.csv", "--observations", "sites.csv", "--analyte", "x"],
        ]
        for (role, state) in Self.roles.map({ ($0, ApprovalState.none) }) + [(.analyst, .approved), (.auditor, .approved)] {
            let workspace = try SmallWorkspace(roles: Self.names(role, account: account))
            defer { workspace.remove() }
            #expect(try Program.run(["ingest", "--workspace", workspace.folder]).code == 0)
            if role == .analyst { try enter(state, workspace) }
            for command in commands {
                let places = try leaks(command, workspace)
                #expect(places == [], "\(role?.rawValue ?? "no role"), \(state), \(command)")
            }
        }
    }
}
