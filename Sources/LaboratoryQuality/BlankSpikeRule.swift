internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Laboratory control samples: spikes of blank water, taken through the whole preparation.
///
/// In a sequence they are spikes without a sample. One speaks of the batch that was prepared
/// with it and not of a bracket, so a failure holds the analyte in its batch. Limits are those of
/// controls; a spike without a nominal value is not judged.
enum BlankSpikeRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        var failures: [Int] = []
        for index in bench.members(scope, [.spike]) where bench.results[index].sample == nil {
            if ControlRule.judge(index, "lcs_recovery", scope, &bench) == .fail { failures.append(index) }
        }
        guard let first = failures.first else { return }
        let result = bench.results[first]
        if failures.count >= bench.limits.count(.failedBlankSpikesThatHold) {
            bench.hold(
                scope, "lcs", at: result.position,
                ["injection": result.injection, "recovery": ControlRule.accuracy(result).map { figure(($0 * 10).rounded() / 10) } ?? ""])
        } else {
            for index in bench.samples(scope) { bench.flag(index, "lcs_recovery") }
        }
    }
}
