internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// The steps from results to loads, on numbers instead of names: samples and analytes by rank.
struct LoadReckoning {
    private let results: [LaboratoryResult]
    private let programme: Programme
    /// Sorted by site, date, number.
    private let samples: [Sample]
    private let sites: [Site?]
    private let sampleIndex: [SampleID: Int]
    /// Results that count, grouped: sample, then analyte.
    private var groups: [(sample: Int, analyte: AnalyteCode, results: Range<Int>)] = []
    private var members: [Int] = []
    private var findings: [Finding] = []

    init(results: [LaboratoryResult], programme: Programme) {
        self.results = results
        self.programme = programme
        samples = programme.samples.sorted {
            ($0.site, $0.date, $0.id, $0.position.file, $0.position.line ?? 0) < ($1.site, $1.date, $1.id, $1.position.file, $1.position.line ?? 0)
        }
        var siteByCode: [SiteCode: Site] = [:]
        for site in programme.sites where siteByCode[site.code] == nil { siteByCode[site.code] = site }
        sites = samples.map { siteByCode[$0.site] }
        var index: [SampleID: Int] = [:]
        for (position, sample) in samples.enumerated() where index[sample.id] == nil { index[sample.id] = position }
        sampleIndex = index
        group()
    }

    /// Sorts the usable results by sample and analyte, by ranks and not by names.
    private mutating func group() {
        var ranks: [AnalyteCode: Int] = [:]
        for index in results.indices where ranks[results[index].analyte] == nil { ranks[results[index].analyte] = 0 }
        let analytes = ranks.keys.sorted()
        for (rank, analyte) in analytes.enumerated() { ranks[analyte] = rank }
        var keyed: [(key: UInt64, result: Int)] = []
        keyed.reserveCapacity(results.count)
        var unknownSamples: [SampleID: Int] = [:]
        // Results of one sample stand together in most files: the last sample found is asked first.
        var last: (id: SampleID, sample: Int)?
        for index in results.indices {
            guard results[index].status == .accepted || results[index].status == .flagged, results[index].sampleType == .unknown, let id = results[index].sample,
                results[index].concentration != .notAnalysed, DailyLoadTable.isUsable(results[index].concentration)
            else { continue }
            if let last, last.id == id {
                keyed.append((UInt64(last.sample) << 24 | UInt64(ranks[results[index].analyte] ?? 0), index))
                continue
            }
            guard let sample = sampleIndex[id] else {
                if let other = unknownSamples[id], !isBefore(index, other) { continue }
                unknownSamples[id] = index
                continue
            }
            last = (id, sample)
            keyed.append((UInt64(sample) << 24 | UInt64(ranks[results[index].analyte] ?? 0), index))
        }
        for id in unknownSamples.keys.sorted() {
            guard let index = unknownSamples[id] else { continue }
            findings.append(Finding("M104", .error, at: results[index].position, text: id.rawValue, ["sample": id.rawValue]))
        }
        keyed.sort { $0.key < $1.key }
        members = keyed.map(\.result)
        groups.reserveCapacity(keyed.count)
        var start = 0
        while start < keyed.count {
            var end = start + 1
            while end < keyed.count, keyed[end].key == keyed[start].key { end += 1 }
            groups.append((Int(keyed[start].key >> 24), analytes[Int(keyed[start].key & 0xFF_FFFF)], start..<end))
            start = end
        }
    }

    /// An order of results that their place in the list does not enter.
    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (results[left], results[right])
        return (a.position.source, a.position.line ?? 0, a.position.column ?? 0, a.injection, a.text) < (
            b.position.source, b.position.line ?? 0, b.position.column ?? 0, b.injection, b.text
        )
    }

    /// The concentration that several usable results of one sample and analyte give: the mean on the log scale where all
    /// are measured, else the one analysed last.
    private mutating func concentration(_ range: Range<Int>, sample: Sample, analyte: AnalyteCode) -> (CensoredResult, count: Int, used: Int) {
        let first = members[range.lowerBound]
        guard range.count > 1 else { return (results[first].concentration, 1, first) }
        let sorted = members[range].sorted { isBefore($0, $1) }
        let values = sorted.compactMap { results[$0].concentration.quantifiedValue }
        if values.count == sorted.count, values.allSatisfy({ $0 > 0 }) {
            let sum = values.reduce(0) { $0 + portableLog($1) }
            return (.quantified(portableExp(sum / Double(values.count))), values.count, sorted[0])
        }
        let last = sorted.max { (results[$0].analysedAt?.seconds ?? .min) < (results[$1].analysedAt?.seconds ?? .min) } ?? sorted[0]
        findings.append(
            Finding(
                "M108", .warning, at: results[last].position, text: results[last].text,
                ["sample": sample.id.rawValue, "analyte": analyte.rawValue, "count": String(range.count)],
                related: sorted.filter { $0 != last }.map { results[$0].position }))
        return (results[last].concentration, 1, last)
    }

    func table() -> DailyLoadTable {
        var reckoning = self
        return reckoning.reckon()
    }

    private mutating func reckon() -> DailyLoadTable {
        var cotinine: [Int: Double] = [:]
        var measured: Set<Int> = []
        var concentrations: [(CensoredResult, count: Int, used: Int)] = []
        concentrations.reserveCapacity(groups.count)
        for group in groups {
            let found = concentration(group.results, sample: samples[group.sample], analyte: group.analyte)
            concentrations.append(found)
            measured.insert(group.sample)
            if group.analyte == "cotinine", let value = found.0.quantifiedValue { cotinine[group.sample] = value }
        }
        let populations = SamplePopulations(samples: samples, sites: sites, cotinine: cotinine, programme: programme)
        var flags: [[String]] = Array(repeating: [], count: samples.count)
        judgeSamples(measured: measured, populations: populations, flags: &flags)
        for index in flags.indices { flags[index].sort() }

        let settings = programme.configuration.uncertainty
        let bothShare = programme.configuration.population.domesticShareAppliesTo == .both
        var loads: [DailyLoad] = []
        loads.reserveCapacity(groups.count)
        var spread = Spread()
        for (group, found) in zip(groups, concentrations) {
            let sample = samples[group.sample]
            guard let site = sites[group.sample], let flow = sample.flowVolume, flow > 0, flow.isFinite,
                let population = populations.choices[group.sample].chosen
            else { continue }
            // The domestic share of the flow enters the load only where the programme says so.
            let volume = bothShare ? flow * site.domesticShare : flow
            let (mass, perHead) = DailyLoadTable.load(found.0, flowVolume: volume, population: population.persons)
            if spread.sample != group.sample || spread.count != found.count {
                spread = Spread(
                    sample: group.sample, count: found.count,
                    LoadVariance(
                        settings, composite: sample.composite, populationLogVariance: population.logVariance, markerWeight: population.markerWeight,
                        replicates: found.count))
            }
            var own = flags[group.sample]
            if case .aboveRange = found.0 { own = (own + ["ABOVE_RANGE"]).sorted() }
            loads.append(
                DailyLoad(
                    sample: sample.id, site: sample.site, date: sample.date, analyte: group.analyte, concentration: found.0, flowVolume: flow,
                    population: population.persons, populationBasis: population.basis, massLoad: mass, populationNormalisedLoad: perHead,
                    interval: LoadVariance.interval(of: perHead, factors: spread.factors), randomLogSD: spread.random, sharedLogSD: spread.shared,
                    flags: own, position: results[found.used].position))
        }
        sortWithinDays(&loads)
        return DailyLoadTable(loads: loads, checks: checks(populations), findings: findings)
    }

    /// What the results of one sample share of their spread.
    private struct Spread {
        var sample = -1
        var count = 0
        var random = 0.0
        var shared = 0.0
        var factors = (low: 1.0, high: 1.0)

        init() {}

        init(sample: Int, count: Int, _ variance: LoadVariance) {
            self.sample = sample
            self.count = count
            random = variance.random.squareRoot()
            shared = variance.shared.squareRoot()
            factors = LogDistribution(logSD: variance.total.squareRoot()).factors
        }
    }

    /// Samples stand sorted by site, date and number; two samples of one day are put in the order of their analytes.
    private func sortWithinDays(_ loads: inout [DailyLoad]) {
        var start = 0
        while start < loads.count {
            var end = start + 1
            while end < loads.count, loads[end].date == loads[start].date, loads[end].site == loads[start].site { end += 1 }
            if loads[end - 1].sample != loads[start].sample {
                loads[start..<end].sort { ($0.analyte, $0.sample) < ($1.analyte, $1.sample) }
            }
            start = end
        }
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

    /// Says what is wrong with samples, once each, and notes the flags that their loads carry.
    private mutating func judgeSamples(measured: Set<Int>, populations: SamplePopulations, flags: inout [[String]]) {
        var lastBasis: [SiteCode: PopulationBasis] = [:]
        var told: Set<String> = []
        for index in samples.indices where measured.contains(index) {
            let sample = samples[index]
            let words = ["sample": sample.id.rawValue, "site": sample.site.rawValue, "date": sample.date.description]
            guard sites[index] != nil else {
                findings.append(Finding("M103", .error, at: sample.position, text: sample.site.rawValue, words))
                continue
            }
            guard let flow = sample.flowVolume, flow > 0, flow.isFinite else {
                findings.append(Finding("M101", .error, at: sample.position, text: sample.id.rawValue, words))
                continue
            }
            let choice = populations.choices[index]
            guard let chosen = choice.chosen else {
                findings.append(Finding("M102", .error, at: sample.position, text: sample.site.rawValue, words))
                continue
            }
            flags[index] = choice.flags
            if sample.composite == .grab {
                flags[index].append("GRAB")
                findings.append(Finding("M110", .warning, at: sample.position, text: sample.id.rawValue, words))
            } else if sample.composite == .time {
                flags[index].append("TIME_PROP")
            }
            let period = Period(containing: sample.date).description
            let place = "\(sample.site)|\(period)|"
            if choice.flags.contains("POP_FALLBACK"), told.insert(place + "fallback" + chosen.basis.rawValue).inserted {
                let wanted = programme.configuration.population.basis.rawValue
                findings.append(
                    Finding(
                        "M105", .warning, at: sample.position, text: sample.site.rawValue,
                        words.merging(["wanted": wanted, "used": chosen.basis.rawValue, "period": period]) { own, _ in own }))
            }
            if choice.flags.contains("POP_DISAGREE"), told.insert(place + "disagree").inserted {
                findings.append(
                    Finding(
                        "M106", .warning, at: sample.position, text: sample.site.rawValue,
                        words.merging([
                            "ratio": DailyLoadTable.hundredths(choice.disagreement), "period": period,
                            "sources": choice.sources.filter { PopulationModel.combinable(programme.configuration.population).contains($0.basis) }
                                .map { "\($0.basis.rawValue) \(DailyLoadTable.whole($0.persons))" }.joined(separator: ", "),
                        ]) { own, _ in own }))
            }
            if let flowFree = choice.flowFree, max(flowFree.ratio, 1 / flowFree.ratio) > PopulationModel.flowFreeRatio {
                flags[index].append("MARKER_DISAGREES")
                if told.insert(place + "marker" + flowFree.basis.rawValue).inserted {
                    findings.append(
                        Finding(
                            "M114", .warning, at: sample.flowPosition ?? sample.position, text: DailyLoadTable.whole(flow),
                            words.merging(["marker": flowFree.basis.rawValue, "ratio": DailyLoadTable.hundredths(flowFree.ratio), "period": period]) { own, _ in own }))
                }
            }
            if let last = lastBasis[sample.site], last != chosen.basis {
                flags[index].append("POP_BASIS_CHANGED")
                findings.append(
                    Finding(
                        "M107", .warning, at: sample.position, text: sample.site.rawValue,
                        words.merging(["before": last.rawValue, "after": chosen.basis.rawValue]) { own, _ in own }))
            }
            lastBasis[sample.site] = chosen.basis
            let litres = flow * 1000 / chosen.persons
            if !DailyLoadTable.plausibleWater.contains(litres) {
                flags[index].append("WATER_USE")
                if told.insert(place + "water").inserted {
                    findings.append(
                        Finding(
                            "M111", .warning, at: sample.flowPosition ?? sample.position, text: DailyLoadTable.whole(flow),
                            words.merging(["litres": DailyLoadTable.whole(litres), "persons": DailyLoadTable.whole(chosen.persons)]) { own, _ in own }))
                }
            }
        }
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
