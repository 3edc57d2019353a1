package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Loads of every usable result of a programme, with the people behind them.
package struct DailyLoadTable: Sendable {
    /// Sorted by site, date, analyte, then sample.
    package var loads: [DailyLoad]
    /// Sorted by site, date, basis; one row a sample and basis.
    package var checks: [PopulationCheck]
    package var findings: [Finding]

    package init(loads: [DailyLoad], checks: [PopulationCheck], findings: [Finding]) {
        self.loads = loads
        self.checks = checks
        self.findings = findings
    }

    /// Litres per person and day outside which a flow or a population is doubtful.
    package static let plausibleWater = 50.0...1000.0

    /// Works out the load of each usable laboratory result.
    ///
    /// `C[ng/L] x Q[m3/d] x 1e-6` is g/d, and `C x Q / P` is mg/d/1000 inhabitants. Limits of censored results scale in the
    /// same way, so that a load is censored as its concentration is. Results that were held, rejected or superseded, that
    /// belong to no sample or to no `unknown`, or that say `NA`, give no load. A sample without a flow, without a population
    /// or of an unknown site gives no load and one finding. A grab sample gives a flux at a moment: its rows carry `GRAB`
    /// and stay out of every mean.
    ///
    /// The result is the same for any order of `results` and of the programme's rows.
    /// - Complexity: n log n in the number of results.
    package static func loads(results: [LaboratoryResult], programme: Programme) -> DailyLoadTable {
        LoadReckoning(results: results, programme: programme).table()
    }

    /// The load of one result: `C x Q x 1e-6` g/d and `C x Q / P` mg/d/1000 inhabitants.
    package static func load(_ concentration: CensoredResult, flowVolume: Double, population: Double) -> (mass: CensoredResult, perHead: CensoredResult) {
        (concentration.scaled(by: flowVolume * 1e-6), concentration.scaled(by: flowVolume / population))
    }
}
