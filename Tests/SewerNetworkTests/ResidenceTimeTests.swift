import Findings
import Monitoring
import SewerNetwork
import Testing

@Suite("Time under way")
struct ResidenceTimeTests {
    private func graph(_ nodes: String, _ pipes: String) throws -> SewerGraph {
        let reading = SewerReading.read(
            files: [NetworkFile(name: "nodes.csv", bytes: Array(nodes.utf8)), NetworkFile(name: "pipes.csv", bytes: Array(pipes.utf8))], population: nil)
        return try #require(reading.graph)
    }

    @Test func `mean and spread over the people of two branches`() throws {
        let graph = try graph(
            "node,kind,population\nA,,100\nB,,300\nC,,100\nOUT,outfall,0\n",
            "pipe,from,to,length_m,travel_time_h,flow_share\n1,A,C,100,2,1\n2,B,C,100,1,1\n3,C,OUT,100,3,1\n")
        let found = graph.residences(of: [("K", "OUT"), ("M", "C"), ("N", "A"), ("X", "nowhere")])
        // A: 5 h, B: 4 h, C: 3 h; weights 100, 300, 100.
        let people: [Double] = [100, 300, 100]
        let hours: [Double] = [5, 4, 3]
        let mean: Double = zip(people, hours).reduce(0) { $0 + $1.0 * $1.1 } / 500
        let square: Double = zip(people, hours).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 500
        let variance = square - mean * mean
        #expect(abs(try #require(found["K"]).meanHours - mean) < 1e-5)
        #expect(abs(try #require(found["K"]).sdHours - variance.squareRoot()) < 1e-4)
        #expect(abs(try #require(found["M"]).meanHours - 1) < 1e-5)
        #expect(found["N"]?.meanHours == 0 && found["X"] == nil)
    }
}
