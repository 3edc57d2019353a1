import BatchRun
import Findings
import Foundation
import Monitoring
import SampleCity
import Synchronization
import Testing

/// Broken files beside good ones: a finding with its place, every good row kept, and never a trap.
///
/// A city of five sites: what breaks a file breaks it at any size.
@Suite struct BrokenInputTests {
    static let city = SampleCity.make(SampleCitySettings(sites: 5, manholes: 300))

    private func run(_ change: (inout [String: [UInt8]]) -> Void) async throws -> (summary: RunSummary, findings: [Finding]) {
        let folder = try CityFolder(Self.city, change: change)
        let findings = Mutex<[Finding]>([])
        let summary = try await BatchRun(folder.options(.one(period2025P5))) { event in
            if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
        }.execute()
        return (summary, findings.withLock { $0 })
    }

    @Test func rubbishInTheInboxIsNamedAndTheRestIsKept() async throws {
        let clean = try await run { _ in }
        let (summary, findings) = try await run { files in
            files["inbox/empty.txt"] = []
            files["inbox/noise.csv"] = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
            files["inbox/zeros.txt"] = [UInt8](repeating: 0, count: 4096)
            files["inbox/letter.txt"] = Array("Dear colleague,\nplease find the results attached.\n".utf8)
            files["inbox/book.xlsx"] = [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 7, count: 300)
        }
        let named = Set(findings.filter { $0.severity >= .error }.compactMap { $0.position?.file })
        for name in ["empty.txt", "noise.csv", "zeros.txt", "letter.txt", "book.xlsx"] { #expect(named.contains("inbox/\(name)"), "\(name)") }
        #expect(summary.results == clean.summary.results)
        #expect(summary.periods.first?.loads == clean.summary.periods.first?.loads)
        #expect(summary.exitCode(alertLevel: .urgent) == 2)
    }

    @Test func aBrokenRowOfTheRegisterCostsOnlyItself() async throws {
        let clean = try await run { _ in }
        let (summary, findings) = try await run { files in
            guard let bytes = files["samples/2025-P5.csv"] else { return }
            var lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
            lines[3] = lines[3].replacingOccurrences(of: "2025-09-", with: "2025-19-")
            files["samples/2025-P5.csv"] = Array(lines.joined(separator: "\n").utf8)
        }
        let finding = try #require(findings.first { $0.position?.file == "samples/2025-P5.csv" && $0.severity == .error })
        #expect(finding.position?.line == 4)
        #expect(finding.position?.column != nil)
        let cleanLoads = try #require(clean.summary.periods.first?.loads)
        let loads = try #require(summary.periods.first?.loads)
        #expect(loads < cleanLoads && loads > cleanLoads - 40, "\(loads) of \(cleanLoads)")
    }

    @Test func aWorkspaceWithoutLaboratoryFilesStillGivesAReportThatSaysSo() async throws {
        let (summary, findings) = try await run { files in
            for name in files.keys where name.hasPrefix("inbox/") { files[name] = nil }
        }
        #expect(summary.results == 0)
        #expect(findings.contains { $0.code == "S045" })
        #expect(summary.periods.first?.sitesMissing.count == 5)
    }

    @Test func everyProgrammeFileMayBeCutAnywhere() async throws {
        for name in ["sites.csv", "methods.csv", "populations.csv", "plan.csv", "network/city.inp", "injections/2025-P5.csv"] {
            let whole = try #require(Self.city.bytes(name), "\(name)")
            let cut = whole.count * 37 / 100
            let (summary, _) = try await run { files in files[name] = Array(whole.prefix(cut)) }
            #expect(summary.periods.count == 1, "\(name)")
        }
    }

    @Test func withoutConfigurationTheRunStopsAndSaysWhy() async throws {
        let folder = try CityFolder(Self.city) { files in files["headwater.yaml"] = nil }
        await #expect(throws: RunFailure.self) { try await BatchRun(folder.options(.one(period2025P5))).execute() }
    }

    @Test func aCorrectedFileWaitsUntilSomeoneSaysThatItSupersedes() async throws {
        let folder = try CityFolder(Self.city)
        _ = try await BatchRun(folder.options(.one(period2025P5))).execute()
        let name = try #require(Self.city.files.map(\.path).last { $0.hasPrefix("inbox/2025-P5") })
        let file = URL(fileURLWithPath: folder.path + "/" + name)
        try (try Data(contentsOf: file) + Data("\n".utf8)).write(to: file)
        let before = try folder.table("daily_loads", period: "2025-P5").count
        let findings = Mutex<[Finding]>([])
        _ = try await BatchRun(folder.options(.one(period2025P5))) { event in
            if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
        }.execute()
        #expect(findings.withLock { $0 }.contains { $0.code == "S020" && $0.position?.file == name })
        #expect(try folder.table("daily_loads", period: "2025-P5").count == before)
        var options = folder.options(.one(period2025P5))
        options.supersedes = true
        _ = try await BatchRun(options).execute()
        #expect(try folder.table("daily_loads", period: "2025-P5").count == before)
    }
}
