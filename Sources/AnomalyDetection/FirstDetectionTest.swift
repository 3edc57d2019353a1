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
    /// Share of the earlier campaigns of all sites that showed the analyte.
    var networkRate: Double
    /// Chance that a campaign of this site shows it.
    var expectedRate: Double
    var pValue: Double
}

/// Whether an analyte shows at a site that never had it.
///
/// The unit is the campaign, as the days of one campaign go together: the chance that a
/// campaign shows the analyte at all is Beta distributed, with the network's share of
/// campaigns worth two and the site's own campaigns without. Given that it shows, at least so
/// many days are as likely as the campaigns that showed it elsewhere say, to which one is added
/// in which each number of days is as likely as another. p is the product of the two. A
/// substance that is common elsewhere thus makes no alarm where it appears now and then; one
/// that the network never had does. Detected means quantified or above the range: what lies
/// between the limits of detection and of quantification founds no alarm.
enum FirstDetectionTest {
    /// Campaigns that the network's share is worth.
    static let priorCampaigns = 2.0

    /// Tests all cells of the last campaign that have at least two earlier campaigns, none with a quantified day.
    static func detections(_ table: CampaignTable) -> [FirstDetection] {
        var found: [FirstDetection] = []
        for analyte in table.analytes.indices {
            var shares: [Double] = []
            var all = 0
            var counts: [(campaigns: Int, seen: Int, days: Int)] = []
            for site in table.sites.indices {
                var count = (campaigns: 0, seen: 0, days: 0)
                for campaign in 0..<table.target {
                    let days = usable(table, campaign, site, analyte)
                    guard days.count > 0 else { continue }
                    count.campaigns += 1
                    count.days += days.count
                    guard days.seen > 0 else { continue }
                    count.seen += 1
                    shares.append(Double(days.seen) / Double(days.count))
                }
                counts.append(count)
                all += count.campaigns
            }
            let rate = (Double(shares.count) + 0.5) / (Double(all) + 1)
            // Shares of the campaigns that showed it, ascending: how many are at least as large.
            shares.sort()
            func atLeast(_ share: Double) -> Int {
                var (low, high) = (0, shares.count)
                while low < high {
                    let middle = (low + high) / 2
                    if shares[middle] >= share { high = middle } else { low = middle + 1 }
                }
                return shares.count - low
            }
            for site in table.sites.indices where counts[site].campaigns >= StepTest.fewestCampaigns && counts[site].seen == 0 {
                let days = usable(table, table.target, site, analyte)
                guard days.count > 0 else { continue }
                let detected = days.seen
                let chance = priorCampaigns * rate / (priorCampaigns + Double(counts[site].campaigns))
                let share = Double(detected) / Double(days.count)
                let uniform = Double(days.count - detected + 1) / Double(days.count)
                let asMany = (Double(atLeast(share)) + uniform) / Double(shares.count + 1)
                let p = detected == 0 ? 1 : chance * asMany
                found.append(
                    FirstDetection(
                        site: site, analyte: analyte, detectedDays: detected, days: days.count, history: counts[site].campaigns,
                        historyDays: counts[site].days, networkRate: Double(shares.count) / Double(max(all, 1)), expectedRate: chance, pValue: p))
            }
        }
        return found
    }

    private static func usable(_ table: CampaignTable, _ campaign: Int, _ site: Int, _ analyte: Int) -> (count: Int, seen: Int) {
        let cell = table.cell(campaign, site, analyte)
        guard !cell.isEmpty else { return (0, 0) }
        let days = table.days(campaign, site)
        var (count, seen) = (0, 0)
        for day in cell where !days[day.day].isSwapped {
            count += 1
            if day.load.isSeen { seen += 1 }
        }
        return (count, seen)
    }
}
