package import Findings
package import Monitoring

/// What history says a site carries without any source.
package struct SiteBaseline: Hashable, Sendable {
    /// Natural logarithm of the load, g/d.
    package var lnLoad: Double
    /// Standard deviation of that logarithm from campaign to campaign, the network's own rise and fall aside.
    package var logSD: Double

    package init(lnLoad: Double, logSD: Double) {
        self.lnLoad = lnLoad
        self.logSD = logSD
    }
}

/// One daily composite at a node of the sewer, for one analyte.
package struct SourceObservation: Hashable, Sendable {
    package var node: NodeID
    package var date: CalendarDate
    package var analyte: AnalyteCode
    /// ng/L of raw sewage. A censored result enters as the probability of its interval, never as a figure.
    package var result: CensoredResult
    /// Limit of detection, ng/L, where known: a result below quantification then lies between the two.
    package var detectionLimit: Double?
    /// Volume through the sampler, m3/d; nil takes the model's dry-weather flow at the node.
    package var flowVolume: Double?
    /// Standard deviation of the logarithm of the load, where known better than by the settings.
    package var logSD: Double?
    /// What the site carries by its own history of earlier campaigns; never from the campaign that is traced.
    package var baseline: SiteBaseline?
    package var position: SourcePosition?

    package init(
        node: NodeID, date: CalendarDate, analyte: AnalyteCode, result: CensoredResult, detectionLimit: Double? = nil, flowVolume: Double? = nil,
        logSD: Double? = nil, baseline: SiteBaseline? = nil, position: SourcePosition? = nil
    ) {
        self.node = node
        self.date = date
        self.analyte = analyte
        self.result = result
        self.detectionLimit = detectionLimit
        self.flowVolume = flowVolume
        self.logSD = logSD
        self.baseline = baseline
        self.position = position
    }
}
