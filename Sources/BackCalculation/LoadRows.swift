internal import Findings
internal import Monitoring

/// One daily load as numbers alone: a series is a run of memory without references, and nothing is counted when it is copied.
struct LoadRow: Sendable {
    /// Places in the lists of sites, analytes and samples of the rows.
    var site: Int32
    var analyte: Int32
    var sample: Int32
    /// Where the result that was used stands among the results.
    var result: Int32
    /// Its place in the list of batches.
    var batch: Int32
    var date: CalendarDate
    var flags: FigureFlags
    var basis: PopulationBasis
    /// ng/L of raw sewage.
    var concentration: CensoredResult
    /// m3/d.
    var flowVolume: Double
    var population: Double
    /// g/d.
    var mass: CensoredResult
    /// mg/d/1000 inhabitants, with its 95 % interval.
    var perHead: CensoredResult
    var interval: Interval
    /// Standard deviations of the natural logarithm, as in `DailyLoad`.
    var randomLogSD: Double
    var sharedLogSD: Double

    /// One of a day, and not a flux at a moment.
    var isDaily: Bool { !flags.contains(.grab) }
}

extension LoadRow {
    /// A load by itself, without its names.
    init(_ load: DailyLoad, site: Int = 0, analyte: Int = 0, sample: Int = 0, batch: Int32 = 0) {
        self.init(
            site: Int32(truncatingIfNeeded: site), analyte: Int32(truncatingIfNeeded: analyte), sample: Int32(truncatingIfNeeded: sample), result: 0,
            batch: batch, date: load.date, flags: FigureFlags(names: load.flags), basis: load.populationBasis, concentration: load.concentration,
            flowVolume: load.flowVolume, population: load.population, mass: load.massLoad, perHead: load.populationNormalisedLoad,
            interval: load.interval, randomLogSD: load.randomLogSD, sharedLogSD: load.sharedLogSD)
    }
}

/// The daily loads of one analyte at one site in a period, sorted by date, then sample.
struct LoadSeries: Sendable {
    var site: Int
    var analyte: Int
    var days: ArraySlice<LoadRow>

    /// Whether all days are weekdays, or none is.
    ///
    /// - Parameter weekdays: a bit for each ISO day of the week.
    func isOfOnePart(_ weekdays: UInt8) -> Bool {
        let count = days.count { weekdays & 1 << UInt8($0.date.weekday) != 0 }
        return count == 0 || count == days.count
    }

    /// How many days have a load that answers to something; the loads stand in the order of their days.
    func dayCount(_ isCounted: (LoadRow) -> Bool) -> Int {
        var count = 0
        var last: CalendarDate?
        for day in days where day.date != last && isCounted(day) {
            last = day.date
            count += 1
        }
        return count
    }
}

/// Daily loads as rows of numbers, with the names that the numbers stand for.
struct LoadRows: Sendable {
    /// Sorted.
    var sites: [SiteCode]
    /// Sorted.
    var analytes: [AnalyteCode]
    var samples: [SampleID]
    /// As they were met.
    var batches: [String]
    var rows: [LoadRow]

    init(sites: [SiteCode], analytes: [AnalyteCode], samples: [SampleID], batches: [String], rows: [LoadRow]) {
        self.sites = sites
        self.analytes = analytes
        self.samples = samples
        self.batches = batches
        self.rows = rows
    }

    /// Those of some loads that are of a day of a period; grab samples are left out.
    init(_ loads: [DailyLoad], of period: Period) {
        let days = period.firstDay...period.lastDay
        var sites = CodeNumbers<Site>()
        var analytes = CodeNumbers<Analyte>()
        var batches = BatchNumbers()
        samples = []
        rows = []
        for load in loads where days.contains(load.date) && PeriodEstimates.isDaily(load) {
            if samples.last != load.sample { samples.append(load.sample) }
            rows.append(LoadRow(load, site: sites.number(of: load.site), analyte: analytes.number(of: load.analyte), sample: samples.count - 1, batch: batches.number(of: load.batch)))
        }
        let (siteRanks, analyteRanks) = (sites.ranks, analytes.ranks)
        for index in rows.indices {
            rows[index].site = siteRanks[Int(rows[index].site)]
            rows[index].analyte = analyteRanks[Int(rows[index].analyte)]
        }
        self.sites = sites.sorted
        self.analytes = analytes.sorted
        self.batches = batches.names
    }

    /// The series, sorted by site, then analyte.
    ///
    /// - Complexity: linear in the rows, and in the sites and analytes.
    var series: [LoadSeries] {
        let asGiven = rows.indices.map { Int32(truncatingIfNeeded: $0) }
        let byAnalyte = LoadRows.ordered(asGiven, by: rows.map(\.analyte), count: analytes.count)
        let order = LoadRows.ordered(byAnalyte, by: rows.map(\.site), count: sites.count)
        var sorted = order.map { rows[Int($0)] }
        var series: [LoadSeries] = []
        var bounds: [Range<Int>] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            var isAscending = true
            while end < sorted.count, sorted[end].site == sorted[start].site, sorted[end].analyte == sorted[start].analyte {
                if isBefore(sorted[end], sorted[end - 1]) { isAscending = false }
                end += 1
            }
            if !isAscending { sorted[start..<end].sort { isBefore($0, $1) } }
            bounds.append(start..<end)
            start = end
        }
        series.reserveCapacity(bounds.count)
        for range in bounds {
            let first = sorted[range.lowerBound]
            series.append(LoadSeries(site: Int(first.site), analyte: Int(first.analyte), days: sorted[range]))
        }
        return series
    }

    private func isBefore(_ left: LoadRow, _ right: LoadRow) -> Bool {
        if left.date != right.date { return left.date < right.date }
        return left.sample != right.sample && samples[Int(left.sample)] < samples[Int(right.sample)]
    }

    /// Numbers of rows in the order of their keys; rows with the same one stay in order.
    private static func ordered(_ numbers: [Int32], by keys: [Int32], count: Int) -> [Int32] {
        var starts = [Int](repeating: 0, count: count + 1)
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 0..<count { starts[key + 1] += starts[key] }
        var sorted = numbers
        for number in numbers {
            let key = Int(keys[Int(number)])
            sorted[starts[key]] = number
            starts[key] += 1
        }
        return sorted
    }
}

/// Names of batches by the order in which they are met.
struct BatchNumbers: Sendable {
    private(set) var names: [String] = []
    private var numbers: [String: Int32] = [:]
    private var last: Int32 = 0

    /// - Complexity: one comparison where the result is of the batch of the one before, else one hash.
    mutating func number(of name: String) -> Int32 {
        if !names.isEmpty, names[Int(last)] == name { return last }
        if let known = numbers[name] { last = known } else {
            last = Int32(truncatingIfNeeded: names.count)
            numbers[name] = last
            names.append(name)
        }
        return last
    }
}

/// Codes by the order in which they are met, and their places in the order of their names.
///
/// The code that followed another one last time is asked first: rows of tables come in the same order again and again.
struct CodeNumbers<Kind: Sendable>: Sendable {
    private var numbers: [Code<Kind>: Int] = [:]
    private(set) var codes: [Code<Kind>] = []
    private var followers: [Int] = []
    private var last = -1

    /// - Complexity: one comparison where the code follows the one before as it did last time, else one hash.
    mutating func number(of code: Code<Kind>) -> Int {
        if last >= 0 {
            if codes[last] == code { return last }
            let guess = followers[last]
            if guess >= 0, codes[guess] == code {
                last = guess
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
        if last >= 0 { followers[last] = number }
        last = number
        return number
    }

    var sorted: [Code<Kind>] { codes.sorted() }

    /// The place of each number's code among the sorted codes.
    var ranks: [Int32] {
        var ranks = [Int32](repeating: 0, count: codes.count)
        for (rank, number) in codes.indices.sorted(by: { codes[$0] < codes[$1] }).enumerated() { ranks[number] = Int32(truncatingIfNeeded: rank) }
        return ranks
    }
}
