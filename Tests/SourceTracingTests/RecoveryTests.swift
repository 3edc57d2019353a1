import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing

/// Simulated campaigns on a city of 2,000 manholes and 22 sites, seeded; counts are of few replicates, so bounds are wide. A build
/// without optimisation runs fewer of them.
@Suite struct RecoveryTests {
    #if DEBUG
        private let city = SyntheticSewer(seed: 7, nodes: 2000, sites: 12)
        private let part: UInt64 = 4
    #else
        private let city = SyntheticSewer(seed: 7, nodes: 2000, sites: 22)
        private let part: UInt64 = 1
    #endif

    /// Whether the likeliest reach holds the node: its head is the first head on the way down.
    private func holds(_ posterior: SourcePosterior, _ graph: SewerGraph, _ node: Int) -> Bool {
        let heads = Set(posterior.reaches.map(\.head))
        var at = node
        while !heads.contains(at) { at = Int(graph.outNode[Int(graph.outStart[at])]) }
        return posterior.reaches.first?.head == at
    }

    @Test func aSteadySourceIsFoundInItsReachAndTheSetHoldsIt() throws {
        let city = try #require(city)
        var (first, covered, strong) = (0, 0, 0)
        for seed in UInt64(1)...(16 / part) {
            let node = city.node(seed: seed)
            let observations = city.campaign(seed: seed, sources: [(node, 10)])
            let posterior = SourcePosterior.trace(graph: city.graph, observations: observations, analyte: "x")
            if holds(posterior, city.graph, node) { first += 1 }
            if posterior.credibleSet.nodes.contains(node) { covered += 1 }
            if posterior.lnBayesFactor > 2.302585 { strong += 1 }
            #expect(posterior.massGramsPerDay.interval.low < 10 * 1.6 && posterior.massGramsPerDay.interval.high > 10 / 1.6, "seed \(seed)")
        }
        #expect(first >= 15 / Int(part))
        #expect(covered >= 13 / Int(part))
        #expect(strong >= 15 / Int(part))
    }

    @Test func withoutASourceStrongEvidenceIsRare() throws {
        let city = try #require(city)
        var strong = 0
        for seed in UInt64(101)...(100 + 24 / part) {
            let posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: seed), analyte: "x")
            if posterior.lnBayesFactor > 2.302585 { strong += 1 }
        }
        #expect(strong <= 1)
    }

    @Test func aDumpOnOneDayIsFound() throws {
        let city = try #require(city)
        var (first, strong) = (0, 0)
        for seed in UInt64(201)...(200 + 12 / part) {
            let node = city.node(seed: seed)
            var days = [Bool](repeating: false, count: 7)
            days[Int(seed) % 7] = true
            let posterior = SourcePosterior.trace(
                graph: city.graph, observations: city.campaign(seed: seed, sources: [(node, 10)], days: days), analyte: "x")
            if holds(posterior, city.graph, node) { first += 1 }
            if posterior.lnBayesFactor > 2.302585 { strong += 1 }
        }
        #expect(first >= 10 / Int(part))
        #expect(strong >= 10 / Int(part))
    }

    @Test func aSourceOnThreeDaysOfSevenIsFound() throws {
        let city = try #require(city)
        var first = 0
        for seed in UInt64(301)...(300 + 8 / part) {
            let node = city.node(seed: seed)
            let posterior = SourcePosterior.trace(
                graph: city.graph,
                observations: city.campaign(seed: seed, sources: [(node, 10)], days: [true, false, false, true, false, true, false]), analyte: "x")
            if holds(posterior, city.graph, node) { first += 1 }
        }
        #expect(first >= 7 / Int(part))
    }

    @Test func twoSourcesAreBothInTheSet() throws {
        let city = try #require(city)
        var both = 0
        for seed in UInt64(401)...(400 + 8 / part) {
            let (a, b) = (city.node(seed: seed), city.node(seed: seed + 1000))
            let posterior = SourcePosterior.trace(
                graph: city.graph, observations: city.campaign(seed: seed, sources: [(a, 30), (b, 30)]), analyte: "x")
            let nodes = Set(posterior.credibleSet.nodes)
            if nodes.contains(a), nodes.contains(b) { both += 1 }
        }
        #expect(both >= 5 / Int(part))
    }

    @Test func followingTheProposedSamplesNarrowsTheSearch() throws {
        var city = try #require(city)
        let node = city.node(seed: 5)
        var samples = 0
        var posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 5, sources: [(node, 30)]), analyte: "x")
        let before = posterior.credibleSet.nodes.count
        while posterior.credibleSet.nodes.count > 10, samples < 12, let next = posterior.nextSamples.first {
            city.sites.append(next.node)
            samples += 1
            posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 5, sources: [(node, 30)]), analyte: "x")
        }
        #expect(posterior.credibleSet.nodes.contains(node))
        #expect(posterior.credibleSet.nodes.count <= 10)
        // Halving needs log2(before / 10) samples; two more are allowed.
        #expect(portableExp(Double(samples - 2) * 0.6931) * 10 <= Double(before) * 1.01)
    }
}
