internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// What a rule expects at one site.
struct RatioBand: Hashable, Sendable {
    /// Natural logarithms; nil where there is no limit.
    var low: Double?
    var high: Double?
    /// ln of the usual ratio here; nil where neither library nor history tells.
    var centre: Double?
    /// Earlier campaigns of the site with the ratio measured.
    var history: Int
}

/// A diagnosed ratio with the place it came from.
struct RatioDay: Sendable {
    var rule: Int
    var site: Int
    var day: Int
    var diagnostic: RatioDiagnostic
    var meaning: RatioRule.Meaning?
}

/// Ratios of concentrations: flow and people cancel, what is left is analysis and metabolism.
///
/// A limit in numerator or denominator makes the ratio a bound, below or above. A bound is
/// told only where the measured one of the two is at least three times the other's limit.
/// The usual ratio of a site is its own earlier campaigns' mean, shrunk to the library's value
/// by their spreads; beyond 3.5 standard deviations of it use no longer explains the ratio.
enum RatioDiagnosis {
    /// Standard deviations off the usual ratio.
    static let outlyingScore = 3.5
    /// Spread of ln of a ratio from day to day at a site, where use alone makes it.
    static let daySD = 0.25
    /// A measured value beside a limit must be so many times that limit.
    static let leastOverLimit = 3.0

    /// All ratios of the last campaign's days, with the bands of each rule and site.
    static func diagnose(_ table: CampaignTable, configuration: ProgrammeConfiguration) -> (days: [RatioDay], bands: [[RatioBand]]) {
        let index = Dictionary(uniqueKeysWithValues: table.analytes.enumerated().map { ($1, $0) })
        let errors = configuration.uncertainty
        let once = portableLog1p(errors.analyticRSD * errors.analyticRSD) + portableLog1p(errors.calibrationRSD * errors.calibrationRSD)
        let sd = (2 * once).squareRoot()
        var days: [RatioDay] = []
        var bands: [[RatioBand]] = []
        for (number, rule) in RatioRule.library.enumerated() {
            guard let top = index[rule.numerator], let bottom = index[rule.denominator] else {
                bands.append([])
                continue
            }
            var row: [RatioBand] = []
            for site in table.sites.indices {
                let band = band(table, rule, site: site, top: top, bottom: bottom)
                row.append(band)
                let siteDays = table.days(table.target, site)
                let below = table.cell(table.target, site, bottom)
                for numerator in table.cell(table.target, site, top) {
                    guard let denominator = below.first(where: { $0.day == numerator.day }), !siteDays[numerator.day].isSwapped,
                        let (value, interval) = ratio(numerator.concentration, denominator.concentration, sd: sd)
                    else { continue }
                    let verdict = verdict(value, interval: interval, band: band)
                    days.append(
                        RatioDay(
                            rule: number, site: site, day: numerator.day,
                            diagnostic: RatioDiagnostic(
                                site: table.sites[site], date: siteDays[numerator.day].date, ratio: rule.ratio, value: value, interval: interval,
                                verdict: verdict, rule: rule.name),
                            meaning: verdict == .belowConsumption ? rule.below : verdict == .aboveConsumption ? rule.above : nil))
                }
            }
            bands.append(row)
        }
        return (days, bands)
    }

    /// The ratio of two results with its 95 % interval; nil where both are only bounded.
    static func ratio(_ top: LogResult, _ bottom: LogResult, sd: Double) -> (CensoredResult, Interval?)? {
        let log = top.value - bottom.value
        let value = portableExp(log)
        switch (top.bound, bottom.bound) {
        case (.exact, .exact):
            let half = 1.959963984540054 * sd
            return (.quantified(value), Interval(low: portableExp(log - half), high: portableExp(log + half)))
        case (.below, .exact):
            return bottom.value - top.value >= portableLog(leastOverLimit) ? (.belowQuantification(limit: value), nil) : nil
        case (.exact, .below):
            return log >= portableLog(leastOverLimit) ? (.aboveRange(limit: value), nil) : nil
        case (.above, .exact): return (.aboveRange(limit: value), nil)
        case (.exact, .above): return (.belowQuantification(limit: value), nil)
        default: return nil
        }
    }

    static func verdict(_ value: CensoredResult, interval: Interval?, band: RatioBand) -> RatioVerdict {
        guard band.low != nil || band.high != nil else { return .notInformative }
        let low = band.low.map(portableExp) ?? 0
        let high = band.high.map(portableExp) ?? .infinity
        switch value {
        case .quantified(let ratio):
            if let interval, interval.low > high { return .aboveConsumption }
            if let interval, interval.high < low { return .belowConsumption }
            return ratio >= low && ratio <= high ? .consumption : .notInformative
        case .aboveRange(let limit): return limit > high ? .aboveConsumption : .notInformative
        case .belowQuantification(let limit), .belowDetection(let limit):
            return limit < low ? .belowConsumption : band.low == nil && limit <= high ? .consumption : .notInformative
        case .notAnalysed: return .notInformative
        }
    }

    /// The band of a rule at a site: the published limits, widened upwards where the site's own past lies higher.
    private static func band(_ table: CampaignTable, _ rule: RatioRule, site: Int, top: Int, bottom: Int) -> RatioBand {
        var campaigns: [Double] = []
        for campaign in 0..<table.target {
            let below = table.cell(campaign, site, bottom)
            let logs = table.cell(campaign, site, top).compactMap { numerator -> Double? in
                guard numerator.concentration.bound == .exact,
                    let denominator = below.first(where: { $0.day == numerator.day && $0.concentration.bound == .exact })
                else { return nil }
                return numerator.concentration.value - denominator.concentration.value
            }
            if logs.count >= 2, let middle = median(logs) { campaigns.append(middle) }
        }
        let libraryCentre = rule.centre.map(portableLog)
        let published = (low: rule.low.map(portableLog), high: rule.high.map(portableLog))
        guard campaigns.count >= StepTest.fewestCampaigns else {
            return RatioBand(low: published.low, high: published.high, centre: libraryCentre, history: campaigns.count)
        }
        let own = campaigns.reduce(0, +) / Double(campaigns.count)
        // Two campaigns say little of their spread: the usual spread of days counts as one more.
        let spread = max(((variance(campaigns) ?? 0) * Double(campaigns.count - 1) + daySD * daySD) / Double(campaigns.count), 1e-4)
        let error = spread / Double(campaigns.count)
        var centre = own
        if let libraryCentre {
            let weight = rule.logSD * rule.logSD / (rule.logSD * rule.logSD + error)
            centre = weight * own + (1 - weight) * libraryCentre
        }
        let half = outlyingScore * (daySD * daySD + spread + error).squareRoot()
        return RatioBand(
            low: rule.low == nil && rule.below == nil ? nil : published.low ?? centre - half,
            high: published.high.map { max($0, centre + half) } ?? (rule.above == nil ? nil : centre + half), centre: centre,
            history: campaigns.count)
    }
}
