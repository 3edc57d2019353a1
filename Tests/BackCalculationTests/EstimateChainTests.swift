import BackCalculation
import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("The chain behind a figure")
struct EstimateChainTests {
    private func chain(_ change: (inout ProgrammeConfiguration) -> Void = { $0.population.basis = .census }) throws -> EstimateChain {
        var samples = (0..<4).map { SmallProgramme.sample(SampleID("S\($0)"), day: $0) }
        samples.append(SmallProgramme.sample("S4", day: 4, composite: .grab))
        samples[1].flowPosition = SourcePosition(file: "flows/K01.csv", line: 12)
        let programme = SmallProgramme.programme(samples: samples, configuration: SmallProgramme.configuration(change))
        let results = samples.enumerated().map { SmallProgramme.result($1.id, "methamphetamine", .quantified(250), line: $0 + 1) }
        let table = DailyLoadTable.loads(results: results, programme: programme)
        return try #require(
            EstimateChain.chain(
                site: "K01", analyte: "methamphetamine", period: SmallProgramme.period, table: table, results: results, programme: programme))
    }

    @Test func `every day leads back to file and line`() throws {
        let days = try chain().days
        #expect(days.count == 5)
        #expect(days.map(\.result.line) == [1, 2, 3, 4, 5])
        #expect(days.map(\.isInMean) == [true, true, true, true, false])
        #expect(days[0].sample == SourcePosition(file: "samples/K01.csv", line: 2))
        #expect(days[1].flow == SourcePosition(file: "flows/K01.csv", line: 12))
        #expect(days[0].flow == days[0].sample)
        #expect(days.allSatisfy { $0.populationRows.count == 1 && $0.populationChecks.contains { $0.isChosen } })
        #expect(days[0].resultText.contains("250"))
    }

    @Test func `the steps work out again by hand`() throws {
        let chain = try chain()
        #expect(chain.steps.map(\.key) == ["step.daily_load", "step.mean_load.none", "step.correction_factor", "step.consumption", "step.doses"])
        let first = try #require(chain.steps.first)
        let values = first.inputs.map(\.value)
        #expect(abs(values[0] * values[1] / values[2] - first.result.value) < 1e-12)
        let factor = chain.steps[2].inputs.map(\.value)
        #expect(abs(factor[0] / factor[1] / (1 - factor[2]) - chain.steps[2].result.value) < 1e-12)
        let used = chain.steps[3]
        #expect(abs(used.inputs[0].value * used.inputs[1].value - used.result.value) < 1e-9)
        #expect(abs(chain.steps[4].result.value - 5.3419) < 5e-5)
        #expect(chain.factors.map(\.name) == ["molar_mass_parent", "molar_mass_biomarker", "excretion_fraction", "dose_mg"])
    }

    @Test func `the shares of the variance sum to one, the largest first`() throws {
        let shares = try chain().variance
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(Set(shares.map(\.component)) == ["analytic", "sampling", "calibration", "flow", "population", "excretion"])
        #expect(shares.first?.component == "excretion")
        #expect(shares == shares.sorted { $0.share > $1.share })
    }

    @Test func `a convention that publishes loads ends with the mean`() throws {
        let chain = try chain {
            $0.population.basis = .census
            $0.convention = .euda
        }
        #expect(chain.steps.map(\.key) == ["step.daily_load", "step.mean_load.none"])
        #expect(chain.factors.isEmpty && chain.estimate.convention == "EUDA" && chain.estimate.flags.contains("LOADS_BY_CONVENTION"))
        #expect(chain.variance.allSatisfy { $0.component != "excretion" })
    }

    @Test func `days that weigh differently are said to, and their shares of the variance still sum to one`() throws {
        let chain = try chain {
            $0.population.basis = .census
            $0.means.week = .calendar
        }
        #expect(chain.steps[1].formula == "L = sum(w N) / sum(w)")
        #expect(chain.estimate.convention == "CN; week: calendar")
        #expect(abs(chain.variance.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        let plain = try self.chain()
        #expect(plain.steps[1].formula == "L = mean(N)")
        // Wednesday and Thursday weigh 5/2 each, Friday and Saturday 1 each: less is averaged out.
        let (uneven, even) = (try #require(chain.estimate.randomLogSD), try #require(plain.estimate.randomLogSD))
        #expect(uneven > even)
    }

    @Test func `there is no chain where there is no load`() {
        let programme = SmallProgramme.programme()
        let table = DailyLoadTable(loads: [], checks: [], findings: [])
        #expect(EstimateChain.chain(site: "K01", analyte: "mdma", period: SmallProgramme.period, table: table, results: [], programme: programme) == nil)
    }
}
