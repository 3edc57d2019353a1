internal import Monitoring
internal import ProgrammeFiles

/// Loads that hold a discharge nobody consumed: no consumption and no doses are stated for them.
///
/// Where an alert finds manufacture or disposal likely, the load of its site, and of the sites
/// downstream that show the same, is partly or wholly a discharge. A factor that turns residues
/// of consumption into consumption does not apply to it. The load stays; consumption and doses
/// are withheld and the flag `NOT_CONSUMPTION` says why.
struct UnconsumedLoad {
    static let flag = "NOT_CONSUMPTION"

    private struct Place: Hashable {
        var site: SiteCode
        var analyte: AnalyteCode
    }

    private var places: Set<Place> = []
    /// Areas in which such a load was measured, with their parents, by analyte.
    private var areas: [AnalyteCode: Set<AreaCode>] = [:]

    init(_ alerts: [Alert], programme: Programme) {
        let parents = Dictionary(programme.areas.map { ($0.code, $0.parent) }) { first, _ in first }
        for alert in alerts where alert.cause == .manufactureLikely || alert.cause == .disposalLikely {
            for site in [alert.site] + alert.alsoSeenAt {
                places.insert(Place(site: site, analyte: alert.analyte))
                for row in programme.siteAreas where row.site == site {
                    var next: AreaCode? = row.area
                    while let area = next, areas[alert.analyte, default: []].insert(area).inserted { next = parents[area] ?? nil }
                }
            }
        }
    }

    /// Withholds consumption and doses of the sites concerned.
    func withheld(_ estimates: [PeriodEstimate]) -> [PeriodEstimate] {
        estimates.map { places.contains(Place(site: $0.site, analyte: $0.analyte)) ? $0.withoutConsumption(flag: UnconsumedLoad.flag) : $0 }
    }

    /// Withholds consumption of the areas concerned.
    func withheld(_ estimates: [AreaEstimate]) -> [AreaEstimate] {
        estimates.map { estimate in
            guard areas[estimate.analyte]?.contains(estimate.area) == true else { return estimate }
            var estimate = estimate
            estimate.consumption = nil
            estimate.flags = (estimate.flags + [UnconsumedLoad.flag]).sorted()
            return estimate
        }
    }
}

extension PeriodEstimate {
    /// The same load with no consumption and no doses stated, and the flag that says why.
    func withoutConsumption(flag: String) -> PeriodEstimate {
        var estimate = self
        estimate.consumption = nil
        estimate.doses = nil
        estimate.flags = (flags + [flag]).sorted()
        return estimate
    }
}
