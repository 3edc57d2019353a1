package import Findings
package import Monitoring
package import ProgrammeFiles

/// One analyte of one batch: what calibration, controls and blanks speak of.
///
/// A failed curve, control or blank of one substance says nothing of another, so the hold
/// that a hard failure brings is one of the analyte in its batch, not of the whole batch.
package struct BatchAnalyte: Hashable, Sendable, Comparable {
    package var batch: String
    package var analyte: AnalyteCode

    package init(batch: String, analyte: AnalyteCode) {
        self.batch = batch
        self.analyte = analyte
    }

    package static func < (left: BatchAnalyte, right: BatchAnalyte) -> Bool {
        left.batch == right.batch ? left.analyte < right.analyte : left.batch.utf8.lexicographicallyPrecedes(right.batch.utf8)
    }
}

/// An analyte of a batch on hold, until a named person releases it.
package struct HeldBatch: Hashable, Sendable {
    package var scope: BatchAnalyte
    /// Names of what failed and was not released, sorted: `blank`, `calibration`, `control`, `internal_standard`, `lcs`, `proficiency`.
    package var reasons: [String]
    /// How many results of samples are held.
    package var results: Int

    package init(scope: BatchAnalyte, reasons: [String], results: Int) {
        self.scope = scope
        self.reasons = reasons
        self.results = results
    }
}

/// How the results of laboratory batches were judged.
package struct QualityJudgement: Sendable {
    /// The results in the order given, with status, flags and `supersededBy`.
    package var results: [LaboratoryResult]
    /// Sorted by batch, analyte, check and position.
    ///
    /// Each check that warns or fails is one. Those of a batch, analyte and rule that pass are
    /// one together: its value, limit and position are those of the check nearest to its
    /// limit, and the limit ends in their number where there is more than one, as in
    /// `50-120 %, n = 28`.
    package var checks: [QualityCheck]
    package var findings: [Finding]
    /// Sorted by batch and analyte.
    package var heldBatches: [HeldBatch]

    /// Judges results and then says which value of each sample and analyte counts.
    ///
    /// Hard failures hold the analyte of a batch: a curve that fails, two failed controls, a
    /// failed laboratory control sample, a blank above the limit of quantification, an internal
    /// standard missing from most samples, a laboratory that failed its proficiency testing. A
    /// peak with a wrong ion ratio or retention time, or without its internal standard, is
    /// rejected by itself; one that its noise or the blank does not let stand is taken back to
    /// a bound. All else is a flag. Nothing is removed, and what nothing tells of is not judged.
    ///
    /// The order of the results does not matter; nor does how they are spread over files.
    ///
    /// - Parameters:
    ///   - methods: for the laboratory and the ion-ratio tolerance of a method.
    ///   - limits: what the programme states over the defaults.
    ///   - samples: the register, for how samples were kept.
    ///   - proficiency: rounds of proficiency testing.
    ///   - offsetSeconds: of the programme's time zone, for the day of an analysis.
    ///   - releases: holds that named persons lifted; such results are flagged `released` and not held, for the reasons that the release names.
    ///   - overrides: results that two people decided to use or to reject; applied after the rules.
    /// - Complexity: O(n log n) in the results.
    package static func judge(
        _ results: [LaboratoryResult], methods: [MethodRow] = [], limits: QualityLimitTable = QualityLimitTable(), samples: [Sample] = [],
        proficiency: [ProficiencyRound] = [], offsetSeconds: Int = 8 * 3600, releases: [BatchRelease] = [], overrides: [QualityOverride] = []
    ) -> QualityJudgement {
        let rules = QualityRules(
            methods: methods, limits: limits, samples: samples, proficiency: proficiency, offsetSeconds: offsetSeconds, releases: releases, overrides: overrides)
        var bench = QualityBench(results, rules: rules)
        bench.markCopies()
        for scopes in bench.batches {
            bench.open(batch: scopes)
            judge(batch: scopes, &bench)
            for scope in scopes {
                bench.open(scope)
                judge(scope, &bench)
            }
        }
        let held = bench.settle()
        ResultSelection.select(&bench)
        bench.findings += UpperLimitRule.findings(bench)
        return QualityJudgement(results: bench.results, checks: bench.checks, findings: bench.findings, heldBatches: held)
    }

    /// As above, with all that a programme says.
    package static func judge(
        _ results: [LaboratoryResult], programme: Programme, releases: [BatchRelease] = [], overrides: [QualityOverride] = []
    ) -> QualityJudgement {
        judge(
            results, methods: programme.methods, limits: programme.qualityLimits, samples: programme.samples, proficiency: programme.proficiency,
            offsetSeconds: programme.configuration.timeZoneOffsetSeconds, releases: releases, overrides: overrides)
    }

    /// What speaks of a batch whatever the analyte.
    private static func judge(batch scopes: ArraySlice<BatchAnalyte>, _ bench: inout QualityBench) {
        guard let name = scopes.first?.batch else { return }
        let batch = BatchAnalyte(batch: name, analyte: "")
        ControlFrequencyRule.apply(to: batch, scopes: scopes, &bench)
        HoldingTimeRule.apply(to: scopes, batch: batch, &bench)
        bench.closeScope()
    }

    private static func judge(_ scope: BatchAnalyte, _ bench: inout QualityBench) {
        CalibrationRule.apply(to: scope, &bench)
        ControlRule.apply(to: scope, &bench)
        BlankSpikeRule.apply(to: scope, &bench)
        CarryOverRule.apply(to: scope, &bench)
        SpikeRule.apply(to: scope, &bench)
        BlankRule.apply(to: scope, &bench)
        SignalRule.apply(to: scope, &bench)
        InternalStandardRule.apply(to: scope, &bench)
        IonRatioRule.apply(to: scope, &bench)
        RetentionTimeRule.apply(to: scope, &bench)
        DuplicateRule.apply(to: scope, &bench)
        ProficiencyRule.apply(to: scope, &bench)
        UpperLimitRule.apply(to: scope, &bench)
        bench.closeScope()
    }
}
