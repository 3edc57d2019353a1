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
            hasher.combine(sample)
            hasher.combine(concentration)
        }
    }

    /// Each copy with the result that is kept.
    ///
    /// - Complexity: O(n log n) in the results.
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
            var kept = Kept()
            for index in group.sorted(by: { QualityBench.precedes(results[$0], results[$1]) }) {
                if let original = kept.original(of: results[index]) { copies[index] = original } else { kept.add(results[index], index) }
            }
        }
        return copies
    }

    /// Results of one key that are no copies of each other, found by time and by batch.
    ///
    /// Two are the same where their times are, or their batches where a time is missing.
    /// Replicates of one injection's name and the same rounded figure are told apart by their word.
    private struct Kept {
        private struct Time: Hashable {
            var replicate: String
            var time: Instant
        }

        private struct Batch: Hashable {
            var replicate: String
            var batch: String
        }

        /// The first of each, by the order in which they were added.
        private var byTime: [Time: (order: Int, index: Int)] = [:]
        private var byBatch: [Batch: (order: Int, index: Int)] = [:]
        private var byBatchWithoutTime: [Batch: (order: Int, index: Int)] = [:]
        private var count = 0

        /// The first that a result is a copy of.
        func original(of result: LaboratoryResult) -> Int? {
            let batch = Batch(replicate: result.replicate, batch: result.batch)
            guard let time = result.analysedAt else { return byBatch[batch]?.index }
            let found = [byTime[Time(replicate: result.replicate, time: time)], byBatchWithoutTime[batch]].compactMap { $0 }
            return found.min { $0.order < $1.order }?.index
        }

        mutating func add(_ result: LaboratoryResult, _ index: Int) {
            let batch = Batch(replicate: result.replicate, batch: result.batch)
            let entry = (order: count, index: index)
            count += 1
            if byBatch[batch] == nil { byBatch[batch] = entry }
            if let time = result.analysedAt {
                let key = Time(replicate: result.replicate, time: time)
                if byTime[key] == nil { byTime[key] = entry }
            } else if byBatchWithoutTime[batch] == nil {
                byBatchWithoutTime[batch] = entry
            }
        }
    }
}
