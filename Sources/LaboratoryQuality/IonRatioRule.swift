internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The ratio of qualifier to quantifier ion: a second proof of what a peak is.
///
/// The expected ratio is that of the method or the file, else the mean of the batch's
/// standards. A detected peak whose ratio lies outside the tolerance (of the method, else the
/// limit) is not confirmed and rejected. What was not detected has no ratio to judge.
enum IonRatioRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let tolerance = bench.limits[.ionRatioTolerancePct]
        var ofStandards: Double??
        for index in bench.samples(scope) {
            guard let ratio = bench.results[index].ionRatio, bench.results[index].concentration.isPeak else { continue }
            let result = bench.results[index]
            if result.ionRatioExpected == nil, ofStandards == nil { ofStandards = .some(standards(scope, bench)) }
            guard let expected = result.ionRatioExpected ?? ofStandards ?? nil, expected > 0 else { continue }
            let tolerance = bench.rules.method(of: result)?.ionRatioTolerancePct ?? tolerance
            let low = expected * (1 - tolerance / 100)
            let high = expected * (1 + tolerance / 100)
            let isInside = ratio >= low - QualityBench.slack * expected && ratio <= high + QualityBench.slack * expected
            bench.check(
                scope, "ion_ratio", ratio, "\(figure(low))-\(figure(high))", isInside ? .pass : .fail,
                strain: high > expected ? (ratio - expected).magnitude / (high - expected) : 1, at: result.position)
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

    /// The mean ratio of the standards that gave a figure.
    private static func standards(_ scope: BatchAnalyte, _ bench: QualityBench) -> Double? {
        let ratios = bench.members(scope, [.standard]).compactMap { index in
            bench.results[index].concentration.quantifiedValue == nil ? nil : bench.results[index].ionRatio
        }.filter { $0 > 0 && $0.isFinite }
        return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
    }
}

extension CensoredResult {
    /// Whether there is a peak whose identity matters: a figure, or one above the range.
    var isPeak: Bool {
        switch self {
        case .quantified, .aboveRange: true
        case .belowQuantification, .belowDetection, .notAnalysed: false
        }
    }
}
