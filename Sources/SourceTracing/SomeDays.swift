internal import RandomDraws

/// A source that is active on some days, each with the same probability, unknown which.
///
/// The days of all sites downstream are coherent: a day is on or off for all of them. So that days separate, the level of
/// each site is not integrated but taken from its own median day, which up to three raised days of seven leave alone, and
/// its error is added to that of each day.
struct SomeDays {
    private struct Level {
        var level: Double
        var variance: Double
    }

    private let campaign: TraceCampaign
    private let levels: [Level]
    private let activities: [Double]
    private let mass: LogGrid
    /// For each way to a site the ln likelihood of each day with the source over that without (row: day, column: mass).
    private var raised: [SignatureClasses.Arrival: [Double]] = [:]

    init(_ campaign: TraceCampaign, mass: LogGrid, settings: TraceSettings) {
        self.campaign = campaign
        self.mass = mass
        activities = settings.activities.filter { $0 > 0 && $0 < 1 }
        // What all sites share, from the median site.
        let medians = campaign.sites.map { site in
            TraceCampaign.median(site.entries.map { $0.kind == .below ? $0.lnLoad - 0.6931471805599453 : $0.lnLoad })
        }
        let shift = TraceCampaign.median(campaign.sites.indices.map { medians[$0] - campaign.sites[$0].lnBaseline })
        levels = campaign.sites.indices.map { index in
            let site = campaign.sites[index]
            let foreseen = site.lnBaseline + shift
            let prior = site.logSD * site.logSD
            let quantified = site.entries.filter { $0.kind == .quantified }
            guard quantified.count * 2 > site.entries.count, let first = quantified.first else { return Level(level: foreseen, variance: prior) }
            // Variance of a median of n: π/2 that of the mean.
            let own = 1.5707963 * first.logSD * first.logSD / Double(quantified.count)
            guard prior > 0 else { return Level(level: foreseen, variance: 0) }
            let weight = prior / (prior + own)
            return Level(level: foreseen + weight * (medians[index] - foreseen), variance: weight * own)
        }
    }

    /// Activities of either of two sources: what single days are among one source's patterns is the least of them here.
    private static let pairActivities = [1.0 / 7, 2.0 / 7, 4.0 / 7]

    /// ln of the likelihood with two such sources over that with none, each on its own days, with loads e^x and e^y at their heads.
    func lnRatio(_ first: [SignatureClasses.Arrival], _ x: Double, _ second: [SignatureClasses.Arrival], _ y: Double) -> Double {
        let dayCount = campaign.dates.count
        guard dayCount > 0 else { return 0 }
        var (one, two, both) = ([Double](repeating: 0, count: dayCount), [Double](repeating: 0, count: dayCount), [Double](repeating: 0, count: dayCount))
        func add(_ site: Int, _ a: Double?, _ b: Double?) {
            let level = levels[site]
            let rises = [a, b].map { $0.map { SiteLikelihood.softplus($0 - level.level) } }
            var together: Double?
            if let a, let b { together = SiteLikelihood.softplus(max(a, b) + portableLog1p(portableExp(-(a - b).magnitude)) - level.level) }
            for var entry in campaign.sites[site].entries {
                entry.logSD = (entry.logSD * entry.logSD + level.variance).squareRoot()
                let silent = SiteLikelihood.lnLikelihood(entry, level.level)
                let own = rises.map { $0.map { SiteLikelihood.lnLikelihood(entry, level.level + $0) - silent } ?? 0 }
                one[entry.day] += own[0]
                two[entry.day] += own[1]
                both[entry.day] += together.map { SiteLikelihood.lnLikelihood(entry, level.level + $0) - silent } ?? (own[0] + own[1])
            }
        }
        var (i, j) = (0, 0)
        while i < first.count || j < second.count {
            if j >= second.count || (i < first.count && first[i].site < second[j].site) {
                add(first[i].site, x + first[i].lnShare, nil)
                i += 1
            } else if i >= first.count || second[j].site < first[i].site {
                add(second[j].site, nil, y + second[j].lnShare)
                j += 1
            } else {
                add(first[i].site, x + first[i].lnShare, y + second[j].lnShare)
                i += 1
                j += 1
            }
        }
        var sums: [Double] = []
        for p in SomeDays.pairActivities {
            for q in SomeDays.pairActivities {
                var ln = 0.0
                for day in 0..<dayCount {
                    let top = max(0, one[day], two[day], both[day])
                    let day =
                        (1 - p) * (1 - q) * portableExp(-top) + p * (1 - q) * portableExp(max(one[day] - top, -745))
                        + (1 - p) * q * portableExp(max(two[day] - top, -745)) + p * q * portableExp(max(both[day] - top, -745))
                    ln += top + portableLog(max(day, 1e-300))
                }
                sums.append(ln)
            }
        }
        return SourceEvidence.lnSum(sums) - portableLog(Double(sums.count))
    }

    private mutating func raised(_ arrival: SignatureClasses.Arrival) -> [Double] {
        if let known = raised[arrival] { return known }
        var result = [Double](repeating: 0, count: campaign.dates.count * mass.count)
        let level = levels[arrival.site]
        let rises = (0..<mass.count).map { SiteLikelihood.softplus(mass[$0] + arrival.lnShare - level.level) }
        for var entry in campaign.sites[arrival.site].entries {
            entry.logSD = (entry.logSD * entry.logSD + level.variance).squareRoot()
            let silent = SiteLikelihood.lnLikelihood(entry, level.level)
            for j in 0..<mass.count {
                result[entry.day * mass.count + j] += SiteLikelihood.lnLikelihood(entry, level.level + rises[j]) - silent
            }
        }
        raised[arrival] = result
        return result
    }

    /// ln of the likelihood with such a source over that without, for each mass at the head.
    mutating func lnRatio(_ arrivals: [SignatureClasses.Arrival]) -> [Double] {
        guard !activities.isEmpty, !campaign.dates.isEmpty else { return [Double](repeating: 0, count: mass.count) }
        var sum = [Double](repeating: 0, count: campaign.dates.count * mass.count)
        for arrival in arrivals {
            let own = raised(arrival)
            for place in sum.indices { sum[place] += own[place] }
        }
        let lnEach = -portableLog(Double(activities.count))
        return (0..<mass.count).map { j in
            SourceEvidence.lnSum(
                activities.map { activity in
                    var ln = lnEach
                    for day in campaign.dates.indices {
                        let on = sum[day * mass.count + j]
                        guard on.magnitude > 1e-9 else { continue }
                        // ln((1 − ρ) + ρ e^on), without overflow.
                        ln += on > 0 ? on + portableLog(activity + (1 - activity) * portableExp(-on)) : portableLog1p(activity * portableExpm1(on))
                    }
                    return ln
                })
        }
    }
}
