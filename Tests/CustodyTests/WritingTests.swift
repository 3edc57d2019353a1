import Custody
import Findings
import Foundation
import Monitoring
import Testing

@Suite struct WritingTests {
    @Test func `A file is written whole under its name, with its mode, and nothing stays beside it`() throws {
        let workspace = try TestWorkspace()
        try AtomicFile.write(workspace.path + "/status.json", Array("one".utf8))
        try AtomicFile.write(workspace.path + "/status.json", Array("two".utf8), mode: 0o600)
        #expect(try workspace.text("status.json") == "two")
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path + "/status.json")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(workspace.names("") == ["inbox", "status.json"])
    }

    @Test func `A link at the place is replaced, not written through`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("target", "old")
        try workspace.link("report.html", to: "target")
        try AtomicFile.write(workspace.path + "/report.html", Array("new".utf8))
        #expect(try workspace.text("target") == "old" && workspace.text("report.html") == "new")
    }

    @Test func `Where nothing can be written the old bytes stay and the place is named`() throws {
        let workspace = try TestWorkspace()
        for path in ["/missing/folder/x.csv", "/inbox/", "/inbox/..", "/inbox"] {
            let full = workspace.path + path
            let error = refusal { () throws(CustodyError) in try AtomicFile.write(full, [1]) }
            #expect(error?.finding.code == "U010", "\(path)")
        }
        #expect(refusal { () throws(CustodyError) in try AtomicFile.write("", []) }?.finding.code == "U010")
        #expect(workspace.names("") == ["inbox"])
    }

    @Test func `Two writers at once leave the bytes of one`() async throws {
        let workspace = try TestWorkspace()
        let path = workspace.path + "/x"
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<16 { group.addTask { try? AtomicFile.write(path, [UInt8](repeating: UInt8(number), count: 50_000)) } }
        }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(bytes.count == 50_000 && Set(bytes).count == 1)
        #expect(workspace.names("") == ["inbox", "x"])
    }

    @Test func `The second run is told who holds the workspace, and gets in when the first ends`() throws {
        let workspace = try TestWorkspace()
        let path = workspace.path + "/store/headwater.lock"
        let first = try WorkspaceLock.acquire(path, account: wang, command: "run --period 2025-P5", at: now)
        let error = refusal { () throws(CustodyError) in _ = try WorkspaceLock.acquire(path, waitSeconds: 0.12, account: li, command: "run", at: now) }
        #expect(error?.isTemporary == true && error?.finding.code == "U011")
        let holder = error?.finding.arguments["holder"] ?? ""
        #expect(holder.contains("wang") && holder.contains("process \(ProcessInfo.processInfo.processIdentifier) on ") && holder.contains("run --period 2025-P5"))
        first.release()
        first.release()
        let second = try WorkspaceLock.acquire(path, account: li, command: "run", at: now)
        #expect(try workspace.text("store/headwater.lock").contains("li, process"))
        second.release()
    }

    @Test func `A run that waits gets in as soon as the holder lets go`() async throws {
        let workspace = try TestWorkspace()
        let path = workspace.path + "/store/headwater.lock"
        let first = try WorkspaceLock.acquire(path, account: wang, command: "run", at: now)
        let waiting = Task.detached { try WorkspaceLock.acquire(path, waitSeconds: 30, account: li, command: "run", at: now) }
        try await Task.sleep(for: .milliseconds(120))
        first.release()
        try await waiting.value.release()
    }

    @Test func `A lock that a process left when it was killed holds nobody up`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("store/headwater.lock", "wang, process 1 on gone, since 2020: run\n")
        let lock = try WorkspaceLock.acquire(workspace.path + "/store/headwater.lock", account: li, command: "run", at: now)
        #expect(try !workspace.text("store/headwater.lock").contains("gone"))
        lock.release()
    }
}
