import AssayFiles
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws

/// A made-up year of a country's monitoring, in memory: 3,000 sites, six campaigns of seven days, 20 substances, 2.52 million results.
///
/// Every number comes from a counter-based draw, so that the year is the same on every machine. Substances differ in how
/// often they fall below their limits, as those of a real panel do: most are always measured or never, a few are in between.
struct NationalYear {
    /// How many places of each kind.
    static let sites = 3_000
    static let provinces = 30
    static let prefectures = 300
    static let days = 7
    /// Loads, mg/d/1000 inhabitants; the seed of all draws.
    static let seed: UInt64 = 2025

    /// A substance of the panel: its code, the middle of its loads, and the share of results below the limit.
    struct Substance {
        var analyte: AnalyteCode
        var load: Double
        var censoredShare: Double
    }

    static let panel: [Substance] = [
        Substance(analyte: "methamphetamine", load: 60, censoredShare: 0), Substance(analyte: "amphetamine", load: 8, censoredShare: 0.02),
        Substance(analyte: "mdma", load: 4, censoredShare: 0.15), Substance(analyte: "mda", load: 1, censoredShare: 0.97),
        Substance(analyte: "benzoylecgonine", load: 6, censoredShare: 0.06), Substance(analyte: "ketamine", load: 20, censoredShare: 0),
        Substance(analyte: "norketamine", load: 5, censoredShare: 0.01), Substance(analyte: "6-monoacetylmorphine", load: 1.5, censoredShare: 0.45),
        Substance(analyte: "morphine", load: 25, censoredShare: 0), Substance(analyte: "codeine", load: 30, censoredShare: 0),
        Substance(analyte: "methcathinone", load: 0.6, censoredShare: 0.95), Substance(analyte: "mephedrone", load: 0.5, censoredShare: 0.98),
        Substance(analyte: "fentanyl", load: 0.1, censoredShare: 0.99), Substance(analyte: "eddp", load: 9, censoredShare: 0),
        Substance(analyte: "tramadol", load: 40, censoredShare: 0), Substance(analyte: "cotinine", load: 1500, censoredShare: 0),
        Substance(analyte: "ephedrine", load: 70, censoredShare: 0), Substance(analyte: "etomidate_acid", load: 3, censoredShare: 0.10),
        Substance(analyte: "caffeine", load: 9000, censoredShare: 0), Substance(analyte: "noscapine", load: 2, censoredShare: 0.30),
    ]

    let periods: [Period] = (1...6).compactMap { Period(year: 2025, index: $0) }
    var programme: Programme

    init() {
        let codes = (0..<NationalYear.sites).map { SiteCode("N" + NationalYear.digits($0, 4)) }
        var areas = [Area(code: "100000", name: "country", level: .city)]
        for index in 0..<NationalYear.provinces { areas.append(Area(code: NationalYear.province(index), name: "province", level: .district, parent: "100000")) }
        for index in 0..<NationalYear.prefectures {
            areas.append(Area(code: NationalYear.prefecture(index), name: "prefecture", level: .town, parent: NationalYear.province(index % NationalYear.provinces)))
        }
        var stream = RandomStream(seed: NationalYear.seed, "national year", "sites")
        var populations: [StatedPopulation] = []
        var flows: [Double] = []
        for code in codes {
            let persons = 200_000 * portableExp(0.9 * stream.normal())
            populations.append(StatedPopulation(site: code, from: CalendarDate(day: 0), basis: .census, persons: persons, relativeSD: 0.1))
            flows.append(persons * 0.2 * portableExp(0.2 * stream.normal()))
        }
        var samples: [Sample] = []
        samples.reserveCapacity(codes.count * periods.count * NationalYear.days)
        for (site, code) in codes.enumerated() {
            for period in periods {
                for day in 0..<NationalYear.days {
                    let date = period.firstDay + (10 + day)
                    let flow = flows[site] * portableExp(0.08 * stream.normal())
                    samples.append(
                        Sample(
                            id: NationalYear.sample(code, date), site: code, windowStart: Instant(date: date, secondOfDay: 28_800, offsetSeconds: 28_800),
                            windowEnd: Instant(date: date + 1, secondOfDay: 28_800, offsetSeconds: 28_800), date: date, composite: .flow, flowVolume: flow,
                            ammoniumNMgPerL: 38 * portableExp(0.1 * stream.normal()), position: SourcePosition(file: "samples/2025.csv", line: samples.count + 2)))
                }
            }
        }
        programme = Programme(
            configuration: ProgrammeConfiguration(), sites: codes.map { Site(code: $0, name: "works", tier: .key, kind: .plant) }, areas: areas,
            siteAreas: codes.enumerated().map { SiteArea(site: $1, area: NationalYear.prefecture($0 % NationalYear.prefectures), share: 1) }, plan: [],
            populations: populations, samples: samples, methods: [], injections: [], analytes: AnalyteCatalogue.shipped(),
            parameters: ParameterSets.shipped().parameters.filter { $0.set == "CN-default" })
    }

    /// The results of one campaign, 420,000 of them, in the order of a laboratory's table: a sample after the other.
    func results(of period: Period) -> [LaboratoryResult] {
        var results: [LaboratoryResult] = []
        results.reserveCapacity(NationalYear.sites * NationalYear.days * NationalYear.panel.count)
        var stream = RandomStream(seed: NationalYear.seed, "national year", period.description)
        let position = SourcePosition(file: "inbox/\(period).csv")
        let limits = NationalYear.panel.map { portableExp(0.55 * normalQuantile(max($0.censoredShare, 1e-12))) }
        let perSite = programme.samples.count / NationalYear.sites
        let offset = (period.index - 1) * NationalYear.days
        for site in 0..<NationalYear.sites {
            let level = NationalYear.panel.map { _ in 0.5 * stream.normal() }
            for day in 0..<NationalYear.days {
                let sample = programme.samples[site * perSite + offset + day]
                let litres = (sample.flowVolume ?? 0) / programme.populations[site].persons
                for (number, substance) in NationalYear.panel.enumerated() {
                    let relative = portableExp(level[number] + 0.25 * stream.normal())
                    let concentration = substance.load * relative / litres
                    let limit = substance.load * limits[number] / litres
                    var own = position
                    own.line = results.count + 2
                    results.append(
                        LaboratoryResult(
                            sample: sample.id, analyte: substance.analyte, sampleType: .unknown,
                            concentration: relative < limits[number] ? .belowDetection(limit: limit) : .quantified(concentration), limitOfDetection: limit,
                            limitOfQuantification: limit, batch: "B1", injection: "", position: own))
                }
            }
        }
        return results
    }

    /// The programme with the samples of one campaign alone.
    func programme(of period: Period) -> Programme {
        var programme = programme
        programme.samples = programme.samples.filter { period.contains($0.date) }
        return programme
    }

    /// The same results as a laboratory's canonical table of 18 columns, a batch for each site: some 60 MB.
    func table(of period: Period) -> [UInt8] {
        var draws = RandomStream(seed: NationalYear.seed, "national year", "table", period.description)
        let columns = CanonicalColumn.allCases.filter { $0 != .expected && $0 != .calibrationR2 }
        var out = Array((columns.map(\.name).joined(separator: ",") + "\n").utf8)
        for (row, result) in results(of: period).enumerated() {
            let sample = result.sample?.rawValue ?? ""
            let analyte = row % NationalYear.panel.count
            let (expected, minutes) = (0.3 + Double(analyte) / 40, 2.5 + Double(analyte) * 0.31)
            let limit = fixed(result.limitOfDetection ?? 0, 4)
            let cells = [
                sample, result.analyte.rawValue, result.concentration.quantifiedValue.map { fixed($0, 4) } ?? "", "ng/L", result.concentration.isDetected ? "" : "<LOD", limit,
                limit, "", "B\(period)-" + sample.prefix(5), "I\(row / NationalYear.panel.count)", "unknown", "\(period.firstDay + 20)T08:00:00+08:00",
                fixed(100 + 8 * draws.normal(), 1), fixed(expected * (1 + 0.05 * draws.normal()), 4), fixed(expected, 4),
                fixed(minutes + 0.01 * draws.normal(), 3), fixed(minutes, 3), "1",
            ]
            for (place, cell) in cells.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                out.append(contentsOf: cell.utf8)
            }
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }

    private static func sample(_ site: SiteCode, _ date: CalendarDate) -> SampleID { SampleID(site.rawValue + "-" + String(date.day)) }
    private static func province(_ index: Int) -> AreaCode { AreaCode("P" + digits(index, 2)) }
    private static func prefecture(_ index: Int) -> AreaCode { AreaCode("F" + digits(index, 3)) }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
