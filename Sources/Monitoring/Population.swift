package import Findings

/// Where a number of people comes from.
package enum PopulationBasis: String, Sendable, CaseIterable, Comparable {
    case census, design, mobile, survey
    /// From ammonium nitrogen in the composite.
    case ammoniumN = "nh4n"
    case cod, bod
    case totalNitrogen = "tn"
    case totalPhosphorus = "tp"
    case cotinine
    /// Inverse-variance mean of the others on the log scale.
    case combined

    package static func < (left: PopulationBasis, right: PopulationBasis) -> Bool { left.rawValue < right.rawValue }
}

/// A stated number of people at a site (`populations.csv`).
package struct StatedPopulation: Hashable, Sendable {
    package var site: SiteCode
    package var from: CalendarDate
    package var to: CalendarDate?
    package var basis: PopulationBasis
    package var persons: Double
    /// Relative standard deviation, as a fraction.
    package var relativeSD: Double?
    package var source: String
    package var position: SourcePosition

    package init(
        site: SiteCode, from: CalendarDate, to: CalendarDate? = nil, basis: PopulationBasis, persons: Double, relativeSD: Double? = nil,
        source: String = "", position: SourcePosition = SourcePosition(file: "populations.csv")
    ) {
        self.site = site
        self.from = from
        self.to = to
        self.basis = basis
        self.persons = persons
        self.relativeSD = relativeSD
        self.source = source
        self.position = position
    }
}

/// One estimate of the people behind a sample, beside the one that was used (`population_checks.csv`).
package struct PopulationCheck: Hashable, Sendable {
    package var site: SiteCode
    package var date: CalendarDate
    package var basis: PopulationBasis
    package var persons: Double
    /// Relative standard deviation, as a fraction.
    package var relativeSD: Double
    package var isChosen: Bool
    /// This estimate over the chosen one.
    package var ratioToChosen: Double

    package init(
        site: SiteCode, date: CalendarDate, basis: PopulationBasis, persons: Double, relativeSD: Double, isChosen: Bool, ratioToChosen: Double
    ) {
        self.site = site
        self.date = date
        self.basis = basis
        self.persons = persons
        self.relativeSD = relativeSD
        self.isChosen = isChosen
        self.ratioToChosen = ratioToChosen
    }
}
