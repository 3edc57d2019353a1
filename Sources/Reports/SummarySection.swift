internal import Monitoring

extension ReportPage {
    /// The first page: what was done, what was found, what needs a decision.
    func summary() -> Markup {
        var out = Markup()
        out.raw("<ul class=\"tiles\">")
        let planned = content.accountability.reduce(0) { $0 + $1.planned }
        let valid = content.accountability.reduce(0) { $0 + $1.valid }
        let open = openAlerts
        tile(&out, voice.grouped(valid), voice.say("tile.samples", ["planned": voice.grouped(planned)]), isNotable: valid < planned)
        tile(&out, voice.grouped(content.accountability.isEmpty ? content.sites.count : content.accountability.count), voice.say("tile.sites"))
        tile(&out, voice.grouped(index.analytes.count), voice.say("tile.analytes"))
        tile(&out, voice.grouped(open.count), voice.say("tile.alerts"), isNotable: !open.isEmpty)
        tile(&out, voice.grouped(content.rejects.count), voice.say("tile.rejects"), isNotable: !content.rejects.isEmpty)
        out.raw("</ul>\n<div class=\"lead\">")
        for sentence in summarySentences(planned: planned, valid: valid) { out.element("p", sentence) }
        out.raw("</div>\n")
        for caution in cautions() { out.element("p", class: "warning", caution) }
        if !open.isEmpty {
            out.element("h3", voice.say("summary.alerts"))
            out.raw("<ul class=\"alertlist\">")
            for alert in open.prefix(12) {
                out.raw("<li class=\"level-\(alert.level.rawValue)\"><a")
                out.attribute("href", "#" + anchor(alert.id))
                out.raw(">")
                out.element("strong", voice.word("level", alert.level.rawValue))
                out.text(" " + alertTitle(alert))
                out.raw("</a></li>")
            }
            out.raw("</ul>\n")
            if open.count > 12 { out.element("p", class: "note", voice.count("summary.more_alerts", open.count - 12)) }
        }
        out.raw(headlineTable())
        return out
    }

    var openAlerts: [Alert] {
        content.alerts.filter { $0.state != .closed && $0.state != .dismissed }.sorted {
            $0.level == $1.level ? $0.id < $1.id : $0.level > $1.level
        }
    }

    /// Site, substance and cause of an alert in a few words.
    func alertTitle(_ alert: Alert) -> String {
        voice.say(
            "alert.title",
            [
                "site": voice.site(alert.site), "analyte": voice.analyte(alert.analyte), "kind": voice.word("kind", alert.kind.rawValue),
                "cause": voice.word("cause", alert.cause.rawValue),
            ])
    }

    private func tile(_ out: inout Markup, _ figure: String, _ label: String, isNotable: Bool = false) {
        out.raw(isNotable ? "<li class=\"notable\">" : "<li>")
        out.element("b", figure)
        out.element("span", label)
        out.raw("</li>")
    }

    private func summarySentences(planned: Int, valid: Int) -> [String] {
        var sentences: [String] = []
        if planned > 0 {
            sentences.append(
                voice.say(
                    "summary.work",
                    [
                        "valid": voice.grouped(valid), "planned": voice.grouped(planned), "percent": voice.percent(Double(valid) / Double(planned)),
                        "sites": voice.grouped(content.accountability.filter { $0.valid > 0 }.count),
                    ]))
        }
        let missing = content.accountability.filter { $0.valid < $0.planned }.sorted { $0.site < $1.site }
        if !missing.isEmpty {
            sentences.append(
                voice.say(
                    "summary.missing",
                    ["sites": missing.prefix(8).map { voice.siteCode($0.site) }.joined(separator: voice.say("comma")), "count": String(missing.count)]))
        }
        for base in ComparisonBase.allCases {
            let parts = index.headline.compactMap { analyte -> String? in
                let counts = changeCounts(analyte, base)
                guard counts.higher + counts.lower > 0 else { return nil }
                return voice.say(
                    counts.lower == 0 ? "summary.change_up" : counts.higher == 0 ? "summary.change_down" : "summary.change_both",
                    ["analyte": voice.analyteInText(analyte), "higher": String(counts.higher), "lower": String(counts.lower), "compared": String(counts.compared)])
            }
            let compared = index.headline.reduce(0) { $0 + changeCounts($1, base).compared }
            if compared > 0 {
                sentences.append(
                    parts.isEmpty
                        ? voice.say("summary.no_change", ["base": voice.word("against", base.rawValue)])
                        : voice.say(
                            "summary.change",
                            ["base": voice.word("against", base.rawValue), "parts": parts.joined(separator: voice.say("semicolon"))]))
            }
        }
        for group in traceGroups where group.trace.summary.probabilityOfSource >= 0.5 {
            let summary = group.trace.summary
            sentences.append(
                voice.say(
                    "summary.source",
                    [
                        "analyte": voice.analyteInText(summary.analyte), "probability": voice.chance(summary.probabilityOfSource),
                        "nodes": voice.grouped(summary.credibleNodes), "people": voice.persons(summary.crediblePopulation),
                        "mass": voice.estimate(summary.massGramsPerDay),
                    ]))
        }
        if content.alerts.isEmpty { sentences.append(voice.say("summary.no_alert")) }
        return sentences
    }

    /// What a reader must know before any figure: batches on hold and meters that read wrongly.
    private func cautions() -> [String] {
        var cautions = holds.isEmpty ? [] : [voice.say("quality.held", ["batches": holds.joined(separator: voice.say("semicolon"))])]
        for (site, fault) in index.meterFaultOf.sorted(by: { $0.key < $1.key }) {
            cautions.append(
                voice.say("summary.fault", ["site": voice.site(site), "reason": fault.explanation.first.map { voice.reason($0) } ?? ""]))
        }
        return cautions
    }

    private func changeCounts(_ analyte: AnalyteCode, _ base: ComparisonBase) -> (higher: Int, lower: Int, compared: Int) {
        var counts = (higher: 0, lower: 0, compared: 0)
        for change in content.changes where change.analyte == analyte && change.against == base && change.verdict != .notComparable
            && index.meterFaultOf[change.site] == nil
        {
            counts.compared += 1
            if change.verdict == .higher { counts.higher += 1 }
            if change.verdict == .lower { counts.lower += 1 }
        }
        return counts
    }

    private func headlineTable() -> Markup {
        let bases = ComparisonBase.allCases.filter { isCompared($0) }
        var table = PageTable(
            [
                .text(voice.say("field.analyte")), .number(voice.say("headline.programme")), .number(voice.say("headline.median")),
                .number(voice.say("headline.consumption")), .number(voice.say("headline.sites")),
            ] + bases.map { .text(voice.say($0 == .previousPeriod ? "headline.previous" : "headline.year")) } + [.text(voice.say("headline.trend"))])
        for analyte in index.headline {
            let estimates = index.estimatesOf[analyte] ?? []
            let programme = index.programmeEstimate(analyte)
            let loads = estimates.compactMap { $0.load?.value }
            table.row(
                [
                    .name(voice.analyte(analyte), isBold: true),
                    loads.isEmpty ? .marked(voice.say("headline.no_mean"), "quiet") : .text(voice.estimate(programme?.load)),
                    .text(voice.number(ReportIndex.median(loads))), consumptionEntry(programme),
                    .text("\(loads.count)/\(estimates.count)"),
                ] + bases.map { .markup(changeBar(analyte, $0)) } + [
                    loads.isEmpty ? .text("–") : .markup(TrendFigure.sparkline(voice, analyte))
                ])
        }
        var out = table.markup(caption: voice.say("headline.caption"), empty: voice.say("headline.empty"))
        out.element("p", class: "note", voice.say("headline.note"))
        let withheld = index.headline.filter { index.programmeEstimate($0)?.flags.contains(ReportPage.unconsumed) ?? false }
        if !withheld.isEmpty {
            let names = withheld.map { voice.analyteInText($0) }.joined(separator: voice.say("comma"))
            out.element("p", class: "note", voice.say("headline.withheld", ["analytes": names, "reason": voice.sentence(ReportPage.unconsumed)]))
        }
        if !content.changes.isEmpty, !bases.contains(.samePeriodLastYear) { out.element("p", class: "note", voice.say("headline.no_year")) }
        return out
    }

    /// The flag of a load of which part was never consumed.
    static let unconsumed = "NOT_CONSUMPTION"

    private func consumptionEntry(_ estimate: AreaEstimate?) -> PageTable.Entry {
        guard let estimate, estimate.consumption == nil, estimate.flags.contains(ReportPage.unconsumed) else {
            return .text(voice.estimate(estimate?.consumption))
        }
        return .marked(voice.say("headline.not_stated"), "quiet")
    }

    /// How many sites went up and down, in words and in colour.
    private func changeBar(_ analyte: AnalyteCode, _ base: ComparisonBase) -> Markup {
        let counts = changeCounts(analyte, base)
        var out = Markup()
        guard counts.compared > 0 else {
            out.element("span", class: "quiet", voice.say("headline.not_compared"))
            return out
        }
        out.raw("<span class=\"nb\">")
        out.element("span", class: counts.higher > 0 ? "up" : "quiet", "▲ \(counts.higher)")
        out.raw(" ")
        out.element("span", class: counts.lower > 0 ? "down" : "quiet", "▼ \(counts.lower)")
        out.raw(" ")
        out.element("span", class: "quiet", "/ \(counts.compared)")
        out.raw("</span>")
        return out
    }
}
