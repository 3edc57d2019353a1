package import Findings
package import Monitoring
package import Store

/// Where a release or an override stands.
package enum DecisionStanding: String, Sendable, CaseIterable {
    /// Asked for; without effect until another account approves.
    case pending
    /// Has effect at the next run.
    case approved
    /// Taken back.
    case revoked
}

/// A release of a hold, with what was decided on it since.
package struct ReleaseFile: Hashable, Sendable {
    package var entry: ReleaseEntry
    /// Oldest first.
    package var decisions: [QualityDecision]

    package var standing: DecisionStanding { decisions.contains { $0.step == .revoked } ? .revoked : .approved }
}

/// An override of a result, with what was decided on it since.
package struct OverrideFile: Hashable, Sendable {
    package var entry: OverrideEntry
    /// Oldest first.
    package var decisions: [QualityDecision]

    package var standing: DecisionStanding {
        if decisions.contains(where: { $0.step == .revoked }) { return .revoked }
        return approval == nil ? .pending : .approved
    }

    /// The approval by a second person, if there is one.
    package var approval: QualityDecision? { decisions.first { $0.step == .approved } }

    /// The override as the judgement of results takes it.
    package var override: QualityOverride {
        var override = entry.request
        override.approvedBy = approval?.account
        override.approvedAt = approval?.at
        return override
    }
}

/// The releases and overrides that the judgement of a run takes, each proved against the audit chain.
package struct DecisionsInForce: Hashable, Sendable {
    package var releases: [BatchRelease] = []
    /// Those that nobody has approved yet among them: they have no effect but a finding.
    package var overrides: [QualityOverride] = []
    /// What is not as it was once written has no effect, and is told.
    package var findings: [Finding] = []

    package init() {}

    /// A text that is the same where the decisions are.
    package var canonicalText: String {
        let lifted = releases.map { "release \($0.batch.utf8.count) \($0.batch) \($0.analyte) \($0.holds.joined(separator: ",")) \($0.at.seconds) \($0.by)" }
        let ruled = overrides.map {
            "override \($0.file) \($0.injection.utf8.count) \($0.injection) \($0.analyte?.rawValue ?? "*") \($0.action.rawValue) \($0.at.seconds) \($0.by) \($0.approvedBy ?? "-")"
        }
        return (lifted + ruled).map { $0 + "\n" }.joined()
    }
}

/// Holds and overrides: decisions of named people on laboratory results, kept beside the files and never in them.
extension Custody {
    /// Who may lift a hold, and who may approve an override.
    package static let qualityRoles: [Role] = [.laboratory, .approver]

    /// Lifts the hold of one analyte of a batch.
    ///
    /// - Parameters:
    ///   - holds: the reasons of the hold as the person sees them; a reason that comes up later holds again.
    ///   - held: what is on hold, for a person who named something else.
    /// - Throws: `blankReason`, `missingRoles`, `notHeld` where `holds` is empty; each refusal is recorded.
    @discardableResult
    package func release(
        batch: String, analyte: AnalyteCode, holds: [String], held: [String], reason: String, by account: Account, at instant: Instant
    ) throws(CustodyError) -> ReleaseEntry {
        let subject = "\(batch)/\(analyte)"
        try require(reason, "quality.release", subject, account, instant)
        try requireQualityRole("quality.release", subject, account, instant)
        if holds.isEmpty { throw try refused(.notHeld(batch: batch, analyte: analyte, held: held), "quality.release", subject, account, instant) }
        var entry = ReleaseEntry(
            id: "", release: BatchRelease(batch: batch, analyte: analyte, holds: holds.sorted(), reason: reason, by: account.name, at: instant), user: account.user)
        entry.id = "H-" + Self.digest(entry).prefix(10)
        try audit.append("quality.release", account: account, at: instant, detail: Self.detail(entry), recording: .release(entry))
        return entry
    }

    /// Asks that a result is used, or rejected, against what the rules say; without effect until another account approves.
    ///
    /// - Parameters:
    ///   - file: the digest of the version that the person saw; another version is not meant.
    ///   - exists: whether the file holds such a result.
    ///   - known: what it holds, for a person who named something else.
    @discardableResult
    package func override(
        file: String, fileName: String, injection: String, analyte: AnalyteCode?, action: QualityOverride.Action, reason: String, exists: Bool,
        known: [String], by account: Account, at instant: Instant
    ) throws(CustodyError) -> OverrideEntry {
        let subject = "\(fileName)/\(injection)"
        try require(reason, "quality.override", subject, account, instant)
        if !exists { throw try refused(.noSuchResult(file: fileName, injection: injection, known: known), "quality.override", subject, account, instant) }
        var entry = OverrideEntry(
            id: "",
            request: QualityOverride(file: file, injection: injection, analyte: analyte, action: action, reason: reason, by: account.name, at: instant),
            fileName: fileName, user: account.user)
        entry.id = "O-" + Self.digest(entry).prefix(10)
        try audit.append("quality.override", account: account, at: instant, detail: Self.detail(entry), recording: .override(entry))
        return entry
    }

    /// Approves an override.
    ///
    /// - Throws: `ownOverride` for who asked, `missingRoles` without a role, `decisionMade` unless it is pending; each refusal is recorded.
    package func approveOverride(_ id: String, by account: Account, at instant: Instant, reason: String = "") throws(CustodyError) {
        let action = "quality.approve"
        guard let file = try qualityOverrides().first(where: { $0.entry.id == id }) else {
            throw try refused(.unknownDecision(id: id), action, id, account, instant)
        }
        if file.standing != .pending { throw try refused(.decisionMade(id: id, standing: file.standing), action, id, account, instant) }
        if account.isSame(as: Account(name: file.entry.request.by, user: file.entry.user)) {
            throw try refused(.ownOverride(id: id, account: account.name), action, id, account, instant)
        }
        try requireQualityRole(action, id, account, instant)
        try decide(id, .approved, digest: Self.digest(file.entry), by: account, at: instant, reason: reason)
    }

    /// Takes back a release or an override: by who made it, or by an account that may decide on it.
    package func revokeQuality(_ id: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let action = "quality.revoke"
        try require(reason, action, id, account, instant)
        let author: Account
        let standing: DecisionStanding
        let digest: String
        if let file = try qualityOverrides().first(where: { $0.entry.id == id }) {
            (author, standing, digest) = (Account(name: file.entry.request.by, user: file.entry.user), file.standing, Self.digest(file.entry))
        } else if let file = try qualityReleases().first(where: { $0.entry.id == id }) {
            (author, standing, digest) = (Account(name: file.entry.release.by, user: file.entry.user), file.standing, Self.digest(file.entry))
        } else {
            throw try refused(.unknownDecision(id: id), action, id, account, instant)
        }
        if standing == .revoked { throw try refused(.decisionMade(id: id, standing: standing), action, id, account, instant) }
        if !account.isSame(as: author) { try requireQualityRole(action, id, account, instant) }
        try decide(id, .revoked, digest: digest, by: account, at: instant, reason: reason)
    }

    /// All releases with what was decided on them, oldest first.
    package func qualityReleases() throws(CustodyError) -> [ReleaseFile] {
        let (entries, decisions) = try fromStore { () throws(StoreError) in (try store.releases(), try store.qualityDecisions()) }
        let bySubject = Dictionary(grouping: decisions, by: \.subject)
        return entries.map { ReleaseFile(entry: $0, decisions: bySubject[$0.id] ?? []) }
    }

    /// All overrides with what was decided on them, oldest first.
    package func qualityOverrides() throws(CustodyError) -> [OverrideFile] {
        let (entries, decisions) = try fromStore { () throws(StoreError) in (try store.overrides(), try store.qualityDecisions()) }
        let bySubject = Dictionary(grouping: decisions, by: \.subject)
        return entries.map { OverrideFile(entry: $0, decisions: bySubject[$0.id] ?? []) }
    }

    /// The decisions that the judgement of a run takes: those not revoked, each proved against the audit chain.
    ///
    /// Where the chain is broken none has effect. The roles were judged when each step was taken, so that
    /// a person who leaves does not change past results.
    ///
    /// Complexity: O(entries of the audit chain), where there is any decision.
    package func decisionsInForce() throws(CustodyError) -> DecisionsInForce {
        var inForce = DecisionsInForce()
        let releases = try qualityReleases()
        let overrides = try qualityOverrides()
        guard !releases.isEmpty || !overrides.isEmpty else { return inForce }
        let entries = try audit.entries()
        if let fault = AuditChain.fault(in: entries) {
            inForce.findings.append(Finding("U043", .error, ["sequence": String(fault.sequence)]))
            return inForce
        }
        func isProved(_ action: String, _ detail: [String: String], _ account: String, _ at: Instant, _ sequence: Int64) -> Bool {
            guard let place = Int(exactly: sequence), place >= 1, place <= entries.count else { return false }
            let entry = entries[place - 1]
            return entry.action == action && entry.account == account && entry.at == at && entry.detail == AuditChain.text(detail)
        }
        func areProved(_ decisions: [QualityDecision], _ digest: String) -> Bool {
            decisions.allSatisfy {
                $0.subjectDigest == digest && isProved("quality.decision", Self.detail($0), $0.account, $0.at, $0.auditSequence)
            }
        }
        for file in releases {
            let release = file.entry.release
            let isSound = isProved("quality.release", Self.detail(file.entry), release.by, release.at, file.entry.auditSequence)
            if !isSound || !areProved(file.decisions, Self.digest(file.entry)) {
                inForce.findings.append(CustodyError.decisionDamaged(id: file.entry.id).finding)
            } else if file.standing == .approved {
                inForce.releases.append(release)
            }
        }
        for file in overrides {
            let request = file.entry.request
            let isSound = isProved("quality.override", Self.detail(file.entry), request.by, request.at, file.entry.auditSequence)
            let isOwn = file.approval.map { Account(name: $0.account, user: $0.user).isSame(as: Account(name: request.by, user: file.entry.user)) } ?? false
            if !isSound || isOwn || !areProved(file.decisions, Self.digest(file.entry)) {
                inForce.findings.append(CustodyError.decisionDamaged(id: file.entry.id).finding)
            } else if file.standing != .revoked {
                inForce.overrides.append(file.override)
            }
        }
        return inForce
    }

    // MARK: -

    /// Refuses a step without a reason.
    func require(_ reason: String, _ action: String, _ subject: String, _ account: Account, _ instant: Instant) throws(CustodyError) {
        if reason.allSatisfy(\.isWhitespace) { throw try refused(.blankReason(step: action), action, subject, account, instant) }
    }

    private func requireQualityRole(_ action: String, _ subject: String, _ account: Account, _ instant: Instant) throws(CustodyError) {
        guard Self.qualityRoles.contains(where: { holds($0, account) }) else {
            throw try refused(.missingRoles(account: account.name, roles: Self.qualityRoles.map(\.rawValue)), action, subject, account, instant)
        }
    }

    private func decide(_ id: String, _ step: QualityStep, digest: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let decision = QualityDecision(subject: id, step: step, account: account.name, user: account.user, at: instant, reason: reason, subjectDigest: digest)
        try audit.append("quality.decision", account: account, at: instant, detail: Self.detail(decision), recording: .qualityDecision(decision))
    }

    /// SHA-256 of all that a release says, without its id.
    static func digest(_ entry: ReleaseEntry) -> String {
        let release = entry.release
        return Digest.sha256(
            JSONText.object([
                ("batch", .string(release.batch)), ("analyte", .string(release.analyte.rawValue)), ("holds", .array(release.holds.map { .string($0) })),
                ("reason", .string(release.reason)), ("account", .string(release.by)), ("user", entry.user.map { .digits(String($0)) } ?? .null),
                ("at", .digits(String(release.at.seconds))),
            ]).text)
    }

    /// SHA-256 of all that an override says, without its id.
    static func digest(_ entry: OverrideEntry) -> String {
        let request = entry.request
        return Digest.sha256(
            JSONText.object([
                ("file", .string(request.file)), ("name", .string(entry.fileName)), ("injection", .string(request.injection)),
                ("analyte", request.analyte.map { .string($0.rawValue) } ?? .null), ("action", .string(request.action.rawValue)),
                ("reason", .string(request.reason)), ("account", .string(request.by)), ("user", entry.user.map { .digits(String($0)) } ?? .null),
                ("at", .digits(String(request.at.seconds))),
            ]).text)
    }

    private static func detail(_ entry: ReleaseEntry) -> [String: String] {
        [
            "id": "H-" + digest(entry).prefix(10), "digest": digest(entry), "batch": entry.release.batch, "analyte": entry.release.analyte.rawValue,
            "holds": entry.release.holds.joined(separator: ","), "reason": entry.release.reason,
        ]
    }

    private static func detail(_ entry: OverrideEntry) -> [String: String] {
        [
            "id": "O-" + digest(entry).prefix(10), "digest": digest(entry), "file": entry.fileName, "injection": entry.request.injection,
            "analyte": entry.request.analyte?.rawValue ?? "", "action": entry.request.action.rawValue, "reason": entry.request.reason,
        ]
    }

    private static func detail(_ decision: QualityDecision) -> [String: String] {
        ["subject": decision.subject, "digest": decision.subjectDigest, "step": decision.step.rawValue, "reason": decision.reason]
    }
}
