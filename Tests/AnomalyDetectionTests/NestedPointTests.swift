import AnomalyDetection
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes

/// Loads, water and rises over sampling points that drain to one another.
@Suite struct NestedPointTests {
    /// Twelve points: 1, 2 and 3 drain to 0; 5 and 6 to 4; 8 and 9 to 7, 7 and 10 to 11.
    private func programme(seed: UInt64) -> SimulatedProgramme {
        var programme = SimulatedProgramme(seed: seed)
        programme.siteCount = 12
        programme.analytes = ["methamphetamine", "ketamine", "morphine", "tramadol", "codeine", "cotinine"]
        programme.history = 6
        programme.downstream = [1: 0, 2: 0, 3: 0, 5: 4, 6: 4, 8: 7, 9: 7, 7: 11, 10: 11]
        return programme
    }

    private func rows(_ result: DetectionResult, _ kind: AnomalyKind) -> [Anomaly] { result.anomalies.filter { $0.kind == kind } }

    @Test func whatEntersBetweenPointsIsAHiddenLoad() throws {
        var found = 0
        for seed in UInt64(1)...3 {
            var programme = programme(seed: seed)
            // As much again as the whole of point 0 carries: mg/d for each thousand of its own stretch.
            programme.releases = [(site: 0, analyte: "ketamine", days: 0..<7, load: 300)]
            let result = CampaignDetection.detect(programme.input())
            let row = try #require(rows(result, .hiddenLoad).first { $0.site == "K00" && $0.analyte == "ketamine" }, "seed \(seed)")
            if row.isDiscovery { found += 1 }
            #expect(row.score > 2, "seed \(seed)")
            #expect(!rows(result, .hiddenLoad).contains { $0.isDiscovery && $0.analyte != "ketamine" }, "seed \(seed)")
            #expect(result.faults.isEmpty, "seed \(seed)")
        }
        #expect(found >= 2, "\(found) of 3, seeds 1-3")
    }

    @Test func aQuietCityHidesNothing() {
        var alarms = 0
        for seed in UInt64(10)...13 {
            let result = CampaignDetection.detect(programme(seed: seed).input())
            #expect(rows(result, .hiddenLoad).count == 4 * 5, "seed \(seed)")
            alarms += (rows(result, .hiddenLoad) + rows(result, .cluster)).filter(\.isDiscovery).count
        }
        #expect(alarms <= 1, "\(alarms) alarms in 4 quiet campaigns, seeds 10-13")
    }

    @Test func waterThatDoesNotAddUpIsCalledThatAndNoLoadIsBalancedThere() throws {
        var programme = programme(seed: 21)
        // Without concentrations that speak for the meter, only the balance tells: every load moves with the water.
        programme.meters[4] = portableLog(1.6)
        programme.populationFollowsFlow = true
        let result = CampaignDetection.detect(programme.input())
        let faults = result.faults.filter { $0.kind == .flowMeter && $0.site == "K04" }
        #expect(!faults.isEmpty)
        #expect(!rows(result, .hiddenLoad).contains { $0.site == "K04" })
        #expect(!result.anomalies.contains { $0.isDiscovery && $0.kind.isDrugSignal && $0.direction == .up && $0.site == "K04" })
    }

    @Test func pointsThatRiseTogetherAreACluster() throws {
        var found = 0
        var scores: [Double] = []
        for seed in UInt64(31)...33 {
            var programme = programme(seed: seed)
            programme.campaignSD = 0.2
            for site in [7, 8, 9, 10, 11] { programme.steps[site] = ["methamphetamine": portableLog(1.8)] }
            let result = CampaignDetection.detect(programme.input())
            let row = try #require(rows(result, .cluster).first { $0.analyte == "methamphetamine" }, "seed \(seed)")
            scores.append(row.score)
            if row.pValue < 0.05, row.site == "K11" || row.site == "K07" { found += 1 }
        }
        #expect(found >= 2, "\(found) of 3, scores \(scores), seeds 31-33")
    }

    @Test func aClusterIsTheSameWhateverTheOrderOfRowsAndACircleHangsNothing() {
        var input = programme(seed: 5).input()
        input.downstream["K00"] = "K01"
        let first = CampaignDetection.detect(input)
        input.loads.reverse()
        #expect(CampaignDetection.detect(input).anomalies == first.anomalies)
    }
}
