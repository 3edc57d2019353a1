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

    /// A plant of 100,000 people in two towns of 40,000 and 60,000; 30,000 of the first were sampled inside.
    private let plantWithTowns = [
        SiteArea(site: "K01", area: "T1", share: 0.4), SiteArea(site: "K01", area: "T2", share: 0.6), SiteArea(site: "F1", area: "T1", share: 1),
    ]
    private let towns = [
        Area(code: "C", name: "City", level: .city, population: 100_000), Area(code: "T1", name: "", level: .town, parent: "C", population: 40_000),
        Area(code: "T2", name: "", level: .town, parent: "C", population: 60_000),
    ]

    @Test func `each person counts with the innermost sampled catchment, and a plant alone where an area holds all of it`() throws {
        let found = estimates([("K01", 60, 100_000), ("F1", 100, 30_000)], programme(towns, plantWithTowns), downstream: ["F1": "K01"])
        #expect(found.findings.isEmpty)
        func value(_ area: AreaCode) throws -> Double { try #require(found.estimates.first { $0.area == area }?.load).value }
        // The plant measured all of the city, and 30,000 at 100 are in that.
        #expect(abs(try value("C") - 60) < 1e-10)
        // 30,000 at their own mean and 10,000 at the plant's.
        #expect(abs(try value("T1") - 90) < 1e-10)
        #expect(abs(try value("T2") - 60) < 1e-10)
        let first = try #require(found.estimates.first { $0.area == "T1" })
        #expect(first.sites == 2 && first.coverage == 1 && !first.flags.contains("WIDER_CATCHMENT") && !first.flags.contains("DOMINATED"))
        #expect(try #require(found.estimates.first { $0.area == "T2" }).flags == ["DOMINATED"])
        // Without the site inside, the first town has the mean of a catchment that lies mostly elsewhere.
        let alone = estimates([("K01", 60, 100_000)], programme(towns, plantWithTowns)).estimates
        #expect(try #require(alone.first { $0.area == "T1" }).flags.contains("WIDER_CATCHMENT"))
    }

    @Test func `where more of a catchment is unsampled inside an area than outside, its mean counts for all`() throws {
        let shares = [SiteArea(site: "K01", area: "T1", share: 0.9), SiteArea(site: "K01", area: "T2", share: 0.1), SiteArea(site: "F1", area: "T1", share: 1)]
        let found = estimates([("K01", 60, 100_000), ("F1", 100, 30_000)], programme(towns, shares), downstream: ["F1": "K01"])
        #expect(abs(try #require(found.estimates.first { $0.area == "T1" }?.load).value - 60) < 1e-10)
        #expect(found.findings == ["M113"])
    }

    @Test func `three catchments within each other count each person once, whatever their order`() throws {
        let shares = plantWithTowns + [SiteArea(site: "F2", area: "T1", share: 1)]
        let sites: [(SiteCode, Double, Double)] = [("K01", 60, 100_000), ("F1", 100, 30_000), ("F2", 200, 25_000)]
        let found = estimates(sites, programme(towns, shares), downstream: ["F2": "F1", "F1": "K01"]).estimates
        let first = try #require(found.first { $0.area == "T1" })
        // F1 lies in the town as a whole, and so it has measured F2.
        #expect(abs(try #require(first.load).value - 90) < 1e-10)
        #expect(found == estimates(sites.reversed(), programme(towns, shares.reversed()), downstream: ["F2": "F1", "F1": "K01"]).estimates)
        let ring = estimates([("F1", 100, 30_000), ("F2", 200, 25_000)], programme(towns, shares), downstream: ["F2": "F1", "F1": "F2"]).estimates
        #expect(ring.first { $0.area == "T1" }?.load != nil)
    }

    @Test func `a small place inside a plant's catchment changes no figure of an area`() {
        let programme = programme(towns, plantWithTowns)
        func weeks(_ value: Double) -> [(SiteCode, Double, Double)] { [("K01", 60, 100_000), ("F1", value, 900)] }
        let found = estimates(weeks(500), programme, downstream: ["F1": "K01"])
        #expect(found.estimates == estimates(weeks(5), programme, downstream: ["F1": "K01"]).estimates)
        #expect(found.estimates == estimates([("K01", 60, 100_000)], programme, downstream: [:]).estimates)
        #expect(found.findings.isEmpty)
    }

    @Test func `a substance without a mean inside takes the plant's, and a refused one inside is in the plant's already`() throws {
        let loads = SmallProgramme.week(Array(repeating: 60, count: 7), population: 100_000)
            + (0..<7).map { SmallProgramme.load($0 == 0 ? .quantified(9) : .belowDetection(limit: 8), site: "F1", day: $0, population: 30_000) }
        let programme = programme(towns, plantWithTowns)
        let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates
        #expect(sites.first { $0.site == "F1" }?.load == nil)
        let found = AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: programme, downstream: ["F1": "K01"]).estimates
        let first = try #require(found.first { $0.area == "T1" })
        #expect(abs(try #require(first.load).value - 60) < 1e-10)
        #expect(first.coverage == 1 && !first.flags.contains("CENSORED_SITES_LEFT_OUT"))
    }

    @Test func `what is lost on the way widens the consumption of an area as it does that of its site`() throws {
        var losing = programme([areas[0]], [SiteArea(site: "K01", area: "C", share: 1)])
        losing.parameters = SmallProgramme.methamphetamine + [
            Parameter(
                set: "TEST", version: "1", parentDrug: "methamphetamine", biomarker: "methamphetamine", name: "half_life_h", value: 10, relativeSD: 0.5,
                distribution: "", basis: "", unit: "h@20C", source: "test", provenance: .read)
        ]
        losing.residences = ["K01": SewerResidence(meanHours: 6, sdHours: 2)]
        let loads = SmallProgramme.week(Array(repeating: 60, count: 7), population: 400_000)
        let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: losing).estimates
        let site = try #require(sites.first?.consumption)
        let area = try #require(AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: losing).estimates.first?.consumption)
        #expect(sites.first?.flags.contains("IN_SEWER_LOSS") == true)
        func width(_ estimate: Estimate) -> Double { portableLog(estimate.interval.high / estimate.interval.low) }
        // One site is the whole area: the same spread, but for the skew of a sum that both match by moments.
        #expect(abs(width(area) / width(site) - 1) < 0.01, "\(area) \(site)")
    }

    @Test func `the interval of an area under Statistics Canada's convention is that of its sites' scatter`() throws {
        var scatter = programme([areas[0]], [SiteArea(site: "K01", area: "C", share: 1), SiteArea(site: "K02", area: "C", share: 1)])
        scatter.configuration.convention = .statCan
        let first = SmallProgramme.week([60, 72, 55, 80, 68, 49, 64], population: 400_000)
        let second = SmallProgramme.week([30, 33, 29, 36, 31, 28, 30], site: "K02", population: 400_000)
        func estimate(_ loads: [DailyLoad]) throws -> (sites: [PeriodEstimate], area: AreaEstimate) {
            let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: scatter).estimates
            return (sites, try #require(AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: scatter).estimates.first))
        }
        // Of one site, its own interval, in both figures.
        let one = try estimate(first)
        for (a, b) in [(one.area.load, one.sites[0].load), (one.area.mass, one.sites[0].massLoad)] {
            let (a, b) = (try #require(a), try #require(b))
            #expect(a.method == .studentT && abs(a.interval.low / b.interval.low - 1) < 1e-9 && abs(a.interval.high / b.interval.high - 1) < 1e-9)
        }
        // Of two sites with as many people, half the root of the squared errors; degrees of freedom between those of one and the sum.
        let two = try estimate(first + second)
        let errors = try two.sites.map { site -> Double in
            let load = try #require(site.load)
            return (load.interval.high - load.value) / studentQuantile(0.975, degreesOfFreedom: 6)
        }
        let error = (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot() / 2
        let half = try #require(two.area.load).interval.high - (try #require(two.area.load).value)
        #expect(half > error * studentQuantile(0.975, degreesOfFreedom: 12) && half < error * studentQuantile(0.975, degreesOfFreedom: 6))
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
