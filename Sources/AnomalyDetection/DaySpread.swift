internal import RandomDraws

/// How much the days of a campaign vary about it, by analyte, from all weeks of a table that were measured whole.
enum DaySpread {
    /// Fewest measured days of a week that tells.
    static let fewestDays = 4
    /// Fewest weeks from which an analyte's own spread is taken; below, all analytes lend theirs.
    static let fewestWeeks = 10

    /// Standard deviations of ln of a day's value, one an analyte.
    ///
    /// The median of the weeks' variances, each over the median of χ²/d: a week with a dump does not
    /// raise it. `CampaignLoad.usualDaySD` where no week tells; linear in the days, with a sort of the weeks.
    static func daySDs(_ table: CampaignTable, _ value: (AnalyteDay) -> LogResult) -> [Double] {
        let analytes = table.analytes.count
        var weeks = Array(repeating: [Double](), count: analytes)
        for campaign in table.campaigns.indices {
            for site in table.sites.indices {
                for analyte in 0..<analytes {
                    var count = 0.0
                    var sum = 0.0
                    var squares = 0.0
                    for day in table.usableDays(campaign, site, analyte) {
                        let one = value(day)
                        guard one.bound == .exact else { continue }
                        count += 1
                        sum += one.value
                        squares += one.value * one.value
                    }
                    guard count >= Double(fewestDays) else { continue }
                    let degrees = count - 1
                    let variance = max(0, squares - sum * sum / count) / degrees
                    // The median of χ²/d is (1 - 2/9d)³ (Wilson and Hilferty 1931, Proc. Natl. Acad. Sci. 17:684).
                    let share = 1 - 2 / (9 * degrees)
                    weeks[analyte].append(variance / (share * share * share))
                }
            }
        }
        let common = median(weeks.flatMap { $0 }) ?? CampaignLoad.usualDaySD * CampaignLoad.usualDaySD
        // Below 5 %, less than any analysis repeats itself to, no spread is believed.
        return weeks.map { max(($0.count >= fewestWeeks ? median($0) ?? common : common).squareRoot(), 0.05) }
    }
}
