import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing

@Suite struct SignatureTests {
    /// Settings without nuisances and with one prior, so that evidence can be computed by hand.
    private var plain: TraceSettings {
        var settings = TraceSettings()
        settings.siteLogSD = 0
        settings.campaignLogSD = 0
        settings.massPriors = [MassPrior(lnMedian: 2, logSD: 1, share: 1)]
        settings.singleDayShare = 0
        settings.someDaysShare = 0
        settings.secondSourceRatio = 0
        settings.decayPerHour = 0.05
        return settings
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func classesGiveTheEvidenceOfEveryNodeOnNetworksWithSplits(seed: UInt64) throws {
        let graph = try #require(SyntheticSewer.graph(seed: seed, nodes: 150, splits: 0.1))
        var draws = RandomStream(seed: seed, "sites")
        let date = CalendarDate(day: 20_000)
        var observed: [(node: Int, lnLoad: Double, baseline: Double, limit: Double?)] = []
        for node in Set((0..<9).map { _ in draws.integer(below: graph.nodeCount) }).sorted() {
            let baseline = 0.2 + draws.uniform()
            let load = baseline + (draws.uniform() < 0.5 ? 3 * draws.uniform() : 0)
            observed.append((node, portableLog(load), baseline, draws.uniform() < 0.3 ? load : nil))
        }
        let observations = observed.map { row in
            SourceObservation(
                node: graph.id(row.node), date: date, analyte: "x",
                result: row.limit.map { .belowQuantification(limit: $0) } ?? .quantified(portableExp(row.lnLoad)), flowVolume: 1e6, logSD: 0.3,
                baseline: SiteBaseline(lnLoad: portableLog(row.baseline), logSD: 0))
        }
        let posterior = SourcePosterior.trace(graph: graph, observations: observations, analyte: "x", settings: plain)
        for source in stride(from: 0, to: graph.nodeCount, by: 3) {
            // By hand: what of a gram at the source arrives at each site, then a sum over masses.
            var unit = [Double](repeating: 0, count: graph.nodeCount)
            unit[source] = 1
            let arriving = graph.accumulated(unit) { portableExp(-0.05 * Double($0)) }
            var sum = 0.0
            for step in 0..<2400 {
                let lnMass = -8 + Double(step) * 0.01
                var ln = -0.5 * (lnMass - 2) * (lnMass - 2) - 0.9189385332046727
                for row in observed {
                    func value(_ load: Double) -> Double {
                        let z = (row.lnLoad - portableLog(load)) / 0.3
                        return row.limit == nil ? -0.5 * z * z : logNormalCDF(z)
                    }
                    ln += value(row.baseline + arriving[row.node] * portableExp(lnMass)) - value(row.baseline)
                }
                sum += 0.01 * portableExp(ln)
            }
            #expect(abs(posterior.lnBayesFactor(of: source) - portableLog(sum)) < 2e-5, "seed \(seed), node \(source)")
        }
    }

    @Test func theOrderOfObservationsDoesNotMatter() throws {
        let city = try #require(SyntheticSewer(seed: 3, nodes: 300, splits: 0.02, sites: 8))
        let observations = city.campaign(seed: 3, sources: [(250, 5)])
        let forward = SourcePosterior.trace(graph: city.graph, observations: observations, analyte: "x")
        let backward = SourcePosterior.trace(graph: city.graph, observations: observations.reversed(), analyte: "x")
        #expect(forward.nodeProbability == backward.nodeProbability)
        #expect(forward.nextSamples == backward.nextSamples)
    }

    @Test func tracesSideBySideAreTheSameAsOneByOne() async throws {
        let city = try #require(SyntheticSewer(seed: 4, nodes: 200, sites: 6))
        let observations = city.campaign(seed: 4, sources: [(150, 5)])
        let graph = city.graph
        let alone = SourcePosterior.trace(graph: graph, observations: observations, analyte: "x").nodeProbability
        let together = await withTaskGroup(of: [Double].self) { group in
            for _ in 0..<4 {
                group.addTask { SourcePosterior.trace(graph: graph, observations: observations, analyte: "x").nodeProbability }
            }
            return await group.reduce(into: [[Double]]()) { $0.append($1) }
        }
        for other in together { #expect(other == alone) }
    }

    @Test func nodesThatNoSampleTellsApartShareOneProbability() throws {
        let city = try #require(SyntheticSewer(seed: 5, nodes: 300, sites: 5))
        let posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 5, sources: [(200, 10)]), analyte: "x")
        #expect(abs(posterior.nodeProbability.reduce(0, +) - 1) < 1e-9)
        #expect(abs(posterior.reaches.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
        #expect(posterior.reaches.reduce(0) { $0 + $1.nodes } == 300)
        let inside = posterior.credibleSet.nodes.map { posterior.probability(of: $0) }.min() ?? 0
        let members = Set(posterior.credibleSet.nodes)
        for node in 0..<300 where !members.contains(node) { #expect(posterior.probability(of: node) < inside * (1 - 1e-9)) }
    }

    @Test func nodesAboveNoSampleAreNotExamined() throws {
        let graph = try #require(SyntheticSewer.graph(seed: 6, nodes: 100, splits: 0))
        let site = try #require((1..<100).last { graph.upstreamNodes(of: $0).count > 10 })
        let observation = SourceObservation(
            node: graph.id(site), date: CalendarDate(day: 20_000), analyte: "x", result: .quantified(100), flowVolume: 1000)
        let posterior = SourcePosterior.trace(graph: graph, observations: [observation], analyte: "x")
        #expect(posterior.notExaminedNodes == 100 - graph.upstreamNodes(of: site).count)
        #expect(posterior.findings.contains { $0.code == "M204" })
        #expect(posterior.lnBayesFactor(of: 0) == 0)
    }

    @Test func unknownNodesMissingFlowsAndNoDataAreTold() throws {
        let graph = try #require(SyntheticSewer.graph(seed: 6, nodes: 50, splits: 0))
        let date = CalendarDate(day: 20_000)
        let posterior = SourcePosterior.trace(
            graph: graph,
            observations: [
                SourceObservation(node: "nowhere", date: date, analyte: "x", result: .quantified(1), flowVolume: 10),
                SourceObservation(node: graph.id(3), date: date, analyte: "x", result: .quantified(1), flowVolume: -1),
                SourceObservation(node: graph.id(3), date: date, analyte: "y", result: .quantified(1), flowVolume: 10),
            ], analyte: "x")
        #expect(posterior.findings.map(\.code.rawValue).sorted() == ["M201", "M202", "M203"])
        #expect(abs(posterior.lnBayesFactor) < 1e-12)
        #expect(posterior.nextSamples.isEmpty)
    }
}
