// People from ammonium nitrogen and from cotinine. The cotinine rule (0.14 mg per cigarette, domestic share in the population
// only) is that of a consumption table in use at a Chinese drug-testing platform.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: populations")
struct PopulationTests {
    @Test func `38.5 mg/L of ammonium nitrogen in 52,000 m3 at 8 g each are 250,250 people`() {
        #expect(PopulationModel.persons(milligramsPerLitre: 38.5, flowVolume: 52_000, gramsPerPersonDay: 8) == 250_250)
    }

    @Test func `the cotinine rule gives 215.364 and 128.571 thousand people`() throws {
        let first = try #require(PopulationModel.persons(cotinine: 1850, flowVolume: 83_300, cigarettesPerPersonDay: 4.6, domesticShare: 0.9))
        #expect(abs(first - 215_364) < 0.5)
        let second = try #require(PopulationModel.persons(cotinine: 2000, flowVolume: 50_000, cigarettesPerPersonDay: 5, domesticShare: 0.9))
        #expect(abs(second - 128_571.4286) < 0.001)
        // 5 cigarettes of 0.14 mg: 700 mg a day and thousand people.
        #expect(abs(5 * PopulationModel.cotinineMilligramsPerCigarette * 1000 - 700) < 1e-9)
    }

    /// Q = 5 x 10^4 m3/d, cotinine 2000 ng/L, share 0.9, 5 cigarettes, methamphetamine 100 ng/L: 38.889 mg/d/1000. The switch
    /// moves the share: in the load as well 35.000, nowhere 35.000 with more people.
    @Test(arguments: [
        (ProgrammeConfiguration.DomesticShareUse.population, 128_571.4286, 38.8889), (.both, 128_571.4286, 35.0), (.none, 142_857.1429, 35.0),
    ])
    func `the published table is reproduced, with the switch of the domestic share`(
        use: ProgrammeConfiguration.DomesticShareUse, persons: Double, load: Double
    ) throws {
        let site = Site(code: "K01", name: "North", tier: .key, kind: .plant, domesticShare: 0.9, cigarettesPerPersonDay: 5)
        let programme = SmallProgramme.programme(
            sites: [site], populations: [], samples: [SmallProgramme.sample("S1", flow: 50_000)],
            configuration: SmallProgramme.configuration {
                $0.population.basis = .cotinine
                $0.population.domesticShareAppliesTo = use
            })
        let table = DailyLoadTable.loads(
            results: [
                SmallProgramme.result("S1", "cotinine", .quantified(2000), line: 1), SmallProgramme.result("S1", "methamphetamine", .quantified(100), line: 2),
            ], programme: programme)
        let found = try #require(table.loads.first { $0.analyte == "methamphetamine" })
        #expect(abs(found.population - persons) < 0.001)
        #expect(found.populationBasis == .cotinine)
        #expect(abs(try #require(found.populationNormalisedLoad.quantifiedValue) - load) < 5e-5)
        #expect(!found.flags.contains("POP_FALLBACK"))
    }
}
