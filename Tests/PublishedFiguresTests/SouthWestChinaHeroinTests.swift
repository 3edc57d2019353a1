// Heroin by difference at 156 treatment plants in 21 cities of south-west China, 2021 (abstract): a morphine load of
// 6.7 mg/d/1000 inhabitants gave 10.3 mg/d/1000 of heroin after medical morphine was taken away. With an excreted fraction of
// 0.42 that is 3.34 of morphine from heroin; without the subtraction it would be 20.65.
// And: 6-monoacetylmorphine over morphine where heroin alone left both, (0.013 x 327.38) / (0.42 x 285.34) = 0.0355.
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: heroin in south-west China")
struct SouthWestChinaHeroinTests {
    private static let parameters =
        SmallProgramme.rows("heroin", "morphine", masses: (369.42, 285.34), fraction: 0.42, relativeSD: 0.2)
        + SmallProgramme.rows("codeine", "codeine", masses: (299.37, 299.37), fraction: 0.638)

    private func estimate(morphine: Double, codeine: Double, medical: Double) throws -> PeriodEstimate {
        let programme = SmallProgramme.programme(
            parameters: Self.parameters, areas: [Area(code: "A", name: "A", level: .city, population: 1_000_000)],
            siteAreas: [SiteArea(site: "K01", area: "A", share: 1)],
            licit: [LicitUse(area: "A", period: SmallProgramme.period, substance: "morphine", milligramsPerDay: medical * 1000)])
        let loads = SmallProgramme.week(Array(repeating: morphine, count: 7), analyte: "morphine")
            + SmallProgramme.week(Array(repeating: codeine, count: 7), analyte: "codeine")
        return try #require(
            PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates.first { $0.analyte == "morphine" })
    }

    /// 2.0 of codeine leaves 0.1793 of morphine; 4.5439 of medical morphine, of which 70 % is excreted, the rest of the 3.36.
    @Test func `6.7 of morphine less 3.36 is 10.3 of heroin`() throws {
        let found = try estimate(morphine: 6.7, codeine: 2.0, medical: (3.36 - 0.1793) / 0.70)
        #expect(abs(try #require(found.consumption).value - 10.3) < 0.05)
        #expect(found.parentDrug == "heroin" && found.flags.contains("BY_DIFFERENCE"))
    }

    @Test func `without the subtraction it would be 20.65, and the rest is 3.34`() {
        #expect(abs(HeroinByDifference.heroin(morphine: 6.7, excretedFraction: 0.42) - 20.65) < 5e-3)
        #expect(abs(HeroinByDifference.heroin(morphine: 3.34, excretedFraction: 0.42) - 10.3) < 0.05)
    }

    @Test func `morphine that medicine explains is told apart from nothing`() throws {
        let found = try estimate(morphine: 6.7, codeine: 2.0, medical: 8.5)
        #expect(found.consumption == nil && found.flags.contains("NOT_DISTINGUISHABLE_FROM_MEDICAL"))
    }

    /// Worked out by hand: codeine 9.0 with 0.638 and 0.06, medical morphine 6.0 with 0.70.
    @Test func `28.0 of morphine is 70.878 of heroin`() throws {
        let codeine = HeroinByDifference.morphineFromCodeine(load: 9.0, excretedFraction: 0.638)
        #expect(abs(codeine - 0.80673) < 1e-5)
        let choice = ParameterChoice(Self.parameters)
        #expect(abs(9.0 * (try #require(choice.correction(for: "codeine", parentDrug: nil))).value - 14.1066) < 1e-4)
        let found = try estimate(morphine: 28, codeine: 9, medical: 6)
        #expect(abs(try #require(found.consumption).value - 70.878) < 5e-4)
    }

    @Test func `heroin leaves 0.0355 of 6-monoacetylmorphine for each part of morphine`() throws {
        let both = ParameterChoice(
            Self.parameters + SmallProgramme.rows("heroin", "6-monoacetylmorphine", masses: (369.42, 327.38), fraction: 0.013, relativeSD: 0.5))
        let ofMorphine = try #require(both.correction(of: "heroin", from: "morphine")).value
        let ofMarker = try #require(both.correction(of: "heroin", from: "6-monoacetylmorphine")).value
        #expect(abs(ofMorphine / ofMarker - 0.0355) < 5e-5)
    }
}
