internal import Findings
internal import Monitoring

/// Figures above the highest standard: the curve says nothing there, and the sample is to be diluted.
enum UpperLimitRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        for index in bench.members(scope, [.unknown, .duplicate]) {
            let result = bench.results[index]
            guard case .aboveRange(let limit) = result.concentration else { continue }
            bench.check(scope, "upper_limit", nil, "<= \(figure(limit)) ng/L", .warn, at: result.position)
            bench.flag(index, "above_range")
            bench.findings.append(
                Finding(
                    "Q009", .warning, at: result.position, text: result.text,
                    ["analyte": scope.analyte.rawValue, "injection": result.injection, "limit": figure(limit)]))
        }
    }
}
