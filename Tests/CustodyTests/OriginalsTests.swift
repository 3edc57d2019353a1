import Custody
import Findings
import Foundation
import Monitoring
import Testing

@Suite struct OriginalsTests {
    @Test func `A file is kept by its digest, read-only, and the inbox is as before`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("inbox/甲 a.csv", "sample_id\n1\n")
        let kept = try workspace.originals.take("inbox/甲 a.csv", workspace: workspace.path, now: now)
        #expect(kept.digest == Digest.sha256("sample_id\n1\n") && kept.size == 12 && kept.isNew)
        let place = "\(kept.digest.prefix(2))/\(kept.digest)"
        #expect(workspace.names("store/originals").filter { !$0.hasPrefix("part") && $0.contains("/") } == [place])
        #expect(workspace.names("store/originals/part").isEmpty)
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path + "/store/originals/" + place)[.posixPermissions] as? Int
        #expect(mode == 0o444)
        #expect(try workspace.originals.read(kept.digest) == Array("sample_id\n1\n".utf8))
        #expect(try workspace.text("inbox/甲 a.csv") == "sample_id\n1\n")
    }

    @Test func `Taking again, or the same bytes under another name, keeps one copy`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("inbox/a.csv", "x")
        try workspace.write("inbox/2025/b.csv", "x")
        let first = try workspace.originals.take("inbox/a.csv", workspace: workspace.path, now: now)
        let before = workspace.names("store")
        #expect(try !workspace.originals.take("inbox/a.csv", workspace: workspace.path, now: now).isNew)
        #expect(try workspace.originals.take("inbox/2025/b.csv", workspace: workspace.path, now: now).digest == first.digest)
        #expect(workspace.names("store") == before)
    }

    @Test func `An empty file and one of several chunks are kept whole`() throws {
        let workspace = try TestWorkspace()
        let large = String(repeating: "0123456789abcdef", count: 170_001)
        try workspace.write("inbox/empty.csv", "")
        try workspace.write("inbox/large.csv", large)
        let empty = try workspace.originals.take("inbox/empty.csv", workspace: workspace.path, now: now)
        #expect(try workspace.originals.read(empty.digest).isEmpty)
        let kept = try workspace.originals.take("inbox/large.csv", workspace: workspace.path, now: now)
        #expect(kept.digest == Digest.sha256(large))
        #expect(try workspace.originals.read(kept.digest) == Array(large.utf8))
    }

    @Test func `Folders, pipes, sockets, links and names of several lines are findings and never traps`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("outside.csv", "secret")
        try workspace.write("inbox/folder/x.csv", "x")
        try workspace.link("inbox/dangling.csv", to: "/nowhere/at/all.csv")
        try workspace.link("inbox/link.csv", to: workspace.path + "/outside.csv")
        try workspace.link("inbox/linked", to: workspace.path)
        try workspace.link("inbox/loop", to: "loop")
        try workspace.write("inbox/two\nlines.csv", "x")
        let made = unsafe mkfifo(workspace.path + "/inbox/pipe.csv", 0o600)
        #expect(made == 0)
        let taken = { (name: String) in
            refusal { () throws(CustodyError) in _ = try workspace.originals.take(name, workspace: workspace.path, now: now) }?.finding.code.rawValue
        }
        #expect(taken("inbox/folder") == "U001")
        #expect(taken("inbox/pipe.csv") == "U001")
        #expect(taken("inbox/dangling.csv") == "U002")
        #expect(taken("inbox/link.csv") == "U002")
        #expect(taken("inbox/linked/outside.csv") == "U002")
        #expect(taken("inbox/loop") == "U002")
        #expect(taken("inbox/two\nlines.csv") == "U003")
        #expect(taken("inbox/a\u{1B}[31m.csv") == "U003")
        #expect(taken("inbox/a\u{0}b.csv") == "U003")
        #expect(taken("inbox/none.csv") == "U007")
        #expect(taken("inbox/folder/x.csv/y") == "U001")
        #expect(taken("inbox/\(String(repeating: "n", count: 300)).csv") == "U007")
        for name in ["", "/etc/passwd", "inbox/../outside.csv", "../x", "inbox//a.csv", "inbox/./a.csv", "inbox/", ".."] {
            #expect(taken(name) == "U012", "\(name)")
        }
        #expect(workspace.names("store").isEmpty)
    }

    @Test func `A socket is refused`() throws {
        let workspace = try TestWorkspace()
        // The path of a socket is short, so it is made in its folder.
        let made = Process()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        made.arguments = ["python3", "-c", "import os,socket; os.chdir('\(workspace.path)/inbox'); socket.socket(socket.AF_UNIX).bind('s.csv')"]
        try made.run()
        made.waitUntilExit()
        try #require(made.terminationStatus == 0)
        let error = refusal { () throws(CustodyError) in _ = try workspace.originals.take("inbox/s.csv", workspace: workspace.path, now: now) }
        #expect(error == .notRegular(name: "inbox/s.csv", kind: "socket"))
    }

    @Test func `A file that changed lately waits, unless a mark says that it is whole`() throws {
        let workspace = try TestWorkspace()
        let take = { (name: String) throws(CustodyError) in
            try workspace.originals.take(name, workspace: workspace.path, settledSeconds: 60, now: now)
        }
        try workspace.write("inbox/a.csv", "x", modified: now.seconds - 59)
        #expect(refusal { () throws(CustodyError) in _ = try take("inbox/a.csv") } == .notSettled(name: "inbox/a.csv", ageSeconds: 59, neededSeconds: 60))
        try workspace.write("inbox/a.csv", "x", modified: now.seconds - 60)
        #expect(try take("inbox/a.csv").isNew)
        try workspace.write("inbox/b.csv", "y", modified: now.seconds + 500)
        #expect(refusal { () throws(CustodyError) in _ = try take("inbox/b.csv") } == .fromTheFuture(name: "inbox/b.csv", seconds: 500))
        try workspace.write("inbox/b.csv.done", "")
        #expect(try take("inbox/b.csv").isNew)
        #expect(workspace.names("inbox") == ["a.csv", "b.csv", "b.csv.done"])
    }

    @Test func `A file over the limit is refused before it is read`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("inbox/a.csv", "12345678901")
        let small = Originals(folder: workspace.path + "/store/originals", sizeLimit: 10)
        #expect(
            refusal { () throws(CustodyError) in _ = try small.take("inbox/a.csv", workspace: workspace.path, now: now) }
                == .tooLarge(name: "inbox/a.csv", bytes: 11, limit: 10))
    }

    @Test func `A file that grows while it is taken is never kept half`() async throws {
        let workspace = try TestWorkspace()
        let path = workspace.path
        let originals = workspace.originals
        let piece = String(repeating: "sample,analyte,result\n", count: 20_000)
        try workspace.write("inbox/a.csv", piece)
        let writer = Task.detached {
            for _ in 0..<40 {
                guard let file = FileHandle(forWritingAtPath: path + "/inbox/a.csv") else { return }
                _ = try? file.seekToEnd()
                try? file.write(contentsOf: Data(piece.utf8))
                try? file.close()
            }
        }
        var kept: [Original] = []
        for _ in 0..<25 {
            do throws(CustodyError) {
                kept.append(try originals.take("inbox/a.csv", workspace: path, now: now))
            } catch {
                #expect(error == .changedWhileRead(name: "inbox/a.csv"))
            }
        }
        await writer.value
        for original in kept {
            let bytes = try originals.read(original.digest)
            #expect(bytes.count == Int(original.size))
            #expect(Digest.sha256(bytes) == original.digest)
        }
        #expect(workspace.names("store/originals/part").isEmpty)
    }

    @Test func `A kept file that was changed, cut, replaced or removed is named`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("inbox/a.csv", "sample")
        let originals = workspace.originals
        let digest = try originals.take("inbox/a.csv", workspace: workspace.path, now: now).digest
        let place = "store/originals/\(digest.prefix(2))/\(digest)"
        let read = { refusal { () throws(CustodyError) in _ = try originals.read(digest) } }
        try FileManager.default.removeItem(atPath: workspace.path + "/" + place)
        #expect(read() == .originalMissing(digest: digest))
        for text in ["samplf", "sampl", "", "sample\n"] {
            try workspace.write(place, text)
            #expect(read() == .originalDamaged(digest: digest), "\(text)")
        }
        // Another size is seen when the file is taken again; the damaged copy is not replaced in silence.
        #expect(
            refusal { () throws(CustodyError) in _ = try originals.take("inbox/a.csv", workspace: workspace.path, now: now) }
                == .originalDamaged(digest: digest))
        try FileManager.default.removeItem(atPath: workspace.path + "/" + place)
        try workspace.link(place, to: workspace.path + "/inbox/a.csv")
        #expect(read()?.finding.severity == .error || read() == .originalDamaged(digest: digest))
        for text in ["../../../etc/passwd", "", "zz"] {
            #expect(refusal { () throws(CustodyError) in _ = try originals.read(text) } == .originalMissing(digest: text))
        }
    }

    @Test func `What an interrupted copy left is removed, and nothing else`() throws {
        let workspace = try TestWorkspace()
        try workspace.write("inbox/a.csv", "x")
        let kept = try workspace.originals.take("inbox/a.csv", workspace: workspace.path, now: now)
        try workspace.write("store/originals/part/.headwater-1-1-abc.part", "half")
        workspace.originals.removeLeftovers()
        #expect(workspace.names("store/originals/part").isEmpty)
        #expect(try workspace.originals.read(kept.digest) == Array("x".utf8))
    }
}
