internal import Findings
internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// The observations of one analyte brought to the sewer: sites, days, loads and what is foreseen without a source.
struct TraceCampaign: Sendable {
    /// One composite as the likelihood needs it.
    struct Entry: Sendable {
        var day: Int
        /// ln of the load, g/d; of the limit where censored.
        var lnLoad: Double
        /// ln of the lower bound of an interval, else nil.
        var lnLower: Double?
        var kind: Kind
        var logSD: Double
    }

    enum Kind: Sendable { case quantified, below, above }

    /// A sampled node.
    struct Site: Sendable {
        var node: Int
        var entries: [Entry]
        /// ln of the load foreseen without a source, g/d, at the middle of the prior of the campaign.
        var lnBaseline: Double
        /// Standard deviation of the site about that, for a whole campaign.
        var logSD: Double
        /// Share of a day's load that arrives on the next day: mean travel time over 24 h.
        var spill: Double
    }

    private(set) var sites: [Site] = []
    private(set) var dates: [CalendarDate] = []
    /// How the network is divided by the sampled nodes.
    private(set) var classes: SignatureClasses
    /// Standard deviation of the prior of what all sites share.
    private(set) var campaignLogSD: Double
    /// People behind each site, less what is lost on the way.
    private(set) var peopleAt: [Float]
    /// ln of the load per head, g/d, that the baselines stand on.
    private(set) var lnRate: Double?
    private(set) var findings: [Finding] = []
    /// Ways in which the sewer may truly run, the drawn one first.
    private(set) var realisations: [HydraulicRealisation] = []
    /// What is known of the sites beside their composites: their histories, and the flows measured there, m3/d.
    private var histories: [SiteBaseline?] = []
    private var flows: [[Double]] = []
    /// Dry-weather flow of the drawn model at each site, and of one person, m3/d.
    private var drawnFlow: [Double] = []
    private var flowPerPerson = 0.0
    private let ownLogSD: Double
    private let rateLogSD: Double

    /// - Parameter further: nodes that are sites too, though this analyte was not measured there.
    init(network: TraceNetwork, observations: [SourceObservation], further: Set<Int> = [], settings: TraceSettings) {
        let graph = network.graph
        campaignLogSD = settings.campaignLogSD
        (ownLogSD, rateLogSD) = (settings.siteLogSD, settings.rateLogSD)
        peopleAt = network.people(decayPerHour: settings.decayPerHour)

        // Sorted first, so that the order of rows never shows.
        let rows = observations.sorted { TraceCampaign.precedes($0, $1) }
        var days: Set<CalendarDate> = []
        var kept: [(node: Int, row: SourceObservation)] = []
        for row in rows {
            guard let index = graph.index(of: row.node) else {
                findings.append(Finding("M201", .warning, at: row.position, text: row.node.rawValue))
                continue
            }
            if row.result == .notAnalysed { continue }
            days.insert(row.date)
            kept.append((Int(graph.hub[index]), row))
        }
        dates = days.sorted()
        var dayOf: [CalendarDate: Int] = [:]
        for (index, date) in dates.enumerated() { dayOf[date] = index }
        var grouped: [Int: [Entry]] = [:]
        var histories: [Int: SiteBaseline] = [:]
        var flows: [Int: [Double]] = [:]
        for (node, row) in kept {
            guard let entry = TraceCampaign.entry(row, flow: row.flowVolume ?? graph.flow[node], day: dayOf[row.date] ?? 0, settings: settings) else {
                findings.append(Finding("M202", .warning, at: row.position, text: row.node.rawValue))
                continue
            }
            grouped[node, default: []].append(entry)
            if let volume = row.flowVolume { flows[node, default: []].append(volume) }
            if let baseline = row.baseline, baseline.lnLoad.isFinite, baseline.logSD >= 0 { histories[node] = histories[node] ?? baseline }
        }
        for node in Set(grouped.keys).union(grouped.isEmpty ? [] : further).sorted() {
            sites.append(Site(node: node, entries: grouped[node] ?? [], lnBaseline: 0, logSD: settings.siteLogSD, spill: 0))
        }
        classes = SignatureClasses(
            network: network, sites: sites.map(\.node), looseEnds: network.looseEnds, decayPerHour: settings.decayPerHour)
        self.histories = sites.map { histories[$0.node] }
        self.flows = sites.map { flows[$0.node] ?? [] }
        drawnFlow = sites.map { graph.flow[$0.node] }
        let persons = sites.reduce(0) { $0 + Double(network.people[$1.node]) }
        flowPerPerson = persons > 0 ? drawnFlow.reduce(0, +) / persons : 0
        realisations = HydraulicRealisation.all(classes, graph, sites: sites.count,
            most: HydraulicRealisation.most(observations: kept.count, days: dates.count), settings: settings) { people, isUnknown in
            flowJudgement(people, isPipeMissing: isUnknown).lnLikelihood
        }
        if let drawn = realisations.first {
            let verdicts = flowJudgement(drawn.people, isPipeMissing: !classes.loose.isEmpty).verdicts
            for index in sites.indices {
                if let finding = verdicts[index].flatMap({ FlowBalance.finding($0, node: graph.id(sites[index].node)) }) { findings.append(finding) }
            }
            setBaselines(drawn)
        }
        setSpills(network)
        if settings.removesDayPattern { removeDayPattern() }
    }

    private static func precedes(_ a: SourceObservation, _ b: SourceObservation) -> Bool {
        if a.node != b.node { return a.node < b.node }
        if a.date != b.date { return a.date < b.date }
        func key(_ row: SourceObservation) -> (Double, Double, String) {
            (row.result.quantifiedValue ?? row.result.limit ?? 0, row.flowVolume ?? 0, row.result.qualifier)
        }
        return key(a) < key(b)
    }

    /// The observation as a load; nil where there is neither a flow nor a positive figure.
    private static func entry(_ row: SourceObservation, flow: Double, day: Int, settings: TraceSettings) -> Entry? {
        guard flow > 0, flow.isFinite else { return nil }
        let sd = row.logSD.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } ?? settings.dayLogSD
        // ng/L times m3/d is µg/d: a millionth of it is g/d.
        func lnLoad(_ concentration: Double) -> Double? {
            let load = concentration * flow * 1e-6
            return load > 0 && load.isFinite ? portableLog(load) : nil
        }
        let kind: Kind
        let figure: Double
        var lower: Double?
        switch row.result {
        case .quantified(let value): (kind, figure) = (.quantified, value)
        case .belowQuantification(let limit):
            (kind, figure) = (.below, limit)
            if let detection = row.detectionLimit, detection > 0, detection < limit { lower = lnLoad(detection) }
        case .belowDetection(let limit): (kind, figure) = (.below, limit)
        case .aboveRange(let limit): (kind, figure) = (.above, limit)
        case .notAnalysed: return nil
        }
        guard let value = lnLoad(figure) else { return nil }
        return Entry(day: day, lnLoad: value, lnLower: lower, kind: kind, logSD: sd)
    }

    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Level of a site for a first look: the median of its days, a result below a limit at half of it.
    private func roughLevel(_ site: Site) -> Double {
        TraceCampaign.median(site.entries.map { $0.kind == .below ? $0.lnLoad - 0.6931471805599453 : $0.lnLoad })
    }

    /// The measured flows beside those of the model with so many people behind the sites.
    private func flowJudgement(_ people: [Double], isPipeMissing: Bool) -> FlowBalance.Judgement {
        guard let drawn = realisations.first?.people else {
            return FlowBalance.judged(measured: flows, foreseen: drawnFlow, isPipeMissing: isPipeMissing)
        }
        let foreseen = sites.indices.map { max(drawnFlow[$0] + (people[$0] - drawn[$0]) * flowPerPerson, 0) }
        return FlowBalance.judged(measured: flows, foreseen: foreseen, isPipeMissing: isPipeMissing)
    }

    /// The campaign as it looks if the sewer runs otherwise than drawn: other baselines, other ways from classes to sites.
    func under(_ realisation: HydraulicRealisation) -> TraceCampaign {
        var other = self
        other.classes.reach(realisation.arrivals)
        other.setBaselines(realisation)
        return other
    }

    /// Variance of ln load of few people, of whom one more or less uses: chance of a Poisson number, at one load for every 25
    /// people; a setting. Of 2,500 people it is 0.01.
    static func chanceVariance(people: Double) -> Double { portableLog1p(25 / max(people, 0.5)) }

    /// Baselines: the site's own history; else people upstream times the load per head, from the histories of other sites or,
    /// where there are none, from the median site of this campaign with a wide prior.
    /// Where the measured flow says that the network brings other water to a site, people follow the water.
    private mutating func setBaselines(_ realisation: HydraulicRealisation) {
        let verdicts = flowJudgement(realisation.people, isPipeMissing: realisation.joins.contains(-1)).verdicts
        let people = sites.indices.map { portableLog(max(realisation.people[$0], 0.5)) + (verdicts[$0]?.shift ?? 0) }
        var rates = sites.indices.compactMap { index in histories[index].map { $0.lnLoad - people[index] } }
        if rates.isEmpty {
            campaignLogSD = rateLogSD
            rates = sites.indices.filter { !sites[$0].entries.isEmpty }.map { roughLevel(sites[$0]) - people[$0] }
        }
        // The centre of a wide prior: it stays where the network as drawn puts it, so that sites that do not change do not change.
        let isDrawn = lnRate == nil
        if isDrawn { lnRate = TraceCampaign.median(rates) }
        let lnRate = lnRate ?? 0
        for index in sites.indices {
            if let history = histories[index] {
                sites[index].lnBaseline = history.lnLoad
                sites[index].logSD = history.logSD
            } else {
                let variance = ownLogSD * ownLogSD + (verdicts[index]?.variance ?? 0)
                let logSD = ownLogSD > 0 ? (variance + TraceCampaign.chanceVariance(people: portableExp(people[index]))).squareRoot() : 0
                if isDrawn {
                    sites[index].lnBaseline = lnRate + people[index]
                    sites[index].logSD = logSD
                } else {
                    // By whole steps from the drawn network, so that most sites are as they were.
                    sites[index].lnBaseline += ((lnRate + people[index] - sites[index].lnBaseline) / 0.1).rounded() * 0.1
                    sites[index].logSD += ((logSD - sites[index].logSD) / 0.1).rounded() * 0.1
                }
            }
        }
    }

    /// Share of a day's discharge that passes the site on the next day: mean hours from the nodes above, over 24
    /// (a discharge at a random time of the day, travel below one day).
    private mutating func setSpills(_ network: TraceNetwork) {
        guard dates.count > 1 else { return }
        for index in sites.indices { sites[index].spill = min(max(Double(network.meanHours[sites[index].node]) / 24, 0), 0.5) }
    }

    /// Takes out what all sites share on a day, as on weekends: the median over the sites that have no other site above
    /// them, of which one source can raise no more than one. Shrunk towards nothing by its own error; at least five such
    /// sites and three days are needed.
    private mutating func removeDayPattern() {
        guard dates.count >= 3, sites.count >= 5 else { return }
        var hasSiteAbove = [Bool](repeating: false, count: sites.count)
        for index in 0..<classes.count where classes.site[index] >= 0 {
            for arrival in classes.arrivals[index] where arrival.site != Int(classes.site[index]) { hasSiteAbove[arrival.site] = true }
        }
        var residuals = [[Double]](repeating: [], count: dates.count)
        for (index, site) in sites.enumerated() where !hasSiteAbove[index] && site.entries.count >= 3 {
            let level = TraceCampaign.median(site.entries.map(\.lnLoad))
            for entry in site.entries where entry.kind == .quantified { residuals[entry.day].append(entry.lnLoad - level) }
        }
        var effects = [Double](repeating: 0, count: dates.count)
        for day in dates.indices where residuals[day].count >= 5 {
            // Prior spread of a shared day 0.15; a median of n has variance 1.57 σ²/n.
            let error = 1.57 * 0.28 * 0.28 / Double(residuals[day].count)
            effects[day] = TraceCampaign.median(residuals[day]) * 0.0225 / (0.0225 + error)
        }
        for site in sites.indices {
            for entry in sites[site].entries.indices {
                let effect = effects[sites[site].entries[entry].day]
                sites[site].entries[entry].lnLoad -= effect
                if let lower = sites[site].entries[entry].lnLower { sites[site].entries[entry].lnLower = lower - effect }
            }
        }
    }
}
