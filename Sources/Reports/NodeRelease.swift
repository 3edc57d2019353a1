package import Custody
package import Monitoring

/// A sample of a traceback, planned or taken (`trace_rounds.csv`).
package struct TraceRound: Hashable, Sendable {
    package var request: String
    package var round: Int
    package var node: NodeID
    package var informationBits: Double
    package var sampledOn: CalendarDate?
    package var outcome: String
    package var isRuledOut: Bool
    /// Probability of seeing the source here, were it upstream; 0 to 1.
    package var power: Double?

    package init(
        request: String, round: Int, node: NodeID, informationBits: Double, sampledOn: CalendarDate? = nil, outcome: String = "",
        isRuledOut: Bool = false, power: Double? = nil
    ) {
        self.request = request
        self.round = round
        self.node = node
        self.informationBits = informationBits
        self.sampledOn = sampledOn
        self.outcome = outcome
        self.isRuledOut = isRuledOut
        self.power = power
    }
}

/// What a report may say below the level of reaches.
///
/// There is no way to make one but from a `ReleaseGrant`, which Custody alone can build from
/// a valid approval: a path around the approval does not compile.
package struct NodeRelease: Sendable {
    /// Posterior probability of each node; most probable first, then by code.
    let probabilities: [(node: NodeID, probability: Double)]
    let rounds: [TraceRound]

    fileprivate init(_ probabilities: [NodeID: Double], _ rounds: [TraceRound]) {
        self.probabilities = probabilities.map { (node: $0.key, probability: $0.value) }
            .sorted { $0.probability == $1.probability ? $0.node < $1.node : $0.probability > $1.probability }
        self.rounds = rounds
    }
}

extension ReportContent {
    /// Returns the content with what a traceback says of single nodes: the only function that names nodes in a report.
    ///
    /// - Parameters:
    ///   - probabilities: posterior probability of each node, 0 to 1.
    ///   - rounds: samples planned and taken, for `trace_rounds.csv`.
    ///   - grant: proof of a valid approval.
    package func withNodePosterior(
        _ probabilities: [NodeID: Double], rounds: [TraceRound] = [], grant: borrowing ReleaseGrant
    ) -> ReportContent {
        var content = self
        content.nodeRelease = NodeRelease(probabilities, rounds)
        return content
    }
}
