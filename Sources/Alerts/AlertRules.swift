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

    /// What to do next, the most useful first.
    static func nextSteps(_ cause: CauseAssessment, kind: AnomalyKind) -> [Reason] {
        let words = ["site": cause.site.rawValue, "analyte": cause.analyte.rawValue]
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
