internal import AssayFiles
internal import Custody
package import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Store

/// What taking the inbox would do, file by file, with nothing done.
///
/// The inbox is taken and judged by the same steps as ever, into a copy of the store that is then thrown away.
package struct IngestPreview: Sendable {
    /// In the order of the names.
    package var files: [FileVerdict]
    /// What speaks of no file of the inbox.
    package var findings: [Finding]
    /// Batches with an analyte on hold, as they would be, sorted.
    package var heldBatches: [String]

    /// Looks at the inbox.
    ///
    /// - Throws: as a run would, before it takes anything.
    package static func make(_ options: RunOptions, event: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws(RunFailure) -> IngestPreview {
        let programme = try Programme.opened(workspace: options.workspace)
        let snapshot = try WorkspaceSnapshot.take(workspace: options.workspace, waitSeconds: options.waitSeconds)
        defer { snapshot.remove() }
        let store = snapshot.store
        let before: [FileRecord]
        do {
            try store.beginRun(
                RunRecord(id: "preview", command: "preview", arguments: [], programVersion: programVersion, account: options.account.name, begun: options.now))
            before = try store.files()
        } catch {
            throw RunFailure(error)
        }
        event(.phase("phase.take"))
        let ingest = try Ingest.take(options, run: "preview", store: store, originals: snapshot.originals) { _ in }
        event(.phase("phase.judge"))
        let work = try await LaboratoryWork.done(programme, store: store, originals: snapshot.originals, jobs: options.jobs)
        let after: [FileRecord]
        let rejects: [RejectedRow]
        do {
            after = try store.files()
            rejects = try store.rejectedRows()
        } catch {
            throw RunFailure(error)
        }
        let results = Dictionary(grouping: work.results, by: \.position.file)
        let rejectsByFile = Dictionary(grouping: rejects, by: \.position.file)
        let findings = Dictionary(grouping: programme.findings + ingest.findings + work.findings) { $0.position?.file ?? "" }
        var verdicts: [FileVerdict] = []
        for offer in ingest.offers {
            var verdict = FileVerdict(offer, before: before, after: after)
            verdict.count(results[offer.name] ?? [], rejects: rejectsByFile[offer.name] ?? [])
            verdict.findings = findings[harmless(offer.name)] ?? findings[offer.name] ?? []
            if let previous = verdict.previous, case .offered(let taking) = offer.outcome {
                let old = FileWork.done(previous, programme: programme, originals: snapshot.originals)
                let new = FileWork.done(taking.record, programme: programme, originals: snapshot.originals)
                if let failure = old.failure ?? new.failure { throw failure }
                verdict.changes = FigureChange.changes(from: old.results, to: new.results)
                verdict.describe(new)
                if verdict.standing == .changed { verdict.findings += new.findings }
            }
            verdicts.append(verdict)
        }
        let names = Set(verdicts.map { harmless($0.name) })
        return IngestPreview(
            files: verdicts, findings: (programme.findings + ingest.findings + work.findings).filter { !names.contains($0.position?.file ?? "") },
            heldBatches: work.heldBatches)
    }

    /// 2 where anything would be set aside or held, else 0.
    package var exitCode: Int32 {
        let all = files.flatMap(\.findings) + findings
        return all.contains { $0.severity >= .error } || !heldBatches.isEmpty ? 2 : 0
    }
}
