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
    package let approvedBy: String
    package let grantedAt: Instant
    /// The last instant at which the approval holds.
    package let validTo: Instant
    /// The entry of the audit chain that records this grant.
    package let audit: AuditHead

    fileprivate init(scope: ReleaseScope, account: Account, file: RequestFile, decision: TraceDecision, at instant: Instant, audit: AuditHead) {
        self.scope = scope
        self.account = account
        request = file.request.id
        caseNumber = file.request.caseNumber
        approvedBy = decision.account
        grantedAt = instant
        validTo = file.request.validTo
        self.audit = audit
    }

    /// Whether the grant speaks of this site, analyte and period.
    package func covers(site: SiteCode, analyte: AnalyteCode, period: Period) -> Bool {
        scope.site == site && scope.analyte == analyte && scope.period == period
    }
}

/// By what right node-level output is made.
package enum NodeRelease: Hashable, Sendable {
    case granted(ReleaseGrant)
    case adHoc(AdHocRelease)

    /// `approved` or `ad hoc`: what the output says about itself.
    package var basis: String { if case .granted = self { "approved" } else { "ad hoc" } }
}

extension Custody {
    /// Gives the right to node-level output, if a request of this account for this scope was approved by another and holds now.
    ///
    /// The whole audit chain, the digest of the request and the entry of the approval are proved
    /// first. The grant, or its refusal, is recorded.
    /// - Throws: `notRequested`, `notApproved`, `turnedDown`, `notValidNow`, `approvalDamaged`, `missingRole` where the approver no longer
    ///   holds the role, `chainBroken`.
    ///
    /// Complexity: O(entries of the audit chain).
    package func grant(for scope: ReleaseScope, account: Account, at instant: Instant) throws(CustodyError) -> ReleaseGrant {
        let entries = try audit.entries()
        if let fault = AuditChain.fault(in: entries) { throw .chainBroken(sequence: fault.sequence) }
        var why = CustodyError.notRequested(site: scope.site, analyte: scope.analyte, period: scope.period)
        var rank = 0
        for file in try requests() where file.covers(scope) && account.isSame(as: Account(name: file.request.requester, user: file.request.requesterUser)) {
            let outcome = standing(of: file, entries: entries, at: instant)
            switch outcome {
            case .success(let decision):
                let entry = try audit.append(
                    "trace.release", account: account, at: instant,
                    detail: [
                        "request": file.request.id, "site": scope.site.rawValue, "analyte": scope.analyte.rawValue,
                        "period": scope.period.description,
                    ])
                return ReleaseGrant(
                    scope: scope, account: account, file: file, decision: decision, at: instant,
                    audit: AuditHead(sequence: entry.sequence, hash: entry.hash))
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

    /// The approval that a request stands on, proved against the audit chain.
    private func standing(of file: RequestFile, entries: [AuditEntry], at instant: Instant) -> Result<TraceDecision, Refusal> {
        let id = file.request.id
        switch file.standing {
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
        if approver.isSame(as: Account(name: file.request.requester, user: file.request.requesterUser)) {
            return .failure(Refusal(error: .sameAccount(id: id, account: approver.name), rank: 5))
        }
        guard holds(.approver, approver) else {
            return .failure(Refusal(error: .missingRole(account: approver.name, role: Role.approver.rawValue), rank: 4))
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
