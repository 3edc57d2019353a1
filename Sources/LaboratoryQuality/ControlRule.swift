internal import Findings
internal import Monitoring

/// Controls of known content: continuing calibration and quality-control samples.
///
/// One failure flags the analyte in its batch; two hold it. A control near the limit of
/// quantification has wider limits. A control without a nominal value and without an
/// accuracy of the software is not judged.
enum ControlRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        var failures: [Int] = []
        for index in bench.members(scope, [.qc]) {
            let result = bench.results[index]
            guard let accuracy = accuracy(result) else { continue }
            let nominal = result.expected ?? result.concentration.quantifiedValue ?? 0
            let isLow = nominal > 0 && bench.isNearLOQ(nominal, result)
            let warning = isLow ? limits.lowControlWarningPct : limits.controlWarningPct
            let failure = isLow ? limits.lowControlFailurePct : limits.controlFailurePct
            let deviation = (accuracy - 100).magnitude
            let verdict: QualityVerdict = !(deviation <= failure + QualityBench.slack) ? .fail : deviation > warning + QualityBench.slack ? .warn : .pass
            bench.check(
                scope, "control_accuracy", accuracy, "\(figure(100 - failure))-\(figure(100 + failure)) %", verdict, strain: deviation / failure,
                at: result.position)
            if verdict == .fail { failures.append(index) }
        }
        guard let first = failures.first else { return }
        if failures.count >= limits.failedControlsThatHold {
            bench.hold(scope, "control", at: bench.results[first].position)
        } else {
            for index in bench.members(scope, [.unknown, .duplicate]) { bench.flag(index, "control_accuracy") }
            bench.findings.append(
                Finding(
                    "Q002", .warning, at: bench.results[first].position, text: bench.results[first].text,
                    [
                        "injection": bench.results[first].injection, "analyte": scope.analyte.rawValue, "batch": scope.batch,
                        "accuracy": accuracy(bench.results[first]).map { figure(($0 * 10).rounded() / 10) } ?? "",
                    ]))
        }
    }

    /// Percent of the nominal value; nothing found is 0 %.
    private static func accuracy(_ result: LaboratoryResult) -> Double? {
        if let expected = result.expected, expected > 0 {
            if let value = result.concentration.quantifiedValue { return value / expected * 100 }
            if result.concentration.isLeftCensored { return 0 }
        }
        return result.accuracyPct
    }
}
