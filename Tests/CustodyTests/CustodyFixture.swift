import Custody
import Findings
import Foundation
import Monitoring
import Store

/// A workspace of its own for one test, removed with it.
final class TestWorkspace {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "headwater-custody-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path + "/inbox", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var originals: Originals { Originals(folder: path + "/store/originals") }

    func write(_ name: String, _ text: String, modified: Int64? = nil) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        if let modified {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: Double(modified))], ofItemAtPath: file)
        }
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
    func names(_ folder: String) -> [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted() }

    func custody(_ roles: [String: [String]] = ["approver": ["li", "zhao"], "analyst": ["wang", "chen"], "administrator": ["qian"]]) throws -> Custody {
        Custody(store: try WorkspaceStore.open(path + "/store/headwater.sqlite"), roles: RoleBook(roles) { $0 == "sun" ? ["staff", "hw-approver"] : [] })
    }
}

let now = Instant(seconds: 1_760_000_000)
let wang = Account(name: "wang", user: 1001)
let li = Account(name: "li", user: 1002)
let zhao = Account(name: "zhao", user: 1003)
let chen = Account(name: "chen", user: 1004)
let qian = Account(name: "qian", user: 1005)
/// In the group hw-approver of the operating system.
let sun = Account(name: "sun", user: 1006)
/// The administrator before these tests.
let zhou = Account(name: "zhou", user: 1007)

func later(_ seconds: Int64) -> Instant { Instant(seconds: now.seconds + seconds) }

/// A scope that the request of `ask` covers.
func scope(site: SiteCode = "K07", analyte: AnalyteCode = "methamphetamine", period: String = "2025-P5", areas: Set<AreaCode> = []) -> ReleaseScope {
    ReleaseScope(site: site, areas: areas, analyte: analyte, period: Period(period) ?? Period(containing: CalendarDate(day: 0)))
}

/// Asks for methamphetamine at K07 and in area 310115, in two periods, valid for an hour.
func ask(_ custody: Custody, by account: Account = wang, purpose: String = "溯源", at instant: Instant = now) throws -> TraceRequest {
    let period = scope().period
    return try custody.request(
        caseNumber: "C-2025-17", unit: "禁毒支队", purpose: purpose, sites: ["K07"], areas: ["310115"], analytes: ["methamphetamine"],
        periods: period...period.next, validFrom: instant, validTo: Instant(seconds: instant.seconds + 3600), by: account, at: instant)
}

/// The error that a step throws, or nil where it does not.
func refusal(_ body: () throws(CustodyError) -> Void) -> CustodyError? {
    do throws(CustodyError) {
        try body()
        return nil
    } catch {
        return error
    }
}

extension Custody {
    /// Makes a key and has it registered for an account.
    func key(of owner: Account, by administrator: Account = qian) throws -> SigningKey {
        guard let key = SigningKey.new() else { throw NoKey() }
        let office = Custody(store: store, roles: ["administrator": [administrator.name]])
        try office.registerKey(key.publicKey.pem, name: "test.pub", for: owner, by: administrator, at: now)
        return key
    }

    /// Approves with a new key of the account.
    func approve(_ id: String, signedBy account: Account, at instant: Instant = now, reason: String = "") throws {
        let key = try key(of: account)
        let text = Custody.approvalText(try request(id).request, by: account.name)
        try approve(id, by: account, at: instant, reason: reason, signature: key.signature(of: text))
    }

    struct NoKey: Error {}
}
