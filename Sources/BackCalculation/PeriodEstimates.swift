package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Estimates of a period: mean loads per site and analyte, and what they mean in consumption.
///
/// **What the interval covers.** The mean over the days that were sampled. The parts that vary from day to day (analysis,
/// sampling) shrink with the days, `√(Σ (x σ)²) / Σ x`; the parts that the days share (calibration, flow meter, population,
/// excretion) do not; a censored day lies evenly between zero and its limit. The scatter between days is not in it: a
/// campaign is one run of days, so it is no random sample of the two months, and an interval that claimed those would be
/// false in either direction. Comparisons of periods do hold that scatter (`LoadChanges`).
///
/// **Means.** Grab samples are left out. How the days weigh, which of them are weekdays, how results below a limit enter and
/// what the interval covers is the programme's convention (`MeanConvention`), which every estimate names.
package enum PeriodEstimates {
    /// Days from which a mean is taken for a week's; below, `FEW_DAYS`.
    package static let fullDays = 4
    /// Doses a day in the catchment below which single users make the figure uncertain, `1/√λ`: `FEW_USERS`.
    package static let leastDosesPerDay = 50.0
    /// The width between the bounds of a censored mean, over its value, above which `BOUNDS_WIDE` is set.
    package static let wideBounds = 0.3

    /// The estimates of one period, sorted by site and analyte.
    ///
    /// - Parameter loads: of any periods, in any order; those of other periods and grab samples are left out.
    /// - Complexity: n log n in the number of loads.
    package static func estimates(period: Period, loads: [DailyLoad], programme: Programme) -> (estimates: [PeriodEstimate], findings: [Finding]) {
        let rows = LoadRows(loads, of: period)
        let rules = EstimateRules(period: period, programme: programme, analytes: rows.analytes)
        var work = SeriesEstimates(rules)
        return (work.estimates(rows), rules.findings)
    }

    /// Whether a load is one of a day, and not a flux at a moment.
    package static func isDaily(_ load: DailyLoad) -> Bool { !load.flags.contains("GRAB") }
}

/// The daily loads of one analyte at one site.
package struct SiteSeries: Hashable, Sendable {
    package struct Key: Hashable, Sendable, Comparable {
        package var site: SiteCode
        package var analyte: AnalyteCode

        package init(_ site: SiteCode, _ analyte: AnalyteCode) {
            self.site = site
            self.analyte = analyte
        }

        package static func < (left: Key, right: Key) -> Bool { (left.site, left.analyte) < (right.site, right.analyte) }
    }

    package var key: Key
    /// Sorted by date, then sample.
    package var loads: [DailyLoad]

    package init(key: Key, loads: [DailyLoad]) {
        self.key = key
        self.loads = loads
    }

    /// The daily loads of a period (grab samples left out) by site and analyte, sorted.
    package static func grouped(_ loads: [DailyLoad], of period: Period) -> [SiteSeries] {
        let days = period.firstDay...period.lastDay
        var sites: [SiteCode: Int] = [:]
        var analytes: [AnalyteCode: Int] = [:]
        var members: [(site: Int, analyte: Int, index: Int)] = []
        // Loads of one site stand together in most lists: the last site found is asked first.
        var last: (code: SiteCode, number: Int)?
        for index in loads.indices where days.contains(loads[index].date) && PeriodEstimates.isDaily(loads[index]) {
            let code = loads[index].site
            if last?.code != code {
                let number = sites[code] ?? sites.count
                sites[code] = number
                last = (code, number)
            }
            let analyte = loads[index].analyte
            let number = analytes[analyte] ?? analytes.count
            if number == analytes.count { analytes[analyte] = number }
            members.append((last?.number ?? 0, number, index))
        }
        let siteRank = ranks(sites)
        let analyteRank = ranks(analytes)
        let order = members.map { (key: UInt64(siteRank[$0.site]) << 32 | UInt64(analyteRank[$0.analyte]), index: $0.index) }
            .sorted { ($0.key, $0.index) < ($1.key, $1.index) }
        var result: [SiteSeries] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, order[end].key == order[start].key { end += 1 }
            var own = order[start..<end].map { loads[$0.index] }
            if zip(own, own.dropFirst()).contains(where: { ($1.date, $1.sample) < ($0.date, $0.sample) }) {
                own.sort { ($0.date, $0.sample) < ($1.date, $1.sample) }
            }
            result.append(SiteSeries(key: Key(own[0].site, own[0].analyte), loads: own))
            start = end
        }
        return result
    }

    /// The place of each number's code among the sorted codes.
    private static func ranks<Kind>(_ numbers: [Code<Kind>: Int]) -> [Int] {
        var ranks = [Int](repeating: 0, count: numbers.count)
        for (rank, code) in numbers.keys.sorted().enumerated() { if let number = numbers[code] { ranks[number] = rank } }
        return ranks
    }
}
