import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Blocks of sites")
struct SiteBlockTests {
    /// A campaign of 130 sites, three blocks, with one substance in two often below its limit.
    private func campaign() -> (programme: Programme, results: [LaboratoryResult]) {
        var stream = RandomStream(seed: 14, "blocks")
        let codes = (0..<130).map { SiteCode("B\($0)") }
        var samples: [Sample] = []
        var results: [LaboratoryResult] = []
        for code in codes {
            for day in 0..<4 {
                let sample = SmallProgramme.sample(SampleID("\(code)-\(day)"), code, day: day)
                samples.append(sample)
                for (number, analyte) in ["methamphetamine", "mdma"].enumerated() {
                    let value = 200 * portableExp(0.5 * stream.normal())
                    let isBelow = number == 1 && stream.uniform() < 0.02
                    results.append(
                        SmallProgramme.result(
                            sample.id, AnalyteCode(analyte), isBelow ? .belowDetection(limit: 150) : .quantified(value), line: results.count + 2))
                }
            }
        }
        results.append(SmallProgramme.result("nobody", "mdma", .quantified(1)))
        let programme = SmallProgramme.programme(
            sites: codes.map { Site(code: $0, name: "", tier: .key, kind: .plant) }, populations: codes.map { SmallProgramme.stated($0, 100_000) },
            samples: samples, configuration: SmallProgramme.configuration { $0.population.basis = .census; $0.uncertainty.draws = 200 })
        return (programme, results)
    }

    @Test func `one worker gives what three give, and both what no blocks give`() {
        let (programme, results) = campaign()
        let one = SiteBlocks(period: SmallProgramme.period, results: results, programme: programme, workers: 1)
        let three = SiteBlocks(period: SmallProgramme.period, results: results, programme: programme, workers: 3)
        #expect(one.estimates == three.estimates && one.findings == three.findings)
        let table = DailyLoadTable.loads(results: results, programme: programme)
        let whole = PeriodEstimates.estimates(period: SmallProgramme.period, loads: table.loads, programme: programme)
        #expect(one.estimates == whole.estimates, "seed 14")
        #expect(one.loadCount == 1_040 && table.loads.count == 1_040)
        #expect(one.estimates.contains { $0.load?.method == .draws } && one.estimates.contains { $0.load?.method == .momentMatched })
        var shuffled = results
        shuffled.reverse()
        #expect(SiteBlocks(period: SmallProgramme.period, results: shuffled, programme: programme, workers: 2).estimates == one.estimates)
    }

    @Test func `a programme without sites gives nothing`() {
        let blocks = SiteBlocks(period: SmallProgramme.period, results: [], programme: SmallProgramme.programme(sites: []), workers: 4)
        #expect(blocks.estimates.isEmpty && blocks.loadCount == 0)
    }
}
