import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SourceTracing
import Wording

/// A trace of one site, analyte and period of a workspace.
struct WorkspaceTraceCommand {
    var workspace: String
    var site: SiteCode
    var analyte: AnalyteCode
    var period: Period
    var terminal: Terminal

    func run() async throws {
        let rounds = TraceRounds(workspace: workspace, site: site, analyte: analyte, period: period)
        let trace = try await rounds.trace(try rounds.kept(terminal).observations, terminal)
        let findings = trace.findings.filter { $0.severity >= .warning } + (trace.refusal.map { [$0] } ?? [])
        if terminal.isJSON {
            let told = findings.map { $0.json(terminal.catalogue.text(of: $0)) }
            if let released = trace.released {
                terminal.result(AdHocTrace.json(released.posterior, graph: released.graph, findings: told, basis: released.basis, merged: released.merged).text)
            } else {
                terminal.result(summary(trace.summary, upstream: trace.probabilityUpstream, findings: told).text)
            }
        } else {
            let text = TraceText(terminal: terminal)
            let lines = trace.released.map { text.lines($0.posterior, graph: $0.graph, merged: $0.merged) } ?? text.lines(trace.summary)
            for line in lines { terminal.result(line) }
            terminal.result(
                terminal.catalogue.text(
                    "trace.upstream", ["site": harmless(site.rawValue), "probability": (trace.probabilityUpstream * 100).significant(3)]))
            terminal.findings(findings)
        }
    }

    /// The reaches without their nodes, as one object.
    private func summary(_ summary: SourceSummary, upstream: Double, findings: [JSONText]) -> JSONText {
        .object([
            ("schema", .integer(1)), ("basis", .string("reaches")), ("analyte", .string(summary.analyte.rawValue)),
            ("probability_upstream_of_site", terminal.number(upstream)), ("ln_bayes_factor", terminal.number(summary.lnBayesFactor)), ("probability_of_source", terminal.number(summary.probabilityOfSource)),
            (
                "classes",
                .array(
                    summary.classes.map {
                        .object([
                            ("site_code", $0.site.map { .string($0.rawValue) } ?? .null), ("probability", terminal.number($0.probability)),
                            ("nodes", .integer($0.nodes)), ("population", terminal.number($0.population)), ("pipe_m", terminal.number($0.pipeLengthM)),
                        ])
                    })
            ),
            ("findings", .array(findings)),
        ])
    }
}
