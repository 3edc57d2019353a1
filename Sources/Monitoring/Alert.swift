/// How much an alert asks for.
package enum AlertLevel: String, Sendable, CaseIterable, Comparable {
    case notice, warning, urgent

    private var rank: Int { self == .notice ? 0 : self == .warning ? 1 : 2 }
    package static func < (left: AlertLevel, right: AlertLevel) -> Bool { left.rank < right.rank }
}

/// Where an alert stands in the closed loop.
package enum AlertState: String, Sendable, CaseIterable { case new, acknowledged, assigned, rectifying, resampled, closed, dismissed }

/// One matter to act on: a site, a substance and a cause, merged over tests and along a path.
package struct Alert: Hashable, Sendable {
    /// Stable for the same period, site and analyte: `2025-P5-F1-methamphetamine`.
    package var id: String
    package var period: Period
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var kind: AnomalyKind
    package var direction: AnomalyDirection
    package var cause: ProbableCause
    package var level: AlertLevel
    package var state: AlertState
    package var qValue: Double
    /// Other sites downstream that show the same.
    package var alsoSeenAt: [SiteCode]
    /// The evidence, in reading order.
    package var evidence: [Reason]
    /// Explanations considered and why they are less likely, or not excluded.
    package var otherExplanations: [Reason]
    /// What to do next.
    package var nextSteps: [Reason]

    package init(
        id: String, period: Period, site: SiteCode, analyte: AnalyteCode, kind: AnomalyKind, direction: AnomalyDirection, cause: ProbableCause,
        level: AlertLevel, state: AlertState, qValue: Double, alsoSeenAt: [SiteCode], evidence: [Reason], otherExplanations: [Reason],
        nextSteps: [Reason]
    ) {
        self.id = id
        self.period = period
        self.site = site
        self.analyte = analyte
        self.kind = kind
        self.direction = direction
        self.cause = cause
        self.level = level
        self.state = state
        self.qValue = qValue
        self.alsoSeenAt = alsoSeenAt
        self.evidence = evidence
        self.otherExplanations = otherExplanations
        self.nextSteps = nextSteps
    }
}
