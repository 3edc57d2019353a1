internal import Findings
internal import Monitoring
internal import Wording

/// The tables of evidence: what does not fit, what was checked, what was set aside.
enum EvidenceTables {
    static func anomalies(_ content: ReportContent, _ language: Language) -> ReportTable {
        let sorted = content.anomalies.sorted {
            let left = ($0.site, $0.analyte?.rawValue ?? "", $0.date?.day ?? Int32.min, $0.kind.rawValue, $0.direction.rawValue)
            let right = ($1.site, $1.analyte?.rawValue ?? "", $1.date?.day ?? Int32.min, $1.kind.rawValue, $1.direction.rawValue)
            return left == right ? $0.score > $1.score : left < right
        }
        let catalogue = Catalogue.of(language)
        return ReportTable(
            "anomalies",
            ["site_code", "analyte", "date", "kind", "direction", "score", "p_value", "q_value", "alert_id", "explanation"],
            sorted.map { anomaly in
                [
                    .text(anomaly.site.rawValue), Cell(anomaly.analyte?.rawValue), Cell(anomaly.date), .word(anomaly.kind.rawValue),
                    .word(anomaly.direction.rawValue), Cell(anomaly.score), Cell(anomaly.pValue), Cell(anomaly.qValue), Cell(anomaly.alertID),
                    .text(anomaly.explanation.map { catalogue.text($0.key, $0.arguments) }.joined(separator: "; ")),
                ]
            })
    }

    static func ratios(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "ratios", ["site_code", "date", "ratio", "value", "ci95_low", "ci95_high", "verdict", "rule"],
            content.ratios.sorted { ($0.site, $0.date, $0.ratio, $0.rule) < ($1.site, $1.date, $1.ratio, $1.rule) }.map {
                [
                    .text($0.site.rawValue), .date($0.date), .text($0.ratio), Cell($0.value.quantifiedValue), Cell($0.interval?.low),
                    Cell($0.interval?.high), .word($0.verdict.rawValue), .text($0.rule),
                ]
            })
    }

    static func populationChecks(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "population_checks", ["site_code", "date", "basis", "persons", "rsd_pct", "chosen", "ratio_to_chosen"],
            content.populationChecks.sorted { ($0.site, $0.date, $0.basis) < ($1.site, $1.date, $1.basis) }.map {
                [
                    .text($0.site.rawValue), .date($0.date), .word($0.basis.rawValue), Cell($0.persons), Cell($0.relativeSD * 100),
                    .text($0.isChosen ? "yes" : "no"), Cell($0.ratioToChosen),
                ]
            })
    }

    static func parametersUsed(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "parameters_used", ["set", "version", "parent_drug", "biomarker", "parameter", "value", "source", "provenance"],
            sorted(content.parameters).map {
                [
                    .text($0.set), .text($0.version), .text($0.parentDrug), .text($0.biomarker.rawValue), .text($0.name), Cell($0.value),
                    .text($0.source), .word($0.provenance.rawValue),
                ]
            })
    }

    static func sorted(_ parameters: [Parameter]) -> [Parameter] {
        parameters.sorted {
            let left = ($0.set, $0.version, $0.parentDrug, $0.biomarker, $0.name)
            let right = ($1.set, $1.version, $1.parentDrug, $1.biomarker, $1.name)
            return left == right ? $0.value < $1.value : left < right
        }
    }

    static func qualityChecks(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "qc", ["file", "batch", "analyte", "check", "value", "limit", "verdict", "line"],
            sorted(content.qualityChecks).map {
                [
                    .text($0.position.source), .text($0.batch), Cell($0.analyte?.rawValue), .text($0.check), Cell($0.value), .text($0.limit),
                    .word($0.verdict.rawValue), Cell($0.position.line),
                ]
            })
    }

    static func sorted(_ checks: [QualityCheck]) -> [QualityCheck] {
        checks.sorted {
            let left = ($0.position.source, $0.batch, $0.analyte?.rawValue ?? "", $0.check, $0.position.line ?? 0)
            let right = ($1.position.source, $1.batch, $1.analyte?.rawValue ?? "", $1.check, $1.position.line ?? 0)
            return left == right ? ($0.limit, $0.value ?? 0) < ($1.limit, $1.value ?? 0) : left < right
        }
    }

    static func rejects(_ content: ReportContent, _ language: Language) -> ReportTable {
        let catalogue = Catalogue.of(language)
        return ReportTable(
            "rejects", ["file", "line", "column", "code", "text", "why", "fix"],
            sorted(content.rejects).map { finding in
                let text = catalogue.text(of: finding)
                return [
                    Cell(finding.position?.source), Cell(finding.position?.line), Cell(finding.position?.column), .text(finding.code.rawValue),
                    .text(finding.text), .text(text.why), .text(text.fix),
                ]
            })
    }

    /// Findings by place, code and words: a total order.
    static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.map { finding -> (String, Int, Int, String, String, Finding) in
            let words = finding.arguments.keys.sorted().map { "\($0)=\(finding.arguments[$0] ?? "")" }.joined(separator: "\u{1F}")
            return (
                finding.position?.source ?? "", finding.position?.line ?? 0, finding.position?.column ?? 0, finding.code.rawValue,
                finding.text + "\u{1F}" + words, finding
            )
        }.sorted { ($0.0, $0.1, $0.2, $0.3, $0.4) < ($1.0, $1.1, $1.2, $1.3, $1.4) }.map(\.5)
    }

    static func traceRounds(_ release: ReleasedNodes) -> ReportTable {
        ReportTable(
            "trace_rounds", ["request", "round", "node", "information_bits", "sampled_on", "outcome", "ruled_out", "power"],
            release.rounds.sorted { ($0.round, $0.node) < ($1.round, $1.node) }.map {
                [
                    .text(release.request), .integer($0.round), .text($0.node.rawValue), Cell($0.informationBits), Cell($0.sampledOn),
                    .text($0.outcome), .text($0.isRuledOut ? "yes" : "no"), Cell($0.power),
                ]
            })
    }

    static func restatements(_ content: ReportContent, _ language: Language) -> ReportTable {
        let catalogue = Catalogue.of(language)
        return ReportTable(
            "restatements", ["table", "key", "column", "before", "after", "reason", "run"],
            content.restatements.sorted { ($0.table, $0.key, $0.column, $0.run) < ($1.table, $1.key, $1.column, $1.run) }.map {
                [
                    .text($0.table), .text($0.key), .text($0.column), .text($0.before), .text($0.after),
                    .text($0.reasons.map { catalogue.text($0.key, $0.arguments) }.joined(separator: "; ")), .text($0.run),
                ]
            })
    }
}
