import Findings
import Glibc
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing

/// Times a traceback on a made sewer: what a user waits for after the network is loaded.
struct TraceBench {
    /// Manholes of the network.
    var nodes: Int
    /// Sampled nodes; each has `days` daily composites.
    var sites: Int
    var days: Int
    var runs: Int

    /// A tree of long chains with few branches, as sewers are, laid at once from the outfall upstream; one manhole in 60 has
    /// a second pipe out, which most often rejoins its own way within 30 manholes; one such pipe in 50 leads anywhere.
    func graph() -> SewerGraph? {
        var draws = RandomStream(seed: 1, "trace-bench")
        var survey = SewerSurvey()
        survey.add(SurveyedNode("n0", role: .outfall, population: 0))
        // Heads of streets that are still being laid.
        var tips = [0]
        var downstream = [0]
        for index in 1..<max(2, nodes) {
            let id = NodeID("n\(index)")
            survey.add(SurveyedNode(id, population: 20 + 20 * draws.uniform()))
            let place = draws.integer(below: tips.count)
            let below = tips[place]
            survey.add(SurveyedLink("p\(index)", from: id, to: NodeID("n\(below)"), lengthM: 60, diameterM: 0.4, travelTimeH: 0.02))
            downstream.append(below)
            if draws.uniform() < 0.15, tips.count < 20_000 { tips.append(index) } else { tips[place] = index }
            guard draws.uniform() < 1.0 / 60, below > 100 else { continue }
            var other = below
            for _ in 0...draws.integer(below: 30) { other = downstream[other] }
            if draws.uniform() < 0.02 { other = draws.integer(below: below) }
            guard other != below else { continue }
            survey.add(
                SurveyedLink(
                    "q\(index)", from: id, to: NodeID("n\(other)"), lengthM: 60, diameterM: 0.3, travelTimeH: 0.05, flowShare: 0.2))
        }
        return survey.repaired().graph
    }

    /// Loads of all sites without noise from the outside: a source of 10 g/d at one manhole.
    func observations(_ graph: SewerGraph) -> [SourceObservation] {
        var draws = RandomStream(seed: 2, "trace-bench")
        let people = graph.upstreamPopulation()
        var chosen: Set<Int> = []
        for node in 0..<graph.nodeCount where graph.outStart[node] == graph.outStart[node + 1] { chosen.insert(node) }
        // Points as programmes choose them: each cuts off a like number of people.
        var wanted = (people.max() ?? 0) / 2
        while chosen.count < sites, wanted > 100 {
            for _ in 0..<200 where chosen.count < sites {
                let node = draws.integer(below: graph.nodeCount)
                if people[node] > wanted, people[node] < 2 * wanted { chosen.insert(node) }
            }
            wanted /= 1.5
        }
        var arriving = [Double](repeating: 0, count: graph.nodeCount)
        arriving[graph.nodeCount / 3] = 10
        arriving = graph.accumulated(arriving)
        let shared = 0.3 * draws.normal()
        var rows: [SourceObservation] = []
        for node in chosen.sorted() {
            let level = portableExp(shared + 0.25 * draws.normal()) * 30e-6 * people[node]
            for day in 0..<days {
                let load = (level + arriving[node]) * portableExp(0.28 * draws.normal())
                rows.append(
                    SourceObservation(
                        node: graph.id(node), date: CalendarDate(day: 20_000) + day, analyte: "x", result: .quantified(load / max(graph.flow[node], 1) * 1e6)))
            }
        }
        return rows
    }

    /// Prints one JSON line: milliseconds from observations to posterior with the next samples, the network being loaded.
    func run() throws {
        let clock = ContinuousClock()
        var made: SewerGraph?
        let laying = clock.measure { made = graph() }
        guard let graph = made else { throw UsageError(description: "the sewer could not be laid") }
        let rows = observations(graph)
        let network = TraceNetwork(graph)
        var least = Double.greatestFiniteMagnitude
        var all: [Double] = []
        var last: SourcePosterior?
        var leastProcessor = Double.greatestFiniteMagnitude
        for _ in 0..<runs {
            let before = Glibc.clock()
            let time = clock.measure { last = SourcePosterior.trace(network: network, observations: rows, analyte: "x") }
            let milliseconds = Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15
            leastProcessor = min(leastProcessor, Double(Glibc.clock() - before) / Double(CLOCKS_PER_SEC) * 1e3)
            all.append(milliseconds)
            least = min(least, milliseconds)
        }
        let middle = all.sorted()[all.count / 2]
        print(
            "{\"bench\": \"trace\", \"nodes\": \(graph.nodeCount), \"sites\": \(last?.siteCount ?? 0), \"observations\": \(rows.count), "
                + "\"reaches\": \(last?.reaches.count ?? 0), \"lay_s\": \(laying.components.seconds), \"trace_ms\": \(least), \"median_ms\": \(middle), "
                + "\"processor_ms\": \(leastProcessor)}")
    }
}
