import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("What stands beside a figure")
struct FurtherFiguresTests {
    private static let ketamine: AnalyteCode = "ketamine"

    private func found(
        set: String = "CN-default", ammonium: Double? = 32, flow: Double = 100_000, biomarker: AnalyteCode = ketamine,
        residence: SewerResidence? = nil, change: (inout Programme) -> Void = { _ in }
    ) throws -> (chain: EstimateChain, further: FurtherFigures) {
        let samples = (0..<7).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0, flow: flow, ammonium: ammonium) }
        var programme = SmallProgramme.programme(samples: samples, parameters: ParameterSets.shipped().set(named: set))
        if let residence { programme.residences = ["K01": residence] }
        change(&programme)
        let results = samples.enumerated().map { SmallProgramme.result($1.id, biomarker, .quantified(100), line: $0 + 1) }
        let table = DailyLoadTable.loads(results: results, programme: programme)
        let chain = try #require(
            EstimateChain.chain(site: "K01", analyte: biomarker, period: SmallProgramme.period, table: table, results: results, programme: programme))
        return (chain, FurtherFigures(chain, loads: table.loads, sets: ParameterSets.shipped(), programme: programme))
    }

    @Test func `a year, the salt and the purity are plain products`() throws {
        // 1086.39 mg of benzoylecgonine by 3.59 in Zurich, 471,275 people: 3900 mg and 671 kg a year.
        #expect(abs(FurtherFigures.kilogramsPerYear(3900.14, population: 471_275) - 670.88) < 0.01)
        #expect(abs(FurtherFigures.asSold(100, saltFactor: 1.12, purity: 0.7) - 160) < 1e-9)
        let (chain, further) = try found()
        let consumption = try #require(chain.estimate.consumption)
        #expect(abs(consumption.value - 125) < 1e-9)
        #expect(abs(try #require(further.kilogramsPerYear).value - 125 * 400 * 365 * 1e-6) < 1e-9)
        let sold = try #require(further.asSold)
        #expect(abs(sold.consumption.value - 125 * 1.1534) < 1e-9 && sold.purity == nil && sold.salt?.provenance == .derived)
        #expect(abs(sold.consumption.interval.high / sold.consumption.value - consumption.interval.high / consumption.value) < 1e-12)
    }

    @Test func `the figure by age is that of the site's areas, by their people`() throws {
        let (_, further) = try found { programme in
            programme.areas = [
                Area(code: "A", name: "", level: .town, population: 1000, population15To64: 700), Area(code: "B", name: "", level: .town, population: 1000, population15To64: 500),
                Area(code: "C", name: "", level: .town, population: 1000),
            ]
            programme.siteAreas = [
                SiteArea(site: "K01", area: "A", share: 0.5), SiteArea(site: "K01", area: "B", share: 0.25), SiteArea(site: "K01", area: "C", share: 0.25),
            ]
        }
        let age = try #require(further.byAge)
        let share = (0.5 * 0.7 + 0.25 * 0.5) / 0.75
        #expect(abs(age.share - share) < 1e-12)
        #expect(abs(age.consumption.value - 125 / share) < 1e-9)
        #expect(try found().further.byAge == nil)
    }

    @Test func `the other sets stand beside, each with its figure or its reason`() throws {
        let (_, further) = try found()
        #expect(further.alternatives.map(\.label) == ["ACIC-NWDMP@2", "CN-default@2", "SCORE-2016@2", "ZUCCATO-2008@1"])
        #expect(further.alternatives.map(\.isChosen) == [false, true, false, false])
        let chosen = further.alternatives[1]
        #expect(abs(try #require(chosen.consumption).value - 125) < 1e-9 && chosen.factor == 5)
        #expect(further.alternatives[0].consumption == nil && further.alternatives[0].reason?.source.isEmpty == false)
        #expect(further.alternatives[3].reason == nil)
        let cocaine = try found(biomarker: "benzoylecgonine").further.alternatives.compactMap(\.consumption?.value)
        #expect(cocaine.count == 4)
        // 25 mg by the molar masses and by 0.35, 0.292, 0.2921 and 0.45.
        for (value, fraction) in zip(cocaine, [0.35, 0.292, 0.2921, 0.45]) { #expect(abs(value - 25 * 303.36 / 289.33 / fraction) < 1e-9) }
    }

    @Test func `what a report lists is what its figures rest on, and why others are loads`() {
        let choice = ParameterChoice(ParameterSets.shipped().set(named: "CN-default"))
        let used = choice.used(for: ["ketamine", "tramadol", "6-monoacetylmorphine"], losses: ProgrammeConfiguration.LossSettings())
        #expect(used.filter { $0.biomarker == "ketamine" }.map(\.name).sorted() == ["dose_mg", "excretion_fraction", "in_sewer_loss", "molar_mass_biomarker", "molar_mass_parent"])
        #expect(used.filter { $0.biomarker == "tramadol" }.map(\.name) == ["load_only"])
        #expect(used.filter { $0.name == "half_life_h" }.count == 2)
        var losses = ProgrammeConfiguration.LossSettings()
        losses.particulate = true
        #expect(choice.used(for: ["ketamine"], losses: losses).contains { $0.name == "sorbed_fraction" })
    }

    @Test func `the load without the flow is that of the marker of the day, whatever the flow`() throws {
        for flow in [100_000.0, 250_000] {
            let days = try found(flow: flow).further.flowFree
            #expect(days.count == 7 && days.allSatisfy { $0.basis == .ammoniumN })
            // 100 ng/L over 32 mg/L, by 8 g a person and day: 25 mg a day and 1000 people.
            let plain = try #require(PopulationModel.flowFreeLoad(concentration: 100, marker: 32e6, milligramsPerThousandDay: 8e6))
            #expect(abs(plain - 25) < 1e-12)
            #expect(days.allSatisfy { abs($0.load - plain) < 1e-9 && abs($0.ratio - 100_000 / flow) < 1e-12 })
        }
        #expect(try found(ammonium: nil).further.flowFree.isEmpty)
        #expect(try found { $0.configuration.population.basis = .ammoniumN }.further.flowFree.isEmpty)
    }

    @Test func `the chain shows what was lost, and the steps still work out by hand`() throws {
        let (chain, further) = try found(biomarker: "6-monoacetylmorphine", residence: SewerResidence(meanHours: 12, sdHours: 0))
        let loss = try #require(further.loss)
        #expect(abs(1 - loss.remaining - 0.0912) < 1e-4 && loss.sewer?.hours == 12)
        let factor = try #require(chain.steps.first { $0.key == "step.correction_factor" })
        #expect(abs(factor.inputs[2].value - (1 - loss.remaining)) < 1e-12)
        #expect(abs(factor.inputs[0].value / factor.inputs[1].value / (1 - factor.inputs[2].value) - factor.result.value) < 1e-9)
        #expect(!chain.steps.contains { $0.key == "step.heroin_by_difference" })
        #expect(chain.factors.filter { $0.name == "half_life_h" }.count == 2)
        #expect(chain.variance.contains { $0.component == "loss" && $0.share > 0 })
        #expect(abs(chain.variance.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    }

    @Test func `with a population from a marker the variance holds nothing of the flow, with a mean of both a part`() throws {
        func part(_ component: String, _ basis: PopulationBasis) throws -> Double {
            try found { $0.configuration.population.basis = basis }.chain.variance.first { $0.component == component }?.logVariance ?? 0
        }
        let flow = portableLog1p(0.01)
        #expect(abs(try part("flow", .census) - flow) < 1e-12)
        #expect(abs(try part("population", .census) - portableLog1p(0.01)) < 1e-12)
        #expect(try part("flow", .ammoniumN) < 1e-12)
        let mixed = try part("flow", .combined)
        #expect(mixed > 0.01 * flow && mixed < flow)
    }
}

@Suite("Markers of people")
struct MarkerTests {
    private func table(_ samples: [Sample], change: (inout ProgrammeConfiguration) -> Void = { _ in }, site: Site? = nil) -> DailyLoadTable {
        let programme = SmallProgramme.programme(
            sites: [site ?? Site(code: "K01", name: "", tier: .key, kind: .plant)], samples: samples, configuration: SmallProgramme.configuration(change))
        return DailyLoadTable.loads(
            results: samples.enumerated().map { SmallProgramme.result($1.id, "methamphetamine", .quantified(100), line: $0 + 1) }, programme: programme)
    }

    @Test func `loads with and without the flow that are more than twice apart are told of once, and carry a flag`() {
        let samples = (0..<7).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0, flow: $0 > 3 ? 300_000 : 100_000, ammonium: 32) }
        let found = table(samples) { $0.population.basis = .census }
        #expect(found.findings.map(\.code) == ["M114"])
        #expect(found.findings.first?.arguments["ratio"] == "0.33")
        #expect(found.loads.map { $0.flags.contains("MARKER_DISAGREES") } == [false, false, false, false, true, true, true])
        let plain = table(samples.map { var sample = $0; sample.flowVolume = 100_000; return sample }) { $0.population.basis = .census }
        #expect(plain.findings.isEmpty)
        // A population from the marker itself holds the same flow: nothing to compare.
        #expect(!table(samples) { $0.population.basis = .ammoniumN }.findings.contains { $0.code == "M114" })
    }

    @Test func `a site's own constant wins over the programme's`() throws {
        let samples = [SmallProgramme.sample("S0", ammonium: 32)]
        let own = Site(code: "K01", name: "", tier: .key, kind: .plant, ammoniumNGramsPerPersonDay: 6.4)
        let found = table(samples, change: { $0.population.basis = .ammoniumN }, site: own)
        #expect(found.loads.first.map { abs($0.population - 500_000) < 1e-6 } == true)
        #expect(table(samples) { $0.population.basis = .ammoniumN }.loads.first.map { abs($0.population - 400_000) < 1e-6 } == true)
    }

    @Test func `COD, BOD, nitrogen and phosphorus enter the mean where the programme states its own constants`() throws {
        var sample = SmallProgramme.sample("S0", ammonium: 32)
        sample.codMgPerL = 280
        sample.bodMgPerL = 130
        sample.totalNitrogenMgPerL = 44
        sample.totalPhosphorusMgPerL = 4
        func combined(_ change: @escaping (inout ProgrammeConfiguration) -> Void) throws -> Double {
            try #require(table([sample], change: change).checks.first { $0.basis == .combined }).persons
        }
        let plain = try combined { _ in }
        #expect(abs(plain - 400_000) < 1)
        // 280 mg/L x 100,000 m3/d / 70 g: 400,000 people; with 35 g 800,000.
        let same = try combined { $0.population.gramsPerPersonDay = [.cod: 70] }
        #expect(abs(same - 400_000) < 1)
        // Twice the people by markers that hold 31 % of the weight: 400,000 x 2^0.31.
        let doubled = try combined { $0.population.gramsPerPersonDay = [.cod: 35, .bod: 16.25, .totalNitrogen: 5.5, .totalPhosphorus: 0.5] }
        #expect(doubled > 480_000 && doubled < 520_000)
        let checks = table([sample]).checks
        #expect(Set(checks.map(\.basis)) == [.census, .ammoniumN, .cod, .bod, .totalNitrogen, .totalPhosphorus, .combined])
    }
}
