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
    /// Names of the checks that failed, sorted: `blank`, `calibration`, `control`, `internal_standard`.
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
    /// blank above the limit of quantification, an internal standard missing from most
    /// samples. A peak with a wrong ion ratio or retention time, or without its internal
    /// standard, is rejected by itself. All else is a flag. Nothing is removed.
    ///
    /// The order of the results does not matter; nor does how they are spread over files.
    ///
    /// - Parameters:
    ///   - methods: for the ion-ratio tolerance of a method.
    ///   - released: analytes of batches that a named person released; they are flagged and not held.
    /// - Complexity: O(n log n) in the results.
    package static func judge(
        _ results: [LaboratoryResult], methods: [MethodRow] = [], limits: QualityLimits = QualityLimits(), released: Set<BatchAnalyte> = []
    ) -> QualityJudgement {
        var bench = QualityBench(results, methods: methods, limits: limits, released: released)
        bench.markCopies()
        for scope in bench.scopes {
            CalibrationRule.apply(to: scope, &bench)
            ControlRule.apply(to: scope, &bench)
            BlankRule.apply(to: scope, &bench)
            InternalStandardRule.apply(to: scope, &bench)
            IonRatioRule.apply(to: scope, &bench)
            RetentionTimeRule.apply(to: scope, &bench)
            DuplicateRule.apply(to: scope, &bench)
            SpikeRule.apply(to: scope, &bench)
            UpperLimitRule.apply(to: scope, &bench)
            bench.closeScope()
        }
        let held = bench.settle()
        ResultSelection.select(&bench)
        bench.findings += UpperLimitRule.findings(bench)
        return QualityJudgement(results: bench.results, checks: bench.checks, findings: bench.findings, heldBatches: held)
    }
}
