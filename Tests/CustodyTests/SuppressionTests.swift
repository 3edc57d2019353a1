import Custody
import Monitoring
import Testing

@Suite struct SuppressionTests {
    @Test func `Nothing is merged where every part reaches the floor`() {
        #expect(Suppression.merged(populations: [200, 300, 1000], floor: 200).isEmpty)
        #expect(Suppression.merged(populations: [], floor: 200).isEmpty)
        #expect(Suppression.merged(populations: [1, 2], floor: 0).isEmpty)
    }

    @Test func `Small parts are merged until together they reach the floor`() {
        #expect(Suppression.merged(populations: [500, 120, 90, 700], floor: 200) == [1, 2])
        #expect(Suppression.merged(populations: [500, 12, 9, 700], floor: 200) == [0, 1, 2])
    }

    @Test func `A single small part takes the smallest other with it, so that no difference shows it`() {
        #expect(Suppression.merged(populations: [500, 150, 700], floor: 200) == [0, 1])
        #expect(Suppression.merged(populations: [150], floor: 200) == [0])
    }

    @Test func `Figures that are not people count as nobody`() {
        #expect(Suppression.merged(populations: [.nan, 500, -3, .infinity, 900], floor: 200) == [0, 1, 2, 3])
    }

    @Test(arguments: 1...40) func `The merged parts are never one among others and never below the floor while another part stands`(seed: Int) {
        var state = UInt64(seed)
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / 16_777_216 * 1000
        }
        let populations = (0..<(seed % 9 + 1)).map { _ in next() }
        let merged = Suppression.merged(populations: populations, floor: 300)
        let small = populations.indices.filter { populations[$0] < 300 }
        #expect(Set(small).isSubset(of: merged), "seed \(seed)")
        if !merged.isEmpty, merged.count < populations.count {
            #expect(merged.count >= 2 && merged.reduce(0) { $0 + populations[$1] } >= 300, "seed \(seed)")
        }
        #expect(Suppression.merged(populations: populations.reversed(), floor: 300).count == merged.count, "seed \(seed)")
    }

    @Test func `Nodes of a reach with few people are shown as one, without their number of people`() {
        let nodes = [
            NodeShare(node: "M3", head: "H1", probability: 0.25, population: 90), NodeShare(node: "M1", head: "H1", probability: 0.5, population: 80),
            NodeShare(node: "M2", head: "H2", probability: 0.125, population: 400), NodeShare(node: "M4", head: "H2", probability: 0.125, population: 0),
        ]
        let result = Suppression.nodes(nodes, floor: 200)
        #expect(result.shown.map(\.node) == ["M2", "M4"])
        #expect(result.merged == [Suppression.nodes(Array(nodes.reversed()), floor: 200).merged[0]])
        #expect(result.merged.first?.head == "H1" && result.merged.first?.nodes == 2 && result.merged.first?.probability == 0.75)
        #expect(result.merged.first?.population == nil)
        #expect(Suppression.nodes(nodes, floor: 170).merged.isEmpty)
    }

    @Test func `Reaches with few people become one remainder that keeps the probability`() {
        func reach(_ head: NodeID, _ probability: Double, _ population: Double) -> SourceClass {
            SourceClass(head: head, site: nil, probability: probability, nodes: 3, population: population, pipeLengthM: 100)
        }
        let reaches = [reach("A", 0.5, 150), reach("B", 0.25, 4000), reach("C", 0.125, 100), reach("D", 0.125, 600)]
        let (shown, merged) = Suppression.reaches(reaches, floor: 200)
        #expect(shown.map(\.head) == ["B", "D"])
        #expect(merged?.head == "A" && merged?.nodes == 6 && merged?.probability == 0.625 && merged?.population == 250)
        #expect(Suppression.reaches([reaches[1]], floor: 200).merged == nil)
        #expect(Suppression.reaches([reaches[0]], floor: 200).merged?.population == nil)
    }
}
