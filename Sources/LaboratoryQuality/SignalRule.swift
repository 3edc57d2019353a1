internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Signal to noise of a peak that gives a figure.
///
/// Under 3 the peak is no detection and under 10 no quantification, whatever the method's
/// limits say of a cleaner matrix: the figure is taken back to a bound at what was measured,
/// or at the method's limit where that is higher. A peak whose noise the file does not state
/// (or states as 0, which no detector has) is not judged, nor is a control.
enum SignalRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let (detection, quantification) = (bench.limits[.detectionSignalToNoise], bench.limits[.quantificationSignalToNoise])
        for index in bench.samples(scope) {
            guard let ratio = bench.results[index].signalToNoise, ratio > 0, ratio.isFinite, let value = bench.results[index].concentration.quantifiedValue else { continue }
            let verdict: QualityVerdict = ratio < detection ? .fail : ratio < quantification ? .warn : .pass
            bench.check(
                scope, "signal_to_noise", ratio, ">= \(figure(verdict == .fail ? detection : quantification))", verdict, strain: quantification / ratio,
                at: bench.results[index].position)
            if verdict == .pass { continue }
            let result = bench.results[index]
            let isDetected = verdict == .warn
            let limit = max(value, (isDetected ? result.limitOfQuantification : result.limitOfDetection) ?? value)
            bench.censor(index, isDetected ? .belowQuantification(limit: limit) : .belowDetection(limit: limit))
            bench.flag(index, "signal_to_noise")
            bench.findings.append(
                Finding(
                    isDetected ? "Q025" : "Q026", .warning, at: result.position, text: result.text,
                    [
                        "analyte": scope.analyte.rawValue, "injection": result.injection, "ratio": figure(ratio), "value": figure(value), "bound": figure(limit),
                        "limit": figure(isDetected ? quantification : detection),
                    ]))
        }
    }
}
