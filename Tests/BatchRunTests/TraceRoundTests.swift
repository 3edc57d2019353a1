import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SampleCity
import SewerNetwork
import SourceTracing
import Store
import Testing

/// Rounds of a traceback in a workspace: kept, replayed, and refused where they were touched.
extension ReferenceCityTests {
    private static let now = Instant(date: CityFolder.day, secondOfDay: 7200, offsetSeconds: 0)
    private static let requester = Account(name: "analyst")

    private func opened(_ folder: CityFolder, _ analyte: AnalyteCode) async throws -> WorkspaceTrace {
        try await WorkspaceTrace.open(
            TraceQuestion(site: try #require(laboratorySite), analyte: analyte, period: period2025P5), workspace: folder.path, account: Self.requester,
            now: Self.now, jobs: 2)
    }

    private var laboratorySite: SiteCode? { CityFolder.city.events.first { $0.kind == .clandestineLaboratory }?.sites.first }

    /// A table of composites at manholes, ng/L of ephedrine.
    private func table(_ rows: [(NodeID, Double)]) -> NetworkFile {
        let lines = rows.map { "\($0.0.rawValue),2025-10-20,ephedrine,\($0.1),ng/L,800" }
        return NetworkFile(name: "round.csv", bytes: Array((["node,date,analyte,result,unit,flow_m3_per_d"] + lines).joined(separator: "\n").utf8))
    }

    private func code(_ body: () async throws -> Void) async -> FindingCode? {
        do { try await body() } catch let failure as RunFailure { return failure.finding.code } catch { return nil }
        return nil
    }

    @Test func `Rounds are kept with who asked and under which request, come out the same anew, and stop the trace where a file was touched`() async throws {
        let ran = try await Self.ran.value
        let site = try #require(laboratorySite)
        try WorkspaceApproval.approve(workspace: ran.folder.path, site: site, analyte: "ephedrine", by: Account(name: "approver"), for: Self.requester, at: Self.now)

        let first = try await opened(ran.folder, "ephedrine")
        #expect(first.rounds.isEmpty)
        let released = try #require(first.released)
        let next = released.nextSamples(released.posterior, count: 3)
        #expect(next.count == 3)
        #expect(Set(next.map(\.node)).isDisjoint(with: released.merged))
        let nodes = next.map { released.graph.id($0.node) }
        let outcome = try first.keep(table([(nodes[0], 4000), (nodes[1], 30)]))
        first.close()
        #expect(outcome.number == 1 && outcome.observations == 2)
        #expect(outcome.after.entropyBits != outcome.before.entropyBits)

        let second = try await opened(ran.folder, "ephedrine")
        let round = try #require(second.rounds.first)
        #expect(second.rounds.count == 1 && round.observations.count == 2)
        #expect(round.entry.account == "analyst" && round.entry.request.hasPrefix("T-"))
        #expect(second.answer.summary == outcome.after.summary, "an opened trace reckons with what was kept")
        let pack = String(decoding: round.pack, as: UTF8.self)
        for word in ["\"approval\"", round.entry.request, "\"case\": \"2025-117\"", "\"known\"", "\"sampled\"", "\"before\"", "\"after\"", nodes[0].rawValue] {
            #expect(pack.contains(word), "\(word)")
        }
        let again = try #require(try second.replay(1))
        #expect(again.differing.isEmpty && again.changedFiles.isEmpty)
        #expect(try second.replay(2) == nil && second.replay(0) == nil)
        _ = try second.keep(table([(nodes[2], 2500)]))
        second.close()

        let third = try await opened(ran.folder, "ephedrine")
        #expect(third.rounds.count == 2)
        #expect(try #require(try third.replay(2)).differing.isEmpty)
        #expect(try #require(try third.replay(1)).differing.isEmpty)
        third.close()

        let folder = ran.folder.path + "/store/trace"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains("round-") }.sorted()
        #expect(files.count == 4)
        for file in files {
            let path = URL(fileURLWithPath: folder + "/" + file)
            let kept = try Data(contentsOf: path)
            var touched = kept
            touched[touched.count - 2] ^= 1
            try touched.write(to: path)
            #expect(await code { _ = try await opened(ran.folder, "ephedrine") } == "M209", "\(file)")
            try FileManager.default.removeItem(at: path)
            #expect(await code { _ = try await opened(ran.folder, "ephedrine") } == "M209", "\(file) gone")
            try kept.write(to: path)
        }
        let sound = try await opened(ran.folder, "ephedrine")
        #expect(sound.rounds.count == 2)
        sound.close()
    }

    @Test func `A round that names no manhole of the network is not kept, and a supposed result writes nothing`() async throws {
        let ran = try await Self.ran.value
        let trace = try await opened(ran.folder, "pseudoephedrine")
        defer { trace.close() }
        #expect(trace.released == nil && trace.refusal?.code == "U026")
        #expect(throws: RunFailure.self) { try trace.keep(table([("NOWHERE", 5)])) }
        #expect(trace.rounds.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: ran.folder.path + "/store/trace/none"))
    }

    @Test func `Each sampling point is told what it sees, and a larger one needs a larger source`() async throws {
        let ran = try await Self.ran.value
        let trace = try await opened(ran.folder, "cocaine")
        defer { trace.close() }
        let points = trace.points(["methamphetamine", "cocaine"])
        #expect(points.count == 22)
        #expect(points.map(\.site) == points.map(\.site).sorted())
        #expect(abs(points.reduce(0) { $0 + $1.share } - 1) < 0.01, "the pieces above the points make up the sewer")
        for point in points { #expect(point.detectableGramsPerDay.values.allSatisfy { $0 > 0 }, "\(point.site)") }
        let largest = try #require(points.max { $0.people < $1.people })
        let smallest = try #require(points.min { $0.people < $1.people })
        let seen = (try #require(largest.detectableGramsPerDay["methamphetamine"]), try #require(smallest.detectableGramsPerDay["methamphetamine"]))
        #expect(seen.0 > seen.1)
    }
}
