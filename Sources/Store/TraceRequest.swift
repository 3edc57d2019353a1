package import Monitoring

/// A request to trace substances to their source: what is asked, for which case, and how long it holds.
package struct TraceRequest: Hashable, Sendable {
    package var id: String
    /// The number of the case or clue.
    package var caseNumber: String
    /// The unit that asks.
    package var unit: String
    package var purpose: String
    /// The sampling points whose catchments may be traced; sorted.
    package var sites: [SiteCode]
    /// Areas all of whose sampling points may be traced; sorted.
    package var areas: [AreaCode]
    /// Sorted.
    package var analytes: [AnalyteCode]
    package var firstPeriod: Period
    package var lastPeriod: Period
    package var validFrom: Instant
    /// The last instant at which it holds.
    package var validTo: Instant
    /// The operating-system account that asks.
    package var requester: String
    /// The number of that account on its machine, where known.
    package var requesterUser: UInt32?
    package var requestedAt: Instant
    /// Whether the requester may look before the approval, for a short while and with the approval after.
    package var isEmergency: Bool

    package init(
        id: String, caseNumber: String, unit: String, purpose: String, sites: [SiteCode], areas: [AreaCode] = [], analytes: [AnalyteCode],
        firstPeriod: Period, lastPeriod: Period, validFrom: Instant, validTo: Instant, requester: String, requesterUser: UInt32? = nil,
        requestedAt: Instant, isEmergency: Bool = false
    ) {
        self.id = id
        self.caseNumber = caseNumber
        self.unit = unit
        self.purpose = purpose
        self.sites = sites.sorted()
        self.areas = areas.sorted()
        self.analytes = analytes.sorted()
        self.firstPeriod = firstPeriod
        self.lastPeriod = lastPeriod
        self.validFrom = validFrom
        self.validTo = validTo
        self.requester = requester
        self.requesterUser = requesterUser
        self.requestedAt = requestedAt
        self.isEmergency = isEmergency
    }
}

/// What was decided on a request.
package enum TraceVerdict: String, Sendable, CaseIterable { case approved, refused, withdrawn }

/// A decision on a request, by a named account.
package struct TraceDecision: Hashable, Sendable {
    package var request: String
    package var verdict: TraceVerdict
    package var account: String
    package var accountUser: UInt32?
    package var at: Instant
    package var reason: String
    /// SHA-256 of the canonical text of the request that was decided on.
    package var requestDigest: String
    /// The entry of the audit chain that records the decision.
    package var auditSequence: Int64
    /// The registered key by which an approval was signed; nil for the other verdicts.
    package var key: String?
    /// The detached signature of an approval, base64.
    package var signature: String?

    package init(
        request: String, verdict: TraceVerdict, account: String, accountUser: UInt32?, at: Instant, reason: String, requestDigest: String,
        auditSequence: Int64, key: String? = nil, signature: String? = nil
    ) {
        self.request = request
        self.verdict = verdict
        self.account = account
        self.accountUser = accountUser
        self.at = at
        self.reason = reason
        self.requestDigest = requestDigest
        self.auditSequence = auditSequence
        self.key = key
        self.signature = signature
    }
}

/// One entry of the audit chain; each holds the hash of the one before.
package struct AuditEntry: Hashable, Sendable {
    /// 1 for the first entry.
    package var sequence: Int64
    package var at: Instant
    package var account: String
    /// What was done, such as `trace.approve`.
    package var action: String
    /// A JSON object with sorted keys.
    package var detail: String
    /// The hash of the entry before; 64 zeros at the first.
    package var previous: String
    /// SHA-256 of the canonical text of the entry, hexadecimal.
    package var hash: String
    /// SM3 of the same text and of the SM3 before, hexadecimal; nil where an older program wrote the entry.
    package var sm3: String?

    package init(
        sequence: Int64, at: Instant, account: String, action: String, detail: String, previous: String, hash: String, sm3: String? = nil
    ) {
        self.sequence = sequence
        self.at = at
        self.account = account
        self.action = action
        self.detail = detail
        self.previous = previous
        self.hash = hash
        self.sm3 = sm3
    }
}
