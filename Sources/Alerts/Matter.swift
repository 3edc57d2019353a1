internal import AnomalyDetection
internal import Monitoring

/// A site and an analyte.
struct Place: Hashable, Sendable {
    var site: SiteCode
    var analyte: AnalyteCode
}

/// The discoveries of one analyte at one site, on their way to an alert.
struct Matter: Sendable {
    var cause: CauseAssessment
    /// The discovery that speaks loudest: the smallest q-value, a step before a spike before a drift.
    var kind: AnomalyKind
    var qValue: Double
    var strength: Double
    /// Reasons of all its discoveries, in reading order, none twice.
    var reasons: [Reason]
    /// The matter that this one is part of.
    var host: Place?
    var pathHost: Place?
    var joined: [Int] = []
    var joinedCauses: [CauseAssessment] = []
    var alsoSeenAt: [SiteCode] = []

    var place: Place { Place(site: cause.site, analyte: cause.analyte) }

    init(_ cause: CauseAssessment, anomalies: [Anomaly]) {
        self.cause = cause
        let order: [AnomalyKind] = [.step, .firstDetection, .daySpike, .drift, .trend, .hiddenLoad, .cluster]
        let rows = anomalies.filter {
            $0.isDiscovery && $0.site == cause.site && $0.analyte == cause.analyte && $0.direction == cause.direction
        }.sorted {
            let ranks = (order.firstIndex(of: $0.kind) ?? order.count, order.firstIndex(of: $1.kind) ?? order.count)
            return $0.qValue != $1.qValue ? $0.qValue < $1.qValue : ranks.0 < ranks.1
        }
        // A day of the same rise that is a discovery by itself does not name the matter: the step does.
        kind = rows.map(\.kind).min { (order.firstIndex(of: $0) ?? order.count) < (order.firstIndex(of: $1) ?? order.count) } ?? .step
        qValue = rows.map(\.qValue).min() ?? 1
        strength = rows.map(\.score.magnitude).max() ?? 0
        reasons = []
        for reason in rows.flatMap(\.explanation) where !reasons.contains(reason) {
            // The rate of false alarms is said once, with the smallest q.
            if reason.key == "reason.false_discovery", reasons.contains(where: { $0.key == reason.key }) { continue }
            reasons.append(reason)
        }
    }
}
