package import Custody
package import Findings
internal import Monitoring
package import Store

/// Takes what lies in the inbox: every file is copied by its digest before anything reads it.
package struct Ingest: Sendable {
    /// Files whose content the store had not seen under their name, and versions that count from now on.
    package var taken: [String] = []
    /// Files that were there before.
    package var known: [String] = []
    /// What became of each file that was looked at, in the order of their names.
    package var offers: [FileOffer] = []
    package var findings: [Finding] = []

    /// Looks at every file of the inbox, in the order of their names.
    ///
    /// A file that cannot be taken (a link, still being written, too large) is a finding; the
    /// others go on. Taking the same inbox again changes nothing.
    ///
    /// - Throws: where the store or the folder of originals cannot be written.
    package static func take(_ options: RunOptions, run: String, store: WorkspaceStore, originals: Originals, event: (RunEvent) -> Void) throws(RunFailure)
        -> Ingest
    {
        var ingest = Ingest()
        let inbox = Inbox.list(workspace: options.workspace)
        ingest.findings += inbox.findings
        var refused = inbox.findings.filter { $0.severity >= .error }
        var retakes = Set(options.retakes)
        for name in inbox.files {
            let original: Original
            do {
                original = try originals.take(
                    name, workspace: options.workspace, settledSeconds: options.settledSeconds, now: options.now, screen: PersonalData.column,
                    missingEnd: FileEnd.missing)
            } catch {
                if case .notWritten = error { throw RunFailure(.inputOutput, error.finding) }
                ingest.findings.append(error.finding)
                ingest.offers.append(FileOffer(name: name, outcome: .notTaken(error.finding)))
                if error.finding.severity >= .error { refused.append(error.finding) }
                event(.file(name: harmless(name), state: error.finding.severity >= .error ? "refused" : "waiting"))
                continue
            }
            do {
                let isNamed = options.retakes.contains { name == $0 || name == "inbox/" + $0 }
                if isNamed { retakes = retakes.filter { name != $0 && name != "inbox/" + $0 } }
                let taking = try store.takeFile(
                    name: name, digest: original.digest, size: original.size, run: run, at: options.now, supersede: options.supersedes, retake: isNamed)
                ingest.findings += taking.findings
                let isTaken = taking.isNew || taking.changedWhatCounts
                if isTaken { ingest.taken.append(name) } else { ingest.known.append(name) }
                ingest.offers.append(FileOffer(name: name, outcome: .offered(taking)))
                event(.file(name: name, state: taking.record.state.rawValue))
                if isTaken { try record(taking.record, options, store: store) }
            } catch {
                throw RunFailure(error)
            }
        }
        for name in retakes.sorted() { ingest.findings.append(Finding("S027", .error, text: name)) }
        do {
            try store.addRefusedFiles(
                refused.map {
                    RefusedFile(run: run, name: $0.position?.file ?? "", code: $0.code, arguments: $0.arguments, at: options.now)
                })
        } catch {
            throw RunFailure(error)
        }
        return ingest
    }

    /// Leaves the taking of a file in the audit chain.
    private static func record(_ file: FileRecord, _ options: RunOptions, store: WorkspaceStore) throws(StoreError) {
        do {
            try AuditChain(store: store).append(
                "file.\(file.state.rawValue)", account: options.account, at: options.now,
                detail: ["name": file.name, "digest": file.digest, "size": String(file.size)])
        } catch {
            if case .store(let error) = error { throw error }
        }
    }
}

/// What became of one file of the inbox when it was looked at.
package struct FileOffer: Sendable {
    package enum Outcome: Sendable {
        /// The store knows it now.
        case offered(FileTaking)
        /// It was left where it lies, and why.
        case notTaken(Finding)
    }

    package var name: String
    package var outcome: Outcome
}

extension RunFailure {
    /// What the store answered, as the end of a run.
    package init(_ error: StoreError) { self.init(error.isTemporary ? .busy : .inputOutput, error.finding) }

    /// What custody answered, as the end of a run.
    package init(_ error: CustodyError) {
        switch error {
        case .locked: self.init(.busy, error.finding)
        case .store(let error): self.init(error)
        case .notWritten, .originalDamaged, .originalMissing: self.init(.inputOutput, error.finding)
        case .unknownRun, .unknownDecision, .notHeld, .noSuchResult: self.init(.inputMissing, error.finding)
        default: self.init(.refused, error.finding)
        }
    }
}
