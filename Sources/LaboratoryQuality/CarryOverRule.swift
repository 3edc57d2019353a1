internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// What an injection leaves behind in the next one.
///
/// A solvent injection right after one of the upper half of the curve shows which share is
/// carried over; a method blank there does not, since it may be contaminated itself. Where it
/// is over a fifth of the limit of quantification, samples right after an injection so high
/// that this share of it may be a tenth of their figure are flagged. Figures are compared as
/// they were in the vials, without the dilution. Where the file does not tell when injections
/// were made, nothing is judged.
enum CarryOverRule {
    /// The high injections right after which a solvent was injected, by index of the solvent.
    private static func predecessors(_ scope: BatchAnalyte, _ bench: QualityBench) -> [Int: Int] {
        let solvents = bench.members(scope, [.solvent]).filter { bench.results[$0].analysedAt != nil }
        if solvents.isEmpty { return [:] }
        let high = highLevel(scope, bench)
        guard high > 0 else { return [:] }
        var indexAt: [Instant: Int] = [:]
        for solvent in solvents {
            if let before = bench.results[solvent].analysedAt.flatMap({ bench.sequence.before($0) }) { indexAt[before] = -1 }
        }
        for index in bench.members(scope) {
            if let time = bench.results[index].analysedAt, indexAt[time] == -1 { indexAt[time] = index }
        }
        var predecessors: [Int: Int] = [:]
        for solvent in solvents {
            guard let time = bench.results[solvent].analysedAt, let before = bench.sequence.before(time), let index = indexAt[before], index >= 0,
                let level = level(bench.results[index]), level >= high, (self.level(bench.results[solvent]) ?? 0) < level
            else { continue }
            predecessors[solvent] = index
        }
        return predecessors
    }

    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        let predecessors = predecessors(scope, bench)
        bench.followsHighStandard = Set(predecessors.keys)
        var share = 0.0
        var worst: Int?
        for (solvent, source) in predecessors.sorted(by: { QualityBench.precedes(bench.results[$0.key], bench.results[$1.key]) }) {
            let result = bench.results[solvent]
            guard let limit = result.limitOfQuantification, limit > 0, result.concentration != .notAnalysed, let high = level(bench.results[source]) else { continue }
            let value = result.concentration.quantifiedValue ?? 0
            let bound = limits[.carryOverLOQ] * limit
            let isInside = value <= bound * (1 + QualityBench.slack)
            bench.check(
                scope, "carry_over_high", value, "<= \(figure(bound)) ng/L", isInside ? .pass : .warn, strain: bound > 0 ? value / bound : 1, at: result.position)
            if isInside { continue }
            let carried = (level(result) ?? 0) / high
            if carried > share { (share, worst) = (carried, solvent) }
        }
        guard let worst else { return }
        var levels: [Instant: Double] = [:]
        for index in bench.members(scope) {
            if let time = bench.results[index].analysedAt, let level = level(bench.results[index]) { levels[time] = max(level, levels[time] ?? 0) }
        }
        var count = 0
        for index in bench.samples(scope) {
            let result = bench.results[index]
            guard let own = result.concentration.quantifiedValue.map({ $0 / result.dilution }), let time = result.analysedAt, let before = bench.sequence.before(time),
                let high = levels[before], share * high * 100 >= limits[.blankSharePct] * own
            else { continue }
            bench.flag(index, "carry_over")
            count += 1
        }
        if count == 0 { return }
        let result = bench.results[worst]
        bench.findings.append(
            Finding(
                "Q029", .warning, at: result.position, text: result.text,
                [
                    "analyte": scope.analyte.rawValue, "batch": scope.batch, "injection": result.injection, "count": String(count),
                    "share": figure((share * 10_000).rounded() / 100),
                ]))
    }

    /// Half of the highest standard of the analyte; 0 without standards.
    private static func highLevel(_ scope: BatchAnalyte, _ bench: QualityBench) -> Double {
        (bench.members(scope, [.standard]).compactMap { level(bench.results[$0]) }.max() ?? 0) / 2
    }

    /// What the vial held, in ng/L of an undiluted sample; above range at least the limit.
    private static func level(_ result: LaboratoryResult) -> Double? {
        guard result.dilution > 0 else { return nil }
        if let value = result.concentration.quantifiedValue { return value / result.dilution }
        if case .aboveRange(let limit) = result.concentration { return limit / result.dilution }
        return nil
    }
}
