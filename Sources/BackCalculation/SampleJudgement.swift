internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Says what is wrong with samples, once each, and notes the flags that their loads carry.
struct SampleJudgement {
    private let reckoning: LoadReckoning
    private let range: Range<Int>
    private let populations: SamplePopulations
    private let isMeasured: [Bool]
    private(set) var findings: [Finding] = []
    /// By place in the range.
    private(set) var flags: [FigureFlags]

    /// What is said once for a site and period.
    private struct Told: Hashable {
        enum Matter: Hashable { case fallback(PopulationBasis), disagreement, marker(PopulationBasis), water }
        var site: Int32
        var period: Period
        var matter: Matter
    }
    private var told: Set<Told> = []

    init(_ reckoning: LoadReckoning, _ range: Range<Int>, populations: SamplePopulations, isMeasured: [Bool]) {
        self.reckoning = reckoning
        self.range = range
        self.populations = populations
        self.isMeasured = isMeasured
        flags = Array(repeating: [], count: range.count)
    }

    mutating func judge() {
        var site: Int32 = -1
        var lastBasis: PopulationBasis?
        for (place, index) in range.enumerated() where isMeasured[place] {
            if reckoning.siteOfSample[index] != site {
                site = reckoning.siteOfSample[index]
                lastBasis = nil
            }
            let sample = reckoning.samples[index]
            guard reckoning.sites[Int(site)] != nil else {
                say("M103", .error, sample, at: sample.position, text: sample.site.rawValue)
                continue
            }
            guard let flow = sample.flowVolume, flow > 0, flow.isFinite else {
                say("M101", .error, sample, at: sample.position, text: sample.id.rawValue)
                continue
            }
            guard let chosen = populations.choices[place].chosen else {
                say("M102", .error, sample, at: sample.position, text: sample.site.rawValue)
                continue
            }
            judge(sample, place, site, flow: flow, chosen: chosen)
            if let lastBasis, lastBasis != chosen.basis {
                flags[place].insert(.populationBasisChanged)
                say("M107", .warning, sample, at: sample.position, text: sample.site.rawValue, ["before": lastBasis.rawValue, "after": chosen.basis.rawValue])
            }
            lastBasis = chosen.basis
            let litres = flow * 1000 / chosen.persons
            if !DailyLoadTable.plausibleWater.contains(litres) {
                flags[place].insert(.waterUse)
                if isNew(.water, site, sample) {
                    say(
                        "M111", .warning, sample, at: sample.flowPosition ?? sample.position, text: DailyLoadTable.whole(flow),
                        ["litres": DailyLoadTable.whole(litres), "persons": DailyLoadTable.whole(chosen.persons)])
                }
            }
        }
    }

    /// The composite, and the people behind it.
    private mutating func judge(_ sample: Sample, _ place: Int, _ site: Int32, flow: Double, chosen: PopulationSource) {
        let choice = populations.choices[place]
        flags[place] = choice.flags
        if sample.composite == .grab {
            flags[place].insert(.grab)
            say("M110", .warning, sample, at: sample.position, text: sample.id.rawValue)
        } else if sample.composite == .time {
            flags[place].insert(.timeProportional)
        }
        let settings = reckoning.programme.configuration.population
        if choice.flags.contains(.populationFallback), isNew(.fallback(chosen.basis), site, sample) {
            say(
                "M105", .warning, sample, at: sample.position, text: sample.site.rawValue,
                ["wanted": settings.basis.rawValue, "used": chosen.basis.rawValue, "period": Period(containing: sample.date).description])
        }
        if choice.flags.contains(.populationsDisagree), isNew(.disagreement, site, sample) {
            let combinable = PopulationModel.combinable(settings)
            say(
                "M106", .warning, sample, at: sample.position, text: sample.site.rawValue,
                [
                    "ratio": DailyLoadTable.hundredths(choice.disagreement), "period": Period(containing: sample.date).description,
                    "sources": choice.sources.filter { combinable.contains($0.basis) }
                        .map { "\($0.basis.rawValue) \(DailyLoadTable.whole($0.persons))" }.joined(separator: ", "),
                ])
        }
        if let flowFree = choice.flowFree, max(flowFree.ratio, 1 / flowFree.ratio) > PopulationModel.flowFreeRatio {
            flags[place].insert(.markerDisagrees)
            if isNew(.marker(flowFree.basis), site, sample) {
                say(
                    "M114", .warning, sample, at: sample.flowPosition ?? sample.position, text: DailyLoadTable.whole(flow),
                    [
                        "marker": flowFree.basis.rawValue, "ratio": DailyLoadTable.hundredths(flowFree.ratio),
                        "period": Period(containing: sample.date).description,
                    ])
            }
        }
    }

    private mutating func isNew(_ matter: Told.Matter, _ site: Int32, _ sample: Sample) -> Bool {
        told.insert(Told(site: site, period: Period(containing: sample.date), matter: matter)).inserted
    }

    private mutating func say(
        _ code: FindingCode, _ severity: Severity, _ sample: Sample, at position: SourcePosition, text: String, _ more: [String: String] = [:]
    ) {
        let words = ["sample": sample.id.rawValue, "site": sample.site.rawValue, "date": sample.date.description]
        findings.append(Finding(code, severity, at: position, text: text, words.merging(more) { own, _ in own }))
    }
}
