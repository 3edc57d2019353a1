internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// How many injections run between two controls.
///
/// Judged where the file tells when injections were made and holds a control or a standard
/// at all; a file of samples alone says nothing of what ran between them. Too long a run is a
/// warning, since what failed in it would not be seen.
enum ControlFrequencyRule {
    static func apply(to batch: BatchAnalyte, scopes: ArraySlice<BatchAnalyte>, _ bench: inout QualityBench) {
        let entries = bench.sequence.entries
        guard entries.contains(where: { $0.role <= .control }), entries.contains(where: { $0.role == .sample }) else { return }
        var longest = 0
        var end: Instant?
        var run = 0
        for entry in entries {
            run = entry.role <= .control ? 0 : run + 1
            if run > longest { (longest, end) = (run, entry.time) }
        }
        guard let end else { return }
        var last: SourcePosition?
        for scope in scopes where last == nil {
            last = bench.members(scope).first { bench.results[$0].analysedAt == end }.map { bench.results[$0].position }
        }
        guard let position = last else { return }
        let limit = bench.limits.count(.controlInterval)
        let isLate = longest > limit
        bench.check(batch, "control_interval", Double(longest), "<= \(limit)", isLate ? .warn : .pass, at: position)
        if isLate {
            bench.findings.append(
                Finding("Q017", .warning, at: position, text: batch.batch, ["batch": batch.batch, "count": String(longest), "limit": String(limit)]))
        }
    }
}
