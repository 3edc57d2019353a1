internal import Custody
internal import DenseAlgebra
internal import Findings
internal import Foundation
package import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Store
internal import Wording

/// One run of the engine: what lies in the inbox becomes the draft report.
///
/// Discover, copy to the originals, read, judge, store, estimate, detect, trace, report. A bad
/// file or row is a finding and the run goes on; a run that cannot go on leaves the last good
/// state. Nothing here prints or reads a clock: the caller gives the time and shows the events.
package struct BatchRun: Sendable {
    package let options: RunOptions
    private let event: @Sendable (RunEvent) -> Void

    package init(_ options: RunOptions, event: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.options = options
        self.event = event
    }

    /// Does the run.
    ///
    /// - Throws: `RunFailure` where nothing more can be done: no programme, a store in use, a disk that cannot be written.
    package func execute() async throws(RunFailure) -> RunSummary {
        LinearAlgebraLibrary.singleThreaded()
        let programme = try Programme.opened(workspace: options.workspace)
        let lock: WorkspaceLock
        let store: WorkspaceStore
        do {
            lock = try WorkspaceLock.acquire(
                options.workspace + "/store/headwater.lock", waitSeconds: options.waitSeconds, account: options.account,
                command: options.command.joined(separator: " "), at: options.now)
        } catch {
            throw RunFailure(error)
        }
        defer { lock.release() }
        do { store = try WorkspaceStore.open(options.workspace + "/store/headwater.sqlite") } catch { throw RunFailure(error) }
        let runID = try begin(store)
        let summary: RunSummary
        do {
            summary = try await work(programme, store: store, runID: runID)
        } catch {
            try? store.finishRun(runID, outcome: .failed, at: options.now, reason: error.finding.code.rawValue)
            throw error
        }
        do {
            try store.addDigests(RunEvidence.inputs(store) + RunEvidence.outputs(summary, workspace: options.workspace), run: runID)
            try store.finishRun(runID, outcome: .done, at: options.now)
            try AuditChain(store: store).tellHead(of: runID)
            try store.close()
        } catch {
            throw RunFailure(error)
        }
        event(.summary(summary))
        return summary
    }

    /// Enters the run in the ledger, before it does anything.
    private func begin(_ store: WorkspaceStore) throws(RunFailure) -> String {
        do {
            _ = try store.markInterruptedRuns(at: options.now)
            let count = try store.runs().count
            let runID = "run-\(options.now.iso(offsetSeconds: 0).prefix(10))-\(count + 1)"
            try store.beginRun(
                RunRecord(
                    id: runID, command: options.command.first ?? "", arguments: Array(options.command.dropFirst()), programVersion: programVersion,
                    account: options.account.name, begun: options.now, digests: RunEvidence.begun(workspace: options.workspace)))
            event(.started(runID: runID))
            return runID
        } catch {
            throw RunFailure(error)
        }
    }

    private func work(_ programme: Programme, store: WorkspaceStore, runID: String) async throws(RunFailure) -> RunSummary {
        try holdParameters(of: programme, store: store, runID: runID)
        var summary = RunSummary(runID: runID)
        var findings = programme.findings
        let originals = Originals(folder: options.workspace + "/store/originals")
        originals.removeLeftovers()
        AtomicFile.removeLeftovers(in: options.workspace)
        if options.takesInbox {
            event(.phase("phase.take"))
            let ingest = try Ingest.take(options, run: runID, store: store, originals: originals, event: event)
            findings += ingest.findings
            summary.filesTaken = ingest.taken.count
            summary.filesKnown = ingest.known.count
        }
        guard options.stage > .take else { return told(findings, summary) }

        event(.phase("phase.judge"))
        let laboratory = try await LaboratoryWork.done(programme, store: store, originals: originals, jobs: options.jobs)
        summary.results = laboratory.results.count
        summary.heldBatches = laboratory.heldBatches
        guard options.stage > .judge else { return told(findings + laboratory.findings, summary) }

        event(.phase("phase.estimate"))
        let reckoning = try ReportReckoning(programme, laboratory: laboratory, findings: findings, workspace: options.workspace, store: store)
        findings = reckoning.findings
        let periods = try chosenPeriods(programme)
        let analyses = await reckoning.analyses(periods, jobs: options.jobs)
        let storedAlerts = try keep(analyses, store: store)

        event(.phase("phase.report"))
        let head: AuditHead?
        do { head = try AuditChain(store: store).head() } catch { throw RunFailure(error) }
        let issued = try await IssuedHistory(reckoning, workspace: options.workspace, store: store, analyses: analyses, jobs: options.jobs)
        findings += issued.findings
        let assembly = reckoning.assembly
        findings = (findings + laboratory.findings).filter { finding in periods.contains { assembly.concerns(finding, $0) } }
        for finding in analyses.flatMap(\.findings) where !findings.contains(finding) { findings.append(finding) }
        let contents = analyses.map { reckoning.marked(issued.told(in: assembly.content($0, alerts: storedAlerts[$0.period] ?? []))) }
        let choice = options.editions.editions(programme)
        findings += choice.findings
        let press = options.isPrinted ? PaperPress(scratch: options.workspace + "/reports") : nil
        for content in contents {
            findings += try await DraftReport(
                content: content, languages: DraftReport.languages(options.language, programme), options: options, runID: runID, auditHead: head
            ).write(editions: choice.editions, press: press)
        }
        for analysis in analyses { summary.periods.append(tell(analysis, alerts: storedAlerts[analysis.period] ?? [])) }
        let ended = told(findings, summary)
        do {
            try AtomicFile.write(
                options.workspace + "/status.json", StatusFile.bytes(ended, programme: programme.configuration.code, code: Int(ended.exitCode(alertLevel: options.alertLevel))))
        } catch {
            throw RunFailure(error)
        }
        return ended
    }

    /// Refuses a parameter set that was changed under its version, and keeps the digest of the one in use.
    private func holdParameters(of programme: Programme, store: WorkspaceStore, runID: String) throws(RunFailure) {
        let digests = ParameterLedger.digests(programme)
        let runs: [RunRecord]
        do { runs = try store.runs() } catch { throw RunFailure(error) }
        if let refused = ParameterLedger.findings(digests, runs: runs).first { throw RunFailure(.configuration, refused) }
        do { try store.addDigests(digests, run: runID) } catch { throw RunFailure(error) }
    }

    /// Keeps the alerts, each with the state that people gave it, and returns them by period.
    private func keep(_ analyses: [PeriodAnalysis], store: WorkspaceStore) throws(RunFailure) -> [Period: [Alert]] {
        var kept: [Period: [Alert]] = [:]
        do {
            for analysis in analyses {
                try store.raiseAlerts(analysis.alerts, of: analysis.period, account: options.account.name, at: options.now)
                let states = Dictionary(try store.alerts(period: analysis.period).map { ($0.alert.id, $0.alert.state) }) { first, _ in first }
                kept[analysis.period] = analysis.alerts.map { alert in
                    var alert = alert
                    alert.state = states[alert.id] ?? alert.state
                    return alert
                }
            }
        } catch {
            throw RunFailure(error)
        }
        return kept
    }

    /// The periods to work out, in order.
    private func chosenPeriods(_ programme: Programme) throws(RunFailure) -> [Period] {
        let today = options.asOf ?? options.now.date(offsetSeconds: programme.configuration.timeZoneOffsetSeconds)
        switch options.periods {
        case .one(let period): return [period]
        case .lastWhole: return [Period.lastWhole(before: today)]
        case .all:
            let last = Period.lastWhole(before: today)
            let periods = Set(programme.samples.map { Period(containing: $0.date) }.filter { $0 <= last }).sorted()
            guard !periods.isEmpty else {
                throw RunFailure(.noUsableInput, Finding("S048", .fatal, at: SourcePosition(file: "samples"), ["day": "\(today)"]))
            }
            return periods
        }
    }

    private func tell(_ analysis: PeriodAnalysis, alerts: [Alert]) -> PeriodSummary {
        for estimate in analysis.estimates { event(.estimate(analysis.period, estimate)) }
        for anomaly in analysis.anomalies where anomaly.isDiscovery { event(.anomaly(analysis.period, anomaly)) }
        for alert in alerts { event(.alert(alert)) }
        return PeriodSummary(
            period: analysis.period, sitesPlanned: analysis.accountability.count { $0.planned > 0 },
            sitesMissing: analysis.accountability.filter { $0.planned > 0 && $0.valid == 0 }.map(\.site), loads: analysis.loads.count,
            alerts: alerts, folder: "reports/\(analysis.period)/draft")
    }

    private func told(_ findings: [Finding], _ summary: RunSummary) -> RunSummary {
        var summary = summary
        summary.rejects = findings.count { $0.severity >= .error }
        for finding in findings { event(.finding(finding)) }
        return summary
    }
}

extension RunSummary {
    /// The exit code that tells how the run ended: 2 for rejected or missing data, 3 for an alert
    /// at or above the level that is open, 0 for neither; both: 2.
    package func exitCode(alertLevel: AlertLevel) -> Int32 {
        if rejects > 0 || !heldBatches.isEmpty || periods.contains(where: { !$0.sitesMissing.isEmpty }) { return 2 }
        let open = periods.flatMap(\.alerts).contains { $0.level >= alertLevel && $0.state != .closed && $0.state != .dismissed }
        return open ? 3 : 0
    }
}
