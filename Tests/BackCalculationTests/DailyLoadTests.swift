import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Loads of days")
struct DailyLoadTests {
    private func table(_ results: [LaboratoryResult], _ programme: Programme) -> DailyLoadTable { DailyLoadTable.loads(results: results, programme: programme) }

    @Test func `1000 ng/L in 50,000 m3 from 250,000 people are 50 g a day and 200 mg per thousand`() throws {
        let programme = SmallProgramme.programme(
            populations: [SmallProgramme.stated("K01", 250_000)], samples: [SmallProgramme.sample("S1", flow: 50_000)])
        let load = try #require(table([SmallProgramme.result("S1", "methamphetamine", .quantified(1000))], programme).loads.first)
        #expect(abs(try #require(load.massLoad.quantifiedValue) - 50) < 1e-12)
        #expect(abs(try #require(load.populationNormalisedLoad.quantifiedValue) - 200) < 1e-12)
        #expect(load.position == SourcePosition(file: "inbox/b1.txt", line: 1, column: 7))
    }

    @Test func `the interval is the closed form of five lognormal factors`() throws {
        let programme = SmallProgramme.programme(samples: [SmallProgramme.sample("S1")])
        let load = try #require(table([SmallProgramme.result("S1", "methamphetamine", .quantified(250))], programme).loads.first)
        let variance = [0.12, 0.10, 0.08, 0.10, 0.10].map { portableLog1p($0 * $0) }.reduce(0, +)
        let factor = portableExp(1.959963984540054 * variance.squareRoot())
        #expect(abs(load.interval.high / (62.5 * factor) - 1) < 1e-12)
        #expect(abs(load.interval.low * factor / 62.5 - 1) < 1e-12)
        #expect(abs(load.randomLogSD * load.randomLogSD + load.sharedLogSD * load.sharedLogSD - variance) < 1e-15)
    }

    @Test func `a censored concentration gives a censored load with a scaled limit`() throws {
        let programme = SmallProgramme.programme(samples: [SmallProgramme.sample("S1")])
        let found = table(
            [
                SmallProgramme.result("S1", "methamphetamine", .belowDetection(limit: 2), line: 1),
                SmallProgramme.result("S1", "mdma", .belowQuantification(limit: 4), line: 2),
                SmallProgramme.result("S1", "ketamine", .aboveRange(limit: 5000), line: 3), SmallProgramme.result("S1", "cocaine", .notAnalysed, line: 4),
            ], programme
        ).loads
        #expect(found.count == 3)
        let meth = try #require(found.first { $0.analyte == "methamphetamine" })
        #expect(meth.populationNormalisedLoad == .belowDetection(limit: 0.5))
        #expect(meth.massLoad.limit.map { abs($0 - 0.2) < 1e-15 } == true)
        #expect(meth.interval.low == 0 && meth.interval.high > 0.5)
        #expect(found.first { $0.analyte == "mdma" }?.populationNormalisedLoad == .belowQuantification(limit: 1))
        let above = try #require(found.first { $0.analyte == "ketamine" })
        #expect(above.interval.high == .infinity && above.interval.low < 1250 && above.flags == ["ABOVE_RANGE"])
    }

    @Test func `only usable results of unknown samples give loads`() {
        let programme = SmallProgramme.programme(samples: [SmallProgramme.sample("S1")])
        let results = [
            SmallProgramme.result("S1", "methamphetamine", .quantified(1), status: .held), SmallProgramme.result("S1", "mdma", .quantified(1), status: .rejected),
            SmallProgramme.result("S1", "ketamine", .quantified(1), status: .superseded), SmallProgramme.result("S1", "morphine", .quantified(1), type: .qc),
            SmallProgramme.result("S1", "codeine", .quantified(1), status: .flagged), SmallProgramme.result("S1", "tramadol", .quantified(.nan)),
            SmallProgramme.result("S1", "mda", .quantified(-3)),
        ]
        #expect(table(results, programme).loads.map(\.analyte) == ["codeine"])
    }

    @Test func `a sample without flow, population or site gives a finding and no load`() {
        let programme = SmallProgramme.programme(
            sites: [Site(code: "K01", name: "North", tier: .key, kind: .plant), Site(code: "K02", name: "South", tier: .key, kind: .plant)],
            samples: [SmallProgramme.sample("S1", flow: nil), SmallProgramme.sample("S2", "K02"), SmallProgramme.sample("S3", "K09")])
        let found = table((1...4).map { SmallProgramme.result(SampleID("S\($0)"), "methamphetamine", .quantified(10), line: $0) }, programme)
        #expect(found.loads.isEmpty)
        #expect(found.findings.map(\.code.rawValue).sorted() == ["M101", "M102", "M103", "M104"])
        #expect(found.findings.allSatisfy { $0.severity == .error && $0.position != nil })
        #expect(found.findings.first { $0.code == "M104" }?.text == "S4")
    }

    @Test func `time-proportional composites are surer than grab samples, and both say what they are`() throws {
        let programme = SmallProgramme.programme(
            samples: [
                SmallProgramme.sample("S1"), SmallProgramme.sample("S2", day: 1, composite: .time), SmallProgramme.sample("S3", day: 2, composite: .grab),
            ])
        let found = table((1...3).map { SmallProgramme.result(SampleID("S\($0)"), "methamphetamine", .quantified(10), line: $0) }, programme)
        #expect(found.loads.map(\.flags) == [[], ["TIME_PROP"], ["GRAB"]])
        #expect(found.loads[0].randomLogSD < found.loads[1].randomLogSD && found.loads[1].randomLogSD < found.loads[2].randomLogSD)
        #expect(found.findings.map(\.code) == ["M110"])
        let estimate = try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: found.loads, programme: programme).estimates.first)
        #expect(estimate.days == 2)
    }

    @Test func `replicates of one sample are averaged on the log scale`() throws {
        let programme = SmallProgramme.programme(samples: [SmallProgramme.sample("S1")])
        let single = try #require(table([SmallProgramme.result("S1", "methamphetamine", .quantified(100))], programme).loads.first)
        let found = table(
            [SmallProgramme.result("S1", "methamphetamine", .quantified(100), line: 1), SmallProgramme.result("S1", "methamphetamine", .quantified(400), line: 2)],
            programme)
        let load = try #require(found.loads.first)
        #expect(found.loads.count == 1)
        #expect(abs(try #require(load.concentration.quantifiedValue) - 200) < 1e-10)
        #expect(load.randomLogSD < single.randomLogSD)
    }

    @Test func `measured and censored results of one sample are not mixed, and a finding says so`() {
        let programme = SmallProgramme.programme(samples: [SmallProgramme.sample("S1")])
        var late = SmallProgramme.result("S1", "methamphetamine", .belowDetection(limit: 2), line: 9)
        late.analysedAt = Instant(seconds: 2_000_000_000)
        let found = table([SmallProgramme.result("S1", "methamphetamine", .quantified(3), line: 1), late], programme)
        #expect(found.loads.map(\.concentration) == [.belowDetection(limit: 2)])
        #expect(found.findings.map(\.code) == ["M108"])
        #expect(found.findings.first?.related.map(\.line) == [1])
    }

    @Test func `loads do not depend on the order of results, samples and populations`() {
        var samples: [Sample] = []
        var results: [LaboratoryResult] = []
        var stream = RandomStream(seed: 21, "order")
        for index in 0..<60 {
            let id = SampleID("S\(index)")
            let site: SiteCode = index % 2 == 0 ? "K01" : "K02"
            samples.append(SmallProgramme.sample(id, site, day: index / 4, flow: 50_000 + 1000 * Double(index), ammonium: 30 + stream.uniform()))
            for analyte: AnalyteCode in ["methamphetamine", "ketamine", "cotinine"] {
                results.append(
                    SmallProgramme.result(
                        id, analyte, stream.uniform() < 0.3 ? .belowDetection(limit: 3) : .quantified(5 + 100 * stream.uniform()),
                        line: results.count + 1))
            }
        }
        let sites = [
            Site(code: "K01", name: "N", tier: .key, kind: .plant, cigarettesPerPersonDay: 5), Site(code: "K02", name: "S", tier: .key, kind: .plant),
        ]
        let populations = [SmallProgramme.stated("K01", 300_000), SmallProgramme.stated("K01", 320_000, .mobile), SmallProgramme.stated("K02", 250_000)]
        func made(_ flip: Bool) -> (DailyLoadTable, [PeriodEstimate]) {
            let programme = SmallProgramme.programme(
                sites: flip ? sites.reversed() : sites, populations: flip ? populations.reversed() : populations,
                samples: flip ? samples.reversed() : samples, configuration: SmallProgramme.configuration())
            let table = DailyLoadTable.loads(results: flip ? results.reversed() : results, programme: programme)
            let loads = flip ? Array(table.loads.reversed()) : table.loads
            return (table, PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates)
        }
        let (first, estimates) = made(false)
        let (second, others) = made(true)
        #expect(first.loads == second.loads)
        #expect(first.checks == second.checks)
        #expect(first.findings == second.findings)
        #expect(estimates == others)
        #expect(first.loads.count == 180)
        #expect(first.loads == first.loads.sorted { ($0.site, $0.date, $0.analyte, $0.sample) < ($1.site, $1.date, $1.analyte, $1.sample) })
    }
}

@Suite("People behind samples")
struct SamplePopulationTests {
    private let sites = [Site(code: "K01", name: "North", tier: .key, kind: .plant, cigarettesPerPersonDay: 5)]

    private func loads(_ samples: [Sample], _ populations: [StatedPopulation], _ basis: PopulationBasis, cotinine: Double? = nil) -> DailyLoadTable {
        let programme = SmallProgramme.programme(
            sites: sites, populations: populations, samples: samples, configuration: SmallProgramme.configuration { $0.population.basis = basis })
        var results = samples.enumerated().map { SmallProgramme.result($1.id, "methamphetamine", .quantified(100), line: $0 + 1) }
        if let cotinine { results += samples.enumerated().map { SmallProgramme.result($1.id, "cotinine", .quantified(cotinine), line: $0 + 100) } }
        return DailyLoadTable.loads(results: results, programme: programme)
    }

    @Test func `the combined number is the inverse-variance mean on the log scale`() throws {
        let sources = [
            PopulationSource(basis: .census, persons: 100_000, logVariance: 0.01, markerWeight: 0),
            PopulationSource(basis: .mobile, persons: 400_000, logVariance: 0.01, markerWeight: 0),
            PopulationSource(basis: .cod, persons: 9_000_000, logVariance: 0.0001, markerWeight: 1),
        ]
        let combined = try #require(PopulationModel.combined(sources, flowLogVariance: 0.01))
        #expect(abs(combined.persons - 200_000) < 1e-6)
        #expect(abs(combined.logVariance - 0.005) < 1e-12)
        #expect(combined.markerWeight == 0)
        #expect(PopulationModel.combined(Array(sources.prefix(1)), flowLogVariance: 0.01) == nil)
        let sure = sources.prefix(2).map { PopulationSource(basis: $0.basis, persons: $0.persons, logVariance: 1e-9, markerWeight: 0) }
        #expect(abs(try #require(PopulationModel.combined(sure, flowLogVariance: 0)).logVariance - portableLog1p(0.0025)) < 1e-15)
    }

    @Test func `a wrong flow on one day does not move the combined number, and shows in the load`() {
        let days = (0..<7).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0, flow: $0 == 3 ? 200_000 : 100_000, ammonium: 32) }
        let table = loads(days, [SmallProgramme.stated("K01", 400_000)], .combined)
        #expect(Set(table.loads.map(\.population)).count == 1)
        let values = table.loads.compactMap(\.populationNormalisedLoad.quantifiedValue)
        #expect(abs(values[3] / values[2] - 2) < 1e-12)
        let daily = table.checks.filter { $0.basis == .ammoniumN }.map(\.persons)
        #expect(daily[3] == 2 * daily[2])
        #expect(table.checks.count { $0.isChosen } == 7)
    }

    @Test func `with a marker chosen by name the flow and its error cancel`() throws {
        let days = [SmallProgramme.sample("S0", flow: 100_000, ammonium: 32), SmallProgramme.sample("S1", day: 1, flow: 300_000, ammonium: 32)]
        let table = loads(days, [], .ammoniumN)
        let values = table.loads.compactMap(\.populationNormalisedLoad.quantifiedValue)
        #expect(abs(values[0] / values[1] - 1) < 1e-12)
        let shared = try #require(table.loads.first).sharedLogSD
        let expected = [0.08, PopulationModel.ammoniumRSD, 0.12].map { portableLog1p($0 * $0) }.reduce(0, +).squareRoot()
        #expect(abs(shared - expected) < 1e-12)
    }

    @Test func `a missing basis falls back by rule, with a flag and a finding once a period`() {
        let days = (0..<3).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0) }
        let table = loads(days, [SmallProgramme.stated("K01", 400_000, .design)], .census)
        #expect(table.loads.allSatisfy { $0.flags.contains("POP_FALLBACK") && $0.populationBasis == .design })
        #expect(table.findings.filter { $0.code == "M105" }.count == 1)
        let named = loads(days, [SmallProgramme.stated("K01", 400_000, .design), SmallProgramme.stated("K01", 410_000, .mobile)], .census)
        #expect(named.loads.allSatisfy { $0.populationBasis == .combined })
    }

    @Test func `a marker missing on one day is filled with its own middle`() {
        let days = (0..<5).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0, ammonium: $0 == 2 ? nil : 32) }
        let table = loads(days, [SmallProgramme.stated("K01", 900_000)], .ammoniumN)
        #expect(table.loads.allSatisfy { $0.populationBasis == .ammoniumN && $0.population == 400_000 })
        #expect(table.loads.map { $0.flags.contains("POP_FALLBACK") } == [false, false, true, false, false])
        #expect(!table.findings.contains { $0.code == "M107" })
    }

    @Test func `populations that disagree and a basis that changes are told of`() {
        let days = (0..<2).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0 * 70) }
        var early = SmallProgramme.stated("K01", 400_000)
        early.to = SmallProgramme.wednesday + 10
        let table = loads(days, [early, SmallProgramme.stated("K01", 620_000, .mobile)], .census)
        #expect(table.findings.map(\.code.rawValue).sorted() == ["M105", "M106", "M107"])
        #expect(table.loads.first?.flags == ["POP_DISAGREE"])
        #expect(table.loads.last?.flags == ["POP_BASIS_CHANGED", "POP_FALLBACK"])
    }

    @Test func `a flow in the wrong unit shows as an impossible use of water`() {
        let table = loads([SmallProgramme.sample("S0", flow: 10)], [SmallProgramme.stated("K01", 400_000)], .census)
        #expect(table.findings.map(\.code) == ["M111"])
        #expect(table.loads.first?.flags == ["WATER_USE"])
    }

    @Test func `of two rows the later one counts, and rows outside their dates do not`() {
        let rows = [
            StatedPopulation(site: "K01", from: CalendarDate(day: 0), basis: .census, persons: 1),
            StatedPopulation(site: "K01", from: CalendarDate(day: 100), basis: .census, persons: 2, relativeSD: 0.3),
            StatedPopulation(site: "K01", from: CalendarDate(day: 200), basis: .census, persons: 3),
            StatedPopulation(site: "K01", from: CalendarDate(day: 0), to: CalendarDate(day: 100), basis: .mobile, persons: 4),
            StatedPopulation(site: "K01", from: CalendarDate(day: 0), basis: .survey, persons: .nan),
        ]
        let stated = PopulationModel.stated(rows, on: CalendarDate(day: 150), settings: .init())
        #expect(stated.map(\.row.persons) == [2])
        #expect(stated.first.map { abs($0.source.logVariance - portableLog1p(0.09)) < 1e-15 } == true)
    }
}
