internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The ratio of qualifier to quantifier ion: a second proof of what a peak is.
///
/// A detected peak whose ratio lies outside the tolerance (of the method, else the default)
/// is not confirmed and rejected. What was not detected has no ratio to judge.
enum IonRatioRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        for index in bench.members(scope, [.unknown, .duplicate]) {
            let result = bench.results[index]
            guard result.concentration.quantifiedValue != nil || isAboveRange(result), let ratio = result.ionRatio, let expected = result.ionRatioExpected,
                expected > 0
            else { continue }
            let tolerance = bench.method(of: result)?.ionRatioTolerancePct ?? bench.limits.ionRatioTolerancePct
            let low = expected * (1 - tolerance / 100)
            let high = expected * (1 + tolerance / 100)
            let isInside = ratio >= low - QualityBench.slack * expected && ratio <= high + QualityBench.slack * expected
            bench.check(
                scope, "ion_ratio", ratio, "\(figure(low))-\(figure(high))", isInside ? .pass : .fail, strain: (ratio - expected).magnitude / (high - expected),
                at: result.position)
            if isInside { continue }
            bench.reject(index, "ion_ratio")
            bench.findings.append(
                Finding(
                    "Q005", .error, at: result.position, text: result.text,
                    [
                        "analyte": scope.analyte.rawValue, "injection": result.injection, "ratio": figure(ratio), "low": figure(low), "high": figure(high),
                    ]))
        }
    }

    private static func isAboveRange(_ result: LaboratoryResult) -> Bool { if case .aboveRange = result.concentration { true } else { false } }
}
