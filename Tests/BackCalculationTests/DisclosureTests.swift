import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

/// Small places are neither shown nor told by a difference.
@Suite("What is not shown")
struct DisclosureTests {
    private struct Grid {
        var programme: Programme
        var estimates: [PeriodEstimate]
    }

    /// City, districts, towns, neighbourhoods of random sizes, some below the floor of 1000, and a site in each neighbourhood
    /// or in two; some sites are small, and one in ten is a prison.
    private func grid(_ seed: Int, smallSite: (SiteCode) -> Double = { _ in 1 }) -> Grid {
        var stream = RandomStream(seed: UInt64(seed), "grid")
        var areas = [Area(code: "C", name: "", level: .city, population: 0)]
        var shares: [SiteArea] = []
        var sites: [Site] = []
        var loads: [DailyLoad] = []
        for district in 0..<(1 + stream.integer(below: 3)) {
            let districtCode = AreaCode("D\(district)")
            areas.append(Area(code: districtCode, name: "", level: .district, parent: "C", population: 0))
            for town in 0..<(1 + stream.integer(below: 4)) {
                let townCode = AreaCode("\(districtCode)-\(town)")
                areas.append(Area(code: townCode, name: "", level: .town, parent: districtCode, population: 0))
                for place in 0..<(1 + stream.integer(below: 4)) {
                    let code = AreaCode("\(townCode)-\(place)")
                    let people = stream.uniform() < 0.3 ? 200 + 790 * stream.uniform() : 1200 + 20_000 * stream.uniform()
                    areas.append(Area(code: code, name: "", level: .neighbourhood, parent: townCode, population: people))
                    let site = SiteCode("S\(sites.count)")
                    let isPrison = stream.uniform() < 0.1
                    sites.append(Site(code: site, name: "", tier: .routine, kind: .manhole, catchmentType: isPrison ? .prison : .municipal))
                    // A site that serves the next neighbourhood as well has enough people where its own has not.
                    let isShared = stream.uniform() < 0.6
                    let served = isShared ? people + 5000 : people
                    shares.append(SiteArea(site: site, area: code, share: people / served))
                    if isShared {
                        let other = AreaCode("\(townCode)-x\(place)")
                        areas.append(Area(code: other, name: "", level: .neighbourhood, parent: townCode, population: 5000))
                        shares.append(SiteArea(site: site, area: other, share: 5000 / served))
                    }
                    let value = (10 + 90 * stream.uniform()) * (isPrison || served < 1000 ? smallSite(site) : 1)
                    loads += SmallProgramme.week(Array(repeating: value, count: 7), site: site, population: served)
                }
            }
        }
        // Areas above hold those below.
        for index in areas.indices.reversed() {
            guard let parent = areas[index].parent, let above = areas.firstIndex(where: { $0.code == parent }) else { continue }
            areas[above].population = (areas[above].population ?? 0) + (areas[index].population ?? 0)
        }
        let programme = SmallProgramme.programme(sites: sites, populations: [], areas: areas, siteAreas: shares)
        return Grid(programme: programme, estimates: PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates)
    }

    private func published(_ grid: Grid) -> [AreaEstimate] {
        AreaEstimates.estimates(period: SmallProgramme.period, estimates: grid.estimates, programme: grid.programme).estimates
    }

    @Test(arguments: 0..<40)
    func `no published figure depends on the results of a site that is not shown`(seed: Int) throws {
        let plain = grid(seed)
        let changed = grid(seed) { site in 3 + Double(site.rawValue.utf8.count) }
        let disclosure = SiteDisclosure(plain.estimates, programme: plain.programme)
        #expect(published(plain) == published(changed), "seed \(seed)")
        #expect(disclosure.applied(to: plain.estimates) == disclosure.applied(to: changed.estimates), "seed \(seed)")
        for estimate in disclosure.applied(to: plain.estimates) {
            let isSmall = estimate.population < 1000 || plain.programme.sites.first { $0.code == estimate.site }?.catchmentType == .prison
            #expect((estimate.load == nil) == isSmall, "seed \(seed) \(estimate.site)")
            if isSmall { #expect(estimate.flags == ["SUPPRESSED"] && estimate.massLoad == nil && estimate.consumption == nil && estimate.doses == nil) }
        }
    }

    /// The attack: masses are sums of those of the parts and of what no part holds, and none is negative. On a tree of such
    /// sums the bounds that follow from each other until nothing moves are the best ones.
    private func bounds(_ estimates: [AreaEstimate], _ programme: Programme, rest: (AreaCode) -> Double) -> [AreaCode: (low: Double, high: Double)] {
        var bounds: [AreaCode: (low: Double, high: Double)] = [:]
        for estimate in estimates { bounds[estimate.area] = estimate.mass.map { ($0.value, $0.value) } ?? (0, .infinity) }
        // What is published stands: rounding must not move it.
        let open = Set(estimates.filter { $0.mass != nil }.map(\.area))
        var parents: [AreaCode: AreaCode] = [:]
        for area in programme.areas { parents[area.code] = area.parent }
        let families = Dictionary(grouping: bounds.keys.filter { parents[$0].flatMap { bounds[$0] } != nil }) { parents[$0] ?? "" }
        for _ in 0..<60 {
            for (parent, children) in families {
                let outside = rest(parent)
                func sum(_ all: [AreaCode], _ end: (_ bound: (low: Double, high: Double)) -> Double) -> Double {
                    all.reduce(0) { $0 + (bounds[$1].map(end) ?? 0) }
                }
                if let whole = bounds[parent], !open.contains(parent) {
                    bounds[parent] = (max(whole.low, sum(children) { $0.low }), min(whole.high, sum(children) { $0.high } + outside))
                }
                for child in children where !open.contains(child) {
                    guard let own = bounds[child], let whole = bounds[parent] else { continue }
                    let others = children.filter { $0 != child }
                    bounds[child] = (max(own.low, whole.low - outside - sum(others) { $0.high }), min(own.high, whole.high - sum(others) { $0.low }))
                }
            }
        }
        return bounds
    }

    @Test(arguments: 0..<60)
    func `the sums and differences of the published figures do not tell a suppressed area`(seed: Int) throws {
        let grid = grid(seed)
        let shown = published(grid)
        var open = grid.programme
        open.configuration.privacy.publicationFloor = 0
        open.configuration.privacy.restrictedApproval = "test"
        let withheld = SiteDisclosure(grid.estimates, programme: grid.programme).withheld
        let kept = grid.estimates.filter { !withheld.contains($0.site) }
        let truth = AreaEstimates.estimates(period: SmallProgramme.period, estimates: kept, programme: open).estimates
        var masses: [AreaCode: Double] = [:]
        for estimate in truth { masses[estimate.area] = try #require(estimate.mass).value }
        // Every area's mass is that of its parts here: nothing is left over.
        let found = bounds(shown.filter { masses[$0.area] != nil }, grid.programme) { _ in 0 }
        for estimate in shown where estimate.flags.contains("SUPPRESSED") {
            guard let mass = masses[estimate.area] else { continue }
            let (low, high) = try #require(found[estimate.area])
            #expect(high - low > 0.02 * mass, "seed \(seed) \(estimate.area): \(low) to \(high) holds \(mass)")
            #expect(low <= mass * (1 + 1e-9) && high >= mass * (1 - 1e-9), "seed \(seed) \(estimate.area)")
        }
        #expect(shown.filter { $0.flags.contains("SUPPRESSED") }.allSatisfy { $0.load == nil && $0.mass == nil && $0.consumption == nil })
    }

    @Test func `a covering area whose own parts are all shown does not cover`() throws {
        // D1 holds T1 (small) and T2 with N1 and N2; T2 alone would be the sum of N1 and N2.
        let areas = [
            Area(code: "D1", name: "", level: .district, population: 21_900), Area(code: "T1", name: "", level: .town, parent: "D1", population: 900),
            Area(code: "T2", name: "", level: .town, parent: "D1", population: 21_000), Area(code: "N1", name: "", level: .neighbourhood, parent: "T2", population: 9000),
            Area(code: "N2", name: "", level: .neighbourhood, parent: "T2", population: 12_000),
        ]
        let shares = [
            SiteArea(site: "A", area: "T1", share: 900.0 / 9900), SiteArea(site: "A", area: "N1", share: 9000.0 / 9900), SiteArea(site: "B", area: "N2", share: 1),
        ]
        let programme = SmallProgramme.programme(areas: areas, siteAreas: shares)
        let loads = SmallProgramme.week(Array(repeating: 40, count: 7), site: "A", population: 9900)
            + SmallProgramme.week(Array(repeating: 60, count: 7), site: "B", population: 12_000)
        let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates
        let found = AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: programme).estimates
        func flags(_ area: AreaCode) -> [String] { found.first { $0.area == area }?.flags ?? [] }
        #expect(flags("T1").contains("SUPPRESSED"))
        #expect(flags("T2").contains("SUPPRESSED_COMPLEMENT"))
        #expect(flags("N1").contains("SUPPRESSED_COMPLEMENT"))
        for area: AreaCode in ["N2", "D1"] { #expect(!flags(area).contains { $0.hasPrefix("SUPPRESSED") }, "\(area) \(flags(area))") }
    }

    @Test func `an area whose only part is small is the small area itself`() throws {
        let areas = [
            Area(code: "D1", name: "", level: .district, population: 50_000), Area(code: "T1", name: "", level: .town, parent: "D1", population: 900),
        ]
        let programme = SmallProgramme.programme(areas: areas, siteAreas: [SiteArea(site: "A", area: "T1", share: 0.5)])
        let loads = SmallProgramme.week(Array(repeating: 40, count: 7), site: "A", population: 4000)
        let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates
        let found = AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: programme).estimates
        #expect(found.allSatisfy { $0.load == nil } && found.count == 2)
    }

    @Test func `a prison, a school or a workplace is shown under an approval only`() throws {
        var programme = SmallProgramme.programme(sites: [Site(code: "K01", name: "", tier: .focus, kind: .outfall, catchmentType: .prison)])
        let sites = PeriodEstimates.estimates(
            period: SmallProgramme.period, loads: SmallProgramme.week(Array(repeating: 40, count: 7), population: 5000), programme: programme).estimates
        let without = SiteDisclosure(sites, programme: programme)
        #expect(without.withheld == ["K01"] && without.findings.map(\.code) == ["M115"])
        programme.configuration.privacy.restrictedApproval = "E-2025-7"
        #expect(SiteDisclosure(sites, programme: programme).withheld.isEmpty)
        programme.configuration.privacy.publicationFloor = 10_000
        #expect(SiteDisclosure(sites, programme: programme).findings.map(\.code) == ["M116"])
    }
}
