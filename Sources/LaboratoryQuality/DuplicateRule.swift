internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Laboratory duplicates: the relative percent difference 200 |a - b| / (a + b) of two quantified figures.
///
/// Where either is not quantified there is nothing to compare.
enum DuplicateRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        let samples = bench.members(scope, [.unknown])
        for duplicate in bench.members(scope, [.duplicate]) {
            let second = bench.results[duplicate]
            guard let sample = second.sample, let b = second.concentration.quantifiedValue else { continue }
            for index in samples where bench.results[index].sample == sample {
                let first = bench.results[index]
                guard let a = first.concentration.quantifiedValue, a + b > 0 else { continue }
                let difference = 200 * (a - b).magnitude / (a + b)
                let isLow = bench.isNearLOQ(min(a, b), first)
                let limit = limits[isLow ? .lowDuplicateRPDPct : .duplicateRPDPct]
                let isInside = difference <= limit + QualityBench.slack
                bench.check(scope, "duplicate_rpd", difference, "<= \(figure(limit)) %", isInside ? .pass : .fail, strain: limit > 0 ? difference / limit : 1, at: second.position)
                if isInside { continue }
                bench.flag(index, "duplicate_rpd")
                bench.findings.append(
                    Finding(
                        "Q007", .warning, at: second.position, text: second.text,
                        ["analyte": scope.analyte.rawValue, "sample": sample.rawValue, "difference": figure(difference), "limit": figure(limit)],
                        related: [first.position]))
            }
        }
    }
}
