// Loads and consumption at 15 plants in Korea: K. Y. Kim et al., Sci. Total Environ. 524-525 (2015) 440,
// doi:10.1016/j.scitotenv.2015.04.012; E 0.43 for methamphetamine, 0.638 for codeine; three significant digits.
import BackCalculation
import Monitoring
import Testing

@Suite("Published figures: Kim 2015, Korea")
struct PublishedKim2015Tests {
    private static let rows: [(site: String, population: Double, meth: Double, codeine: Double, methUsed: Double, codeineUsed: Double)] = [
        ("B-1", 133_336, 5.18, 2.59, 12.0, 4.06), ("B-2", 215_496, 5.65, 3.15, 13.1, 4.94), ("B-3", 1_157_325, 2.85, 1.24, 6.64, 1.94),
        ("B-4", 862_424, 8.25, 2.02, 19.2, 3.17), ("B-5", 58_000, 11.0, 7.31, 25.5, 11.5), ("B-6", 139_765, 3.24, 1.14, 7.52, 1.79),
        ("B-7", 177_596, 9.26, 7.98, 21.5, 12.5), ("B-8", 925_231, 11.4, 2.55, 26.4, 4.00), ("U-1", 547_379, 2.09, 2.15, 4.86, 3.37),
        ("U-2", 46_237, 15.1, 7.64, 35.2, 12.0), ("K-1", 323_000, 14.8, 3.50, 34.4, 5.49), ("K-2", 900_000, 5.56, 2.83, 12.9, 4.44),
        ("K-3", 58_424, 29.2, 8.61, 67.9, 13.5),
    ]

    private static let parameters =
        SmallProgramme.rows("methamphetamine", "methamphetamine", masses: (149.24, 149.24), fraction: 0.43)
        + SmallProgramme.rows("codeine", "codeine", masses: (299.37, 299.37), fraction: 0.638)

    private func estimates() -> [PeriodEstimate] {
        var loads: [DailyLoad] = []
        for row in Self.rows {
            let site = SiteCode(row.site)
            loads.append(SmallProgramme.load(.quantified(row.meth), site: site, population: row.population))
            loads.append(SmallProgramme.load(.quantified(row.codeine), site: site, analyte: "codeine", population: row.population))
        }
        loads.append(SmallProgramme.load(.quantified(9.50), site: "B-10", population: 78_444))
        loads.append(SmallProgramme.load(.belowQuantification(limit: 1.12), site: "B-9", population: 18_700))
        return PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: SmallProgramme.programme(parameters: Self.parameters)).estimates
    }

    @Test func `consumption follows from the loads within three digits`() throws {
        let estimates = estimates()
        for row in Self.rows {
            let meth = try #require(estimates.first { $0.site.rawValue == row.site && $0.analyte == "methamphetamine" })
            let codeine = try #require(estimates.first { $0.site.rawValue == row.site && $0.analyte == "codeine" })
            #expect(abs(try #require(meth.consumption).value / row.methUsed - 1) < 0.006)
            #expect(abs(try #require(codeine.consumption).value / row.codeineUsed - 1) < 0.006)
        }
    }

    @Test func `a load below its limit gives no consumption, and its limit scales to the printed one`() throws {
        let below = try #require(estimates().first { $0.site == "B-9" })
        #expect(below.censoringMethod == .refused && below.load == nil && below.consumption == nil)
        let factor = try #require(ParameterChoice(Self.parameters).correction(for: "methamphetamine", parentDrug: nil))
        #expect(CensoredResult.belowQuantification(limit: 1.12).scaled(by: factor.value).limit.map { abs($0 - 2.605) < 5e-4 } == true)
    }

    @Test func `8.25 mg per thousand of 862,424 people is 7.115 g a day`() throws {
        let b4 = try #require(estimates().first { $0.site == "B-4" && $0.analyte == "methamphetamine" })
        #expect(abs(try #require(b4.massLoad).value - 7.115) < 5e-4)
    }

    @Test func `Busan's mean is weighted by people, without the site below its limit`() throws {
        let busan = Area(code: "busan", name: "Busan", level: .city)
        let shares = (Self.rows.map(\.site) + ["B-9", "B-10"]).filter { $0.hasPrefix("B") }.map { SiteArea(site: SiteCode($0), area: "busan", share: 1) }
        let programme = SmallProgramme.programme(parameters: Self.parameters, areas: [busan], siteAreas: shares)
        let area = try #require(
            AreaEstimates.estimates(period: SmallProgramme.period, estimates: estimates(), programme: programme).estimates.first {
                $0.analyte == "methamphetamine"
            })
        #expect(abs(try #require(area.load).value - 7.031) < 5e-4)
        #expect(abs(try #require(area.consumption).value - 7.031 / 0.43) < 2e-3)
        #expect(area.sites == 10)
        #expect(area.flags.contains("CENSORED_SITES_LEFT_OUT"))
    }
}
