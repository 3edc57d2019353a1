import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import Testing

@Suite struct NetworkHealthTests {
    @Test func theFiguresOfTheReportAreThoseOfTheNetwork() throws {
        let reading = model(twoBranches)
        let graph = try #require(reading.graph)
        let health = NetworkHealth(graph, findings: reading.findings)
        #expect(health.nodesByRole.map(\.count) == [3, 1, 0, 0])
        #expect(health.linksByRole.map(\.count) == [3, 0, 0, 0, 0])
        #expect(abs(health.pipeM - 350) < 1e-6)
        #expect(abs(health.people - 864) < 1e-9)
        #expect(abs(health.flow - 172.8) < 1e-9)
        #expect(health.parts == 1 && health.splits == 0 && health.loops == 0 && health.mapped == 4)
        #expect(health.ends.count == 1 && health.ends[0].isDeclared && health.ends[0].nodes == 4)
        #expect(health.hours.half > 0 && health.hours.half <= health.hours.most && health.hours.most <= health.hours.all)
        #expect(health.findings.contains { $0.code == "N018" && $0.count == 1 })
    }

    @Test func findingsThatWereOnlyCountedAreCounted() throws {
        let rows = (0..<80).map { "x\($0) X\($0) X\($0) 10 0.013 0 0" }.joined(separator: "\n")
        let reading = model(twoBranches.replacing("cb C B", with: rows + "\ncb C B"))
        let health = NetworkHealth(try #require(reading.graph), findings: reading.findings)
        #expect(health.findings.first { $0.code == "N009" }?.count == 80)
    }

    @Test func thePlanShowsTheLargestStemsAndCountsTheRest() throws {
        var draws = RandomStream(seed: 11, "plan")
        var survey = SewerSurvey()
        survey.add(SurveyedNode("n0", role: .outfall))
        for index in 1..<500 {
            survey.add(SurveyedNode(NodeID("n\(index)"), population: 10))
            survey.add(SurveyedLink("p\(index)", from: NodeID("n\(index)"), to: NodeID("n\(draws.integer(below: index))"), lengthM: 50))
        }
        let graph = try #require(survey.repaired().graph)
        for limit in [1, 5, 40, 1000] {
            let plan = NetworkPlan(graph, limit: limit)
            let shown = plan.rows.filter { $0.foldedBranches == 0 }
            #expect(shown.count <= limit)
            #expect(plan.rows[0].node == 0 && plan.rows[0].nodes == 500 && plan.rows[0].people == 4990)
            // Every node stands on a stem that is shown, or is counted once.
            let onStems = shown.reduce(0) { $0 + $1.links + 1 }
            let folded = plan.rows.filter { $0.foldedBranches > 0 }.reduce(0) { $0 + $1.nodes }
            #expect(onStems + folded == 500, "limit \(limit)")
            for row in plan.rows { #expect(row.isLast.count == row.depth) }
        }
    }

    @Test func smallOutfallsAreFoldedIntoOneRow() throws {
        var survey = SewerSurvey()
        for index in 0..<30 {
            survey.add(SurveyedNode(NodeID("o\(index)"), role: .outfall))
            survey.add(SurveyedNode(NodeID("a\(index)"), population: Double(index + 1)))
            survey.add(SurveyedLink("p\(index)", from: NodeID("a\(index)"), to: NodeID("o\(index)")))
        }
        let plan = NetworkPlan(try #require(survey.repaired().graph), limit: 10)
        #expect(plan.rows.count == 11)
        #expect(plan.rows.last?.foldedBranches == 20)
        #expect(plan.rows.last?.people == 210)
    }

    @Test func aMapWithoutOutfallsEndsWhereMostOfItDrains() throws {
        // A street of ten pipes; one of them has a level that turns it and leaves a dead end.
        var features: [String] = []
        for index in 0..<10 {
            let level = index == 3 ? 2.0 : 1 + Double(index) * 0.3
            features.append(feature("Point", "[\(index * 50), 0]", "{\"name\": \"n\(index)\", \"invert\": \(level - (index == 3 ? 0.9 : 0))}"))
            if index > 0 { features.append(feature("LineString", "[[\(index * 50), 0], [\(index * 50 - 50), 0]]")) }
        }
        let reading = map(collection(features, crs: "EPSG:32650"))
        let graph = try #require(reading.graph)
        #expect(graph.id(0) == "n0" || graph.outStart[1] == graph.outStart[0])
        #expect((0..<graph.nodeCount).count { graph.outStart[$0] == graph.outStart[$0 + 1] } <= 2)
        // With its outfall named all of it drains there.
        features[0] = feature("Point", "[0, 0]", "{\"name\": \"n0\", \"invert\": 1, \"type\": \"outfall\"}")
        let named = map(collection(features, crs: "EPSG:32650"))
        let whole = try #require(named.graph)
        let outfall = try #require(whole.index(of: "n0"))
        #expect(whole.upstreamNodes(of: outfall).count == 10)
        #expect(named.findings.contains { $0.code == "N012" && $0.severity == .info })
        #expect(!named.findings.contains { $0.code == "N020" || $0.code == "N056" || $0.code == "N057" })
    }
}
