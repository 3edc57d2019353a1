import Findings
import Foundation
import Monitoring
import SewerNetwork
import SourceTracing
import Testing

@Suite struct AdHocTraceTests {
    @Test func theAnswerIsOneObjectOfTheContract() throws {
        let city = try #require(SyntheticSewer(seed: 9, nodes: 200, sites: 6))
        let posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 9, sources: [(120, 10)]), analyte: "x")
        let text = AdHocTrace.json(posterior, graph: city.graph, findings: []).indented()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "schema", "basis", "analyte", "ln_bayes_factor", "probability_of_source", "mass_g_per_d", "classes", "credible_set", "posterior",
                "next_samples", "not_examined", "findings",
            ])
        #expect(object["basis"] as? String == "ad hoc")
        let listed = try #require(object["posterior"] as? [[String: Any]])
        let probabilities = listed.compactMap { $0["probability"] as? Double }
        #expect(probabilities.count == listed.count)
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-3)
        let set = try #require(object["credible_set"] as? [String: Any])
        #expect((set["nodes"] as? [String])?.isEmpty == false)
        let samples = try #require(object["next_samples"] as? [[String: Any]])
        #expect(!samples.isEmpty)
        for sample in samples { #expect((sample["information_bits"] as? Double ?? -1) >= 0) }
    }

    @Test func theSummaryNamesNoNodeBeyondHeads() throws {
        let city = try #require(SyntheticSewer(seed: 9, nodes: 200, sites: 6))
        let posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 9, sources: [(120, 10)]), analyte: "x")
        let summary = posterior.summary(graph: city.graph, site: "K1", siteAt: [city.graph.id(0): "K1"])
        #expect(summary.classes.count == posterior.reaches.count)
        #expect(summary.classes.contains { $0.site == "K1" })
        #expect(summary.credibleNodes == posterior.credibleSet.nodes.count)
    }
}
