// Two treatment plants at Albany, New York: B. Subedi, K. Kannan (2014), data at figshare 2282131. 83,300 m3/d of about 100,000 people, and 6,850 m3/d of about 15,000: 833 and 456.7 L a person and day.
import BackCalculation
import Monitoring
import Testing

@Suite("Published figures: Subedi and Kannan 2014, Albany")
struct SubediKannan2014AlbanyTests {
    private func load(flow: Double, people: Double) throws -> DailyLoad {
        let programme = SmallProgramme.programme(
            populations: [SmallProgramme.stated("K01", people)], samples: [SmallProgramme.sample("S1", flow: flow)])
        return try #require(
            DailyLoadTable.loads(results: [SmallProgramme.result("S1", "methamphetamine", .quantified(1000))], programme: programme).loads.first)
    }

    /// A concentration of 1000 ng/L is 1 mg/L: the load per head, mg/d/1000, is the litres per person times 1000.
    @Test(arguments: [(83_300.0, 100_000.0, 833.0, 0.05), (6_850, 15_000, 456.7, 0.05)])
    func `flow and people give plausible litres`(flow: Double, people: Double, litres: Double, tolerance: Double) throws {
        let load = try load(flow: flow, people: people)
        #expect(abs(try #require(load.populationNormalisedLoad.quantifiedValue) - litres) < tolerance)
        #expect(!load.flags.contains("WATER_USE"))
    }

    @Test func `a flow in the wrong unit is told of`() throws {
        #expect(try load(flow: 83_300 * 1.5, people: 100_000).flags.contains("WATER_USE"))
        #expect(try load(flow: 83.3, people: 100_000).flags.contains("WATER_USE"))
    }
}
