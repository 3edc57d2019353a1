import AnomalyDetection
import Findings
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes

/// Simulate and recover: 22 sites, 9 drugs and a marker, a tenth of the days or more below the limit, 5 % of the cells raised.
@Suite struct DetectionPowerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var history: Int
        var factor: Double
        var leastPower: Double
        var mostFalse: Double
        var programmes: UInt64
        var testDescription: String { "\(history) earlier campaigns, step of \(factor)" }
    }

    /// `Scripts/detection-study` gives a power of 0.81 and 0.98 and a share of false discoveries of 0.10;
    /// the bounds leave two standard errors of six and of three programmes (0.05 and 0.03; 0.04 and 0.06).
    @Test(arguments: [
        Case(history: 6, factor: 5, leastPower: 0.70, mostFalse: 0.20, programmes: 6),
        Case(history: 6, factor: 10, leastPower: 0.90, mostFalse: 0.22, programmes: 3),
    ])
    func stepsAreRecoveredAtTheRateOfFalseDiscoveries(_ one: Case) {
        var measured = DetectionPower(history: one.history, factor: one.factor)
        for seed in 1...one.programmes { measured.add(seed: seed) }
        #expect(measured.power >= one.leastPower, "power \(measured.power), seeds 1-\(one.programmes)")
        #expect(measured.falseDiscoveryRate <= one.mostFalse, "false share \(measured.falseDiscoveryRate), seeds 1-\(one.programmes)")
    }

    @Test func theSmallestChangeThatIsToldIsTheOneThatMakesAnAlarm() throws {
        var programme = SimulatedProgramme(seed: 12)
        let quiet = CampaignDetection.detect(programme.input())
        let reach = try #require(quiet.steps.first { $0.site == "K06" && $0.analyte == "codeine" && $0.kind == .step }?.smallestFactor)
        let own = try #require(quiet.steps.first { $0.site == "K06" && $0.analyte == "codeine" && $0.kind == .step })
        #expect(reach > 1.5 && reach < 12, "\(reach)")
        for (share, isFound) in [(0.93, false), (1.08, true)] {
            // The step that brings the observed load to a share of the smallest change.
            programme.steps = [6: ["codeine": own.expected + portableLog(reach * share) - own.observed]]
            let cells = DetectionPower.rises(CampaignDetection.detect(programme.input()))
            #expect(cells.contains(DetectionPower.Cell(site: "K06", analyte: "codeine")) == isFound, "\(share) of \(reach), seed 12")
        }
    }

    /// At a rate of 10 % about one campaign in ten raises an alarm; three of five would be a chance of one in a hundred.
    @Test(arguments: [FalseAlarms.Disturbance.nothing, .meterHigh])
    func campaignsWithNothingInThemRaiseNoDrugBeyondTheRate(_ disturbance: FalseAlarms.Disturbance) {
        var alarms = FalseAlarms(disturbance)
        for seed in UInt64(1)...5 { alarms.add(seed: seed) }
        #expect(alarms.withAlarm <= 2, "\(alarms.withAlarm) of 5 campaigns with an alarm, seeds 1-5")
        if disturbance == .meterHigh { #expect(alarms.named == 5, "\(alarms.named) of 5 meters named, seeds 1-5") }
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
