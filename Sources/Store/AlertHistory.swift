internal import Findings
internal import GRDB
package import Monitoring

/// One step of an alert through the closed loop.
package struct AlertTransition: Hashable, Sendable {
    /// Nil at the first entry: the alert was raised.
    package var from: AlertState?
    package var to: AlertState
    /// The operating-system account.
    package var account: String
    package var at: Instant
    package var reason: String
    /// The account or unit that the alert was given to; empty where to nobody.
    package var assignee: String

    package init(from: AlertState?, to: AlertState, account: String, at: Instant, reason: String, assignee: String = "") {
        self.from = from
        self.to = to
        self.account = account
        self.at = at
        self.reason = reason
        self.assignee = assignee
    }
}

/// An alert as the store keeps it.
package struct StoredAlert: Hashable, Sendable {
    package var alert: Alert
    package var raised: Instant
    /// Whether the last run over its period still found it; a person decides what becomes of one that no longer stands.
    package var isStanding: Bool
    /// Oldest first; never empty.
    package var history: [AlertTransition]
}

extension WorkspaceStore {
    /// Enters all alerts that a run found in a period.
    ///
    /// A new id is raised with its state. A known id takes the new evidence, level and cause, and
    /// keeps its state and history, whoever set them. An alert of the period that is not among
    /// these no longer stands; it is kept.
    ///
    /// - Throws: `notANumber` where a q-value is not a number; `conflict` where an alert belongs to another period.
    package func raiseAlerts(_ alerts: [Alert], of period: Period, account: String, at instant: Instant) throws(StoreError) {
        try write { database in
            try database.run("UPDATE alert SET standing = 0 WHERE period = ?", .text(period.description))
            for alert in alerts {
                guard alert.period == period else { throw StoreError.conflict(kind: "alert", id: alert.id) }
                guard !alert.qValue.isNaN else {
                    throw StoreError.notANumber(quantity: "q-value", position: SourcePosition(file: alert.id))
                }
                let known = try database.rows("SELECT period FROM alert WHERE id = ?", .text(alert.id)) { $0.text(0) }.first
                if let known, known != period.description { throw StoreError.conflict(kind: "alert", id: alert.id) }
                try database.run(
                    """
                    INSERT INTO alert (id, period, site, analyte, kind, direction, cause, level, state, q_value, also_seen_at, evidence,
                        other_explanations, next_steps, raised, standing)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                    ON CONFLICT DO UPDATE SET site = excluded.site, analyte = excluded.analyte, kind = excluded.kind,
                        direction = excluded.direction, cause = excluded.cause, level = excluded.level, q_value = excluded.q_value,
                        also_seen_at = excluded.also_seen_at, evidence = excluded.evidence,
                        other_explanations = excluded.other_explanations, next_steps = excluded.next_steps, standing = 1
                    """, .text(alert.id), .text(period.description), .text(alert.site.rawValue), .text(alert.analyte.rawValue),
                    .text(alert.kind.rawValue), .text(alert.direction.rawValue), .text(alert.cause.rawValue), .text(alert.level.rawValue),
                    .text(alert.state.rawValue), .real(alert.qValue), .text(StoredWords.text(alert.alsoSeenAt.map(\.rawValue))),
                    .text(StoredWords.text(alert.evidence)), .text(StoredWords.text(alert.otherExplanations)),
                    .text(StoredWords.text(alert.nextSteps)), .integer(instant.seconds))
                if known == nil {
                    try Self.append(AlertTransition(from: nil, to: alert.state, account: account, at: instant, reason: ""), to: alert.id, database)
                }
            }
        }
    }

    /// Moves an alert to another state and adds the step to its history. Which steps are allowed is for `Alerts` to say.
    ///
    /// - Throws: `unknown` where the store holds no such alert, `conflict` where it no longer stands where the step begins.
    static func move(_ id: String, _ transition: AlertTransition, _ database: Database) throws {
        guard let before = try database.rows("SELECT state FROM alert WHERE id = ?", .text(id), read: { $0.text(0) }).first else {
            throw StoreError.unknown(kind: "alert", id: id)
        }
        guard before == transition.from?.rawValue else { throw StoreError.conflict(kind: "alert", id: id) }
        try database.run("UPDATE alert SET state = ? WHERE id = ?", .text(transition.to.rawValue), .text(id))
        try append(transition, to: id, database)
    }

    /// The alerts of a period, or of all periods, sorted by period and id.
    package func alerts(period: Period? = nil) throws(StoreError) -> [StoredAlert] {
        try read { database in
            var history: [String: [AlertTransition]] = [:]
            for (id, transition) in try database.rows(
                """
                SELECT alert, from_state, to_state, account, at, reason, assignee FROM alert_transition
                WHERE alert IN (SELECT id FROM alert WHERE ?1 IS NULL OR period = ?1) ORDER BY sequence
                """, .text(period?.description),
                read: { row in
                    let from = try row.optionalText(1).map { try AlertState.stored($0, path: path) }
                    return (
                        row.text(0),
                        AlertTransition(
                            from: from, to: try .stored(row.text(2), path: path), account: row.text(3), at: Instant(seconds: row.integer(4)),
                            reason: row.text(5), assignee: row.text(6))
                    )
                })
            { history[id, default: []].append(transition) }
            return try database.rows(
                """
                SELECT id, period, site, analyte, kind, direction, cause, level, state, q_value, also_seen_at, evidence, other_explanations,
                    next_steps, raised, standing FROM alert WHERE ?1 IS NULL OR period = ?1 ORDER BY period, id
                """, .text(period?.description)
            ) { row in
                guard let period = Period(row.text(1)) else { throw StoreError.damaged(path: path, reason: "unknown period in table alert") }
                let alert = Alert(
                    id: row.text(0), period: period, site: SiteCode(row.text(2)), analyte: AnalyteCode(row.text(3)),
                    kind: try .stored(row.text(4), path: path), direction: try .stored(row.text(5), path: path),
                    cause: try .stored(row.text(6), path: path), level: try .stored(row.text(7), path: path),
                    state: try .stored(row.text(8), path: path), qValue: row.real(9),
                    alsoSeenAt: try StoredWords.words(row.text(10), path: path).map { SiteCode($0) },
                    evidence: try StoredWords.reasons(row.text(11), path: path),
                    otherExplanations: try StoredWords.reasons(row.text(12), path: path),
                    nextSteps: try StoredWords.reasons(row.text(13), path: path))
                return StoredAlert(
                    alert: alert, raised: Instant(seconds: row.integer(14)), isStanding: row.integer(15) == 1, history: history[alert.id] ?? [])
            }
        }
    }

    private static func append(_ transition: AlertTransition, to id: String, _ database: Database) throws {
        try database.run(
            "INSERT INTO alert_transition (alert, from_state, to_state, account, at, reason, assignee) VALUES (?, ?, ?, ?, ?, ?, ?)", .text(id),
            .text(transition.from?.rawValue), .text(transition.to.rawValue), .text(transition.account), .integer(transition.at.seconds),
            .text(transition.reason), .text(transition.assignee))
    }
}
