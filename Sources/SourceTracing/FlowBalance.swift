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
    /// The same where the network is wrong: a factor of ten either way is not rare where a branch is missing; a setting.
    static let faultyLogSD = 1.5
    /// Prior probability that the network is wrong at a site; a setting. Where people stand above a loose end of the network, a
    /// pipe is missing somewhere, and it is an even chance until it is known where.
    static func faultProbability(isPipeMissing: Bool) -> Double { isPipeMissing ? 0.5 : 0.05 }
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

    /// The verdicts on sites, and how likely all flows are together.
    struct Judgement {
        var verdicts: [Int: Verdict] = [:]
        var lnLikelihood = 0.0
    }

    /// Judges each site of which flow was measured; of none where there are too few of them.
    ///
    /// - Parameters:
    ///   - measured: for each site the flows measured, m3/d.
    ///   - foreseen: for each site the dry-weather flow of the model, m3/d; 0 where the model brings no water there.
    ///   - isPipeMissing: whether a pipe is held to be missing at a place unknown.
    static func judged(measured: [[Double]], foreseen: [Double], isPipeMissing: Bool) -> Judgement {
        let fault = faultProbability(isPipeMissing: isPipeMissing)
        // A site to which the model brings nothing at all is as wrong as one to which it brings a thousandth of the greatest.
        let least = (foreseen.max() ?? 0) * 1e-3
        guard least > 0 else { return Judgement() }
        var ratios: [Int: Double] = [:]
        for (site, flows) in measured.enumerated() {
            let usable = flows.filter { $0 > 0 && $0.isFinite }
            guard !usable.isEmpty else { continue }
            ratios[site] = portableLog(TraceCampaign.median(usable)) - portableLog(max(foreseen[site], least))
        }
        guard ratios.count >= leastSites else { return Judgement() }
        let sites = ratios.keys.sorted()
        let common = TraceCampaign.median(sites.compactMap { ratios[$0] })
        var result = Judgement()
        for site in sites {
            let own = (ratios[site] ?? common) - common
            let (narrow, wide) = (faultlessLogSD * faultlessLogSD, faultlessLogSD * faultlessLogSD + faultyLogSD * faultyLogSD)
            func ln(_ variance: Double) -> Double { -0.5 * own * own / variance - 0.5 * portableLog(variance) }
            let right = ln(narrow) + portableLog(1 - fault)
            let wrong = ln(wide) + portableLog(fault)
            let both = SourceEvidence.lnSum([right, wrong])
            let probability = portableExp(wrong - both)
            let kept = own * faultyLogSD * faultyLogSD / wide
            let spread = narrow * faultyLogSD * faultyLogSD / wide
            result.lnLikelihood += both
            result.verdicts[site] = Verdict(
                probability: probability, lnRatio: own, shift: probability * kept,
                variance: probability * (spread + (1 - probability) * kept * kept))
        }
        return result
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
