import Monitoring
import Store
import Testing

@Suite struct LedgerTests {
    @Test func `A run is written down before it works and again when it ends`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.beginRun(aRun("r1"))
        #expect(try store.runs().first?.outcome == .begun)
        try store.addDigests([RunDigest(kind: .output, name: "report.html", digest: "cc")], run: "r1")
        try store.addDigests([RunDigest(kind: .output, name: "report.html", digest: "dd")], run: "r1")
        try store.finishRun("r1", outcome: .done, at: Instant(seconds: 160))
        let run = try #require(try store.runs().first)
        #expect(run.outcome == .done && run.ended == Instant(seconds: 160))
        #expect(run.arguments == ["run", "--period", "2025-P5"])
        #expect(run.digests.map(\.digest) == ["bb", "aa", "dd"])
    }

    @Test func `An id is used once, and only a run that began can end`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.beginRun(aRun("r1"))
        #expect(throws: StoreError.conflict(kind: "run", id: "r1")) { try store.beginRun(aRun("r1")) }
        #expect(throws: StoreError.unknown(kind: "run", id: "r9")) { try store.finishRun("r9", outcome: .done, at: Instant(seconds: 1)) }
        try store.finishRun("r1", outcome: .failed, at: Instant(seconds: 2), reason: "S007")
        #expect(throws: StoreError.unknown(kind: "run", id: "r1")) { try store.finishRun("r1", outcome: .done, at: Instant(seconds: 3)) }
        #expect(try store.runs().first?.reason == "S007")
    }

    @Test func `What a crash left open is marked as interrupted`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.beginRun(aRun("b", begun: 20))
        try store.beginRun(aRun("a", begun: 30))
        try store.beginRun(aRun("c", begun: 10))
        try store.finishRun("c", outcome: .done, at: Instant(seconds: 11))
        #expect(try store.markInterruptedRuns(at: Instant(seconds: 50)) == ["b", "a"])
        #expect(try store.runs().map(\.outcome) == [.done, .interrupted, .interrupted])
        #expect(try store.markInterruptedRuns(at: Instant(seconds: 60)).isEmpty)
    }
}
