import Findings
import Foundation
import Monitoring
import SewerNetwork
import Testing

/// The folder of public networks beside the project, where the machine has it.
let publishedNetworks = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/data/networks").standardizedFileURL

@Suite(.enabled(if: FileManager.default.fileExists(atPath: publishedNetworks.path), "the public networks are not on this machine"))
struct PublishedNetworkTests {
    @Test(arguments: [
        ("n0016_bellinge_small_lps.inp", 16, 0.0), ("n0021_small_linear_lps.inp", 21, 59_098), ("n0487_SewerModel_gpm.inp", 487, 47_015),
        ("n1138_1138Nodes_mgd.inp", 1138, 60_121), ("n8486_8485Nodes_gpm.inp", 8486, 783_593),
    ])
    func aPublishedModelReadsWholeWithItsPeople(name: String, nodes: Int, people: Double) throws {
        let bytes = [UInt8](try Data(contentsOf: publishedNetworks.appendingPathComponent(name)))
        let reading = SewerReading.read(files: [NetworkFile(name: name, bytes: bytes)])
        let graph = try #require(reading.graph)
        #expect(graph.nodeCount == nodes)
        #expect(!reading.findings.contains { $0.severity >= .error })
        #expect(abs(graph.population.reduce(0, +) - people) <= people * 0.002)
        for node in 0..<graph.nodeCount {
            var sum: Float = 0
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                #expect(Int(graph.outNode[link]) < node)
                #expect(graph.outHours[link].isFinite && graph.outHours[link] >= 0)
                sum += graph.outShare[link]
            }
            #expect(graph.outStart[node] == graph.outStart[node + 1] || abs(sum - 1) < 1e-5)
        }
    }

    @Test func aPublishedModelCutInManyPlacesNeverTraps() throws {
        let bytes = [UInt8](try Data(contentsOf: publishedNetworks.appendingPathComponent("n0487_SewerModel_gpm.inp")))
        for part in 0..<97 {
            let end = bytes.count * part / 97 + part % 3
            let reading = SewerReading.read(files: [NetworkFile(name: "cut.inp", bytes: Array(bytes[..<min(end, bytes.count)]))])
            #expect(reading.graph != nil || !reading.findings.isEmpty, "cut at \(end)")
        }
    }
}
