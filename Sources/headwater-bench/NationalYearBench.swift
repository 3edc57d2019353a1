import AssayFiles
import BackCalculation
import DelimitedText
import Findings
import Foundation
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Reports

/// The made-up national year, campaign by campaign: what lies in memory, and what a laboratory's files hold.
struct NationalYearBench {
    var runs: Int

    func run() {
        var year = NationalYear()
        for draws in [1_000, 10_000] {
            year.programme.configuration.uncertainty.draws = draws
            for workers in [1, 2] {
                report("national year", workers, draws) { estimates(year, workers: workers) }
            }
        }
        year.programme.configuration.uncertainty.draws = 1_000
        for workers in [1, 2] { report("national year from files to tables", workers, 1_000) { files(year, workers: workers) } }
    }

    /// Times of the parts of a year, by their names, and what came of it.
    private struct Year {
        var parts: [(name: String, spent: Spent)] = []
        var counts: [(name: String, count: Int)] = []

        var whole: Spent { parts.reduce(Spent()) { $0 + $1.spent } }

        mutating func time<Result>(_ name: String, _ work: () -> Result) -> Result {
            let start = Spent.now
            let result = work()
            let spent = Spent.now - start
            if let place = parts.firstIndex(where: { $0.name == name }) { parts[place].spent += spent } else { parts.append((name, spent)) }
            return result
        }

        mutating func count(_ name: String, _ count: Int) {
            if let place = counts.firstIndex(where: { $0.name == name }) { counts[place].count += count } else { counts.append((name, count)) }
        }
    }

    private func report(_ name: String, _ workers: Int, _ draws: Int, _ work: () -> Year) {
        var best: Year?
        for _ in 0..<runs {
            let year = work()
            if best.map({ year.whole.processor < $0.whole.processor }) ?? true { best = year }
        }
        guard let best else { return }
        var fields: [(String, JSONText)] = [("workers", .integer(workers)), ("draws", .integer(draws))]
        fields += best.counts.map { ($0.name, .integer($0.count)) }
        for part in best.parts { fields += [(part.name + "_s", Spent.digits(part.spent.wall)), (part.name + "_processor_s", Spent.digits(part.spent.processor))] }
        fields += [("peak_memory_mb", Spent.digits(Spent.peakMemoryMegabytes)), ("budget_s", .integer(2)), ("budget_memory_mb", .integer(700))]
        Spent.report(name, best.whole, runs, fields)
    }

    /// From results in memory (made, not timed) to estimates of sites and areas.
    private func estimates(_ year: NationalYear, workers: Int) -> Year {
        var times = Year()
        for period in year.periods {
            let results = year.results(of: period)
            let programme = year.programme(of: period)
            let blocks = times.time("sites") { SiteBlocks(period: period, results: results, programme: programme, workers: workers) }
            let sums = times.time("areas") { AreaEstimates.estimates(period: period, estimates: blocks.estimates, programme: programme) }
            count(blocks, sums.estimates, &times)
        }
        return times
    }

    /// From the bytes of canonical tables (made, not timed) to those of the report's: read, interpreted, judged, worked out, written.
    private func files(_ year: NationalYear, workers: Int) -> Year {
        var times = Year()
        for period in year.periods {
            let bytes = year.table(of: period)
            times.count("bytes_in", bytes.count)
            let programme = year.programme(of: period)
            var results = interpreted(bytes, period, programme, &times)
            results = times.time("judge") { QualityJudgement.judge(results, programme: programme).results }
            let blocks = times.time("sites") { SiteBlocks(period: period, results: results, programme: programme, workers: workers, keepsLoads: true) }
            results = []
            let sums = times.time("areas") { AreaEstimates.estimates(period: period, estimates: blocks.estimates, programme: programme) }
            count(blocks, sums.estimates, &times)
            var content = ReportContent(period: period, programme: ProgrammeTitle(name: "country"))
            content.dailyLoads = blocks.loads
            content.estimates = blocks.estimates
            content.areaEstimates = sums.estimates
            let tables = times.time("csv") { ReportTables.csv(content) }
            times.count("bytes_out", tables.reduce(0) { $0 + $1.bytes.count })
        }
        return times
    }

    private func interpreted(_ bytes: [UInt8], _ period: Period, _ programme: Programme, _ times: inout Year) -> [LaboratoryResult] {
        let document = times.time("parse") { AssayDocument.read(bytes, file: "inbox/\(period).csv", catalogue: programme.analytes) }
        return times.time("interpret") { AssayInterpretation.interpret(document, digest: "", programme: programme).results }
    }

    private func count(_ blocks: SiteBlocks, _ areas: [AreaEstimate], _ times: inout Year) {
        times.count("results", blocks.loadCount)
        times.count("site_estimates", blocks.estimates.count)
        times.count("drawn", blocks.estimates.count { $0.load?.method == .draws })
        times.count("area_estimates", areas.count)
    }
}
