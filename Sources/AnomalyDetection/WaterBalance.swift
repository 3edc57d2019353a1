internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws
internal import Wording

/// Whether the water of nested sampling points adds up, before any load is balanced over them.
///
/// Where it does not, a meter reads wrong or water came or went that earlier campaigns did not have; which of the meters
/// concerned cannot be told from the balance, and no load is balanced there.
struct WaterBalance: Sendable {
    /// Rate of false discoveries among the nests of a campaign.
    static let rate = 0.05
    /// A balance that is out by less than this factor is not called a fault: meters of sewers are trusted to 10 to 20 %
    /// (Castiglioni et al. 2013, Environ. Sci. Technol. 47:1452, doi:10.1021/es302722f).
    static let leastFactor = 1.2

    /// Sites whose water was balanced, with the score of each; and those of them where it does not add up.
    private(set) var scores: [Int: Double] = [:]
    private(set) var unbalanced: Set<Int> = []
    private(set) var faults: [SiteFault] = []

    /// Judges the water of the last campaign.
    ///
    /// - Parameter corrected: sites whose meters were found out already: their nests are not judged.
    init(_ table: CampaignTable, points: NestedPoints, corrected: Set<Int>, uncertainty: ProgrammeConfiguration.UncertaintySettings) {
        let balances = NestBalanceTest.water(table, points: points, excluded: corrected, uncertainty: uncertainty)
        let pValues = balances.map { min(1, 2 * min($0.pUp, $0.pDown)) }
        let qValues = FalseDiscoveryRate.qValues(pValues)
        for (index, balance) in balances.enumerated() {
            scores[balance.site] = balance.score
            let logFactor = portableLog(balance.observed / balance.expected)
            guard qValues[index] <= WaterBalance.rate, logFactor.magnitude >= portableLog(WaterBalance.leastFactor) else { continue }
            unbalanced.insert(balance.site)
            let sites = ([balance.site] + balance.upstream).map { table.sites[$0] }
            faults.append(
                SiteFault(
                    site: table.sites[balance.site], date: nil, kind: .flowMeter, direction: balance.score > 0 ? .up : .down,
                    factor: portableExp(logFactor), correction: nil,
                    samples: table.days(table.target, balance.site).map(\.sample).sorted(), score: balance.score, pValue: pValues[index],
                    qValue: qValues[index],
                    reasons: [
                        Reason(
                            "reason.water_balance",
                            [
                                "measured": balance.observed.significant(3), "brought": balance.brought.significant(3),
                                "usual": balance.usual.significant(3), "factor": AnomalyDetection.factor(logFactor),
                                "campaigns": "\(balance.history)",
                                "sites": balance.upstream.map { table.sites[$0].rawValue }.joined(separator: ", "),
                            ]),
                        Reason("reason.water_balance_next", ["sites": sites.map(\.rawValue).joined(separator: ", ")]),
                    ]))
        }
        faults.sort { $0.site < $1.site }
    }
}
