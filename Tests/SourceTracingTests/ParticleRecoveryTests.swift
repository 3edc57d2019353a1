import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing
import TrialSewers

/// Sources in a made city whose loads were routed as particles, recovered from the tables a city would hand over.
///
/// Bounds are those of the task less three standard deviations of a count of so few cases.
@Suite struct ParticleRecoveryTests {
    private let sewer = TrialSewer(seed: 78, manholes: 1500, persons: 30_000)

    private func network(splitError: Double = 0) throws -> TraceNetwork {
        let reading = SewerReading.read(files: [
            NetworkFile(name: "nodes.csv", bytes: Array(sewer.nodesTable().utf8)),
            NetworkFile(name: "pipes.csv", bytes: Array(sewer.pipesTable(seed: 1, splitError: splitError).utf8)),
        ])
        return TraceNetwork(try #require(reading.graph))
    }

    private func posterior(_ network: TraceNetwork, _ campaign: TrialCampaign, points: [Int], sources: [TrialSource]) -> SourcePosterior {
        let table = ObservationTable.read(
            NetworkFile(name: "observations.csv", bytes: Array(campaign.table(sewer, points: points, sources: sources).utf8)))
        return SourcePosterior.trace(
            network: network,
            observations: table.measurements.map {
                SourceObservation(
                    node: $0.node, date: $0.date, analyte: "x", result: $0.result, detectionLimit: $0.detectionLimit, flowVolume: $0.flowVolume)
            }, analyte: "x")
    }

    @Test func aSteadySourceIsPlacedInItsReach() throws {
        let network = try network()
        let points = sewer.points(8)
        var first = 0
        var covered = 0
        for seed in UInt64(1)...6 {
            var draws = RandomStream(seed: seed, "node")
            let node = 1 + draws.integer(below: sewer.count - 1)
            // 10 g/d among 200,000 people is 1.5 among 30,000.
            let found = posterior(
                network, TrialCampaign(seed: seed), points: points, sources: [TrialSource(node: node, gramsPerDay: [Double](repeating: 1.5, count: 7))])
            let graph = network.graph
            let head = graph.index(of: NodeID("n\(sewer.firstPoint(node, Set(points)))"))
            if found.reaches.first?.head == head { first += 1 }
            if let index = graph.index(of: NodeID("n\(node)")), found.credibleSet.nodes.contains(index) { covered += 1 }
        }
        // 6 · 0.97 − 3 √(6 · 0.97 · 0.03) = 4.6; 6 · 0.9 − 3 √(6 · 0.9 · 0.1) = 3.2.
        #expect(first >= 5)
        #expect(covered >= 4)
    }

    @Test func aSourceAmongTenThousandManholesIsPlacedInItsReach() throws {
        let city = TrialSewer(seed: 90, manholes: 10_000)
        let reading = SewerReading.read(files: [
            NetworkFile(name: "nodes.csv", bytes: Array(city.nodesTable().utf8)),
            NetworkFile(name: "pipes.csv", bytes: Array(city.pipesTable(seed: 1, splitError: 0).utf8)),
        ])
        let network = TraceNetwork(try #require(reading.graph))
        let points = city.points(22)
        var draws = RandomStream(seed: 90, "node")
        let node = 1 + draws.integer(below: city.count - 1)
        var campaign = TrialCampaign(seed: 90, days: 3)
        campaign.particles = 100
        func traced(_ sources: [TrialSource]) -> SourcePosterior {
            let table = ObservationTable.read(NetworkFile(name: "o.csv", bytes: Array(campaign.table(city, points: points, sources: sources).utf8)))
            return self.traced(network, table.measurements)
        }
        let found = traced([TrialSource(node: node, gramsPerDay: [10, 10, 10])])
        let head = network.graph.index(of: NodeID("n\(city.firstPoint(node, Set(points)))"))
        #expect(found.reaches.first?.head == head, "seed 90")
        #expect(found.lnBayesFactor > 2.302585)
        #expect(traced([]).lnBayesFactor < 2.302585)
    }

    @Test func withoutASourceStrongEvidenceIsRare() throws {
        let network = try network()
        let points = sewer.points(8)
        let strong = (UInt64(1)...6).filter { posterior(network, TrialCampaign(seed: $0), points: points, sources: []).lnBayesFactor > 2.302585 }
        #expect(strong.count <= 1, "seeds \(strong)")
    }

    @Test func aMissingPipeIsToldBeforeASourceIsBelieved() throws {
        let points = sewer.points(8)
        // The largest part that a point in the middle cuts off loses its way to that point.
        let cut = try #require(points.dropFirst().first)
        let below = try #require(sewer.pipes[cut].first?.to)
        let next = sewer.firstPoint(below, Set(points))
        let pipes = sewer.pipesTable(seed: 1, splitError: 0).split(separator: "\n").filter { !$0.hasPrefix("p\(cut)-") }.joined(separator: "\n")
        let reading = SewerReading.read(files: [
            NetworkFile(name: "nodes.csv", bytes: Array(sewer.nodesTable().utf8)), NetworkFile(name: "pipes.csv", bytes: Array(pipes.utf8)),
        ])
        let found = posterior(TraceNetwork(try #require(reading.graph)), TrialCampaign(seed: 3), points: points, sources: [])
        #expect(found.findings.contains { $0.code == "M208" && $0.text == "n\(next)" } || found.lnBayesFactor < 0)
    }

    @Test func aSupposedResultMovesTheProbability() throws {
        let network = try network()
        let points = sewer.points(8)
        let node = try #require((1..<sewer.count).last { sewer.firstPoint($0, Set(points)) == points[3] })
        let known = posterior(
            network, TrialCampaign(seed: 5), points: points, sources: [TrialSource(node: node, gramsPerDay: [Double](repeating: 3, count: 7))])
        let next = try #require(known.nextSamples.first)
        #expect(known.advice.step == .goOn)
        #expect(known.advice.samplesLeft ?? 0 > 0)
        let control = try #require(known.advice.control)
        #expect(known.probabilityUpstream(of: control) > 0.5)
        let table = ObservationTable.read(
            NetworkFile(
                name: "o.csv",
                bytes: Array(
                    TrialCampaign(seed: 5).table(sewer, points: points, sources: [TrialSource(node: node, gramsPerDay: [Double](repeating: 3, count: 7))]).utf8)))
        let rows = table.measurements.map {
            SourceObservation(node: $0.node, date: $0.date, analyte: "x", result: $0.result, detectionLimit: $0.detectionLimit, flowVolume: $0.flowVolume)
        }
        let supposed = [true, false].map { sign in
            SourcePosterior.trace(network: network, observations: rows + known.supposed(at: next.node, isPositive: sign), analyte: "x")
        }
        #expect(supposed[0].probabilityUpstream(of: next.node) > known.probabilityUpstream(of: next.node))
        #expect(supposed[1].probabilityUpstream(of: next.node) < known.probabilityUpstream(of: next.node))
        #expect(supposed[0].entropyBits < known.entropyBits)
    }

    @Test func closedAndCostlyManholesAreNotProposed() throws {
        let network = try network()
        let points = sewer.points(8)
        let found = posterior(network, TrialCampaign(seed: 6), points: points, sources: [TrialSource(node: 900, gramsPerDay: [Double](repeating: 3, count: 7))])
        let free = found.nextSamples(3, rules: SamplingRules())
        #expect(free.count == 3)
        #expect(Set(free.map(\.node)).isDisjoint(with: found.sampledNodes))
        var rules = SamplingRules()
        rules.closed = Set(free.map(\.node))
        #expect(Set(found.nextSamples(3, rules: rules).map(\.node)).isDisjoint(with: rules.closed))
        rules = SamplingRules()
        rules.cost = [free[0].node: 50]
        #expect(found.nextSamples(1, rules: rules).first?.node != free[0].node)
        rules = SamplingRules()
        rules.leastPeople = 1e9
        #expect(found.nextSamples(1, rules: rules).isEmpty)
    }

    @Test func aDesignTellsMoreWithEachPointAndNoMoreThanItsPieces() throws {
        let network = try network()
        let design = SiteDesign(network: network, present: [], count: 8, gramsPerPerson: 30e-6)
        #expect(design.points.count == 8)
        #expect(design.points.map(\.bits) == design.points.map(\.bits).sorted())
        // Eight points make nine pieces at most.
        #expect(design.points.allSatisfy { $0.bits <= 3.17 })
        let present = design.points.prefix(3).map(\.node)
        let further = SiteDesign(network: network, present: Array(present), count: 8, gramsPerPerson: 30e-6)
        #expect(Set(further.points.map(\.node)).isSuperset(of: present))
        let outfall = try #require(network.graph.index(of: "n0"))
        let small = SiteDesign(network: network, present: [outfall], count: 1, gramsPerPerson: 30e-6)
        // A campaign of seven days at 30,000 people with 0.9 g/d: a rise by 95 % shows with a power of 0.8.
        #expect(small.points.first.map { $0.detectableGramsPerDay > 0.6 && $0.detectableGramsPerDay < 1.2 } ?? false)
        #expect(small.unseen < 1e-6)
    }

    @Test func measuredFlowsTellWhereTheNetworkIsWrong() throws {
        let network = try network()
        let points = sewer.points(8)
        var rows = ObservationTable.read(NetworkFile(name: "o.csv", bytes: Array(TrialCampaign(seed: 8).table(sewer, points: points).utf8))).measurements
        #expect(!traced(network, rows).findings.contains { $0.code == "M208" })
        for index in rows.indices where rows[index].node == NodeID("n\(points[4])") { rows[index].flowVolume = rows[index].flowVolume.map { $0 * 4 } }
        #expect(traced(network, rows).findings.contains { $0.code == "M208" && $0.text == "n\(points[4])" })
    }

    private func traced(_ network: TraceNetwork, _ rows: [NodeMeasurement]) -> SourcePosterior {
        SourcePosterior.trace(
            network: network,
            observations: rows.map {
                SourceObservation(node: $0.node, date: $0.date, analyte: "x", result: $0.result, detectionLimit: $0.detectionLimit, flowVolume: $0.flowVolume)
            }, analyte: "x")
    }
}
