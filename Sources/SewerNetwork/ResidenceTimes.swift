package import Monitoring

extension SewerGraph {
    /// The time that the sewage of the people upstream was under way, at each of some nodes.
    ///
    /// Mean and variance over the people, by one pass in the direction of flow: with the hours `h` and the share `s` of a
    /// link, people `P`, `T = Σ P t` and `Q = Σ P t²` of its upper end add `s P`, `s (T + h P)` and `s (Q + 2 h T + h² P)` to
    /// its lower end. The way from the house to the first node is not in it.
    ///
    /// - Returns: nothing for a node without people upstream, or that the graph does not have. Linear in nodes and links.
    package func residences(of sites: [(site: SiteCode, node: NodeID)]) -> [SiteCode: SewerResidence] {
        var people = population
        var first = [Double](repeating: 0, count: nodeCount)
        var second = first
        for node in stride(from: nodeCount - 1, through: 0, by: -1) where people[node] > 0 {
            for link in Int(outStart[node])..<Int(outStart[node + 1]) {
                let share = Double(outShare[link])
                let hours = Double(outHours[link])
                let next = Int(outNode[link])
                people[next] += share * people[node]
                first[next] += share * (first[node] + hours * people[node])
                second[next] += share * (second[node] + 2 * hours * first[node] + hours * hours * people[node])
            }
        }
        var result: [SiteCode: SewerResidence] = [:]
        for (site, id) in sites {
            guard let node = index(of: id).map({ Int(hub[$0]) }), people[node] > 0 else { continue }
            let mean = first[node] / people[node]
            let variance = max(0, second[node] / people[node] - mean * mean)
            guard mean.isFinite, variance.isFinite else { continue }
            result[site] = SewerResidence(meanHours: mean, sdHours: variance.squareRoot())
        }
        return result
    }
}
