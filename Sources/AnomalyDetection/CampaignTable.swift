internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// A result on the natural-log scale: measured, or beyond a limit.
struct LogResult: Hashable, Sendable {
    enum Bound: Sendable { case exact, below, above }
    /// ln of the value, or of the limit.
    var value: Double
    var bound: Bound

    /// Nil where nothing was measured, or where a value or limit is not a positive number.
    init?(_ result: CensoredResult) {
        let number: Double
        switch result {
        case .quantified(let value): (number, bound) = (value, .exact)
        case .belowQuantification(let limit), .belowDetection(let limit): (number, bound) = (limit, .below)
        case .aboveRange(let limit): (number, bound) = (limit, .above)
        case .notAnalysed: return nil
        }
        guard number > 0, number.isFinite else { return nil }
        value = portableLog(number)
    }

    init(value: Double, bound: Bound = .exact) {
        self.value = value
        self.bound = bound
    }

    var isSeen: Bool { bound != .below }
}

/// One composite at one site: what all its analytes share.
struct SiteDay: Hashable, Sendable {
    var date: CalendarDate
    var sample: SampleID
    /// ln m3/d; nil where no flow is known.
    var logFlow: Double?
    var population: Double?
    /// ln mg/L of NH4-N; nil where not measured.
    var logAmmonium: Double?
    var isWet = false
    var isSwapped = false
    var isMeterFault = false
}

/// One analyte of one composite.
struct AnalyteDay: Hashable, Sendable {
    /// Index into the site's days of the campaign.
    var day: Int
    /// ln mg/d/1000 inhabitants.
    var load: LogResult
    /// ln ng/L.
    var concentration: LogResult
}

/// The daily loads by campaign, site and analyte; all three sorted, so that the order of rows has no influence.
struct CampaignTable: Sendable {
    /// How many earlier campaigns enter the baseline at most: four years; older habits are not those of today.
    static let longestHistory = 24

    let sites: [SiteCode]
    let analytes: [AnalyteCode]
    /// Ascending; the last is the one to judge.
    let campaigns: [Period]
    private(set) var siteDays: [[SiteDay]]
    private let cells: [[AnalyteDay]]

    var target: Int { campaigns.count - 1 }

    init(_ input: DetectionInput) {
        let newest = input.period.ordinal
        let oldest = newest - 6 * 200
        let internalStandards = Set(input.analytes.analytes.filter { $0.role == .internalStandard }.map(\.code))
        var siteNumbers = Numbering<SiteCode>()
        var analyteNumbers = Numbering<AnalyteCode>()
        var ordinals: Set<Int> = []
        var rows: [(load: Int, ordinal: Int, site: Int, analyte: Int)] = []
        rows.reserveCapacity(input.loads.count)
        for (index, load) in input.loads.enumerated() where load.populationNormalisedLoad != .notAnalysed {
            let ordinal = Period(containing: load.date).ordinal
            guard ordinal <= newest, ordinal >= oldest, internalStandards.isEmpty || !internalStandards.contains(load.analyte) else { continue }
            rows.append((index, ordinal, siteNumbers.number(of: load.site), analyteNumbers.number(of: load.analyte)))
            ordinals.insert(ordinal)
        }
        let earlier = ordinals.subtracting([newest]).sorted().suffix(CampaignTable.longestHistory)
        var period = input.period
        var periods = [period]
        for ordinal in earlier.reversed() {
            while period.ordinal > ordinal { period = period.previous }
            periods.append(period)
        }
        campaigns = periods.reversed()
        sites = siteNumbers.codes.sorted()
        analytes = analyteNumbers.codes.sorted()
        let campaignIndex = Dictionary(uniqueKeysWithValues: campaigns.enumerated().map { ($1.ordinal, $0) })
        let siteRanks = siteNumbers.ranks(sites)
        let analyteRanks = analyteNumbers.ranks(analytes)

        var days = Array(repeating: [SiteDay](), count: campaigns.count * sites.count)
        for row in rows {
            guard let campaign = campaignIndex[row.ordinal] else { continue }
            let place = campaign * sites.count + siteRanks[row.site]
            let load = input.loads[row.load]
            if days[place].contains(where: { $0.date == load.date && $0.sample == load.sample }) { continue }
            days[place].append(
                SiteDay(
                    date: load.date, sample: load.sample, logFlow: positiveLog(load.flowVolume),
                    population: load.population > 0 && load.population.isFinite ? load.population : nil))
        }
        let siteIndex = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        for sample in input.samples {
            guard let campaign = campaignIndex[Period(containing: sample.date).ordinal], let site = siteIndex[sample.site] else { continue }
            let place = campaign * sites.count + site
            let flow = sample.flowVolume.flatMap(positiveLog)
            let ammonium = sample.ammoniumNMgPerL.flatMap(positiveLog)
            if let index = days[place].firstIndex(where: { $0.date == sample.date && $0.sample == sample.id }) {
                days[place][index].logFlow = days[place][index].logFlow ?? flow
                days[place][index].logAmmonium = ammonium
            } else {
                days[place].append(SiteDay(date: sample.date, sample: sample.id, logFlow: flow, logAmmonium: ammonium))
            }
        }
        for place in days.indices { days[place].sort { $0.date == $1.date ? $0.sample < $1.sample : $0.date < $1.date } }

        var cells = Array(repeating: [AnalyteDay](), count: campaigns.count * sites.count * analytes.count)
        for row in rows {
            let load = input.loads[row.load]
            guard let campaign = campaignIndex[row.ordinal], let value = LogResult(load.populationNormalisedLoad),
                let concentration = LogResult(load.concentration)
            else { continue }
            let place = campaign * sites.count + siteRanks[row.site]
            guard let day = days[place].firstIndex(where: { $0.date == load.date && $0.sample == load.sample }) else { continue }
            cells[place * analytes.count + analyteRanks[row.analyte]].append(
                AnalyteDay(day: day, load: value, concentration: concentration))
        }
        for place in cells.indices where cells[place].count > 1 {
            cells[place].sort { $0.day == $1.day ? $0.load.value < $1.load.value : $0.day < $1.day }
        }
        siteDays = days
        self.cells = cells
    }

    func days(_ campaign: Int, _ site: Int) -> [SiteDay] { siteDays[campaign * sites.count + site] }

    func cell(_ campaign: Int, _ site: Int, _ analyte: Int) -> [AnalyteDay] {
        cells[(campaign * sites.count + site) * analytes.count + analyte]
    }

    mutating func change(_ campaign: Int, _ site: Int, day: Int, _ body: (inout SiteDay) -> Void) {
        let place = campaign * sites.count + site
        guard siteDays[place].indices.contains(day) else { return }
        body(&siteDays[place][day])
    }

    /// The days of a cell that a test may use: without swapped bottles, and without days of rain or
    /// of a faulty meter where at least three others are left.
    func usableDays(_ campaign: Int, _ site: Int, _ analyte: Int) -> [AnalyteDay] {
        let days = days(campaign, site)
        let trusted = cell(campaign, site, analyte).filter { !days[$0.day].isSwapped }
        let plain = trusted.filter { !days[$0.day].isWet && !days[$0.day].isMeterFault }
        return plain.count >= 3 ? plain : trusted
    }
}

/// The natural logarithm of a positive number, else nil.
func positiveLog(_ value: Double) -> Double? { value > 0 && value.isFinite ? portableLog(value) : nil }

/// Numbers for codes in the order in which they are met.
private struct Numbering<Key: Hashable> {
    private var numbers: [Key: Int] = [:]
    private(set) var codes: [Key] = []

    mutating func number(of code: Key) -> Int {
        if let number = numbers[code] { return number }
        numbers[code] = codes.count
        codes.append(code)
        return codes.count - 1
    }

    /// The place of each number's code in a sorted list of the same codes.
    func ranks(_ sorted: [Key]) -> [Int] {
        var ranks = Array(repeating: 0, count: codes.count)
        for (rank, code) in sorted.enumerated() { if let number = numbers[code] { ranks[number] = rank } }
        return ranks
    }
}
