import Custody
import Monitoring
import ProgrammeFiles
import Store

/// An approved request in a workspace, by two accounts.
enum WorkspaceApproval {
    static func approve(workspace: String, site: SiteCode, analyte: AnalyteCode, by approver: Account, for requester: Account, at now: Instant) throws {
        let store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite")
        let administrator = Account(name: "administrator")
        let custody = Custody(store: store, roles: ["approver": [approver.name], "analyst": [requester.name], "administrator": [administrator.name]])
        let programme = try Programme.read(workspace: workspace)
        let period = period2025P5
        let request = try custody.request(
            caseNumber: "2025-117", unit: "Squad 2", purpose: "test of the gate", sites: [site], analytes: [analyte], periods: period...period,
            validFrom: now, validTo: Instant(seconds: now.seconds + 86_400), by: requester, at: now)
        guard let key = SigningKey.new() else { throw NoKey() }
        try custody.registerKey(key.publicKey.pem, name: "approver.pub", for: approver, by: administrator, at: now)
        let signature = key.signature(of: Custody.approvalText(request, by: approver.name))
        try custody.approve(request.id, by: approver, at: now, reason: "test", signature: signature)
        try store.close()
        guard programme.configuration.custody.roles["approver"]?.contains(approver.name) == true else { throw NoApprover() }
    }

    /// The library makes no keys.
    struct NoKey: Error {}

    /// The programme names no such approver: its grant would be refused.
    struct NoApprover: Error {}
}
