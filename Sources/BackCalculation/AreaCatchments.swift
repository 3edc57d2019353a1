internal import Monitoring

/// Which site speaks for which people of an area, where sites lie upstream of each other.
///
/// A plant that serves an area as a whole measures the mass of all its people: what was sampled inside its catchment is in that
/// sum already, and does not count beside it. Of an area that holds only a part of the plant's people, the sites inside know
/// more. There each person counts with the innermost sampled catchment that he lives in, and those whom no inner site reaches
/// count with the mean of the outer catchment.
///
/// **Why not the difference.** What the rest of an outer catchment leaves is the outer mass less that of the inner sites. Both
/// carry errors of a fifth, so that the difference of like numbers is mostly error and often negative; it is not used.
///
/// **Where the line is.** Let the area hold the share a of the outer catchment's people, and the sites inside it the share f. Where the
/// rest has everywhere the same load, the outer mean alone errs by `f (1 - a) d` and the innermost catchments with the outer mean for the
/// rest by `f (a - f) d`, with d what an inner site lies above the rest. So the innermost count where `a - f < 1 - a`: where
/// fewer people of the outer catchment are unsampled inside the area than live outside of it.
struct AreaCatchments {
    /// The share of a site's people that counts in an area.
    struct Share: Hashable {
        var site: SiteCode
        var area: AreaCode
        var share: Double
        /// Whether the area holds less than half of the site's people.
        var isWider: Bool
    }

    /// Analytes with the shares that hold for them.
    struct Group {
        var analytes: [AnalyteCode]
        /// Sorted by area, then site.
        var shares: [Share]
    }

    /// By area, sorted; shares by site.
    private let areas: [(code: AreaCode, members: [SiteCode: Double])]
    /// The sites downstream of each, nearest first.
    private let courses: [SiteCode: [SiteCode]]
    /// Sites that lie upstream or downstream of another one.
    private let nested: Set<SiteCode>
    private let people: [SiteCode: Double]

    /// - Parameters:
    ///   - rows: of sites with estimates, as `AreaMembership` gives them.
    ///   - downstream: the next sampled site downstream of a site.
    ///   - people: of each site.
    init(_ rows: [SiteArea], downstream: [SiteCode: SiteCode], people: [SiteCode: Double]) {
        self.people = people
        var members: [AreaCode: [SiteCode: Double]] = [:]
        for row in rows { members[row.area, default: [:]][row.site] = row.share }
        areas = members.keys.sorted().map { ($0, members[$0] ?? [:]) }
        let sites = Set(rows.map(\.site))
        var courses: [SiteCode: [SiteCode]] = [:]
        var nested: Set<SiteCode> = []
        for site in sites {
            var course: [SiteCode] = []
            var seen: Set<SiteCode> = [site]
            var next = downstream[site]
            while let one = next, seen.insert(one).inserted {
                if sites.contains(one) { course.append(one) }
                next = downstream[one]
            }
            guard !course.isEmpty else { continue }
            courses[site] = course
            nested.formUnion(course)
            nested.insert(site)
        }
        self.courses = courses
        self.nested = nested
    }

    /// The shares of each analyte: one group where no site lies upstream of another, else one for each set of sites with a mean.
    ///
    /// - Complexity: groups times rows times the sites on the way downstream.
    func groups(_ estimates: [PeriodEstimate], analytes: [AnalyteCode]) -> [Group] {
        guard !nested.isEmpty else { return [Group(analytes: analytes, shares: shares(means: Set(people.keys), refused: []))] }
        var states: [AnalyteCode: SampledSites] = [:]
        for estimate in estimates where nested.contains(estimate.site) {
            if estimate.load != nil { states[estimate.analyte, default: SampledSites()].means.insert(estimate.site) } else {
                states[estimate.analyte, default: SampledSites()].refused.insert(estimate.site)
            }
        }
        var members: [SampledSites: [AnalyteCode]] = [:]
        for analyte in analytes { members[states[analyte] ?? SampledSites(), default: []].append(analyte) }
        let alone = Set(people.keys).subtracting(nested)
        return members.map { state, analytes in Group(analytes: analytes, shares: shares(means: state.means.union(alone), refused: state.refused)) }
            .sorted { ($0.analytes.first ?? "") < ($1.analytes.first ?? "") }
    }

    private struct SampledSites: Hashable {
        var means: Set<SiteCode> = []
        var refused: Set<SiteCode> = []
    }

    /// Sites that count in no area, with the nearest one downstream that covers them.
    func covered(_ groups: [Group]) -> [(site: SiteCode, by: SiteCode)] {
        let counted = Set(groups.flatMap { $0.shares.map(\.site) })
        return courses.keys.filter { !counted.contains($0) }.sorted().compactMap { site in
            courses[site]?.first { counted.contains($0) }.map { (site, $0) }
        }
    }

    private func shares(means: Set<SiteCode>, refused: Set<SiteCode>) -> [Share] {
        var result: [Share] = []
        for area in areas {
            var own: [Share] = []
            func count(_ site: SiteCode, _ share: Double) {
                if share > 0 { own.append(Share(site: site, area: area.code, share: min(1, share), isWider: (area.members[site] ?? 1) < 0.5)) }
            }
            let present = area.members.keys.filter { means.contains($0) }.sorted()
            var inside: [SiteCode: [SiteCode]] = [:]
            var outer: [SiteCode] = []
            for site in present {
                if let next = courses[site]?.first(where: { means.contains($0) && area.members[$0] != nil }) { inside[next, default: []].append(site) } else {
                    outer.append(site)
                }
            }
            func persons(_ site: SiteCode) -> Double { (area.members[site] ?? 0) * (people[site] ?? 0) }
            var open = outer
            var settled: Set<SiteCode> = []
            // Sites on a ring have no outermost one: what no other leads to counts by itself, in the order of codes.
            var rest = present[...]
            while let site = open.popLast() ?? rest.popFirst() {
                guard settled.insert(site).inserted else { continue }
                let kids = (inside[site] ?? []).filter { !settled.contains($0) }
                let (all, held) = (people[site] ?? 0, persons(site))
                let unsampled = max(0, held - kids.reduce(0) { $0 + persons($1) })
                if kids.isEmpty || all <= 0 || unsampled >= all - held {
                    count(site, area.members[site] ?? 0)
                    var below = kids
                    while let one = below.popLast() { if settled.insert(one).inserted { below += inside[one] ?? [] } }
                } else {
                    count(site, unsampled / all)
                    open += kids
                }
            }
            for site in area.members.keys.filter({ refused.contains($0) }).sorted() {
                let isCovered = courses[site]?.contains { area.members[$0] != nil && (means.contains($0) || refused.contains($0)) } ?? false
                guard !isCovered, let all = people[site], all > 0 else { continue }
                let known = outer.filter { courses[$0]?.contains(site) ?? false }.reduce(0) { $0 + persons($1) }
                count(site, max(0, persons(site) - known) / all)
            }
            result += own.sorted { $0.site < $1.site }
        }
        return result
    }
}
