internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// The drug tests of a campaign with their q-values.
struct DrugTests: Sendable {
    private(set) var verdicts: [TestVerdict] = []
    /// What asks for a cause: a trend over the years is a statement of its own, and no matter of one campaign.
    private(set) var discoveries: [TestVerdict] = []
    /// The place of each cell's rise among the discoveries: of several, the one with the smallest q.
    private var rises: [Int: Int] = [:]
    private let analytes: Int
    /// The place of each cell's step among the verdicts; -1 where it has none.
    private var stepPlaces: [Int]
    private(set) var findings: [Finding] = []

    /// Runs all tests and adjusts them together.
    ///
    /// Steps, day spikes, drifts upwards, hidden loads and clusters make one family, so that the rate of the programme
    /// speaks of all alarms of a campaign; the step weighs most (see `TestVerdict.weight`), or
    /// the others would cost it a fifth of its power; drops make their own, and so do first detections
    /// of each analyte, and trends. Focus points are judged apart, at their own rate.
    init(_ table: CampaignTable, faults: FaultJudgement, input: DetectionInput) {
        let roles = table.analytes.map { input.analytes[$0]?.role ?? .biomarker }
        let isDrug = roles.map { $0 != .marker && $0 != .internalStandard }
        let settings = input.configuration.detection
        let focus = Set(input.sites.filter { $0.tier == .focus }.map(\.code))

        let steps = StepTest.scores(faults.loads, target: table.target, correctedSites: faults.corrections.mapValues(\.variance))
        analytes = table.analytes.count
        stepPlaces = Array(repeating: -1, count: table.sites.count * analytes)
        for score in steps.scores where isDrug[score.series] {
            stepPlaces[score.site * analytes + score.series] = verdicts.count
            verdicts.append(TestVerdict(.step(score, steps.prior), faults: faults))
        }
        for drift in DriftTest.drifts(steps) where isDrug[drift.series] {
            if case .step(let score, let prior)? = step(drift.site, drift.series)?.test {
                verdicts.append(TestVerdict(.drift(drift, score, prior), faults: faults))
            }
        }
        verdicts += DaySpikeTest.spikes(table).filter { isDrug[$0.analyte] }.map { TestVerdict(.daySpike($0), faults: faults) }
        let first = FirstDetectionTest.detections(table).filter { isDrug[$0.analyte] }
        verdicts += first.map { TestVerdict(.firstDetection($0), faults: faults) }
        let trends = TrendTest.trends(faults.loads, target: table.target, table: table) { isDrug[$0] }
        verdicts += trends.map { TestVerdict(.trend($0), faults: faults) }
        verdicts += DrugTests.nested(table, faults: faults, steps: steps, input: input) { isDrug[$0] }

        for isFocus in [false, true] {
            let group = verdicts.indices.filter { focus.contains(table.sites[verdicts[$0].site]) == isFocus }
            let rate = isFocus ? settings.focusFalseDiscoveryRate : settings.falseDiscoveryRate
            let rises = group.filter { !verdicts[$0].isFirstDetection && !verdicts[$0].isTrend }
            adjust(rises, rate: rate, settings)
            measureReach(rises, rate: rate, settings)
            var firsts = [[Int]](repeating: [], count: analytes)
            for index in group where verdicts[index].isFirstDetection { firsts[verdicts[index].analyte].append(index) }
            for own in firsts { adjust(own, rate: rate, settings) }
            let trends = group.filter { verdicts[$0].isTrend }
            adjust(trends, rate: rate, settings)
            for index in trends where verdicts[index].score < 0 { verdicts[index].direction = .down }
            let drops = group.filter { verdicts[$0].isStep }
            let qValues = FalseDiscoveryRate.qValues(
                drops.map { verdicts[$0].pDown }, anyDependence: settings.assumesArbitraryDependence)
            let local = FalseDiscoveryRate.localRates(drops.map { verdicts[$0].pDown })
            for ((index, q), alone) in zip(zip(drops, qValues), local) where verdicts[index].pDown < verdicts[index].pUp {
                verdicts[index].localRate = alone
                verdicts[index].direction = .down
                verdicts[index].qValue = q
                verdicts[index].isDiscovery = q <= rate
            }
        }
        confirmFirstDetections(table, downstream: input.downstream)
        discoveries = verdicts.filter { $0.isDiscovery && !$0.isTrend }
        for (place, verdict) in discoveries.enumerated() where verdict.direction == .up {
            let cell = verdict.site * analytes + verdict.analyte
            if let other = rises[cell], discoveries[other].qValue <= verdict.qValue { continue }
            rises[cell] = place
        }

        let untested = steps.withoutHistory.filter { isDrug[$0.series] }.map(\.site)
        let counts = Dictionary(grouping: untested) { $0 }.mapValues(\.count)
        for site in counts.keys.sorted() {
            findings.append(
                Finding(
                    "M402", .info,
                    [
                        "site": table.sites[site].rawValue, "count": "\(counts[site] ?? 0)",
                        "least": "\(StepTest.fewestCampaigns)",
                    ]))
        }
        if steps.prior.degrees == 0, !steps.scores.isEmpty {
            findings.append(Finding("M403", .info, ["period": "\(input.period)"]))
        }
    }

    /// Hidden loads between nested points, and parts of the sewer that rise together.
    private static func nested(
        _ table: CampaignTable, faults: FaultJudgement, steps: StepScores, input: DetectionInput, isDrug: (Int) -> Bool
    ) -> [TestVerdict] {
        let points = faults.points
        guard points.upstream.contains(where: { !$0.isEmpty }) else { return [] }
        let history = Array(0..<table.target)
        let networks = table.analytes.indices.map { NetworkFactor(faults.loads, series: $0, history: history, target: table.target) }
        let balances = NestBalanceTest.analytes(
            table, points: points, excluded: faults.water.unbalanced.union(faults.corrections.keys),
            uncertainty: input.configuration.uncertainty, isTested: isDrug
        ) { networks[$2].logFactor($0, $1) }
        var people: [Int: Double] = [:]
        for site in table.sites.indices { people[site] = median(table.days(table.target, site).compactMap(\.population)) }
        var locations: [[Int]: Double] = [:]
        for score in steps.scores { locations[[score.site, score.series]] = score.location }
        let clusters = SubtreeScan.clusters(
            table, points: points, scores: steps.scores, isTested: isDrug,
            loads: { site, analyte in
                guard let heads = people[site], let location = locations[[site, analyte]] else { return nil }
                return heads * portableExp(location)
            }, seed: input.configuration.uncertainty.seed)
        return balances.map { balance in
            TestVerdict(.hiddenLoad(balance, isWaterBalanced: faults.water.scores[balance.site] != nil), faults: faults)
        } + clusters.map { TestVerdict(.cluster($0), faults: faults) }
    }

    /// The rise that was found in a cell, by whichever test tells it best; nil where none was.
    func rise(_ site: Int, _ analyte: Int) -> TestVerdict? { rises[site * analytes + analyte].map { discoveries[$0] } }

    /// The step of a cell; nil where it was not scored.
    func step(_ site: Int, _ analyte: Int) -> TestVerdict? {
        let place = stepPlaces[site * analytes + analyte]
        return place >= 0 ? verdicts[place] : nil
    }

    private mutating func adjust(_ places: [Int], rate: Double, _ settings: ProgrammeConfiguration.DetectionSettings) {
        let qValues = FalseDiscoveryRate.qValues(
            places.map { (p: verdicts[$0].pUp, weight: verdicts[$0].weight) }, anyDependence: settings.assumesArbitraryDependence)
        let mean = places.reduce(0) { $0 + verdicts[$1].weight } / Double(max(1, places.count))
        let local = FalseDiscoveryRate.localRates(places.map { mean > 0 ? min(1, verdicts[$0].pUp * mean / verdicts[$0].weight) : 1 })
        for (index, rate) in zip(places, local) { verdicts[index].localRate = rate }
        for (index, q) in zip(places, qValues) {
            verdicts[index].direction = .up
            verdicts[index].qValue = q
            verdicts[index].rate = rate
            verdicts[index].isDiscovery = q <= rate
        }
    }

    /// What step each cell would have needed to be one more alarm beside those found.
    ///
    /// One more discovery among R has to have a weighted p-value of at most `rate · (R + 1) / m`, over the harmonic sum
    /// under any dependence.
    private mutating func measureReach(_ places: [Int], rate: Double, _ settings: ProgrammeConfiguration.DetectionSettings) {
        guard !places.isEmpty else { return }
        let count = Double(places.count)
        let mean = places.reduce(0) { $0 + verdicts[$1].weight } / count
        let found = Double(places.count { verdicts[$0].isDiscovery })
        var level = rate / (mean * count)
        if settings.assumesArbitraryDependence { level /= (1...places.count).reduce(0) { $0 + 1 / Double($1) } }
        for index in places {
            guard case .step(let step, _) = verdicts[index].test else { continue }
            let others = verdicts[index].isDiscovery ? found : found + 1
            let p = min(0.5, level * others * verdicts[index].weight)
            verdicts[index].reach = Reach(pValue: p, sd: step.predictionSD, degrees: step.degrees)
        }
    }

    /// A first detection is an alarm only on two days, or at two sites of which one drains to the other.
    private mutating func confirmFirstDetections(_ table: CampaignTable, downstream: [SiteCode: SiteCode]) {
        var detected: Set<[Int]> = []
        for verdict in verdicts {
            if case .firstDetection(let first) = verdict.test, first.detectedDays > 0 { detected.insert([first.site, first.analyte]) }
        }
        let siteIndex = Dictionary(uniqueKeysWithValues: table.sites.enumerated().map { ($1, $0) })
        for index in verdicts.indices {
            guard case .firstDetection(let first) = verdicts[index].test, verdicts[index].isDiscovery, first.detectedDays < 2 else { continue }
            let below = downstream[table.sites[first.site]].flatMap { siteIndex[$0] }
            let above = table.sites.indices.filter { downstream[table.sites[$0]] == table.sites[first.site] }
            verdicts[index].isDiscovery = (above + [below].compactMap { $0 }).contains { detected.contains([$0, first.analyte]) }
            verdicts[index].isUnconfirmed = !verdicts[index].isDiscovery
        }
    }
}
