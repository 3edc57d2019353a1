import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles

/// A programme of a few sites, made by hand for tests.
enum SmallProgramme {
    /// 2025-09-03, a Wednesday of 2025-P5.
    static let wednesday = CalendarDate(day: 20_334)
    static let period = Period(containing: wednesday)

    static func configuration(_ change: (inout ProgrammeConfiguration) -> Void = { _ in }) -> ProgrammeConfiguration {
        var configuration = ProgrammeConfiguration()
        change(&configuration)
        return configuration
    }

    static let catalogue = AnalyteCatalogue(
        analytes: [
            ("methamphetamine", "methamphetamine"), ("amphetamine", "amphetamine"), ("mdma", "mdma"), ("benzoylecgonine", "cocaine"), ("ketamine", "ketamine"),
            ("6-monoacetylmorphine", "heroin"), ("morphine", "heroin"), ("codeine", "codeine"), ("cotinine", "nicotine"), ("ethyl_sulfate", "alcohol"),
            ("etomidate_acid", "etomidate"), ("tramadol", "tramadol"),
        ].map { code, parent in
            Analyte(code: AnalyteCode(code), role: .biomarker, parentDrug: parent, englishName: code, chineseName: code)
        }, aliases: [:])

    /// Rows of a set for a drug: masses, fraction, dose.
    static func rows(
        _ parent: String, _ biomarker: AnalyteCode, masses: (Double, Double), fraction: Double, relativeSD: Double? = 0.15, dose: Double? = nil,
        basis: String = "molar", provenance: Provenance = .read, distribution: String = "beta"
    ) -> [Parameter] {
        func row(_ name: String, _ value: Double, _ relativeSD: Double? = nil, _ basis: String = "", _ distribution: String = "") -> Parameter {
            Parameter(
                set: "TEST", version: "1", parentDrug: parent, biomarker: biomarker, name: name, value: value, relativeSD: relativeSD,
                distribution: distribution, basis: basis, unit: "", source: "test", provenance: provenance)
        }
        var result = [
            row("molar_mass_parent", masses.0), row("molar_mass_biomarker", masses.1),
            row("excretion_fraction", fraction, relativeSD, basis, distribution),
        ]
        if let dose { result.append(row("dose_mg", dose)) }
        return result
    }

    static let methamphetamine = rows("methamphetamine", "methamphetamine", masses: (149.24, 149.24), fraction: 0.39, dose: 30)

    static func programme(
        sites: [Site] = [Site(code: "K01", name: "North", tier: .key, kind: .plant)],
        populations: [StatedPopulation] = [stated("K01", 400_000)], samples: [Sample] = [], parameters: [Parameter] = methamphetamine,
        areas: [Area] = [], siteAreas: [SiteArea] = [], licit: [LicitUse] = [], configuration: ProgrammeConfiguration = configuration { $0.population.basis = .census }
    ) -> Programme {
        Programme(
            configuration: configuration, sites: sites, areas: areas, siteAreas: siteAreas, plan: [], populations: populations, samples: samples,
            methods: [], injections: [], analytes: catalogue, parameters: parameters, licitUses: licit)
    }

    static func stated(_ site: SiteCode, _ persons: Double, _ basis: PopulationBasis = .census, relativeSD: Double? = nil) -> StatedPopulation {
        StatedPopulation(site: site, from: CalendarDate(day: 0), basis: basis, persons: persons, relativeSD: relativeSD)
    }

    static func sample(
        _ id: SampleID, _ site: SiteCode = "K01", day: Int = 0, flow: Double? = 100_000, composite: CompositeKind = .flow, ammonium: Double? = nil
    ) -> Sample {
        let date = wednesday + day
        return Sample(
            id: id, site: site, windowStart: Instant(date: date, secondOfDay: 0, offsetSeconds: 28_800),
            windowEnd: Instant(date: date + 1, secondOfDay: 0, offsetSeconds: 28_800), date: date, composite: composite, flowVolume: flow,
            ammoniumNMgPerL: ammonium, position: SourcePosition(file: "samples/\(site).csv", line: 2 + day))
    }

    static func result(
        _ sample: SampleID, _ analyte: AnalyteCode, _ concentration: CensoredResult, status: ResultStatus = .accepted, type: SampleType = .unknown,
        line: Int = 1, lod: Double? = nil
    ) -> LaboratoryResult {
        LaboratoryResult(
            sample: sample, analyte: analyte, sampleType: type, concentration: concentration, limitOfDetection: lod, batch: "B1",
            injection: "\(sample)-\(line)", text: "\(concentration)", position: SourcePosition(file: "inbox/b1.txt", line: line, column: 7), status: status)
    }

    /// A daily load with nothing behind it but its value per head.
    static func load(
        _ value: CensoredResult, site: SiteCode = "K01", analyte: AnalyteCode = "methamphetamine", day: Int = 0, population: Double = 400_000,
        random: Double = 0.156, shared: Double = 0.16, basis: PopulationBasis = .census, flags: [String] = []
    ) -> DailyLoad {
        let date = wednesday + day
        return DailyLoad(
            sample: SampleID("\(site)-\(day)"), site: site, date: date, analyte: analyte, concentration: value, flowVolume: population,
            population: population, populationBasis: basis, massLoad: value.scaled(by: population * 1e-6), populationNormalisedLoad: value,
            interval: LoadVariance.interval(of: value, logSD: (random * random + shared * shared).squareRoot()), randomLogSD: random,
            sharedLogSD: shared, flags: flags, position: SourcePosition(file: "inbox/b1.txt", line: day + 1))
    }

    static func week(_ values: [Double], site: SiteCode = "K01", analyte: AnalyteCode = "methamphetamine", from day: Int = 0, population: Double = 400_000)
        -> [DailyLoad]
    {
        values.enumerated().map { load(.quantified($1), site: site, analyte: analyte, day: day + $0, population: population) }
    }
}
