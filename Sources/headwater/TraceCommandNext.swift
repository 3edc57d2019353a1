import ArgumentParser
import BatchRun
import Custody
import Findings
import Monitoring
import Reports
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
struct TraceNextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Where to sample next, as a list, a map and a sheet to print; and what a result would change.",
        discussion: """
            headwater trace next --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 --count 4 --sheet round.html
            headwater trace next --network city.inp --observations obs.csv --analyte methamphetamine --if J12=positive --if J40=negative

            Each manhole is chosen given those before it, so that all samples of one round tell most together. A control is proposed
            at a point that was positive: if it is negative, the source was off, and the round says nothing of where it is. In a
            workspace manholes are named only under an approved request (trace request, trace approve).
            """)

    @OptionGroup var source: TraceSource
    @Option(help: "Samples of the round, 1 to 50.") var count = 5
    @Option(name: .customLong("if"), help: "A supposed result, NODE=positive or NODE=negative; may be given several times.") var supposed: [SupposedResult] = []
    @Option(help: "Write the round as a sheet to be printed on A4: HTML.") var sheet: String?
    @OptionGroup var pictures: TracePictures
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard sheet == nil || supposed.isEmpty else { throw ValidationError("--sheet is for the round as known: it excludes --if") }
        guard (1...50).contains(count) else { throw ValidationError("--count takes 1 to 50") }
    }

    func run() async throws {
        let terminal = output.terminal()
        let opened = try await source.nodes(terminal)
        let trace = opened.released
        var posterior = trace.posterior
        var further: [SourceObservation] = []
        var findings = opened.findings
        for result in supposed {
            guard let made = trace.supposed(result.node, isPositive: result.isPositive, given: posterior) else {
                findings.append(Finding("M201", .error, text: result.node.rawValue))
                continue
            }
            further += made
            posterior = trace.posterior(with: further)
        }
        if !supposed.isEmpty { findings += posterior.findings.filter { !findings.contains($0) } }
        let samples = trace.nextSamples(posterior, count: count)
        try pictures.write(trace, posterior, next: samples, terminal)
        if let sheet { try write(sheet, samples, opened, terminal) }
        let text = TraceText(terminal: terminal)
        if terminal.isJSON {
            terminal.result(json(posterior, samples: samples, trace, terminal, findings).text)
        } else {
            terminal.findings(findings)
            if !supposed.isEmpty { for line in text.change(from: trace.posterior, to: posterior) { terminal.result(line) } }
            for line in text.plan(samples, posterior: posterior, graph: trace.graph) { terminal.result(line) }
            for line in text.standings(posterior, graph: trace.graph) { terminal.result(line) }
        }
        if findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
    }

    private func write(_ path: String, _ samples: [NextSample], _ opened: OpenedTrace, _ terminal: Terminal) throws {
        let trace = opened.released
        let made = currentInstant().date(offsetSeconds: opened.offsetSeconds)
        let sheet = trace.sheet(samples, question: opened.question, round: opened.round, made: made, controlStart: opened.windowStart)
        try terminal.write(
            sheet.html(graph: trace.graph, layout: SewerLayout.of(trace.graph), picture: trace.picture(trace.posterior, next: samples)), to: path,
            release: trace.release)
    }

    private func json(_ posterior: SourcePosterior, samples: [NextSample], _ trace: ReleasedTrace, _ terminal: Terminal, _ findings: [Finding]) -> JSONText {
        let graph = trace.graph
        func name(_ node: Int) -> JSONText { .string(graph.id(node).rawValue) }
        let advice = posterior.advice
        return .object([
            ("schema", .integer(1)), ("basis", .string(trace.release.basis)), ("analyte", .string(posterior.analyte.rawValue)),
            (
                "supposed",
                .array(supposed.map { .object([("node", .string($0.node.rawValue)), ("outcome", .string($0.isPositive ? "positive" : "negative"))]) })
            ),
            ("probability_of_source", terminal.number(posterior.probabilityOfSource)),
            ("credible_nodes_before", .integer(trace.posterior.credibleSet.nodes.count)), ("credible_nodes", .integer(posterior.credibleSet.nodes.count)),
            ("entropy_bits_before", terminal.number(trace.posterior.entropyBits)), ("entropy_bits", terminal.number(posterior.entropyBits)),
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
            ("findings", TraceTelling(terminal: terminal).objects(findings)),
        ])
    }
}
