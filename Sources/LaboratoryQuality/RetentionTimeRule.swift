internal import Findings
internal import Monitoring

/// When a peak comes: one at the wrong time is another substance, and rejected.
enum RetentionTimeRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let tolerance = bench.limits.retentionTimeToleranceMin
        for index in bench.members(scope, [.unknown, .duplicate]) {
            let result = bench.results[index]
            guard !result.concentration.isLeftCensored, result.concentration != .notAnalysed, let time = result.retentionTimeMin,
                let expected = result.retentionTimeExpectedMin, expected > 0
            else { continue }
            let deviation = time - expected
            let isInside = deviation.magnitude <= tolerance + QualityBench.slack
            bench.check(
                scope, "retention_time", deviation, "±\(figure(tolerance)) min", isInside ? .pass : .fail, strain: deviation.magnitude / tolerance,
                at: result.position)
            if isInside { continue }
            bench.reject(index, "retention_time")
            bench.findings.append(
                Finding(
                    "Q006", .error, at: result.position, text: result.text,
                    [
                        "analyte": scope.analyte.rawValue, "injection": result.injection, "time": figure(time), "expected": figure(expected),
                        "tolerance": figure(tolerance),
                    ]))
        }
    }
}
