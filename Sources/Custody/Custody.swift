internal import Findings
package import Monitoring
package import Store

/// Where a request for a traceback stands.
package enum RequestStanding: String, Sendable, CaseIterable { case pending, approved, refused, withdrawn }

/// A request with the decisions on it.
package struct RequestFile: Hashable, Sendable {
    package var request: TraceRequest
    /// Oldest first.
    package var decisions: [TraceDecision]

    /// Where the request stands by its last decision.
    package var standing: RequestStanding {
        switch decisions.last?.verdict {
        case nil: .pending
        case .approved: .approved
        case .refused: .refused
        case .withdrawn: .withdrawn
        }
    }

    /// Whether the request holds at an instant, as far as time goes.
    package func isValid(at instant: Instant) -> Bool { request.validFrom <= instant && instant <= request.validTo }
}

/// What may leave the house, and to whom: requests for tracebacks, approvals by another person, and the record of both.
///
/// Node-level output is made from a ``ReleaseGrant``; only `grant` builds one. Every step, refused
/// ones included, stands in the audit chain. This holds against mistakes and against anyone
/// without write access to the store; who owns the store's file and the program can replace both,
/// which shows only against copies of the audit head kept elsewhere.
package struct Custody: Sendable {
    package let store: WorkspaceStore
    package let audit: AuditChain
    private let roles: [String: [String]]

    /// - Parameter roles: from a role's name to its accounts, as headwater.yaml gives them.
    package init(store: WorkspaceStore, roles: [String: [String]]) {
        self.store = store
        self.audit = AuditChain(store: store)
        self.roles = roles
    }

    /// Whether an account holds a role.
    package func holds(_ role: Role, _ account: Account) -> Bool { roles[role.rawValue]?.contains(account.name) ?? false }

    /// Enters a request; it lets nothing out until another account approves it.
    ///
    /// - Throws: `incompleteRequest`, which names the field.
    package func request(
        caseNumber: String, unit: String, purpose: String, sites: [SiteCode], areas: [AreaCode] = [], analytes: [AnalyteCode],
        periods: ClosedRange<Period>, validFrom: Instant, validTo: Instant, by account: Account, at instant: Instant
    ) throws(CustodyError) -> TraceRequest {
        func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        if isBlank(caseNumber) { throw .incompleteRequest(field: "case_number") }
        if isBlank(unit) { throw .incompleteRequest(field: "unit") }
        if isBlank(purpose) { throw .incompleteRequest(field: "purpose") }
        if sites.isEmpty, areas.isEmpty { throw .incompleteRequest(field: "sites") }
        if analytes.isEmpty { throw .incompleteRequest(field: "analytes") }
        if validTo < validFrom || validTo < instant { throw .incompleteRequest(field: "valid_to") }
        var request = TraceRequest(
            id: "", caseNumber: caseNumber, unit: unit, purpose: purpose, sites: sites, areas: areas, analytes: analytes,
            firstPeriod: periods.lowerBound, lastPeriod: periods.upperBound, validFrom: validFrom, validTo: validTo, requester: account.name,
            requesterUser: account.user, requestedAt: instant)
        let digest = Self.digest(request)
        request.id = "T-" + digest.prefix(10)
        try audit.append(
            "trace.request", account: account, at: instant, detail: ["request": request.id, "digest": digest, "case": caseNumber],
            recording: .request(request))
        return request
    }

    /// Approves a request.
    ///
    /// - Throws: `sameAccount` for the requester, `missingRole` without the role approver, `decided` unless it is pending, `notValidNow`
    ///   after its time; each refusal is recorded.
    package func approve(_ id: String, by account: Account, at instant: Instant, reason: String = "") throws(CustodyError) {
        let file = try file(id, asked: "trace.approve", by: account, at: instant)
        if file.standing != .pending { throw try refused(.decided(id: id, standing: file.standing), "trace.approve", id, account, instant) }
        try judge(file, asked: "trace.approve", by: account, at: instant)
        if instant > file.request.validTo { throw try refused(.notValidNow(id: id), "trace.approve", id, account, instant) }
        try decide(file, .approved, by: account, at: instant, reason: reason)
    }

    /// Refuses a request that is pending; the same accounts may as may approve it.
    package func refuse(_ id: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let file = try file(id, asked: "trace.refuse", by: account, at: instant)
        if file.standing != .pending { throw try refused(.decided(id: id, standing: file.standing), "trace.refuse", id, account, instant) }
        try judge(file, asked: "trace.refuse", by: account, at: instant)
        try decide(file, .refused, by: account, at: instant, reason: reason)
    }

    /// Withdraws a request that is pending or approved: by its requester, or by an approver.
    package func withdraw(_ id: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let file = try file(id, asked: "trace.withdraw", by: account, at: instant)
        guard file.standing == .pending || file.standing == .approved else {
            throw try refused(.decided(id: id, standing: file.standing), "trace.withdraw", id, account, instant)
        }
        let isRequester = account.isSame(as: Account(name: file.request.requester, user: file.request.requesterUser))
        guard isRequester || holds(.approver, account) else {
            throw try refused(.missingRole(account: account.name, role: Role.approver.rawValue), "trace.withdraw", id, account, instant)
        }
        try decide(file, .withdrawn, by: account, at: instant, reason: reason)
    }

    /// All requests with the decisions on them, oldest first.
    package func requests() throws(CustodyError) -> [RequestFile] {
        let (requests, decisions) = try fromStore { () throws(StoreError) in (try store.traceRequests(), try store.traceDecisions()) }
        let byRequest = Dictionary(grouping: decisions, by: \.request)
        return requests.map { RequestFile(request: $0, decisions: byRequest[$0.id] ?? []) }
    }

    /// SHA-256 of the canonical text of a request: all that is asked, by whom and until when, without the id.
    package static func digest(_ request: TraceRequest) -> String {
        func list(_ codes: [String]) -> JSONText { .array(codes.map { .string($0) }) }
        return Digest.sha256(
            JSONText.object([
                ("case_number", .string(request.caseNumber)), ("unit", .string(request.unit)), ("purpose", .string(request.purpose)),
                ("sites", list(request.sites.map(\.rawValue))), ("areas", list(request.areas.map(\.rawValue))),
                ("analytes", list(request.analytes.map(\.rawValue))), ("first_period", .string(request.firstPeriod.description)),
                ("last_period", .string(request.lastPeriod.description)), ("valid_from", .digits(String(request.validFrom.seconds))),
                ("valid_to", .digits(String(request.validTo.seconds))), ("requester", .string(request.requester)),
                ("requester_user", request.requesterUser.map { .digits(String($0)) } ?? .null),
                ("requested_at", .digits(String(request.requestedAt.seconds))),
            ]).text)
    }

    // MARK: -

    /// The words of the audit entry of a decision.
    static func detail(_ decision: TraceDecision) -> [String: String] {
        ["request": decision.request, "digest": decision.requestDigest, "verdict": decision.verdict.rawValue, "reason": decision.reason]
    }

    /// Records a step that was refused, and returns why.
    func refused(_ error: CustodyError, _ action: String, _ id: String, _ account: Account, _ instant: Instant) throws(CustodyError) -> CustodyError {
        try audit.append(
            action + ".refused", account: account, at: instant, detail: ["request": id, "code": error.finding.code.rawValue])
        return error
    }

    private func file(_ id: String, asked action: String, by account: Account, at instant: Instant) throws(CustodyError) -> RequestFile {
        guard let file = try requests().first(where: { $0.request.id == id }) else {
            throw try refused(.unknownRequest(id: id), action, id, account, instant)
        }
        return file
    }

    /// Whether an account may decide: another one than the requester, with the role.
    private func judge(_ file: RequestFile, asked action: String, by account: Account, at instant: Instant) throws(CustodyError) {
        let id = file.request.id
        if account.isSame(as: Account(name: file.request.requester, user: file.request.requesterUser)) {
            throw try refused(.sameAccount(id: id, account: account.name), action, id, account, instant)
        }
        guard holds(.approver, account) else {
            throw try refused(.missingRole(account: account.name, role: Role.approver.rawValue), action, id, account, instant)
        }
    }

    private func decide(_ file: RequestFile, _ verdict: TraceVerdict, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let decision = TraceDecision(
            request: file.request.id, verdict: verdict, account: account.name, accountUser: account.user, at: instant, reason: reason,
            requestDigest: Self.digest(file.request), auditSequence: 0)
        try audit.append("trace.decision", account: account, at: instant, detail: Self.detail(decision), recording: .decision(decision))
    }
}
