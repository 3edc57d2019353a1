import Findings
import Monitoring
import Store
import Testing

@Suite struct FileRegisterTests {
    private func opened(_ folder: TestFolder) throws -> WorkspaceStore {
        let store = try WorkspaceStore.open(folder.store)
        try store.beginRun(aRun("r1"))
        try store.beginRun(aRun("r2", begun: 200))
        return store
    }

    private func take(_ store: WorkspaceStore, _ name: String, _ digest: String, run: String = "r1", at: Int64 = 100, supersede: Bool = false) throws
        -> FileTaking
    {
        try store.takeFile(name: name, digest: digest, size: 10, run: run, at: Instant(seconds: at), supersede: supersede)
    }

    @Test func `Offering the same file again changes nothing`() throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        let first = try take(store, "inbox/a.csv", "aa")
        #expect(first.isNew && first.changedWhatCounts && first.record.state == .taken && first.findings.isEmpty)
        let before = try store.files()
        let again = try take(store, "inbox/a.csv", "aa", run: "r2", at: 300, supersede: true)
        #expect(!again.isNew && !again.changedWhatCounts && again.record == first.record)
        #expect(try store.files() == before)
    }

    @Test func `The same content under another name is a duplicate and never counts`() throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        _ = try take(store, "inbox/b.csv", "aa")
        let copy = try take(store, "inbox/a.csv", "aa", at: 200, supersede: true)
        #expect(copy.record.state == .duplicateOf && copy.record.duplicateOf == "inbox/b.csv" && !copy.changedWhatCounts)
        #expect(copy.findings.map(\.code) == ["S021"])
        #expect(try store.files().filter { $0.state == .taken }.map(\.name) == ["inbox/b.csv"])
    }

    @Test func `Other content under a known name waits, and counts only when a person says so`() throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        _ = try take(store, "inbox/a.csv", "aa")
        let second = try take(store, "inbox/a.csv", "bb")
        #expect(second.record.state == .pendingSupersede && second.isNew && !second.changedWhatCounts)
        #expect(second.findings.map(\.code) == ["S020"])
        let repeated = try take(store, "inbox/a.csv", "bb", run: "r2")
        #expect(repeated.record == second.record && !repeated.isNew && repeated.findings == second.findings)
        let decided = try take(store, "inbox/a.csv", "bb", run: "r2", supersede: true)
        #expect(decided.record.state == .taken && decided.changedWhatCounts && decided.findings.map(\.code) == ["S022"])
        let files = try store.files()
        #expect(files.map(\.digest) == ["aa", "bb"] && files.map(\.state) == [.superseded, .taken])
        #expect(files.first?.supersededBy == "bb" && files.first?.firstRun == "r1")
    }

    @Test func `An older version offered again waits like a new one and can count again`() throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        _ = try take(store, "inbox/a.csv", "aa")
        _ = try take(store, "inbox/a.csv", "bb", supersede: true)
        #expect(try take(store, "inbox/a.csv", "aa").record.state == .pendingSupersede)
        #expect(try take(store, "inbox/a.csv", "aa", supersede: true).record.state == .taken)
        #expect(try store.files().map(\.state) == [.taken, .superseded])
    }

    @Test func `A file that cannot be read stays known, and may be read by a later program`() throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        _ = try take(store, "inbox/a.csv", "aa")
        try store.describeFile(digest: "aa", format: "agilent", encoding: "GB18030", dialect: ";")
        try store.setFile(name: "inbox/a.csv", digest: "aa", isReadable: false)
        #expect(try take(store, "inbox/a.csv", "aa").record.state == .refused)
        try store.setFile(name: "inbox/a.csv", digest: "aa", isReadable: true)
        let file = try #require(try store.files().first)
        #expect(file.state == .taken && file.format == "agilent" && file.encoding == "GB18030" && file.dialect == ";")
        #expect(throws: StoreError.unknown(kind: "file", id: "zz")) {
            try store.describeFile(digest: "zz", format: "", encoding: "", dialect: "")
        }
    }

    @Test(arguments: 1...20) func `Whatever is offered in whatever order, one version of a name counts at most and nothing is lost`(seed: Int) throws {
        let folder = try TestFolder()
        let store = try opened(folder)
        var draws = Draws(seed: UInt64(seed))
        var offered: Set<String> = []
        for step in 0..<60 {
            let name = "inbox/\(draws.below(4)).csv"
            let digest = "d\(draws.below(5))"
            offered.insert(name + digest)
            _ = try take(store, name, digest, at: Int64(step), supersede: draws.below(2) == 0)
        }
        let files = try store.files()
        #expect(Set(files.map { $0.name + $0.digest }) == offered, "seed \(seed)")
        let counting = files.filter { $0.state == .taken }
        #expect(Set(counting.map(\.name)).count == counting.count, "seed \(seed)")
        #expect(Set(counting.map(\.digest)).count == counting.count, "seed \(seed): the same bytes count twice")
        for file in files {
            #expect((file.state == .superseded) == (file.supersededBy != nil), "seed \(seed)")
            #expect((file.state == .duplicateOf) == (file.duplicateOf != nil), "seed \(seed)")
        }
    }
}
