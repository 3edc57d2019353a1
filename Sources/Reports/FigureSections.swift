internal import Findings
internal import Monitoring

extension ReportPage {
    /// The sewer: where the loads are, and where a traced source may be.
    func sewer() -> Markup? {
        guard let map = content.sewer, let figure = SewerFigure(voice, map) else { return nil }
        var out = Markup()
        out.raw(figure.shared())
        out.raw("<div class=\"pair\">")
        let drawn = index.headline.filter { analyte in (index.estimatesOf[analyte] ?? []).contains { $0.load != nil } }
        if let first = drawn.first {
            out.raw("<figure class=\"loads\"><figcaption>")
            out.element("b", voice.say("map.loads"))
            out.raw("<span class=\"choice\" data-choice=\"loads\"></span></figcaption>")
            for analyte in drawn {
                out.raw(analyte == first ? "<div class=\"choosable\"" : "<div class=\"choosable\" hidden")
                out.attribute("data-name", voice.analyte(analyte))
                out.raw(">")
                out.element("p", class: "sub", voice.analyte(analyte))
                out.raw(figure.loads(analyte))
                out.raw("</div>")
            }
            out.raw("</figure>")
        }
        for group in traceGroups.filter({ !$0.trace.reachOfNode.isEmpty && $0.trace.summary.probabilityOfSource >= ReportPage.leastProbable }).prefix(3) {
            let reaches = SourceReaches(group.trace, floor: content.populationFloor)
            out.raw("<figure><figcaption>")
            out.element("b", voice.say("map.trace"))
            out.raw("</figcaption>")
            out.element("p", class: "sub", traceTitle(group))
            out.raw(figure.reaches(group.trace, reaches))
            out.raw("</figure>")
        }
        out.raw("</div>")
        out.element("p", class: "note", voice.say("map.note"))
        if !drawn.isEmpty { nameConvention(&out) }
        return out
    }

    /// Names the convention of the means that a section draws or lists.
    func nameConvention(_ out: inout Markup) {
        out.element("p", class: "note", voice.say("convention.note", ["convention": harmless(content.convention, limit: 160)]))
    }

    /// A source less probable than this is not drawn: its map would colour what the samples do not show.
    private static let leastProbable = 0.05
    /// Reaches with a smaller probability stand in one row.
    private static let leastReach = 0.01

    /// A traceback with the sites whose alerts ask for it; all alerts of one substance share one posterior of the whole sewer.
    struct TraceGroup {
        let trace: SourceTrace
        var sites: [SiteCode]
    }

    /// Tracebacks, the most probable source first; equal ones are one.
    var traceGroups: [TraceGroup] {
        var groups: [TraceGroup] = []
        for trace in content.traces.sorted(by: { ($0.summary.analyte, $0.summary.site) < ($1.summary.analyte, $1.summary.site) }) {
            let summary = trace.summary
            let known = groups.firstIndex {
                let other = $0.trace.summary
                return other.analyte == summary.analyte && other.lnBayesFactor == summary.lnBayesFactor && other.classes == summary.classes
            }
            if let known { groups[known].sites.append(summary.site) } else { groups.append(TraceGroup(trace: trace, sites: [summary.site])) }
        }
        return groups.enumerated().sorted {
            let left = $0.element.trace.summary.probabilityOfSource
            let right = $1.element.trace.summary.probabilityOfSource
            return left == right ? $0.offset < $1.offset : left > right
        }.map(\.element)
    }

    private func traceTitle(_ group: TraceGroup) -> String {
        voice.say(
            "map.trace_of",
            ["site": group.sites.map { voice.site($0) }.joined(separator: voice.say("comma")), "analyte": voice.analyte(group.trace.summary.analyte)])
    }

    /// What tracebacks say, reach by reach.
    func sources() -> Markup? {
        guard !content.traces.isEmpty else { return nil }
        var out = Markup()
        for group in traceGroups {
            let reaches = SourceReaches(group.trace, floor: content.populationFloor)
            let summary = group.trace.summary
            out.element("h3", traceTitle(group))
            out.element(
                "p",
                voice.say(
                    summary.probabilityOfSource >= 0.5 ? "source.likely" : summary.probabilityOfSource >= ReportPage.leastProbable ? "source.possible" : "source.unlikely",
                    ["probability": voice.chance(summary.probabilityOfSource), "evidence": voice.number(summary.lnBayesFactor)]))
            if summary.notExaminedNodes > 0 {
                out.element(
                    "p",
                    voice.say(
                        "source.not_examined",
                        ["nodes": voice.grouped(summary.notExaminedNodes), "people": voice.persons(summary.notExaminedPopulation)]))
            }
            // Where a source is unlikely, the shares of the reaches share out next to nothing, and would only point at places.
            guard summary.probabilityOfSource >= ReportPage.leastProbable else { continue }
            out.element(
                "p",
                voice.say(
                    "source.summary",
                    [
                        "mass": voice.estimate(summary.massGramsPerDay), "nodes": voice.grouped(summary.credibleNodes),
                        "people": voice.persons(summary.crediblePopulation),
                    ]))
            out.raw(reachTable(reaches).markup(caption: voice.say("source.caption"), empty: voice.say("source.empty")))
        }
        if let release = content.releasedNodes { out.raw(nodes(release)) }
        out.element("p", class: "note", voice.say("source.note"))
        return out
    }

    /// Reaches of some probability, a row each; the others, and the small ones, together.
    private func reachTable(_ reaches: SourceReaches) -> PageTable {
        var table = PageTable([
            .number(voice.say("source.reach")), .text(voice.say("source.above")), .number(voice.say("map.probability")),
            .number(voice.say("source.nodes")), .number(voice.say("field.population")), .number(voice.say("source.pipe")),
        ])
        func row(_ rank: String, _ place: String, _ list: [SourceReaches.Reach]) {
            let probability = list.reduce(0) { $0 + $1.probability }
            table.row([
                .text(rank), .text(place), .marked(voice.chance(probability), probability > 0.5 ? "up" : ""),
                .text(voice.grouped(list.reduce(0) { $0 + $1.nodes })), .text(voice.persons(list.reduce(0) { $0 + $1.population })),
                .text(voice.number(list.reduce(0) { $0 + $1.pipeLengthM } / 1000)),
            ])
        }
        let named = reaches.reaches.filter { $0.rank != nil }
        let shown = named.filter { $0.probability >= ReportPage.leastReach }.prefix(20)
        for reach in shown { row(reach.rank.map { String($0) } ?? "–", reach.site.map { voice.site($0) } ?? voice.say("source.junction"), [reach]) }
        let rest = Array(named.dropFirst(shown.count))
        if !rest.isEmpty { row("–", voice.count("source.rest", rest.count), rest) }
        for reach in reaches.reaches where reach.rank == nil {
            row("–", voice.say("source.small", ["floor": voice.persons(content.populationFloor)]), [reach])
        }
        return table
    }

    /// Nodes by probability: only under a grant.
    private func nodes(_ release: ReleasedNodes) -> Markup {
        var table = PageTable([.text(voice.say("field.node")), .number(voice.say("map.probability"))])
        for item in release.probabilities.prefix(50) {
            table.row([.text(voice.siteCode(SiteCode(item.node.rawValue))), .text(voice.chance(item.probability))])
        }
        var out = Markup()
        out.element("h3", voice.say("map.trace_of", ["site": voice.site(release.site), "analyte": voice.analyte(release.analyte)]))
        out.element(
            "p", class: "warning",
            voice.say(
                "source.release",
                [
                    "request": harmless(release.request, limit: 60), "approver": harmless(release.approvedBy, limit: 60),
                    "audit": harmless(release.audit, limit: 100),
                ]))
        out.raw(table.markup(caption: voice.say("source.nodes_caption"), empty: voice.say("source.empty")))
        return out
    }

    /// Small multiples, a group a substance.
    func trends() -> Markup? {
        guard index.periods.count > 1, !index.headline.isEmpty else { return nil }
        var out = Markup()
        out.raw(legend([
            ("full", "legend.quantified"), ("hollow", "legend.censored"), ("triangle", "legend.refused"), ("bar", "legend.interval"),
            ("band", "legend.limit"), ("alert", "mark.alert"),
        ]))
        for (place, analyte) in index.headline.enumerated() {
            let sites = trendSites(analyte)
            let figure = TrendFigure(voice, analyte, sites: sites, grid: "axes-\(place + 1)")
            guard figure.hasLoad(sites) else {
                out.element("p", class: "note", voice.say("trend.none", ["analyte": voice.analyte(analyte)]))
                continue
            }
            out.raw(place == 0 ? "<details open><summary>" : "<details><summary>")
            out.element("b", voice.analyte(analyte))
            out.raw(" ")
            out.element(
                "span", class: "quiet",
                voice.say("unit.load") + " · " + voice.say(figure.isLogarithmic ? "axis.logarithmic" : "axis.linear"))
            out.raw("</summary><div class=\"panels\">")
            out.raw(figure.programmePanel())
            for site in sites { out.raw(figure.panel(site)) }
            out.raw("</div>")
            let all = (index.estimatesOf[analyte] ?? []).count
            if all > sites.count {
                out.element("p", class: "note", voice.say("trend.hidden", ["shown": String(sites.count), "all": String(all)]))
            }
            out.raw("</details>\n")
        }
        nameConvention(&out)
        return out
    }

    /// The sites with a panel: all where they are few; else those with an alert, the focus points, and the largest loads.
    private func trendSites(_ analyte: AnalyteCode) -> [SiteCode] {
        let ranked = index.ranked(analyte)
        let chosen = ranked.enumerated().sorted {
            (trendRank($0.element), $0.offset) < (trendRank($1.element), $1.offset)
        }.prefix(ReportPage.mostPanels)
        return chosen.map(\.element.site).sorted()
    }

    private func trendRank(_ estimate: PeriodEstimate) -> Int {
        if index.alertsOf[SiteAnalyte(site: estimate.site, analyte: estimate.analyte)] != nil { return 0 }
        return index.siteOf[estimate.site]?.tier == .focus ? 1 : 2
    }

    /// Ranked dots with intervals.
    func ranking() -> Markup? {
        guard !index.headline.isEmpty else { return nil }
        var out = Markup()
        out.element("p", voice.say("rank.lead"))
        out.raw(legend([
            ("full", "legend.key"), ("diamond", "legend.focus"), ("hollow", "legend.censored"), ("arrow", "legend.refused"),
            ("bar", "legend.interval"), ("alerted", "mark.alert"),
        ]))
        var notes: [String] = []
        out.raw("<div class=\"pair\">")
        for analyte in index.headline {
            let figure = RankingFigure(voice, analyte)
            guard !figure.rows.isEmpty else { continue }
            guard figure.hasLoad else {
                notes.append(withoutMean(analyte))
                continue
            }
            out.raw("<figure><figcaption>")
            out.element("b", voice.analyte(analyte))
            out.raw("</figcaption>")
            out.raw(figure.figure())
            if figure.hidden > 0 { out.element("p", class: "note", voice.count("rank.hidden", figure.hidden)) }
            out.raw("</figure>")
        }
        out.raw("</div>")
        for note in notes { out.element("p", class: "note", note) }
        nameConvention(&out)
        if !index.meterFaultOf.isEmpty { out.element("p", class: "note", voice.say("fault.note")) }
        return out
    }

    /// Says of a substance with no mean anywhere what its limits were.
    private func withoutMean(_ analyte: AnalyteCode) -> String {
        let limits = (index.estimatesOf[analyte] ?? []).compactMap { index.limitLoadOf[SiteAnalyte(site: $0.site, analyte: analyte)] }
        guard let low = limits.min(), let high = limits.max() else { return voice.say("rank.none", ["analyte": voice.analyte(analyte)]) }
        return voice.say("rank.none_limits", ["analyte": voice.analyte(analyte), "low": voice.number(low), "high": voice.number(high)])
    }

    /// Mixture and week.
    func pattern() -> Markup? {
        let composition = PatternFigure.composition(voice)
        let week = PatternFigure.week(voice)
        guard composition != nil || week != nil else { return nil }
        var out = Markup()
        out.raw("<div class=\"pair\">")
        for (figure, title, note) in [(composition, "mix.title", "mix.note"), (week, "week.title", "week.note")] {
            guard let figure else { continue }
            out.raw("<figure><figcaption>")
            out.element("b", voice.say(title))
            out.raw("</figcaption>")
            out.raw(figure)
            out.element("p", class: "note", voice.say(note))
            out.raw("</figure>")
        }
        out.raw("</div>")
        nameConvention(&out)
        return out
    }

    /// Diagnostic ratios with the zone that consumption explains.
    func ratios() -> Markup? {
        guard !content.ratios.isEmpty else { return nil }
        let groups = Dictionary(grouping: content.ratios, by: \.ratio)
        var out = Markup()
        out.element("p", voice.say("ratio.lead"))
        out.raw(legend([
            ("full", "legend.in_zone"), ("outside", "legend.out_of_zone"), ("arrow", "legend.bound"), ("band", "ratio.zone"),
        ]))
        out.raw("<div class=\"pair\">")
        for name in groups.keys.sorted() {
            let figure = RatioFigure(voice, ratio: name, groups[name] ?? [])
            guard let drawn = figure.figure() else { continue }
            out.raw("<figure><figcaption>")
            out.element("b", voice.ratio(name))
            out.raw("</figcaption>")
            out.raw(drawn)
            if figure.hidden > 0 { out.element("p", class: "note", voice.count("ratio.hidden", figure.hidden)) }
            out.raw("</figure>")
        }
        out.raw("</div>")
        return out
    }

    /// The marks of a figure, drawn as they stand in it.
    private func legend(_ items: [(mark: String, key: String)]) -> Markup {
        var out = Markup()
        out.raw("<ul class=\"legend\">")
        for item in items {
            var drawing = Drawing(width: 18, height: 14)
            switch item.mark {
            case "full": drawing.disc(9, 7, radius: 4, .accent)
            case "hollow": drawing.disc(9, 7, radius: 4, .accent, isHollow: true)
            case "diamond": drawing.polygon([(9, 1.5), (14.5, 7), (9, 12.5), (3.5, 7)], .accent)
            case "triangle": drawing.polygon([(4, 3), (14, 3), (9, 11)], .muted, isHollow: true)
            case "arrow": drawing.polygon([(12, 2.5), (5, 7), (12, 11.5)], .muted, isHollow: true)
            case "bar": drawing.line(1, 7, 17, 7, .accentSoft, width: 4)
            case "alert": drawing.polygon([(4, 12), (14, 12), (9, 2)], .warm)
            case "alerted", "outside": drawing.disc(9, 7, radius: 4, .warm)
            default: drawing.rectangle(1, 2, 16, 10, .line)
            }
            out.raw("<li>")
            out.raw(drawing.svg(label: "", style: "key"))
            out.text(voice.say(item.key))
            out.raw("</li>")
        }
        out.raw("</ul>")
        return out
    }
}
