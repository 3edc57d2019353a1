internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The curve of an analyte in a batch: r2, and what its levels come back as.
///
/// It fails where the file states a coefficient below the limit, where fewer levels fit
/// than the least, or where less than three quarters of them do. Of several curves in one
/// batch the worst coefficient counts. Standards without a nominal value, and those taken
/// out of the curve, are not judged. How the curve was weighted no export says.
enum CalibrationRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let (least, target) = (bench.limits[.calibrationR2], bench.limits[.calibrationR2Target])
        let coefficients = bench.members(scope).filter { bench.results[$0].calibrationR2 != nil }
        if let worst = coefficients.min(by: { (bench.results[$0].calibrationR2 ?? 0) < (bench.results[$1].calibrationR2 ?? 0) }),
            let r2 = bench.results[worst].calibrationR2
        {
            let verdict: QualityVerdict = !(r2 >= least) ? .fail : r2 < target ? .warn : .pass
            bench.check(scope, "calibration_r2", r2, ">= \(figure(least))", verdict, at: bench.results[worst].position)
            if verdict == .fail { bench.hold(scope, "calibration", at: bench.results[worst].position) }
        }
        levels(scope, &bench)
    }

    private static func levels(_ scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        var levels: [Double: [(index: Int, deviation: Double)]] = [:]
        for index in bench.members(scope, [.standard]) {
            let result = bench.results[index]
            guard let nominal = result.expected, nominal > 0, let value = result.concentration.quantifiedValue else { continue }
            levels[nominal, default: []].append((index, (value / nominal - 1) * 100))
        }
        guard let lowest = levels.keys.min(), let first = levels[lowest]?.first else { return }
        var fitting = 0
        for nominal in levels.keys.sorted() {
            let limit = nominal == lowest ? limits[.calibrationLowestDeviationPct] : limits[.calibrationDeviationPct]
            // A level that was injected more than once fits where at least half of its injections do.
            let injections = levels[nominal] ?? []
            let inside = injections.count { $0.deviation.magnitude <= limit + QualityBench.slack }
            if inside * 2 >= injections.count, inside > 0 { fitting += 1 }
            for injection in injections {
                let isInside = injection.deviation.magnitude <= limit + QualityBench.slack
                bench.check(
                    scope, "calibration_level", injection.deviation, "±\(figure(limit)) %", isInside ? .pass : .warn,
                    strain: limit > 0 ? injection.deviation.magnitude / limit : 1, at: bench.results[injection.index].position)
            }
        }
        let (least, share) = (limits.count(.calibrationLevels), limits[.calibrationFittingPct])
        let isFailed = fitting < least || Double(fitting) * 100 < share * Double(levels.count) - QualityBench.slack
        let position = bench.results[first.index].position
        bench.check(
            scope, "calibration_levels", Double(fitting), ">= \(least), >= \(figure(share)) % of \(levels.count)", isFailed ? .fail : .pass, at: position)
        if isFailed { bench.hold(scope, "calibration", at: position) }
    }
}
