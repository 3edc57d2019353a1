import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import Testing

@Suite struct SewerLayoutTests {
    /// A grid of streets with a tree of pipes, seeded; one manhole in ten has a second way out.
    private func city(_ count: Int, seed: UInt64, mapped: Bool = true, stray: Bool = false) throws -> SewerGraph {
        var draws = RandomStream(seed: seed, "layout")
        var survey = SewerSurvey()
        var places: [(Double, Double)] = []
        for index in 0..<count {
            let below = index == 0 ? 0 : draws.integer(below: index)
            let place = index == 0 ? (500_000.0, 4_000_000.0) : (places[below].0 + 60 * (draws.uniform() - 0.5), places[below].1 + 40 * draws.uniform())
            places.append(place)
            let isStray = stray && index == count - 1
            survey.add(
                SurveyedNode(
                    NodeID("n\(index)"), role: index == 0 ? .outfall : .manhole, x: mapped ? (isStray ? 0 : place.0) : nil,
                    y: mapped ? (isStray ? 0 : place.1) : nil, population: 10))
            guard index > 0 else { continue }
            let (dx, dy) = (place.0 - places[below].0, place.1 - places[below].1)
            survey.add(SurveyedLink("p\(index)", from: NodeID("n\(index)"), to: NodeID("n\(below)"), lengthM: (dx * dx + dy * dy).squareRoot(), diameterM: 0.3))
            if draws.uniform() < 0.1 { survey.add(SurveyedLink("q\(index)", from: NodeID("n\(index)"), to: NodeID("n\(draws.integer(below: index))"), diameterM: 0.2)) }
        }
        return try #require(survey.repaired().graph)
    }

    @Test func aMapKeepsEveryPlaceAndEveryLink() throws {
        let graph = try city(400, seed: 1)
        let layout = try #require(SewerLayout.of(graph))
        #expect(layout.kind == .map)
        #expect(layout.unplacedCount == 0)
        #expect(layout.lines.count == graph.linkCount)
        // The lengths of the pipes tell that the coordinates are metres.
        #expect(layout.metresPerUnit == 1)
        for line in layout.lines {
            let points = Array(layout.points(line))
            #expect(points.first == layout.place(line.from))
            #expect(points.last == layout.place(line.to))
        }
    }

    @Test func aNodeLeftAtTheOriginDoesNotShrinkTheCity() throws {
        let graph = try city(400, seed: 2, stray: true)
        let layout = try #require(SewerLayout.of(graph))
        #expect(layout.unplacedCount == 1)
        #expect(layout.low.x > 400_000)
    }

    @Test func withoutCoordinatesASchematicKeepsStemsLevelAndWaterToTheLeft() throws {
        for (count, seed) in [(2, UInt64(3)), (21, 4), (3000, 5)] {
            let graph = try city(count, seed: seed, mapped: false)
            let layout = try #require(SewerLayout.of(graph), "seed \(seed)")
            #expect(layout.kind == .schematic)
            #expect(layout.metresPerUnit == nil)
            #expect(layout.unplacedCount == 0, "seed \(seed)")
            #expect(layout.high.y <= 400, "seed \(seed)")
            for node in 0..<graph.nodeCount {
                let place = try #require(layout.place(node))
                #expect(place.y >= 0 && place.y <= layout.high.y)
                // On a tree of main ways water goes exactly one step to the left.
                var best = -1
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) where best < 0 || graph.outShare[link] > graph.outShare[best] { best = link }
                if best >= 0 { #expect(layout.place(Int(graph.outNode[best]))?.x == place.x - 1, "seed \(seed), node \(node)") }
            }
        }
    }

    @Test func noTwoStemsOfASmallPlanShareAPlace() throws {
        let graph = try city(60, seed: 6, mapped: false)
        let layout = try #require(SewerLayout.schematic(of: graph))
        let places = (0..<graph.nodeCount).compactMap { layout.place($0) }
        #expect(layout.leastBranch == 1)
        #expect(Set(places).count == places.count)
    }

    @Test func strokesCoverEveryClassAndGrowFewWithTheTolerance() throws {
        let graph = try city(2000, seed: 7)
        let layout = try #require(SewerLayout.of(graph))
        let classes = layout.lines.map { Int16($0.from / 200 % 3) - 1 }
        let fine = layout.strokes(classes, tolerance: 0.01)
        let coarse = layout.strokes(classes, tolerance: 200)
        #expect(Set(fine.map(\.style)) == [0, 1])
        #expect(coarse.reduce(0) { $0 + $1.points.count } < fine.reduce(0) { $0 + $1.points.count } / 2)
        #expect(zip(fine, fine.dropFirst()).allSatisfy { $0.style <= $1.style })
        for stroke in fine { #expect(stroke.points.count >= 2) }
        #expect(layout.strokes([], tolerance: 1).isEmpty)
    }

    @Test func aTrunkCarriesTheValueOfItsUpperNodeByItsShare() throws {
        let graph = try city(300, seed: 8)
        let layout = try #require(SewerLayout.of(graph))
        let people = graph.upstreamPopulation()
        let values = layout.values(ofNodes: people)
        var arriving = [Double](repeating: 0, count: graph.nodeCount)
        for (line, value) in zip(layout.lines, values) { arriving[line.to] += value }
        for node in 0..<graph.nodeCount { #expect(abs(arriving[node] + graph.population[node] - people[node]) < 1e-3 * people[node]) }
    }
}
