internal import Findings
internal import Monitoring

extension ReportPage {
    /// Each alert with its reasons: evidence, other explanations, next steps.
    func alerts() -> Markup {
        var out = Markup()
        let alerts = content.alerts.sorted { $0.level == $1.level ? $0.id < $1.id : $0.level > $1.level }
        // Said wherever a place is not shown, so that it does not tell whether there is a signal.
        if content.estimates.contains(where: { $0.flags == ["SUPPRESSED"] }) { out.element("p", class: "note", voice.say("alerts.withheld")) }
        guard !alerts.isEmpty else {
            out.element("p", class: "none", voice.say("alerts.none"))
            return out
        }
        for alert in alerts { out.raw(template.alert(alertContext(alert))) }
        return out
    }

    /// The words of an alert card, by the names that the template uses.
    func alertContext(_ alert: Alert) -> [String: Any] {
        var facts: [[String: Any]] = [
            ["name": voice.say("field.kind"), "value": voice.word("kind", alert.kind.rawValue) + " " + voice.word("direction", alert.direction.rawValue)],
            ["name": voice.say("field.cause"), "value": voice.word("cause", alert.cause.rawValue)],
            ["name": voice.say("field.state"), "value": voice.word("state", alert.state.rawValue)],
            ["name": voice.say("field.q_value"), "value": voice.probability(alert.qValue)],
        ]
        if !alert.alsoSeenAt.isEmpty {
            facts.append([
                "name": voice.say("field.also_seen"),
                "value": alert.alsoSeenAt.sorted().map { voice.site($0) }.joined(separator: voice.say("comma")),
            ])
        }
        facts.append(["name": voice.say("field.alert_id"), "value": harmless(alert.id, limit: 120)])
        facts.append(["name": voice.say("field.explain"), "value": voice.command(voice.key(alert.site, alert.analyte))])
        var groups: [[String: Any]] = []
        for (title, reasons) in [
            ("alert.evidence", alert.evidence), ("alert.other", alert.otherExplanations), ("alert.next", alert.nextSteps),
        ] where !reasons.isEmpty {
            groups.append(["title": voice.say(title), "reasons": reasons.map { voice.reason($0) }])
        }
        let figure =
            index.estimateOf[SiteAnalyte(site: alert.site, analyte: alert.analyte)] == nil
            ? "" : TrendFigure(voice, alert.analyte, sites: [alert.site]).panel(alert.site).string
        return [
            "figure": figure, "anchor": anchor(alert.id), "level": alert.level.rawValue, "levelWord": voice.word("level", alert.level.rawValue),
            "title": "\(voice.site(alert.site)) · \(voice.analyte(alert.analyte))", "facts": facts, "groups": groups,
        ]
    }

    /// An identifier of the page made of a code: letters, digits and hyphens only, and never empty.
    func anchor(_ code: String) -> String {
        var result = "a-"
        for byte in code.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "_" + String(byte, radix: 16)
            }
        }
        return result
    }

    /// Discoveries that belong to no alert, and what is not a drug signal at all.
    func anomalies() -> Markup {
        var out = Markup()
        let faults = content.anomalies.filter { !$0.kind.isDrugSignal }
        let signals = content.anomalies.filter { $0.kind.isDrugSignal && $0.isDiscovery }
        out.element(
            "p",
            voice.say(
                "anomalies.tested",
                [
                    "tests": voice.grouped(content.anomalies.filter(\.kind.isDrugSignal).count), "found": voice.grouped(signals.count),
                    "rate": voice.percent(content.falseDiscoveryRate), "focus": voice.percent(content.focusFalseDiscoveryRate),
                ]))
        out.raw(anomalyTable(faults, caption: voice.say("anomalies.faults"), empty: voice.say("anomalies.no_faults")))
        out.raw(anomalyTable(signals, caption: voice.say("anomalies.signals"), empty: voice.say("anomalies.no_signals")))
        return out
    }

    private func anomalyTable(_ anomalies: [Anomaly], caption: String, empty: String) -> Markup {
        var table = PageTable([
            .text(voice.say("field.site")), .text(voice.say("field.analyte")), .text(voice.say("field.date")), .text(voice.say("field.kind")),
            .number(voice.say("field.score")), .number(voice.say("field.q_value")), .text(voice.say("field.explanation")),
        ])
        let sorted = anomalies.sorted {
            let left = ($0.qValue, $0.site, $0.analyte?.rawValue ?? "", $0.kind.rawValue, $0.date?.day ?? Int32.min)
            let right = ($1.qValue, $1.site, $1.analyte?.rawValue ?? "", $1.kind.rawValue, $1.date?.day ?? Int32.min)
            return left < right
        }
        for anomaly in sorted.prefix(ReportPage.longestTable) {
            table.row([
                .name(voice.site(anomaly.site), isBold: true), .text(anomaly.analyte.map { voice.analyte($0) } ?? voice.say("anomalies.whole_site")),
                .text(anomaly.date?.description ?? voice.say("anomalies.whole_period")),
                .text(voice.word("kind", anomaly.kind.rawValue) + " " + voice.word("direction", anomaly.direction.rawValue)),
                .text(voice.number(anomaly.score)), .text(voice.probability(anomaly.qValue)),
                // The column of q values and the sentence above the table say the rate already.
                .text(anomaly.explanation.filter { $0.key != "reason.false_discovery" }.map { voice.reason($0) }.joined(separator: voice.say("semicolon"))),
            ])
        }
        var out = table.markup(caption: caption, empty: empty)
        cut(&out, sorted.count, "anomalies.csv")
        return out
    }
}
