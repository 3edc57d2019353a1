internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// The steps from results to loads, on numbers instead of names: samples, sites and analytes by their places in sorted lists.
///
/// Nothing of a sample's loads depends on another site, so that any run of whole sites can be worked out by itself.
struct LoadReckoning: Sendable {
    let programme: Programme
    let results: [LaboratoryResult]
    /// Sorted by site, date, number.
    let samples: [Sample]
    private let sampleIDs: [SampleID]
    /// Of samples, sorted.
    let siteCodes: [SiteCode]
    /// The place of each sample's site.
    let siteOfSample: [Int32]
    /// By place; nil where the programme does not know the site.
    let sites: [Site?]
    /// By place of the site.
    let stated: [[StatedPopulation]]
    let usable: UsableResults

    /// - Parameter period: the one to which loads are held; nil for all.
    init(results: [LaboratoryResult], programme: Programme, period: Period? = nil) {
        self.programme = programme
        self.results = results
        var numbers = CodeNumbers<Site>()
        let given = programme.samples.map { numbers.number(of: $0.site) }
        let ranks = numbers.ranks
        let order = LoadReckoning.order(programme.samples, sites: given.map { ranks[$0] })
        samples = order.map { programme.samples[$0] }
        sampleIDs = samples.map(\.id)
        siteOfSample = order.map { ranks[given[$0]] }
        siteCodes = numbers.sorted
        var places: [SiteCode: Int] = [:]
        for (place, code) in siteCodes.enumerated() { places[code] = place }
        var sites = [Site?](repeating: nil, count: siteCodes.count)
        for site in programme.sites { if let place = places[site.code], sites[place] == nil { sites[place] = site } }
        self.sites = sites
        var stated = [[StatedPopulation]](repeating: [], count: siteCodes.count)
        for row in programme.populations { if let place = places[row.site] { stated[place].append(row) } }
        self.stated = stated
        let days = period.map { $0.firstDay...$0.lastDay }
        usable = UsableResults(results, samples: samples, isWanted: samples.map { days?.contains($0.date) ?? true })
    }

    /// The places of samples in the order of site, date, number, and where they stand.
    private static func order(_ samples: [Sample], sites: [Int32]) -> [Int] {
        func isBefore(_ left: Int, _ right: Int) -> Bool {
            if sites[left] != sites[right] { return sites[left] < sites[right] }
            let (a, b) = (samples[left], samples[right])
            if a.date != b.date { return a.date < b.date }
            return (a.id, a.position.file, a.position.line ?? 0) < (b.id, b.position.file, b.position.line ?? 0)
        }
        let order = Array(samples.indices)
        let isSorted = !zip(order, order.dropFirst()).contains { isBefore($1, $0) }
        return isSorted ? order : order.sorted(by: isBefore)
    }

    /// Runs of samples of so many sites each, in order.
    func blocks(ofSites size: Int) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var start = 0
        for index in siteOfSample.indices where index > start && siteOfSample[index] / Int32(size) != siteOfSample[start] / Int32(size) {
            blocks.append(start..<index)
            start = index
        }
        if start < samples.count { blocks.append(start..<samples.count) }
        return blocks
    }

    /// Loads of some samples, what was found on the way, and the people behind each sample.
    struct Block {
        var loads: LoadRows
        var findings: [Finding]
        var populations: SamplePopulations
    }

    /// Works out the loads of a run of whole sites.
    func block(_ range: Range<Int>) -> Block {
        var findings: [Finding] = []
        var found: [(analyte: Int32, value: CensoredResult, count: Int, used: Int)] = []
        var ends: [Int] = []
        ends.reserveCapacity(range.count)
        found.reserveCapacity(usable.starts[range.upperBound] - usable.starts[range.lowerBound])
        var cotinine = [Double?](repeating: nil, count: range.count)
        let marker = usable.analytes.firstIndex(of: "cotinine").map { Int32(truncatingIfNeeded: $0) }
        for sample in range {
            var start = usable.starts[sample]
            while start < usable.starts[sample + 1] {
                var end = start + 1
                while end < usable.starts[sample + 1], usable.rows[end].analyte == usable.rows[start].analyte { end += 1 }
                let analyte = usable.rows[start].analyte
                let (value, count, used) = usable.concentration(start..<end, sample: samples[sample], findings: &findings)
                found.append((analyte, value, count, used))
                if analyte == marker { cotinine[sample - range.lowerBound] = value.quantifiedValue }
                start = end
            }
            ends.append(found.count)
        }
        let populations = SamplePopulations(range, of: self, cotinine: cotinine)
        let isMeasured = ends.indices.map { ends[$0] > ($0 > 0 ? ends[$0 - 1] : 0) }
        var judgement = SampleJudgement(self, range, populations: populations, isMeasured: isMeasured)
        judgement.judge()
        findings += judgement.findings

        let settings = programme.configuration.uncertainty
        let bothShare = programme.configuration.population.domesticShareAppliesTo == .both
        var rows: [LoadRow] = []
        rows.reserveCapacity(found.count)
        var spread = Spread()
        var batches = BatchNumbers()
        for (place, sample) in range.enumerated() where isMeasured[place] {
            guard let site = sites[Int(siteOfSample[sample])], let flow = samples[sample].flowVolume, flow > 0, flow.isFinite,
                let population = populations.choices[place].chosen
            else { continue }
            // The domestic share of the flow enters the load only where the programme says so.
            let volume = bothShare ? flow * site.domesticShare : flow
            let (composite, date) = (samples[sample].composite, samples[sample].date)
            for index in (place > 0 ? ends[place - 1] : 0)..<ends[place] {
                let one = found[index]
                let (mass, perHead) = DailyLoadTable.load(one.value, flowVolume: volume, population: population.persons)
                spread.set(settings, composite: composite, population: population, count: one.count)
                var flags = judgement.flags[place]
                if case .aboveRange = one.value { flags.insert(.aboveRange) }
                rows.append(
                    LoadRow(
                        site: siteOfSample[sample], analyte: one.analyte, sample: Int32(truncatingIfNeeded: sample), result: Int32(truncatingIfNeeded: one.used),
                        batch: batches.number(of: results[one.used].batch), date: date, flags: flags, basis: population.basis, concentration: one.value, flowVolume: flow, population: population.persons,
                        mass: mass, perHead: perHead, interval: LoadVariance.interval(of: perHead, factors: spread.factors), randomLogSD: spread.random,
                        sharedLogSD: spread.shared))
            }
        }
        let loads = LoadRows(sites: siteCodes, analytes: usable.analytes, samples: sampleIDs, batches: batches.names, rows: rows)
        return Block(loads: loads, findings: findings, populations: populations)
    }

    /// What results of one kind share of their spread: worked out again only where something of it differs.
    private struct Spread {
        private var composite = CompositeKind.flow
        private var populationLogVariance = Double.nan
        private var markerWeight = 0.0
        private var count = 0
        private(set) var random = 0.0
        private(set) var shared = 0.0
        private(set) var factors = (low: 1.0, high: 1.0)

        mutating func set(_ settings: ProgrammeConfiguration.UncertaintySettings, composite: CompositeKind, population: PopulationSource, count: Int) {
            if composite == self.composite, population.logVariance == populationLogVariance, population.markerWeight == markerWeight, count == self.count { return }
            (self.composite, self.count) = (composite, count)
            (populationLogVariance, markerWeight) = (population.logVariance, population.markerWeight)
            let variance = LoadVariance(
                settings, composite: composite, populationLogVariance: populationLogVariance, markerWeight: markerWeight, replicates: count)
            random = variance.random.squareRoot()
            shared = variance.shared.squareRoot()
            factors = LogDistribution(logSD: variance.total.squareRoot()).factors
        }
    }

    /// All loads with their names.
    func table() -> DailyLoadTable {
        let block = block(samples.indices)
        return DailyLoadTable(loads: named(block.loads), checks: checks(block.populations), findings: usable.findings + block.findings)
    }

    /// Loads with their names, sorted by site, date, analyte, then sample.
    func named(_ loads: LoadRows) -> [DailyLoad] {
        var names = FlagNames()
        let named = loads.rows.map { row in
            DailyLoad(
                sample: loads.samples[Int(row.sample)], site: loads.sites[Int(row.site)], date: row.date, analyte: loads.analytes[Int(row.analyte)],
                concentration: row.concentration, flowVolume: row.flowVolume, population: row.population, populationBasis: row.basis, massLoad: row.mass,
                populationNormalisedLoad: row.perHead, interval: row.interval, randomLogSD: row.randomLogSD, sharedLogSD: row.sharedLogSD,
                flags: names.of(row.flags), position: results[Int(row.result)].position, batch: loads.batches[Int(row.batch)])
        }
        return LoadReckoning.sortedWithinDays(named)
    }

    /// Samples stand sorted by site, date and number; two samples of one day are put in the order of their analytes.
    private static func sortedWithinDays(_ named: [DailyLoad]) -> [DailyLoad] {
        var loads = named
        var start = 0
        while start < loads.count {
            var end = start + 1
            while end < loads.count, loads[end].date == loads[start].date, loads[end].site == loads[start].site { end += 1 }
            if loads[end - 1].sample != loads[start].sample {
                loads[start..<end].sort { ($0.analyte, $0.sample) < ($1.analyte, $1.sample) }
            }
            start = end
        }
        return loads
    }

    private func checks(_ populations: SamplePopulations) -> [PopulationCheck] {
        var checks: [PopulationCheck] = []
        let flowVariance = LogDistribution.logVariance(relativeSD: programme.configuration.uncertainty.flowRSD)
        for (index, choice) in populations.choices.enumerated() {
            for source in choice.sources {
                let isChosen = choice.chosen?.basis == source.basis
                let persons = isChosen ? choice.chosen?.persons ?? source.persons : source.persons
                checks.append(
                    PopulationCheck(
                        site: samples[index].site, date: samples[index].date, basis: source.basis, persons: persons,
                        relativeSD: portableExpm1(source.logVariance + source.markerWeight * source.markerWeight * flowVariance).squareRoot(),
                        isChosen: isChosen, ratioToChosen: choice.chosen.map { persons / $0.persons } ?? 1))
            }
        }
        return checks
    }
}

extension DailyLoadTable {
    /// Whether a result is a number that can be multiplied: finite and not negative.
    static func isUsable(_ result: CensoredResult) -> Bool {
        switch result {
        case .quantified(let value): value.isFinite && value >= 0
        case .belowQuantification(let limit), .belowDetection(let limit), .aboveRange(let limit): limit.isFinite && limit >= 0
        case .notAnalysed: false
        }
    }

    /// A number without places, as text.
    static func whole(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 9e18 else { return String(value) }
        return String(Int64(value.rounded(.toNearestOrEven)))
    }

    /// A number with two places, as text.
    static func hundredths(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 9e15 else { return String(value) }
        let scaled = Int64((value.magnitude * 100).rounded(.toNearestOrEven))
        let rest = scaled % 100
        return (value < 0 ? "-" : "") + "\(scaled / 100)." + (rest < 10 ? "0" : "") + String(rest)
    }
}
