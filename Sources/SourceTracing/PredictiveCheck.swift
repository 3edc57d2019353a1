internal import Findings
internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// Whether the best explanation explains: the residual of each site under it.
enum PredictiveCheck {
    /// Residuals beyond this many standard deviations speak of a wrong network, a second source or a fault: three, and more where
    /// there are many sites, so that one campaign in a hundred without fault has such a site.
    static func limit(sites: Int) -> Double { max(3, normalQuantile(1 - 0.005 / Double(max(sites, 1)))) }

    static func findings(
        graph: SewerGraph, campaign: TraceCampaign, evidence: SourceEvidence, nodes: NodeEvidence, prior: MassDistribution, hasSource: Bool,
        pair: SourcePair?
    ) -> [Finding] {
        guard !campaign.sites.isEmpty else { return [] }
        let classes = campaign.classes
        var arriving = [Double](repeating: 0, count: campaign.sites.count)
        if let pair {
            // Sources that are off on most days leave the median day of a site as it was.
            for (index, lnMass) in zip(pair.classPair, pair.lnMasses) where pair.isSteady {
                for arrival in classes.arrivals[index] { arriving[arrival.site] += portableExp(lnMass + arrival.lnShare) }
            }
        } else if hasSource, let best = nodes.classProbability.indices.max(by: { nodes.classProbability[$0] < nodes.classProbability[$1] }) {
            let ratios = evidence.ratio[best].ln
            var top = 0
            for j in ratios.indices {
                let value = ratios[j] + portableLog(max(prior.density(evidence.mass[j] - nodes.classLnArrival[best]), 1e-300))
                let now = ratios[top] + portableLog(max(prior.density(evidence.mass[top] - nodes.classLnArrival[best]), 1e-300))
                if value > now { top = j }
            }
            // A source that is off on most days leaves the median day of a site as it was.
            let isChronic = evidence.chronic.map { $0[best].ln[top] > evidence.ownRatio[best].ln[top] - 0.6931471805599453 } ?? false
            for arrival in classes.arrivals[best] where isChronic { arriving[arrival.site] = portableExp(evidence.mass[top] + arrival.lnShare) }
        }
        // What all sites share, re-centred under this explanation by the median site.
        let levels = campaign.sites.indices.map { index -> (y: Double, baseline: Double, day: Double, own: Double) in
            let site = campaign.sites[index]
            let measured = site.entries.filter { $0.kind == .quantified }
            let day = measured.isEmpty ? 0 : (measured.reduce(0) { $0 + $1.logSD * $1.logSD } / Double(measured.count * measured.count)).squareRoot()
            return (TraceCampaign.median(measured.map(\.lnLoad)), site.lnBaseline, day, site.logSD)
        }
        let measuredSites = campaign.sites.indices.filter { index in campaign.sites[index].entries.contains { $0.kind == .quantified } }
        let shift = TraceCampaign.median(
            measuredSites.compactMap { index in
                let left = portableExp(levels[index].y) - arriving[index]
                return left > 0.2 * portableExp(levels[index].y) ? portableLog(left) - levels[index].baseline : nil
            })
        var findings: [Finding] = []
        for index in measuredSites {
            let level = levels[index]
            let baseline = portableExp(level.baseline + shift)
            let total = baseline + arriving[index]
            // The site's own spread concerns the baseline alone.
            let part = baseline / total
            let sd = (level.day * level.day * 1.57 + part * part * level.own * level.own).squareRoot()
            let residual = (level.y - portableLog(total)) / max(sd, 1e-6)
            guard residual.magnitude > limit(sites: measuredSites.count) else { continue }
            let tenths = Int(min((residual.magnitude * 10).rounded(), 1e6))
            let id = graph.id(campaign.sites[index].node).rawValue
            findings.append(
                Finding(
                    hasSource ? "M205" : "M206", .warning, text: id,
                    ["node": id, "residual": (residual < 0 ? "-" : "+") + "\(tenths / 10).\(tenths % 10)"]))
        }
        return findings
    }
}
