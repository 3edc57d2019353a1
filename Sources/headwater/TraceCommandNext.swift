import ArgumentParser
import Findings
import Monitoring
import SewerNetwork
import SourceTracing
import Wording

/// A result that is only supposed: `NODE=positive` or `NODE=negative`.
struct SupposedResult: ExpressibleByArgument {
    var node: NodeID
    var isPositive: Bool

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex else { return nil }
        switch argument[argument.index(after: sign)...] {
        case "positive": isPositive = true
        case "negative": isPositive = false
        default: return nil
        }
        node = NodeID(String(argument[..<sign]))
    }
}

/// `headwater trace next`: where to sample next, and what a result would change; writes nothing.
struct TraceNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Where to sample next, and what a result would change; writes nothing.",
        discussion: """
            headwater trace next --network city.inp --observations obs.csv --analyte methamphetamine --count 4 --access access.csv
            headwater trace next --network city.inp --observations obs.csv --analyte methamphetamine --if J12=positive --if J40=negative

            Each manhole is chosen given those before it, so that all samples of one round tell most together. A control is proposed
            at a point that was positive: if it is negative, the source was off, and the round says nothing of where it is.
            """)

    @OptionGroup var files: TraceFiles
    @Option(help: "Samples of the round, 1 to 50.") var count = 5
    @Option(name: .customLong("if"), help: "A supposed result, NODE=positive or NODE=negative; may be given several times.") var supposed: [SupposedResult] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...50).contains(count) else { throw ValidationError("--count takes 1 to 50") }
    }

    func run() throws {
        let terminal = output.terminal()
        let opened = try files.open(terminal)
        let known = opened.posterior()
        var posterior = known
        var further: [SourceObservation] = []
        var findings = opened.findings
        for result in supposed {
            guard let node = opened.graph.index(of: result.node) else {
                findings.append(Finding("M201", .error, text: result.node.rawValue))
                continue
            }
            further += posterior.supposed(at: Int(opened.graph.hub[node]), isPositive: result.isPositive)
            posterior = opened.posterior(further)
        }
        let samples = posterior.nextSamples(count, rules: opened.rules)
        findings += posterior.findings
        let text = TraceText(terminal: terminal)
        if terminal.isJSON {
            terminal.result(json(known: known, posterior: posterior, samples: samples, opened, terminal, findings).text)
        } else {
            terminal.findings(findings)
            if !supposed.isEmpty { for line in text.change(from: known, to: posterior) { terminal.result(line) } }
            for line in text.plan(samples, posterior: posterior, graph: opened.graph) { terminal.result(line) }
            for line in text.standings(posterior, settings: opened.settings, graph: opened.graph) { terminal.result(line) }
        }
        if findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
    }

    private func json(
        known: SourcePosterior, posterior: SourcePosterior, samples: [NextSample], _ opened: TraceFiles.Opened, _ terminal: Terminal, _ findings: [Finding]
    ) -> JSONText {
        let graph = opened.graph
        func name(_ node: Int) -> JSONText { .string(graph.id(node).rawValue) }
        let advice = posterior.advice
        return .object([
            ("schema", .integer(1)), ("basis", .string("ad hoc")), ("analyte", .string(posterior.analyte.rawValue)),
            (
                "supposed",
                .array(supposed.map { .object([("node", .string($0.node.rawValue)), ("outcome", .string($0.isPositive ? "positive" : "negative"))]) })
            ),
            ("probability_of_source", terminal.number(posterior.probabilityOfSource)),
            ("credible_nodes_before", .integer(known.credibleSet.nodes.count)), ("credible_nodes", .integer(posterior.credibleSet.nodes.count)),
            ("entropy_bits_before", terminal.number(known.entropyBits)), ("entropy_bits", terminal.number(posterior.entropyBits)),
            ("step", .string(advice.step.rawValue)), ("samples_left", advice.samplesLeft.map { terminal.number($0) } ?? .null),
            ("control", advice.control.map(name) ?? .null),
            (
                "next_samples",
                .array(
                    samples.map {
                        .object([
                            ("node", name($0.node)), ("information_bits", terminal.number($0.informationBits)),
                            ("probability_upstream", terminal.number($0.probabilityUpstream)), ("power", terminal.number($0.power)),
                        ])
                    })
            ),
            (
                "reaches",
                .array(
                    posterior.reaches.map { reach in
                        let verdict = posterior.verdict(of: reach)
                        return .object([
                            ("head", name(reach.head)), ("probability", terminal.number(reach.probability)),
                            ("standing", .string(verdict.standing.rawValue)), ("power", terminal.number(verdict.power)),
                        ])
                    })
            ),
            ("findings", .array(findings.filter { $0.severity >= .warning }.map { $0.json(terminal.catalogue.text(of: $0)) })),
        ])
    }
}
