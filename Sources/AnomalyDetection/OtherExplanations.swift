internal import Monitoring

extension CauseEvidence {
    /// Explanations that a reader will ask for: why not, or not excluded.
    func otherExplanations(_ signal: Signal, _ draft: CauseDraft) -> [Reason] {
        var reasons: [Reason] = []
        let site = table.sites[signal.site]
        if let correction = faults.corrections[signal.site] {
            reasons.append(Reason("reason.other_meter_removed", ["factor": factor(correction.logFactor)]))
        } else if let shift = faults.flowShifts[signal.site] {
            reasons.append(Reason("reason.other_meter_no", ["factor": factor(shift)]))
        } else {
            reasons.append(Reason("reason.other_meter_open"))
        }
        let wet = table.days(table.target, signal.site).filter(\.isWet).count
        reasons.append(wet == 0 ? Reason("reason.other_weather_no") : Reason("reason.other_weather_removed", ["days": "\(wet)"]))
        let swapped = faults.faults.contains { $0.site == site && $0.kind == .laboratory }
        reasons.append(Reason(swapped ? "reason.other_laboratory_removed" : "reason.other_laboratory_no"))
        guard signal.direction == .up else {
            reasons.append(Reason("reason.other_drop"))
            return reasons
        }
        if draft.cause != .consumption {
            reasons.append(Reason(draft.has("unconsumed") ? "reason.other_consumption_no" : "reason.other_consumption_open"))
        }
        switch draft.cause {
        case .manufactureLikely, .manufacturePossible: reasons.append(Reason("reason.other_disposal_open"))
        case .disposalLikely, .disposalPossible:
            reasons.append(Reason(signal.isShort ? "reason.other_manufacture_short" : "reason.other_manufacture_open"))
        case .consumption, .licitLikely:
            reasons.append(Reason(draft.has("metabolised") ? "reason.other_disposal_metabolised" : "reason.other_disposal_open"))
        case .undetermined: reasons.append(Reason("reason.other_disposal_open"))
        }
        if draft.cause != .licitLikely {
            reasons.append(Reason(draft.has("licit_recorded") ? "reason.other_licit_open" : "reason.other_licit_unknown"))
        }
        return reasons
    }
}
