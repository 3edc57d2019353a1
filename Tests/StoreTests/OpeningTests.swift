import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct OpeningTests {
    @Test func `A store is made where there was nothing, and opened again with what it held`() throws {
        let folder = try TestFolder()
        let first = try WorkspaceStore.open(folder.store)
        #expect(try first.interpretationDigest() == nil)
        #expect(try first.runs().isEmpty && first.files().isEmpty && first.alerts().isEmpty && first.auditEntries().isEmpty)
        try first.beginRun(aRun("r1"))
        try first.close()
        let second = try WorkspaceStore.open(folder.store)
        #expect(try second.runs().map(\.id) == ["r1"])
        #expect(try second.integrityFindings().isEmpty)
    }

    @Test func `A closed store refuses instead of trapping`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.close()
        #expect(throws: StoreError.self) { try store.runs() }
    }

    @Test func `A store of a newer program is refused and not touched`() throws {
        let folder = try TestFolder()
        try WorkspaceStore.open(folder.store).close()
        var bytes = try folder.bytes(folder.store)
        // SQLite's user_version: four bytes, big end first, at 60 (https://www.sqlite.org/fileformat2.html, table 1).
        bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
        try folder.write(bytes, folder.store)
        let error = #expect(throws: StoreError.self) { try WorkspaceStore.open(folder.store) }
        #expect(error == .newerSchema(path: folder.store, found: 99, known: WorkspaceStore.schemaVersion))
        #expect(error?.finding.code == "S003")
        #expect(try folder.bytes(folder.store) == bytes)
    }

    @Test func `A file that is no database, and a database of another program, are refused and not touched`() throws {
        let folder = try TestFolder()
        let text = [UInt8](String(repeating: "sample_id,analyte,result\n", count: 400).utf8)
        try folder.write(text, folder.path + "/text.sqlite")
        #expect(throws: StoreError.notAStore(path: folder.path + "/text.sqlite")) { try WorkspaceStore.open(folder.path + "/text.sqlite") }
        #expect(try folder.bytes(folder.path + "/text.sqlite") == text)

        try WorkspaceStore.open(folder.store).close()
        var bytes = try folder.bytes(folder.store)
        // SQLite's application_id stands at 68.
        bytes.replaceSubrange(68..<72, with: [1, 2, 3, 4])
        try folder.write(bytes, folder.store)
        #expect(throws: StoreError.notAStore(path: folder.store)) { try WorkspaceStore.open(folder.store) }
        #expect(try folder.bytes(folder.store) == bytes)
    }

    @Test func `A place where no file can be made is named`() throws {
        let error = #expect(throws: StoreError.self) { try WorkspaceStore.open("/proc/none/headwater.sqlite") }
        #expect(error?.finding.code == "S001")
    }

    @Test func `A writer that finds another at work says busy, and the other is not disturbed`() throws {
        let folder = try TestFolder()
        let first = try WorkspaceStore.open(folder.store)
        let second = try WorkspaceStore.open(folder.store, waitSeconds: 0.05)
        var answer: StoreError?
        _ = try first.appendAudit { last in
            do throws(StoreError) { try second.beginRun(aRun("r2")) } catch { answer = error }
            return AuditEntry(
                sequence: (last?.sequence ?? 0) + 1, at: Instant(seconds: 1), account: "a", action: "b", detail: "{}", previous: "", hash: "h")
        }
        #expect(answer == .busy(path: folder.store))
        #expect(answer?.isTemporary == true)
        #expect(try first.auditEntries().count == 1)
        #expect(try second.runs().isEmpty)
    }

    @Test(arguments: [UInt64(3), 4, 5, 6, 7, 8]) func `Damage is found and never traps`(seed: UInt64) throws {
        let folder = try TestFolder()
        let state = Interpreted("d1", rows: 400, seed: seed)
        let store = try WorkspaceStore.open(folder.store)
        try state.write(to: store)
        try store.close()
        let sound = try folder.bytes(folder.store)
        var draws = Draws(seed: seed)
        var found = 0
        for _ in 0..<12 {
            var bytes = sound
            let start = 4096 + draws.below(bytes.count - 8192)
            for place in start..<start + 600 { bytes[place] = UInt8(truncatingIfNeeded: draws.next()) }
            try folder.write(bytes, folder.store)
            var findings: [Finding] = []
            var read: Interpreted?
            do throws(StoreError) {
                let opened = try WorkspaceStore.open(folder.store)
                read = try? Interpreted(of: opened)
                findings = try opened.integrityFindings()
                try opened.close()
            } catch {
                findings = [error.finding]
            }
            // What is read is what was written, or nothing is read: never rows that the damage changed.
            #expect(read == nil || read == state, "seed \(seed), bytes from \(start)")
            #expect(!findings.isEmpty || read == state, "seed \(seed), bytes from \(start)")
            found += findings.isEmpty ? 0 : 1
            for finding in findings { #expect(["S001", "S004", "S005", "S011"].contains(finding.code.rawValue), "seed \(seed): \(finding)") }
        }
        // Half of so small a file are pages of empty tables.
        #expect(found >= 3, "seed \(seed)")
    }

    @Test func `A file cut short is found`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try Interpreted("d1", rows: 400, seed: 1).write(to: store)
        try store.close()
        let sound = try folder.bytes(folder.store)
        for kept in stride(from: 4096, to: sound.count - 4096, by: sound.count / 7) {
            try folder.write(Array(sound.prefix(kept)), folder.store)
            var codes: [String] = []
            do throws(StoreError) {
                let opened = try WorkspaceStore.open(folder.store)
                codes = try opened.integrityFindings().map(\.code.rawValue)
            } catch {
                codes = [error.finding.code.rawValue]
            }
            #expect(!codes.isEmpty && codes.allSatisfy { $0 == "S005" || $0 == "S004" || $0 == "S011" }, "cut to \(kept) of \(sound.count): \(codes)")
        }
    }
}
