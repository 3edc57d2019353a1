import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

/// Half-lives of I. Senta et al., Sci. Total Environ. 487 (2014) 659, doi:10.1016/j.scitotenv.2013.12.054, abstract.
@Suite("Losses between toilet and laboratory")
struct ResidueLossTests {
    private func halfLife(_ hours: Double, _ celsius: Int) -> Parameter {
        Parameter(
            set: "TEST", version: "1", parentDrug: "heroin", biomarker: "6-monoacetylmorphine", name: "half_life_h", value: hours, relativeSD: 0.4,
            unit: "h@\(celsius)C", source: "test", provenance: .read)
    }

    @Test(arguments: [(35.0, 12.0, 0.2115), (87, 12, 0.0912), (87, 24, 0.1740), (7, 12, 0.6952), (173, 24, 0.0917)])
    func `a half-life gives the loss over a time`(half: Double, hours: Double, lost: Double) throws {
        let rate = try #require(ResidueLoss.rate([halfLife(half, 20)], celsius: 20))
        #expect(abs(1 - ResidueLoss.survival(ratePerHour: rate, residence: SewerResidence(meanHours: hours, sdHours: 0)) - lost) < 5e-5)
    }

    @Test func `between two temperatures the logarithm of the rate is linear, beyond 0 to 35 degrees it stops`() throws {
        let rows = [halfLife(35, 20), halfLife(173, 10)]
        func half(_ celsius: Double) throws -> Double { portableLog(2) / (try #require(ResidueLoss.rate(rows, celsius: celsius))) }
        for (celsius, hours) in [(20.0, 35.0), (10, 173), (15, (35.0 * 173).squareRoot())] {
            let found = try half(celsius)
            #expect(abs(found - hours) < 1e-9)
        }
        let (cool, warm) = (try half(4), try half(30))
        #expect(cool > 173 && warm < 35)
        let clamped = (try half(-9), try half(0), try half(60), try half(35))
        #expect(clamped.0 == clamped.1 && clamped.2 == clamped.3)
        #expect(ResidueLoss.rate([], celsius: 15) == nil)
        #expect(ResidueLoss.rate([halfLife(87, 20)], celsius: 4) == ResidueLoss.rate([halfLife(87, 20)], celsius: 20))
    }

    @Test func `people at different distances lose less than all of them at the mean, as a gamma distribution does`() {
        let even = ResidueLoss.survival(ratePerHour: 0.1, residence: SewerResidence(meanHours: 6, sdHours: 0))
        let spread = ResidueLoss.survival(ratePerHour: 0.1, residence: SewerResidence(meanHours: 6, sdHours: 4))
        #expect(abs(even - portableExp(-0.6)) < 1e-12)
        #expect(spread > even)
        // m = 6, v = 16: (1 + 0.1 16/6)^(-36/16).
        #expect(abs(spread - portablePow(1 + 1.6 / 6, -2.25)) < 1e-12)
        #expect(ResidueLoss.survival(ratePerHour: 0, residence: SewerResidence(meanHours: 6, sdHours: 4)) == 1)
    }

    private func consumed(_ estimate: PeriodEstimate?) throws -> Double { try #require(estimate?.consumption).value }

    private func heroin(_ change: (inout Programme) -> Void, samples: [Sample] = []) throws -> PeriodEstimate {
        let rows =
            SmallProgramme.rows("heroin", "6-monoacetylmorphine", masses: (369.42, 327.38), fraction: 0.013, relativeSD: 0.5, dose: 20)
            + [halfLife(87, 20), halfLife(139, 10)]
        var programme = SmallProgramme.programme(samples: samples, parameters: rows)
        change(&programme)
        let loads = SmallProgramme.week(Array(repeating: 0.7569, count: 7), analyte: "6-monoacetylmorphine")
        return try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first)
    }

    @Test func `a consumption is corrected for the time in the sewer, and its load is not`() throws {
        let plain = try heroin { _ in }
        #expect(!plain.flags.contains("IN_SEWER_LOSS"))
        let corrected = try heroin { $0.residences = ["K01": SewerResidence(meanHours: 12, sdHours: 0)] }
        #expect(corrected.flags.contains("IN_SEWER_LOSS"))
        #expect(corrected.load == plain.load)
        let ratio = try consumed(corrected) / consumed(plain)
        // 12 h at a half-life of 87 h: 9.12 % lost.
        #expect(abs(ratio - 1 / (1 - 0.0912)) < 1e-4)
        let off = try heroin {
            $0.residences = ["K01": SewerResidence(meanHours: 12, sdHours: 0)]
            $0.configuration.losses.inSewer = false
        }
        #expect(off.consumption == plain.consumption)
        let far = try heroin { $0.residences = ["K01": SewerResidence(meanHours: 400, sdHours: 0)] }
        #expect(far.consumption == nil && far.flags.contains("MOSTLY_LOST") && far.flags.contains("LOAD_ONLY"))
    }

    @Test func `the warmth of the sewage counts, and the interval grows with the loss`() throws {
        func sampled(_ celsius: Double) throws -> Estimate {
            let samples = (0..<7).map { day in
                var sample = SmallProgramme.sample(SampleID("K01-\(day)"), day: day)
                sample.waterTemperatureC = celsius
                return sample
            }
            let estimate = try heroin({ $0.residences = ["K01": SewerResidence(meanHours: 24, sdHours: 0)] }, samples: samples)
            return try #require(estimate.consumption)
        }
        let (cold, warm) = (try sampled(10), try sampled(20))
        let unlost = try heroin { _ in }
        let plain = try #require(unlost.consumption)
        #expect(plain.value < cold.value && cold.value < warm.value)
        #expect(abs(warm.value / plain.value - 1 / (1 - 0.1740)) < 1e-4)
        func width(_ estimate: Estimate) -> Double { portableLog(estimate.interval.high / estimate.interval.low) }
        #expect(width(plain) < width(cold) && width(cold) < width(warm))
    }

    @Test func `what was kept warm on the way is corrected, what was frozen or acidified is not`() throws {
        func kept(_ custody: [String: String]) throws -> PeriodEstimate {
            let samples = (0..<7).map { day in
                var sample = SmallProgramme.sample(SampleID("K01-\(day)"), day: day)
                // A day from the end of the composite.
                sample.custody = custody.merging(["received_at": (SmallProgramme.wednesday + day + 2).description + "T00:00:00+08:00"]) { own, _ in own }
                return sample
            }
            return try heroin({ _ in }, samples: samples)
        }
        let plain = try heroin { _ in }
        let warm = try kept(["storage_temperature_c": "20"])
        #expect(warm.flags.contains("STORAGE_LOSS"))
        let ratio = try consumed(warm) / consumed(plain)
        #expect(abs(ratio - 1 / (1 - 0.1740)) < 1e-4)
        for custody in [["storage_temperature_c": "-20"], ["storage_temperature_c": "20", "acidified": "yes"], [:]] {
            let other = try kept(custody)
            #expect(other.consumption == plain.consumption)
        }
    }

    @Test func `biofilm and suspended matter count only where the programme says so`() throws {
        var rows = SmallProgramme.methamphetamine
        rows.append(Parameter(
            set: "TEST", version: "1", parentDrug: "methamphetamine", biomarker: "methamphetamine", name: "biofilm_rate_per_h", value: 0.02, relativeSD: 1,
            unit: "1/h@50/m", source: "test", provenance: .read))
        rows.append(Parameter(
            set: "TEST", version: "1", parentDrug: "methamphetamine", biomarker: "methamphetamine", name: "sorbed_fraction", value: 0.2, relativeSD: 0.3,
            unit: "1", source: "test", provenance: .read))
        func value(_ change: (inout ProgrammeConfiguration.LossSettings) -> Void) throws -> Double {
            var programme = SmallProgramme.programme(parameters: rows)
            programme.residences = ["K01": SewerResidence(meanHours: 5, sdHours: 0)]
            change(&programme.configuration.losses)
            let estimates = PeriodEstimates.estimates(
                period: SmallProgramme.period, loads: SmallProgramme.week(Array(repeating: 50, count: 7)), programme: programme).estimates
            return try consumed(estimates.first)
        }
        let plain = try value { _ in }
        #expect(abs(plain - 50 / 0.39) < 1e-9)
        let bound = try value { $0.particulate = true }
        #expect(abs(bound / plain - 1 / 0.8) < 1e-9)
        // k = 0.02 x 100 / 50 = 0.04 1/h over 5 h.
        let grown = try value { $0.biofilmAreaPerVolume = 100 }
        #expect(abs(grown / plain - portableExp(0.2)) < 1e-9)
    }

    @Test func `a set that gives a load only says why`() throws {
        let choice = ParameterChoice(ParameterSets.shipped().set(named: "CN-default"))
        for (biomarker, parent): (AnalyteCode, String) in [
            ("methcathinone", "methcathinone"), ("tiletamine", "tiletamine"), ("mda", "mda"), ("cocaine", "cocaine"), ("tramadol", "tramadol"),
            ("morphine", "morphine"),
        ] {
            let reason = try #require(choice.loadOnlyReason(of: biomarker, parentDrug: parent))
            #expect(reason.source.count > 20)
            #expect(choice.correction(for: biomarker, parentDrug: parent) == nil)
        }
        #expect(choice.loadOnlyReason(of: "ketamine", parentDrug: "ketamine") == nil)
    }
}
