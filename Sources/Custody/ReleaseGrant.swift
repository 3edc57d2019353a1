internal import Findings
package import Monitoring
internal import Store

/// What node-level output is asked for: one site's catchment, one analyte, one period.
package struct ReleaseScope: Hashable, Sendable {
    package var site: SiteCode
    /// The areas that the site belongs to, by `site_areas.csv`: a request for an area covers its sites.
    package var areas: Set<AreaCode>
    package var analyte: AnalyteCode
    package var period: Period

    package init(site: SiteCode, areas: Set<AreaCode> = [], analyte: AnalyteCode, period: Period) {
        self.site = site
        self.areas = areas
        self.analyte = analyte
        self.period = period
    }
}

/// The right to make node-level output for one scope, once: made by ``Custody/grant(for:account:at:)`` and by nothing else.
///
/// Its initialiser is private to this file, so that a way around the approval does not compile.
package struct ReleaseGrant: Hashable, Sendable {
    package let scope: ReleaseScope
    package let account: Account
    package let request: String
    package let caseNumber: String
    /// Empty in an emergency that waits for its approval.
    package let approvedBy: String
    /// The key that signed the approval; nil in an emergency that waits for its approval.
    package let key: String?
    package let grantedAt: Instant
    /// The last instant at which the approval holds.
    package let validTo: Instant
    /// The entry of the audit chain that records this grant.
    package let audit: AuditHead

    fileprivate init(scope: ReleaseScope, account: Account, file: RequestFile, decision: TraceDecision?, at instant: Instant, audit: AuditHead) {
        self.scope = scope
        self.account = account
        request = file.request.id
        caseNumber = file.request.caseNumber
        approvedBy = decision?.account ?? ""
        key = decision?.key
        grantedAt = instant
        validTo = decision == nil ? min(file.request.validTo, file.request.emergencyEnd) : file.request.validTo
        self.audit = audit
    }

    /// `approved`, or `emergency` where the approval is still to come.
    package var basis: String { key == nil ? "emergency" : "approved" }

    /// Whether the grant speaks of this site, analyte and period.
    package func covers(site: SiteCode, analyte: AnalyteCode, period: Period) -> Bool {
        scope.site == site && scope.analyte == analyte && scope.period == period
    }
}

/// By what right node-level output is made.
package enum NodeRelease: Hashable, Sendable {
    case granted(ReleaseGrant)
    case adHoc(AdHocRelease)

    /// `approved`, `emergency` or `ad hoc`: what the output says about itself.
    package var basis: String {
        switch self {
        case .granted(let grant): grant.basis
        case .adHoc: "ad hoc"
        }
    }
}

extension Custody {
    /// Gives the right to node-level output, if a request of this account for this scope was approved by another and holds now.
    ///
    /// The whole audit chain, the digest of the request, the entry of the approval and its signature are proved
    /// first. In an emergency the request alone gives the right, for ``Custody/emergencyHours``; the system log tells of it. The grant, or its
    /// refusal, is recorded.
    /// - Throws: `notRequested`, `notApproved`, `turnedDown`, `notValidNow`, `approvalDamaged`, `unsigned`, `emergencyOver`, `missingRole` where
    ///   the approver or the requester no longer holds the role, `chainBroken`.
    ///
    /// Complexity: O(entries of the audit chain).
    package func grant(for scope: ReleaseScope, account: Account, at instant: Instant) throws(CustodyError) -> ReleaseGrant {
        let entries = try audit.entries()
        if let fault = AuditChain.fault(in: entries) { throw .chainBroken(sequence: fault.sequence) }
        var why = CustodyError.notRequested(site: scope.site, analyte: scope.analyte, period: scope.period)
        var rank = 0
        for file in try requests() where file.covers(scope) && file.request.isMade(by: account) {
            let outcome = try standing(of: file, account: account, entries: entries, at: instant)
            switch outcome {
            case .success(let decision):
                var words = [
                    "request": file.request.id, "site": scope.site.rawValue, "analyte": scope.analyte.rawValue, "period": scope.period.description,
                ]
                if decision == nil {
                    words["emergency"] = "yes"
                    OperatingSystem.log("emergency release \(file.request.id) to \(harmless(account.name)), approval to follow")
                }
                let entry = try audit.append("trace.release", account: account, at: instant, detail: words)
                return ReleaseGrant(
                    scope: scope, account: account, file: file, decision: decision, at: instant,
                    audit: AuditHead(entry))
            case .failure(let refusal):
                if refusal.rank > rank { (why, rank) = (refusal.error, refusal.rank) }
            }
        }
        try audit.append(
            "trace.release.refused", account: account, at: instant,
            detail: [
                "code": why.finding.code.rawValue, "site": scope.site.rawValue, "analyte": scope.analyte.rawValue,
                "period": scope.period.description,
            ])
        throw why
    }

    /// Why a request gives no right, and how close it came: the closest is told.
    private struct Refusal: Error {
        var error: CustodyError
        var rank: Int
    }

    /// The approval that a request stands on, proved against the audit chain; nil for an emergency that still may wait for it.
    private func standing(of file: RequestFile, account: Account, entries: [AuditEntry], at instant: Instant) throws(CustodyError)
        -> Result<TraceDecision?, Refusal>
    {
        let id = file.request.id
        if !holds(.analyst, account) {
            return .failure(Refusal(error: .missingRole(account: account.name, role: Role.analyst.rawValue), rank: 4))
        }
        switch file.standing {
        case .pending where file.request.isEmergency:
            guard entries.contains(where: { $0.action == "trace.request" && $0.account == file.request.requester && $0.detail == AuditChain.text(Self.detail(file.request)) })
            else { return .failure(Refusal(error: .approvalDamaged(id: id), rank: 5)) }
            guard file.isValid(at: instant) else { return .failure(Refusal(error: .notValidNow(id: id), rank: 3)) }
            guard instant <= file.request.emergencyEnd else {
                return .failure(Refusal(error: .emergencyOver(id: id, hours: Self.emergencyHours), rank: 3))
            }
            return .success(nil)
        case .pending: return .failure(Refusal(error: .notApproved(id: id), rank: 2))
        case .refused, .withdrawn: return .failure(Refusal(error: .turnedDown(id: id), rank: 1))
        case .approved: break
        }
        guard let decision = file.decisions.last, let place = Int(exactly: decision.auditSequence), place >= 1, place <= entries.count,
            case let entry = entries[place - 1], entry.action == "trace.decision", entry.account == decision.account,
            entry.at == decision.at, entry.detail == AuditChain.text(Self.detail(decision)), decision.requestDigest == Self.digest(file.request),
            id == "T-" + decision.requestDigest.prefix(10)
        else { return .failure(Refusal(error: .approvalDamaged(id: id), rank: 5)) }
        let approver = Account(name: decision.account, user: decision.accountUser)
        if file.request.isMade(by: approver) { return .failure(Refusal(error: .sameAccount(id: id, account: approver.name), rank: 5)) }
        guard holds(.approver, approver) else {
            return .failure(Refusal(error: .missingRole(account: approver.name, role: Role.approver.rawValue), rank: 4))
        }
        guard try isSigned(decision, file.request, entries: entries) else {
            return .failure(Refusal(error: .unsigned(id: id, key: decision.key ?? "-"), rank: 5))
        }
        guard file.isValid(at: instant) else { return .failure(Refusal(error: .notValidNow(id: id), rank: 3)) }
        return .success(decision)
    }
}

extension RequestFile {
    /// Whether the request speaks of a scope, whoever asks and whatever was decided.
    func covers(_ scope: ReleaseScope) -> Bool {
        (request.sites.contains(scope.site) || request.areas.contains { scope.areas.contains($0) }) && request.analytes.contains(scope.analyte)
            && request.firstPeriod <= scope.period && scope.period <= request.lastPeriod
    }
}
