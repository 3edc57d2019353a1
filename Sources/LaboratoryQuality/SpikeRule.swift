internal import Findings
internal import Monitoring

/// Recovery of a spike: what was found beyond the sample's own content, in percent of what was added.
///
/// A sample below a limit counts as free of the analyte here; without the sample's result
/// the whole find is compared. A failure flags the analyte in its batch.
enum SpikeRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        let slack = QualityBench.slack
        for index in bench.members(scope, [.spike]) {
            let spike = bench.results[index]
            guard let added = spike.expected, added > 0, let found = spike.concentration.quantifiedValue else { continue }
            let own = bench.members(scope, [.unknown]).first { spike.sample != nil && bench.results[$0].sample == spike.sample }
            let recovery = (found - (own.flatMap { bench.results[$0].concentration.quantifiedValue } ?? 0)) / added * 100
            let verdict: QualityVerdict
            if !(recovery >= limits.spikeFailureLowPct - slack && recovery <= limits.spikeFailureHighPct + slack) {
                verdict = .fail
            } else if recovery < limits.spikeWarningLowPct - slack || recovery > limits.spikeWarningHighPct + slack {
                verdict = .warn
            } else {
                verdict = .pass
            }
            bench.check(
                scope, "spike_recovery", recovery, "\(figure(limits.spikeFailureLowPct))-\(figure(limits.spikeFailureHighPct)) %", verdict,
                strain: recovery < 100 ? (100 - recovery) / (100 - limits.spikeFailureLowPct) : (recovery - 100) / (limits.spikeFailureHighPct - 100),
                at: spike.position)
            guard verdict == .fail else { continue }
            for sample in bench.members(scope, [.unknown, .duplicate]) { bench.flag(sample, "spike_recovery") }
            bench.findings.append(
                Finding(
                    "Q008", .warning, at: spike.position, text: spike.text,
                    ["analyte": scope.analyte.rawValue, "batch": scope.batch, "recovery": figure(recovery), "injection": spike.injection]))
        }
    }
}
