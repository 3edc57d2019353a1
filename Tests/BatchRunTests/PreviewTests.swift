import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// A verdict for every file before anything is committed.
@Suite struct PreviewTests {
    @Test func `A preview of a fresh inbox writes nothing anywhere`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        let before = try laboratory.contents()
        let preview = try await laboratory.preview()
        #expect(try laboratory.contents() == before)
        let verdict = try #require(preview.files.first)
        #expect(verdict.standing == .new)
        #expect(verdict.format == "Headwater")
        #expect(!verdict.evidence.isEmpty)
        #expect(verdict.readings == 4 && verdict.injections == 4)
        #expect(verdict.results.values.reduce(0, +) == 4)
        #expect(preview.exitCode == 0)
    }

    @Test func `A preview of a workspace with a past writes nothing, and says of each file what the run then does`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try laboratory.write("inbox/b.csv", CanonicalRows.batch("B2", analyte: "ketamine"))
        try laboratory.write("inbox/gone.csv", CanonicalRows.batch("B9", analyte: "cocaine"))
        try await laboratory.ingest()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["100", "250", "300", "401.5"]))
        try laboratory.write("inbox/copy.csv", CanonicalRows.batch("B2", analyte: "ketamine"))
        try laboratory.write("inbox/held.csv", CanonicalRows.batch("B3", analyte: "mdma", blank: "50"))
        try laboratory.write("inbox/letter.txt", "Dear colleague,\nplease find the results attached.\n")
        try laboratory.write("inbox/stranger.csv", CanonicalRows.header + "25-K01-1,unobtainium,5,ng/L,,1,5,B4,X,unknown\n25-K01-1,morphine,5,,,1,5,B4,X,unknown\n")
        let before = try laboratory.contents()
        let preview = try await laboratory.preview()
        #expect(try laboratory.contents() == before)
        let verdicts = Dictionary(uniqueKeysWithValues: preview.files.map { (String($0.name.dropFirst(6)), $0) })
        #expect(verdicts["a.csv"]?.standing == .changed)
        #expect(verdicts["a.csv"]?.changes.map(\.injection) == ["B1-2", "B1-4"])
        #expect(verdicts["a.csv"]?.changes.first?.beforeText == "200" && verdicts["a.csv"]?.changes.first?.afterText == "250")
        #expect(verdicts["a.csv"]?.changes.last?.after == .quantified(401.5))
        #expect(verdicts["b.csv"]?.standing == .known)
        #expect(verdicts["copy.csv"]?.standing == .copy && verdicts["copy.csv"]?.other == "inbox/b.csv")
        #expect(verdicts["held.csv"]?.standing == .new && (verdicts["held.csv"]?.results[.held] ?? 0) >= 4)
        #expect(verdicts["letter.txt"]?.standing == .refused)
        #expect((verdicts["stranger.csv"]?.rejectedRows["A008"] ?? 0) == 1)
        let stranger = try #require(verdicts["stranger.csv"])
        #expect(stranger.findings.map(\.severity).first == .error)
        #expect(preview.heldBatches == ["B3"])
        #expect(preview.exitCode == 2)

        let ran = try await laboratory.ingest()
        #expect(ran.summary.heldBatches == ["B3"])
        let counted = Dictionary(grouping: try laboratory.results(), by: \.position.file)
        for (name, verdict) in verdicts where verdict.standing == .new {
            let statuses = Dictionary(grouping: counted["inbox/" + name] ?? [], by: \.status).mapValues(\.count)
            #expect(statuses == verdict.results, "\(name)")
        }
        #expect(ran.findings.contains { $0.code == "S020" && $0.position?.file == "inbox/a.csv" })
    }

    @Test func `With supersede the preview says what would be replaced`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["100", "200", "300"]))
        let before = try laboratory.contents()
        let preview = try await laboratory.preview { $0.supersedes = true }
        #expect(try laboratory.contents() == before)
        let verdict = try #require(preview.files.first)
        #expect(verdict.standing == .supersedes)
        #expect(verdict.changes.count == 1 && verdict.changes.first?.after == nil && verdict.changes.first?.before == .quantified(400))
        #expect(verdict.results.values.reduce(0, +) == 3)
    }

    @Test func `A preview leaves when a run is at work, and runs wait for no preview that has ended`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest()
        let lock = try WorkspaceLock.acquire(
            laboratory.path + "/store/headwater.lock", account: Account(name: "other"), command: "run", at: SmallLaboratory.now)
        let failure = await #expect(throws: RunFailure.self) { try await laboratory.preview() }
        #expect(failure?.kind == .busy)
        lock.release()
        _ = try await laboratory.preview()
        try await laboratory.ingest()
    }

    @Test func `A preview leaves no folder behind`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/secret.csv", CanonicalRows.batch("B-unique-\(UUID().uuidString)"))
        let digest = Digest.sha256([UInt8](try Data(contentsOf: URL(fileURLWithPath: laboratory.path + "/inbox/secret.csv"))))
        _ = try await laboratory.preview()
        let temporary = FileManager.default.temporaryDirectory.path
        for name in try FileManager.default.contentsOfDirectory(atPath: temporary) where name.hasPrefix("headwater-preview-") {
            #expect(!FileManager.default.fileExists(atPath: "\(temporary)/\(name)/originals/\(digest.prefix(2))/\(digest)"))
        }
    }
}
