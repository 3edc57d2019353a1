package import AnomalyDetection
internal import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// A programme drawn from the model that the detector assumes, with known departures from it.
package struct SimulatedProgramme: Sendable {
    package var siteCount = 22
    package var analytes: [AnalyteCode] = [
        "methamphetamine", "amphetamine", "ketamine", "norketamine", "morphine", "codeine", "tramadol", "etomidate_acid", "methadone", "cotinine",
    ]
    /// Earlier campaigns.
    package var history = 5
    package var days = 7
    package var seed: UInt64
    /// Standard deviations of natural logarithms.
    package var campaignSD = 0.35
    package var daySD = 0.22
    package var networkSD = 0.25
    package var flowCampaignSD = 0.05
    package var flowDaySD = 0.04
    /// Share of the days that fall below the limit, at the median analyte; 0 for no limits to speak of.
    package var censored = 0.0
    /// Analytes that follow another with a ratio.
    package var follows: [AnalyteCode: (parent: AnalyteCode, ratio: Double)] = [:]
    /// Analytes that are never there.
    package var absent: Set<AnalyteCode> = []
    /// ln added to the load of a cell in the last campaign, by site and analyte.
    package var steps: [Int: [AnalyteCode: Double]] = [:]
    /// ln by which the load of a cell rises from each campaign to the next.
    package var rise: [Int: [AnalyteCode: Double]] = [:]
    /// ln added to the load of a cell on one day of the last campaign.
    package var spikes: [Int: [AnalyteCode: (day: Int, size: Double)]] = [:]
    /// mg/d/1000 added on days of the last campaign.
    package var releases: [(site: Int, analyte: AnalyteCode, days: Range<Int>, load: Double)] = []
    /// ln by which meters read too much in the last campaign.
    package var meters: [Int: Double] = [:]
    /// Day of the last campaign on which flow at all sites rises by this factor.
    package var rain: (day: Int, factor: Double)?
    /// Two sites and the day on which their bottles change places.
    package var swap: (first: Int, second: Int, day: Int)?
    package var levels: [AnalyteCode: Double] = [:]
    package var siteSpread = 0.6
    package var focus: Set<Int> = []
    package var populationFollowsFlow = false
    /// The site that a site drains to; a drained site carries what comes from above besides its own. No circles.
    package var downstream: [Int: Int] = [:]

    package init(seed: UInt64) { self.seed = seed }

    package static func site(_ index: Int) -> SiteCode { SiteCode((index < 10 ? "K0" : "K") + String(index)) }

    package static let period = Period("2025-P5") ?? Period(containing: CalendarDate(day: 0))

    package static let catalogue: AnalyteCatalogue = {
        let rows: [(AnalyteCode, AnalyteRole, String?)] = [
            ("methamphetamine", .biomarker, "methamphetamine"), ("amphetamine", .biomarker, "amphetamine"), ("ketamine", .biomarker, "ketamine"),
            ("norketamine", .biomarker, "ketamine"), ("morphine", .biomarker, "morphine"), ("codeine", .biomarker, "codeine"),
            ("tramadol", .biomarker, "tramadol"), ("etomidate_acid", .biomarker, "etomidate"), ("methadone", .biomarker, "methadone"),
            ("6-monoacetylmorphine", .biomarker, "heroin"), ("ephedrine", .precursor, nil), ("pseudoephedrine", .precursor, nil),
            ("cmp", .byProduct, nil), ("cotinine", .marker, "nicotine"), ("caffeine", .marker, nil),
        ]
        return AnalyteCatalogue(
            analytes: rows.map { Analyte(code: $0.0, role: $0.1, parentDrug: $0.2, englishName: $0.0.rawValue, chineseName: $0.0.rawValue) },
            aliases: [:])
    }()

    /// A programme without a single result.
    package static var empty: DetectionInput { DetectionInput(period: period, loads: [], sites: [], analytes: catalogue) }

    package func sites() -> [Site] {
        (0..<siteCount).map {
            Site(code: Self.site($0), name: "", tier: focus.contains($0) ? .focus : .key, kind: .pumpStation)
        }
    }

    package func input() -> DetectionInput {
        var loads: [DailyLoad] = []
        var samples: [Sample] = []
        var checks: [PopulationCheck] = []
        for back in stride(from: history, through: 0, by: -1) {
            var period = Self.period
            for _ in 0..<back { period = period.previous }
            append(period, back: back, &loads, &samples, &checks)
        }
        return DetectionInput(
            period: Self.period, loads: loads, samples: samples, sites: sites(), populationChecks: checks,
            downstream: Dictionary(uniqueKeysWithValues: downstream.map { (Self.site($0.key), Self.site($0.value)) }), analytes: Self.catalogue)
    }

    /// Sites in an order in which those above come first.
    private func fromAbove() -> [Int] {
        func depth(_ site: Int) -> Int {
            var steps = 0
            var next = downstream[site]
            while let current = next, steps <= siteCount { (steps, next) = (steps + 1, downstream[current]) }
            return steps
        }
        let depths = (0..<siteCount).map(depth)
        return (0..<siteCount).sorted { depths[$0] == depths[$1] ? $0 < $1 : depths[$0] > depths[$1] }
    }

    private func append(
        _ period: Period, back: Int, _ loads: inout [DailyLoad], _ samples: inout [Sample], _ checks: inout [PopulationCheck]
    ) {
        let key = period.description
        let isLast = back == 0
        var bottles = Array(repeating: Array(repeating: [AnalyteCode: Double](), count: days), count: siteCount)
        var trueFlow = Array(repeating: Array(repeating: 0.0, count: days), count: siteCount)
        var metered = trueFlow
        var people = (0..<siteCount).map { site -> Double in
            var draws = RandomStream(seed: seed, "people", String(site))
            return 20_000 * portableExp(0.7 * draws.normal())
        }
        for site in 0..<siteCount {
            var water = RandomStream(seed: seed, "flow", key, String(site))
            let campaign = flowCampaignSD * water.normal()
            for day in 0..<days {
                var flow = people[site] * 0.2 * portableExp(campaign + flowDaySD * water.normal())
                if isLast, let rain, rain.day == day { flow *= rain.factor * portableExp(0.05 * water.normal()) }
                trueFlow[site][day] = flow
            }
            var loadOf: [AnalyteCode: [Double]] = [:]
            for analyte in analytes where !absent.contains(analyte) {
                var cell = RandomStream(seed: seed, "cell", String(site), analyte.rawValue)
                var network = RandomStream(seed: seed, "network", key, analyte.rawValue)
                var own = RandomStream(seed: seed, "campaign", key, String(site), analyte.rawValue)
                let level = portableLog(levels[analyte] ?? 30) + siteSpread * cell.normal()
                let spread = campaignSD * portableExp(0.25 * cell.normal())
                let step = isLast ? steps[site]?[analyte] ?? 0 : 0
                let mean = level + networkSD * network.normal() + spread * own.normal() + step
                    + (rise[site]?[analyte] ?? 0) * Double(history - back)
                loadOf[analyte] = (0..<days).map { day in
                    var value = mean + daySD * own.normal()
                    if isLast, let spike = spikes[site]?[analyte], spike.day == day { value += spike.size }
                    return portableExp(value)
                }
            }
            for (analyte, rule) in follows {
                var own = RandomStream(seed: seed, "ratio", key, String(site), analyte.rawValue)
                loadOf[analyte] = loadOf[rule.parent].map { parent in parent.map { $0 * rule.ratio * portableExp(0.1 * own.normal()) } }
            }
            if isLast {
                for release in releases where release.site == site {
                    for day in release.days where day < days {
                        loadOf[release.analyte, default: Array(repeating: 0, count: days)][day] += release.load
                    }
                }
            }
            for day in 0..<days {
                for (analyte, values) in loadOf { bottles[site][day][analyte] = values[day] * people[site] }
            }
        }
        for site in fromAbove() {
            guard let below = downstream[site] else { continue }
            people[below] += people[site]
            for day in 0..<days {
                trueFlow[below][day] += trueFlow[site][day]
                bottles[below][day].merge(bottles[site][day]) { $0 + $1 }
            }
        }
        for site in 0..<siteCount {
            for day in 0..<days {
                bottles[site][day] = bottles[site][day].mapValues { $0 / trueFlow[site][day] }
                metered[site][day] = trueFlow[site][day] * (isLast ? portableExp(meters[site] ?? 0) : 1)
            }
        }
        if isLast, let swap {
            let first = bottles[swap.first][swap.day]
            bottles[swap.first][swap.day] = bottles[swap.second][swap.day]
            bottles[swap.second][swap.day] = first
        }
        for site in 0..<siteCount {
            for day in 0..<days {
                let date = period.firstDay + (7 + day)
                let id = SampleID("\(key)-\(site)-\(day)")
                let instant = Instant(date: date, secondOfDay: 0, offsetSeconds: 0)
                samples.append(
                    Sample(
                        id: id, site: Self.site(site), windowStart: instant, windowEnd: instant, date: date, composite: .flow,
                        flowVolume: metered[site][day], ammoniumNMgPerL: 8 * people[site] / trueFlow[site][day]))
                let persons = populationFollowsFlow ? people[site] * metered[site][day] / trueFlow[site][day] : people[site]
                let marked = people[site] * metered[site][day] / trueFlow[site][day]
                for (basis, number) in [(PopulationBasis.census, people[site]), (.ammoniumN, marked)] {
                    checks.append(
                        PopulationCheck(
                            site: Self.site(site), date: date, basis: basis, persons: number, relativeSD: 0.1, isChosen: basis == .census,
                            ratioToChosen: number / people[site]))
                }
                for analyte in analytes {
                    let limit = self.limit(analyte)
                    let value = bottles[site][day][analyte] ?? 0
                    let concentration: CensoredResult = value >= limit && value > 0 ? .quantified(value) : .belowDetection(limit: max(limit, 1))
                    let factor = metered[site][day] / persons
                    loads.append(
                        DailyLoad(
                            sample: id, site: Self.site(site), date: date, analyte: analyte, concentration: concentration,
                            flowVolume: metered[site][day], population: persons, populationBasis: .census,
                            massLoad: concentration.scaled(by: metered[site][day] / 1_000_000),
                            populationNormalisedLoad: concentration.scaled(by: factor),
                            interval: Interval(low: 0, high: 0), randomLogSD: 0.15, sharedLogSD: 0.15, flags: [],
                            position: SourcePosition(file: "simulated")))
                }
            }
        }
    }

    /// ng/L; an absent analyte is below 1 ng/L.
    private func limit(_ analyte: AnalyteCode) -> Double {
        if absent.contains(analyte) { return 1 }
        guard censored > 0 else { return 1e-6 }
        // Mean load 30 in 200 L a head and day: 150 ng/L; spread over cells, network and campaigns.
        let spread = (siteSpread * siteSpread + networkSD * networkSD + campaignSD * campaignSD + daySD * daySD).squareRoot()
        return (levels[analyte] ?? 30) * 5 * portableExp(spread * normalQuantile(censored))
    }
}
