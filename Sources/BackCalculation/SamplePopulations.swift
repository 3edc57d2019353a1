internal import Monitoring
internal import ProgrammeFiles

/// The people behind every sample of a programme.
///
/// Markers scale with the flow, so a meter at fault, or one wet day, would move the people with it and hide in the load per
/// head. The combined number, and a marker that stands in for a missing basis, therefore use the middle (median) of a marker
/// over the samples of the site in the period: it stays the same from day to day, and a wrong flow shows as a wrong load. A
/// marker chosen by name is used day by day, as the rules that prescribe it do: the flow then cancels in the load per head.
struct SamplePopulations: Sendable {
    /// What was found for one sample.
    struct Choice: Sendable {
        var chosen: PopulationSource?
        /// Stated numbers that hold on the day, what markers of the day say, and the combined number.
        fileprivate var steady: Steady
        fileprivate var daily: [PopulationSource]
        /// `POP_FALLBACK`, `POP_DISAGREE`.
        var flags: FigureFlags

        /// Greatest over least of the sources that can be combined, design capacity aside.
        var disagreement: Double { steady.disagreement }

        /// Every estimate of the day, sorted by basis.
        var sources: [PopulationSource] {
            var sources = steady.stated + daily
            if let combined = steady.combined { sources.append(combined) }
            if let chosen, !sources.contains(where: { $0.basis == chosen.basis }) { sources.append(chosen) }
            return sources.sorted { $0.basis < $1.basis }
        }

        /// The marker of the day by which the load without the flow is furthest from the one with it, and how far: the load by
        /// the marker over that by the flow. Nil where no marker was measured or the people rest on one.
        var flowFree: (basis: PopulationBasis, ratio: Double)? {
            guard let chosen, !PopulationModel.isMarker(chosen.basis) else { return nil }
            var furthest: (basis: PopulationBasis, ratio: Double)?
            for list in [steady.stated, daily] {
                for source in list where PopulationModel.flowFreeMarkers.contains(source.basis) && source.persons > 0 {
                    let ratio = chosen.persons / source.persons
                    if let other = furthest, max(other.ratio, 1 / other.ratio) >= max(ratio, 1 / ratio) { continue }
                    furthest = (source.basis, ratio)
                }
            }
            return furthest
        }
    }

    /// What days of a site have in common while the same stated numbers hold.
    fileprivate struct Steady: Sendable {
        var stated: [PopulationSource] = []
        /// Of the markers of the period.
        var middles: [PopulationSource] = []
        var combined: PopulationSource?
        /// The source by the programme's basis, where none of the day's own is asked for; and what stands in for it.
        var wanted: PopulationSource?
        var fallback: PopulationSource?
        var disagreement = 1.0
        var flags: FigureFlags = []
    }

    /// Per sample, in the order of the samples given.
    private(set) var choices: [Choice] = []

    /// - Parameters:
    ///   - range: samples of whole sites.
    ///   - cotinine: quantified cotinine of each sample of the range, ng/L.
    init(_ range: Range<Int>, of reckoning: LoadReckoning, cotinine: [Double?]) {
        let rules = Rules(reckoning.programme.configuration)
        choices.reserveCapacity(range.count)
        var start = range.lowerBound
        while start < range.upperBound {
            let place = Int(reckoning.siteOfSample[start])
            let period = Period(containing: reckoning.samples[start].date)
            let days = period.firstDay...period.lastDay
            var end = start + 1
            while end < range.upperBound, Int(reckoning.siteOfSample[end]) == place, days.contains(reckoning.samples[end].date) { end += 1 }
            if let site = reckoning.sites[place] {
                let daily = (start..<end).map {
                    SamplePopulations.markers(of: reckoning.samples[$0], site: site, cotinine: cotinine[$0 - range.lowerBound], configuration: rules.configuration)
                }
                append(rules, dates: reckoning.samples[start..<end].map(\.date), daily: daily, rows: reckoning.stated[place])
            } else {
                for _ in start..<end { choices.append(Choice(chosen: nil, steady: Steady(), daily: [], flags: [])) }
            }
            start = end
        }
    }

    /// What of a programme's settings all samples share.
    private struct Rules {
        let configuration: ProgrammeConfiguration
        let combinable: Set<PopulationBasis>
        let flowLogVariance: Double

        init(_ configuration: ProgrammeConfiguration) {
            self.configuration = configuration
            combinable = PopulationModel.combinable(configuration.population)
            flowLogVariance = LogDistribution.logVariance(relativeSD: configuration.uncertainty.flowRSD)
        }
    }

    /// The samples of one site in one period.
    private mutating func append(_ rules: Rules, dates: [CalendarDate], daily: [[PopulationSource]], rows: [StatedPopulation]) {
        let middles = SamplePopulations.middles(daily, settings: rules.configuration.uncertainty)
        let wanted = rules.configuration.population.basis
        var valid: [Int]?
        var steady = Steady()
        for (date, markers) in zip(dates, daily) {
            let own = rows.indices.filter { PopulationModel.holds(rows[$0], on: date) }
            if own != valid {
                valid = own
                let stated = PopulationModel.stated(rows, on: date, settings: rules.configuration.uncertainty).map(\.source)
                steady = SamplePopulations.steady(stated, middles, rules)
            }
            let first = wanted == .combined ? steady.combined : steady.wanted ?? markers.first { $0.basis == wanted }
            var flags = steady.flags
            if first == nil, steady.fallback != nil { flags.insert(.populationFallback) }
            choices.append(Choice(chosen: first ?? steady.fallback, steady: steady, daily: markers, flags: flags))
        }
    }

    private static func steady(_ stated: [PopulationSource], _ middles: [PopulationSource], _ rules: Rules) -> Steady {
        let wanted = rules.configuration.population.basis
        let all = stated + middles
        var steady = Steady(stated: stated, middles: middles)
        steady.combined = PopulationModel.combined(all, flowLogVariance: rules.flowLogVariance, of: rules.combinable)
        steady.wanted = stated.first { $0.basis == wanted }
        // The same marker's middle first: the basis then stays what the programme asks for.
        steady.fallback = middles.first { $0.basis == wanted }
        for basis in PopulationModel.fallbacks where steady.fallback == nil {
            steady.fallback = basis == .combined ? steady.combined : all.first { $0.basis == basis }
        }
        // A design capacity is what a works was built for, not a count of people: it always lies above and says nothing of a fault.
        let comparable = all.filter { rules.combinable.contains($0.basis) && $0.basis != .design }.map(\.persons)
        if comparable.count > 1, let most = comparable.max(), let least = comparable.min() { steady.disagreement = most / least }
        if steady.disagreement > PopulationModel.disagreement { steady.flags.insert(.populationsDisagree) }
        return steady
    }

    /// The middle of each marker over the samples of a site in a period, sorted by basis.
    private static func middles(_ daily: [[PopulationSource]], settings: ProgrammeConfiguration.UncertaintySettings) -> [PopulationSource] {
        var bases: [PopulationBasis] = []
        var values: [[Double]] = []
        for marker in daily.joined() {
            if let place = bases.firstIndex(of: marker.basis) {
                values[place].append(marker.persons)
            } else {
                bases.append(marker.basis)
                values.append([marker.persons])
            }
        }
        return bases.indices.sorted { bases[$0] < bases[$1] }.compactMap { place in
            PopulationModel.median(values[place]).flatMap { source(bases[place], persons: $0, settings: settings) }
        }
    }

    private static func source(_ basis: PopulationBasis, persons: Double, settings: ProgrammeConfiguration.UncertaintySettings) -> PopulationSource? {
        let relativeSD: Double
        switch basis {
        case .ammoniumN: relativeSD = PopulationModel.ammoniumRSD
        case .cotinine: relativeSD = PopulationModel.cotinineRSD
        default:
            guard let marker = PopulationModel.gramsPerPersonDay.first(where: { $0.basis == basis }) else { return nil }
            relativeSD = marker.relativeSD
        }
        let variance = LogDistribution.logVariance(relativeSD: relativeSD) + LogDistribution.logVariance(relativeSD: settings.analyticRSD)
        return PopulationSource(basis: basis, persons: persons, logVariance: variance, markerWeight: 1)
    }

    private static func markers(of sample: Sample, site: Site, cotinine: Double?, configuration: ProgrammeConfiguration) -> [PopulationSource] {
        guard let flow = sample.flowVolume, flow > 0, flow.isFinite else { return [] }
        var result: [PopulationSource] = []
        func add(_ basis: PopulationBasis, _ persons: Double?) {
            if let persons, let source = source(basis, persons: persons, settings: configuration.uncertainty) { result.append(source) }
        }
        if let value = sample.ammoniumNMgPerL {
            add(
                .ammoniumN,
                PopulationModel.persons(
                    milligramsPerLitre: value, flowVolume: flow, gramsPerPersonDay: site.ammoniumNGramsPerPersonDay ?? configuration.population.ammoniumNGramsPerPersonDay))
        }
        for marker in PopulationModel.gramsPerPersonDay {
            if let value = concentration(of: marker.basis, in: sample) {
                let grams = configuration.population.gramsPerPersonDay[marker.basis] ?? marker.grams
                add(marker.basis, PopulationModel.persons(milligramsPerLitre: value, flowVolume: flow, gramsPerPersonDay: grams))
            }
        }
        if let cotinine, let cigarettes = site.cigarettesPerPersonDay, cigarettes > 0 {
            let share = configuration.population.domesticShareAppliesTo == .none ? 1 : site.domesticShare
            add(
                .cotinine,
                PopulationModel.persons(cotinine: cotinine, flowVolume: flow, cigarettesPerPersonDay: cigarettes, domesticShare: share))
        }
        return result
    }

    /// mg/L of a marker that a sample states itself.
    private static func concentration(of basis: PopulationBasis, in sample: Sample) -> Double? {
        switch basis {
        case .cod: sample.codMgPerL
        case .bod: sample.bodMgPerL
        case .totalNitrogen: sample.totalNitrogenMgPerL
        case .totalPhosphorus: sample.totalPhosphorusMgPerL
        case .census, .design, .mobile, .survey, .ammoniumN, .cotinine, .combined: nil
        }
    }
}
