/// What an item of a score sheet looks at.
package enum AssessmentIndicator: String, Sendable, CaseIterable {
    /// Mean load of the period, mg/d/1000 inhabitants.
    case load
    /// Consumption of the parent drug, mg/d/1000 inhabitants.
    case consumption
    /// Per cent of the site's own earlier periods whose load lies below this period's.
    case historyPercentile = "history_percentile"
    /// This period's load over that of the previous period, and of the same period last year, on comparable days.
    case changePreviousPeriod = "change_previous_period", changeLastYear = "change_last_year"
    /// Per cent of the composites with a quantified result.
    case quantifiedShare = "quantified_share"
    /// Alerts of the period, and those of them that are urgent.
    case alerts, urgentAlerts = "urgent_alerts"

    /// Whether an item needs an analyte; alerts may be counted over all.
    package var needsAnalyte: Bool { self != .alerts && self != .urgentAlerts }
}

/// A threshold with what holds from it upwards.
package struct AssessmentStep<Value: Hashable & Sendable>: Hashable, Sendable {
    package var from: Double
    package var value: Value

    package init(from: Double, value: Value) {
        self.from = from
        self.value = value
    }
}

/// One line of a score sheet.
package struct AssessmentItem: Hashable, Sendable {
    package var name: String
    package var indicator: AssessmentIndicator
    package var analyte: AnalyteCode?
    /// Share of the total among the items, in any unit; above zero.
    package var weight: Double
    /// Points from each threshold upwards, ascending; below the first there are none.
    package var steps: [AssessmentStep<Double>]
    /// The same for focus points; where empty, `steps` hold.
    package var focusSteps: [AssessmentStep<Double>] = []

    package init(
        name: String, indicator: AssessmentIndicator, analyte: AnalyteCode?, weight: Double, steps: [AssessmentStep<Double>],
        focusSteps: [AssessmentStep<Double>] = []
    ) {
        self.name = name
        self.indicator = indicator
        self.analyte = analyte
        self.weight = weight
        self.steps = steps
        self.focusSteps = focusSteps
    }
}

/// A score sheet of a programme: how figures become points and a colour, for the periods in which it is in force.
package struct AssessmentSheet: Hashable, Sendable {
    package var version: String
    /// The day on which it was adopted, and by whom; as the document says.
    package var date: CalendarDate?
    package var approvedBy: String
    /// The number or title of the document that adopts it.
    package var document: String
    package var validFrom: Period
    /// Nil while it is in force.
    package var validTo: Period?
    package var items: [AssessmentItem]
    /// Colours from each total upwards, ascending.
    package var colours: [AssessmentStep<String>]
    /// The same for focus points; where empty, `colours` hold.
    package var focusColours: [AssessmentStep<String>]
    /// Fewest days of a period, and earlier periods of a history, behind an item.
    package var leastDays: Int
    package var leastPeriods: Int
    /// Least share of the weights that must be known, and of an area's people that must be sampled.
    package var leastWeight: Double
    package var leastCoverage: Double

    package init(
        version: String, date: CalendarDate? = nil, approvedBy: String = "", document: String = "", validFrom: Period, validTo: Period? = nil,
        items: [AssessmentItem], colours: [AssessmentStep<String>], focusColours: [AssessmentStep<String>] = [], leastDays: Int = 3,
        leastPeriods: Int = 3, leastWeight: Double = 0.7, leastCoverage: Double = 0.5
    ) {
        self.version = version
        self.date = date
        self.approvedBy = approvedBy
        self.document = document
        self.validFrom = validFrom
        self.validTo = validTo
        self.items = items
        self.colours = colours
        self.focusColours = focusColours
        self.leastDays = leastDays
        self.leastPeriods = leastPeriods
        self.leastWeight = leastWeight
        self.leastCoverage = leastCoverage
    }

    /// The sheet in force in a period: of several, the one that came into force last.
    package static func inForce(_ sheets: [AssessmentSheet], in period: Period) -> AssessmentSheet? {
        sheets.filter { $0.validFrom <= period && ($0.validTo.map { period <= $0 } ?? true) }
            .max { $0.validFrom == $1.validFrom ? $0.version < $1.version : $0.validFrom < $1.validFrom }
    }
}

/// What an item came to.
package struct AssessedItem: Hashable, Sendable {
    package var item: String
    /// What was measured; nil where there was too little to measure it by.
    package var value: Double?
    package var points: Double
    /// Points at the ends of the interval of the value.
    package var range: Interval

    package init(item: String, value: Double?, points: Double, range: Interval) {
        self.item = item
        self.value = value
        self.points = points
        self.range = range
    }
}

/// The assessment of a site or an area in a period (`assessment.csv`).
package struct AssessedPlace: Hashable, Sendable {
    /// One of the two.
    package var site: SiteCode?
    package var area: AreaCode?
    /// Version of the sheet applied.
    package var sheet: String
    /// Weighted mean of the points, 0 to 100 where the sheet's points are; nil where too little is known.
    package var score: Double?
    /// The scores that the intervals of the figures allow.
    package var range: Interval?
    package var colour: String
    /// Whether every score in the range has the same colour: places of uncertain colour are not ranked apart.
    package var isCertain: Bool
    /// Share of the weights behind the score.
    package var knownWeight: Double
    package var items: [AssessedItem]

    package init(
        site: SiteCode?, area: AreaCode?, sheet: String, score: Double?, range: Interval?, colour: String, isCertain: Bool, knownWeight: Double,
        items: [AssessedItem]
    ) {
        self.site = site
        self.area = area
        self.sheet = sheet
        self.score = score
        self.range = range
        self.colour = colour
        self.isCertain = isCertain
        self.knownWeight = knownWeight
        self.items = items
    }
}
