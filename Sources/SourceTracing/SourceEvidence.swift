internal import Monitoring
internal import RandomDraws

/// The evidence of a campaign for a source of any mass in each class, the nuisances integrated out.
struct SourceEvidence: Sendable {
    /// Figures over the points of the mass, times e to the power of `lnScale`.
    struct Curve: Sendable {
        var values: [Double]
        var lnScale = -Double.greatestFiniteMagnitude

        /// Adds figures times e to the power of a scale of their own.
        mutating func add(_ other: [Double], lnScale other0: Double) {
            if other0 > lnScale {
                let shrink = portableExp(max(lnScale - other0, -745))
                for j in values.indices { values[j] *= shrink }
                lnScale = other0
            }
            let factor = portableExp(max(other0 - lnScale, -745))
            for j in values.indices { values[j] += factor * other[j] }
        }

        /// ln of each figure; what is too small to hold is e^-690 of the scale.
        var ln: [Double] { values.map { $0 > 1e-300 ? lnScale + portableLog($0) : lnScale - 690 } }
    }

    /// Points of ln mass, g/d, at the head.
    let mass: LogGrid
    /// For each class the likelihood of all observations with a source whose load at the head is a point of `mass`, over that
    /// without a source.
    private(set) var ratio: [Curve]
    /// The part of it that is due to a source on all days; nil where that is no hypothesis.
    private(set) var chronic: [Curve]?
    /// Points of what all sites share, ln.
    let campaign: LogGrid
    /// ln probability of each point of the campaign grid without a source, given the observations.
    let lnCampaign: [Double]
    private let likelihoods: [SiteLikelihood]

    init(campaign sites: TraceCampaign, settings: TraceSettings) {
        let classes = sites.classes
        let mass = SourceEvidence.massGrid(sites, classes: classes)
        let grid = NuisanceGrid.campaign(sites, classes: classes, mass: mass)
        let likelihoods = SideBySide.map(sites.sites) { SiteLikelihood(site: $0, campaign: grid, mass: mass) }
        self.likelihoods = likelihoods
        var lnWeights = [Double](repeating: 0, count: grid.count)
        for q in 0..<grid.count {
            if sites.campaignLogSD > 0 {
                let z = grid[q] / sites.campaignLogSD
                lnWeights[q] = -0.5 * z * z
            }
            for likelihood in likelihoods { lnWeights[q] += likelihood.lnNull[q] }
        }
        let total = SourceEvidence.lnSum(lnWeights)
        lnCampaign = lnWeights.map { $0 - total }
        self.mass = mass
        campaign = grid
        var followers = [Int](repeating: -1, count: sites.dates.count)
        for day in 1..<max(1, sites.dates.count) where sites.dates[day] - sites.dates[day - 1] == 1 { followers[day] = day - 1 }
        ratio = [Curve](repeating: Curve(values: [Double](repeating: 0, count: mass.count)), count: classes.count)
        let order = ClassProducts(classes)
        let (patterns, someDays) = DayPattern.all(days: sites.dates.count, settings: settings)
        for (pattern, share) in patterns {
            let lnShare = portableLog(share)
            var known: [SignatureClasses.Arrival: SiteLikelihood.Table] = [:]
            let tables = SideBySide.map(order.arrivals) { likelihoods[$0.site].ratios(pattern, lnShare: $0.lnShare, followers: followers) }
            for (arrival, table) in zip(order.arrivals, tables) { known[arrival] = table }
            order.each(known, rows: grid.count, columns: mass.count) { index, product in
                let (values, lnScale) = SourceEvidence.overCampaign(product, lnWeights: lnCampaign, columns: mass.count)
                ratio[index].add(values, lnScale: lnScale + lnShare)
            }
            // The patterns begin with the chronic one: what has been summed so far is its part.
            if pattern == .chronic { chronic = ratio }
        }
        if someDays > 0 {
            let lnShare = portableLog(someDays)
            var days = SomeDays(sites, mass: mass, settings: settings)
            for index in 0..<classes.count {
                let ln = days.lnRatio(classes.arrivals[index])
                let top = ln.max() ?? 0
                ratio[index].add(ln.map { $0 - top > -60 ? portableExp($0 - top) : 0 }, lnScale: top + lnShare)
            }
        }
    }

    /// The sum over what all sites share of a product of ratios, with the scale of the figures returned.
    private static func overCampaign(_ product: SiteLikelihood.Table, lnWeights: [Double], columns: Int) -> ([Double], Double) {
        var sums = [Double](repeating: 0, count: columns)
        var rows = product.lnRow
        for q in rows.indices { rows[q] += lnWeights[q] }
        let top = rows.max() ?? 0
        let source = product.values.span
        var target = sums.mutableSpan
        for q in rows.indices where rows[q] - top > -60 {
            let weight = portableExp(rows[q] - top)
            for j in 0..<columns { target[j] += weight * source[q * columns + j] }
        }
        return (sums, top)
    }

    /// Share of the evidence of a class that is due to a source on all days.
    func chronicShare(_ index: Int) -> Double {
        guard let own = chronic?[index] else { return 0 }
        let (part, all) = (own.values.reduce(0, +), ratio[index].values.reduce(0, +))
        guard part > 0, all > 0 else { return 0 }
        return min(1, part / all * portableExp(min(own.lnScale - ratio[index].lnScale, 0)))
    }

    /// ln of the likelihood of a site with a source on all days over that without (row: campaign, column: mass at the site).
    func lnChronic(site: Int) -> [Double] { likelihoods[site].ratios(.chronic, lnShare: 0, followers: []).ln(columns: mass.count) }

    /// ln Σ e^values.
    static func lnSum(_ values: [Double]) -> Double {
        guard let top = values.max(), top.isFinite else { return -Double.greatestFiniteMagnitude }
        return top + portableLog(values.reduce(0) { $0 + portableExp($1 - top) })
    }

    /// From 1 mg/d to 100 kg/d by steps below the width of the sharpest likelihood.
    private static func massGrid(_ campaign: TraceCampaign, classes: SignatureClasses) -> LogGrid {
        var sharpest = 0.0
        var all = 0.0
        var level = Double.greatestFiniteMagnitude
        for site in campaign.sites {
            let information = site.entries.reduce(0.0) { $0 + 1 / ($1.logSD * $1.logSD) }
            sharpest = max(sharpest, information)
            all += information
            if site.logSD > 1e-9 { level = min(level, SiteLikelihood.levelStep(site)) }
        }
        let width = 1 / max(min(all, sharpest * 4), 1).squareRoot()
        // Where many sites share the work, the finest step is not needed by any of them.
        var step = min(campaign.sites.count > 30 ? 0.15 : 0.1, max(0.02, LogGrid.relativeStep * width))
        // The step of the levels of the sharpest site shall be a whole number of steps.
        if level < 1 { step = level / max(1, (level / step).rounded(.up)) }
        let start = -6.907755278982137
        // A load far above every measured one is excluded; unless a result lies above range, the grid need not go there.
        var end = 11.512925464970229
        let measured = campaign.sites.flatMap(\.entries)
        if !measured.contains(where: { $0.kind == .above }), let highest = measured.map(\.lnLoad).max() {
            let lost = classes.arrivals.joined().map(\.lnShare).min() ?? 0
            end = min(end, max(highest + 4 - lost, start + 8))
        }
        return LogGrid(start: start, step: step, count: Int((end - start) / step) + 1)
    }
}

/// Chooses the points of what all sites share: wide enough for every hypothesis, and finer than its likelihood is wide.
enum NuisanceGrid {
    static func campaign(_ campaign: TraceCampaign, classes: SignatureClasses, mass: LogGrid) -> LogGrid {
        let spread = campaign.campaignLogSD
        guard spread > 1e-9 else { return LogGrid(start: 0, step: 1, count: 1) }
        let coarse = LogGrid(start: -4 * spread, step: spread / 4, count: 33)
        var information = 1 / (spread * spread)
        let likelihoods = SideBySide.map(campaign.sites) { SiteLikelihood(site: $0, campaign: coarse, mass: mass) }
        for site in campaign.sites {
            let own = site.entries.reduce(0.0) { $0 + 1 / ($1.logSD * $1.logSD) }
            information += own > 0 ? 1 / (site.logSD * site.logSD + 1 / own) : 0
        }
        var null = [Double](repeating: 0, count: coarse.count)
        for q in 0..<coarse.count {
            let z = coarse[q] / spread
            null[q] = -0.5 * z * z + likelihoods.reduce(0) { $0 + $1.lnNull[q] }
        }
        // With a source in a class, its sites can be explained up to their best wherever the baseline lies below them.
        var bounds = [null]
        for row in classes.arrivals {
            bounds.append(
                (0..<coarse.count).map { q in
                    row.reduce(null[q]) { sum, arrival in
                        let likelihood = likelihoods[arrival.site]
                        let site = likelihood.site
                        guard coarse[q] + site.lnBaseline < likelihood.bestLevel + 3 * site.logSD else { return sum }
                        return sum + max(0, likelihood.lnBest - likelihood.lnNull[q])
                    }
                })
        }
        var first = coarse.count - 1
        var last = 0
        for bound in bounds {
            let top = bound.max() ?? 0
            for q in 0..<coarse.count where bound[q] > top - 14 {
                first = min(first, q)
                last = max(last, q)
            }
        }
        let from = coarse[max(0, first - 1)]
        let to = coarse[min(coarse.count - 1, last + 1)]
        let step = max(LogGrid.relativeStep / information.squareRoot(), (to - from) / 120)
        let count = max(2, Int((to - from) / step) + 2)
        return LogGrid(start: from, step: step, count: count)
    }
}
