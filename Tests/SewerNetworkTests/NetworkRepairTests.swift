import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import Testing

@Suite struct NetworkRepairTests {
    /// Returns the links out of a node as names and shares.
    private func ways(_ graph: SewerGraph, _ id: NodeID) -> [String: Double] {
        guard let node = graph.index(of: id) else { return [:] }
        var result: [String: Double] = [:]
        for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
            result[graph.id(Int(graph.outNode[link])).rawValue, default: 0] += Double(graph.outShare[link])
        }
        return result
    }

    private func survey(_ links: [(String, String)], outfalls: [NodeID] = ["O"], levels: [NodeID: Double] = [:]) -> SewerSurvey {
        var survey = SewerSurvey()
        var seen: Set<String> = []
        for name in links.flatMap({ [$0.0, $0.1] }) where seen.insert(name).inserted {
            let id = NodeID(name)
            survey.add(SurveyedNode(id, role: outfalls.contains(id) ? .outfall : .manhole, invertM: levels[id], population: 1))
        }
        for (index, link) in links.enumerated() {
            survey.add(
                SurveyedLink(
                    "p\(index)", from: NodeID(link.0), to: NodeID(link.1), lengthM: 100, diameterM: 0.3, inletM: levels[NodeID(link.0)],
                    outletM: levels[NodeID(link.1)]))
        }
        return survey
    }

    @Test func aChainDrawnBackwardsIsTurnedAsAWhole() throws {
        let reading = survey([("A", "O"), ("A", "B"), ("B", "C")]).repaired()
        let graph = try #require(reading.graph)
        #expect(reading.findings.filter { $0.code == "N012" }.count == 2)
        #expect(ways(graph, "C") == ["B": 1])
        #expect(ways(graph, "B") == ["A": 1])
    }

    @Test func aPipeThatFallsIntoADeadEndIsNotTurned() throws {
        let reading = survey([("A", "O"), ("A", "B")], levels: ["O": 1, "A": 2, "B": 1.5]).repaired()
        let graph = try #require(reading.graph)
        #expect(!reading.findings.contains { $0.code == "N012" })
        #expect(reading.findings.contains { $0.code == "N020" })
        #expect(ways(graph, "B").isEmpty)
    }

    @Test func anUphillPipeBetweenDrainingNodesIsTurned() throws {
        // B lies a metre above A, both drain to O by themselves.
        let reading = survey([("A", "O"), ("B", "O"), ("A", "B")], levels: ["O": 1, "A": 2, "B": 3]).repaired()
        let graph = try #require(reading.graph)
        let finding = try #require(reading.findings.first { $0.code == "N010" })
        #expect(finding.arguments["inlet"] == "2.00")
        #expect(ways(graph, "A") == ["O": 1])
        #expect(ways(graph, "B").count == 2)
    }

    @Test func anUphillPipeThatIsTheOnlyWayOutKeepsItsDirection() throws {
        let reading = survey([("A", "B"), ("B", "O")], levels: ["O": 1, "A": 2, "B": 3]).repaired()
        let graph = try #require(reading.graph)
        #expect(reading.findings.contains { $0.code == "N013" })
        #expect(ways(graph, "A") == ["B": 1])
    }

    @Test func aLoopBecomesOneMixedBody() throws {
        let reading = survey([("A", "B"), ("B", "C"), ("C", "A"), ("C", "O"), ("D", "A")]).repaired()
        let graph = try #require(reading.graph)
        #expect(reading.findings.contains { $0.code == "N014" && $0.arguments["count"] == "3" })
        let hubs = Set(["A", "B", "C"].compactMap { graph.index(of: NodeID($0)).map { Int(graph.hub[$0]) } })
        #expect(hubs.count == 1)
        let out = try #require(graph.index(of: "O"))
        #expect(graph.upstreamPopulation()[out] == 5)
        for node in 0..<graph.nodeCount {
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) { #expect(Int(graph.outNode[link]) < node) }
        }
    }

    @Test func aLinkOnItselfIsLeftOut() {
        let reading = survey([("A", "A"), ("A", "O")]).repaired()
        #expect(reading.findings.contains { $0.code == "N009" })
        #expect(reading.graph?.outNode.count == 1)
    }

    @Test func withoutOutfallsTheNodesWithoutAWayOutAreTheEnds() throws {
        let reading = survey([("A", "Z"), ("B", "Z")], outfalls: []).repaired()
        let graph = try #require(reading.graph)
        #expect(graph.id(0) == "Z")
        #expect(reading.findings.contains { $0.code == "N025" && $0.severity == .info })
    }

    @Test func statedSharesWinOverGeometry() throws {
        var survey = SewerSurvey()
        survey.add(SurveyedNode("O", role: .outfall))
        survey.add(SurveyedNode("P", role: .outfall))
        survey.add(SurveyedNode("A", population: 10))
        survey.add(SurveyedLink("1", from: "A", to: "O", diameterM: 1, flowShare: 0.3))
        survey.add(SurveyedLink("2", from: "A", to: "P", diameterM: 0.2))
        let graph = try #require(survey.repaired().graph)
        #expect(abs((ways(graph, "A")["O"] ?? 0) - 0.3) < 1e-6)
        #expect(abs((ways(graph, "A")["P"] ?? 0) - 0.7) < 1e-6)
    }

    @Test func equalBranchesShareEquallyAndWiderOnesTakeMore() throws {
        func graph(_ wide: Double) throws -> SewerGraph {
            var survey = SewerSurvey()
            survey.add(SurveyedNode("O", role: .outfall, invertM: 0))
            survey.add(SurveyedNode("P", role: .outfall, invertM: 0))
            survey.add(SurveyedNode("A", invertM: 1, population: 5000))
            survey.add(SurveyedLink("1", from: "A", to: "O", lengthM: 100, diameterM: wide, roughness: 0.013, inletM: 1, outletM: 0))
            survey.add(SurveyedLink("2", from: "A", to: "P", lengthM: 100, diameterM: 0.3, roughness: 0.013, inletM: 1, outletM: 0))
            return try #require(survey.repaired().graph)
        }
        #expect(abs((ways(try graph(0.3), "A")["O"] ?? 0) - 0.5) < 1e-6)
        #expect((ways(try graph(0.6), "A")["O"] ?? 0) > 0.55)
    }

    @Test func aHighOverflowCarriesNothingInDryWeather() throws {
        var survey = SewerSurvey()
        survey.add(SurveyedNode("O", role: .outfall, invertM: 0))
        survey.add(SurveyedNode("P", role: .outfall, invertM: 0))
        survey.add(SurveyedNode("A", invertM: 1, population: 1000))
        survey.add(SurveyedLink("1", from: "A", to: "O", lengthM: 100, diameterM: 0.6, roughness: 0.013, inletM: 1, outletM: 0))
        survey.add(SurveyedLink("2", from: "A", to: "P", lengthM: 100, diameterM: 0.6, roughness: 0.013, inletM: 1.8, outletM: 0))
        let graph = try #require(survey.repaired().graph)
        #expect(ways(graph, "A") == ["O": 1])
    }

    @Test func peopleAreConservedAtEveryOutfallOfARandomNetwork() throws {
        for seed in UInt64(1)...8 {
            var draws = RandomStream(seed: seed, "network")
            var survey = SewerSurvey()
            survey.add(SurveyedNode("n0", role: .outfall, population: 0))
            var total = 0.0
            for index in 1..<300 {
                let people = Double(draws.integer(below: 50))
                total += people
                survey.add(SurveyedNode(NodeID("n\(index)"), population: people))
                survey.add(SurveyedLink("a\(index)", from: NodeID("n\(index)"), to: NodeID("n\(draws.integer(below: index))"), diameterM: 0.3))
                if draws.uniform() < 0.1 {
                    survey.add(SurveyedLink("b\(index)", from: NodeID("n\(index)"), to: NodeID("n\(draws.integer(below: index))"), diameterM: 0.4))
                }
            }
            let graph = try #require(survey.repaired().graph)
            let out = try #require(graph.index(of: "n0"))
            #expect(abs(graph.upstreamPopulation()[out] / total - 1) < 1e-5, "seed \(seed)")
            #expect(graph.upstreamNodes(of: out).count == 300, "seed \(seed)")
        }
    }

    @Test func theNextSiteDownstreamFollowsTheLargerShare() throws {
        let graph = try #require(survey([("C", "B"), ("B", "A"), ("A", "O"), ("D", "A")]).repaired().graph)
        let next = graph.downstreamSites(of: [("K1", "C"), ("K2", "A"), ("K3", "D"), ("K4", "O"), ("K5", "missing")])
        #expect(next == ["K1": "K2", "K3": "K2", "K2": "K4"])
    }
}
