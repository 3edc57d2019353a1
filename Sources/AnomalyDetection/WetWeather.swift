internal import Monitoring
internal import RandomDraws

/// Days on which rain or melt water runs through the sewer: flow rises at many sites, concentrations fall, loads stay.
enum WetWeather {
    /// A day's flow over the site's median at which it counts as raised: a little under the common rule of 1.5,
    /// because several sites must agree and concentrations must fall.
    static let raisedFlow = 1.4
    /// Share of the sites sampled on a day that must show a raised flow, and their least number.
    static let leastShare = 0.4
    static let fewestSites = 3

    /// A site's day with a raised flow.
    struct WetDay: Sendable {
        var site: Int
        var day: Int
        /// ln of the flow over the site's median of the campaign.
        var logRatio: Double
        var score: Double
        var sitesRaised: Int
        var sitesSampled: Int
        /// ln of the concentrations over their medians, median of the raised sites.
        var dilution: Double
    }

    /// Finds the wet days of a campaign, marks them in the table and returns them by site and day.
    static func mark(_ table: inout CampaignTable, campaign: Int) -> [WetDay] {
        var raised: [CalendarDate: [(site: Int, day: Int, logRatio: Double)]] = [:]
        var sampled: [CalendarDate: Int] = [:]
        var spread: [Double] = []
        for site in table.sites.indices {
            let days = table.days(campaign, site)
            let flows = days.compactMap(\.logFlow)
            guard flows.count >= 3, let middle = median(flows) else { continue }
            for (index, day) in days.enumerated() {
                guard let flow = day.logFlow else { continue }
                sampled[day.date, default: 0] += 1
                spread.append(flow - middle)
                if flow - middle >= portableLog(raisedFlow) { raised[day.date, default: []].append((site, index, flow - middle)) }
            }
        }
        let sd = max(robustSD(spread) ?? 0, 0.05)
        var wetDays: [WetDay] = []
        for date in raised.keys.sorted() {
            let places = raised[date] ?? []
            let count = sampled[date] ?? 0
            guard places.count >= fewestSites, Double(places.count) >= leastShare * Double(count) else { continue }
            let shifts = places.compactMap { concentrationShift(table, campaign: campaign, site: $0.site, day: $0.day)?.logFactor }
            guard let dilution = median(shifts), let rise = median(places.map(\.logRatio)), dilution <= -0.3 * rise else { continue }
            for place in places {
                table.change(campaign, place.site, day: place.day) { $0.isWet = true }
                wetDays.append(
                    WetDay(
                        site: place.site, day: place.day, logRatio: place.logRatio, score: place.logRatio / sd, sitesRaised: places.count,
                        sitesSampled: count, dilution: dilution))
            }
        }
        return wetDays.sorted { ($0.site, $0.day) < ($1.site, $1.day) }
    }

    /// By how much the concentrations of a day stand over those of the site's other days: median over
    /// analytes and NH4-N, measured values only; nil for fewer than three.
    static func concentrationShift(
        _ table: CampaignTable, campaign: Int, site: Int, day: Int
    ) -> (logFactor: Double, count: Int)? {
        var shifts: [Double] = []
        for analyte in table.analytes.indices {
            let cell = table.cell(campaign, site, analyte).filter { $0.concentration.bound == .exact }
            guard let value = cell.first(where: { $0.day == day })?.concentration.value,
                let others = median(cell.filter { $0.day != day }.map(\.concentration.value))
            else { continue }
            shifts.append(value - others)
        }
        let days = table.days(campaign, site)
        if days.indices.contains(day), let own = days[day].logAmmonium,
            let others = median(days.enumerated().filter { $0.offset != day }.compactMap(\.element.logAmmonium))
        {
            shifts.append(own - others)
        }
        guard shifts.count >= 3, let middle = median(shifts) else { return nil }
        return (middle, shifts.count)
    }
}
