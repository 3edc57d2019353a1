internal import Findings
internal import Monitoring
package import Wording

/// `report.html`: one file that reads well in a browser, on a phone and on A4, and asks nothing of any network.
package enum ReportHTML {
    /// Returns the page in one language.
    ///
    /// Text from data is escaped once; no node of the sewer is named unless the content was
    /// released under a grant. The same content gives the same bytes.
    ///
    /// - Throws: `TemplateError` (finding R002) when a shipped template is missing or does not parse.
    /// - Complexity: O(n log n) in rows, O(s²) in the sites of a headline substance.
    package static func page(_ content: ReportContent, language: Language) throws(TemplateError) -> [UInt8] {
        let template = try PageTemplate.shipped()
        let index = ReportIndex(content)
        let page = ReportPage(content: content, index: index, voice: Voice(language, index), template: template)
        return Array(template.frame(page.context()).utf8)
    }

    /// The names that the shipped templates ask for and that this content does not give them; none, or the page has gaps.
    package static func unknownKeys(_ content: ReportContent, language: Language) throws(TemplateError) -> [String] {
        let index = ReportIndex(content)
        let page = ReportPage(content: content, index: index, voice: Voice(language, index), template: try PageTemplate.shipped())
        var unknown = try PageTemplate.unknownKeys(in: PageTemplate.frameName, page.context())
        for alert in content.alerts { unknown += try PageTemplate.unknownKeys(in: PageTemplate.alertName, page.alertContext(alert)) }
        return unknown
    }

    /// The same page, made ready for paper.
    package static func paper(_ page: [UInt8], of content: ReportContent, language: Language) throws(TemplateError) -> [UInt8] {
        let voice = Voice(language, ReportIndex(content))
        let document = content.document
        let marks = [
            document.secrecy, document.copy.map { voice.say("redhead.copy", ["copy": DocumentMarks.copyText($0)]) } ?? "",
            content.isIssued ? "" : voice.say("paper.draft"),
        ].filter { !$0.isEmpty }.map { harmless($0, limit: 60) }.joined(separator: " · ")
        return try PaperPage.make(page, marks: PageMarks(number: harmless(content.number, limit: 120), marks: marks, foot: voice.say("paper.foot")))
    }

    /// SHA-256 of the script of the page, base64, as its content security policy states it.
    package static var scriptDigest: String { PageTemplate.scriptDigest }
}

/// The page of a report: its sections in reading order.
struct ReportPage {
    let content: ReportContent
    let index: ReportIndex
    let voice: Voice
    let template: PageTemplate

    /// A section as the frame needs it.
    struct Section {
        let id: String
        let title: String
        let body: Markup
    }

    /// The sections that have something to say.
    func sections() -> [Section] {
        let all: [(String, Markup?)] = [
            ("summary", summary()), ("alerts", alerts()), ("map", sewer()), ("sources", sources()), ("ranking", ranking()), ("trends", trends()),
            ("pattern", pattern()), ("ratios", ratios()), ("anomalies", anomalies()), ("areas", areas()),
            ("assessment", assessment()), ("accountability", accountability()),
            ("estimates", estimates()), ("detection", detection()), ("population", populations()), ("quality", quality()), ("rejects", rejects()),
            ("warnings", warnings()), ("restatements", restatements()), ("parameters", parameters()), ("inputs", inputs()),
            ("explain", explanation()), ("method", notes("method")), ("limits", notes("limits")), ("signatures", signatures()),
        ].filter { content.edition.sections?.contains($0.0) ?? true }
        return all.compactMap { id, body in body.map { Section(id: id, title: voice.say("section." + id), body: $0) } }
    }

    /// The words of the frame, by the names that the template uses.
    func context() -> [String: Any] {
        let sections = sections()
        return [
            "lang": voice.language.rawValue,
            "style": template.style,
            "script": template.script,
            "policy": template.policy,
            "title": voice.say("title", ["period": content.period.description]),
            "programme": voice.programme,
            "product": voice.say("product"),
            "heading": heading,
            "periodText": voice.say(
                "period",
                ["period": content.period.description, "first": content.period.firstDay.description, "last": content.period.lastDay.description]),
            "number": harmless(content.number, limit: 120),
            "numberName": voice.say("field.number"),
            "state": content.isIssued ? "issued" : "draft",
            "theme": content.document.hasRedHead ? "red" : "plain",
            "edition": editionClass,
            "redhead": redHead(),
            "stateText": content.isIssued
                ? voice.say("state.issued", ["revision": harmless(content.revision, limit: 20)]) : voice.say("state.draft"),
            "navigation": voice.say("navigation"),
            "skip": voice.say("skip"),
            "words": words(),
            "sections": sections.map { ["id": $0.id, "title": $0.title, "body": $0.body.string] as [String: Any] },
            "foot": voice.say("foot", ["number": harmless(content.number, limit: 120), "version": harmless(content.programVersion, limit: 40)]),
        ]
    }

    private var heading: String {
        switch content.edition {
        case .full: voice.say("heading")
        case .area(let area): voice.say("heading.area", ["area": voice.area(area)])
        case .summary: voice.say("heading.summary")
        case .short: voice.say("heading.short")
        }
    }

    private var editionClass: String {
        switch content.edition {
        case .full: "full-edition"
        case .area: "area-edition"
        case .summary: "summary"
        case .short: "short"
        }
    }

    /// The red head, where the theme has one.
    private func redHead() -> [[String: Any]] {
        let document = content.document
        guard document.hasRedHead else { return [] }
        var marks: [[String: Any]] = []
        if let copy = document.copy { marks.append(["value": voice.say("redhead.copy", ["copy": DocumentMarks.copyText(copy)])]) }
        if !document.secrecy.isEmpty { marks.append(["value": harmless(document.secrecy, limit: 40)]) }
        let own = voice.language == .english && !document.issuerEnglish.isEmpty ? document.issuerEnglish : document.issuer
        return [[
            "lines": marks, "organ": own.isEmpty ? voice.programme : harmless(own, limit: 120),
            "document": voice.say(
                "redhead.document", ["year": String(content.period.year), "issue": String(content.period.index), "number": harmless(content.number, limit: 120)]),
        ]]
    }

    /// Who answers for the report, and to whom it goes.
    private func signatures() -> Markup? {
        guard !content.signatories.isEmpty || !content.document.distribution.isEmpty else { return nil }
        var out = Markup()
        out.raw("<dl class=\"facts signatures\">")
        for signatory in content.signatories {
            out.element("dt", voice.word("role", signatory.role))
            out.element("dd", harmless(signatory.staffCode, limit: 60) + " · " + harmless(signatory.at, limit: 60))
        }
        if !content.document.distribution.isEmpty {
            out.element("dt", voice.say("field.distribution"))
            out.element("dd", harmless(content.document.distribution, limit: 400))
        }
        out.raw("</dl>")
        return out
    }

    /// The few words that the script shows.
    private func words() -> [[String: Any]] {
        [("filter", "script.filter"), ("copy", "script.copy"), ("copied", "script.copied"), ("sort", "script.sort"), ("choose", "script.choose")]
            .map { ["name": $0.0, "value": voice.say($0.1)] } + [["name": "command", "value": "headwater explain --workspace \(voice.say("explain.workspace"))"]]
    }
}
