package import Custody
package import Findings
package import Monitoring

/// A sample of a traceback, planned or taken (`trace_rounds.csv`).
package struct TraceRound: Hashable, Sendable {
    package var round: Int
    package var node: NodeID
    package var informationBits: Double
    package var sampledOn: CalendarDate?
    package var outcome: String
    package var isRuledOut: Bool
    /// Probability of seeing the source here, were it upstream; 0 to 1.
    package var power: Double?

    package init(
        round: Int, node: NodeID, informationBits: Double, sampledOn: CalendarDate? = nil, outcome: String = "", isRuledOut: Bool = false,
        power: Double? = nil
    ) {
        self.round = round
        self.node = node
        self.informationBits = informationBits
        self.sampledOn = sampledOn
        self.outcome = outcome
        self.isRuledOut = isRuledOut
        self.power = power
    }
}

/// A grant was given for another period than that of the report.
package struct ReleaseScopeError: Error, Hashable, Sendable {
    package let granted: Period
    package let report: Period

    /// Finding R003.
    package var finding: Finding {
        Finding("R003", .fatal, text: granted.description, ["granted": granted.description, "period": report.description])
    }
}

/// What a report may say below the level of reaches, and by what right.
///
/// There is no way to make one but from a `ReleaseGrant`, which Custody alone can build from
/// a valid approval: a path around the approval does not compile.
package struct ReleasedNodes: Sendable {
    let site: SiteCode
    let analyte: AnalyteCode
    let request: String
    let approvedBy: String
    /// The entry of the audit chain that records the release.
    let audit: String
    /// Posterior probability of each node; most probable first, then by code.
    let probabilities: [(node: NodeID, probability: Double)]
    let rounds: [TraceRound]

    fileprivate init(_ probabilities: [NodeID: Double], _ rounds: [TraceRound], _ grant: borrowing ReleaseGrant) {
        site = grant.scope.site
        analyte = grant.scope.analyte
        request = grant.request
        approvedBy = grant.approvedBy
        audit = grant.audit.description
        self.probabilities = probabilities.map { (node: $0.key, probability: $0.value) }
            .sorted { $0.probability == $1.probability ? $0.node < $1.node : $0.probability > $1.probability }
        self.rounds = rounds
    }
}

extension ReportContent {
    /// Returns the content with what a traceback says of single nodes: the only function that names nodes in a report.
    ///
    /// - Parameters:
    ///   - probabilities: posterior probability of each node, 0 to 1, for the site, analyte and period of the grant.
    ///   - rounds: samples planned and taken, for `trace_rounds.csv`.
    ///   - grant: proof of a valid approval; its request, approver and audit entry are printed.
    /// - Throws: `ReleaseScopeError` (finding R003) when the grant is for another period.
    package func withNodePosterior(
        _ probabilities: [NodeID: Double], rounds: [TraceRound] = [], grant: borrowing ReleaseGrant
    ) throws(ReleaseScopeError) -> ReportContent {
        guard grant.scope.period == period else { throw ReleaseScopeError(granted: grant.scope.period, report: period) }
        var content = self
        content.releasedNodes = ReleasedNodes(probabilities, rounds, grant)
        return content
    }
}
