import AnomalyDetection
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes

/// Meters, weather and the laboratory: found for what they are, and no drug alarm because of them.
@Suite struct FaultTests {
    private func drugRises(_ result: DetectionResult, at site: Int) -> [Anomaly] {
        result.anomalies.filter {
            $0.isDiscovery && $0.kind.isDrugSignal && $0.direction == .up && $0.site == SimulatedProgramme.site(site)
        }
    }

    @Test(arguments: [3, 5])
    func aMeterThatReadsThreefoldIsAMeterAndNoDrug(history: Int) throws {
        for seed in UInt64(1)...2 {
            var programme = SimulatedProgramme(seed: seed)
            programme.history = history
            programme.meters[5] = portableLog(3)
            let result = CampaignDetection.detect(programme.input())
            let fault = try #require(result.faults.first { $0.kind == .flowMeter }, "seed \(seed)")
            #expect(fault.site == SimulatedProgramme.site(5) && fault.date == nil && fault.direction == .up)
            #expect(((fault.factor ?? 0) / 3 - 1).magnitude < 0.25, "factor \(fault.factor ?? 0), seed \(seed)")
            #expect(((fault.correction ?? 0) / 3 - 1).magnitude < 0.5, "correction \(fault.correction ?? 0), seed \(seed)")
            #expect(drugRises(result, at: 5).isEmpty, "seed \(seed)")
            let row = try #require(result.anomalies.first { $0.kind == .flowMeter })
            #expect(row.analyte == nil && row.isDiscovery)
            #expect(row.explanation.contains { $0.key == "reason.flow_meter_nh4n" })
        }
    }

    @Test func aMeterThatReadsHalfIsFoundAndMakesNoDrops() throws {
        var programme = SimulatedProgramme(seed: 14)
        programme.meters[8] = -portableLog(2)
        let result = CampaignDetection.detect(programme.input())
        let fault = try #require(result.faults.first { $0.kind == .flowMeter })
        #expect(fault.site == SimulatedProgramme.site(8) && fault.direction == .down)
        #expect(!result.anomalies.contains { $0.isDiscovery && $0.kind.isDrugSignal && $0.site == SimulatedProgramme.site(8) })
    }

    @Test func aDrugThatGoesBeyondTheMetersFactorIsStillFound() throws {
        var programme = SimulatedProgramme(seed: 2)
        programme.meters[5] = portableLog(2.5)
        programme.steps[5] = ["methadone": portableLog(10)]
        let result = CampaignDetection.detect(programme.input())
        #expect(result.faults.contains { $0.kind == .flowMeter && $0.site == SimulatedProgramme.site(5) })
        let rises = drugRises(result, at: 5)
        #expect(!rises.isEmpty && rises.allSatisfy { $0.analyte == "methadone" })
        #expect(rises.flatMap(\.explanation).contains { $0.key == "reason.flow_free" })
    }

    @Test func whereThePopulationFollowsTheMeterLoadsPerHeadNeedNoCorrection() throws {
        var programme = SimulatedProgramme(seed: 3)
        programme.meters[5] = portableLog(3)
        programme.populationFollowsFlow = true
        let result = CampaignDetection.detect(programme.input())
        let fault = try #require(result.faults.first { $0.kind == .flowMeter })
        #expect((portableLog(fault.correction ?? 9)).magnitude < 0.35)
        #expect(drugRises(result, at: 5).isEmpty)
    }

    @Test func metersThatAreWellRaiseNothing() {
        var faults = 0
        for seed in UInt64(30)...34 {
            faults += CampaignDetection.detect(SimulatedProgramme(seed: seed).input()).faults.count
        }
        #expect(faults == 0, "\(faults) faults in 5 sound programmes, seeds 30-34")
    }

    @Test func aRainyDayIsWeather() throws {
        var programme = SimulatedProgramme(seed: 4)
        programme.rain = (day: 3, factor: 2.2)
        let result = CampaignDetection.detect(programme.input())
        let wet = result.faults.filter { $0.kind == .wetWeather }
        #expect(wet.count == programme.siteCount)
        #expect(Set(wet.compactMap(\.date)) == [SimulatedProgramme.period.firstDay + 10])
        #expect(wet.allSatisfy { ($0.factor ?? 0) > 1.6 && ($0.factor ?? 9) < 3 })
        #expect(!result.faults.contains { $0.kind == .flowMeter })
        #expect(!result.anomalies.contains { $0.isDiscovery && $0.kind.isDrugSignal && $0.direction == .up })
    }

    @Test func bottlesThatChangedPlacesAreNamedAndLeftOut() throws {
        for seed in UInt64(51)...52 {
            var programme = SimulatedProgramme(seed: seed)
            programme.history = 3
            programme.swap = (first: 2, second: 11, day: 4)
            let result = CampaignDetection.detect(programme.input())
            let swaps = result.faults.filter { $0.kind == .laboratory }
            #expect(swaps.map(\.site) == [SimulatedProgramme.site(2), SimulatedProgramme.site(11)], "seed \(seed)")
            #expect(swaps.allSatisfy { $0.samples == ["2025-P5-11-4", "2025-P5-2-4"] && $0.date == SimulatedProgramme.period.firstDay + 11 })
            #expect(!result.anomalies.contains { $0.isDiscovery && $0.kind == .daySpike }, "seed \(seed)")
        }
    }

    @Test func profilesThatAreAlikeCannotBeToldSwapped() {
        for seed in UInt64(51)...52 {
            var programme = SimulatedProgramme(seed: seed)
            programme.history = 3
            programme.siteSpread = 0
            programme.campaignSD = 0.02
            programme.swap = (first: 2, second: 11, day: 4)
            #expect(!CampaignDetection.detect(programme.input()).faults.contains { $0.kind == .laboratory }, "seed \(seed)")
        }
    }

    @Test func aDumpOfOneDrugIsNoSwap() {
        var programme = SimulatedProgramme(seed: 61)
        programme.spikes[4] = ["ketamine": (day: 3, size: portableLog(40))]
        programme.spikes[9] = ["tramadol": (day: 3, size: portableLog(40))]
        #expect(CampaignDetection.detect(programme.input()).faults.isEmpty)
    }

    @Test func aPastFaultOfAMeterDoesNotHideADrug() throws {
        var programme = SimulatedProgramme(seed: 15)
        programme.history = 5
        programme.steps[6] = ["tramadol": portableLog(12)]
        var input = programme.input()
        // Two campaigns ago the meter of the same site read fourfold.
        let faulty = SimulatedProgramme.period.previous.previous
        let site = SimulatedProgramme.site(6)
        for index in input.loads.indices where input.loads[index].site == site && faulty.contains(input.loads[index].date) {
            input.loads[index].flowVolume *= 4
            input.loads[index].populationNormalisedLoad = input.loads[index].populationNormalisedLoad.scaled(by: 4)
            input.loads[index].massLoad = input.loads[index].massLoad.scaled(by: 4)
        }
        for index in input.samples.indices where input.samples[index].site == site && faulty.contains(input.samples[index].date) {
            input.samples[index].flowVolume = input.samples[index].flowVolume.map { $0 * 4 }
        }
        let rises = drugRises(CampaignDetection.detect(input), at: 6)
        #expect(rises.contains { $0.analyte == "tramadol" && $0.kind == .step })
    }
}
