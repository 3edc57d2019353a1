package import Findings

/// A level of the grid 市-区-街镇-居委.
package enum AreaLevel: String, Sendable, CaseIterable { case city, district, town, neighbourhood }

/// An administrative area (`areas.csv`).
package struct Area: Hashable, Sendable {
    package var code: AreaCode
    package var name: String
    package var level: AreaLevel
    package var parent: AreaCode?
    package var population: Double?
    package var population15To64: Double?
    package var populationYear: Int?
    package var position: SourcePosition

    package init(
        code: AreaCode, name: String, level: AreaLevel, parent: AreaCode? = nil, population: Double? = nil, population15To64: Double? = nil,
        populationYear: Int? = nil, position: SourcePosition = SourcePosition(file: "areas.csv")
    ) {
        self.code = code
        self.name = name
        self.level = level
        self.parent = parent
        self.population = population
        self.population15To64 = population15To64
        self.populationYear = populationYear
        self.position = position
    }
}

/// The share of a site's population that lives in an area (`site_areas.csv`).
package struct SiteArea: Hashable, Sendable {
    package var site: SiteCode
    package var area: AreaCode
    /// 0 to 1.
    package var share: Double
    package var validFrom: CalendarDate?
    package var validTo: CalendarDate?

    package init(site: SiteCode, area: AreaCode, share: Double, validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil) {
        self.site = site
        self.area = area
        self.share = share
        self.validFrom = validFrom
        self.validTo = validTo
    }
}
