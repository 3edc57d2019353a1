internal import DenseAlgebra
package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Roll-ups of site estimates to neighbourhoods, towns, districts and the city.
///
/// A load per head of an area is the mean of its sites' loads, weighted by the people of each site that live there. Of sites
/// on one sewer only the one furthest downstream counts, since its sewage already holds that of the others. Errors of single
/// sites are independent and shrink in the sum; calibration and excretion are shared by all sites and do not.
package enum AreaEstimates {
    /// The estimates of all areas, sorted by area (its level first, city to neighbourhood) and analyte.
    ///
    /// - Parameters:
    ///   - estimates: of one period.
    ///   - downstream: the next sampled site downstream of a site; none for sites on separate sewers.
    /// - Complexity: three products of areas x sites by sites x analytes, by `dgemm` on one thread.
    package static func estimates(
        period: Period, estimates: [PeriodEstimate], programme: Programme, downstream: [SiteCode: SiteCode] = [:]
    ) -> (estimates: [AreaEstimate], findings: [Finding]) {
        let disclosure = SiteDisclosure(estimates, programme: programme)
        let all = estimates.sorted { ($0.site, $0.analyte) < ($1.site, $1.analyte) }
        let sorted = disclosure.withheld.isEmpty ? all : all.filter { !disclosure.withheld.contains($0.site) }
        let sites = Set(sorted.map(\.site)).sorted()
        let analytes = Set(sorted.map(\.analyte)).sorted()
        guard !sites.isEmpty else { return (AreaWithholding.onlyWithheld(all, disclosure, programme, period: period), []) }
        let members = membership(programme, period: period, sites: Set(sites), downstream: downstream)
        let areas = members.areas
        let calibration = LogDistribution.logVariance(relativeSD: programme.configuration.uncertainty.calibrationRSD)
        guard !areas.isEmpty,
            let sums = AreaSums(sorted, sites: sites, analytes: analytes, areas: areas, rows: members.rows, calibration: calibration)
        else { return ([], members.findings) }
        let choice = ParameterChoice(programme.parameters)
        var result: [AreaEstimate] = []
        var people: [Double] = []
        for (row, area) in areas.enumerated() {
            for (column, analyte) in analytes.enumerated() where sums.count[row, column] > 0.5 {
                result.append(
                    estimate(area, analyte, row, column, sums: sums, choice: choice, calibration: calibration, programme: programme))
                people.append(sums.people[row, column] + sums.refusedPeople[row, column])
            }
        }
        AreaWithholding.apply(to: &result, people: people, areas: programme.areas, floor: programme.configuration.privacy.publicationFloor)
        if !disclosure.withheld.isEmpty {
            let present = Set(result.map { AreaWithholding.Key(area: $0.area, analyte: $0.analyte) })
            result += AreaWithholding.onlyWithheld(all, disclosure, programme, period: period).filter {
                !present.contains(AreaWithholding.Key(area: $0.area, analyte: $0.analyte))
            }
            result.sort { (order($0.level), $0.area, $0.analyte) < (order($1.level), $1.area, $1.analyte) }
        }
        return (result, members.findings)
    }

    static func order(_ level: AreaLevel) -> Int { AreaLevel.allCases.firstIndex(of: level) ?? 0 }

    /// Areas with sampled sites, in order, and the shares that count.
    private static func membership(_ programme: Programme, period: Period, sites: Set<SiteCode>, downstream: [SiteCode: SiteCode])
        -> (areas: [Area], rows: [SiteArea], findings: [Finding])
    {
        var byCode: [AreaCode: Area] = [:]
        for area in programme.areas where byCode[area.code] == nil { byCode[area.code] = area }
        let rows = AreaMembership.rows(programme, period: period).filter { sites.contains($0.site) && byCode[$0.area] != nil }
        var inArea: [AreaCode: Set<SiteCode>] = [:]
        for row in rows { inArea[row.area, default: []].insert(row.site) }
        var kept: [SiteArea] = []
        var dropped: [SiteCode: SiteCode] = [:]
        for row in rows {
            var next = downstream[row.site]
            var seen: Set<SiteCode> = [row.site]
            var covering: SiteCode?
            while let site = next, seen.insert(site).inserted {
                if inArea[row.area]?.contains(site) == true {
                    covering = site
                    break
                }
                next = downstream[site]
            }
            if let covering { dropped[row.site] = covering } else { kept.append(row) }
        }
        let findings = dropped.keys.sorted().map { site in
            Finding("M113", .info, text: site.rawValue, ["site": site.rawValue, "downstream": dropped[site]?.rawValue ?? ""])
        }
        let areas = Set(kept.map(\.area)).compactMap { byCode[$0] }.sorted { (order($0.level), $0.code) < (order($1.level), $1.code) }
        return (areas, kept, findings)
    }

    private static func estimate(
        _ area: Area, _ analyte: AnalyteCode, _ row: Int, _ column: Int, sums: AreaSums, choice: ParameterChoice, calibration: Double,
        programme: Programme
    ) -> AreaEstimate {
        let privacy = programme.configuration.privacy
        let people = sums.people[row, column]
        var flags = sums.flags[column]?[row] ?? []
        let refused = sums.refusedPeople[row, column]
        let value = people > 0 ? sums.load[row, column] / people : 0
        var load: Estimate?
        var mass: Estimate?
        var consumption: Estimate?
        if refused > 0 { flags.insert("CENSORED_SITES_LEFT_OUT") }
        if people > 0, refused <= people {
            let down = portableExp(-sums.excessOfSum(row, column))
            let (loadCentre, massCentre) = (sums.loadCentre[row, column], sums.massCentre[row, column])
            let spread = AreaEstimates.spread(sums.loadVariance[row, column], around: loadCentre, shared: calibration)
            load = AreaEstimates.estimate(value, around: loadCentre / people * down, spread)
            let grams = sums.mass[row, column]
            let massSpread = AreaEstimates.spread(sums.massVariance[row, column], around: massCentre, shared: calibration)
            mass = AreaEstimates.estimate(grams, around: massCentre * down, massSpread)
            let consumers = sums.consumingPeople[row, column]
            if consumers > 0.5 * people {
                let used = sums.consumption[row, column] / consumers
                let parent = sums.parents[column] ?? nil
                let factor = parent.flatMap { choice.correction(of: $0, from: analyte) }
                let shift = value > 0 ? loadCentre / people / value * down : 1
                consumption = AreaEstimates.estimate(used, around: used * shift, spread.times(factor?.spread ?? LogDistribution(logSD: 0)))
            }
        } else {
            flags.insert("REFUSED")
        }
        if people > 0, sums.largest[row, column] / people > privacy.dominance { flags.insert("DOMINATED") }
        let sampled = people + refused
        let coverage = area.population.flatMap { $0 > 0 ? min(1, sampled / $0) : nil }
        if let coverage, coverage < 0.5 { flags.insert("LOW_COVERAGE") }
        let count = Int(sums.count[row, column].rounded())
        return AreaEstimate(
            area: area.code, level: area.level, analyte: analyte, population: area.population, coverage: coverage, sites: count, load: load,
            mass: mass, consumption: consumption, flags: flags.sorted())
    }

    /// The spread of a sum with a variance of its own, times a factor that all terms share.
    private static func spread(_ variance: Double, around centre: Double, shared: Double) -> LogDistribution {
        let relative = centre > 0 ? variance.squareRoot() / centre : 0
        return LogDistribution(logSD: (LogDistribution.logVariance(relativeSD: relative) + shared).squareRoot())
    }

    /// A figure with an interval around the mean of its distribution, which drawn sites may move; it holds the figure itself.
    private static func estimate(_ value: Double, around centre: Double, _ spread: LogDistribution) -> Estimate {
        let interval = spread.interval(around: centre)
        return Estimate(value, Interval(low: min(interval.low, value), high: max(interval.high, value)), method: .momentMatched)
    }
}
