import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// Holds that are released and results that are overridden, by named people.
@Suite struct DecisionTests {
    private func desk<Value: Sendable>(_ laboratory: SmallLaboratory, _ body: (WorkspaceDesk) async throws -> Value) async throws -> Value {
        let desk = try WorkspaceDesk(laboratory.options())
        defer { desk.close() }
        return try await body(desk)
    }

    private func held() async throws -> SmallLaboratory {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/held.csv", CanonicalRows.batch("B3", blank: "50"))
        let ran = try await laboratory.ingest()
        #expect(ran.summary.heldBatches == ["B3"])
        return laboratory
    }

    private func statuses(_ laboratory: SmallLaboratory) throws -> [ResultStatus] { try laboratory.results().filter { $0.sampleType == .unknown }.map(\.status) }

    @Test func `A hold is listed with its reason, and released by an account with the role`() async throws {
        let laboratory = try await held()
        let list = try await desk(laboratory) { try await $0.qualityList() }
        #expect(list.held.map(\.batch) == ["B3"] && list.held.map(\.analyte) == ["methamphetamine"])
        #expect(list.held.first?.reasons == ["blank"] && list.held.first?.results == 4)
        for (account, code) in [("analyst", "U033"), ("nobody", "U033")] {
            let failure = await #expect(throws: RunFailure.self) {
                try await desk(laboratory) {
                    try await $0.release(batch: "B3", analyte: "methamphetamine", reason: "x", by: Account(name: account), at: SmallLaboratory.now)
                }
            }
            #expect(failure?.finding.code.rawValue == code && failure?.kind == .refused)
        }
        let blank = await #expect(throws: RunFailure.self) {
            try await desk(laboratory) {
                try await $0.release(batch: "B3", analyte: "methamphetamine", reason: " ", by: Account(name: "lab"), at: SmallLaboratory.now)
            }
        }
        #expect(blank?.finding.code == "U032")
        let other = await #expect(throws: RunFailure.self) {
            try await desk(laboratory) { try await $0.release(batch: "B3", analyte: "ketamine", reason: "x", by: Account(name: "lab"), at: SmallLaboratory.now) }
        }
        #expect(other?.finding.code == "U038" && other?.finding.arguments["held"] == "B3 methamphetamine")
        #expect(try statuses(laboratory) == [.held, .held, .held, .held])

        let made = try await desk(laboratory) {
            try await $0.release(batch: "B3", analyte: "methamphetamine", reason: "dirty vial", by: Account(name: "lab"), at: SmallLaboratory.now)
        }
        #expect(made.periods == [period2025P5])
        #expect(made.entry.release.holds == ["blank"])
        let ran = try await laboratory.ingest()
        #expect(ran.summary.heldBatches.isEmpty)
        #expect(try statuses(laboratory).allSatisfy { $0 == .flagged })
        try laboratory.store { store in
            let entries = try store.auditEntries()
            #expect(entries.filter { $0.action == "quality.release.refused" }.count == 4)
            #expect(entries.last { $0.action == "quality.release" }?.account == "lab")
            #expect(AuditChain.fault(in: entries) == nil)
        }
    }

    @Test func `A release that is revoked holds again, and the step is on record`() async throws {
        let laboratory = try await held()
        let made = try await desk(laboratory) {
            try await $0.release(batch: "B3", analyte: "methamphetamine", reason: "dirty vial", by: Account(name: "lab"), at: SmallLaboratory.now)
        }
        try await laboratory.ingest()
        #expect(try statuses(laboratory).allSatisfy { $0 == .flagged })
        let stranger = await #expect(throws: RunFailure.self) {
            try await desk(laboratory) { desk in
                try desk.step { (custody) throws(CustodyError) in
                    try custody.revokeQuality(made.entry.id, by: Account(name: "analyst"), at: SmallLaboratory.now, reason: "no")
                }
            }
        }
        #expect(stranger?.finding.code == "U033")
        try await desk(laboratory) { desk in
            try desk.step { (custody) throws(CustodyError) in
                try custody.revokeQuality(made.entry.id, by: Account(name: "zhao"), at: SmallLaboratory.now, reason: "blank dirty after all")
            }
        }
        #expect(try await laboratory.ingest().summary.heldBatches == ["B3"])
        let list = try await desk(laboratory) { try await $0.qualityList() }
        #expect(list.releases.map(\.standing) == [.revoked])
    }

    @Test func `An override has no effect until a second account approves it`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest()
        func ask(_ file: String, _ injection: String, _ analyte: AnalyteCode?) async throws -> OverrideEntry {
            try await desk(laboratory) {
                try await $0.override(
                    file: file, injection: injection, analyte: analyte, action: .reject, reason: "vial cracked", by: Account(name: "lab", user: 1),
                    at: SmallLaboratory.now
                ).entry
            }
        }
        for (file, injection, analyte, known) in [
            ("none.csv", "B1-2", nil, "inbox/a.csv"), ("a.csv", "B1-9", nil, "B1-1, B1-2, B1-3, B1-4"), ("a.csv", "B1-2", "ketamine", "methamphetamine"),
        ] as [(String, String, AnalyteCode?, String)] {
            let failure = await #expect(throws: RunFailure.self) { try await ask(file, injection, analyte) }
            #expect(failure?.finding.code == "U039" && failure?.finding.arguments["known"] == known, "\(file) \(injection)")
        }
        let entry = try await ask("a.csv", "B1-2", "methamphetamine")
        try await laboratory.ingest()
        #expect(try statuses(laboratory).allSatisfy { $0 != .rejected })
        func approve(_ account: Account) async throws {
            try await desk(laboratory) { desk in
                try desk.step { (custody) throws(CustodyError) in try custody.approveOverride(entry.id, by: account, at: SmallLaboratory.now) }
            }
        }
        let own = await #expect(throws: RunFailure.self) { try await approve(Account(name: "lab", user: 1)) }
        #expect(own?.finding.code == "U035")
        let renamed = await #expect(throws: RunFailure.self) { try await approve(Account(name: "zhao", user: 1)) }
        #expect(renamed?.finding.code == "U035", "the same person under another name")
        let roleless = await #expect(throws: RunFailure.self) { try await approve(Account(name: "analyst", user: 3)) }
        #expect(roleless?.finding.code == "U033")
        #expect(try await laboratory.ingest().summary.results == 4)
        #expect(try statuses(laboratory).allSatisfy { $0 != .rejected })
        try await approve(Account(name: "zhao", user: 2))
        let again = await #expect(throws: RunFailure.self) { try await approve(Account(name: "li", user: 4)) }
        #expect(again?.finding.code == "U036")
        try await laboratory.ingest()
        let rejected = try laboratory.results().filter { $0.status == .rejected }
        #expect(rejected.map(\.injection) == ["B1-2"])
        let list = try await desk(laboratory) { try await $0.qualityList() }
        #expect(list.overrides.map(\.standing) == [.approved] && list.overrides.first?.approval?.account == "zhao")
        #expect(list.rejected.map(\.injection) == ["B1-2"])

        try await desk(laboratory) { desk in
            try desk.step { (custody) throws(CustodyError) in
                try custody.revokeQuality(entry.id, by: Account(name: "lab", user: 1), at: SmallLaboratory.now, reason: "it was another vial")
            }
        }
        try await laboratory.ingest()
        #expect(try statuses(laboratory).allSatisfy { $0 != .rejected })
    }

    @Test func `An override of a version does not speak of the next one`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1"))
        try await laboratory.ingest()
        let entry = try await desk(laboratory) {
            try await $0.override(
                file: "inbox/a.csv", injection: "B1-2", analyte: nil, action: .reject, reason: "vial cracked", by: Account(name: "lab"), at: SmallLaboratory.now
            ).entry
        }
        try await desk(laboratory) { desk in
            try desk.step { (custody) throws(CustodyError) in try custody.approveOverride(entry.id, by: Account(name: "zhao"), at: SmallLaboratory.now) }
        }
        try await laboratory.ingest()
        #expect(try statuses(laboratory).contains(.rejected))
        try laboratory.write("inbox/a.csv", CanonicalRows.batch("B1", figures: ["100", "210", "300", "400"]))
        try await laboratory.ingest { $0.supersedes = true }
        #expect(try !statuses(laboratory).contains(.rejected))
    }

    @Test func `Decisions that were changed in the store have no effect and are told`() async throws {
        let laboratory = try await held()
        let made = try await desk(laboratory) {
            try await $0.release(batch: "B3", analyte: "methamphetamine", reason: "dirty vial", by: Account(name: "lab"), at: SmallLaboratory.now)
        }
        #expect(try await laboratory.ingest().summary.heldBatches.isEmpty)
        let sqlite = Process()
        sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        sqlite.arguments = [
            "python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('drop trigger batch_release_kept'); c.execute(\"update batch_release set reason='x'\"); c.commit()",
            laboratory.path + "/store/headwater.sqlite",
        ]
        try sqlite.run()
        sqlite.waitUntilExit()
        try #require(sqlite.terminationStatus == 0)
        let ran = try await laboratory.ingest()
        #expect(ran.summary.heldBatches == ["B3"])
        #expect(ran.findings.contains { $0.code == "U037" && $0.arguments["id"] == made.entry.id })
    }
}
