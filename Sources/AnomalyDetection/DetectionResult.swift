package import Findings
package import Monitoring

/// What a campaign shows: every test with its verdict, and what lies behind each.
package struct DetectionResult: Sendable {
    /// Every test of the campaign and every fault, sorted by site, analyte, kind and date.
    package var anomalies: [Anomaly]
    /// Diagnostic ratios of the campaign's days, sorted by site, ratio and date.
    package var ratios: [RatioDiagnostic]
    /// One for each site and analyte with a drug discovery, sorted.
    package var causes: [CauseAssessment]
    /// Faults of meters, weather and laboratory, sorted; each is a row of `anomalies` as well.
    package var faults: [SiteFault]
    /// How each score came about, sorted by site, analyte and kind: for `explain`.
    package var steps: [ScoreSteps]
    /// What could not be tested, and why.
    package var findings: [Finding]

    package init(
        anomalies: [Anomaly], ratios: [RatioDiagnostic], causes: [CauseAssessment], faults: [SiteFault], steps: [ScoreSteps],
        findings: [Finding]
    ) {
        self.anomalies = anomalies
        self.ratios = ratios
        self.causes = causes
        self.faults = faults
        self.steps = steps
        self.findings = findings
    }
}

/// What is likeliest behind the drug discoveries of one analyte at one site.
package struct CauseAssessment: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var direction: AnomalyDirection
    package var cause: ProbableCause
    /// Names of the independent lines of evidence that speak for the cause, such as `by_product`; sorted.
    package var lines: [String]
    /// The evidence, in reading order.
    package var evidence: [Reason]
    /// Explanations considered: why not, or not excluded.
    package var otherExplanations: [Reason]
    /// Load above what the site's history leads to expect, g/d of the whole catchment; nil where it cannot be told.
    package var excessGramsPerDay: Double?

    package init(
        site: SiteCode, analyte: AnalyteCode, direction: AnomalyDirection, cause: ProbableCause, lines: [String], evidence: [Reason],
        otherExplanations: [Reason], excessGramsPerDay: Double?
    ) {
        self.site = site
        self.analyte = analyte
        self.direction = direction
        self.cause = cause
        self.lines = lines
        self.evidence = evidence
        self.otherExplanations = otherExplanations
        self.excessGramsPerDay = excessGramsPerDay
    }
}

/// A fault that is not a drug signal: decided before the drug tests, and taken out of them.
package struct SiteFault: Hashable, Sendable {
    package var site: SiteCode
    /// Nil where the whole campaign is meant.
    package var date: CalendarDate?
    /// `flow_meter`, `wet_weather` or `laboratory`.
    package var kind: AnomalyKind
    package var direction: AnomalyDirection
    /// Flow over the usual flow for a meter or rain; nil for the laboratory.
    package var factor: Double?
    /// Factor by which loads per head were divided before the drug tests; nil where days were left out instead.
    package var correction: Double?
    /// The samples concerned, sorted.
    package var samples: [SampleID]
    package var score: Double
    package var pValue: Double
    package var qValue: Double
    package var reasons: [Reason]
}

/// How the score of one test came about, in natural logarithms of mg/d/1000 inhabitants unless said otherwise.
///
/// `score = (observed - expected) / predictionSD`, with `predictionSD = moderatedSD * sqrt(1 + 1/n)`
/// and more where the location is not the site's own; see `basis`.
package struct ScoreSteps: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var kind: AnomalyKind
    package var direction: AnomalyDirection
    package var date: CalendarDate?
    /// `own_history`, `main_effects` (site and analyte, too few detections here), `same_week`, `scores` or `detection_rate`.
    package var basis: String
    /// Earlier campaigns behind the expectation; days of the week for a day's spike.
    package var history: Int
    /// What was observed, after network factor and correction; a bound where days lie below a limit.
    package var observed: Double
    /// ln of the factor that the network shares in this campaign (or on this day).
    package var networkFactor: Double
    /// ln of the correction for a fault of the site's meter.
    package var siteFactor: Double
    /// Expected value (mu).
    package var expected: Double
    /// Own standard deviation (s); nil where the site has none of its own.
    package var ownSD: Double?
    /// Degrees of freedom of the own standard deviation (d).
    package var ownDegrees: Double
    /// Standard deviation that the network shares (s0).
    package var pooledSD: Double
    /// Degrees of freedom that the network lends (d0); infinite where all cells vary alike.
    package var pooledDegrees: Double
    package var moderatedSD: Double
    package var predictionSD: Double
    /// Of a step, the least factor over the expected load that would have been an alarm beside the others; nil of other tests.
    package var smallestFactor: Double?
    package var score: Double
    package var pValue: Double
    package var qValue: Double
    /// The chance that this test alone is a false discovery.
    package var localRate: Double
}
