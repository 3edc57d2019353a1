import Custody
import Monitoring
import ProgrammeFiles
import Store

/// An approved request in a workspace, by two accounts.
enum WorkspaceApproval {
    static func approve(workspace: String, site: SiteCode, analyte: AnalyteCode, by approver: Account, for requester: Account, at now: Instant) throws {
        let store = try WorkspaceStore.open(workspace + "/store/headwater.sqlite")
        let custody = Custody(store: store, roles: ["approver": [approver.name]])
        let programme = try Programme.read(workspace: workspace)
        let period = period2025P5
        let request = try custody.request(
            caseNumber: "2025-117", unit: "Squad 2", purpose: "test of the gate", sites: [site], analytes: [analyte], periods: period...period,
            validFrom: now, validTo: Instant(seconds: now.seconds + 86_400), by: requester, at: now)
        try custody.approve(request.id, by: approver, at: now, reason: "test")
        try store.close()
        guard programme.configuration.custody.roles["approver"]?.contains(approver.name) == true else { throw NoApprover() }
    }

    /// The programme names no such approver: its grant would be refused.
    struct NoApprover: Error {}
}
