internal import Monitoring
internal import RandomDraws

/// How the loads of a cell moved over all its campaigns.
struct SiteTrend: Sendable {
    var site: Int
    var series: Int
    var test: RankTrend
    /// In place of `test` for the verdict, where every season has years enough.
    var seasonal: SeasonalTrend?
    /// ln mg/d/1000 inhabitants a year; nil where S does not pass zero, or nothing leans.
    var slope: TrendSlope?
    /// Where the level changed, and the last campaign before; nil where there are too few campaigns, or nothing leans.
    var change: (point: ChangePoint, last: Period)?

    var z: Double { seasonal?.z ?? test.z }
    var pValue: Double { seasonal?.pValue ?? test.pValue }
}

/// Whether the campaign means of a site rise or fall over the years, whatever other sites do.
///
/// Ranks need no shape of distribution, bear limits, and are moved little by one campaign that
/// stands out. No verdict is given where the data permit none: fewer than five campaigns
/// cannot reach 5 % however they lie (Kendall 1970), and with more than four fifths of them
/// bounded few orders are certain.
enum TrendTest {
    static let fewestCampaigns = 5
    static let mostBoundedShare = 0.8
    /// Fewest campaigns with which the slope is given an interval.
    static let fewestForInterval = 8
    /// Fewest values of each season with which seasons are told apart.
    static let fewestYears = 4
    /// Where the chance is larger, nothing leans, and neither slope nor change is worked out.
    static let mostToldPValue = 0.2

    /// The trends of all cells that have a value in the last campaign.
    static func trends(_ matrix: LoadMatrix, target: Int, table: CampaignTable, isTested: (Int) -> Bool) -> [SiteTrend] {
        let unused = RandomStream(seed: 0, "trend")
        return inParts(matrix.sites, isLarge: matrix.sites * matrix.series >= StepTest.largeProgramme) { sites in
            var found: [SiteTrend] = []
            for site in sites {
                for series in 0..<matrix.series where isTested(series) && matrix[target, site, series] != nil {
                    var points: [TrendPoint] = []
                    var seasons = [[TrendPoint]](repeating: [], count: 6)
                    for campaign in 0...target {
                        guard let load = matrix[campaign, site, series] else { continue }
                        let period = table.campaigns[campaign]
                        let point = load.point(time: Double(period.ordinal) / 6)
                        points.append(point)
                        seasons[period.index - 1].append(point)
                    }
                    let bounded = points.count { !$0.isMeasured }
                    guard points.count >= fewestCampaigns, Double(bounded) <= mostBoundedShare * Double(points.count) else { continue }
                    let isShort = points.count <= RankTrend.mostExactPoints
                    let stream = isShort ? RandomStream(seed: 0, "trend", table.sites[site].rawValue, table.analytes[series].rawValue) : unused
                    guard let test = RankTrend.test(points, stream: stream) else { continue }
                    let hasYears = seasons.allSatisfy { $0.count >= fewestYears }
                    var trend = SiteTrend(
                        site: site, series: series, test: test, seasonal: hasYears ? SeasonalTrend.test(seasons, wantsSlope: false) : nil)
                    if trend.pValue <= mostToldPValue {
                        let periods = (0...target).filter { matrix[$0, site, series] != nil }.map { table.campaigns[$0] }
                        if hasYears { trend.seasonal = SeasonalTrend.test(seasons) }
                        trend.slope = trend.seasonal.map(\.slope) ?? TrendSlope.estimate(points, variance: test.variance)
                        trend.change = ChangePoint.find(points).map { ($0, periods[$0.index - 1]) }
                    }
                    found.append(trend)
                }
            }
            return found
        }
    }
}

extension CampaignLoad {
    /// The load in time: a measured value, or the interval that its days allow.
    fileprivate func point(time: Double) -> TrendPoint {
        if isExact, let middle { return TrendPoint(time: time, value: middle) }
        return TrendPoint(time: time, low: low, high: high)
    }
}
