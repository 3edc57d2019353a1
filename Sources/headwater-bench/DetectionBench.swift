import AnomalyDetection
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import RandomDraws
import TrialProgrammes

/// How fast a national campaign is judged: every site and substance against all earlier campaigns, from loads to verdicts.
///
/// One composite a site and campaign, as a national programme takes them, a fifth of them below the limit.
struct DetectionBench {
    var sites: Int
    var analytes: Int
    var campaigns: Int
    var runs: Int

    func run() {
        var input = input()
        for explained in [DetectionInput.Explained.discoveries, .all] {
            input.explained = explained
            measure(input)
        }
    }

    private func measure(_ input: DetectionInput) {
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000_000)
        var discoveries = 0
        var tests = 0
        for _ in 0..<runs {
            let start = clock.now
            let result = CampaignDetection.detect(input)
            best = min(best, clock.now - start)
            discoveries = result.anomalies.count { $0.isDiscovery }
            tests = result.anomalies.count
        }
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        print(
            "{\"bench\":\"detect\",\"explained\":\"\(input.explained)\",\"sites\":\(sites),\"analytes\":\(analytes),\"campaigns\":\(campaigns),\"rows\":\(input.loads.count),"
                + "\"tests\":\(tests),\"discoveries\":\(discoveries),\"best_of\":\(runs),\"seconds\":\((seconds * 1000).rounded() / 1000)}")
    }

    /// The loads of all campaigns, by campaign, site and analyte; every five hundredth cell raised fivefold in the last.
    private func input() -> DetectionInput {
        let names = Array((SimulatedProgramme.catalogue.analytes.map(\.code) + (0..<max(0, analytes)).map { AnalyteCode("analyte_\($0)") }).prefix(analytes))
        var periods = [SimulatedProgramme.period]
        while periods.count < campaigns, let first = periods.first { periods.insert(first.previous, at: 0) }
        var loads: [DailyLoad] = []
        loads.reserveCapacity(sites * analytes * campaigns)
        let limit = 30 * portableExp(-0.6)
        for (number, period) in periods.enumerated() {
            let shared = names.indices.map { analyte -> Double in
                var draws = RandomStream(seed: 1, "network", "\(number)", "\(analyte)")
                return 0.25 * draws.normal()
            }
            for site in 0..<sites {
                let code = SiteCode("S\(site)")
                let sample = SampleID("\(period)-\(site)")
                var draws = RandomStream(seed: 2, "campaign", "\(number)", "\(site)")
                var levels = RandomStream(seed: 3, "site", "\(site)")
                let flow = 10_000 * portableExp(0.04 * draws.normal())
                for (analyte, name) in names.enumerated() {
                    var logLoad = 3.4 + 0.6 * levels.normal() + shared[analyte] + 0.35 * draws.normal()
                    if number == periods.count - 1, (site * names.count + analyte) % 500 == 0 { logLoad += 1.6 }
                    let load = portableExp(logLoad)
                    let result: CensoredResult = load >= limit ? .quantified(load) : .belowQuantification(limit: limit)
                    loads.append(
                        DailyLoad(
                            sample: sample, site: code, date: period.firstDay + 10, analyte: name, concentration: result.scaled(by: 5),
                            flowVolume: flow, population: 50_000, populationBasis: .census, massLoad: result.scaled(by: 0.05),
                            populationNormalisedLoad: result, interval: Interval(low: 0, high: 0), randomLogSD: 0.15, sharedLogSD: 0.15,
                            flags: [], position: SourcePosition(file: "made")))
                }
            }
        }
        let register = (0..<sites).map { Site(code: SiteCode("S\($0)"), name: "", tier: .key, kind: .plant) }
        return DetectionInput(period: SimulatedProgramme.period, loads: loads, sites: register, analytes: SimulatedProgramme.catalogue)
    }
}
