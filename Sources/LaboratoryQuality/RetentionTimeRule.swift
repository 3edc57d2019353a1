internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// When a peak comes: one at the wrong time is another substance, and rejected.
///
/// The time is compared with that of the method or the file, else with the median of the
/// batch's standards; and in proportion to the internal standard of the same injection with the
/// median proportion of the standards, where both are known. A column that ages moves both
/// peaks: then the proportion holds while the time does not, and the result is flagged.
enum RetentionTimeRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let tolerance = bench.limits[.retentionTimeMin]
        let (warning, failure) = (bench.limits[.relativeRetentionWarningPct], bench.limits[.relativeRetentionFailurePct])
        var standards: (time: Double?, relative: Double?)?
        for index in bench.samples(scope) {
            guard let time = bench.results[index].retentionTimeMin, bench.results[index].concentration.isPeak else { continue }
            let result = bench.results[index]
            let relative = proportion(result)
            if standards == nil, relative != nil || result.retentionTimeExpectedMin == nil { standards = self.standards(scope, bench) }
            // Percent of the proportion that the standards have.
            var shift: Double?
            if let relative, let expected = standards?.relative, expected > 0 { shift = (relative / expected - 1) * 100 }
            if let shift {
                let verdict: QualityVerdict =
                    !(shift.magnitude <= failure + QualityBench.slack) ? .fail : shift.magnitude > warning + QualityBench.slack ? .warn : .pass
                bench.check(
                    scope, "relative_retention", shift, "±\(figure(failure)) %", verdict, strain: failure > 0 ? shift.magnitude / failure : 1, at: result.position)
                if verdict == .warn { bench.flag(index, "retention_time") }
                if verdict == .fail {
                    bench.reject(index, "retention_time")
                    bench.findings.append(
                        Finding(
                            "Q030", .error, at: result.position, text: result.text,
                            [
                                "analyte": scope.analyte.rawValue, "injection": result.injection, "shift": figure((shift * 100).rounded() / 100),
                                "tolerance": figure(failure),
                            ]))
                }
            }
            guard let expected = result.retentionTimeExpectedMin ?? standards?.time, expected > 0 else { continue }
            let deviation = time - expected
            let isInside = deviation.magnitude <= tolerance + QualityBench.slack
            // Both peaks moved together.
            let isDrift = !isInside && shift.map { $0.magnitude <= warning + QualityBench.slack } ?? false
            bench.check(
                scope, "retention_time", deviation, "±\(figure(tolerance)) min", isInside ? .pass : isDrift ? .warn : .fail,
                strain: tolerance > 0 ? deviation.magnitude / tolerance : 1, at: result.position)
            if isInside { continue }
            if isDrift { bench.flag(index, "retention_time"); continue }
            // The proportion has told it already.
            if let shift, !(shift.magnitude <= failure + QualityBench.slack) { continue }
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

    /// Retention in proportion to the internal standard's.
    private static func proportion(_ result: LaboratoryResult) -> Double? {
        guard let time = result.retentionTimeMin, let standard = result.internalStandardRetentionTimeMin, time > 0, standard > 0 else { return nil }
        return time / standard
    }

    private static func standards(_ scope: BatchAnalyte, _ bench: QualityBench) -> (time: Double?, relative: Double?) {
        let standards = bench.members(scope, [.standard]).map { bench.results[$0] }.filter { $0.concentration.quantifiedValue != nil }
        return (median(standards.compactMap(\.retentionTimeMin).filter { $0 > 0 }), median(standards.compactMap(proportion)))
    }
}
