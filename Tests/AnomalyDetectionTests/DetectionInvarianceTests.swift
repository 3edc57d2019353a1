import AnomalyDetection
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes

/// What may not change a verdict, and which way a verdict may change.
@Suite struct DetectionInvarianceTests {
    private func programme() -> SimulatedProgramme {
        var programme = SimulatedProgramme(seed: 41)
        programme.censored = 0.25
        programme.steps[3] = ["tramadol": portableLog(8)]
        programme.meters[5] = portableLog(2.2)
        programme.swap = (first: 1, second: 9, day: 2)
        return programme
    }

    @Test func theOrderOfRowsHasNoInfluence() {
        let straight = programme().input()
        var turned = straight
        turned.loads.reverse()
        turned.samples.reverse()
        turned.sites.reverse()
        var draws = RandomStream(seed: 8, "shuffle")
        for index in turned.loads.indices { turned.loads.swapAt(index, draws.integer(below: turned.loads.count)) }
        let first = CampaignDetection.detect(straight)
        let second = CampaignDetection.detect(turned)
        #expect(first.anomalies == second.anomalies)
        #expect(first.steps == second.steps)
        #expect(first.causes == second.causes)
        #expect(first.ratios == second.ratios)
        #expect(first.faults == second.faults)
    }

    @Test func laterCampaignsHaveNoInfluence() {
        let input = programme().input()
        var earlier = input
        earlier.period = input.period.previous
        earlier.loads = input.loads.filter { $0.date < input.period.firstDay }
        var all = input
        all.period = input.period.previous
        #expect(CampaignDetection.detect(earlier).anomalies == CampaignDetection.detect(all).anomalies)
    }

    @Test func aNewResultBelowTheLimitIsNeverARise() {
        var input = programme().input()
        for index in input.loads.indices where input.loads[index].site == "K03" && input.loads[index].analyte == "tramadol" {
            guard input.period.contains(input.loads[index].date) else { continue }
            let limit = input.loads[index].populationNormalisedLoad.quantifiedValue ?? 1
            input.loads[index].populationNormalisedLoad = .belowDetection(limit: limit)
            input.loads[index].concentration = .belowDetection(limit: limit)
        }
        let steps = CampaignDetection.detect(input).steps.filter { $0.site == "K03" && $0.analyte == "tramadol" && $0.kind == .step }
        #expect(steps.allSatisfy { $0.direction == .down || $0.pValue == 1 })
        #expect(!steps.isEmpty)
    }

    @Test func hidingAMeasuredDayBehindALimitNeverMakesARiseStronger() throws {
        var input = programme().input()
        func score() throws -> Double {
            try #require(
                CampaignDetection.detect(input).steps.first { $0.site == "K03" && $0.analyte == "tramadol" && $0.kind == .step }
            ).score
        }
        var last = try score()
        #expect(last > 3)
        let days = input.loads.indices.filter {
            input.loads[$0].site == "K03" && input.loads[$0].analyte == "tramadol" && input.period.contains(input.loads[$0].date)
        }
        for index in days.prefix(5) {
            guard let value = input.loads[index].populationNormalisedLoad.quantifiedValue else { continue }
            input.loads[index].populationNormalisedLoad = .belowQuantification(limit: value * 1.01)
            let next = try score()
            #expect(next <= last + 1e-9)
            last = next
        }
    }

    @Test func aRiseStaysARiseWhenTheLoadGrows() throws {
        var scores: [Double] = []
        for factor in [1.0, 2, 4, 8, 16] {
            var one = SimulatedProgramme(seed: 12)
            one.steps[6] = ["codeine": portableLog(factor)]
            let steps = CampaignDetection.detect(one.input()).steps
            scores.append(try #require(steps.first { $0.site == "K06" && $0.analyte == "codeine" && $0.kind == .step }).score)
        }
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func brokenNumbersAreLeftAloneAndNeverTrap() {
        var input = programme().input()
        for (index, value) in [Double.nan, .infinity, -1, 0].enumerated() where index < input.loads.count {
            input.loads[index].populationNormalisedLoad = .quantified(value)
            input.loads[index].concentration = .quantified(value)
            input.loads[index + 40].flowVolume = value
            input.loads[index + 80].population = value
            input.samples[index].ammoniumNMgPerL = value
            input.samples[index].flowVolume = value
        }
        input.downstream = ["K00": "K01", "K01": "K00"]
        let result = CampaignDetection.detect(input)
        #expect(result.anomalies.allSatisfy { !$0.score.isNaN && !$0.pValue.isNaN && !$0.qValue.isNaN })
    }
}
