internal import AnomalyDetection
internal import Monitoring

/// How much an alert asks for, and what to do next.
enum AlertRules {
    /// Manufacture and disposal that two lines of evidence support are urgent; what one supports, first
    /// detections and rises at focus points are warnings; medicine is a notice.
    static func level(_ cause: CauseAssessment, kind: AnomalyKind, tier: SiteTier) -> AlertLevel {
        switch cause.cause {
        case .manufactureLikely, .disposalLikely: return .urgent
        case .manufacturePossible, .disposalPossible: return .warning
        case .licitLikely: return .notice
        case .consumption, .undetermined: return tier == .focus || kind == .firstDetection || kind == .step ? .warning : .notice
        }
    }

    /// The first sentence of an alert: what is thought to be behind it, and on how much.
    static func verdict(_ cause: CauseAssessment, kind: AnomalyKind) -> Reason {
        let lines = cause.lines.filter { AlertRules.release.contains($0) }.count
        return Reason("reason.verdict_\(cause.cause.rawValue)", ["analyte": cause.analyte.rawValue, "site": cause.site.rawValue, "lines": "\(lines)"])
    }

    /// Lines of evidence that speak for a release rather than use.
    private static let release: Set<String> = ["by_product", "precursor", "product", "unconsumed", "mass", "short"]

    /// What to do next, the most useful first.
    static func nextSteps(_ cause: CauseAssessment, kind: AnomalyKind) -> [Reason] {
        let words = ["site": cause.site.rawValue, "analyte": cause.analyte.rawValue]
        var steps = steps(cause, words)
        if kind == .hiddenLoad { steps.insert(Reason("next.trace_between", words), at: 0) }
        if kind == .cluster { steps.insert(Reason("next.compare_points", words), at: 0) }
        if cause.otherExplanations.contains(where: { $0.key == "reason.other_meter_open" || $0.key == "reason.other_meter_removed" }) {
            steps.append(Reason("next.check_meter", words))
        }
        return steps
    }

    private static func steps(_ cause: CauseAssessment, _ words: [String: String]) -> [Reason] {
        switch cause.cause {
        case .manufactureLikely, .manufacturePossible:
            return [
                Reason("next.preserve", words), Reason("next.trace", words), Reason("next.resample_daily", words),
                Reason("next.confirm_markers", words),
            ]
        case .disposalLikely, .disposalPossible:
            return [Reason("next.preserve", words), Reason("next.resample_daily", words), Reason("next.trace", words)]
        case .licitLikely: return [Reason("next.check_medicine", words), Reason("next.watch", words)]
        case .consumption:
            return [Reason("next.resample", words), Reason("next.trace_if_repeated", words)]
        case .undetermined:
            return [Reason("next.confirm_laboratory", words), Reason("next.resample", words), Reason("next.trace_if_repeated", words)]
        }
    }
}
