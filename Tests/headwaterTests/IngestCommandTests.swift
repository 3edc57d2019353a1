import Foundation
import Glibc
import Testing

/// The laboratory's commands as processes: what is printed, where, and with which exit code.
@Suite(.serialized) struct IngestCommandTests {
    /// A workspace with one site and four samples, owned by this account, which holds the role laboratory.
    private func workspace() throws -> String {
        let folder = Program.newFolder()
        let account = try Program.account()
        try write(
            folder, "headwater.yaml",
            "schema: 1\nprogramme: { name: Small, code: S1 }\ncustody:\n  roles:\n    laboratory: [\(account)]\n    approver: [nobody]\n")
        try write(folder, "sites.csv", "site_code,name,tier,kind\nK01,Plant,key,plant\n")
        var register = "sample_id,site_code,window_start,window_end,composite,flow_m3_per_d\n"
        for day in 1...4 { register += "S\(day),K01,2025-09-1\(day)T08:00,2025-09-1\(day + 1)T08:00,flow,50000\n" }
        try write(folder, "samples/2025-P5.csv", register)
        try write(folder, "populations.csv", "site_code,from,to,basis,persons\nK01,2025-01-01,,census,200000\n")
        try write(folder, "inbox/a.csv", table("B1", "methamphetamine"))
        return folder
    }

    private func write(_ folder: String, _ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: folder + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func table(_ batch: String, _ analyte: String, factor: Int = 100, blank: String? = nil) -> String {
        "sample_id,analyte,result,unit,lod,loq,batch,injection,sample_type\n" + (blank.map { "BLK,\(analyte),\($0),ng/L,1,5,\(batch),BLK,blank\n" } ?? "")
            + (1...4).map { "S\($0),\(analyte),\($0 * factor),ng/L,1,5,\(batch),\(batch)-\($0),unknown\n" }.joined()
    }

    private func listing(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).map { name in
            let type = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.type] as? FileAttributeType
            return type == .typeRegular ? name + " " + (try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))).base64EncodedString() : name
        }.sorted()
    }

    @Test func aPreviewPrintsAVerdictInEitherLanguageAndInJSONAndWritesNothing() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try Program.run(["ingest", "--workspace", folder]).code == 0)
        try write(folder, "inbox/a.csv", table("B1", "methamphetamine", factor: 101))
        try write(folder, "inbox/b.csv", table("B2", "ketamine"))
        try write(folder, "inbox/letter\u{1B}[31m.txt", "Dear colleague,\n")
        let before = try listing(folder)
        let english = try Program.run(["ingest", "--preview", "--workspace", folder, "--language", "en"])
        let chinese = try Program.run(["ingest", "--preview", "--workspace", folder, "--language", "zh-Hans"])
        let json = try Program.run(["ingest", "--preview", "--workspace", folder, "--json"])
        #expect(try listing(folder) == before)
        for ended in [english, chinese, json] {
            #expect(ended.code == 2)
            #expect(!(ended.output + ended.errors).contains("\u{1B}"))
        }
        #expect(english.output.contains("inbox/a.csv: re-export that differs from the version taken"))
        #expect(english.output.contains("4 figures change") && english.output.contains("B1-1 methamphetamine: \"100\" (100 ng/L) -> \"101\" (101 ng/L)"))
        #expect(english.output.contains("inbox/b.csv: new; Headwater, 4 readings, 4 injections with results"))
        #expect(english.errors.contains("nothing was written"))
        #expect(chinese.output.contains("inbox/b.csv: 新文件") && chinese.errors.contains("未写入任何内容"))
        let lines = try json.output.split(separator: "\n").map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        let verdicts = lines.filter { $0["event"] as? String == "verdict" }
        #expect(verdicts.compactMap { $0["standing"] as? String } == ["changed", "new", "refused"])
        #expect(verdicts.first?["changes"] as? Int == 4)
        #expect(lines.last?["event"] as? String == "preview")
    }

    @Test func aRunIsListedTakenBackAndNamedAgain() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try Program.run(["ingest", "--workspace", folder]).code == 0)
        let list = try Program.run(["ingest", "list", "--workspace", folder, "--language", "en"])
        let run = try #require(list.output.split(separator: " ").first.map(String.init))
        #expect(list.code == 0 && run.hasPrefix("run-") && list.output.contains("  inbox/a.csv  counts  "))
        #expect(try Program.run(["ingest", "withdraw", run, "--workspace", folder]).code == 64, "no reason")
        let blank = try Program.run(["ingest", "withdraw", run, "--reason", "  ", "--workspace", folder])
        #expect(blank.code == 77 && blank.errors.contains("[U032]"))
        let unknown = try Program.run(["ingest", "withdraw", "run-1", "--reason", "x", "--workspace", folder])
        #expect(unknown.code == 66 && unknown.errors.contains(run))
        let done = try Program.run(["ingest", "withdraw", run, "--reason", "wrong batch", "--workspace", folder, "--language", "en"])
        #expect(done.code == 0 && done.output.contains("1 file no longer counts") && done.errors.contains("headwater report --workspace \(folder) --period 2025-P5"))
        let again = try Program.run(["ingest", "--workspace", folder])
        #expect(again.code == 0 && again.errors.contains("[S023]") && again.errors.contains(" 0 results"))
        #expect(try Program.run(["ingest", "list", "--workspace", folder, "--language", "en"]).output.contains("wrong batch"))
        let retaken = try Program.run(["ingest", "--retake", "a.csv", "--workspace", folder])
        #expect(retaken.code == 0 && retaken.errors.contains(" 4 results"))
    }

    @Test func aHoldIsReleasedByNameAndAnOverrideNeedsASecondAccount() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(folder, "inbox/held.csv", table("B2", "ketamine", blank: "50"))
        #expect(try Program.run(["ingest", "--workspace", folder]).code == 2)
        let list = try Program.run(["quality", "list", "--workspace", folder, "--language", "en"])
        #expect(list.code == 0 && list.output.contains("on hold: B2 ketamine, 4 results of samples (blank)"))
        #expect(try Program.run(["quality", "release", "B2", "mdma", "--reason", "x", "--workspace", folder]).code == 66)
        let released = try Program.run(["quality", "release", "B2", "ketamine", "--reason", "dirty vial", "--workspace", folder])
        #expect(released.code == 0 && released.output.hasPrefix("H-"))
        let after = try Program.run(["ingest", "--workspace", folder, "--json"])
        #expect(after.code == 0 && after.output.contains("\"held_batches\": []"))
        #expect(try Program.run(["quality", "override", "a.csv", "B1-2", "--workspace", folder, "--reason", "x"]).code == 64, "neither --use nor --reject")
        let asked = try Program.run(["quality", "override", "a.csv", "B1-2", "methamphetamine", "--reject", "--reason", "vial cracked", "--workspace", folder])
        #expect(asked.code == 0 && asked.output.hasPrefix("O-"))
        let id = asked.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let own = try Program.run(["quality", "approve", id, "--workspace", folder])
        #expect(own.code == 77 && own.errors.contains("[U035]"))
        let pending = try Program.run(["quality", "list", "--workspace", folder, "--language", "en"])
        #expect(pending.output.contains("second person -, pending: vial cracked"))
        #expect(try Program.run(["quality", "revoke", "O-none", "--reason", "x", "--workspace", folder]).code == 66)
        #expect(try Program.run(["quality", "revoke", id, "--reason", "no need", "--workspace", folder]).code == 0)
    }

    @Test func checkSaysWhatEveryFileOfAFolderIs() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(folder, "inbox/letter.txt", "Dear colleague,\n")
        try write(folder, "inbox/~$book.xlsx", "rubbish")
        try write(folder, "inbox/report.pdf", "%PDF-1.7\n")
        let made = unsafe mkfifo(folder + "/inbox/pipe.csv", 0o600)
        #expect(made == 0)
        let ended = try Program.run(["check", folder + "/inbox/", "--language", "en"])
        #expect(ended.code == 2)
        #expect(ended.output.contains(folder + "/inbox/a.csv: Headwater, UTF-8"))
        #expect(ended.output.contains("report.pdf: PDF"))
        #expect(ended.output.contains("letter.txt: unknown"))
        #expect(!ended.output.contains("book.xlsx"))
        let inside = try Program.run(["check", "inbox"], folder: folder)
        #expect(inside.output.contains("inbox/a.csv: Headwater"))
        let pipe = try Program.run(["check", folder + "/inbox/pipe.csv"])
        #expect(pipe.code == 65 && pipe.errors.contains("[A050]"), "a pipe would block")
        #expect(try Program.run(["check", "."], folder: folder + "/inbox").output.contains("a.csv: Headwater"))
    }

    @Test func whatWritesTheStoreWaitsForARunOrLeaves() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try Program.run(["ingest", "--workspace", folder]).code == 0)
        let descriptor = unsafe open(folder + "/store/headwater.lock", O_RDWR)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX) == 0)
        let preview = try Program.run(["ingest", "--preview", "--workspace", folder])
        #expect(preview.code == 75 && preview.errors.contains("[U011]"))
        let run = try Program.run(["ingest", "--workspace", folder])
        #expect(run.code == 75)
    }
}
