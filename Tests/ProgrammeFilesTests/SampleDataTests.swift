import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Testing

/// The city that travels with the project.
@Suite struct SampleDataTests {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SampleData").path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder + "/headwater.yaml")))
    func theSampleCityReadsWithoutAnError() throws {
        let programme = try Programme.read(workspace: SampleDataTests.folder)
        let faults = programme.findings.filter { $0.severity >= .warning }.map { "\($0.code.rawValue) \($0.position?.description ?? "") \($0.text)" }
        #expect(faults.isEmpty, "\(faults.prefix(10))")
        #expect(programme.sites.count == 22)
        #expect(!programme.samples.isEmpty && !programme.methods.isEmpty && !programme.injections.isEmpty && !programme.plan.isEmpty)
        #expect(programme.samples.allSatisfy { $0.flowVolume != nil })
    }
}
