package import Monitoring
internal import Store

/// Taking one run back: its files no longer count, and who did it, when and why stands in the audit chain.
extension Custody {
    /// Withdraws a run.
    ///
    /// The originals stay. Versions that the run's files had replaced come back; what changed is for the caller
    /// to tell, from the files before and after.
    /// - Throws: `blankReason`, `unknownRun` with the runs that took files, `withdrawnBefore`; each refusal is recorded.
    package func withdraw(run: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let action = "ingest.withdraw"
        try require(reason, action, run, account, instant)
        let (withdrawals, steps) = try fromStore { () throws(StoreError) in (try store.withdrawals(), try store.fileSteps(latest: true)) }
        if withdrawals.contains(where: { $0.run == run }) { throw try refused(.withdrawnBefore(run: run), action, run, account, instant) }
        var candidates: [String] = []
        for step in steps where step.state != .withdrawn && candidates.last != step.run && !withdrawals.contains(where: { $0.run == step.run }) {
            if !candidates.contains(step.run) { candidates.append(step.run) }
        }
        guard candidates.contains(run) else { throw try refused(.unknownRun(run: run, candidates: candidates), action, run, account, instant) }
        try audit.append(
            action, account: account, at: instant, detail: ["run": run, "reason": reason],
            recording: .withdrawal(Withdrawal(run: run, account: account.name, accountUser: account.user, at: instant, reason: reason)))
    }
}
