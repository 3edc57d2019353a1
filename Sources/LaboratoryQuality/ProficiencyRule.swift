internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// How the laboratory did in proficiency testing of an analyte before the batch was run.
///
/// z = (x - X) / sigma. Up to 2 a round passes, from 3 on it is unacceptable, between the
/// two questionable. An unacceptable round, or two questionable ones in a row, excludes the
/// laboratory for the analyte from its day on until a later round passes: its batches are on
/// hold. Without a laboratory in the method sheet, a date of the batch or a round before it,
/// nothing is judged.
enum ProficiencyRule {
    static func apply(to scope: BatchAnalyte, _ bench: inout QualityBench) {
        guard let laboratory = bench.laboratory, let date = bench.date(of: scope),
            let rounds = bench.rules.proficiency[QualityRules.ProficiencyKey(laboratory: AnalyteCatalogue.folded(laboratory), analyte: scope.analyte)]
        else { return }
        let limits = bench.limits
        var isExcluded = false
        var questionable = 0
        var last: (round: ProficiencyRound, score: Double)?
        for round in rounds where round.date <= date {
            let score = round.score(defaultSigmaPct: limits[.proficiencySigmaPct])
            last = (round, score)
            if score.magnitude <= limits[.proficiencyQuestionableZ] + QualityBench.slack {
                isExcluded = false
                questionable = 0
                continue
            }
            questionable += 1
            if !(score.magnitude < limits[.proficiencyUnacceptableZ] - QualityBench.slack) || questionable >= limits.count(.proficiencyRounds) { isExcluded = true }
        }
        guard let last else { return }
        let verdict: QualityVerdict = isExcluded ? .fail : questionable > 0 ? .warn : .pass
        bench.check(
            scope, "proficiency_z", (last.score * 1000).rounded() / 1000, "|z| <= \(figure(limits[.proficiencyQuestionableZ])), \(last.round.round)", verdict,
            at: last.round.position)
        if isExcluded {
            bench.hold(
                scope, "proficiency", at: last.round.position,
                ["laboratory": laboratory, "round": last.round.round, "score": figure((last.score * 100).rounded() / 100)])
        } else if verdict == .warn {
            for index in bench.samples(scope) { bench.flag(index, "proficiency") }
        }
    }
}
