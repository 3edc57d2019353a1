internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Recovery of a spiked sample: what was found beyond the sample's own content, in percent of what was added.
///
/// A sample below a limit counts as free of the analyte here. Nothing is judged where the
/// sample's own content is above the curve or some times what was added, for then the
/// difference is one of two large figures. A failure flags the analyte in its batch. Spikes
/// without a sample are of blank water: ``BlankSpikeRule``.
enum SpikeRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        let slack = QualityBench.slack
        let (failLow, low, high, failHigh) = (
            limits[.spikeFailureLowPct], limits[.spikeWarningLowPct], limits[.spikeWarningHighPct], limits[.spikeFailureHighPct]
        )
        for index in bench.members(scope, [.spike]) where bench.results[index].sample != nil {
            let spike = bench.results[index]
            guard let added = spike.expected, added > 0, let found = spike.concentration.quantifiedValue, let own = content(spike, scope, bench),
                own <= limits[.spikeNativeMultiple] * added * (1 + slack)
            else { continue }
            let recovery = (found - own) / added * 100
            let verdict: QualityVerdict
            if !(recovery >= failLow - slack && recovery <= failHigh + slack) {
                verdict = .fail
            } else if recovery < low - slack || recovery > high + slack {
                verdict = .warn
            } else {
                verdict = .pass
            }
            bench.check(
                scope, "spike_recovery", recovery, "\(figure(failLow))-\(figure(failHigh)) %", verdict, strain: strain(recovery, low: failLow, high: failHigh),
                at: spike.position)
            guard verdict == .fail else { continue }
            for sample in bench.samples(scope) { bench.flag(sample, "spike_recovery") }
            bench.findings.append(
                Finding(
                    "Q008", .warning, at: spike.position, text: spike.text,
                    [
                        "analyte": scope.analyte.rawValue, "batch": scope.batch, "recovery": figure((recovery * 10).rounded() / 10), "injection": spike.injection,
                    ]))
        }
    }

    /// The sample's own content, ng/L; 0 where its result is not in the batch; nil where it is above the curve.
    ///
    /// Of several injections the one at the spike's own dilution counts, then the least diluted.
    private static func content(_ spike: LaboratoryResult, _ scope: BatchAnalyte, _ bench: QualityBench) -> Double? {
        let own = bench.members(scope).filter {
            bench.results[$0].sample == spike.sample && bench.results[$0].sampleType == .unknown && bench.results[$0].concentration != .notAnalysed
        }
        guard let result = own.map({ bench.results[$0] }).min(by: { rank($0, spike) < rank($1, spike) }) else { return 0 }
        if case .aboveRange = result.concentration { return nil }
        return result.concentration.quantifiedValue ?? 0
    }

    private static func rank(_ result: LaboratoryResult, _ spike: LaboratoryResult) -> (Int, Int, Double) {
        let isAbove = if case .aboveRange = result.concentration { 1 } else { 0 }
        return (isAbove, result.dilution == spike.dilution ? 0 : 1, result.dilution)
    }
}
