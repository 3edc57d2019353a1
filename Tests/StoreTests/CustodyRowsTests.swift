import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct CustodyRowsTests {
    private func entry(_ sequence: Int64) -> AuditEntry {
        AuditEntry(sequence: sequence, at: Instant(seconds: 5), account: "a", action: "b", detail: "{}", previous: "p", hash: "h\(sequence)")
    }

    private func request(_ id: String) throws -> TraceRequest {
        let period = try #require(Period("2025-P5"))
        return TraceRequest(
            id: id, caseNumber: "C-1", unit: "unit", purpose: "源头", sites: ["K07", "K01"], areas: ["310115"], analytes: ["mdma"], firstPeriod: period,
            lastPeriod: period.next, validFrom: Instant(seconds: 1), validTo: Instant(seconds: 9), requester: "wang", requesterUser: 4_294_967_295,
            requestedAt: Instant(seconds: 2))
    }

    @Test func `Requests and decisions are read back as they were written, each with its audit entry`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        let asked = try request("T-1")
        _ = try store.appendAudit(recording: .request(asked)) { _ in self.entry(1) }
        let decision = TraceDecision(
            request: "T-1", verdict: .approved, account: "li", accountUser: nil, at: Instant(seconds: 3), reason: "ok", requestDigest: "d", auditSequence: 0)
        _ = try store.appendAudit(recording: .decision(decision)) { last in
            #expect(last == self.entry(1))
            return self.entry(2)
        }
        #expect(try store.traceRequests() == [asked])
        #expect(asked.sites == ["K01", "K07"])
        let stored = try #require(try store.traceDecisions().first)
        #expect(stored.auditSequence == 2 && stored.verdict == .approved && stored.account == "li" && stored.requestDigest == "d")
        #expect(try store.auditEntries() == [entry(1), entry(2)] && store.lastAuditEntry() == entry(2))
    }

    @Test func `An entry out of order, a request twice and a decision on nothing leave no trace`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        #expect(throws: StoreError.self) { try store.appendAudit { _ in self.entry(2) } }
        let asked = try request("T-1")
        _ = try store.appendAudit(recording: .request(asked)) { _ in self.entry(1) }
        #expect(throws: StoreError.conflict(kind: "trace request", id: "T-1")) {
            try store.appendAudit(recording: .request(asked)) { _ in self.entry(2) }
        }
        let decision = TraceDecision(
            request: "T-2", verdict: .refused, account: "li", accountUser: nil, at: Instant(seconds: 3), reason: "", requestDigest: "d", auditSequence: 0)
        #expect(throws: StoreError.unknown(kind: "trace request", id: "T-2")) {
            try store.appendAudit(recording: .decision(decision)) { _ in self.entry(2) }
        }
        #expect(try store.auditEntries().count == 1 && store.traceRequests().count == 1 && store.traceDecisions().isEmpty)
    }

    @Test func `Every finding of the store has its sentences in both languages, with all words filled`() throws {
        let position = SourcePosition(file: "f", line: 3)
        let errors: [StoreError] = [
            .cannotOpen(path: "p", reason: "r"), .busy(path: "p"), .newerSchema(path: "p", found: 9, known: 4), .notAStore(path: "p"),
            .damaged(path: "p", reason: "r"), .readOnly(path: "p"), .full(path: "p"), .notANumber(quantity: "q", position: position),
            .unknown(kind: "k", id: "i"), .conflict(kind: "k", id: "i"), .refused(path: "p", reason: "r"),
        ]
        #expect(Set(errors.map(\.finding.code)).count == errors.count)
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.beginRun(aRun("r1"))
        var findings = errors.map(\.finding)
        for (name, digest, supersede) in [("a", "1", false), ("a", "2", false), ("b", "1", false), ("a", "2", true)] {
            findings += try store.takeFile(name: name, digest: digest, size: 1, run: "r1", at: Instant(seconds: 1), supersede: supersede).findings
        }
        #expect(Set(findings.map(\.code)).isSuperset(of: ["S020", "S021", "S022"]))
        let tables = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/CShippedTables/tables/wording")
        for language in ["en", "zh-Hans"] {
            let text = try String(contentsOf: tables.appendingPathComponent("\(language)/Store.txt"), encoding: .utf8)
            for finding in findings {
                let parts = text.components(separatedBy: "[\(finding.code.rawValue)]\n")
                try #require(parts.count == 2, "\(finding.code.rawValue) in \(language)")
                let lines = parts[1].components(separatedBy: "\n[")[0].components(separatedBy: "\n").filter { !$0.isEmpty }
                #expect(lines.map { String($0.prefix(while: { $0 != " " })) } == ["what", "why", "fix"], "\(finding.code.rawValue) in \(language)")
                for place in lines.joined().components(separatedBy: "{").dropFirst() {
                    let name = place.components(separatedBy: "}")[0]
                    #expect(name == "text" || finding.arguments[name] != nil, "{\(name)} of \(finding.code.rawValue) in \(language)")
                }
            }
        }
    }
}
