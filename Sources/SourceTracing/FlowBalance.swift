internal import Findings
internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// Whether the water that was measured at the sites is the water that the network brings there.
///
/// A pipe that is missing, drawn against its flow or divided wrongly brings other people and other water to a site than the
/// model says. Measured flow over that of the model, relative to the median site (season, infiltration), shows it before any
/// load is judged. Either the network is right there and the two differ by meters and model alone, or it is wrong and they differ by any
/// factor; the people behind the site are corrected by what is expected of the two.
enum FlowBalance {
    /// Standard deviation of ln(measured / model) where the network is right: a meter's own error of 20 % (Castiglioni et al.
    /// 2013, 10.1021/es302722f) and as much again of inflow that is no sewage: a setting of this programme.
    static let faultlessLogSD = 0.28
    /// The same where the network is wrong: a factor of 2.7 either way is common; a setting.
    static let faultyLogSD = 1.0
    /// Prior probability that the network is wrong at a site; a setting. Where people stand above a loose end of the network, a
    /// pipe is missing somewhere, and it is an even chance.
    static func faultProbability(hasLooseEnds: Bool) -> Double { hasLooseEnds ? 0.5 : 0.05 }
    /// Sites with measured flow that a common factor needs.
    static let leastSites = 4

    /// What the flow at a site says.
    struct Verdict {
        /// Probability that the network is wrong there.
        var probability: Double
        /// ln(measured / model), relative to the other sites.
        var lnRatio: Double
        /// Expected ln factor of the people behind the site, and the variance of that.
        var shift: Double
        var variance: Double
    }

    /// The verdict on each site of which flow was measured and is foreseen; empty where there are too few of them.
    ///
    /// - Parameters:
    ///   - measured: for each site the flows measured, m3/d.
    ///   - foreseen: for each site the dry-weather flow of the model, m3/d.
    ///   - hasLooseEnds: whether people stand above nodes that lead nowhere and are no outfalls.
    static func verdicts(measured: [[Double]], foreseen: [Double], hasLooseEnds: Bool) -> [Int: Verdict] {
        let fault = faultProbability(hasLooseEnds: hasLooseEnds)
        var ratios: [Int: Double] = [:]
        for (site, flows) in measured.enumerated() where foreseen[site] > 0 {
            let usable = flows.filter { $0 > 0 && $0.isFinite }
            guard !usable.isEmpty else { continue }
            ratios[site] = portableLog(TraceCampaign.median(usable)) - portableLog(foreseen[site])
        }
        guard ratios.count >= leastSites else { return [:] }
        let common = TraceCampaign.median(ratios.keys.sorted().compactMap { ratios[$0] })
        return ratios.mapValues { ratio in
            let own = ratio - common
            let (narrow, wide) = (faultlessLogSD * faultlessLogSD, faultlessLogSD * faultlessLogSD + faultyLogSD * faultyLogSD)
            func ln(_ variance: Double) -> Double { -0.5 * own * own / variance - 0.5 * portableLog(variance) }
            let lnOdds = ln(wide) - ln(narrow) + portableLog(fault / (1 - fault))
            let probability = lnOdds > 0 ? 1 / (1 + portableExp(-lnOdds)) : portableExp(lnOdds) / (1 + portableExp(lnOdds))
            let kept = own * faultyLogSD * faultyLogSD / wide
            let spread = narrow * faultyLogSD * faultyLogSD / wide
            return Verdict(
                probability: probability, lnRatio: own, shift: probability * kept,
                variance: probability * (spread + (1 - probability) * kept * kept))
        }
    }

    /// The warning about a site whose water does not agree with the network; nil where it does.
    static func finding(_ verdict: Verdict, node: NodeID) -> Finding? {
        guard verdict.probability > 0.6 else { return nil }
        let tenths = Int(min((portableExp(verdict.lnRatio) * 100).rounded(), 1e6))
        return Finding(
            "M208", .warning, text: node.rawValue,
            ["node": node.rawValue, "ratio": "\(tenths / 100).\(tenths / 10 % 10)\(tenths % 10)", "percent": String(Int((verdict.probability * 100).rounded()))])
    }
}
