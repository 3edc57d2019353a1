// Whole chains from concentration to doses, worked out by hand from the formulas of E. Zuccato et al., Environ. Health
// Perspect. 116 (2008) 1027, doi:10.1289/ehp.11022, with molar masses from atomic weights.
import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: whole chains")
struct ExcretionChainTests {
    struct Chain: Sendable, CustomTestStringConvertible {
        var analyte: String
        var parent: String
        var masses: [Double]
        var concentration: Double
        var flow: Double
        var population: Double
        var fraction: Double
        var dose: Double
        var mass: Double
        var load: Double
        var used: Double
        var doses: Double
        var loss = 0.0
        var testDescription: String { analyte }
    }

    static let chains: [Chain] = [
        Chain(analyte: "methamphetamine", parent: "methamphetamine", masses: [149.24, 149.24], concentration: 250, flow: 100_000, population: 400_000, fraction: 0.39, dose: 30, mass: 25.0, load: 62.5, used: 160.2564, doses: 5.3419),
        Chain(analyte: "benzoylecgonine", parent: "cocaine", masses: [303.36, 289.33], concentration: 812, flow: 75_600, population: 180_000, fraction: 0.35, dose: 100, mass: 61.3872, load: 341.04, used: 1021.65, doses: 10.2165),
        Chain(analyte: "mdma", parent: "mdma", masses: [193.25, 193.25], concentration: 45.2, flow: 31_250, population: 95_000, fraction: 0.225, dose: 100, mass: 1.4125, load: 14.8684, used: 66.0819, doses: 0.6608),
        Chain(analyte: "ketamine", parent: "ketamine", masses: [237.73, 237.73], concentration: 27.1, flow: 82_000, population: 310_000, fraction: 0.20, dose: 100, mass: 2.2222, load: 7.1684, used: 35.8419, doses: 0.3584),
        Chain(analyte: "6-monoacetylmorphine", parent: "heroin", masses: [369.42, 327.38], concentration: 4.1, flow: 120_000, population: 650_000, fraction: 0.013, dose: 20, mass: 0.4920, load: 0.7569, used: 82.1271, doses: 4.1064, loss: 0.20),
        Chain(analyte: "cotinine", parent: "nicotine", masses: [162.24, 176.22], concentration: 1850, flow: 83_300, population: 100_000, fraction: 0.30, dose: 1.25, mass: 154.105, load: 1541.05, used: 4729.31, doses: 3783.45),
        Chain(analyte: "ethyl_sulfate", parent: "alcohol", masses: [46.07, 126.13], concentration: 9500, flow: 83_300, population: 100_000, fraction: 0.00012, dose: 10_000, mass: 791.35, load: 7913.5, used: 24_087_248, doses: 2408.72),
        Chain(analyte: "etomidate_acid", parent: "etomidate", masses: [244.29, 216.24], concentration: 63, flow: 52_000, population: 240_000, fraction: 0.60, dose: 20, mass: 3.276, load: 13.65, used: 25.7011, doses: 1.2851),
    ]

    @Test(arguments: chains) func `concentration, flow and people give load, consumption and doses`(chain: Chain) throws {
        var parameters = SmallProgramme.rows(
            chain.parent, AnalyteCode(chain.analyte), masses: (chain.masses[0], chain.masses[1]), fraction: chain.fraction, dose: chain.dose)
        if chain.loss != 0 {
            parameters.append(
                Parameter(
                    set: "TEST", version: "1", parentDrug: chain.parent, biomarker: AnalyteCode(chain.analyte), name: "in_sewer_loss", value: chain.loss,
                    unit: "1", source: "test", provenance: .derived))
        }
        let programme = SmallProgramme.programme(
            populations: [SmallProgramme.stated("K01", chain.population)], samples: [SmallProgramme.sample("S1", flow: chain.flow)], parameters: parameters)
        let table = DailyLoadTable.loads(
            results: [SmallProgramme.result("S1", AnalyteCode(chain.analyte), .quantified(chain.concentration))], programme: programme)
        #expect(table.findings.filter { $0.severity >= .error }.isEmpty)
        let load = try #require(table.loads.first)
        func near(_ value: Double?, _ expected: Double) { #expect(abs((value ?? .nan) / expected - 1) < 1.2e-4) }
        near(load.massLoad.quantifiedValue, chain.mass)
        near(load.populationNormalisedLoad.quantifiedValue, chain.load)
        let estimate = try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: table.loads, programme: programme).estimates.first)
        near(estimate.consumption?.value, chain.used)
        near(estimate.doses?.value, chain.doses)
        #expect(estimate.parentDrug == chain.parent)
        #expect(estimate.flags.contains("IN_SEWER_LOSS") == (chain.loss != 0))
        #expect(estimate.flags.contains("CLASS_MARKER") == (chain.analyte == "etomidate_acid"))
        let interval = try #require(estimate.consumption).interval
        #expect(interval.low < chain.used && chain.used < interval.high)
    }

    @Test func `amphetamine net of methamphetamine is 3.775`() {
        #expect(abs(AmphetamineNet.load(amphetamine: 9.4, methamphetamine: 62.5) - 3.775) < 1e-12)
    }
}
