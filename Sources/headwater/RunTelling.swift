import BatchRun
import Findings
import Monitoring
import Synchronization
import Wording

/// Findings as they come, kept in their order to be shown at the end.
final class FoundFindings: Sendable {
    private let findings = Mutex<[Finding]>([])

    func add(_ finding: Finding) { findings.withLock { $0.append(finding) } }
    var all: [Finding] { findings.withLock { $0 } }
}

extension Terminal {
    /// Shows an event of a run: a line of JSON Lines, or what is being done on a terminal.
    func show(_ event: RunEvent) {
        switch event {
        case .started(let runID): self.event(.object([("event", .string("run_started")), ("schema", .integer(1)), ("run_id", .string(runID))]))
        case .phase(let key): progress(catalogue.text("headwater.\(key)"))
        case .file(let name, let state):
            self.event(.object([("event", .string("file")), ("file", .string(name)), ("state", .string(state))]))
        case .finding(let finding): findings([finding])
        case .estimate(let period, let estimate):
            self.event(
                .object([
                    ("event", .string("estimate")), ("period", .string("\(period)")), ("site_code", .string(estimate.site.rawValue)),
                    ("analyte", .string(estimate.analyte.rawValue)), ("days", .integer(estimate.days)),
                    ("load_mg_per_d_per_1000", number(estimate.load?.value)), ("ci95_low", number(estimate.load?.interval.low)),
                    ("ci95_high", number(estimate.load?.interval.high)),
                ]))
        case .anomaly(let period, let anomaly):
            self.event(
                .object([
                    ("event", .string("anomaly")), ("period", .string("\(period)")), ("site_code", .string(anomaly.site.rawValue)),
                    ("analyte", anomaly.analyte.map { .string($0.rawValue) } ?? .null), ("kind", .string(anomaly.kind.rawValue)),
                    ("direction", .string(anomaly.direction.rawValue)), ("q_value", number(anomaly.qValue)),
                ]))
        case .alert(let alert):
            self.event(
                .object([
                    ("event", .string("alert")), ("alert_id", .string(alert.id)), ("level", .string(alert.level.rawValue)),
                    ("cause", .string(alert.cause.rawValue)), ("state", .string(alert.state.rawValue)),
                ]))
        case .summary(let summary):
            self.event(
                .object([
                    ("event", .string("summary")), ("run_id", .string(summary.runID)), ("results", .integer(summary.results)),
                    ("rejects", .integer(summary.rejects)), ("held_batches", .array(summary.heldBatches.map { .string($0) })),
                    ("alerts", .integer(summary.periods.reduce(0) { $0 + $1.alerts.count })),
                ]))
        }
    }

    /// Says in a few lines how a run ended.
    func tell(_ summary: RunSummary, workspace: String) {
        remark(
            catalogue.text(
                "headwater.taken", count: summary.filesTaken,
                ["known": String(summary.filesKnown), "results": String(summary.results), "rejects": String(summary.rejects)]))
        if !summary.heldBatches.isEmpty {
            remark(catalogue.text("headwater.held", count: summary.heldBatches.count, ["batches": summary.heldBatches.map { harmless($0) }.joined(separator: ", ")]))
        }
        for period in summary.periods {
            remark(
                catalogue.text(
                    "headwater.period", count: period.sitesPlanned,
                    ["period": "\(period.period)", "loads": String(period.loads), "report": "\(workspace)/\(period.folder)/report.html"]))
            if !period.sitesMissing.isEmpty {
                remark(catalogue.text("headwater.missing", ["sites": period.sitesMissing.map { harmless($0.rawValue) }.joined(separator: ", ")]))
            }
            for alert in period.alerts {
                remark(
                    catalogue.text(
                        "headwater.alert",
                        [
                            "id": harmless(alert.id), "level": catalogue.text("report.word.level.\(alert.level.rawValue)"),
                            "cause": catalogue.text("report.word.cause.\(alert.cause.rawValue)"), "state": catalogue.text("report.word.state.\(alert.state.rawValue)"),
                        ]))
            }
        }
    }

    func number(_ value: Double?) -> JSONText {
        guard let value, value.isFinite else { return .null }
        return .digits(value.significant(6))
    }
}
