package import Findings
package import Monitoring

/// The closed loop of an alert: new, acknowledged, assigned, rectifying, re-sampled, closed, or dismissed with a reason.
package enum AlertLoop {
    /// The states that an alert passes through in their order; `dismissed` leaves the loop.
    package static let stages: [AlertState] = [.new, .acknowledged, .assigned, .rectifying, .resampled, .closed]

    /// The states that an alert may go to from one.
    ///
    /// The loop goes forward one stage at a time. A re-sample that shows no effect leads back to rectification; what was closed or dismissed
    /// is taken up again as acknowledged.
    package static func next(after state: AlertState) -> [AlertState] {
        switch state {
        case .new: [.acknowledged, .dismissed]
        case .acknowledged: [.assigned, .dismissed]
        case .assigned: [.rectifying, .dismissed]
        case .rectifying: [.resampled, .dismissed]
        case .resampled: [.closed, .rectifying, .dismissed]
        case .closed, .dismissed: [.acknowledged]
        }
    }

    /// Whether a step ends the loop: that is for an approver to say.
    package static func isEnd(_ state: AlertState) -> Bool { state == .closed || state == .dismissed }

    /// Why a step cannot be taken; nil where it can.
    package static func refusal(of id: String, from state: AlertState, to target: AlertState, assignee: String) -> Finding? {
        guard next(after: state).contains(target) else {
            return Finding(
                "M420", .fatal, text: id,
                [
                    "id": harmless(id), "from": state.rawValue, "to": target.rawValue, "possible": next(after: state).map(\.rawValue).joined(separator: ", "),
                ])
        }
        if target == .assigned, assignee.allSatisfy(\.isWhitespace) { return Finding("M421", .fatal, text: id, ["id": harmless(id)]) }
        return nil
    }
}

/// By when the next stage of an alert is due.
package struct AlertDue: Hashable, Sendable {
    /// The stage that is waited for.
    package var stage: AlertState
    package var due: Instant
    package var isOverdue: Bool

    package init(stage: AlertState, due: Instant, isOverdue: Bool) {
        self.stage = stage
        self.due = due
        self.isOverdue = isOverdue
    }
}

/// The days after the raising of an alert by which each stage is due, for each level.
package struct AlertDeadlines: Hashable, Sendable {
    /// For acknowledged, assigned, rectifying, re-sampled and closed, rising.
    package var days: [AlertLevel: [Int]]

    /// No published rule names terms for alerts from sewage: these are the house's own, from memory of no source, and every programme should set its own.
    package static let standard = AlertDeadlines(days: [.urgent: [1, 2, 7, 30, 45], .warning: [3, 7, 30, 60, 75], .notice: [14, 30, 60, 90, 120]])

    package init(days: [AlertLevel: [Int]]) { self.days = days }

    /// The standard terms, with those of a programme in their place; a list that is not five rising numbers of days from 0 to 3650 is left out and told.
    package static func of(_ settings: [String: [Int]], at place: SourcePosition) -> (deadlines: AlertDeadlines, findings: [Finding]) {
        var deadlines = AlertDeadlines.standard
        var findings: [Finding] = []
        for (name, days) in settings.sorted(by: { $0.key < $1.key }) {
            let isRising = zip(days, days.dropFirst()).allSatisfy { $0 <= $1 }
            guard let level = AlertLevel(rawValue: name), days.count == 5, isRising, days.allSatisfy({ (0...3650).contains($0) }) else {
                findings.append(Finding("M422", .error, at: place, text: name, ["level": harmless(name)]))
                continue
            }
            deadlines.days[level] = days
        }
        return (deadlines, findings)
    }

    /// What is due next of an alert; nil where the loop has ended.
    package func due(level: AlertLevel, state: AlertState, raised: Instant, now: Instant) -> AlertDue? {
        guard let place = AlertLoop.stages.firstIndex(of: state), place + 1 < AlertLoop.stages.count, let days = days[level], place < days.count else { return nil }
        let (due, overflow) = raised.seconds.addingReportingOverflow(Int64(days[place]) * 86_400)
        let end = Instant(seconds: overflow ? .max : due)
        return AlertDue(stage: AlertLoop.stages[place + 1], due: end, isOverdue: now > end)
    }
}
