import BackCalculation
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SampleCity
import SewerNetwork
import SourceTracing
import Synchronization
import Testing

/// The reference city from files to report, held against the truth that was written into it.
@Suite(.serialized) struct ReferenceCityTests {
    /// One run of 2025-P5, shared by the tests of this suite.
    struct Ran: Sendable {
        let folder: CityFolder
        let summary: RunSummary
        let findings: [Finding]
    }

    static let ran = Task { () async throws -> Ran in
        let folder = try CityFolder()
        let findings = Mutex<[Finding]>([])
        let summary = try await BatchRun(folder.options(.one(period2025P5))) { event in
            if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
        }.execute()
        return Ran(folder: folder, summary: summary, findings: findings.withLock { $0 })
    }

    private func event(_ kind: CityEvent.Kind) throws -> CityEvent {
        try #require(CityFolder.city.events.first { $0.kind == kind })
    }

    @Test func theLaboratoryIsAlertedAtItsFocusPointAsManufacture() async throws {
        let ran = try await Self.ran.value
        let laboratory = try event(.clandestineLaboratory)
        let site = try #require(laboratory.sites.first)
        let alerts = try #require(ran.summary.periods.first).alerts
        let alert = try #require(alerts.first { $0.site == site && $0.analyte == "methamphetamine" })
        #expect(alert.cause == .manufactureLikely)
        #expect(alert.level == .urgent)
        #expect(alert.direction == .up)
        #expect(alerts.filter { $0.analyte == "methamphetamine" && $0.site != site }.isEmpty, "the path downstream is one matter")
        #expect(Set(alert.alsoSeenAt).isSubset(of: Set(laboratory.sites)))
    }

    @Test func aDischargeIsNotTurnedIntoConsumption() async throws {
        let ran = try await Self.ran.value
        let site = try #require(try event(.clandestineLaboratory).sites.first)
        let rows = try ran.folder.table("estimates", period: "2025-P5").filter { $0["analyte"] == "methamphetamine" }
        let row = try #require(rows.first { $0["site_code"] == site.rawValue })
        #expect(row["load_mg_per_d_per_1000"] != "" && row["consumption_mg_per_d_per_1000"] == "" && row["doses_per_d_per_1000"] == "")
        #expect(row["flags"]?.contains("NOT_CONSUMPTION") == true)
        #expect(rows.contains { $0["consumption_mg_per_d_per_1000"] != "" })
    }

    @Test func theFaultyFlowMeterIsNoDrugSignal() async throws {
        let ran = try await Self.ran.value
        let site = try #require(try event(.flowMeterFault).sites.first)
        #expect(try #require(ran.summary.periods.first).alerts.filter { $0.site == site }.isEmpty)
        let rows = try ran.folder.table("anomalies", period: "2025-P5").filter { $0["site_code"] == site.rawValue }
        #expect(rows.contains { $0["kind"] == "flow_meter" && $0["analyte"] == "" })
        #expect(rows.filter { $0["alert_id"] != "" }.isEmpty)
    }

    @Test func onlyWhatWasWrittenIntoTheCityIsAlerted() async throws {
        let ran = try await Self.ran.value
        let drugs: Set<AnalyteCode> = ["methamphetamine", "ephedrine", "pseudoephedrine", "cmp", "etomidate_acid", "etomidate"]
        let others = try #require(ran.summary.periods.first).alerts.filter { !drugs.contains($0.analyte) }
        #expect(others.count <= 2, "\(others.map(\.id)): a rate of false discoveries of 0.1 lets few through")
    }

    @Test func theCredibleSetHoldsTheManholeAndIsNamedOnlyUnderApproval() async throws {
        let ran = try await Self.ran.value
        let laboratory = try event(.clandestineLaboratory)
        let site = try #require(laboratory.sites.first)
        let node = try #require(laboratory.node)
        let requester = Account(name: "analyst")
        let now = Instant(date: CityFolder.day, secondOfDay: 3600, offsetSeconds: 0)
        func traced() async throws -> WorkspaceTrace {
            try await WorkspaceTrace.open(
                TraceQuestion(site: site, analyte: "methamphetamine", period: period2025P5), workspace: ran.folder.path, account: requester, now: now, jobs: 2)
        }
        let refused = try await traced()
        #expect(refused.released == nil)
        #expect(refused.refusal?.code == "U026")
        #expect(refused.answer.summary.probabilityOfSource > 0.99)
        #expect(refused.answer.summary.classes.first?.site == site)
        refused.close()

        try WorkspaceApproval.approve(workspace: ran.folder.path, site: site, analyte: "methamphetamine", by: Account(name: "approver"), for: requester, at: now)
        let trace = try await traced()
        defer { trace.close() }
        let released = try #require(trace.released)
        let set = released.posterior.credibleSet.nodes.map { released.graph.id($0) }
        #expect(set.contains(node))
        #expect(released.posterior.credibleSet.level == 0.9)
        #expect(set.count < 200, "a set of \(set.count) of 2,000 manholes would be no answer")
        #expect(!released.posterior.nextSamples.isEmpty)
        let mass = released.posterior.massGramsPerDay
        #expect(mass.interval.low < laboratory.magnitude && laboratory.magnitude < mass.interval.high)
    }

    @Test func noNodeOfTheSewerStandsInTheReport() async throws {
        let ran = try await Self.ran.value
        let node = try #require(try event(.clandestineLaboratory).node)
        for (name, bytes) in try ran.folder.outputs() {
            #expect(!String(decoding: bytes, as: UTF8.self).contains(node.rawValue), "\(name)")
        }
    }

    @Test func theContaminatedBatchIsHeldAndGivesNoLoad() async throws {
        let ran = try await Self.ran.value
        let blank = try event(.contaminatedBlank)
        let analyte = try #require(blank.amounts.first).analyte
        #expect(!ran.summary.heldBatches.isEmpty)
        let file = try #require(blank.files.first)
        #expect(ran.summary.heldBatches.contains { file.contains($0) })
        let loads = try ran.folder.table("daily_loads", period: "2025-P5")
        for site in blank.sites {
            #expect(!loads.contains { $0["site_code"] == site.rawValue && $0["analyte"] == analyte.rawValue })
        }
        let checks = try ran.folder.table("qc", period: "2025-P5")
        #expect(checks.contains { $0["analyte"] == analyte.rawValue && $0["verdict"] == "fail" })
    }

    @Test func theCutFileAndTheDoubleFileAreNamedAndNothingCountsTwice() async throws {
        let ran = try await Self.ran.value
        let cut = try #require(try event(.truncatedFile).files.first)
        let double = try event(.duplicateFile).files
        let named = ran.findings.filter { $0.severity >= .warning }.compactMap { $0.position?.file }
        #expect(named.contains(cut))
        #expect(double.contains { named.contains($0) })
        var seen: Set<String> = []
        let loads = try ran.folder.table("daily_loads", period: "2025-P5")
        #expect(loads.count > 2000)
        for row in loads { #expect(seen.insert("\(row["sample_id"] ?? "") \(row["analyte"] ?? "")").inserted, "\(row)") }
    }

    @Test func theDilutionRerunCountsInsteadOfTheOverrange() async throws {
        let ran = try await Self.ran.value
        let rerun = try event(.dilutionRerun)
        let site = try #require(rerun.sites.first)
        let rows = try ran.folder.table("daily_loads", period: "2025-P5").filter {
            $0["site_code"] == site.rawValue && $0["analyte"] == "methamphetamine"
        }
        #expect(rows.count == 7)
        for row in rows { #expect(row["qualifier"] == "=", "\(row)") }
    }

    @Test func everyFigureGoesBackToTheCellThatItCameFrom() async throws {
        let ran = try await Self.ran.value
        let site = try #require(try event(.clandestineLaboratory).sites.first)
        let explanation = try #require(
            try await FigureExplanation.explain(
                workspace: ran.folder.path, period: period2025P5, site: site, analyte: "methamphetamine", account: Account(name: "analyst"),
                now: Instant(date: CityFolder.day, secondOfDay: 0, offsetSeconds: 0), jobs: 1))
        #expect(explanation.chain.days.count == 7)
        for day in explanation.chain.days {
            let position = day.result
            let bytes = try #require(CityFolder.city.bytes(position.file))
            let line = try #require(Self.lines(of: bytes).dropFirst((position.line ?? 1) - 1).first)
            #expect(line.contains(day.resultText), "\(position.description): \(line)")
        }
    }

    @Test func aSecondRunAndAnotherNumberOfWorkersChangeNoByte() async throws {
        let folder = try CityFolder()
        _ = try await BatchRun(folder.options(.one(period2025P5), jobs: 2)).execute()
        let first = try folder.outputs()
        #expect(first.count >= 18)
        _ = try await BatchRun(folder.options(.one(period2025P5), jobs: 2)).execute()
        let second = try folder.outputs()
        #expect(Set(first.keys) == Set(second.keys))
        let fresh = try CityFolder()
        _ = try await BatchRun(fresh.options(.one(period2025P5), jobs: 1)).execute()
        let single = try fresh.outputs()
        for name in first.keys.sorted() {
            let isSame = first[name] == second[name]
            #expect(isSame, "\(name) of the second run")
            let isSameAlone = first[name] == single[name]
            #expect(isSameAlone, "\(name) with one worker")
        }
    }

    /// The lines of a file whatever its line ends; bytes that are no UTF-8 become replacement characters.
    private static func lines(of bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
            .components(separatedBy: "\n")
    }
}
