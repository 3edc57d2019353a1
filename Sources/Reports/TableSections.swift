internal import Findings
internal import Monitoring
internal import Wording

extension ReportPage {
    /// Rows of one table on the page; the rest stands in the files.
    static let longestTable = 1500
    /// Panels of trends a substance.
    static let mostPanels = 24

    /// Says how many rows the page leaves to the file.
    func cut(_ out: inout Markup, _ count: Int, _ file: String, at limit: Int = ReportPage.longestTable) {
        guard count > limit else { return }
        out.element("p", class: "note", voice.say("table.cut", ["shown": voice.grouped(limit), "all": voice.grouped(count), "file": file]))
    }

    /// Areas with coverage; what is suppressed says so.
    func areas() -> Markup? {
        guard !content.areaEstimates.isEmpty else { return nil }
        var table = PageTable([
            .text(voice.say("field.area")), .text(voice.say("field.level")), .text(voice.say("field.analyte")), .number(voice.say("field.load")),
            .number(voice.say("field.consumption")), .number(voice.say("field.mass")), .number(voice.say("field.population")),
            .number(voice.say("field.coverage")), .number(voice.say("field.sites")), .text(voice.say("field.flags")),
        ])
        let groups = Dictionary(grouping: content.areaEstimates, by: \.area)
        let twins = areaTwins(groups)
        func rank(_ level: AreaLevel) -> Int { AreaLevel.allCases.firstIndex(of: level) ?? 0 }
        let places = Dictionary(index.analytes.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let last = index.analytes.count
        let sorted = content.areaEstimates.filter { twins[$0.area] == nil }.sorted {
            (rank($0.level), $0.area, places[$0.analyte] ?? last, $0.analyte) < (rank($1.level), $1.area, places[$1.analyte] ?? last, $1.analyte)
        }
        for estimate in sorted.prefix(ReportPage.longestTable) {
            let isSuppressed = estimate.load == nil
            table.row([
                .name(voice.area(estimate.area), isBold: true), .text(voice.word("level_of_area", estimate.level.rawValue)),
                .name(voice.analyte(estimate.analyte), isBold: false),
                isSuppressed ? .marked(areaGap(estimate, isShort: false), "quiet") : .text(voice.estimate(estimate.load)),
                .text(voice.estimate(estimate.consumption) + memoryMark(estimate.flags, estimate.consumption)), .text(voice.estimate(estimate.mass)),
                .text(estimate.population.map { voice.persons($0) } ?? "–"), .text(estimate.coverage.map { voice.percent($0) } ?? "–"),
                .text(String(estimate.sites)), flags(estimate.flags),
            ])
        }
        var out = Markup()
        out.element("p", voice.say("area.lead"))
        if content.edition == .summary {
            out.raw(areaMatrix(groups.filter { [.city, .district].contains($0.value.first?.level) }, twins))
            return out
        }
        out.raw(areaMatrix(groups, twins))
        for (area, others) in Dictionary(grouping: twins.keys, by: { twins[$0] ?? $0 }).sorted(by: { $0.key < $1.key }) {
            let names = others.sorted().prefix(ReportPage.mostTwins).map { voice.area($0) }.joined(separator: voice.say("list"))
            let more = others.count > ReportPage.mostTwins ? "…" : ""
            out.element(
                "p", class: "note", voice.count("area.twins", others.count, ["area": voice.area(area), "areas": names + more]))
        }
        out.raw("<details class=\"full\"><summary>")
        out.text(voice.say("area.all"))
        out.raw("</summary>")
        out.raw(table.markup(caption: voice.say("area.caption"), empty: voice.say("area.empty"), isFiltered: true))
        cut(&out, sorted.count, "area_estimates.csv")
        out.raw("</details>")
        return out
    }

    /// Names of areas with the figures of another that the page lists.
    private static let mostTwins = 80

    /// Areas whose loads are, for every substance, those of the area that they belong to: the same samples stand behind both, and nothing tells them apart.
    private func areaTwins(_ groups: [AreaCode: [AreaEstimate]]) -> [AreaCode: AreaCode] {
        // As the files print them: the last digits differ by the order of the sums only.
        let all = groups.mapValues { estimates in
            Dictionary(
                estimates.map { estimate in
                    let load = estimate.load.map { [$0.value, $0.interval.low, $0.interval.high].map { $0.significant(6) } }
                    return (estimate.analyte, load?.joined(separator: " ") ?? "")
                }) { first, _ in first }
        }
        var twins: [AreaCode: AreaCode] = [:]
        for area in groups.keys {
            var origin = area
            for _ in AreaLevel.allCases {
                guard let parent = index.areaOf[origin]?.parent, parent != area, let own = all[area], own == all[parent],
                    own.values.contains(where: { !$0.isEmpty }), groups[area]?.first?.sites == groups[parent]?.first?.sites
                else { break }
                origin = parent
            }
            if origin != area { twins[area] = origin }
        }
        return twins
    }

    /// Why an area has no figure: it may not be shown, or there is none to show.
    private func areaGap(_ estimate: AreaEstimate, isShort: Bool) -> String {
        let isHidden = estimate.flags.contains { $0.hasPrefix("SUPPRESSED") }
        return voice.say((isHidden ? "area.suppressed" : "area.no_mean") + (isShort ? "_short" : ""))
    }

    /// ‡ on what rests on a parameter from memory.
    private func memoryMark(_ flags: [String], _ estimate: Estimate?) -> String { flags.contains("MEMORY_PARAMETER") && estimate != nil ? " ‡" : "" }

    /// What ‡, the count of quantified days and the missing mean of a row say already.
    private static let shownElsewhere: Set<String> = ["MEMORY_PARAMETER", "CENSORED", "REFUSED"]

    /// Flags in words; what the row says elsewhere is not said again.
    private func flags(_ flags: [String], after first: String? = nil) -> PageTable.Entry {
        let words = [first].compactMap { $0 } + flags.filter { !ReportPage.shownElsewhere.contains($0) }.sorted().map { voice.code($0) }
        let text = words.joined(separator: voice.say("comma"))
        return text.isEmpty ? .text("") : .marked(text, "flags")
    }

    /// A row an area, a column a headline substance.
    private func areaMatrix(_ groups: [AreaCode: [AreaEstimate]], _ twins: [AreaCode: AreaCode]) -> Markup {
        // A column with nothing but missing means says nothing; the full table below has it.
        let analytes = index.headline.filter { analyte in
            content.areaEstimates.contains { $0.analyte == analyte && ($0.load != nil || $0.flags.contains { $0.hasPrefix("SUPPRESSED") }) }
        }
        var table = PageTable(
            [.text(voice.say("field.area")), .text(voice.say("field.level")), .number(voice.say("field.coverage")), .number(voice.say("field.sites"))]
                + analytes.map { .number(voice.analyte($0)) })
        func rank(_ area: AreaCode) -> Int { groups[area]?.first.flatMap { AreaLevel.allCases.firstIndex(of: $0.level) } ?? 0 }
        for area in groups.keys.filter({ twins[$0] == nil }).sorted(by: { (rank($0), $0) < (rank($1), $1) }).prefix(ReportPage.longestTable) {
            let estimates = groups[area] ?? []
            let coverage = estimates.compactMap(\.coverage).max()
            table.row(
                [
                    .name(voice.area(area), isBold: true), .text(estimates.first.map { voice.word("level_of_area", $0.level.rawValue) } ?? ""),
                    .text(coverage.map { voice.percent($0) } ?? "–"), .text(String(estimates.map(\.sites).max() ?? 0)),
                ]
                    + analytes.map { analyte in
                        guard let estimate = estimates.first(where: { $0.analyte == analyte }) else { return .text("–") }
                        return estimate.load == nil ? .marked(areaGap(estimate, isShort: true), "quiet") : .text(voice.estimate(estimate.load))
                    })
        }
        return table.markup(caption: voice.say("area.matrix"), empty: voice.say("area.empty"))
    }

    /// What was planned, taken, received, used; and why something is missing.
    func accountability() -> Markup {
        var table = PageTable([
            .text(voice.say("field.site")), .text(voice.say("field.tier")), .number(voice.say("field.planned")), .number(voice.say("field.taken")),
            .number(voice.say("field.received")), .number(voice.say("field.valid")), .text(""), .text(voice.say("field.reason")),
        ])
        for row in content.accountability.sorted(by: { $0.site < $1.site }) {
            table.row(
                [
                    .name(voice.site(row.site), isBold: true), .text(index.siteOf[row.site].map { voice.word("tier", $0.tier.rawValue) } ?? ""),
                    .text(String(row.planned)), .text(String(row.taken)), .text(String(row.received)), .text(String(row.valid)),
                    .markup(dayBar(row)), .text(row.reasons.sorted().map { voice.code($0) }.joined(separator: voice.say("comma"))),
                ])
        }
        return table.markup(caption: voice.say("accountability.caption"), empty: voice.say("accountability.empty"))
    }

    /// A square a planned day: full where usable, grey where received, empty where missing.
    private func dayBar(_ row: Accountability) -> Markup {
        let count = min(max(row.planned, row.taken, 0), 31)
        var drawing = Drawing(width: Double(max(count, 1)) * 11, height: 11, isLayered: true)
        for place in 0..<count {
            let x = Double(place) * 11
            if place < row.valid {
                drawing.rectangle(x, 1, 9, 9, .accent)
            } else if place < row.taken {
                drawing.rectangle(x, 1, 9, 9, .accentSoft)
            } else {
                drawing.polygon([(x + 1, 2), (x + 8, 2), (x + 8, 9), (x + 1, 9)], .muted, isHollow: true)
            }
        }
        return drawing.svg(
            label: voice.say("accountability.bar", ["valid": String(row.valid), "planned": String(row.planned)]), style: "spark")
    }

    /// People by each method, with the one that was used.
    func populations() -> Markup? {
        guard !content.populationChecks.isEmpty else { return nil }
        let bases = PopulationBasis.allCases.filter { basis in content.populationChecks.contains { $0.basis == basis } }
        var table = PageTable([.text(voice.say("field.site"))] + bases.map { .number(voice.word("basis", $0.rawValue)) })
        let bySite = Dictionary(grouping: content.populationChecks, by: \.site)
        for site in bySite.keys.sorted().prefix(ReportPage.longestTable) {
            let byBasis = Dictionary(grouping: bySite[site] ?? [], by: \.basis)
            table.row(
                [.name(voice.site(site), isBold: true)]
                    + bases.map { basis in
                        let checks = byBasis[basis] ?? []
                        guard let persons = ReportIndex.median(checks.map(\.persons)) else { return .text("–") }
                        let ratio = ReportIndex.median(checks.map(\.ratioToChosen)) ?? 1
                        let isChosen = checks.contains(where: \.isChosen)
                        let text = voice.persons(persons) + (isChosen ? " ✓" : " " + voice.multiple(ratio))
                        return .marked(text, isChosen ? "strong" : ratio > 2 || ratio < 0.5 ? "down" : "quiet")
                    })
        }
        var out = Markup()
        out.element("p", voice.say("population.lead"))
        out.raw(table.markup(caption: voice.say("population.caption"), empty: voice.say("population.empty")))
        return out
    }

    /// Every estimate, with the key under which its origin can be asked for: the headline substances in sight, the others folded.
    func estimates() -> Markup {
        var changes: [SiteAnalyte: [ComparisonBase: LoadChange]] = [:]
        for change in content.changes { changes[SiteAnalyte(site: change.site, analyte: change.analyte), default: [:]][change.against] = change }
        let bases = ComparisonBase.allCases.filter { base in isCompared(base) }
        func table(_ analytes: [AnalyteCode], from first: Int) -> (table: PageTable, count: Int) {
            var table = PageTable(
                [
                    .text(voice.say("field.site_key")), .text(voice.say("field.analyte")), .number(voice.say("field.days")), .number(voice.say("field.load")),
                    .number(voice.say("field.consumption")), .number(voice.say("field.doses")),
                ] + bases.map { .text(voice.say($0 == .previousPeriod ? "headline.previous" : "headline.year")) } + [
                    .text(voice.say("field.notes"))
                ], isKeyed: true)
            var count = first
            for analyte in analytes {
                for estimate in index.estimatesOf[analyte] ?? [] {
                    count += 1
                    guard count <= ReportPage.longestTable else { continue }
                    let change = changes[SiteAnalyte(site: estimate.site, analyte: analyte)] ?? [:]
                    let fault = index.meterFaultOf[estimate.site] == nil ? "" : " †"
                    table.row(
                        [
                            .markup(keyedSite(estimate)), .text(voice.analyte(analyte)), .text("\(estimate.quantifiedDays)/\(estimate.days)"),
                            loadEntry(estimate, fault), .text(voice.estimate(estimate.consumption) + memoryMark(estimate.flags, estimate.consumption)),
                            .text(voice.number(estimate.doses?.value)),
                        ] + bases.map { changeEntry(change[$0], fault) } + [
                            flags(
                                estimate.flags,
                                after: [.none, .refused].contains(estimate.censoringMethod) ? nil : voice.word("censoring", estimate.censoringMethod.rawValue))
                        ])
                }
            }
            return (table, count)
        }
        var out = Markup()
        out.element("p", voice.say("estimates.lead"))
        let headline = table(index.headline, from: 0)
        out.raw(headline.table.markup(caption: voice.say("estimates.caption"), empty: voice.say("estimates.empty"), isFiltered: true))
        let others = index.analytes.filter { !index.headline.contains($0) }
        let rest = table(others, from: headline.count)
        if rest.table.count > 0 {
            out.raw("<details class=\"full\"><summary>")
            out.text(voice.say("estimates.others", ["count": voice.grouped(others.count)]))
            out.raw("</summary>")
            out.raw(rest.table.markup(caption: voice.say("estimates.others", ["count": voice.grouped(others.count)]), empty: "", isFiltered: true))
            out.raw("</details>")
        }
        cut(&out, rest.count, "estimates.csv")
        nameConvention(&out)
        if content.estimates.contains(where: { $0.flags.contains("MEMORY_PARAMETER") && $0.consumption != nil }) {
            out.element("p", class: "note", voice.say("estimates.memory"))
        }
        if !index.meterFaultOf.isEmpty { out.element("p", class: "note", voice.say("fault.note")) }
        return out
    }

    /// The site of an estimate over the key that `headwater explain` takes.
    private func keyedSite(_ estimate: PeriodEstimate) -> Markup {
        var out = Markup()
        out.element("b", voice.site(estimate.site))
        out.element("code", voice.key(estimate.site, estimate.analyte))
        return out
    }

    /// Whether any site of any substance can be compared with a base.
    func isCompared(_ base: ComparisonBase) -> Bool { content.changes.contains { $0.against == base && $0.verdict != .notComparable } }

    private func loadEntry(_ estimate: PeriodEstimate, _ fault: String) -> PageTable.Entry {
        if let load = estimate.load { return .text(voice.estimate(load) + fault) }
        guard let limit = index.limitLoadOf[SiteAnalyte(site: estimate.site, analyte: estimate.analyte)] else { return .text("–") }
        return .marked("<" + voice.number(limit), "quiet")
    }

    private func changeEntry(_ change: LoadChange?, _ fault: String) -> PageTable.Entry {
        guard let change else { return .text("–") }
        guard let ratio = change.ratio else { return .marked(voice.word("change", change.verdict.rawValue), "quiet") }
        let text = voice.multiple(ratio)
        if !fault.isEmpty { return .marked(text + fault, "quiet nb") }
        switch change.verdict {
        case .higher: return .marked("▲ " + text, "up nb")
        case .lower: return .marked("▼ " + text, "down nb")
        case .notDistinguishable, .notComparable: return .marked(text, "quiet nb")
        }
    }

    /// How often each substance was seen.
    func detection() -> Markup? {
        guard !content.detection.isEmpty else { return nil }
        var table = PageTable([
            .text(voice.say("field.analyte")), .number(voice.say("detection.samples")), .number(voice.say("detection.above_lod")),
            .number(voice.say("detection.above_loq")), .number(voice.say("detection.sites")), .number(voice.say("detection.lod")),
        ])
        let groups = Dictionary(grouping: content.detection, by: \.analyte)
        func share(_ part: Int, _ whole: Int) -> String { whole > 0 ? "\(part) (\(voice.percent(Double(part) / Double(whole))))" : "–" }
        for analyte in index.analytes.filter({ groups[$0] != nil }) + groups.keys.filter({ !index.analytes.contains($0) }).sorted() {
            let rows = groups[analyte] ?? []
            let count = rows.reduce(0) { $0 + $1.count }
            let low = rows.compactMap(\.lodMin).min()
            let high = rows.compactMap(\.lodMax).max()
            table.row([
                .name(voice.analyte(analyte), isBold: true), .text(voice.grouped(count)), .text(share(rows.reduce(0) { $0 + $1.aboveLOD }, count)),
                .text(share(rows.reduce(0) { $0 + $1.aboveLOQ }, count)), .text("\(rows.filter { $0.aboveLOD > 0 }.count)/\(rows.count)"),
                .text(low.map { low in high == low ? voice.number(low) : voice.number(low) + "–" + voice.number(high) } ?? "–"),
            ])
        }
        return table.markup(caption: voice.say("detection.caption"), empty: voice.say("detection.empty"))
    }
}
