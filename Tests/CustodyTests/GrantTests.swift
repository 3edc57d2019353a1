import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct GrantTests {
    @Test func `An approved request gives its requester the right to its scope, and both are recorded`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let request = try ask(custody)
        try custody.approve(request.id, signedBy: li, at: later(10), reason: "ok")
        let grant = try custody.grant(for: scope(), account: wang, at: later(20))
        #expect(grant.request == request.id && grant.approvedBy == "li" && grant.caseNumber == "C-2025-17" && grant.validTo == later(3600))
        #expect(grant.covers(site: "K07", analyte: "methamphetamine", period: scope().period))
        #expect(!grant.covers(site: "K08", analyte: "methamphetamine", period: scope().period))
        #expect(!grant.covers(site: "K07", analyte: "mdma", period: scope().period))
        #expect(!grant.covers(site: "K07", analyte: "methamphetamine", period: scope().period.next))
        #expect(NodeRelease.granted(grant).basis == "approved")
        #expect(try custody.audit.entries().map(\.action) == ["trace.request", "key.register", "trace.decision", "trace.release"])
        #expect(try custody.audit.head() == grant.audit)
        #expect(try custody.audit.verify().fault == nil)
        _ = try custody.grant(for: scope(period: "2025-P6"), account: wang, at: later(3600))
        _ = try custody.grant(for: scope(site: "K99", areas: ["310101", "310115"]), account: wang, at: later(30))
    }

    @Test func `Nobody gets a right without an approved request of their own for that scope`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let refused = { (scope: ReleaseScope, account: Account, at: Instant) in
            refusal { () throws(CustodyError) in _ = try custody.grant(for: scope, account: account, at: at) }
        }
        let p5 = scope().period
        #expect(refused(scope(), wang, now) == .notRequested(site: "K07", analyte: "methamphetamine", period: p5))
        let request = try ask(custody)
        #expect(refused(scope(), wang, now) == .notApproved(id: request.id))
        try custody.approve(request.id, signedBy: li)
        let notAsked: [(ReleaseScope, String)] = [
            (scope(site: "K08"), "site"), (scope(analyte: "mdma"), "analyte"), (scope(period: "2025-P4"), "before"), (scope(period: "2026-P1"), "after"),
            (scope(site: "K08", areas: ["310101"]), "area"),
        ]
        for (other, what) in notAsked {
            #expect(refused(other, wang, now) == .notRequested(site: other.site, analyte: other.analyte, period: other.period), "\(what)")
        }
        #expect(refused(scope(), li, now)?.finding.code == "U026")
        #expect(refused(scope(), chen, now)?.finding.code == "U026")
        #expect(refused(scope(), wang, later(-1)) == .notValidNow(id: request.id))
        #expect(refused(scope(), wang, later(3601)) == .notValidNow(id: request.id))
        _ = try custody.grant(for: scope(), account: wang, at: later(3600))
        try custody.withdraw(request.id, by: wang, at: now, reason: "done")
        #expect(refused(scope(), wang, now) == .turnedDown(id: request.id))
        let refusals = try custody.audit.entries().filter { $0.action == "trace.release.refused" }
        #expect(refusals.count == 2 + notAsked.count + 2 + 2 + 1)
        #expect(refusals.allSatisfy { $0.detail.contains("\"code\": \"U0") })
    }

    @Test func `Only another account with the role approves, once, and in time; each attempt is recorded`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody(["approver": ["li", "zhao", "wang", "wang2"], "analyst": ["wang"]])
        let id = try ask(custody).id
        let request = try custody.request(id).request
        let keys = [li: try custody.key(of: li), zhao: try custody.key(of: zhao), chen: try custody.key(of: chen), wang: try custody.key(of: wang)]
        let approved = { (account: Account, at: Instant) in
            let signature = keys[account]?.signature(of: Custody.approvalText(request, by: account.name)) ?? []
            return refusal { () throws(CustodyError) in try custody.approve(id, by: account, at: at, signature: signature) }
        }
        #expect(approved(wang, now) == .sameAccount(id: id, account: "wang"))
        #expect(approved(Account(name: "wang2", user: 1001), now) == .sameAccount(id: id, account: "wang2"))
        #expect(approved(Account(name: "wang"), now) == .sameAccount(id: id, account: "wang"))
        #expect(approved(chen, now) == .missingRole(account: "chen", role: "approver"))
        #expect(approved(li, later(3601)) == .notValidNow(id: id))
        #expect(refusal { () throws(CustodyError) in try custody.approve("T-none", by: li, at: now, signature: []) } == .unknownRequest(id: "T-none"))
        #expect(try custody.requests().first?.standing == .pending)
        #expect(approved(li, now) == nil)
        #expect(approved(zhao, now) == .decided(id: id, standing: .approved))
        #expect(
            refusal { () throws(CustodyError) in try custody.refuse(id, by: zhao, at: now, reason: "") } == .decided(id: id, standing: .approved))
        #expect(try custody.requests().first?.decisions.count == 1)
        #expect(try custody.audit.entries().map(\.action).filter { $0 == "trace.approve.refused" }.count == 7)
        #expect(try custody.audit.entries().map(\.action).filter { $0 == "trace.refuse.refused" }.count == 1)
    }

    @Test func `A refused request cannot be approved, and is withdrawn by nobody`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let id = try ask(custody).id
        #expect(refusal { () throws(CustodyError) in try custody.refuse(id, by: wang, at: now, reason: "") } == .sameAccount(id: id, account: "wang"))
        try custody.refuse(id, by: zhao, at: now, reason: "too wide")
        #expect(refusal { () throws(CustodyError) in try custody.approve(id, by: li, at: now, signature: []) } == .decided(id: id, standing: .refused))
        #expect(refusal { () throws(CustodyError) in try custody.withdraw(id, by: wang, at: now, reason: "") } == .decided(id: id, standing: .refused))
        #expect(
            refusal { () throws(CustodyError) in _ = try custody.grant(for: scope(), account: wang, at: now) } == .turnedDown(id: id))
    }

    @Test func `A withdrawal is for the requester or an approver`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let id = try ask(custody).id
        try custody.approve(id, signedBy: li)
        #expect(
            refusal { () throws(CustodyError) in try custody.withdraw(id, by: chen, at: now, reason: "") } == .missingRole(account: "chen", role: "approver"))
        try custody.withdraw(id, by: zhao, at: now, reason: "mistake")
        #expect(try custody.requests().first?.standing == .withdrawn)
    }

    @Test func `An approval counts no longer when its approver has lost the role`() throws {
        let workspace = try TestWorkspace()
        let first = try workspace.custody()
        let id = try ask(first).id
        try first.approve(id, signedBy: li)
        try first.store.close()
        let later = try workspace.custody(["approver": ["zhao"], "analyst": ["wang"]])
        #expect(
            refusal { () throws(CustodyError) in _ = try later.grant(for: scope(), account: wang, at: now) }
                == .missingRole(account: "li", role: "approver"))
    }

    @Test func `An approval written past the chain gives no right`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let request = try ask(custody)
        let digest = Custody.digest(request)
        let forged = TraceDecision(
            request: request.id, verdict: .approved, account: "li", accountUser: 1002, at: now, reason: "", requestDigest: digest, auditSequence: 0)
        try custody.audit.append("something.else", account: li, at: now, recording: .decision(forged))
        #expect(
            refusal { () throws(CustodyError) in _ = try custody.grant(for: scope(), account: wang, at: now) } == .approvalDamaged(id: request.id))
    }

    @Test func `A request changed in the file after its approval gives no right`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let id = try ask(custody, purpose: "PURPOSE-A").id
        try custody.approve(id, signedBy: li)
        try custody.store.close()
        let path = workspace.path + "/store/headwater.sqlite"
        var bytes = Data([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        let range = try #require(bytes.firstRange(of: Data("PURPOSE-A".utf8)))
        bytes.replaceSubrange(range, with: Data("PURPOSE-B".utf8))
        try bytes.write(to: URL(fileURLWithPath: path))
        let opened = try workspace.custody()
        #expect(refusal { () throws(CustodyError) in _ = try opened.grant(for: scope(), account: wang, at: now) } == .approvalDamaged(id: id))
    }

    @Test func `A broken audit chain releases nothing`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        try custody.audit.append("marker.entry", account: wang, at: now)
        try custody.approve(try ask(custody).id, signedBy: li)
        try custody.store.close()
        let path = workspace.path + "/store/headwater.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let range = try #require(bytes.firstRange(of: Data("marker.entry".utf8)))
        bytes[range.lowerBound] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let opened = try workspace.custody()
        #expect(refusal { () throws(CustodyError) in _ = try opened.grant(for: scope(), account: wang, at: now) } == .chainBroken(sequence: 1))
    }

    @Test func `A request that leaves something open is not entered`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let period = scope().period
        func missing(
            caseNumber: String = "C", unit: String = "U", purpose: String = "P", sites: [SiteCode] = ["K07"], areas: [AreaCode] = [],
            analytes: [AnalyteCode] = ["mdma"], from: Instant = now, to: Instant = later(9)
        ) -> String? {
            let error = refusal { () throws(CustodyError) in
                _ = try custody.request(
                    caseNumber: caseNumber, unit: unit, purpose: purpose, sites: sites, areas: areas, analytes: analytes, periods: period...period,
                    validFrom: from, validTo: to, by: wang, at: now)
            }
            return error?.finding.arguments["field"]
        }
        #expect(missing(caseNumber: " \n") == "case_number")
        #expect(missing(unit: "") == "unit")
        #expect(missing(purpose: "　") == "purpose")
        #expect(missing(sites: []) == "sites")
        #expect(missing(analytes: []) == "analytes")
        #expect(missing(from: later(10)) == "valid_to")
        #expect(missing(from: later(-20), to: later(-10)) == "valid_to")
        #expect(try custody.requests().isEmpty && custody.audit.entries().isEmpty)
        #expect(missing(sites: [], areas: ["310115"]) == nil)
    }

    @Test func `No other file of the sources makes a grant`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources").resolvingSymlinksInPath()
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 30)
        for file in files where file != "Custody/ReleaseGrant.swift" && file != "Custody/AdHocRelease.swift" {
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            for word in ["ReleaseGrant(", "AdHocRelease(", "extension ReleaseGrant", "extension AdHocRelease", "unsafeBitCast(to: ReleaseGrant"] {
                #expect(!text.contains(word), "\(word) in \(file)")
            }
        }
        let grant = try String(contentsOf: sources.appendingPathComponent("Custody/ReleaseGrant.swift"), encoding: .utf8)
        #expect(grant.contains("    fileprivate init(") && !grant.contains("package init(scope") && !grant.contains("Decodable"))
        #expect(grant.components(separatedBy: "ReleaseGrant(").count == 2)
        let adHoc = try String(contentsOf: sources.appendingPathComponent("Custody/AdHocRelease.swift"), encoding: .utf8)
        #expect(adHoc.contains("    private init(") && !adHoc.contains("Decodable"))
    }
}
