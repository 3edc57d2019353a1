import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Estimates of areas")
struct AreaEstimateTests {
    private let areas = [
        Area(code: "C", name: "City", level: .city, population: 1_000_000), Area(code: "D1", name: "East", level: .district, parent: "C", population: 600_000),
        Area(code: "D2", name: "West", level: .district, parent: "C", population: 400_000),
        Area(code: "T1", name: "Town", level: .town, parent: "D1", population: 300_000),
    ]
    private let shares = [
        SiteArea(site: "K01", area: "T1", share: 0.5), SiteArea(site: "K01", area: "D1", share: 0.8), SiteArea(site: "K01", area: "C", share: 1),
        SiteArea(site: "K02", area: "D2", share: 1),
    ]

    private func programme(_ areas: [Area], _ shares: [SiteArea]) -> Programme { SmallProgramme.programme(areas: areas, siteAreas: shares) }

    private func estimates(_ weeks: [(SiteCode, Double, Double)], _ programme: Programme, downstream: [SiteCode: SiteCode] = [:])
        -> (estimates: [AreaEstimate], findings: [String])
    {
        let loads = weeks.flatMap { SmallProgramme.week(Array(repeating: $0.1, count: 7), site: $0.0, population: $0.2) }
        let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates
        let found = AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: programme, downstream: downstream)
        return (found.estimates, found.findings.map(\.code.rawValue))
    }

    @Test func `loads are weighted by people, and shares climb to the areas above`() throws {
        let found = estimates([("K01", 60, 400_000), ("K02", 30, 200_000)], programme(areas, shares)).estimates
        #expect(found.map(\.area) == ["C", "D1", "D2", "T1"])
        let city = try #require(found.first)
        #expect(abs(try #require(city.load).value - 50) < 1e-10)
        #expect(abs(try #require(city.mass).value - 30) < 1e-10)
        #expect(city.sites == 2)
        #expect(city.coverage.map { abs($0 - 0.6) < 1e-12 } == true)
        let east = found[1]
        #expect(abs(try #require(east.mass).value - 24 * 0.8) < 1e-10)
        #expect(abs(try #require(east.load).value - 60) < 1e-10)
        #expect(east.flags.contains("DOMINATED"))
        #expect(!city.flags.contains("DOMINATED"))
        #expect(abs(try #require(city.consumption).value - 50 / 0.39) < 1e-9)
    }

    @Test func `errors of single sites shrink in the sum, shared ones stay`() throws {
        func logSD(_ estimate: Estimate) -> Double { portableLog(estimate.interval.high / estimate.interval.low) / (2 * 1.959963984540054) }
        let many = (0..<50).map { (SiteCode("S\($0)"), 60.0, 20_000.0) }
        let shares = many.map { SiteArea(site: $0.0, area: "C", share: 1) }
        let found = estimates(many, programme([areas[0]], shares)).estimates
        let one = estimates(Array(many.prefix(1)), programme([areas[0]], shares)).estimates
        let wide = logSD(try #require(one.first?.load))
        let narrow = logSD(try #require(found.first?.load))
        #expect(narrow < wide)
        // Calibration of 8 % is shared by all sites.
        #expect(narrow > 0.0798)
        #expect(narrow < (0.08 * 0.08 + wide * wide / 40).squareRoot())
        let consumption = try #require(found.first?.consumption)
        #expect(logSD(consumption) > 0.15)
    }

    @Test func `a site above another on the same sewer is not counted twice`() throws {
        let shares = [SiteArea(site: "K01", area: "C", share: 1), SiteArea(site: "F1", area: "C", share: 1)]
        let found = estimates([("K01", 60, 400_000), ("F1", 500, 20_000)], programme([areas[0]], shares), downstream: ["F1": "K05", "K05": "K01"])
        #expect(found.findings == ["M113"])
        let city = try #require(found.estimates.first)
        #expect(city.sites == 1)
        #expect(abs(try #require(city.load).value - 60) < 1e-10)
        let circle = estimates([("K01", 60, 400_000), ("F1", 500, 20_000)], programme([areas[0]], shares), downstream: ["F1": "F2", "F2": "F1"])
        #expect(circle.estimates.first?.sites == 2)
    }

    @Test func `areas with too few people give no figure, and neither does a second one that would reveal it`() throws {
        var small = areas
        small[2].population = 900
        // K02 serves more than D2: its own people are enough, those of D2 are not.
        let shares = [
            SiteArea(site: "K01", area: "D1", share: 1), SiteArea(site: "K02", area: "D2", share: 0.3), SiteArea(site: "K02", area: "D1", share: 0.7),
        ]
        let found = estimates([("K01", 60, 400_000), ("K02", 30, 3000)], programme(small, shares)).estimates
        let west = try #require(found.first { $0.area == "D2" })
        #expect(west.load == nil && west.mass == nil && west.consumption == nil && west.flags.contains("SUPPRESSED"))
        let east = try #require(found.first { $0.area == "D1" })
        #expect(east.load == nil && east.flags.contains("SUPPRESSED_COMPLEMENT"))
        #expect(try #require(found.first { $0.area == "C" }).load != nil)
    }

    @Test func `a site with too few people enters no sum, so that nothing has to be hidden beside it`() throws {
        let shares = [SiteArea(site: "K01", area: "D1", share: 1), SiteArea(site: "K02", area: "D2", share: 1)]
        let found = estimates([("K01", 60, 400_000), ("K02", 30, 900)], programme(areas, shares)).estimates
        let west = try #require(found.first { $0.area == "D2" })
        #expect(west.load == nil && west.sites == 0 && west.flags == ["SUPPRESSED"])
        let city = try #require(found.first { $0.area == "C" })
        #expect(city.sites == 1)
        #expect(abs(try #require(city.load).value - 60) < 1e-10)
        #expect(try #require(found.first { $0.area == "D1" }).load != nil)
    }

    @Test func `parents in a circle and rows without areas do no harm`() {
        let odd = [Area(code: "X", name: "X", level: .town, parent: "Y"), Area(code: "Y", name: "Y", level: .town, parent: "X")]
        let shares = [SiteArea(site: "K01", area: "X", share: 1), SiteArea(site: "K01", area: "nowhere", share: 1), SiteArea(site: "K01", area: "Y", share: .nan)]
        #expect(estimates([("K01", 60, 400_000)], programme(odd, shares)).estimates.map(\.area) == ["X", "Y"])
        #expect(estimates([], programme(odd, shares)).estimates.isEmpty)
    }

    @Test func `the products of matrices equal plain sums`() throws {
        var stream = RandomStream(seed: 8, "areas")
        let sites = (0..<30).map { (SiteCode("S\($0)"), 10 + 90 * stream.uniform(), 5_000 + 90_000 * stream.uniform()) }
        let many = (0..<6).map { Area(code: AreaCode("A\($0)"), name: "", level: .district) }
        let shares = sites.flatMap { site in many.map { SiteArea(site: site.0, area: $0.code, share: stream.uniform() / 6) } }
        let found = estimates(sites, programme(many, shares)).estimates
        for area in found {
            var people = 0.0
            var sum = 0.0
            for row in shares where row.area == area.area {
                guard let site = sites.first(where: { $0.0 == row.site }) else { continue }
                people += row.share * site.2
                sum += row.share * site.2 * site.1
            }
            #expect(abs(try #require(area.load).value - sum / people) < 1e-9, "seed 8")
        }
    }
}
