import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// A draft that is frozen, and what later data do to it.
@Suite struct IssueTests {
    private let memory = ["methamphetamine/methamphetamine/dose_mg"]
    private let signatories = ["compiled": "A07", "reviewed": "A02", "approved": "A01"]

    private func drafted() async throws -> SmallLaboratory {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/b1.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest { $0.stage = .report }
        return laboratory
    }

    @discardableResult
    private func issue(
        _ laboratory: SmallLaboratory, by account: String = "zhao", accepted: [String]? = nil, signatories: [String: String]? = nil, reason: String = "",
        at now: Instant = SmallLaboratory.now
    ) async throws -> IssuedRevision {
        var options = laboratory.options()
        options.account = Account(name: account)
        options.now = now
        let desk = try WorkspaceDesk(options)
        defer { desk.close() }
        return try await desk.issue(
            IssueRequest(period: period2025P5, signatories: signatories ?? self.signatories, accepted: accepted ?? memory, reason: reason))
    }

    @discardableResult
    private func refused(_ code: FindingCode, _ body: () async throws -> IssuedRevision) async -> Finding? {
        let failure = await #expect(throws: RunFailure.self) { _ = try await body() }
        #expect(failure?.kind == .refused && failure?.finding.code == code, "\(failure?.finding.code.rawValue ?? "-")")
        return failure?.finding
    }

    private func text(_ laboratory: SmallLaboratory, _ name: String) throws -> String {
        try String(contentsOfFile: laboratory.path + "/reports/2025-P5/" + name, encoding: .utf8)
    }

    @Test func `An issue needs a draft, a role, three signatories, the end of the period, and each parameter from memory by name`() async throws {
        let empty = try SmallLaboratory()
        try empty.write("inbox/b1.csv", CanonicalRows.batch("B1"))
        try await empty.ingest()
        await refused("R012") { try await issue(empty) }

        let laboratory = try await drafted()
        await refused("U023") { try await issue(laboratory, by: "analyst") }
        let missing = await refused("R010") { try await issue(laboratory, signatories: ["compiled": "A07", "approved": "A01"]) }
        #expect(missing?.arguments["role"] == "reviewed")
        await refused("R016") { try await issue(laboratory, signatories: ["compiled": "A1", "reviewed": "A2", "approved": "A1"]) }
        let early = Instant(date: period2025P5.lastDay, secondOfDay: 3600, offsetSeconds: 0)
        await refused("R011") { try await issue(laboratory, at: early) }
        let names = await refused("R013") { try await issue(laboratory, accepted: []) }
        #expect(names?.arguments["names"] == memory.joined(separator: ","))
        #expect(!FileManager.default.fileExists(atPath: laboratory.path + "/reports/2025-P5/r1"))
        let entries = try laboratory.store { try $0.auditEntries() }
        #expect(entries.filter { $0.action == "report.issue.refused" }.count == 1)
        let issued = try await issue(laboratory)
        #expect(issued.number == "S1-2025-P5-r1")
        await refused("R014") { try await issue(laboratory) }
        await refused("R015") { try await issue(laboratory, reason: "again") }
    }

    @Test func `What is issued is read-only, signed, and bound to the audit chain by its digests`() async throws {
        let laboratory = try await drafted()
        let issued = try await issue(laboratory)
        let folder = laboratory.path + "/reports/2025-P5/r1"
        let manifest = try #require(FileManager.default.contents(atPath: folder + "/manifest.json"))
        #expect(Digest.sha256([UInt8](manifest)) == issued.manifest)
        let last = try laboratory.store { try $0.lastAuditEntry() }
        let entry = try #require(last)
        #expect(entry.action == "report.issue" && entry.detail.contains(issued.manifest) && entry.detail.contains("A07"))
        #expect(issued.audit == "\(entry.sequence):\(entry.hash)")
        let root = try #require(try JSONSerialization.jsonObject(with: manifest) as? [String: Any])
        let files = try #require(root["files"] as? [[String: Any]])
        let names = Set(files.compactMap { $0["name"] as? String })
        #expect(names.isSuperset(of: ["report.html", "report.json", "report.xlsx", "tables/estimates.csv", "tables/restatements.csv"]))
        for file in files {
            let name = try #require(file["name"] as? String)
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder + "/" + name)))
            #expect(file["sha256"] as? String == Digest.sha256(bytes), "\(name)")
            #expect(file["sm3"] as? String == Digest.sm3(bytes), "\(name)")
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int
            #expect(mode == 0o444, "\(name)")
        }
        #expect(root["accepted_parameters"] as? [String] == memory)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: laboratory.path + "/reports/2025-P5/current") == "r1")
        let page = try text(laboratory, "r1/report.html")
        #expect(page.contains("A07") && page.contains("S1-2025-P5-r1") && page.contains(memory[0]))
        #expect(try text(laboratory, "r1/tables/estimates.csv").contains("2025-P5,r1,K01,methamphetamine"))
        // A run rewrites the draft and leaves what was issued alone.
        let before = try laboratory.contents().filter { $0.key.hasPrefix("reports/2025-P5/r1") }
        let ran = try await laboratory.ingest { $0.stage = .report }
        #expect(try laboratory.contents().filter { $0.key.hasPrefix("reports/2025-P5/r1") } == before)
        #expect(!ran.findings.contains { $0.code == "U044" })
        #expect(try text(laboratory, "draft/tables/restatements.csv").split(separator: "\n").count == 1)
    }

    @Test func `A late file makes a draft that says what changed and why, and a second revision`() async throws {
        let laboratory = try await drafted()
        try await issue(laboratory)
        try laboratory.write("inbox/late.csv", CanonicalRows.batch("B2", analyte: "ketamine", figures: ["10", "20", "30", "40"]))
        try await laboratory.ingest()
        // The draft is not of the data as they stand.
        await refused("R017") { try await issue(laboratory, reason: "late batch") }
        let ran = try await laboratory.ingest { $0.stage = .report }
        let rows = try text(laboratory, "draft/tables/restatements.csv").split(separator: "\n")
        let row = try #require(rows.first { $0.contains("estimates,2025-P5/K01/ketamine,load_mg_per_d_per_1000") })
        #expect(row.contains("inbox/late.csv came after the issue") || row.contains("inbox/late.csv 在签发后才收到"))
        #expect(row.hasSuffix(",run-2025-11-02-2") || row.hasSuffix("," + ran.summary.runID), "\(row)")
        #expect(!rows.contains { $0.contains("/methamphetamine,load") })
        #expect(try text(laboratory, "draft/report.html").contains("2025-P5/K01/ketamine"))

        let desk = try WorkspaceDesk(laboratory.options())
        let difference = try RevisionDifference.between("r1", "draft", period: period2025P5, desk: desk)
        desk.close()
        let table = try #require(difference.tables.first { $0.name == "daily_loads" })
        #expect(table.added == 4 && table.removed == 0)
        #expect(table.values.contains { $0.column == "result_ng_per_l" && $0.before == "" && $0.after == "40" })
        #expect(difference.findings.isEmpty)

        let second = try await issue(
            laboratory, accepted: memory + ["ketamine/ketamine/dose_mg", "ketamine/ketamine/excretion_fraction"], reason: "late batch")
        #expect(second.number == "S1-2025-P5-r2")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: laboratory.path + "/reports/2025-P5/current") == "r2")
        #expect(try text(laboratory, "r2/report.html").contains("late batch"))
        #expect(try text(laboratory, "r1/tables/estimates.csv").contains("ketamine") == false)
    }

    @Test func `One byte changed in an issued report is told by the next run and by a comparison`() async throws {
        let laboratory = try await drafted()
        try await issue(laboratory)
        let name = laboratory.path + "/reports/2025-P5/r1/tables/estimates.csv"
        var bytes = [UInt8](try #require(FileManager.default.contents(atPath: name)))
        bytes[bytes.count - 3] ^= 1
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: laboratory.path + "/reports/2025-P5/r1/tables")
        try FileManager.default.removeItem(atPath: name)
        try Data(bytes).write(to: URL(fileURLWithPath: name))
        let ran = try await laboratory.ingest { $0.stage = .report }
        let finding = try #require(ran.findings.first { $0.code == "U044" })
        #expect(finding.text == "tables/estimates.csv" && finding.arguments["kind"] == "changed")
        #expect(try text(laboratory, "draft/tables/rejects.csv").contains("U044"))
        let desk = try WorkspaceDesk(laboratory.options())
        defer { desk.close() }
        #expect(try RevisionDifference.between("r1", "draft", period: period2025P5, desk: desk).findings.map(\.code) == ["U044"])
        let missing = #expect(throws: RunFailure.self) { try RevisionDifference.between("r7", "draft", period: period2025P5, desk: desk) }
        #expect(missing?.finding.arguments["known"] == "r1, draft")
    }

    @Test func `An issue that the power cut ended between record and name is finished by the next`() async throws {
        let laboratory = try await drafted()
        try await issue(laboratory)
        let folder = laboratory.path + "/reports/2025-P5/"
        try FileManager.default.removeItem(atPath: folder + "current")
        try FileManager.default.moveItem(atPath: folder + "r1", toPath: folder + ".r1-new")
        try FileManager.default.createDirectory(atPath: folder + ".r2-new", withIntermediateDirectories: true)
        await refused("R014") { try await issue(laboratory) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["current", "draft", "r1"])
    }
}
