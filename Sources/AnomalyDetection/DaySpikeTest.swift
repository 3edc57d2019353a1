internal import Monitoring
internal import RandomDraws

/// The most outstanding day of a cell's week.
struct DaySpike: Hashable, Sendable {
    var site: Int
    var analyte: Int
    /// Index into the site's days.
    var day: Int
    /// Days of the week that were compared, this one included.
    var days: Int
    /// Residual of the day and mean of the others, ln.
    var observed: Double
    var expected: Double
    /// ln of what the network (and all analytes of the composite) share on the day.
    var shared: Double
    var ownVariance: Double
    var ownDegrees: Double
    var prior: VariancePrior
    var moderatedVariance: Double
    var degrees: Double
    var predictionSD: Double
    var score: Double
    /// Of the week: `1 - (1 - least p of a day)^days`.
    var pValue: Double
}

/// Whether one day of a campaign stands out from the others of the same site.
///
/// Residuals of a two-way robust fit: less the site's median, less the network's median
/// pattern of the days (a weekend that rises everywhere is no dump), less what all analytes
/// of a composite share (its flow). Each day is then predicted from the others by a moderated
/// t, with the spread that weeks of this analyte show everywhere. Days below a limit count
/// at the limit among the others, which can only lower the score, and are never a spike.
enum DaySpikeTest {
    /// Fewest days of a week that is tested.
    static let fewestDays = 4
    /// Fewest analytes from which what a composite shares is taken.
    static let fewestAnalytes = 6
    /// Fewest weeks from which an analyte's own spread is taken; below, all analytes lend theirs.
    static let fewestWeeks = 10

    struct Residual: Sendable {
        var day: Int
        var value: Double
        var shared: Double
        var bound: LogResult.Bound
    }

    /// Tests all cells of the last campaign of a table, with the spread of all its campaigns.
    static func spikes(_ table: CampaignTable) -> [DaySpike] {
        guard table.longestCampaign >= fewestDays else { return [] }
        let analytes = table.analytes.count
        var weeks = Array(repeating: [(variance: Double, degrees: Double)](), count: analytes)
        var current: [[Residual]] = []
        for campaign in table.campaigns.indices {
            let residuals = residuals(table, campaign: campaign)
            for (place, cell) in residuals.enumerated() {
                let exact = cell.filter { $0.bound == .exact }.map(\.value)
                guard exact.count >= fewestDays, let variance = variance(exact) else { continue }
                weeks[place % analytes].append((variance, Double(exact.count - 1)))
            }
            if campaign == table.target { current = residuals }
        }
        let common = VariancePrior.fit(weeks.flatMap { $0 })
        let priors = weeks.map { $0.count >= fewestWeeks ? VariancePrior.fit($0) ?? common : common }
        return current.enumerated().compactMap { place, cell in
            guard let prior = priors[place % analytes] else { return nil }
            return spike(cell, site: place / analytes, analyte: place % analytes, prior: prior)
        }
    }

    private static func spike(_ cell: [Residual], site: Int, analyte: Int, prior: VariancePrior) -> DaySpike? {
        guard cell.count >= fewestDays else { return nil }
        var best: DaySpike?
        for (index, day) in cell.enumerated() where day.bound != .below {
            var others = cell.map(\.value)
            others.remove(at: index)
            let mean = others.reduce(0, +) / Double(others.count)
            guard let own = variance(others) else { continue }
            let ownDegrees = Double(others.count - 1)
            let moderated = prior.moderated(variance: own, degrees: ownDegrees)
            let sd = (moderated.variance * (1 + 1 / Double(others.count))).squareRoot()
            guard sd > 0, moderated.degrees > 0 else { continue }
            let score = (day.value - mean) / sd
            let p = studentUpperTail(score, degreesOfFreedom: moderated.degrees)
            if let best, best.pValue <= p { continue }
            best = DaySpike(
                site: site, analyte: analyte, day: day.day, days: cell.count, observed: day.value, expected: mean, shared: day.shared,
                ownVariance: own, ownDegrees: ownDegrees, prior: prior, moderatedVariance: moderated.variance, degrees: moderated.degrees,
                predictionSD: sd, score: score, pValue: p)
        }
        guard var best else { return nil }
        best.pValue = -portableExpm1(Double(best.days) * portableLog1p(-min(best.pValue, 1 - 1e-16)))
        return best
    }

    /// Residuals of a campaign, by site and analyte.
    static func residuals(_ table: CampaignTable, campaign: Int) -> [[Residual]] {
        let analytes = table.analytes.count
        var cells: [[Residual]] = []
        cells.reserveCapacity(table.sites.count * analytes)
        for site in table.sites.indices {
            for analyte in 0..<analytes {
                let days = table.usableDays(campaign, site, analyte)
                guard days.count >= fewestDays, let centre = median(days.map(\.load.value)) else {
                    cells.append([])
                    continue
                }
                cells.append(days.map { Residual(day: $0.day, value: $0.load.value - centre, shared: 0, bound: $0.load.bound) })
            }
        }
        for analyte in 0..<analytes { removePattern(&cells, table, campaign: campaign, analyte: analyte) }
        for site in table.sites.indices {
            for day in table.days(campaign, site).indices {
                let places = (0..<analytes).map { site * analytes + $0 }
                let values = places.compactMap { place in cells[place].first { $0.day == day && $0.bound == .exact }?.value }
                guard values.count >= fewestAnalytes, let shared = median(values) else { continue }
                for place in places {
                    for index in cells[place].indices where cells[place][index].day == day {
                        cells[place][index].value -= shared
                        cells[place][index].shared += shared
                    }
                }
            }
        }
        return cells
    }

    /// Takes out the median pattern of the days: by date where five sites or more share it, else by day of the week.
    private static func removePattern(_ cells: inout [[Residual]], _ table: CampaignTable, campaign: Int, analyte: Int) {
        var byDate: [CalendarDate: [Double]] = [:]
        var byWeekday: [Int: [Double]] = [:]
        let analytes = table.analytes.count
        for site in table.sites.indices {
            let days = table.days(campaign, site)
            for residual in cells[site * analytes + analyte] where residual.bound == .exact {
                byDate[days[residual.day].date, default: []].append(residual.value)
                byWeekday[days[residual.day].date.weekday, default: []].append(residual.value)
            }
        }
        let dates = byDate.filter { $0.value.count >= NetworkFactor.fewestSites }.compactMapValues(median)
        let weekdays = byWeekday.filter { $0.value.count >= NetworkFactor.fewestSites }.compactMapValues(median)
        for site in table.sites.indices {
            let days = table.days(campaign, site)
            let place = site * analytes + analyte
            for index in cells[place].indices {
                let date = days[cells[place][index].day].date
                guard let pattern = dates[date] ?? weekdays[date.weekday] else { continue }
                cells[place][index].value -= pattern
                cells[place][index].shared += pattern
            }
        }
    }
}

/// The variance about the mean; nil for fewer than two values.
func variance(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}
