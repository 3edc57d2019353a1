package import Monitoring
package import ProgrammeFiles

/// Which share of a site's people lives in which area.
package enum AreaMembership {
    /// The rows of `site_areas.csv` that hold in a period, with the rows that follow for the areas above.
    ///
    /// A share in a neighbourhood is also one in its town, district and city, unless a row of its own says how large that
    /// one is. Shares of one site and area add up, and no share exceeds 1. Sorted by area, then site.
    package static func rows(_ programme: Programme, period: Period) -> [SiteArea] {
        var parents: [AreaCode: AreaCode] = [:]
        for area in programme.areas where parents[area.code] == nil { parents[area.code] = area.parent }
        struct Key: Hashable {
            var site: SiteCode
            var area: AreaCode
        }
        let valid = programme.siteAreas.filter {
            $0.share.isFinite && $0.share > 0 && ($0.validFrom.map { $0 <= period.lastDay } ?? true) && ($0.validTo.map { period.firstDay <= $0 } ?? true)
        }.sorted { ($0.site, $0.area, $0.share) < ($1.site, $1.area, $1.share) }
        let stated = Set(valid.map { Key(site: $0.site, area: $0.area) })
        var shares: [Key: Double] = [:]
        for row in valid {
            shares[Key(site: row.site, area: row.area), default: 0] += row.share
            var area = parents[row.area]
            var seen: Set<AreaCode> = [row.area]
            while let next = area, seen.insert(next).inserted {
                // A stated row speaks for itself and for all above it.
                if stated.contains(Key(site: row.site, area: next)) { break }
                shares[Key(site: row.site, area: next), default: 0] += row.share
                area = parents[next]
            }
        }
        return shares.map { SiteArea(site: $0.key.site, area: $0.key.area, share: min(1, $0.value)) }
            .sorted { ($0.area, $0.site) < ($1.area, $1.site) }
    }
}
