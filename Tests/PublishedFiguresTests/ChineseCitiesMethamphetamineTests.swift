// Methamphetamine in 22 Chinese cities, 2018: Environ. Sci. Pollut. Res. (2020), doi:10.1007/s11356-019-07504-w. 42.6 to
// 700 ng/L in sewage and 23.0 to 376 mg/d/1000 inhabitants consumed. The ends give 0.540 and 0.537 mg/d/1000 for each ng/L,
// which a factor of 2.44 makes of 0.22 m3 a person and day: a check of scale, to the two digits of those.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: methamphetamine in 22 Chinese cities")
struct ChineseCitiesMethamphetamineTests {
    @Test(arguments: [(42.6, 23.0), (700, 376)]) func `the printed ends belong to one scale`(concentration: Double, used: Double) throws {
        let people = 500_000.0
        let programme = SmallProgramme.programme(
            populations: [SmallProgramme.stated("K01", people)], samples: [SmallProgramme.sample("S1", flow: 0.22 * people)],
            parameters: ParameterSets.shipped().set(named: "SCORE-2016"))
        let table = DailyLoadTable.loads(results: [SmallProgramme.result("S1", "methamphetamine", .quantified(concentration))], programme: programme)
        let found = try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: table.loads, programme: programme).estimates.first)
        #expect(abs(try #require(found.consumption).value / used - 1) < 0.01)
        #expect(abs(try #require(found.load).value - 0.22 * concentration) < 1e-9)
    }
}
