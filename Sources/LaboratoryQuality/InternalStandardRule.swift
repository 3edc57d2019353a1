internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The area of the internal standard in each sample, in percent of its mean over the calibration.
///
/// Outside the inner limits a flag; below the least the sample is rejected, since without
/// its standard a figure means nothing. Where most samples of a batch lack it, the analyte
/// is held. Samples of which nothing tells the recovery are not judged.
enum InternalStandardRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        let (missingLimit, low, high, excess) = (
            limits[.internalStandardMissingPct], limits[.internalStandardLowPct], limits[.internalStandardHighPct], limits[.internalStandardExcessPct]
        )
        var judged = 0
        var missing = 0
        for index in bench.members(scope, [.unknown, .duplicate, .spike]) {
            guard let recovery = bench.results[index].internalStandardRecoveryPct else { continue }
            judged += 1
            let verdict: QualityVerdict
            if !(recovery >= missingLimit) {
                verdict = .fail
                missing += 1
                bench.reject(index, "internal_standard")
                let result = bench.results[index]
                bench.findings.append(
                    Finding(
                        "Q004", .error, at: result.position, text: result.text,
                        [
                            "analyte": scope.analyte.rawValue, "injection": result.injection, "recovery": figure(recovery),
                            "limit": figure(missingLimit),
                        ]))
            } else if recovery > excess {
                verdict = .fail
                bench.flag(index, "internal_standard")
            } else if recovery < low || recovery > high {
                verdict = .warn
                bench.flag(index, "internal_standard")
            } else {
                verdict = .pass
            }
            bench.check(
                scope, "internal_standard", recovery, "\(figure(low))-\(figure(high)) %", verdict,
                strain: strain(recovery, low: low, high: high),
                at: bench.results[index].position)
        }
        if judged >= 2, Double(missing) * 100 > limits[.internalStandardMissingSharePct] * Double(judged) + QualityBench.slack { bench.hold(scope, "internal_standard") }
    }
}
