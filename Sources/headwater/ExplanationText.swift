import AnomalyDetection
import BackCalculation
import BatchRun
import Findings
import Monitoring
import Wording

/// The lines of an explanation, in reading order: the figure, its days, its factors, its steps, its spread, its scores.
struct ExplanationText {
    let explanation: FigureExplanation
    let terminal: Terminal

    init(_ explanation: FigureExplanation, terminal: Terminal) {
        self.explanation = explanation
        self.terminal = terminal
    }

    private var chain: EstimateChain { explanation.chain }
    private var further: FurtherText { FurtherText(further: explanation.further, flags: chain.estimate.flags, terminal: terminal) }

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { terminal.catalogue.text("explain.\(key)", arguments) }

    var lines: [String] {
        let estimate = chain.estimate
        var lines = [
            say("title", ["period": "\(chain.period)", "site": harmless(estimate.site.rawValue), "analyte": harmless(estimate.analyte.rawValue)]),
            "",
            figure("load", estimate.load, "mg/d/1000"),
        ]
        if estimate.consumption != nil { lines.append(figure("consumption", estimate.consumption, "mg/d/1000")) }
        if estimate.doses != nil { lines.append(figure("doses", estimate.doses, "/d/1000")) }
        lines.append(
            say(
                "days", ["days": String(estimate.days), "quantified": String(estimate.quantifiedDays),
                    "method": terminal.catalogue.text("report.word.censoring.\(estimate.censoringMethod.rawValue)")]))
        lines.append(say("convention", ["convention": estimate.convention]))
        for flag in estimate.flags { lines.append("  \(flag): " + terminal.catalogue.text("flag.\(flag)")) }
        lines += further.reason
        lines += ["", say("results")]
        for day in chain.days { lines += dayLines(day) }
        if !chain.factors.isEmpty {
            lines += ["", say("factors", ["set": estimate.parameterSet])]
            for factor in chain.factors {
                let mark = factor.provenance == .memory ? " *" : ""
                lines.append("  \(factor.name) = \(factor.value.significant(6))\(factor.unit == "1" ? "" : " " + factor.unit)\(mark)  (\(factor.source); \(factor.provenance.rawValue))")
            }
            if chain.factors.contains(where: { $0.provenance == .memory }) { lines.append("  " + say("memory")) }
        }
        lines += ["", say("steps")]
        for step in chain.steps {
            let inputs = step.inputs.map { "\($0.symbol) = \($0.value.significant(6)) \($0.unit)" }.joined(separator: ", ")
            lines.append("  " + terminal.catalogue.text(step.key))
            lines.append("    \(step.formula)")
            lines.append("    \(inputs) -> \(step.result.symbol) = \(step.result.value.significant(6)) \(step.result.unit)")
        }
        if !chain.variance.isEmpty {
            lines += ["", say("variance")]
            for share in chain.variance {
                lines.append("  \(terminal.catalogue.text("component.\(share.component)")): \((share.share * 100).significant(3)) %")
            }
        }
        lines += further.lines
        if !explanation.scores.isEmpty {
            lines += ["", say("scores")]
            for score in explanation.scores { lines.append("  " + scoreLine(score)) }
        }
        return lines
    }

    private func figure(_ key: String, _ estimate: Estimate?, _ unit: String) -> String {
        guard let estimate else { return say("none") }
        return say(
            key,
            [
                "value": estimate.value.significant(6), "low": estimate.interval.low.significant(6), "high": estimate.interval.high.significant(6),
                "unit": unit,
            ])
    }

    private func dayLines(_ day: EstimateChain.Day) -> [String] {
        let load = day.load
        let concentration = load.concentration
        let value = concentration.quantifiedValue ?? concentration.limit
        let shown = concentration.qualifier == "=" ? "" : concentration.qualifier + " "
        var lines = [
            "  \(load.date)  \(shown)\(value?.significant(6) ?? "") ng/L x \(load.flowVolume.significant(6)) m3/d / \(load.population.significant(6)) "
                + "(\(terminal.catalogue.text("report.word.basis.\(load.populationBasis.rawValue)")))"
                + (day.isInMean ? "" : "  " + say("left_out")),
            "    " + say("at", ["place": harmless(day.result.description), "text": harmless(day.resultText, limit: 40)]),
        ]
        if let limits = explanation.limits[day.result], limits.detection != nil || limits.quantification != nil {
            let (lod, loq) = (limits.detection?.significant(4) ?? "-", limits.quantification?.significant(4) ?? "-")
            lines.append("    " + say("limits", ["lod": lod, "loq": loq]))
        }
        if let conversion = explanation.conversions[day.result], let method = conversion.method, let sample = conversion.sampleMl,
            let extract = conversion.extractMl
        {
            lines.append(
                "    "
                    + say(
                        "vial",
                        [
                            "text": harmless(day.resultText, limit: 40), "extract": extract.significant(6), "sample": sample.significant(6),
                            "dilution": conversion.dilution.significant(6), "place": harmless(method.description),
                        ]))
        }
        if let sample = day.sample { lines.append("    " + say("sample", ["place": harmless(sample.description), "sample": harmless(load.sample.rawValue)])) }
        if let flow = day.flow { lines.append("    " + say("flow", ["place": harmless(flow.description)])) }
        for row in day.populationRows {
            lines.append(
                "    "
                    + say(
                        "population", ["place": harmless(row.position.description), "persons": row.persons.significant(6), "basis": terminal.catalogue.text("report.word.basis.\(row.basis.rawValue)")]))
        }
        lines.append("    " + say("original", ["digest": day.fileDigest]))
        return lines
    }

    private func scoreLine(_ score: ScoreSteps) -> String {
        say(
            "score",
            [
                "kind": terminal.catalogue.text("report.word.kind.\(score.kind.rawValue)"), "observed": score.observed.significant(4),
                "expected": score.expected.significant(4), "network": score.networkFactor.significant(3), "n": String(score.history),
                "sd": score.predictionSD.significant(3), "score": score.score.significant(4), "p": score.pValue.significant(3),
                "q": score.qValue.significant(3),
            ])
    }

    /// The same as one object.
    var json: JSONText {
        func number(_ value: Double?) -> JSONText { terminal.number(value) }
        func place(_ position: SourcePosition?) -> JSONText { position.map { .string($0.description) } ?? .null }
        let estimate = chain.estimate
        return .object([
            ("schema", .integer(1)), ("period", .string("\(chain.period)")), ("site_code", .string(estimate.site.rawValue)),
            ("analyte", .string(estimate.analyte.rawValue)), ("load_mg_per_d_per_1000", number(estimate.load?.value)),
            ("ci95_low", number(estimate.load?.interval.low)), ("ci95_high", number(estimate.load?.interval.high)),
            ("consumption_mg_per_d_per_1000", number(estimate.consumption?.value)), ("doses_per_d_per_1000", number(estimate.doses?.value)),
            ("censoring_method", .string(estimate.censoringMethod.rawValue)),
            ("convention", .string(estimate.convention)),
            (
                "days",
                .array(
                    chain.days.map { day in
                        .object([
                            ("date", .string("\(day.load.date)")), ("sample_id", .string(day.load.sample.rawValue)),
                            ("qualifier", .string(day.load.concentration.qualifier)),
                            ("result_ng_per_l", number(day.load.concentration.quantifiedValue)),
                            ("limit_ng_per_l", number(day.load.concentration.limit)), ("flow_m3_per_d", number(day.load.flowVolume)),
                            ("population", number(day.load.population)), ("result_at", .string(day.result.description)),
                            ("result_text", .string(day.resultText)),
                            ("lod_ng_per_l", number(explanation.limits[day.result]?.detection)),
                            ("loq_ng_per_l", number(explanation.limits[day.result]?.quantification)), ("sample_at", place(day.sample)), ("flow_at", place(day.flow)),
                            ("original_sha256", .string(day.fileDigest)),
                        ])
                    })
            ),
            (
                "factors",
                .array(
                    chain.factors.map {
                        .object([
                            ("parameter", .string($0.name)), ("value", number($0.value)), ("source", .string($0.source)),
                            ("provenance", .string($0.provenance.rawValue)),
                        ])
                    })
            ),
            ("variance_shares", .object(chain.variance.map { ($0.component, number($0.share)) })),
        ] + further.members)
    }
}
