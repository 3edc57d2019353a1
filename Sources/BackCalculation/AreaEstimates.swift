internal import DenseAlgebra
package import Findings
package import Monitoring
package import ProgrammeFiles

/// Roll-ups of site estimates to neighbourhoods, towns, districts and the city.
///
/// A load per head of an area is the mean of its sites' loads, weighted by the people of each site that live there. Of sites
/// on one sewer each person counts with one (`AreaCatchments`). Errors of single sites are independent and shrink in the sum;
/// calibration, excretion and what is lost on the way are shared by all sites and do not. Where the convention takes its
/// intervals from the days, an area's is mean ± t standard errors as well, with the degrees of freedom of F. E. Satterthwaite,
/// Biometrics Bull. 2 (1946) 110, doi:10.2307/3002019, and nothing that the days share is in it.
package enum AreaEstimates {
    /// The estimates of all areas, sorted by area (its level first, city to neighbourhood) and analyte.
    ///
    /// - Parameters:
    ///   - estimates: of one period.
    ///   - downstream: the next sampled site downstream of a site; none for sites on separate sewers.
    ///   - programme: with the residence times of its sites, where losses on the way are to be in the intervals.
    /// - Complexity: products of areas x sites by sites x analytes, by `dgemm` on one thread.
    package static func estimates(
        period: Period, estimates: [PeriodEstimate], programme: Programme, downstream: [SiteCode: SiteCode] = [:]
    ) -> (estimates: [AreaEstimate], findings: [Finding]) {
        let disclosure = SiteDisclosure(estimates, programme: programme)
        let all = estimates.inOrder { $0.site == $1.site ? $0.analyte < $1.analyte : $0.site < $1.site }
        let sorted = disclosure.withheld.isEmpty ? all : all.filter { !disclosure.withheld.contains($0.site) }
        var sites: [SiteCode] = []
        var served: [SiteCode: Double] = [:]
        var codes = CodeNumbers<Analyte>()
        var first = 0
        for (index, estimate) in sorted.enumerated() {
            _ = codes.number(of: estimate.analyte)
            guard index + 1 == sorted.count || sorted[index + 1].site != estimate.site else { continue }
            sites.append(estimate.site)
            served[estimate.site] = sorted[first...index].reduce(0) { max($0, $1.population) }
            first = index + 1
        }
        let analytes = codes.sorted
        guard !sites.isEmpty else { return (AreaWithholding.onlyWithheld(all, disclosure, programme, period: period), []) }
        var byCode: [AreaCode: Area] = [:]
        for area in programme.areas where byCode[area.code] == nil { byCode[area.code] = area }
        let held = Set(sites)
        let rows = AreaMembership.rows(programme, period: period).filter { held.contains($0.site) && byCode[$0.area] != nil }
        let areas = Set(rows.map(\.area)).compactMap { byCode[$0] }.sorted { (order($0.level), $0.code) < (order($1.level), $1.code) }
        let catchments = AreaCatchments(rows, downstream: downstream, people: served)
        let groups = catchments.groups(sorted, analytes: analytes)
        let findings = catchments.covered(groups).map { site, cover in
            Finding("M113", .info, text: site.rawValue, ["site": site.rawValue, "downstream": cover.rawValue])
        }
        let figures = AreaFigures(period: period, programme: programme)
        var found: [(estimate: AreaEstimate, people: Double)] = []
        for group in groups where !areas.isEmpty {
            guard let sums = AreaSums(sorted, sites: sites, areas: areas, group: group, figures: figures) else { return ([], findings) }
            for (row, area) in areas.enumerated() {
                for (column, analyte) in group.analytes.enumerated() where sums.count[row, column] > 0.5 {
                    found.append((figures.estimate(area, analyte, row, column, sums: sums), sums.people[row, column] + sums.refusedPeople[row, column]))
                }
            }
        }
        if groups.count > 1 {
            found.sort { (order($0.estimate.level), $0.estimate.area, $0.estimate.analyte) < (order($1.estimate.level), $1.estimate.area, $1.estimate.analyte) }
        }
        var result = found.map(\.estimate)
        let people = found.map(\.people)
        AreaWithholding.apply(to: &result, people: people, areas: programme.areas, floor: programme.configuration.privacy.publicationFloor)
        if !disclosure.withheld.isEmpty {
            let present = Set(result.map { AreaWithholding.Key(area: $0.area, analyte: $0.analyte) })
            result += AreaWithholding.onlyWithheld(all, disclosure, programme, period: period).filter {
                !present.contains(AreaWithholding.Key(area: $0.area, analyte: $0.analyte))
            }
            result.sort { (order($0.level), $0.area, $0.analyte) < (order($1.level), $1.area, $1.analyte) }
        }
        return (result, findings)
    }

    static func order(_ level: AreaLevel) -> Int { AreaLevel.allCases.firstIndex(of: level) ?? 0 }
}
