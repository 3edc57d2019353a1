package import ProgrammeFiles
internal import Findings

extension Programme {
    /// Reads a workspace for work that goes on: a fatal finding ends it here.
    ///
    /// - Throws: `configuration`, with the first fatal finding.
    package static func opened(workspace: String) throws(RunFailure) -> Programme {
        let programme: Programme
        do { programme = try Programme.read(workspace: workspace) } catch { throw RunFailure(.configuration, error.finding) }
        if let fatal = programme.findings.first(where: { $0.severity == .fatal }) { throw RunFailure(.configuration, fatal) }
        return programme
    }
}
