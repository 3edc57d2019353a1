package import Monitoring
package import ProgrammeFiles

/// What became of every planned sample of a period.
package enum SampleAccount {
    /// Returns a row for each site that was planned or sampled, sorted by site.
    ///
    /// Reasons are keys of the catalogue: `accountability.not_sampled`, `.partly_sampled`,
    /// `.shifted` (first sample more than three days from the planned first day),
    /// `.not_received`, `.held`, `.unusable`, `.not_planned`.
    ///
    /// - Complexity: linear in samples and results.
    package static func rows(period: Period, programme: Programme, results: [LaboratoryResult]) -> [Accountability] {
        var received: Set<SampleID> = []
        var valid: Set<SampleID> = []
        var held: Set<SampleID> = []
        for result in results {
            guard let sample = result.sample, result.sampleType == .unknown || result.sampleType == .duplicate else { continue }
            received.insert(sample)
            switch result.status {
            case .accepted, .flagged: valid.insert(sample)
            case .held: held.insert(sample)
            case .rejected, .superseded: break
            }
        }
        let samples = Dictionary(grouping: programme.samples.filter { period.contains($0.date) }, by: \.site)
        let plan = Dictionary(grouping: programme.plan.filter { $0.period == period }, by: \.site)
        return Set(samples.keys).union(plan.keys).sorted().map { site in
            let taken = samples[site] ?? []
            let rows = plan[site] ?? []
            let planned = rows.reduce(0) { $0 + $1.days }
            let receivedCount = taken.count { received.contains($0.id) }
            let validCount = taken.count { valid.contains($0.id) }
            var reasons: Set<String> = []
            if rows.isEmpty { reasons.insert("accountability.not_planned") }
            if taken.isEmpty { reasons.insert("accountability.not_sampled") } else if taken.count < planned { reasons.insert("accountability.partly_sampled") }
            if let first = rows.compactMap(\.firstDay).min(), let start = taken.map(\.date).min(), abs(start - first) > 3 {
                reasons.insert("accountability.shifted")
            }
            if receivedCount < taken.count { reasons.insert("accountability.not_received") }
            if taken.contains(where: { held.contains($0.id) }) { reasons.insert("accountability.held") }
            if taken.contains(where: { received.contains($0.id) && !valid.contains($0.id) && !held.contains($0.id) }) {
                reasons.insert("accountability.unusable")
            }
            return Accountability(
                site: site, planned: planned, taken: taken.count, received: receivedCount, valid: validCount, reasons: reasons.sorted())
        }
    }
}
