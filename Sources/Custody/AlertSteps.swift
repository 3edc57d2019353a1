package import Monitoring
internal import Store

/// Steps of people on alerts, each by a named account with its time, in the audit chain.
extension Custody {
    /// Refuses an account that may not take a step of the loop, or gives no reason; the refusal is recorded.
    ///
    /// - Parameter ends: whether the step ends the loop; that takes the role approver, every other step analyst.
    package func requireAlertStep(_ id: String, to state: AlertState, ends: Bool, reason: String, by account: Account, at instant: Instant) throws(CustodyError) {
        let action = "alert.\(state.rawValue)"
        try require(ends ? .approver : .analyst, action, id, account, instant)
        try require(reason, action, id, account, instant)
    }

    /// Records a step, together with the new state of the alert.
    package func moveAlert(
        _ id: String, from: AlertState, to state: AlertState, assignee: String, reason: String, by account: Account, at instant: Instant
    ) throws(CustodyError) {
        var words = ["alert": id, "from": from.rawValue, "reason": reason]
        if !assignee.isEmpty { words["assignee"] = assignee }
        try audit.append(
            "alert.\(state.rawValue)", account: account, at: instant, detail: words,
            recording: .alert(id, AlertTransition(from: from, to: state, account: account.name, at: instant, reason: reason, assignee: assignee)))
    }
}
