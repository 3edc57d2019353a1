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
    /// The campaign under the realisation of the sewer that explains most; what follows by class is averaged over all of them.
    let campaignOfBest: TraceCampaign
    /// ln of the share of that realisation in what is averaged, without a source.
    private(set) var lnShareOfBest = 0.0
    /// Probability of each realisation, in the order of the campaign's.
    private(set) var realisationProbability: [Double] = [1]
    /// For each class the likelihood of all observations with a source whose load at the head is a point of `mass`, over that
    /// without a source.
    private(set) var ratio: [Curve]
    /// The same by the traced analyte alone, where others are used beside it.
    private(set) var ownRatio: [Curve]
    /// The part of that which is due to a source on all days; nil where that is no hypothesis.
    private(set) var chronic: [Curve]?
    /// Points of what all sites share, ln.
    let campaign: LogGrid
    /// ln probability of each point of the campaign grid without a source, given the observations.
    let lnCampaign: [Double]
    private let likelihoods: [SiteLikelihood]
    /// ln of the probability of all observations without a source.
    private let lnNull: Double

    /// The evidence of a campaign, averaged over the realisations of the sewer.
    ///
    /// With or without a source the probability of the observations is the mean of those under each realisation, by its weight:
    /// the ratios of each are weighed by how well it explains them without one.
    init(averaging campaign: TraceCampaign, prior: MassDistribution, settings: TraceSettings) {
        let mass = SourceEvidence.massGrid(campaign, classes: campaign.classes)
        let realisations = campaign.realisations
        guard realisations.count > 1 else {
            var known = SiteTables()
            let grid = NuisanceGrid.campaign(campaign, classes: campaign.classes, mass: mass)
            self.init(campaign: campaign, mass: mass, grid: grid, settings: settings, known: &known)
            return
        }
        let campaigns = realisations.map { campaign.under($0) }
        // One grid serves all: as wide as the drawn network and the likeliest other need.
        var grid = NuisanceGrid.campaign(campaigns[0], classes: campaigns[0].classes, mass: mass)
        if let likeliest = realisations.indices.max(by: { realisations[$0].lnWeight < realisations[$1].lnWeight }), likeliest > 0 {
            grid = grid.joined(NuisanceGrid.campaign(campaigns[likeliest], classes: campaigns[likeliest].classes, mass: mass))
        }
        var known = SiteTables()
        let single = campaigns.map { SourceEvidence(campaign: $0, mass: mass, grid: grid, settings: settings, known: &known) }
        var lnShares = zip(realisations, single).map { $0.lnWeight + $1.lnNull }
        let sum = SourceEvidence.lnSum(lnShares)
        for index in lnShares.indices { lnShares[index] -= sum }
        // What each explains with a source or without one.
        let density = (0..<mass.count).map { prior.density(mass[$0]) * mass.step }
        let weights = campaign.classes.totals.dropFirst().map(\.weight)
        let all = max(campaign.classes.totals.reduce(0) { $0 + $1.weight }, 1e-300)
        let odds = settings.priorProbability / max(1 - settings.priorProbability, 1e-12)
        let lnExplained = single.indices.map { index -> Double in
            var parts = [0.0]
            for (weight, curve) in zip(weights, single[index].ratio) where weight > 0 {
                let mean = zip(density, curve.values).reduce(0) { $0 + $1.0 * $1.1 }
                if mean > 0 { parts.append(portableLog(odds * weight / all * mean) + curve.lnScale) }
            }
            return lnShares[index] + SourceEvidence.lnSum(parts)
        }
        var best = 0
        for index in lnExplained.indices where lnExplained[index] > lnExplained[best] + 1e-9 { best = index }
        self = single[best]
        let total = SourceEvidence.lnSum(lnExplained)
        realisationProbability = lnExplained.map { portableExp(max($0 - total, -745)) }
        lnShareOfBest = lnShares[best]
        let blank = Curve(values: [Double](repeating: 0, count: mass.count))
        ratio = [Curve](repeating: blank, count: ratio.count)
        if chronic != nil { chronic = ratio }
        for (index, one) in single.enumerated() where lnExplained[index] > total - 30 {
            for place in ratio.indices {
                ratio[place].add(one.ratio[place].values, lnScale: one.ratio[place].lnScale + lnShares[index])
                if let part = one.chronic?[place] { chronic?[place].add(part.values, lnScale: part.lnScale + lnShares[index]) }
            }
        }
        ownRatio = ratio
    }

    /// Takes what several analytes say together for what the traced one says alone.
    mutating func join(_ ratio: [Curve]) { self.ratio = ratio }

    private init(campaign sites: TraceCampaign, mass: LogGrid, grid: LogGrid, settings: TraceSettings, known: inout SiteTables) {
        let classes = sites.classes
        campaignOfBest = sites
        let likelihoods = known.likelihoods(sites, campaign: grid, mass: mass)
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
        lnNull = total + portableLog(grid.step)
        lnCampaign = lnWeights.map { $0 - total }
        self.mass = mass
        campaign = grid
        var followers = [Int](repeating: -1, count: sites.dates.count)
        for day in 1..<max(1, sites.dates.count) where sites.dates[day] - sites.dates[day - 1] == 1 { followers[day] = day - 1 }
        ratio = [Curve](repeating: Curve(values: [Double](repeating: 0, count: mass.count)), count: classes.count)
        ownRatio = []
        let order = ClassProducts(classes)
        let (patterns, someDays) = DayPattern.all(days: sites.dates.count, settings: settings)
        for (pattern, share) in patterns {
            let lnShare = portableLog(share)
            let tables = known.tables(order.arrivals, pattern, sites, likelihoods, followers: followers)
            order.each(tables, rows: grid.count, columns: mass.count) { index, product in
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
        ownRatio = ratio
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
        let (part, all) = (own.values.reduce(0, +), ownRatio[index].values.reduce(0, +))
        guard part > 0, all > 0 else { return 0 }
        return min(1, part / all * portableExp(min(own.lnScale - ownRatio[index].lnScale, 0)))
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
