package import Monitoring
package import ProgrammeFiles

/// The people behind every sample of a programme.
///
/// Markers scale with the flow, so a meter at fault, or one wet day, would move the people with it and hide in the load per
/// head. The combined number, and a marker that stands in for a missing basis, therefore use the middle (median) of a marker
/// over the samples of the site in the period: it stays the same from day to day, and a wrong flow shows as a wrong load. A
/// marker chosen by name is used day by day, as the rules that prescribe it do: the flow then cancels in the load per head.
package struct SamplePopulations: Sendable {
    /// What was found for one sample.
    package struct Choice: Sendable {
        package var chosen: PopulationSource?
        /// Every estimate of the day, sorted by basis.
        package var sources: [PopulationSource]
        /// The rows of `populations.csv` that hold on the day.
        package var rows: [StatedPopulation]
        /// `POP_FALLBACK`, `POP_DISAGREE`.
        package var flags: [String]
        /// Greatest over least of the sources that can be combined, design capacity aside.
        package var disagreement: Double

        /// The marker of the day by which the load without the flow is furthest from the one with it, and how far: the load by
        /// the marker over that by the flow. Nil where no marker was measured or the people rest on one.
        package var flowFree: (basis: PopulationBasis, ratio: Double)? {
            guard let chosen, !PopulationModel.isMarker(chosen.basis) else { return nil }
            return sources.filter { PopulationModel.flowFreeMarkers.contains($0.basis) && $0.persons > 0 }
                .map { (basis: $0.basis, ratio: chosen.persons / $0.persons) }
                .max { max($0.ratio, 1 / $0.ratio) < max($1.ratio, 1 / $1.ratio) }
        }
    }

    private struct SitePeriod: Hashable {
        var site: SiteCode
        var period: Period
    }

    /// Per sample, in the order of the samples given.
    package let choices: [Choice]

    /// - Parameters:
    ///   - cotinine: quantified cotinine by the index of the sample, ng/L.
    ///   - sites: the site of each sample; nil where unknown.
    package init(samples: [Sample], sites: [Site?], cotinine: [Int: Double], programme: Programme) {
        let configuration = programme.configuration
        let settings = configuration.uncertainty
        let combinable = PopulationModel.combinable(configuration.population)
        let flowLogVariance = LogDistribution.logVariance(relativeSD: settings.flowRSD)
        var statedRows: [SiteCode: [StatedPopulation]] = [:]
        for row in programme.populations { statedRows[row.site, default: []].append(row) }

        let daily = samples.indices.map { index in
            sites[index].map { SamplePopulations.markers(of: samples[index], site: $0, cotinine: cotinine[index], configuration: configuration) } ?? []
        }
        var perPeriod: [SitePeriod: [PopulationBasis: [Double]]] = [:]
        for (index, markers) in daily.enumerated() {
            let key = SitePeriod(site: samples[index].site, period: Period(containing: samples[index].date))
            for marker in markers { perPeriod[key, default: [:]][marker.basis, default: []].append(marker.persons) }
        }
        let medians = perPeriod.mapValues { $0.compactMapValues { PopulationModel.median($0) } }

        choices = samples.indices.map { index in
            let sample = samples[index]
            guard sites[index] != nil else { return Choice(chosen: nil, sources: [], rows: [], flags: [], disagreement: 1) }
            let stated = PopulationModel.stated(statedRows[sample.site] ?? [], on: sample.date, settings: settings)
            let own = medians[SitePeriod(site: sample.site, period: Period(containing: sample.date))] ?? [:]
            let middles = own.keys.sorted().compactMap { basis in
                own[basis].flatMap { SamplePopulations.source(basis, persons: $0, settings: settings) }
            }
            let steady = stated.map(\.source) + middles
            let combined = PopulationModel.combined(steady, flowLogVariance: flowLogVariance, of: combinable)
            let wanted = configuration.population.basis
            var chosen = wanted == .combined ? combined : stated.first { $0.source.basis == wanted }?.source ?? daily[index].first { $0.basis == wanted }
            var flags: [String] = []
            if chosen == nil {
                // The same marker's middle first: the basis then stays what the programme asks for.
                chosen = middles.first { $0.basis == wanted }
                for basis in PopulationModel.fallbacks where chosen == nil {
                    chosen = basis == .combined ? combined : steady.first { $0.basis == basis }
                }
                if chosen != nil { flags.append("POP_FALLBACK") }
            }
            // A design capacity is what a works was built for, not a count of people: it always lies above and says nothing of a fault.
            let comparable = steady.filter { combinable.contains($0.basis) && $0.basis != .design }.map(\.persons)
            let spread = (comparable.max() ?? 1) / (comparable.min() ?? 1)
            if comparable.count > 1, spread > PopulationModel.disagreement { flags.append("POP_DISAGREE") }
            var sources = stated.map(\.source) + daily[index]
            if let combined { sources.append(combined) }
            if let chosen, !sources.contains(where: { $0.basis == chosen.basis }) { sources.append(chosen) }
            sources.sort { $0.basis < $1.basis }
            return Choice(chosen: chosen, sources: sources, rows: stated.map(\.row), flags: flags.sorted(), disagreement: comparable.count > 1 ? spread : 1)
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
        let measured: [PopulationBasis: Double?] = [
            .cod: sample.codMgPerL, .bod: sample.bodMgPerL, .totalNitrogen: sample.totalNitrogenMgPerL, .totalPhosphorus: sample.totalPhosphorusMgPerL,
        ]
        for marker in PopulationModel.gramsPerPersonDay {
            if let value = measured[marker.basis] ?? nil {
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
}
