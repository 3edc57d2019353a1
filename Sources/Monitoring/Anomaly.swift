/// What kind of thing does not fit.
package enum AnomalyKind: String, Sendable, CaseIterable {
    case step, daySpike = "day_spike", drift, trend, firstDetection = "first_detection", hiddenLoad = "hidden_load", cluster
    case flowMeter = "flow_meter", wetWeather = "wet_weather", laboratory

    /// Whether it speaks of a drug, and not of a meter, the weather or the laboratory.
    package var isDrugSignal: Bool {
        switch self {
        case .flowMeter, .wetWeather, .laboratory: false
        default: true
        }
    }
}

/// Up or down.
package enum AnomalyDirection: String, Sendable, CaseIterable { case up, down }

/// What is likeliest behind a drug signal; `likely` needs two independent lines of evidence.
package enum ProbableCause: String, Sendable, CaseIterable {
    case consumption, disposalPossible = "disposal_possible", disposalLikely = "disposal_likely", manufacturePossible = "manufacture_possible",
        manufactureLikely = "manufacture_likely", licitLikely = "licit_likely", undetermined
}

/// A sentence of the catalogue with its words: a reason that a person reads, in either language.
package struct Reason: Hashable, Sendable {
    /// Key of the catalogue, such as `reason.step`.
    package var key: String
    /// Words for the places of the sentence; numbers already as text.
    package var arguments: [String: String]

    package init(_ key: String, _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments
    }
}

/// A test of the campaign, or a fault of meter, weather or laboratory (`anomalies.csv`).
package struct Anomaly: Hashable, Sendable {
    package var site: SiteCode
    /// Nil where the row speaks of a whole site.
    package var analyte: AnalyteCode?
    /// Nil where the row speaks of the whole campaign.
    package var date: CalendarDate?
    package var kind: AnomalyKind
    package var direction: AnomalyDirection
    /// The standardised score: predictive t for a step, and so on.
    package var score: Double
    package var pValue: Double
    package var qValue: Double
    /// Whether `qValue` is at most the rate of the programme (and of the site's tier).
    package var isDiscovery: Bool
    package var alertID: String?
    package var explanation: [Reason]

    package init(
        site: SiteCode, analyte: AnalyteCode?, date: CalendarDate?, kind: AnomalyKind, direction: AnomalyDirection, score: Double, pValue: Double,
        qValue: Double, isDiscovery: Bool, alertID: String? = nil, explanation: [Reason]
    ) {
        self.site = site
        self.analyte = analyte
        self.date = date
        self.kind = kind
        self.direction = direction
        self.score = score
        self.pValue = pValue
        self.qValue = qValue
        self.isDiscovery = isDiscovery
        self.alertID = alertID
        self.explanation = explanation
    }
}

/// What a ratio of two analytes says.
package enum RatioVerdict: String, Sendable, CaseIterable {
    case consumption, belowConsumption = "below_consumption", aboveConsumption = "above_consumption", notInformative = "not_informative"
}

/// A diagnostic ratio of two analytes on one day (`ratios.csv`).
package struct RatioDiagnostic: Hashable, Sendable {
    package var site: SiteCode
    package var date: CalendarDate
    /// `amphetamine/methamphetamine` and so on.
    package var ratio: String
    /// Quantified, or a bound where one of the two is censored.
    package var value: CensoredResult
    package var interval: Interval?
    package var verdict: RatioVerdict
    /// The name of the rule applied, with its version.
    package var rule: String

    package init(
        site: SiteCode, date: CalendarDate, ratio: String, value: CensoredResult, interval: Interval?, verdict: RatioVerdict, rule: String
    ) {
        self.site = site
        self.date = date
        self.ratio = ratio
        self.value = value
        self.interval = interval
        self.verdict = verdict
        self.rule = rule
    }
}
