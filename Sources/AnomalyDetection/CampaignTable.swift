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
    /// The days of all cells, one cell after the other, and where each begins.
    private let cellDays: [AnalyteDay]
    private let cellStarts: [Int32]
    /// Campaigns and sites with a day that tests may have to leave out.
    private var hasMarks: [Bool]

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
        var dated: (day: CalendarDate, ordinal: Int)?
        for index in input.loads.indices {
            guard input.loads[index].populationNormalisedLoad != .notAnalysed else { continue }
            let date = input.loads[index].date
            let ordinal = dated.flatMap { $0.day == date ? $0.ordinal : nil } ?? Period(containing: date).ordinal
            dated = (date, ordinal)
            guard ordinal <= newest, ordinal >= oldest else { continue }
            let analyte = analyteNumbers.number(of: input.loads[index].analyte)
            guard internalStandards.isEmpty || !internalStandards.contains(analyteNumbers.codes[analyte]) else { continue }
            rows.append((index, ordinal, siteNumbers.number(of: input.loads[index].site), analyte))
            if rows.count < 2 || rows[rows.count - 2].ordinal != ordinal { ordinals.insert(ordinal) }
        }
        let earlier = ordinals.subtracting([newest]).sorted().suffix(CampaignTable.longestHistory)
        var period = input.period
        var periods = [period]
        for ordinal in earlier.reversed() {
            while period.ordinal > ordinal { period = period.previous }
            periods.append(period)
        }
        campaigns = periods.reversed()
        // An internal standard has a number and no rows.
        sites = siteNumbers.codes.sorted()
        analytes = analyteNumbers.codes.filter { !internalStandards.contains($0) }.sorted()
        let campaignIndex = Dictionary(uniqueKeysWithValues: campaigns.enumerated().map { ($1.ordinal, $0) })
        let siteRanks = siteNumbers.ranks(sites)
        let analyteRanks = analyteNumbers.ranks(analytes)

        let firstOrdinal = earlier.first ?? newest
        var campaignOf = Array(repeating: -1, count: newest - firstOrdinal + 1)
        for (ordinal, index) in campaignIndex where ordinal >= firstOrdinal && ordinal <= newest { campaignOf[ordinal - firstOrdinal] = index }
        rows.removeAll { $0.ordinal < firstOrdinal || campaignOf[$0.ordinal - firstOrdinal] < 0 }
        var days = Array(repeating: [SiteDay](), count: campaigns.count * sites.count)
        var last: (place: Int, date: CalendarDate, sample: SampleID)?
        for row in rows {
            let place = campaignOf[row.ordinal - firstOrdinal] * sites.count + siteRanks[row.site]
            let (date, sample) = (input.loads[row.load].date, input.loads[row.load].sample)
            // Rows of one composite mostly follow one another.
            if let last, last.place == place, last.date == date, last.sample == sample { continue }
            last = (place, date, sample)
            if days[place].contains(where: { $0.date == date && $0.sample == sample }) { continue }
            let population = input.loads[row.load].population
            days[place].append(
                SiteDay(
                    date: date, sample: sample, logFlow: positiveLog(input.loads[row.load].flowVolume),
                    population: population > 0 && population.isFinite ? population : nil))
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

        var found: [(cell: Int32, day: AnalyteDay)] = []
        found.reserveCapacity(rows.count)
        var starts = Array(repeating: Int32(0), count: campaigns.count * sites.count * analytes.count + 1)
        for row in rows {
            guard let value = LogResult(input.loads[row.load].populationNormalisedLoad), let concentration = LogResult(input.loads[row.load].concentration)
            else { continue }
            let place = campaignOf[row.ordinal - firstOrdinal] * sites.count + siteRanks[row.site]
            let day: Int
            if days[place].count == 1 {
                day = 0
            } else {
                let (date, sample) = (input.loads[row.load].date, input.loads[row.load].sample)
                guard let index = days[place].firstIndex(where: { $0.date == date && $0.sample == sample }) else { continue }
                day = index
            }
            let cell = place * analytes.count + analyteRanks[row.analyte]
            starts[cell + 1] += 1
            found.append((Int32(truncatingIfNeeded: cell), AnalyteDay(day: day, load: value, concentration: concentration)))
        }
        for cell in starts.indices.dropFirst() { starts[cell] += starts[cell - 1] }
        var next = starts
        var flat = Array(
            repeating: AnalyteDay(day: 0, load: LogResult(value: 0), concentration: LogResult(value: 0)), count: found.count)
        for one in found {
            flat[Int(next[Int(one.cell)])] = one.day
            next[Int(one.cell)] += 1
        }
        for cell in 0..<starts.count - 1 where starts[cell + 1] - starts[cell] > 1 {
            flat[Int(starts[cell])..<Int(starts[cell + 1])].sort { $0.day == $1.day ? $0.load.value < $1.load.value : $0.day < $1.day }
        }
        siteDays = days
        hasMarks = Array(repeating: false, count: days.count)
        cellDays = flat
        cellStarts = starts
    }

    func days(_ campaign: Int, _ site: Int) -> [SiteDay] { siteDays[campaign * sites.count + site] }

    func cell(_ campaign: Int, _ site: Int, _ analyte: Int) -> ArraySlice<AnalyteDay> {
        let place = (campaign * sites.count + site) * analytes.count + analyte
        return cellDays[Int(cellStarts[place])..<Int(cellStarts[place + 1])]
    }

    /// Most days that any site has in a campaign.
    var longestCampaign: Int { siteDays.reduce(0) { max($0, $1.count) } }

    mutating func change(_ campaign: Int, _ site: Int, day: Int, _ body: (inout SiteDay) -> Void) {
        let place = campaign * sites.count + site
        guard siteDays[place].indices.contains(day) else { return }
        body(&siteDays[place][day])
        hasMarks[place] = true
    }

    /// The days of a cell that a test may use: without swapped bottles, and without days of rain or
    /// of a faulty meter where at least three others are left.
    func usableDays(_ campaign: Int, _ site: Int, _ analyte: Int) -> ArraySlice<AnalyteDay> {
        guard hasMarks[campaign * sites.count + site] else { return cell(campaign, site, analyte) }
        let days = days(campaign, site)
        let trusted = cell(campaign, site, analyte).filter { !days[$0.day].isSwapped }
        let plain = trusted.filter { !days[$0.day].isWet && !days[$0.day].isMeterFault }
        return ArraySlice(plain.count >= 3 ? plain : trusted)
    }
}

/// The natural logarithm of a positive number, else nil.
func positiveLog(_ value: Double) -> Double? { value > 0 && value.isFinite ? portableLog(value) : nil }

/// Numbers for codes in the order in which they are met.
private struct Numbering<Key: Hashable> {
    private var numbers: [Key: Int] = [:]
    private(set) var codes: [Key] = []
    /// The number met last, and after each number the one that followed it last: rows mostly come in a steady order.
    private var latest = -1
    private var followers: [Int] = []

    mutating func number(of code: Key) -> Int {
        if latest >= 0 {
            if codes[latest] == code { return latest }
            let guess = followers[latest]
            if guess >= 0, codes[guess] == code {
                latest = guess
                return guess
            }
        }
        let number: Int
        if let known = numbers[code] {
            number = known
        } else {
            number = codes.count
            numbers[code] = number
            codes.append(code)
            followers.append(-1)
        }
        if latest >= 0 { followers[latest] = number }
        latest = number
        return number
    }

    /// The place of each number's code in a sorted list of the codes; 0 of one that is not in it.
    func ranks(_ sorted: [Key]) -> [Int] {
        var ranks = Array(repeating: 0, count: codes.count)
        for (rank, code) in sorted.enumerated() { if let number = numbers[code] { ranks[number] = rank } }
        return ranks
    }
}
