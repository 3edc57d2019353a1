internal import RandomDraws

/// An analyte that a site had never shown before.
struct FirstDetection: Hashable, Sendable {
    var site: Int
    var analyte: Int
    /// Days on which it was quantified, of the days analysed in this campaign.
    var detectedDays: Int
    var days: Int
    /// Earlier campaigns and their days, all without a quantified result.
    var history: Int
    var historyDays: Int
    /// Share of the days at all sites of earlier campaigns on which the analyte was quantified.
    var networkRate: Double
    /// Expected share of days at this site.
    var expectedRate: Double
    var pValue: Double
}

/// Whether detections follow too many days without one.
///
/// The chance of a detection on a day is Beta distributed, with the network's rate worth two
/// days and the site's own days without; the number of detections in a campaign is then
/// Beta-binomial, and p is the chance of at least as many as were seen. Detected means
/// quantified or above the range: what lies between the limits of detection and of
/// quantification does not found an alarm.
enum FirstDetectionTest {
    /// Days that the network's rate is worth.
    static let priorDays = 2.0

    /// Tests all cells of the last campaign that have at least two earlier campaigns, none with a quantified day.
    static func detections(_ table: CampaignTable) -> [FirstDetection] {
        var found: [FirstDetection] = []
        for analyte in table.analytes.indices {
            var seen = 0
            var all = 0
            var counts: [(campaigns: Int, seen: Int, days: Int)] = []
            for site in table.sites.indices {
                var count = (campaigns: 0, seen: 0, days: 0)
                for campaign in 0..<table.target {
                    let days = usable(table, campaign, site, analyte)
                    if !days.isEmpty { count.campaigns += 1 }
                    count.days += days.count
                    count.seen += days.filter { $0.load.isSeen }.count
                }
                counts.append(count)
                seen += count.seen
                all += count.days
            }
            let rate = (Double(seen) + 0.5) / (Double(all) + 1)
            for site in table.sites.indices where counts[site].campaigns >= StepTest.fewestCampaigns && counts[site].seen == 0 {
                let days = usable(table, table.target, site, analyte)
                guard !days.isEmpty else { continue }
                let detected = days.filter { $0.load.isSeen }.count
                let alpha = priorDays * rate
                let beta = priorDays * (1 - rate) + Double(counts[site].days)
                found.append(
                    FirstDetection(
                        site: site, analyte: analyte, detectedDays: detected, days: days.count, history: counts[site].campaigns,
                        historyDays: counts[site].days, networkRate: Double(seen) / Double(max(all, 1)), expectedRate: alpha / (alpha + beta),
                        pValue: betaBinomialTail(detected, of: days.count, alpha: alpha, beta: beta)))
            }
        }
        return found
    }

    private static func usable(_ table: CampaignTable, _ campaign: Int, _ site: Int, _ analyte: Int) -> [AnalyteDay] {
        let days = table.days(campaign, site)
        return table.cell(campaign, site, analyte).filter { !days[$0.day].isSwapped }
    }

    /// The chance of `count` or more of `trials` under a Beta-binomial distribution.
    static func betaBinomialTail(_ count: Int, of trials: Int, alpha: Double, beta: Double) -> Double {
        guard count > 0 else { return 1 }
        guard count <= trials, alpha > 0, beta > 0 else { return 0 }
        let whole = Double(trials)
        let base = logGamma(whole + 1) + logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta) - logGamma(whole + alpha + beta)
        var sum = 0.0
        for number in count...trials {
            let k = Double(number)
            let rest = whole - k
            sum += portableExp(base - logGamma(k + 1) - logGamma(rest + 1) + logGamma(k + alpha) + logGamma(rest + beta))
        }
        return min(1, sum)
    }
}
