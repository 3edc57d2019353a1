internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Blanks of the method and of the field, and solvent injections.
///
/// A method or field blank above the limit of quantification holds the analyte of its
/// batch. One above half of it flags the samples of which it is a tenth or more, and samples
/// below five times it count as not detected, up to what was measured; where the analyte is
/// on hold for its blank, that is said once for the batch and not for each of its samples.
/// A solvent injection only flags. One right after a high standard speaks of carry-over,
/// which ``CarryOverRule`` judges. A double blank, without internal standard, has no figure.
enum BlankRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        let limits = bench.limits
        var highest: (value: Double, index: Int)?
        for index in bench.members(scope, [.blank, .fieldBlank, .solvent]) {
            let blank = bench.results[index]
            if blank.concentration == .notAnalysed || blank.sampleType == .solvent && bench.followsHighStandard.contains(index) { continue }
            guard let limit = blank.limitOfQuantification, limit > 0 else { continue }
            let value = value(blank)
            let holdLimit = limits[.blankHoldLOQ] * limit
            var verdict: QualityVerdict = .pass
            if value > holdLimit * (1 + QualityBench.slack) {
                verdict = blank.sampleType == .solvent ? .warn : .fail
            } else if value > limits[.blankWarningLOQ] * limit * (1 + QualityBench.slack) {
                verdict = .warn
            }
            let name = blank.sampleType == .fieldBlank ? "field_blank" : blank.sampleType == .solvent ? "carry_over" : "blank"
            bench.check(
                scope, name, value, "<= \(figure(holdLimit)) ng/L", verdict, strain: holdLimit > 0 ? value / holdLimit : value > 0 ? 1 : 0, at: blank.position)
            if verdict == .fail { bench.hold(scope, "blank", at: blank.position) }
            if verdict != .pass, value > highest?.value ?? 0 { highest = (value, index) }
        }
        guard let highest else { return }
        let isHeld = bench.isHeld(scope, for: "blank")
        for index in bench.samples(scope) {
            guard let figure = bench.results[index].concentration.quantifiedValue else { continue }
            if highest.value * 100 >= limits[.blankSharePct] * figure * (1 - QualityBench.slack) { bench.flag(index, "blank") }
            guard figure < limits[.blankMultiple] * highest.value * (1 - QualityBench.slack) else { continue }
            bench.flag(index, "blank_5x")
            let result = bench.results[index]
            bench.censor(index, .belowDetection(limit: max(figure, result.limitOfDetection ?? figure)))
            if isHeld { continue }
            bench.findings.append(
                Finding(
                    "Q003", .warning, at: result.position, text: result.text,
                    [
                        "analyte": scope.analyte.rawValue, "injection": result.injection, "value": LaboratoryQuality.figure(figure),
                        "blank": LaboratoryQuality.figure(highest.value), "multiple": LaboratoryQuality.figure(limits[.blankMultiple]),
                    ],
                    related: [bench.results[highest.index].position]))
        }
    }

    /// What a blank holds, ng/L; nothing found is 0, and above range is its limit.
    private static func value(_ blank: LaboratoryResult) -> Double {
        switch blank.concentration {
        case .quantified(let value): value
        case .aboveRange(let limit): limit * 1.000_001
        case .belowQuantification, .belowDetection, .notAnalysed: 0
        }
    }
}
