internal import Monitoring

/// The same measurement delivered twice: in two files, or twice in one.
///
/// Two results are one measurement where injection, analyte, type, dilution and figure are
/// the same, and so is the time of analysis, or the batch where a time is missing. A copy is
/// never a replicate and never a second control. The one that stands first, by file and
/// line, is kept.
enum CopyRule {
    private struct Key: Hashable {
        var injection: String
        var analyte: AnalyteCode
        var type: SampleType
        var sample: SampleID?
        var dilution: Double
        var concentration: CensoredResult

        /// The other parts are the same wherever these are, but for a few.
        func hash(into hasher: inout Hasher) {
            hasher.combine(injection)
            hasher.combine(analyte)
            hasher.combine(concentration)
        }
    }

    /// Each copy with the result that is kept.
    ///
    /// - Complexity: O(n log n) in the results; quadratic only in results that are the same in all of the key.
    static func copies(_ results: [LaboratoryResult]) -> [Int: Int] {
        var firsts: [Key: Int] = [:]
        firsts.reserveCapacity(results.count)
        var groups: [Int: [Int]] = [:]
        for (index, result) in results.enumerated() {
            let key = Key(
                injection: result.injection, analyte: result.analyte, type: result.sampleType, sample: result.sample, dilution: result.dilution,
                concentration: result.concentration)
            if let first = firsts[key] { groups[first, default: [first]].append(index) } else { firsts[key] = index }
        }
        var copies: [Int: Int] = [:]
        for (_, group) in groups {
            var kept: [Int] = []
            for index in group.sorted(by: { QualityBench.precedes(results[$0], results[$1]) }) {
                if let original = kept.first(where: { isCopy(results[index], results[$0]) }) { copies[index] = original } else { kept.append(index) }
            }
        }
        return copies
    }

    private static func isCopy(_ left: LaboratoryResult, _ right: LaboratoryResult) -> Bool {
        // Replicates of one injection's name and the same rounded figure are told apart by their word.
        guard left.replicate == right.replicate else { return false }
        if let first = left.analysedAt, let second = right.analysedAt { return first == second }
        return left.batch == right.batch
    }
}
