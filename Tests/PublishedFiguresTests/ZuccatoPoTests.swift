// Cocaine in the river Po: E. Zuccato et al., Environ. Health 4 (2005) 14, doi:10.1186/1476-069X-4-14 (open access).
// Benzoylecgonine 25 ng/L and cocaine 1.2 ng/L; about 40,000 doses of 100 mg a day, 4.0 kg; 27 ± 5 doses a day and thousand
// young adults. The paper's flow could not be read: 795 m3/s is what the printed figures give back, and 1.48 million
// young adults what the doses do.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: Zuccato 2005, river Po")
struct ZuccatoPoTests {
    private static let flow = 795.0 * 86_400
    private static let people = 1.48e6

    private func estimates() -> [PeriodEstimate] {
        let parameters = SmallProgramme.rows("cocaine", "benzoylecgonine", masses: (303.36, 289.33), fraction: 0.45, dose: 100)
        let programme = SmallProgramme.programme(
            populations: [SmallProgramme.stated("K01", Self.people)], samples: [SmallProgramme.sample("S1", flow: Self.flow)], parameters: parameters)
        let table = DailyLoadTable.loads(
            results: [
                SmallProgramme.result("S1", "benzoylecgonine", .quantified(25), line: 1), SmallProgramme.result("S1", "cocaine", .quantified(1.2), line: 2),
            ], programme: programme)
        return PeriodEstimates.estimates(period: SmallProgramme.period, loads: table.loads, programme: programme).estimates
    }

    @Test func `the river carries 4.0 kg of cocaine a day, 40,000 doses, 27 a thousand young adults`() throws {
        let found = try #require(estimates().first { $0.analyte == "benzoylecgonine" })
        let perThousand = try #require(found.doses).value
        #expect(abs(perThousand - 27) < 0.5)
        #expect(abs(perThousand * Self.people / 1000 / 40_000 - 1) < 0.005)
        let kilograms = try #require(found.consumption).value * Self.people / 1000 * 1e-6
        #expect(abs(kilograms - 4.0) < 0.05)
        #expect(abs(try #require(found.massLoad).value - 25e-6 * Self.flow) < 1e-6)
    }

    @Test func `cocaine is 0.048 of benzoylecgonine, and gives no consumption of its own`() throws {
        let found = estimates()
        let cocaine = try #require(found.first { $0.analyte == "cocaine" })
        let marker = try #require(found.first { $0.analyte == "benzoylecgonine" })
        #expect(abs(try #require(cocaine.load).value / (try #require(marker.load)).value - 0.048) < 1e-12)
        #expect(cocaine.consumption == nil && cocaine.flags.contains("LOAD_ONLY"))
    }
}
