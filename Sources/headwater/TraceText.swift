import Findings
import Monitoring
import SewerNetwork
import SourceTracing
import Wording

/// The lines of a traceback on a terminal.
struct TraceText {
    var terminal: Terminal

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { terminal.catalogue.text("trace.\(key)", arguments) }

    /// The lines of a summary: reaches between sampling points, no node named.
    func lines(_ summary: SourceSummary) -> [String] {
        var lines = head(
            summary.analyte, lnBayesFactor: summary.lnBayesFactor, probability: summary.probabilityOfSource, mass: summary.massGramsPerDay)
        for reach in summary.classes.prefix(5) where reach.probability >= 0.001 {
            lines.append(
                say(
                    "reach",
                    [
                        "site": reach.site.map { harmless($0.rawValue) } ?? say("split"), "probability": (reach.probability * 100).significant(3),
                        "nodes": String(reach.nodes), "people": reach.population.places(0), "km": (reach.pipeLengthM / 1000).places(1),
                    ]))
        }
        lines.append(
            say("not_examined", ["nodes": String(summary.notExaminedNodes), "people": summary.notExaminedPopulation.places(0)]))
        return lines
    }

    /// The lines of a posterior with its nodes: for those who may see them.
    func lines(_ posterior: SourcePosterior, graph: SewerGraph, merged: Set<Int> = []) -> [String] {
        var lines = head(
            posterior.analyte, lnBayesFactor: posterior.lnBayesFactor, probability: posterior.probabilityOfSource, mass: posterior.massGramsPerDay)
        for reach in posterior.reaches.prefix(5) where reach.probability >= 0.001 {
            lines.append(
                say(
                    "reach_of_node",
                    [
                        "node": harmless(graph.id(reach.head).rawValue), "probability": (reach.probability * 100).significant(3),
                        "nodes": String(reach.nodes), "people": reach.population.places(0), "km": (reach.pipeLengthM / 1000).places(1),
                        "boundary": reach.boundary.map { harmless(graph.id($0).rawValue) }.joined(separator: ", "),
                    ]))
        }
        let set = posterior.credibleSet
        lines.append(
            say(
                "credible",
                [
                    "level": (set.level * 100).significant(3), "nodes": String(set.nodes.count), "people": set.population.places(0),
                    "km": (set.pipeLengthM / 1000).places(1),
                ]))
        let named = set.nodes.filter { !merged.contains($0) }
        if !named.isEmpty { lines.append("  " + named.map { harmless(graph.id($0).rawValue) }.joined(separator: " ")) }
        let nextSamples = posterior.nextSamples.filter { !merged.contains($0.node) }
        if !nextSamples.isEmpty {
            lines.append(say("next"))
            for next in nextSamples {
                lines.append(
                    say(
                        "next_node",
                        [
                            "node": harmless(graph.id(next.node).rawValue), "bits": next.informationBits.significant(3),
                            "probability": (next.probabilityUpstream * 100).significant(3), "power": (next.power * 100).significant(3),
                        ]))
            }
        }
        lines.append(
            say("not_examined", ["nodes": String(posterior.notExaminedNodes), "people": posterior.notExaminedPopulation.places(0)]))
        return lines
    }

    /// What a supposed result changes.
    func change(from known: SourcePosterior, to posterior: SourcePosterior) -> [String] {
        [
            say(
                "supposed",
                [
                    "before": String(known.credibleSet.nodes.count), "after": String(posterior.credibleSet.nodes.count),
                    "bits": (known.entropyBits - posterior.entropyBits).significant(3),
                    "probability": (posterior.probabilityOfSource * 100).significant(3),
                ])
        ]
    }

    /// Whether to go on.
    func step(_ step: TraceAdvice.Step, samplesLeft: Double?) -> String { say("step.\(step.rawValue)", ["n": (samplesLeft ?? 0).places(1)]) }

    /// The next round, its control, and whether to go on.
    func plan(_ samples: [NextSample], posterior: SourcePosterior, graph: SewerGraph) -> [String] {
        let advice = posterior.advice
        var lines = [step(advice.step, samplesLeft: advice.samplesLeft)]
        if !samples.isEmpty { lines.append(say("next")) }
        for next in samples {
            lines.append(
                say(
                    "next_node",
                    [
                        "node": harmless(graph.id(next.node).rawValue), "bits": next.informationBits.significant(3),
                        "probability": (next.probabilityUpstream * 100).significant(3), "power": (next.power * 100).significant(3),
                    ]))
        }
        if let control = advice.control, !samples.isEmpty { lines.append(say("control", ["node": harmless(graph.id(control).rawValue)])) }
        return lines
    }

    /// Reaches that are ruled out, and those that are unlikely but where a source might not have shown.
    func standings(_ posterior: SourcePosterior, graph: SewerGraph) -> [String] {
        posterior.reaches.compactMap { reach in
            let verdict = posterior.verdict(of: reach)
            guard verdict.standing != .open else { return nil }
            return say(
                verdict.standing.rawValue, ["node": harmless(graph.id(reach.head).rawValue), "power": (verdict.power * 100).significant(3)])
        }
    }

    private func head(_ analyte: AnalyteCode, lnBayesFactor: Double, probability: Double, mass: Estimate) -> [String] {
        [
            say("source", ["analyte": harmless(analyte.rawValue), "ln": lnBayesFactor.significant(4), "probability": (probability * 100).significant(4)]),
            say("mass", ["value": mass.value.significant(3), "low": mass.interval.low.significant(3), "high": mass.interval.high.significant(3)]),
        ]
    }
}
