// Half-lives in sewage: I. Senta et al., Sci. Total Environ. 487 (2014) 659, doi:10.1016/j.scitotenv.2013.12.054 (abstract).
// Cocaine 35 h at 20 °C and 173 h at 10 °C, 6-monoacetylmorphine 87 and 139 h, morphine-3-glucuronide 7 and 18 h. What is lost
// over 12 or 24 h follows by first order, to four digits.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: Senta 2014, half-lives")
struct Senta2014DecayTests {
    private func lost(_ rows: [Parameter], celsius: Double, hours: Double) throws -> Double {
        let rate = try #require(ResidueLoss.rate(rows, celsius: celsius))
        return 1 - ResidueLoss.survival(ratePerHour: rate, residence: SewerResidence(meanHours: hours, sdHours: 0))
    }

    private func row(_ hours: Double, _ celsius: Int) -> Parameter {
        Parameter(
            set: "TEST", version: "1", parentDrug: "heroin", biomarker: "morphine", name: "half_life_h", value: hours, unit: "h@\(celsius)C", source: "test",
            provenance: .read)
    }

    /// From the rows that the shipped set holds of the paper.
    @Test(arguments: [
        ("cocaine", "cocaine", 20.0, 12.0, 0.2115), ("heroin", "6-monoacetylmorphine", 20, 12, 0.0912), ("heroin", "6-monoacetylmorphine", 20, 24, 0.1740),
        ("cocaine", "cocaine", 10, 24, 0.0917),
    ])
    func `the shipped half-lives give the share that is lost`(parent: String, biomarker: String, celsius: Double, hours: Double, share: Double) throws {
        let rows = ParameterSets.shipped().set(named: "CN-default").filter {
            $0.parentDrug == parent && $0.biomarker == AnalyteCode(biomarker) && $0.name == "half_life_h" && $0.source.hasPrefix("Senta")
        }
        #expect(rows.count == 2)
        let found = try lost(rows, celsius: celsius, hours: hours)
        #expect(abs(found - share) <= 5e-5)
    }

    @Test func `of the glucuronide two thirds are gone in half a day`() throws {
        let rows = [row(7, 20), row(18, 10)]
        let warm = try lost(rows, celsius: 20, hours: 12)
        let cold = try lost(rows, celsius: 10, hours: 18)
        #expect(abs(warm - 0.6952) <= 5e-5)
        #expect(abs(cold - 0.5) <= 1e-12)
    }
}
