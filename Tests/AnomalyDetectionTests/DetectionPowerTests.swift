import AnomalyDetection
import Findings
import Monitoring
import RandomDraws
import Testing

/// Simulate and recover: 22 sites, 9 drugs and a marker, a tenth of the days or more below the limit, 5 % of the cells raised.
@Suite struct DetectionPowerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var history: Int
        var factor: Double
        var leastPower: Double
        var mostFalse: Double
        var testDescription: String { "\(history) earlier campaigns, step of \(factor)" }
    }

    /// Power and mean share of false discoveries among all rises of seeded programmes.
    static func measure(history: Int, factor: Double, replicates: Int) -> (power: Double, falseShare: Double) {
        var found = 0
        var raised = 0
        var shares = 0.0
        for replicate in 0..<replicates {
            var programme = SimulatedProgramme(seed: UInt64(1000 + replicate))
            programme.history = history
            programme.censored = 0.3
            var truth: Set<[String]> = []
            var draws = RandomStream(seed: UInt64(77 + replicate), "raised")
            while truth.count < 10 {
                let site = draws.integer(below: programme.siteCount)
                let analyte = programme.analytes[draws.integer(below: 9)]
                guard truth.insert([SimulatedProgramme.site(site).rawValue, analyte.rawValue]).inserted else { continue }
                programme.steps[site, default: [:]][analyte] = portableLog(factor)
            }
            let discoveries = Set(
                CampaignDetection.detect(programme.input()).anomalies
                    .filter { $0.isDiscovery && $0.direction == .up && $0.kind.isDrugSignal }
                    .map { [$0.site.rawValue, $0.analyte?.rawValue ?? ""] })
            found += discoveries.intersection(truth).count
            raised += truth.count
            shares += Double(discoveries.subtracting(truth).count) / Double(max(1, discoveries.count))
        }
        return (Double(found) / Double(raised), shares / Double(replicates))
    }

    /// Twenty-four programmes give a power of 0.96, 0.63 and 0.69 and a share of false discoveries of 0.11, 0.08 and 0.09;
    /// the bounds leave two standard errors of five programmes (0.06 and 0.05).
    @Test(arguments: [
        Case(history: 3, factor: 10, leastPower: 0.84, mostFalse: 0.21), Case(history: 4, factor: 5, leastPower: 0.5, mostFalse: 0.18),
        Case(history: 6, factor: 5, leastPower: 0.57, mostFalse: 0.19),
    ])
    func stepsAreRecoveredAtTheRateOfFalseDiscoveries(_ one: Case) {
        let measured = Self.measure(history: one.history, factor: one.factor, replicates: 5)
        #expect(measured.power >= one.leastPower, "power \(measured.power), seeds 1000-1004")
        #expect(measured.falseShare <= one.mostFalse, "false share \(measured.falseShare), seeds 1000-1004")
    }

    @Test func aProgrammeWithNothingInItRaisesHardlyAnAlarm() {
        var campaigns = 0
        for seed in UInt64(1)...6 {
            var programme = SimulatedProgramme(seed: seed)
            programme.history = 5
            programme.censored = 0.2
            let rises = CampaignDetection.detect(programme.input()).anomalies.filter { $0.isDiscovery && $0.direction == .up }
            if !rises.isEmpty { campaigns += 1 }
        }
        // At a rate of 10 % about one campaign in ten; four of six would be a chance of one in eight hundred.
        #expect(campaigns <= 3, "\(campaigns) of 6 campaigns with an alarm, seeds 1-6")
    }

    @Test func aDumpOnOneDayIsFoundOnItsDay() throws {
        var programme = SimulatedProgramme(seed: 5)
        programme.spikes[4] = ["ketamine": (day: 3, size: portableLog(12))]
        let result = CampaignDetection.detect(programme.input())
        let row = try #require(result.anomalies.first { $0.kind == .daySpike && $0.isDiscovery })
        #expect(row.site == SimulatedProgramme.site(4) && row.analyte == "ketamine")
        #expect(row.date == SimulatedProgramme.period.firstDay + 10)
        #expect(row.qValue <= 0.1 && row.score > 4)
    }

    @Test func aWeekendThatRisesEverywhereIsNoDump() {
        var programme = SimulatedProgramme(seed: 6)
        for site in 0..<programme.siteCount { programme.spikes[site] = ["ketamine": (day: 5, size: portableLog(4))] }
        let spikes = CampaignDetection.detect(programme.input()).anomalies.filter { $0.kind == .daySpike && $0.isDiscovery }
        #expect(!spikes.contains { $0.analyte == "ketamine" })
    }

    @Test func aSlowRiseThatNoCampaignTellsIsADrift() {
        var found = 0
        for seed in UInt64(20)...22 {
            var programme = SimulatedProgramme(seed: seed)
            programme.history = 8
            programme.campaignSD = 0.12
            programme.rise = [3: ["etomidate_acid": portableLog(1.35)]]
            let rows = CampaignDetection.detect(programme.input()).anomalies.filter {
                $0.isDiscovery && $0.site == SimulatedProgramme.site(3) && $0.analyte == "etomidate_acid"
            }
            if rows.contains(where: { $0.kind == .drift }) { found += 1 }
        }
        #expect(found >= 2, "\(found) of 3 drifts, seeds 20-22")
    }

    @Test func fewerThanTwoEarlierCampaignsAreRefusedByFinding() {
        var programme = SimulatedProgramme(seed: 3)
        programme.history = 1
        programme.steps[2] = ["ketamine": portableLog(100)]
        let result = CampaignDetection.detect(programme.input())
        #expect(!result.anomalies.contains { $0.kind == .step })
        #expect(result.findings.contains { $0.code == "M402" && $0.arguments["site"] == "K02" })
        #expect(CampaignDetection.detect(SimulatedProgramme.empty).findings.map(\.code) == ["M401"])
    }

    @Test func aFirstDetectionNeedsTwoDaysOrANeighbour() throws {
        var programme = SimulatedProgramme(seed: 9)
        programme.analytes.append("cmp")
        programme.absent = ["cmp"]
        programme.releases = [(site: 7, analyte: "cmp", days: 0..<7, load: 3)]
        let found = CampaignDetection.detect(programme.input()).anomalies.filter { $0.kind == .firstDetection && $0.isDiscovery }
        #expect(found.map(\.site) == [SimulatedProgramme.site(7)] && found.first?.analyte == "cmp")

        programme.releases = [(site: 7, analyte: "cmp", days: 2..<3, load: 3)]
        let single = CampaignDetection.detect(programme.input()).anomalies.filter { $0.kind == .firstDetection && $0.analyte == "cmp" }
        #expect(single.allSatisfy { !$0.isDiscovery })

        programme.releases.append((site: 8, analyte: "cmp", days: 2..<3, load: 3))
        programme.focus = [7, 8]
        var input = programme.input()
        input.downstream = [SimulatedProgramme.site(7): SimulatedProgramme.site(8)]
        let pair = CampaignDetection.detect(input).anomalies.filter { $0.kind == .firstDetection && $0.isDiscovery }
        #expect(pair.map(\.site) == [SimulatedProgramme.site(7), SimulatedProgramme.site(8)])
    }
}
