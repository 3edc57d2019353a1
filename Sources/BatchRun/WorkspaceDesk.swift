package import Custody
internal import Findings
package import Monitoring
package import ProgrammeFiles
package import Store

/// A workspace opened by a person for one step that changes it: locked, with its programme, store and custody.
package final class WorkspaceDesk: Sendable {
    package let programme: Programme
    package let store: WorkspaceStore
    package let custody: Custody
    /// Seconds for which a question waits for a run to end.
    static let patience = 60.0
    let options: RunOptions
    private let lock: WorkspaceLock

    /// Opens the workspace and keeps runs out.
    ///
    /// - Throws: `configuration`, `busy` where a run is at work and does not end in time.
    package init(_ options: RunOptions) throws(RunFailure) {
        self.options = options
        programme = try Programme.opened(workspace: options.workspace)
        do {
            lock = try WorkspaceLock.acquire(
                options.workspace + "/store/headwater.lock", waitSeconds: options.waitSeconds, account: options.account,
                command: options.command.joined(separator: " "), at: options.now)
        } catch {
            throw RunFailure(error)
        }
        do {
            store = try WorkspaceStore.open(options.workspace + "/store/headwater.sqlite")
        } catch {
            lock.release()
            throw RunFailure(error)
        }
        custody = Custody(store: store, roles: programme.configuration.custody.roles)
    }

    /// Closes the store and lets runs in; doing so twice does no harm.
    package func close() {
        try? store.close()
        lock.release()
    }

    deinit { close() }

    /// The laboratory's results as they stand now.
    package func results() async throws(RunFailure) -> [LaboratoryResult] {
        try await LaboratoryWork.done(
            programme, store: store, originals: Originals(folder: options.workspace + "/store/originals"), jobs: options.jobs
        ).results
    }

    /// The periods of the samples that some results speak of, in order.
    package func periods(of results: some Sequence<LaboratoryResult>) -> [Period] {
        let samples = Set(results.compactMap(\.sample))
        return Set(programme.samples.lazy.filter { samples.contains($0.id) }.map { Period(containing: $0.date) }).sorted()
    }

    /// Runs a step of custody.
    package func step<Value>(_ body: (Custody) throws(CustodyError) -> Value) throws(RunFailure) -> Value {
        do { return try body(custody) } catch { throw RunFailure(error) }
    }

    /// Takes one run back, and works the results out again.
    ///
    /// - Throws: `inputMissing` for a run that took nothing, `refused` without a reason or where it was withdrawn before.
    package func withdraw(run: String, reason: String) async throws(RunFailure) -> RunReversal {
        let before = try await results()
        let files: [FileRecord]
        do { files = try store.files() } catch { throw RunFailure(error) }
        try step { (custody) throws(CustodyError) in try custody.withdraw(run: run, by: options.account, at: options.now, reason: reason) }
        let now: [FileRecord]
        do { now = try store.files() } catch { throw RunFailure(error) }
        let changed = zip(files, now).filter { $0.state != $1.state }.map(\.1)
        let after = try await results()
        let digests = Set(changed.map(\.digest))
        return RunReversal(
            withdrawn: changed.filter { $0.state == .withdrawn }, restored: changed.filter { $0.state == .taken },
            periods: periods(of: (before + after).filter { digests.contains($0.fileDigest) }))
    }
}

/// What the withdrawal of a run changed.
package struct RunReversal: Sendable {
    /// Files that no longer count, or that waited and do so no longer.
    package var withdrawn: [FileRecord]
    /// Earlier versions that count again.
    package var restored: [FileRecord]
    /// Periods with samples of these files: their drafts are to be written again.
    package var periods: [Period]
}

/// A run that took files, with what they are now.
package struct IngestedRun: Sendable {
    package var run: RunRecord
    package var withdrawal: Withdrawal?
    /// Sorted by name and digest.
    package var files: [FileRecord]

    /// Every run that took files, oldest first.
    package static func all(_ store: WorkspaceStore) throws(RunFailure) -> [IngestedRun] {
        do {
            let files = Dictionary(uniqueKeysWithValues: try store.files().map { ("\($0.digest) \($0.name)", $0) })
            let withdrawals = Dictionary(try store.withdrawals().map { ($0.run, $0) }) { first, _ in first }
            let steps = Dictionary(grouping: try store.fileSteps(latest: true), by: \.run)
            return try store.runs().compactMap { run in
                guard let own = steps[run.id] else { return nil }
                let records = own.compactMap { files["\($0.digest) \($0.name)"] }
                return IngestedRun(
                    run: run, withdrawal: withdrawals[run.id],
                    files: records.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) })
            }
        } catch {
            throw RunFailure(error)
        }
    }
}
