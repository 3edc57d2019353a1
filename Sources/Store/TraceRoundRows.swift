internal import GRDB
package import Monitoring

/// A round of a traceback as the store keeps it: who added it, by what approval, and the digests of its files.
package struct TraceRoundEntry: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var period: Period
    /// 1 for the first round after the campaign.
    package var round: Int
    /// SHA-256 of the table of observations as it came, hexadecimal.
    package var observationsDigest: String
    /// SHA-256 of the evidence pack.
    package var packDigest: String
    /// The approved request under which it was added; empty where there was none.
    package var request: String
    package var account: String
    /// The number of the account on its machine, where known.
    package var accountUser: UInt32?
    package var at: Instant
    /// The entry of the audit chain that records it; the store fills it in.
    package var auditSequence: Int64

    package init(
        site: SiteCode, analyte: AnalyteCode, period: Period, round: Int, observationsDigest: String, packDigest: String, request: String, account: String,
        accountUser: UInt32?, at: Instant, auditSequence: Int64 = 0
    ) {
        self.site = site
        self.analyte = analyte
        self.period = period
        self.round = round
        self.observationsDigest = observationsDigest
        self.packDigest = packDigest
        self.request = request
        self.account = account
        self.accountUser = accountUser
        self.at = at
        self.auditSequence = auditSequence
    }
}

extension WorkspaceStore {
    /// The rounds of one question, in their order.
    package func traceRounds(site: SiteCode, analyte: AnalyteCode, period: Period) throws(StoreError) -> [TraceRoundEntry] {
        try read { database in
            try database.rows(
                """
                SELECT round, observations_digest, pack_digest, request, account, account_user, at, audit_sequence FROM trace_round
                WHERE site = ? AND analyte = ? AND period = ? ORDER BY round
                """, .text(site.rawValue), .text(analyte.rawValue), .text(period.description)
            ) { row in
                TraceRoundEntry(
                    site: site, analyte: analyte, period: period, round: Int(row.integer(0)), observationsDigest: row.text(1), packDigest: row.text(2),
                    request: row.text(3), account: row.text(4), accountUser: row.optionalInteger(5).map { UInt32(truncatingIfNeeded: $0) },
                    at: Instant(seconds: row.integer(6)), auditSequence: row.integer(7))
            }
        }
    }

    /// Adds a round that follows the last one of its question; anything else is a conflict.
    static func insert(_ round: TraceRoundEntry, auditSequence: Int64, _ database: Database) throws {
        let count = try database.rows(
            "SELECT count(*) FROM trace_round WHERE site = ? AND analyte = ? AND period = ?", .text(round.site.rawValue), .text(round.analyte.rawValue),
            .text(round.period.description)
        ) { $0.integer(0) }.first ?? 0
        guard Int64(round.round) == count + 1 else { throw StoreError.conflict(kind: "trace round", id: String(round.round)) }
        try database.run(
            """
            INSERT INTO trace_round (site, analyte, period, round, observations_digest, pack_digest, request, account, account_user, at, audit_sequence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(round.site.rawValue), .text(round.analyte.rawValue), .text(round.period.description), .integer(Int64(round.round)),
            .text(round.observationsDigest), .text(round.packDigest), .text(round.request), .text(round.account),
            .integer(round.accountUser.map(Int64.init)), .integer(round.at.seconds), .integer(auditSequence))
    }
}
