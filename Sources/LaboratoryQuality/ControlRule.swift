internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Controls of known content that bracket the injections of a batch: continuing calibration and quality-control samples.
///
/// One failure speaks of its bracket: the injections after the last control that passed
/// before it and before the next one that passes after it. Their results are flagged; so are
/// those without a time, which may lie inside. Two failures hold the analyte in its batch. A
/// control near the limit of quantification has wider limits. A control without a nominal
/// value and without an accuracy of the software is not judged.
enum ControlRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        var failures: [Int] = []
        var passing: [Instant] = []
        for index in bench.members(scope, [.qc]) {
            guard let verdict = judge(index, "control_accuracy", scope, &bench) else { continue }
            if verdict == .fail { failures.append(index) } else if let time = bench.results[index].analysedAt { passing.append(time) }
        }
        guard let first = failures.first else { return }
        if failures.count >= bench.limits.count(.failedControlsThatHold) {
            bench.hold(scope, "control", at: bench.results[first].position)
            return
        }
        for failure in failures {
            let control = bench.results[failure]
            let bracket = control.analysedAt.map { time in (passing.filter { $0 < time }.max(), passing.filter { $0 > time }.min()) }
            var count = 0
            for index in bench.samples(scope) {
                if let (before, after) = bracket, let time = bench.results[index].analysedAt {
                    if let before, time <= before { continue }
                    if let after, time >= after { continue }
                }
                bench.flag(index, "control_accuracy")
                count += 1
            }
            bench.findings.append(
                Finding(
                    "Q002", .warning, at: control.position, text: control.text,
                    [
                        "injection": control.injection, "analyte": scope.analyte.rawValue, "batch": scope.batch, "count": String(count),
                        "accuracy": accuracy(control).map { figure(($0 * 10).rounded() / 10) } ?? "",
                    ]))
        }
    }

    /// The verdict on a control of known content, noted as a check; nil where nothing tells.
    static func judge(_ index: Int, _ name: String, _ scope: BatchAnalyte, _ bench: inout QualityBench) -> QualityVerdict? {
        let result = bench.results[index]
        guard let accuracy = accuracy(result) else { return nil }
        let nominal = result.expected ?? result.concentration.quantifiedValue ?? 0
        let isLow = nominal > 0 && bench.isNearLOQ(nominal, result)
        let warning = bench.limits[isLow ? .lowControlWarningPct : .controlWarningPct]
        let failure = bench.limits[isLow ? .lowControlFailurePct : .controlFailurePct]
        let deviation = (accuracy - 100).magnitude
        let verdict: QualityVerdict = !(deviation <= failure + QualityBench.slack) ? .fail : deviation > warning + QualityBench.slack ? .warn : .pass
        bench.check(
            scope, name, accuracy, "\(figure(100 - failure))-\(figure(100 + failure)) %", verdict, strain: failure > 0 ? deviation / failure : 1,
            at: result.position)
        return verdict
    }

    /// Percent of the nominal value; nothing found is 0 %.
    static func accuracy(_ result: LaboratoryResult) -> Double? {
        if let expected = result.expected, expected > 0 {
            if let value = result.concentration.quantifiedValue { return value / expected * 100 }
            if result.concentration.isLeftCensored { return 0 }
        }
        return result.accuracyPct
    }
}
