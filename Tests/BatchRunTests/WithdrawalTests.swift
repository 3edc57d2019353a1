import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// One run taken back, with a reason.
@Suite struct WithdrawalTests {
    private func withdraw(_ laboratory: SmallLaboratory, _ run: String, reason: String = "wrong batch") async throws -> RunReversal {
        let desk = try WorkspaceDesk(laboratory.options())
        defer { desk.close() }
        return try await desk.withdraw(run: run, reason: reason)
    }

    private func figures(_ laboratory: SmallLaboratory) throws -> [Double] {
        try laboratory.results().filter { $0.status == .accepted || $0.status == .flagged }.compactMap(\.concentration.quantifiedValue).sorted()
    }

    @Test func `The files of a withdrawn run no longer count, the originals stay, and who, when and why is recorded`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        let first = try await laboratory.ingest()
        try laboratory.write("inbox/b.csv", CanonicalRows.batch("B2", analyte: "ketamine", figures: ["11", "12"]))
        let second = try await laboratory.ingest()
        let reversal = try await withdraw(laboratory, second.summary.runID)
        #expect(reversal.withdrawn.map(\.name) == ["inbox/b.csv"])
        #expect(reversal.restored.isEmpty)
        #expect(reversal.periods == [period2025P5])
        #expect(try figures(laboratory) == [100, 200, 300, 400])
        let withdrawn = try #require(reversal.withdrawn.first)
        #expect(FileManager.default.fileExists(atPath: laboratory.path + "/store/originals/\(withdrawn.digest.prefix(2))/\(withdrawn.digest)"))
        #expect(FileManager.default.fileExists(atPath: laboratory.path + "/inbox/b.csv"))
        try laboratory.store { store in
            let entry = try #require(try store.auditEntries().last)
            #expect(entry.action == "ingest.withdraw" && entry.account == "analyst")
            #expect(entry.detail == "{\"reason\": \"wrong batch\", \"run\": \"\(second.summary.runID)\"}")
            #expect(AuditChain.fault(in: try store.auditEntries()) == nil)
            let runs = try IngestedRun.all(store)
            #expect(runs.map(\.run.id) == [first.summary.runID, second.summary.runID])
            #expect(runs.map { $0.withdrawal?.reason } == [nil, "wrong batch"])
            #expect(runs.last?.files.map(\.state) == [.withdrawn])
        }
    }

    @Test func `What was withdrawn is not taken again by itself, under no name, until it is named`() async throws {
        let laboratory = try SmallLaboratory()
        let text = CanonicalRows.batch("B1")
        try laboratory.write("inbox/a.csv", text)
        try laboratory.write("inbox/twin.csv", text)
        let run = try await laboratory.ingest().summary.runID
        _ = try await withdraw(laboratory, run)
        #expect(try laboratory.results().isEmpty)
        try laboratory.write("inbox/renamed.csv", text)
        let again = try await laboratory.ingest()
        #expect(try laboratory.results().isEmpty)
        #expect(Set(again.findings.filter { $0.code == "S023" }.compactMap { $0.position?.file }) == ["inbox/a.csv", "inbox/twin.csv", "inbox/renamed.csv"])
        #expect(try await laboratory.preview().files.map(\.standing) == [.withdrawn, .withdrawn, .withdrawn])
        let wrong = try await laboratory.ingest { $0.retakes = ["nothing.csv"] }
        #expect(wrong.findings.contains { $0.code == "S027" && $0.text == "nothing.csv" })
        try await laboratory.ingest { $0.retakes = ["renamed.csv"] }
        #expect(try figures(laboratory) == [100, 200, 300, 400])
        #expect(Set(try laboratory.results().map(\.position.file)) == ["inbox/renamed.csv"])
    }

    @Test func `The version that a withdrawn one had replaced counts again`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["1", "2", "3", "4"].map { $0 + "000" }))
        let second = try await laboratory.ingest { $0.supersedes = true }
        #expect(try figures(laboratory) == [1000, 2000, 3000, 4000])
        let reversal = try await withdraw(laboratory, second.summary.runID)
        #expect(reversal.restored.map(\.name) == ["inbox/a.csv"])
        #expect(try figures(laboratory) == [100, 200, 300, 400])
        try await laboratory.ingest { $0.supersedes = true }
        #expect(try figures(laboratory) == [100, 200, 300, 400], "the inbox still holds what was taken back")
    }

    @Test func `Withdrawn in whatever order, the last version that stands counts`() async throws {
        for order in [[1, 2], [2, 1], [0, 2], [0, 1, 2]] {
            let laboratory = try SmallLaboratory()
            var runs: [String] = []
            for version in 1...3 {
                try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["\(version * 10)"]))
                runs.append(try await laboratory.ingest { $0.supersedes = true }.summary.runID)
            }
            var standing = [0, 1, 2]
            for run in order {
                _ = try await withdraw(laboratory, runs[run])
                standing.removeAll { $0 == run }
                #expect(try figures(laboratory) == standing.suffix(1).map { Double(($0 + 1) * 10) }, "\(order) after \(run)")
            }
        }
    }

    @Test func `A withdrawal without a reason, of an unknown run or a second time is refused, recorded, and changes nothing`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        let run = try await laboratory.ingest().summary.runID
        let empty = try await laboratory.ingest().summary.runID
        let blank = await #expect(throws: RunFailure.self) { try await withdraw(laboratory, run, reason: " \t") }
        #expect(blank?.finding.code == "U032")
        let unknown = await #expect(throws: RunFailure.self) { try await withdraw(laboratory, "run-1999-01-01-1") }
        #expect(unknown?.kind == .inputMissing && unknown?.finding.code == "U040")
        #expect(unknown?.finding.arguments["runs"] == run)
        let nothing = await #expect(throws: RunFailure.self) { try await withdraw(laboratory, empty) }
        #expect(nothing?.finding.code == "U040")
        #expect(try figures(laboratory) == [100, 200, 300, 400])
        _ = try await withdraw(laboratory, run)
        let twice = await #expect(throws: RunFailure.self) { try await withdraw(laboratory, run) }
        #expect(twice?.finding.code == "U041")
        let (entries, withdrawals) = try laboratory.store { (try $0.auditEntries(), try $0.withdrawals()) }
        #expect(entries.filter { $0.action == "ingest.withdraw.refused" }.count == 4)
        #expect(withdrawals.count == 1)
    }

    @Test func `The draft of the next report differs by what was taken back`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["100", "200"]))
        try await laboratory.ingest { $0.stage = .report }
        try laboratory.write("inbox/b.csv", CanonicalRows.batch("B2", analyte: "ketamine"))
        let second = try await laboratory.ingest { $0.stage = .report }
        func loads() throws -> Int {
            try String(contentsOfFile: laboratory.path + "/reports/2025-P5/draft/tables/daily_loads.csv", encoding: .utf8).split(separator: "\n").count - 1
        }
        #expect(try loads() == 6)
        _ = try await withdraw(laboratory, second.summary.runID)
        try await laboratory.ingest { options in
            options.stage = .report
            options.takesInbox = false
        }
        #expect(try loads() == 2)
    }
}
