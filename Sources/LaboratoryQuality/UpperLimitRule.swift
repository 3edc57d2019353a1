internal import Findings
internal import Monitoring

/// Figures above the highest standard: the curve says nothing there, and the sample is to be diluted.
enum UpperLimitRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        for index in bench.samples(scope) {
            guard case .aboveRange(let limit) = bench.results[index].concentration else { continue }
            bench.check(scope, "upper_limit", nil, "<= \(figure(limit)) ng/L", .warn, at: bench.results[index].position)
            bench.flag(index, "above_range")
        }
    }

    /// The findings of such figures, once it is known which results count.
    ///
    /// Where another result of the sample and analyte counts instead, most often a diluted
    /// run, nothing is to be done, and the finding is for information.
    static func findings(_ bench: QualityBench) -> [Finding] {
        var findings: [Finding] = []
        for scope in bench.scopes {
            for index in bench.samples(scope) {
                let result = bench.results[index]
                guard result.flags.contains("above_range"), case .aboveRange(let limit) = result.concentration else { continue }
                findings.append(
                    Finding(
                        "Q009", result.status == .superseded ? .info : .warning, at: result.position, text: result.text,
                        ["analyte": scope.analyte.rawValue, "injection": result.injection, "limit": figure(limit)]))
            }
        }
        return findings
    }
}
