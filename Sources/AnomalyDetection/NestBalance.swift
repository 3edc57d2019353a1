internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// What a site carries beside what the sites above bring and what its own stretch usually adds.
struct NestBalance: Hashable, Sendable {
    var site: Int
    /// Index of the analyte; minus one for the water.
    var series: Int
    /// The sites above.
    var upstream: [Int]
    /// Earlier campaigns with the balance.
    var history: Int
    /// g/d of an analyte, m3/d of water: measured here, brought from above, and usual of the stretch between in such a campaign.
    var observed: Double
    var brought: Double
    var usual: Double
    var predictionSD: Double
    var degrees: Double
    var score: Double
    var pUp: Double
    var pDown: Double
    var expected: Double { brought + usual }
}

/// The balance between nested sampling points: what comes in from above, plus what the stretch between usually adds, should come out.
///
/// The stretch's usual part is the median of the earlier campaigns' differences, after the
/// factor that the network shares. What is tested is the logarithm of measured over expected:
/// the errors are relative, and a difference of two large numbers has a heavy tail upwards that
/// their quotient has not. Errors that a meter or a batch always makes are in the usual part
/// already; those that sites share as one carries the other's load cancel in the quotient, and what
/// is left shows in the scatter of the earlier quotients, moderated over all nests. Compared are
/// the days on which all sites concerned have a result.
///
/// - Source: mass balance of nested catchments; the predictive score is that of `StepTest`.
enum NestBalanceTest {
    /// Fewest days on which the sites of a nest have results together.
    static let fewestDays = 3
    /// A stretch that takes up more than four fifths of what is brought is no balance to test.
    static let leastExpectedShare = 0.2
    /// Variance of ln of a quotient of flows below which no two meters repeat themselves: 2 %, a setting.
    static let leastWaterVariance = 0.0004

    /// The sums of one nest in one campaign.
    private struct Sums {
        var own: Double
        var brought: Double
        /// ln of the factor that the network shares.
        var factor: Double
    }

    private struct Nest {
        var site: Int
        var series: Int
        var now: Sums
        var usual: Double
        var past: [Double]
    }

    /// The balances of all analytes at all nests of the last campaign.
    ///
    /// - Parameters:
    ///   - excluded: sites that no balance may rest on: their meter is out.
    ///   - factor: ln of what the network shares, by campaign, site and analyte.
    static func analytes(
        _ table: CampaignTable, points: NestedPoints, excluded: Set<Int>, uncertainty: ProgrammeConfiguration.UncertaintySettings,
        isTested: (Int) -> Bool, factor: (Int, Int, Int) -> Double
    ) -> [NestBalance] {
        var nests: [Nest] = []
        for site in points.order where isUsable(site, points, excluded) {
            for analyte in table.analytes.indices where isTested(analyte) {
                let sums = (0...table.target).map { campaign in
                    masses(table, campaign: campaign, site: site, upstream: points.upstream[site], analyte: analyte)
                        .map { Sums(own: $0.own, brought: $0.brought, factor: factor(campaign, site, analyte)) }
                }
                if let nest = nest(site: site, series: analyte, sums: sums) { nests.append(nest) }
            }
        }
        let once = portableLog1p(uncertainty.analyticRSD * uncertainty.analyticRSD) + portableLog1p(uncertainty.samplingRSD * uncertainty.samplingRSD)
        return judge(nests, points, model: modelVariance(uncertainty) + 2 * once / 7, least: 2 * once / 7)
    }

    /// The balances of the water.
    static func water(
        _ table: CampaignTable, points: NestedPoints, excluded: Set<Int>, uncertainty: ProgrammeConfiguration.UncertaintySettings
    ) -> [NestBalance] {
        let flows = LoadMatrix.flows(table)
        let network = NetworkFactor(flows, series: 0, history: Array(0..<table.target), target: table.target)
        let nests = points.order.filter { isUsable($0, points, excluded) }.compactMap { site in
            nest(
                site: site, series: -1,
                sums: (0...table.target).map { campaign in
                    volumes(table, campaign: campaign, site: site, upstream: points.upstream[site])
                        .map { Sums(own: $0.own, brought: $0.brought, factor: network.logFactor(campaign, site)) }
                })
        }
        return judge(nests, points, model: modelVariance(uncertainty), least: leastWaterVariance)
    }

    private static func isUsable(_ site: Int, _ points: NestedPoints, _ excluded: Set<Int>) -> Bool {
        !points.upstream[site].isEmpty && !excluded.contains(site) && excluded.isDisjoint(with: points.upstream[site])
    }

    /// Two meters' errors, where earlier campaigns do not tell.
    private static func modelVariance(_ uncertainty: ProgrammeConfiguration.UncertaintySettings) -> Double {
        2 * portableLog1p(uncertainty.flowRSD * uncertainty.flowRSD)
    }

    private static func nest(site: Int, series: Int, sums: [Sums?]) -> Nest? {
        guard let now = sums.last.flatMap({ $0 }), now.own > 0 else { return nil }
        let history = sums.dropLast().compactMap { $0 }.filter { $0.own > 0 }
        guard history.count >= StepTest.fewestCampaigns,
            let usual = median(history.map { ($0.own - $0.brought) * portableExp(-$0.factor) })
        else { return nil }
        func quotient(_ sums: Sums) -> Double? {
            let expected = sums.brought + usual * portableExp(sums.factor)
            return expected >= leastExpectedShare * sums.brought && expected > 0 ? portableLog(sums.own / expected) : nil
        }
        let past = history.compactMap(quotient)
        guard past.count == history.count, quotient(now) != nil else { return nil }
        return Nest(site: site, series: series, now: now, usual: usual, past: past)
    }

    private static func judge(_ nests: [Nest], _ points: NestedPoints, model: Double, least: Double) -> [NestBalance] {
        let cells = nests.map { nest -> (variance: Double, degrees: Double) in
            (variance(nest.past) ?? 0, Double(nest.past.count - 1))
        }
        // With few nests, the errors stated for meters and analysis speak for them all.
        let prior = (nests.count >= 10 ? VariancePrior.fitByLikelihood(cells) : nil) ?? VariancePrior(variance: model, degrees: 4)
        return zip(nests, cells).compactMap { nest, cell in
            let moderated = prior.moderated(variance: cell.variance, degrees: cell.degrees)
            // The median of n campaigns has π/2 times the variance of their mean.
            let sd = (max(moderated.variance, least) * (1 + 1.5707963267948966 / Double(nest.past.count))).squareRoot()
            let usual = nest.usual * portableExp(nest.now.factor)
            let expected = nest.now.brought + usual
            guard expected > 0, sd > 0, moderated.degrees > 0 else { return nil }
            let score = portableLog(nest.now.own / expected) / sd
            return NestBalance(
                site: nest.site, series: nest.series, upstream: points.upstream[nest.site], history: nest.past.count, observed: nest.now.own,
                brought: nest.now.brought, usual: usual, predictionSD: sd, degrees: moderated.degrees, score: score,
                pUp: studentUpperTail(score, degreesOfFreedom: moderated.degrees),
                pDown: studentUpperTail(-score, degreesOfFreedom: moderated.degrees))
        }
    }

    /// Mean masses of the common days, g/d; a limit counts as such above, where it makes the balance harder to exceed.
    private static func masses(
        _ table: CampaignTable, campaign: Int, site: Int, upstream: [Int], analyte: Int
    ) -> (own: Double, brought: Double)? {
        func byDate(_ site: Int, isOwn: Bool) -> [CalendarDate: Double] {
            let days = table.days(campaign, site)
            var result: [CalendarDate: Double] = [:]
            for day in table.usableDays(campaign, site, analyte) {
                let place = days[day.day]
                guard !place.isWet, !place.isMeterFault, let people = place.population else { continue }
                guard isOwn ? day.load.bound == .exact : day.load.bound != .above else { continue }
                result[place.date] = portableExp(day.load.value) * people * 1e-6
            }
            return result
        }
        return means(byDate(site, isOwn: true), upstream.map { byDate($0, isOwn: false) })
    }

    /// Mean flows of the common days, m3/d.
    private static func volumes(_ table: CampaignTable, campaign: Int, site: Int, upstream: [Int]) -> (own: Double, brought: Double)? {
        func byDate(_ site: Int) -> [CalendarDate: Double] {
            var result: [CalendarDate: Double] = [:]
            for day in table.days(campaign, site) where !day.isWet && !day.isMeterFault {
                if let flow = day.logFlow { result[day.date] = portableExp(flow) }
            }
            return result
        }
        return means(byDate(site), upstream.map(byDate))
    }

    private static func means(_ own: [CalendarDate: Double], _ above: [[CalendarDate: Double]]) -> (own: Double, brought: Double)? {
        let dates = own.keys.filter { date in above.allSatisfy { $0[date] != nil } }.sorted()
        guard dates.count >= fewestDays else { return nil }
        let count = Double(dates.count)
        let brought = dates.reduce(0) { sum, date in sum + above.reduce(0) { $0 + ($1[date] ?? 0) } }
        return (dates.reduce(0) { $0 + (own[$1] ?? 0) } / count, brought / count)
    }
}
