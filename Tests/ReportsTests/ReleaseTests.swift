import Custody
import Findings
import Foundation
import Monitoring
import Reports
import Store
import Testing
import Wording

/// Node-level content: only under a grant, only for its period, and with the right printed beside it.
struct ReleaseTests {
    /// A grant for methamphetamine at F1 in 2025-P5, asked for by one account and approved by another.
    static func withGrant(_ body: (ReleaseGrant) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "headwater-reports-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/store", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let custody = Custody(store: try WorkspaceStore.open(folder + "/store/headwater.sqlite"), roles: ["approver": ["li"], "analyst": ["wang"], "administrator": ["qian"]])
        let analyst = Account(name: "wang", user: 1001)
        let at = Instant(seconds: 1_760_000_000)
        let period = try #require(Period("2025-P5"))
        let request = try custody.request(
            caseNumber: "C-7", unit: "u", purpose: "p", sites: ["F1"], areas: [], analytes: ["methamphetamine"], periods: period...period, validFrom: at,
            validTo: Instant(seconds: at.seconds + 3600), by: analyst, at: at)
        let key = try #require(SigningKey.new())
        let approver = Account(name: "li", user: 1002)
        try custody.registerKey(key.publicKey.pem, name: "li.pub", for: approver, by: Account(name: "qian", user: 1003), at: at)
        let signature = key.signature(of: Custody.approvalText(request, by: approver.name))
        try custody.approve(request.id, by: approver, at: at, reason: "ok", signature: signature)
        try body(try custody.grant(for: ReleaseScope(site: "F1", analyte: "methamphetamine", period: period), account: analyst, at: at))
    }

    @Test func `under a grant the nodes, the rounds and the right to them stand in the report`() throws {
        try Self.withGrant { grant in
            let rounds = [TraceRound(round: 1, node: "MH-22", informationBits: 0.91, outcome: "negative", isRuledOut: true, power: 0.97)]
            let content = try InventedContent.make().withNodePosterior(["MH-22": 0.125, "MH-7": 0.875], rounds: rounds, grant: grant)
            for language in Language.allCases {
                let page = String(decoding: try ReportHTML.page(content, language: language), as: UTF8.self)
                let first = try #require(page.range(of: ">MH-7<")).lowerBound
                #expect(first < (try #require(page.range(of: ">MH-22<"))).lowerBound)
                #expect(page.contains(grant.request) && page.contains("li") && page.contains(grant.audit.hash.prefix(20)))
            }
            let lines = try TableTests.lines(content, "trace_rounds")
            #expect(lines[0] == "period,revision,request,round,node,information_bits,sampled_on,outcome,ruled_out,power")
            #expect(lines[1] == "2025-P5,draft,\(grant.request),1,MH-22,0.91,,negative,yes,0.97")
        }
    }

    @Test func `a grant for another period releases nothing`() throws {
        try Self.withGrant { grant in
            var content = InventedContent.make()
            content.period = content.period.next
            #expect {
                _ = try content.withNodePosterior(["MH-7": 1], grant: grant)
            } throws: { error in
                (error as? ReleaseScopeError)?.finding.code == "R003"
            }
        }
    }
}
