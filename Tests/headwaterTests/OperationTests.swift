import Custody
import Foundation
import Testing

/// A machine as it is: processes that are killed, two at once, backups, an audit chain that somebody touches.
@Suite(.serialized) struct OperationTests {
    private func workspace(_ roles: [String] = []) throws -> SmallWorkspace {
        let account = Account.current().name
        return try SmallWorkspace(roles: Dictionary(uniqueKeysWithValues: roles.map { ($0, [account]) }))
    }

    /// What an undisturbed run puts out, and what the store then counts.
    private func settled(_ workspace: SmallWorkspace) throws -> (outputs: [String: Data], counts: [String]) {
        let ended = try Program.run(["run", "--workspace", workspace.folder, "--period", SmallWorkspace.period, "--quiet", "--exit-zero"])
        #expect(ended.code == 0 || ended.code == 3, "\(ended.errors)")
        let store = try Program.run(["store", "verify", "--workspace", workspace.folder, "--json"])
        #expect(store.code == 0, "\(store.errors)")
        let counts = ["files", "originals", "results"].map { key in
            store.output.components(separatedBy: "\"\(key)\": ").dropFirst().first.map { String($0.prefix { $0.isNumber }) } ?? "?"
        }
        return (try workspace.outputs(), counts)
    }

    @Test func `Killed at any instant, the next run goes on: nothing lost, nothing double, the same bytes`() throws {
        let calm = try workspace()
        defer { calm.remove() }
        let begin = Date()
        let expected = try settled(calm)
        let span = Date().timeIntervalSince(begin)
        #expect(expected.outputs.count > 10 && expected.counts == ["1", "1", "4"])
        var generator = SystemRandomNumberGenerator()
        let hurt = try workspace()
        defer { hurt.remove() }
        for _ in 0..<12 {
            let process = Process()
            process.executableURL = Program.path
            process.arguments = ["run", "--workspace", hurt.folder, "--period", SmallWorkspace.period, "--quiet", "--no-pdf"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            let delay = Double.random(in: 0...span, using: &generator)
            try process.run()
            Thread.sleep(forTimeInterval: delay)
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            // Whatever stands as a draft is whole.
            let draft = hurt.folder + "/reports/\(SmallWorkspace.period)/draft"
            if FileManager.default.fileExists(atPath: draft) {
                #expect(FileManager.default.fileExists(atPath: draft + "/manifest.json"), "killed after \(delay) s of \(span)")
            }
        }
        let after = try settled(hurt)
        let changed = Set(after.outputs.keys).union(expected.outputs.keys).filter { after.outputs[$0] != expected.outputs[$0] }
        #expect(changed.isEmpty && after.counts == expected.counts, "\(changed.sorted()); \(after.counts), \(expected.counts)")
        #expect(try Program.run(["audit", "verify", "--workspace", hurt.folder]).code == 0)
        let left = FileManager.default.subpaths(atPath: hurt.folder)?.filter { $0.contains(".draft-") || $0.hasSuffix(".part") || $0.contains(".headwater-") }
        #expect(left == [])
        let runs = try Program.run(["runs", "--workspace", hurt.folder]).output.split(separator: "\n")
        #expect(runs.last?.contains("  done  ") == true && !runs.contains { $0.contains("  begun  ") })
    }

    @Test func `A backup is proved, put back, and a touched one refused by name`() throws {
        let workspace = try workspace(["administrator"])
        defer { workspace.remove() }
        let before = try settled(workspace)
        let backup = Program.newFolder()
        defer { try? FileManager.default.removeItem(atPath: backup) }
        let made = try Program.run(["store", "backup", "--to", backup, "--workspace", workspace.folder])
        #expect(made.code == 0, "\(made.errors)")
        #expect(try Program.run(["store", "backup", "--to", backup, "--workspace", workspace.folder]).code == 74)
        #expect(try Program.run(["store", "verify", "--backup", backup]).code == 0)
        // The store is lost.
        try FileManager.default.removeItem(atPath: workspace.folder + "/store/headwater.sqlite")
        let restored = try Program.run(["store", "restore", "--from", backup, "--workspace", workspace.folder])
        #expect(restored.code == 0, "\(restored.errors)")
        #expect(FileManager.default.fileExists(atPath: workspace.folder + "/store.replaced-1"))
        let after = try settled(workspace)
        #expect(after.outputs == before.outputs && after.counts == before.counts)
        // Each file of the backup, one byte changed; then one missing and one added.
        let files = try FileManager.default.subpathsOfDirectory(atPath: backup).filter {
            try FileManager.default.attributesOfItem(atPath: backup + "/" + $0)[.type] as? FileAttributeType == .typeRegular
        }
        #expect(files.count == 3)
        for file in files {
            let path = backup + "/" + file
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let sound = try Data(contentsOf: URL(fileURLWithPath: path))
            var touched = sound
            touched[touched.count / 2] ^= 1
            try touched.write(to: URL(fileURLWithPath: path))
            let verdict = try Program.run(["store", "verify", "--backup", backup])
            #expect(verdict.code == 74 && verdict.errors.contains("[U070]"), "\(file)")
            #expect(try Program.run(["store", "restore", "--from", backup, "--workspace", workspace.folder]).code == 74)
            try FileManager.default.removeItem(atPath: path)
            #expect(try Program.run(["store", "verify", "--backup", backup]).code == 74)
            try sound.write(to: URL(fileURLWithPath: path))
        }
        try Data("x".utf8).write(to: URL(fileURLWithPath: backup + "/added"))
        #expect(try Program.run(["store", "verify", "--backup", backup]).errors.contains("added"))
    }

    @Test func `Only an administrator puts a backup back, and only an auditor exports the chain`() throws {
        let workspace = try workspace(["analyst"])
        defer { workspace.remove() }
        #expect(try Program.run(["ingest", "--workspace", workspace.folder]).code == 0)
        let restore = try Program.run(["store", "restore", "--from", "/nonexistent", "--workspace", workspace.folder])
        #expect(restore.code == 77 && restore.errors.contains("[U023]"))
        let export = try Program.run(["audit", "export", "--workspace", workspace.folder])
        #expect(export.code == 77 && export.output == "")
    }

    @Test func `The head in run.json proves the chain, and a rebuilt chain is named`() throws {
        let workspace = try workspace(["auditor"])
        defer { workspace.remove() }
        _ = try settled(workspace)
        let record = workspace.folder + "/reports/\(SmallWorkspace.period)/draft/run.json"
        let sound = try Program.run(["audit", "verify", "--workspace", workspace.folder, "--against", record, "--json"])
        #expect(sound.code == 0 && sound.output.contains("\"sound\": true"), "\(sound.errors)")
        let forged = String(repeating: "0", count: 63) + "1"
        let against = try Program.run(["audit", "verify", "--workspace", workspace.folder, "--against", "1:" + forged])
        #expect(against.code == 74 && against.errors.contains("[U066]"))
        #expect(try Program.run(["audit", "verify", "--workspace", workspace.folder, "--against", workspace.folder + "/sites.csv"]).errors.contains("[U063]"))
        let lines = try Program.run(["audit", "export", "--workspace", workspace.folder]).output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("\"action\": \"file.taken\"") && lines[0].contains("\"sm3\": \""))
    }

    @Test func `A step of an alert needs the role, the order and a reason`() throws {
        let workspace = try workspace(["analyst"])
        defer { workspace.remove() }
        _ = try settled(workspace)
        let list = try Program.run(["alerts", "--workspace", workspace.folder, "--json"])
        #expect(list.code == 0, "\(list.errors)")
        let unknown = try Program.run(["alerts", "move", "none", "--to", "acknowledged", "--reason", "x", "--workspace", workspace.folder])
        #expect(unknown.code == 66 && unknown.errors.contains("[S009]"))
        #expect(try Program.run(["alerts", "effect", "none", "--resample", "2025-P6", "--workspace", workspace.folder]).code == 66)
    }
}
