import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// What leaves for other platforms: only issued figures, once, without manholes, and nothing lost until it is acknowledged.
@Suite struct OutboxTests {
    private static let now = Instant(seconds: 1_760_000_000)
    private static let account = Account(name: "cron", user: 900_001)

    /// A workspace with one issued report that somebody else wrote: two alerts, one of them at a manhole, and one area.
    private final class Office {
        let folder: String

        init(estimate: String = "12.5", number: Int = 1) throws {
            folder = NSTemporaryDirectory() + "headwater-outbox-" + UUID().uuidString
            try write("headwater.yaml", "schema: 1\nprogramme: { name: Small, code: S1 }\n")
            try write("sites.csv", "site_code,name,tier,kind\nK01,Plant,key,plant\nT01,Manhole,trace,manhole\n")
            try write("areas.csv", "area_code,name,level\n310115,District,district\n")
            try write("site_areas.csv", "site_code,area_code,share\nK01,310115,1\n")
            try issue(estimate: estimate, number: number)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func write(_ name: String, _ text: String) throws {
            let file = URL(fileURLWithPath: folder + "/" + name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func issue(estimate: String, number: Int) throws {
            func alert(_ site: String) -> String {
                "{\"alert_id\": \"2025-P5-\(site)-mdma\", \"site_code\": \"\(site)\", \"analyte\": \"mdma\", \"kind\": \"step\", \"direction\": \"up\", "
                    + "\"cause\": \"consumption\", \"level\": \"warning\", \"state\": \"new\", \"evidence\": [\"text\"]}"
            }
            let report =
                "{\"alerts\": [\(alert("K01")), \(alert("T01"))], \"area_estimates\": {\"columns\": [\"period\", \"revision\", \"area_code\", \"analyte\", "
                + "\"load_mg_per_d_per_1000\", \"flags\"], \"rows\": [[\"2025-P5\", \"r\(number)\", \"310115\", \"mdma\", \(estimate), \"\"]]}}"
            try write("reports/2025-P5/r\(number)/report.json", report)
            let manifest = "{\"files\": [{\"name\": \"report.json\", \"sha256\": \"\(Digest.sha256(report))\"}], \"inputs\": []}"
            try write("reports/2025-P5/r\(number)/manifest.json", manifest)
            let store = try WorkspaceStore.open(folder + "/store/headwater.sqlite")
            let custody = Custody(store: store, roles: [:])
            try custody.recordIssue(number: "S1-2025-P5-r\(number)", manifest: Digest.sha256(manifest), words: [:], by: OutboxTests.account, at: OutboxTests.now)
            try store.close()
        }

        /// Opens the workspace for one step.
        func step<Value>(_ body: (Outbox, WorkspaceDesk) throws -> Value) throws -> Value {
            let desk = try WorkspaceDesk(RunOptions(workspace: folder, periods: .lastWhole, now: OutboxTests.now, account: OutboxTests.account))
            defer { desk.close() }
            return try body(Outbox(desk, workspace: folder), desk)
        }

        func write() throws -> Outbox.Writing {
            try step { outbox, _ in try outbox.write(period2025P5, by: OutboxTests.account, at: OutboxTests.now) }
        }

        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/outbox")) ?? []).sorted() }
    }

    @Test func `Messages hold issued figures and the schema's members, and no manhole`() throws {
        let office = try Office()
        let done = try office.write()
        #expect(done.written.count == 2 && done.waiting.isEmpty)
        #expect(done.written.allSatisfy { $0.hasPrefix("alert-2025-P5-K01-mdma-") || $0.hasPrefix("area_result-2025-P5-310115-") })
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(OutboxSchema.text.utf8)) as? [String: Any])
        let members = Set(try #require(schema["properties"] as? [String: Any]).keys)
        let parts = try #require(schema["$defs"] as? [String: [String: Any]])
        for id in done.written {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: office.folder + "/outbox/\(id).json"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("T01"))
            let message = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
            #expect(Set(message.keys) == members && message["id"] as? String == id && message["revision"] as? String == "r1")
            let kind = try #require(message["kind"] as? String)
            let body = try #require(message["body"] as? [String: Any])
            let known = Set(try #require(parts[kind]?["properties"] as? [String: Any]).keys)
            #expect(Set(body.keys) == known, "\(kind)")
            if kind == "alert" { #expect(body["area_codes"] as? [String] == ["310115"] && body["state"] as? String == "new") }
        }
    }

    @Test func `The same content is written once, a new revision is a new message, and what was acknowledged does not come back`() throws {
        let office = try Office()
        let first = try office.write()
        let before = office.names
        let again = try office.write()
        #expect(again.written.isEmpty && again.waiting.sorted() == first.written.sorted() && office.names == before)
        let area = try #require(first.written.first { $0.hasPrefix("area_result") })
        try office.write("outbox/\(area).ack", "{}")
        try office.write("outbox/unknown.ack", "{}")
        let third = try office.write()
        #expect(third.acknowledged == [area] && third.written.isEmpty)
        #expect(FileManager.default.fileExists(atPath: office.folder + "/outbox/acknowledged/\(area).json"))
        // A message that was lost on the way out is written again.
        let alert = try #require(first.written.first { $0.hasPrefix("alert") })
        try FileManager.default.removeItem(atPath: office.folder + "/outbox/\(alert).json")
        #expect(try office.write().written == [alert])
        try office.issue(estimate: "13.5", number: 2)
        let revised = try office.write().written
        #expect(revised.count == 2 && Set(revised).isDisjoint(with: first.written))
        let actions = try office.step { _, desk in try desk.custody.audit.entries().map(\.action) }
        #expect(actions.filter { $0 == "outbox.write" }.count == 3 && actions.filter { $0 == "outbox.acknowledged" }.count == 1)
    }

    @Test func `Nothing leaves that was not issued, or is not as it was issued`() throws {
        let office = try Office()
        #expect(throws: RunFailure.self) {
            try office.step { outbox, _ in try outbox.messages(of: period2025P5.next) }
        }
        let path = office.folder + "/reports/2025-P5/r1/report.json"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "12.5", with: "99.5")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let failure = #expect(throws: RunFailure.self) { try office.write() }
        #expect(failure?.finding.code == "U044" && office.names.isEmpty)
    }

    @Test func `What waits is packed with digests and a signature that an outsider proves`() throws {
        let office = try Office()
        let written = try office.write().written
        let key = try #require(SigningKey.new())
        let target = office.folder + "/media"
        #expect(try office.step { outbox, _ in try outbox.pack(to: target, key: key, by: Self.account, at: Self.now) } == 2)
        let sums = try String(contentsOfFile: target + "/SHA256SUMS", encoding: .utf8)
        let signature = [UInt8](try Data(contentsOf: URL(fileURLWithPath: target + "/SHA256SUMS.sig")))
        let held = try #require(PublicKey(pem: try String(contentsOfFile: target + "/public.pem", encoding: .utf8)))
        #expect(held.verifies(signature, of: sums) && !held.verifies(signature, of: sums + " "))
        #expect(sums.split(separator: "\n").count == 2 && written.allSatisfy { sums.contains($0) })
        for line in sums.split(separator: "\n") {
            let name = String(line.dropFirst(66))
            #expect(Digest.sha256([UInt8](try Data(contentsOf: URL(fileURLWithPath: target + "/" + name)))) == line.prefix(64))
        }
        #expect(throws: RunFailure.self) { try office.step { outbox, _ in try outbox.pack(to: target, key: key, by: Self.account, at: Self.now) } }
        let late = try office.step { outbox, _ in outbox.pending(at: Instant(seconds: Int64(Date().timeIntervalSince1970) + 8 * 86_400)).late }
        #expect(late.map(\.code) == ["S061", "S061"])
    }
}
