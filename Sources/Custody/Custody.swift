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
    package let roles: RoleBook

    /// - Parameter roles: who holds which role, as headwater.yaml says.
    package init(store: WorkspaceStore, roles: RoleBook) {
        self.store = store
        self.audit = AuditChain(store: store)
        self.roles = roles
    }

    /// - Parameter roles: from a role's name to its accounts and `@groups`, as headwater.yaml gives them.
    package init(store: WorkspaceStore, roles: [String: [String]]) { self.init(store: store, roles: RoleBook(roles)) }

    /// Whether an account holds a role, and may use it.
    package func holds(_ role: Role, _ account: Account) -> Bool { roles.holds(role, account) }

    /// Hours for which an emergency gives its requester the right before the approval.
    package static let emergencyHours = 24

    /// Enters a request; it lets nothing out until another account approves it, or in an emergency for ``emergencyHours``.
    ///
    /// - Throws: `incompleteRequest`, which names the field; `missingRole` without the role analyst, and `emergencyOwed` while another emergency
    ///   of the account waits for its approval past its time, both recorded.
    package func request(
        caseNumber: String, unit: String, purpose: String, sites: [SiteCode], areas: [AreaCode] = [], analytes: [AnalyteCode],
        periods: ClosedRange<Period>, validFrom: Instant, validTo: Instant, isEmergency: Bool = false, by account: Account,
        at instant: Instant
    ) throws(CustodyError) -> TraceRequest {
        func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        if isBlank(caseNumber) { throw .incompleteRequest(field: "case_number") }
        if isBlank(unit) { throw .incompleteRequest(field: "unit") }
        if isBlank(purpose) { throw .incompleteRequest(field: "purpose") }
        if sites.isEmpty, areas.isEmpty { throw .incompleteRequest(field: "sites") }
        if analytes.isEmpty { throw .incompleteRequest(field: "analytes") }
        if validTo < validFrom || validTo < instant { throw .incompleteRequest(field: "valid_to") }
        try require(.analyst, "trace.request", caseNumber, account, instant)
        if isEmergency, let owed = try owedEmergencies(at: instant).first(where: { $0.request.isMade(by: account) }) {
            throw try refused(.emergencyOwed(id: owed.request.id), "trace.request", caseNumber, account, instant)
        }
        var request = TraceRequest(
            id: "", caseNumber: caseNumber, unit: unit, purpose: purpose, sites: sites, areas: areas, analytes: analytes,
            firstPeriod: periods.lowerBound, lastPeriod: periods.upperBound, validFrom: validFrom, validTo: validTo, requester: account.name,
            requesterUser: account.user, requestedAt: instant, isEmergency: isEmergency)
        request.id = "T-" + Self.digest(request).prefix(10)
        try audit.append("trace.request", account: account, at: instant, detail: Self.detail(request), recording: .request(request))
        if isEmergency { OperatingSystem.log("emergency traceback \(request.id) entered by \(harmless(account.name)), case \(harmless(caseNumber))") }
        return request
    }

    /// Emergencies that still wait for their approval after their time.
    package func owedEmergencies(at instant: Instant) throws(CustodyError) -> [RequestFile] {
        try requests().filter { $0.request.isEmergency && $0.standing == .pending && instant > $0.request.emergencyEnd }
    }

    /// Approves a request, with a detached signature over ``approvalText(_:by:)`` by a key that is registered for the account.
    ///
    /// - Throws: `sameAccount` for the requester, `missingRole` without the role approver, `decided` unless it is pending, `notValidNow`
    ///   after its time, `noKey`, `badSignature`; each refusal is recorded.
    package func approve(_ id: String, by account: Account, at instant: Instant, reason: String = "", signature: [UInt8]) throws(CustodyError) {
        let file = try file(id, asked: "trace.approve", by: account, at: instant)
        if file.standing != .pending { throw try refused(.decided(id: id, standing: file.standing), "trace.approve", id, account, instant) }
        try judge(file, asked: "trace.approve", by: account, at: instant)
        if instant > file.request.validTo { throw try refused(.notValidNow(id: id), "trace.approve", id, account, instant) }
        let key: String
        do { key = try signer(signature, of: file.request, by: account) } catch { throw try refused(error, "trace.approve", id, account, instant) }
        try decide(file, .approved, by: account, at: instant, reason: reason, key: key, signature: Armour.base64(signature))
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
        if !file.request.isMade(by: account) { try require(.approver, "trace.withdraw", id, account, instant) }
        try decide(file, .withdrawn, by: account, at: instant, reason: reason)
    }

    /// All requests with the decisions on them, oldest first.
    package func requests() throws(CustodyError) -> [RequestFile] {
        let (requests, decisions) = try fromStore { () throws(StoreError) in (try store.traceRequests(), try store.traceDecisions()) }
        let byRequest = Dictionary(grouping: decisions, by: \.request)
        return requests.map { RequestFile(request: $0, decisions: byRequest[$0.id] ?? []) }
    }

    /// A request by its id, for whoever is to decide.
    ///
    /// - Throws: `unknownRequest`.
    package func request(_ id: String) throws(CustodyError) -> RequestFile {
        guard let file = try requests().first(where: { $0.request.id == id }) else { throw .unknownRequest(id: id) }
        return file
    }

    /// SHA-256 of the canonical text of a request.
    package static func digest(_ request: TraceRequest) -> String { Digest.sha256(canonicalText(request)) }

    /// The canonical text of a request: all that is asked, by whom and until when, without the id.
    package static func canonicalText(_ request: TraceRequest) -> String {
        func list(_ codes: [String]) -> JSONText { .array(codes.map { .string($0) }) }
        var members: [(String, JSONText)] = [
            ("case_number", .string(request.caseNumber)), ("unit", .string(request.unit)), ("purpose", .string(request.purpose)),
            ("sites", list(request.sites.map(\.rawValue))), ("areas", list(request.areas.map(\.rawValue))),
            ("analytes", list(request.analytes.map(\.rawValue))), ("first_period", .string(request.firstPeriod.description)),
            ("last_period", .string(request.lastPeriod.description)), ("valid_from", .digits(String(request.validFrom.seconds))),
            ("valid_to", .digits(String(request.validTo.seconds))), ("requester", .string(request.requester)),
            ("requester_user", request.requesterUser.map { .digits(String($0)) } ?? .null),
            ("requested_at", .digits(String(request.requestedAt.seconds))),
        ]
        if request.isEmergency { members.append(("emergency", .bool(true))) }
        return JSONText.object(members).text
    }

    // MARK: -

    /// The words of the audit entry of a decision.
    static func detail(_ decision: TraceDecision) -> [String: String] {
        var words = ["request": decision.request, "digest": decision.requestDigest, "verdict": decision.verdict.rawValue, "reason": decision.reason]
        words["key"] = decision.key
        words["signature"] = decision.signature
        return words
    }

    /// The words of the audit entry of a request.
    static func detail(_ request: TraceRequest) -> [String: String] {
        var words = ["request": request.id, "digest": digest(request), "case": request.caseNumber]
        if request.isEmergency { words["emergency"] = "yes" }
        return words
    }

    /// Refuses an account that may not use a role; the refusal is recorded.
    package func require(_ role: Role, _ action: String, _ subject: String, _ account: Account, _ instant: Instant) throws(CustodyError) {
        let clash = roles.clash(account)
        if !clash.isEmpty, RoleBook.separated.contains(role) {
            throw try refused(.rolesClash(account: account.name, roles: clash.map(\.rawValue)), action, subject, account, instant)
        }
        if !holds(role, account) { throw try refused(.missingRole(account: account.name, role: role.rawValue), action, subject, account, instant) }
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
        if file.request.isMade(by: account) { throw try refused(.sameAccount(id: id, account: account.name), action, id, account, instant) }
        try require(.approver, action, id, account, instant)
    }

    private func decide(
        _ file: RequestFile, _ verdict: TraceVerdict, by account: Account, at instant: Instant, reason: String, key: String? = nil, signature: String? = nil
    ) throws(CustodyError) {
        let decision = TraceDecision(
            request: file.request.id, verdict: verdict, account: account.name, accountUser: account.user, at: instant, reason: reason,
            requestDigest: Self.digest(file.request), auditSequence: 0, key: key, signature: signature)
        try audit.append("trace.decision", account: account, at: instant, detail: Self.detail(decision), recording: .decision(decision))
    }
}

extension TraceRequest {
    /// Whether an account asked for this, under any of its names.
    package func isMade(by account: Account) -> Bool { account.isSame(as: Account(name: requester, user: requesterUser)) }

    /// The last instant at which an emergency gives the right before its approval.
    package var emergencyEnd: Instant {
        let (end, overflow) = requestedAt.seconds.addingReportingOverflow(Int64(Custody.emergencyHours) * 3600)
        return Instant(seconds: overflow ? .max : end)
    }
}
