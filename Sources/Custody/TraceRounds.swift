package import Monitoring
package import Store

extension Custody {
    /// The words of the audit entry of a round.
    private static func detail(_ round: TraceRoundEntry) -> [String: String] {
        [
            "site": round.site.rawValue, "analyte": round.analyte.rawValue, "period": round.period.description, "round": String(round.round),
            "observations": round.observationsDigest, "pack": round.packDigest, "request": round.request,
        ]
    }

    /// Enters a round of a traceback into the store and the audit chain, in one transaction.
    ///
    /// - Parameter round: its number follows the last of its question.
    /// - Throws: `store` (a conflict) where another round was added meanwhile.
    package func keep(_ round: TraceRoundEntry, by account: Account) throws(CustodyError) {
        try audit.append("trace.round", account: account, at: round.at, detail: Self.detail(round), recording: .round(round))
    }

    /// The rounds of a question in their order, each proved against the audit chain, which is proved first.
    ///
    /// - Throws: `chainBroken`, also where a round's entry says something else than its row or a round is missing between others.
    /// - Complexity: O(entries of the audit chain).
    package func rounds(site: SiteCode, analyte: AnalyteCode, period: Period) throws(CustodyError) -> [TraceRoundEntry] {
        let entries = try audit.entries()
        if let fault = AuditChain.fault(in: entries) { throw .chainBroken(sequence: fault.sequence) }
        let rows = try fromStore { () throws(StoreError) in try store.traceRounds(site: site, analyte: analyte, period: period) }
        for (place, row) in rows.enumerated() {
            guard row.round == place + 1, let index = Int(exactly: row.auditSequence), index >= 1, index <= entries.count,
                case let entry = entries[index - 1], entry.action == "trace.round", entry.account == row.account, entry.at == row.at,
                entry.detail == AuditChain.text(Self.detail(row))
            else { throw .chainBroken(sequence: row.auditSequence) }
        }
        // A row that was taken out leaves its entry behind.
        let recorded = entries.count {
            $0.action == "trace.round" && Self.speaks($0.detail, of: ["site": site.rawValue, "analyte": analyte.rawValue, "period": period.description])
        }
        guard recorded == rows.count else { throw .chainBroken(sequence: rows.last?.auditSequence ?? 0) }
        return rows
    }

    /// Whether the words of an entry hold each of these members as `AuditChain.text` writes them.
    private static func speaks(_ detail: String, of words: [String: String]) -> Bool {
        words.allSatisfy { detail.contains(AuditChain.text([$0.key: $0.value]).dropFirst().dropLast()) }
    }
}
