internal import Custody
internal import Findings
internal import Monitoring

/// `status.json`: the heartbeat of the engine, written anew by each run.
///
/// It holds no time, so that the same input gives the same bytes; when the file was written is
/// when the engine last ran, and `run.json` beside each report has the times.
enum StatusFile {
    static func bytes(_ summary: RunSummary, programme: String, code: Int) -> [UInt8] {
        let periods = summary.periods.map { period in
            JSONText.object([
                ("period", .string("\(period.period)")), ("sites_planned", .integer(period.sitesPlanned)),
                ("sites_missing", .array(period.sitesMissing.map { .string($0.rawValue) })), ("loads", .integer(period.loads)),
                ("alerts_open", .integer(period.alerts.count { $0.state != .closed && $0.state != .dismissed })), ("report", .string(period.folder)),
            ])
        }
        let text = JSONText.object([
            ("schema", .integer(1)), ("programme", .string(programme)), ("version", .string(programVersion)), ("exit_code", .integer(code)),
            ("results", .integer(summary.results)), ("rejects", .integer(summary.rejects)),
            ("held_batches", .array(summary.heldBatches.map { .string($0) })), ("periods", .array(periods)),
        ])
        return Array(text.indented(depth: 3).utf8)
    }
}
