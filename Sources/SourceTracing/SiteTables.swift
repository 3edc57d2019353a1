/// Likelihoods of sites and their tables, each made once: the realisations of a sewer differ at few of its sites.
struct SiteTables {
    /// A site as its likelihood sees it.
    private struct Key: Hashable {
        var site: Int
        var lnBaseline: Double
        var logSD: Double
    }

    private struct Way: Hashable {
        var key: Key
        var lnShare: Double
        var pattern: DayPattern
    }

    private var sites: [Key: SiteLikelihood] = [:]
    private var ways: [Way: SiteLikelihood.Table] = [:]

    private static func key(_ campaign: TraceCampaign, _ site: Int) -> Key {
        Key(site: site, lnBaseline: campaign.sites[site].lnBaseline, logSD: campaign.sites[site].logSD)
    }

    /// The likelihood of each site of a campaign. The grids are the same in all calls.
    mutating func likelihoods(_ campaign: TraceCampaign, campaign grid: LogGrid, mass: LogGrid) -> [SiteLikelihood] {
        let missing = campaign.sites.indices.filter { sites[SiteTables.key(campaign, $0)] == nil }
        let made = SideBySide.map(missing) { SiteLikelihood(site: campaign.sites[$0], campaign: grid, mass: mass) }
        for (site, likelihood) in zip(missing, made) { sites[SiteTables.key(campaign, site)] = likelihood }
        return campaign.sites.indices.compactMap { sites[SiteTables.key(campaign, $0)] }
    }

    /// The table of each way to a site.
    mutating func tables(
        _ arrivals: [SignatureClasses.Arrival], _ pattern: DayPattern, _ campaign: TraceCampaign, _ likelihoods: [SiteLikelihood], followers: [Int]
    ) -> [SignatureClasses.Arrival: SiteLikelihood.Table] {
        func way(_ arrival: SignatureClasses.Arrival) -> Way {
            Way(key: SiteTables.key(campaign, arrival.site), lnShare: arrival.lnShare, pattern: pattern)
        }
        let missing = arrivals.filter { ways[way($0)] == nil }
        let made = SideBySide.map(missing) { likelihoods[$0.site].ratios(pattern, lnShare: $0.lnShare, followers: followers) }
        for (arrival, table) in zip(missing, made) { ways[way(arrival)] = table }
        var result: [SignatureClasses.Arrival: SiteLikelihood.Table] = [:]
        for arrival in arrivals { result[arrival] = ways[way(arrival)] }
        return result
    }
}
