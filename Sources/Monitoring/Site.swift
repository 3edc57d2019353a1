package import Findings

/// How a sampling point is used.
package enum SiteTier: String, Sendable, CaseIterable { case key, focus, routine, trace }

/// What is sampled there.
package enum SiteKind: String, Sendable, CaseIterable { case plant, pumpStation = "pump_station", manhole, outfall, surfaceWater = "surface_water" }

/// Who lives in the catchment; anything but municipal is restricted.
package enum CatchmentType: String, Sendable, CaseIterable { case municipal, prison, school, workplace, festival, hospital, hotel, vessel }

/// A sampling point (`sites.csv`).
package struct Site: Hashable, Sendable {
    package var code: SiteCode
    package var name: String
    package var tier: SiteTier
    package var kind: SiteKind
    package var catchmentType: CatchmentType
    /// The node of the sewer where the sampler stands.
    package var node: NodeID?
    package var longitude: Double?
    package var latitude: Double?
    /// Share of the flow that is domestic, 0 to 1.
    package var domesticShare: Double
    /// Cigarettes per person and day, for the cotinine rule.
    package var cigarettesPerPersonDay: Double?
    /// Grams of ammonium nitrogen per person and day that were found for this site; nil where the programme's constant holds.
    package var ammoniumNGramsPerPersonDay: Double?
    package var validFrom: CalendarDate?
    package var validTo: CalendarDate?
    package var position: SourcePosition

    package init(
        code: SiteCode, name: String, tier: SiteTier, kind: SiteKind, catchmentType: CatchmentType = .municipal, node: NodeID? = nil,
        longitude: Double? = nil, latitude: Double? = nil, domesticShare: Double = 1, cigarettesPerPersonDay: Double? = nil,
        ammoniumNGramsPerPersonDay: Double? = nil, validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil, position: SourcePosition = SourcePosition(file: "sites.csv")
    ) {
        self.code = code
        self.name = name
        self.tier = tier
        self.kind = kind
        self.catchmentType = catchmentType
        self.node = node
        self.longitude = longitude
        self.latitude = latitude
        self.domesticShare = domesticShare
        self.cigarettesPerPersonDay = cigarettesPerPersonDay
        self.ammoniumNGramsPerPersonDay = ammoniumNGramsPerPersonDay
        self.validFrom = validFrom
        self.validTo = validTo
        self.position = position
    }

    /// Whether the site was in use on a day.
    package func isValid(on date: CalendarDate) -> Bool { (validFrom.map { $0 <= date } ?? true) && (validTo.map { date <= $0 } ?? true) }
}
