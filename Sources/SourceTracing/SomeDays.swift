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
