internal import Findings
internal import Monitoring
internal import Wording

extension ReportPage {
    /// Rows of rejects and warnings on the page.
    private static let longestList = 200
    /// Findings of one code in one file before they are folded.
    private static let folded = 20

    /// Held batches, and each rule with how it ended.
    func quality() -> Markup {
        var out = Markup()
        if !content.heldBatches.isEmpty {
            out.raw("<p class=\"warning\">")
            out.text(
                voice.say("quality.held", ["batches": holds.joined(separator: voice.say("semicolon"))]))
            out.raw("</p>")
        }
        var counts: [String: [QualityVerdict: Int]] = [:]
        for check in content.qualityChecks { counts[check.check, default: [:]][check.verdict, default: 0] += 1 }
        var table = PageTable([
            .text(voice.say("quality.check")), .number(voice.word("verdict", "pass")), .number(voice.word("verdict", "warn")),
            .number(voice.word("verdict", "fail")),
        ])
        for check in counts.keys.sorted() {
            let row = counts[check] ?? [:]
            table.row([
                .marked(voice.word("check", check), "strong"), .text(voice.grouped(row[.pass] ?? 0)), .text(voice.grouped(row[.warn] ?? 0)),
                .marked(voice.grouped(row[.fail] ?? 0), (row[.fail] ?? 0) > 0 ? "up" : "quiet"),
            ])
        }
        out.raw(table.markup(caption: voice.say("quality.caption"), empty: voice.say("quality.empty")))
        let notable = EvidenceTables.sorted(content.qualityChecks).filter { $0.verdict != .pass }
        var list = PageTable([
            .text(voice.say("field.batch")), .text(voice.say("field.analyte")), .text(voice.say("quality.check")), .number(voice.say("field.value")),
            .text(voice.say("field.limit")), .text(voice.say("field.verdict")), .text(voice.say("field.place")),
        ])
        for check in notable.prefix(ReportPage.longestList) {
            list.row([
                .text(harmless(check.batch, limit: 60)), .text(check.analyte.map { voice.analyte($0) } ?? ""), .text(voice.word("check", check.check)),
                .text(voice.number(check.value)), .text(harmless(check.limit, limit: 60)),
                .marked(voice.word("verdict", check.verdict.rawValue), check.verdict == .fail ? "up" : "quiet"),
                .marked(harmless(check.position.description, limit: 120), "place"),
            ])
        }
        out.raw(list.markup(caption: voice.say("quality.list"), empty: voice.say("quality.all_passed"), isFiltered: notable.count > 12))
        cut(&out, notable.count, "qc.csv", at: ReportPage.longestList)
        return out
    }

    /// What is on hold: a substance of a batch where a finding says which, else the batch; with the points that lack the figure for it.
    var holds: [String] {
        var parts: [String] = []
        var known: Set<String> = []
        for finding in EvidenceTables.sorted(content.rejects) where ReportPage.holdCodes.contains(finding.code.rawValue) {
            guard let batch = finding.arguments["batch"], let code = finding.arguments["analyte"], content.heldBatches.contains(batch) else { continue }
            known.insert(batch)
            let analyte = AnalyteCode(code)
            let measured = Set((index.estimatesOf[analyte] ?? []).map(\.site))
            let missing = Set(content.estimates.map(\.site)).subtracting(measured).sorted()
            let part = voice.say(
                "quality.hold", ["batch": harmless(batch, limit: 60), "analyte": voice.analyteInText(analyte), "count": finding.arguments["count"] ?? "–"])
            let sites = missing.prefix(12).map { voice.siteCode($0) }.joined(separator: voice.say("comma"))
            let text = sites.isEmpty ? part : part + voice.say("quality.hold_sites", ["sites": sites])
            if !parts.contains(text) { parts.append(text) }
        }
        return parts + content.heldBatches.filter { !known.contains($0) }.sorted().map { harmless($0, limit: 60) }
    }

    /// Findings that put a substance of a batch on hold: calibration, controls, blank, internal standard, blank spike, proficiency.
    private static let holdCodes: Set<String> = ["Q001", "Q012", "Q013", "Q014", "Q015", "Q016"]

    /// What was set aside: place, what, why, how to mend it.
    func rejects() -> Markup {
        findingTable(content.rejects, caption: voice.say("rejects.caption"), empty: voice.say("rejects.empty"), file: "rejects.csv")
    }

    /// What was kept with a doubt.
    func warnings() -> Markup? {
        let warnings = content.findings.filter { $0.severity == .warning }
        guard !warnings.isEmpty else { return nil }
        return findingTable(warnings, caption: voice.say("warnings.caption"), empty: "", file: nil)
    }

    private func findingTable(_ findings: [Finding], caption: String, empty: String, file: String?) -> Markup {
        var table = PageTable([
            .text(voice.say("field.place")), .text(voice.say("field.code")), .text(voice.say("field.what")), .text(voice.say("field.why")),
            .text(voice.say("field.fix")),
        ])
        let sorted = EvidenceTables.sorted(findings)
        var shown: [String: Int] = [:]
        var more: [String: Int] = [:]
        for finding in sorted {
            let group = finding.code.rawValue + "\u{1F}" + (finding.position?.file ?? "")
            shown[group, default: 0] += 1
            if (shown[group] ?? 0) > ReportPage.folded || table.count >= ReportPage.longestList {
                more[group, default: 0] += 1
                continue
            }
            let text = voice.catalogue.text(of: voice.named(finding))
            table.row([
                .marked(harmless(finding.position?.description ?? "", limit: 160), "place"), .text(finding.code.rawValue),
                .text(harmless(text.what, limit: 600)), .text(harmless(text.why, limit: 600)), .text(harmless(text.fix, limit: 600)),
            ])
        }
        var out = table.markup(caption: caption, empty: empty, isFiltered: sorted.count > 12)
        for group in more.keys.sorted() {
            let parts = group.split(separator: "\u{1F}", omittingEmptySubsequences: false)
            out.element(
                "p", class: "note",
                voice.count(
                    "findings.more", more[group] ?? 0,
                    ["code": String(parts.first ?? ""), "file": harmless(String(parts.last ?? ""), limit: 160)]))
        }
        if let file, sorted.count > 0 { out.element("p", class: "note", voice.say("findings.file", ["file": file])) }
        return out
    }

    /// Figures of issued reports that later data changed: those of places and areas on the page, the days behind them in the file.
    func restatements() -> Markup? {
        guard !content.restatements.isEmpty || content.restatedRevision != nil else { return nil }
        var table = PageTable([
            .text(voice.say("restate.table")), .text(voice.say("restate.key")), .text(voice.say("restate.column")), .text(voice.say("restate.before")),
            .text(voice.say("restate.after")), .text(voice.say("field.reason")),
        ])
        let sorted = content.restatements.sorted { ($0.table, $0.key, $0.column, $0.run) < ($1.table, $1.key, $1.column, $1.run) }
        let shown = sorted.filter { $0.table != "daily_loads" }
        for item in shown.prefix(ReportPage.longestList) {
            table.row([
                .text(restatedTable(item.table)), .text(harmless(item.key, limit: 120)), .text(voice.column(item.column)),
                .text(restated(item.before)), .text(restated(item.after)),
                .text(harmless(item.reasons.map { voice.reason($0) }.joined(separator: voice.say("semicolon")), limit: 400)),
            ])
        }
        var out = Markup()
        if let revision = content.restatedRevision {
            out.element("p", voice.say("restate.against", ["revision": harmless(revision, limit: 20)]))
        }
        if !content.issueReason.isEmpty { out.element("p", voice.say("restate.why", ["reason": harmless(content.issueReason, limit: 400)])) }
        out.raw(table.markup(caption: voice.say("restate.caption"), empty: voice.say("restate.none"), isFiltered: shown.count > 12))
        cut(&out, shown.count, "restatements.csv", at: ReportPage.longestList)
        let days = sorted.count - shown.count
        if days > 0 { out.element("p", class: "note", voice.count("restate.days", days)) }
        return out
    }

    private func restatedTable(_ name: String) -> String {
        voice.catalogue.has("report.restate.table." + name) ? voice.say("restate.table." + name) : harmless(name, limit: 60)
    }

    /// A figure as the page prints figures; what is no number as it stands.
    private func restated(_ text: String) -> String {
        if text.isEmpty { return "–" }
        return Double(text).map { voice.number($0) } ?? harmless(text, limit: 60)
    }
}
