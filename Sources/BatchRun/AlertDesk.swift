package import Alerts
internal import BackCalculation
package import Custody
package import Findings
package import Monitoring
internal import ProgrammeFiles
package import Store

/// An alert with what is due of it.
package struct AlertRow: Hashable, Sendable {
    package var stored: StoredAlert
    package var due: AlertDue?
}

/// What a re-sample says of a rectification: the load per head after it over the one before.
package struct RectificationEffect: Hashable, Sendable {
    package var alert: String
    /// Nil where the two campaigns cannot be compared.
    package var ratio: Estimate?
    package var comparableDays: Int
    package var verdict: ChangeVerdict
}

extension WorkspaceDesk {
    /// All alerts with what is due of each, by the programme's terms.
    package func alerts(period: Period?, now: Instant) throws(RunFailure) -> (rows: [AlertRow], findings: [Finding]) {
        let terms = AlertDeadlines.of(programme.configuration.alerts.deadlineDays, at: SourcePosition(file: "headwater.yaml"))
        let stored: [StoredAlert]
        do { stored = try store.alerts(period: period) } catch { throw RunFailure(error) }
        let rows = stored.map {
            AlertRow(stored: $0, due: terms.deadlines.due(level: $0.alert.level, state: $0.alert.state, raised: $0.raised, now: now))
        }
        return (rows, terms.findings)
    }

    /// Moves an alert along the loop; the step and its entry in the audit chain are kept together or not at all.
    ///
    /// - Throws: `refused` for a step that the loop has not, without a reason, and for an account without the role: analyst, and approver for what
    ///   ends the loop; each such attempt is recorded. `inputMissing` for an alert that does not exist.
    package func move(_ id: String, to state: AlertState, assignee: String, reason: String, by account: Account, at now: Instant) throws(RunFailure) {
        let known: StoredAlert?
        do { known = try store.alerts().first { $0.alert.id == id } } catch { throw RunFailure(error) }
        guard let known else { throw RunFailure(.inputMissing, StoreError.unknown(kind: "alert", id: id).finding) }
        try step { (custody) throws(CustodyError) in try custody.requireAlertStep(id, to: state, ends: AlertLoop.isEnd(state), reason: reason, by: account, at: now) }
        if let refusal = AlertLoop.refusal(of: id, from: known.alert.state, to: state, assignee: assignee) { throw RunFailure(.refused, refusal) }
        try step { (custody) throws(CustodyError) in
            try custody.moveAlert(id, from: known.alert.state, to: state, assignee: assignee, reason: reason, by: account, at: now)
        }
    }

    /// The effect of a rectification: the days of a later period at the alert's site over those of the alert's own.
    ///
    /// - Parameter period: of the re-sample.
    /// - Throws: `inputMissing` for an alert that does not exist.
    package func effect(of id: String, in period: Period) async throws(RunFailure) -> RectificationEffect {
        let known: StoredAlert?
        do { known = try store.alerts().first { $0.alert.id == id } } catch { throw RunFailure(error) }
        guard let alert = known?.alert else { throw RunFailure(.inputMissing, StoreError.unknown(kind: "alert", id: id).finding) }
        let loads = DailyLoadTable.loads(results: try await results(), programme: programme).loads
        let change = LoadChanges.change(site: alert.site, analyte: alert.analyte, from: alert.period, to: period, loads: loads, programme: programme)
        return RectificationEffect(alert: id, ratio: change.ratio, comparableDays: change.comparableDays, verdict: change.verdict)
    }
}
