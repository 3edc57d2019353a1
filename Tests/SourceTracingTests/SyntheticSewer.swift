import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing

/// A sewer of random branches and the composites of a campaign on it, with the truth known.
struct SyntheticSewer {
    var graph: SewerGraph
    var sites: [Int]

    /// A network of so many nodes; a share of them are splits.
    static func graph(seed: UInt64, nodes: Int, splits: Double) -> SewerGraph? {
        var draws = RandomStream(seed: seed, "sewer")
        var survey = SewerSurvey()
        survey.add(SurveyedNode("n0", role: .outfall, population: 0))
        for index in 1..<nodes {
            let id = NodeID("n\(index)")
            survey.add(SurveyedNode(id, population: 20 * portableExp(0.8 * draws.normal())))
            // Near neighbours make long chains with few branches, as real sewers have.
            let reach = min(index, 12)
            let down = draws.uniform() < 0.6 ? index - 1 : index - 1 - draws.integer(below: reach)
            survey.add(
                SurveyedLink("a\(index)", from: id, to: NodeID("n\(down)"), lengthM: 60, diameterM: 0.3, travelTimeH: 0.02 + 0.03 * draws.uniform()))
            if draws.uniform() < splits, index > 20 {
                let other = NodeID("n\(index - 2 - draws.integer(below: 18))")
                survey.add(SurveyedLink("b\(index)", from: id, to: other, lengthM: 60, diameterM: 0.3, travelTimeH: 0.04))
            }
        }
        return survey.repaired().graph
    }

    /// Sites that cut the network into pieces of like size, the outfall first.
    init?(seed: UInt64, nodes: Int, splits: Double = 0, sites count: Int) {
        guard let graph = SyntheticSewer.graph(seed: seed, nodes: nodes, splits: splits) else { return nil }
        self.graph = graph
        sites = [0]
        while sites.count < count {
            var whole = [Double](repeating: 1, count: graph.nodeCount)
            var piece = [Double](repeating: 0, count: graph.nodeCount)
            let chosen = Set(sites)
            for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) where !chosen.contains(node) {
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    whole[Int(graph.outNode[link])] += whole[node] * Double(graph.outShare[link])
                }
            }
            for node in 1..<graph.nodeCount {
                let next = Int(graph.outNode[Int(graph.outStart[node])])
                piece[node] = chosen.contains(next) ? whole[next] : piece[next]
            }
            var best = (node: -1, size: 0.0)
            for node in 1..<graph.nodeCount where !chosen.contains(node) {
                let size = min(whole[node], piece[node] - whole[node])
                if size > best.size { best = (node, size) }
            }
            guard best.node >= 0 else { return }
            sites.append(best.node)
        }
    }

    /// Composites of all sites over seven days: 30 mg a day and 1000 people, shared spread 0.3, site spread 0.25, daily 0.28.
    func campaign(
        seed: UInt64, sources: [(node: Int, mass: Double)] = [], days: [Bool] = [Bool](repeating: true, count: 7), limit: Double = 2
    ) -> [SourceObservation] {
        var draws = RandomStream(seed: seed, "campaign")
        let people = graph.upstreamPopulation()
        var arriving = [Double](repeating: 0, count: graph.nodeCount)
        for source in sources { arriving[source.node] += source.mass }
        arriving = graph.accumulated(arriving)
        let shared = 0.3 * draws.normal()
        var result: [SourceObservation] = []
        for site in sites {
            let own = 0.25 * draws.normal()
            for day in 0..<7 {
                let load = portableExp(shared + own) * 30e-6 * people[site] + (days[day] ? arriving[site] : 0)
                let concentration = load * portableExp(0.28 * draws.normal()) / graph.flow[site] * 1e6
                result.append(
                    SourceObservation(
                        node: graph.id(site), date: CalendarDate(day: 20_000) + day, analyte: "x",
                        result: concentration < limit ? .belowQuantification(limit: limit) : .quantified(concentration)))
            }
        }
        return result
    }

    /// A random node of the network.
    func node(seed: UInt64) -> Int {
        var draws = RandomStream(seed: seed, "source")
        return draws.integer(below: graph.nodeCount)
    }
}
