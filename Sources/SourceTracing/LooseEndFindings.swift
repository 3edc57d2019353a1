internal import Findings
internal import Monitoring
internal import SewerNetwork

/// What is told of loose ends: where the pipe that is missing most likely leads.
enum LooseEndFindings {
    /// Probability of its likeliest target, and that it leads anywhere, from which on a loose end is told of: more than the prior
    /// of either; settings.
    static let least = 0.5
    static let leastOfAny = 0.8

    /// - Parameter probability: of each realisation of the campaign.
    static func all(graph: SewerGraph, campaign: TraceCampaign, probability: [Double]) -> [Finding] {
        let classes = campaign.classes
        return classes.loose.indices.compactMap { place in
            var byTarget: [Int: Double] = [:]
            for (realisation, share) in zip(campaign.realisations, probability) { byTarget[realisation.joins[place], default: 0] += share }
            let targets = byTarget.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
            guard let best = targets.first, best.key >= 0, best.value >= least, 1 - (byTarget[-1] ?? 0) >= leastOfAny else { return nil }
            let node = graph.id(Int(classes.headNode[classes.loose[place]])).rawValue
            return Finding(
                "M211", .warning, text: node,
                [
                    "node": node, "head": graph.id(Int(classes.headNode[best.key])).rawValue,
                    "percent": String(Int((min(best.value, 1) * 100).rounded())),
                ])
        }
    }
}
