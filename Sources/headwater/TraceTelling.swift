import BatchRun
import Custody
import Findings
import Monitoring
import SourceTracing
import Wording

/// Tells what a traceback found, as lines or as one object.
struct TraceTelling {
    var terminal: Terminal

    /// Findings of warnings and worse, as objects of the answer.
    func objects(_ findings: [Finding]) -> JSONText {
        .array(findings.filter { $0.severity >= .warning }.map { $0.json(terminal.catalogue.text(of: $0)) })
    }

    /// A trace over nodes.
    func tell(_ released: ReleasedTrace, findings: [Finding]) {
        if terminal.isJSON {
            let told = findings.filter { $0.severity >= .warning }.map { $0.json(terminal.catalogue.text(of: $0)) }
            terminal.result(
                AdHocTrace.json(released.posterior, graph: released.graph, findings: told, basis: released.release.basis, merged: released.merged).text)
        } else {
            terminal.findings(findings)
            for line in TraceText(terminal: terminal).lines(released.posterior, graph: released.graph, merged: released.merged) { terminal.result(line) }
        }
    }

    /// A trace of a workspace: over nodes under a grant, else by reaches.
    func tell(_ answer: TraceAnswer, released: ReleasedTrace?, findings: [Finding]) {
        let findings = findings.filter { $0.severity >= .warning }
        if terminal.isJSON {
            if let released {
                tell(released, findings: findings)
            } else {
                terminal.result(object(answer, findings).text)
            }
            return
        }
        let text = TraceText(terminal: terminal)
        for line in released.map({ text.lines($0.posterior, graph: $0.graph, merged: $0.merged) }) ?? text.lines(answer.summary) { terminal.result(line) }
        terminal.result(
            terminal.catalogue.text(
                "trace.upstream",
                ["site": harmless(answer.summary.site.rawValue), "probability": (answer.probabilityUpstream * 100).significant(3)]))
        terminal.findings(findings)
    }

    /// The reaches without their nodes, as one object.
    func object(_ answer: TraceAnswer, _ findings: [Finding]) -> JSONText {
        let summary = answer.summary
        return .object([
            ("schema", .integer(1)), ("basis", .string("reaches")), ("analyte", .string(summary.analyte.rawValue)),
            ("probability_upstream_of_site", terminal.number(answer.probabilityUpstream)),
            ("ln_bayes_factor", terminal.number(summary.lnBayesFactor)), ("probability_of_source", terminal.number(summary.probabilityOfSource)),
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
            ("findings", objects(findings)),
        ])
    }
}
