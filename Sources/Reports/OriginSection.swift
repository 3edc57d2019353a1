internal import Findings
internal import Monitoring
internal import Wording

extension ReportPage {
    /// Where a value is from; for a load without a consumption the reason, in the language of the page.
    private func source(of parameter: Parameter) -> String {
        parameter.name == ParameterName.loadOnly.rawValue ? voice.catalogue.loadOnlyReason(parameter.source) : parameter.source
    }

    /// Every parameter with its source; what was not read in a source is marked.
    func parameters() -> Markup {
        var table = PageTable([
            .text(voice.say("field.parent")), .text(voice.say("field.biomarker")), .text(voice.say("field.parameter")), .number(voice.say("field.value")),
            .text(voice.say("field.unit")), .number(voice.say("field.rsd")), .text(voice.say("field.source")), .text(voice.say("field.provenance")),
        ])
        for parameter in EvidenceTables.sorted(content.parameters).prefix(ReportPage.longestTable) {
            let isMemory = parameter.provenance == .memory
            table.row([
                .marked(voice.drug(parameter.parentDrug), "strong"), .name(voice.analyte(parameter.biomarker), isBold: false),
                .text(voice.word("parameter", parameter.name)), .text(parameter.value.significant(6)),
                .text(harmless([parameter.unit, parameter.basis].filter { !$0.isEmpty }.joined(separator: ", "), limit: 60)),
                .text(parameter.relativeSD.map { voice.percent($0) } ?? "–"), .text(harmless(source(of: parameter), limit: 240)),
                .marked(voice.word("provenance", parameter.provenance.rawValue) + (isMemory ? " ‡" : ""), isMemory ? "up" : "quiet"),
            ])
        }
        var out = Markup()
        let memory = content.parameters.filter { $0.provenance == .memory }.count
        out.element(
            "p", voice.say("parameters.lead", ["set": harmless(content.parameterSet, limit: 60), "version": harmless(content.parameterSetVersion, limit: 60)]))
        if memory > 0 {
            out.raw("<p class=\"warning\">")
            out.text(voice.count("parameters.memory", memory))
            out.raw("</p>")
        }
        out.raw(table.markup(caption: voice.say("parameters.caption"), empty: voice.say("parameters.empty"), isFiltered: content.parameters.count > 20))
        return out
    }

    /// The files behind the figures, and what else they depend on.
    func inputs() -> Markup {
        var out = Markup()
        out.raw("<dl class=\"facts\">")
        var facts = [
            ("field.version", content.programVersion), ("field.parameter_set", "\(content.parameterSet) \(content.parameterSetVersion)"),
            ("field.convention", content.convention),
        ]
        if let head = content.auditHead { facts.append(("field.audit", head)) }
        if !content.acceptedParameters.isEmpty { facts.append(("field.accepted", content.acceptedParameters.sorted().joined(separator: voice.say("comma")))) }
        for fact in facts {
            out.element("dt", voice.say(fact.0))
            out.element("dd", harmless(fact.1, limit: 4000))
        }
        for signatory in content.signatories {
            out.element("dt", voice.word("role", signatory.role))
            out.element("dd", harmless(signatory.staffCode, limit: 60) + " · " + harmless(signatory.at, limit: 60))
        }
        out.raw("</dl>")
        var table = PageTable([.text(voice.say("field.file")), .text("SHA-256"), .number(voice.say("field.bytes"))])
        let sorted = content.inputs.sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }
        for input in sorted.prefix(ReportPage.longestTable) {
            table.row([
                .marked(harmless(input.name, limit: 160), "place"), .marked(harmless(input.sha256, limit: 64), "digest"),
                .text(input.bytes.map { voice.grouped($0) } ?? "–"),
            ])
        }
        out.raw(table.markup(caption: voice.say("inputs.caption"), empty: voice.say("inputs.empty")))
        cut(&out, sorted.count, "manifest.json")
        return out
    }

    /// How to walk a figure back to its files.
    func explanation() -> Markup {
        var out = Markup()
        out.element("p", voice.say("explain.lead"))
        let example = index.headline.first.flatMap { analyte in index.ranked(analyte).first.map { voice.key($0.site, analyte) } }
        if let example {
            out.raw("<pre class=\"command\"><code>")
            out.text(voice.command(example))
            out.raw("</code></pre>")
        }
        out.element("p", voice.say("explain.chain"))
        return out
    }

    /// Methods and limits of use, a paragraph each.
    func notes(_ group: String) -> Markup {
        var out = Markup()
        out.raw("<ul class=\"notes\">")
        for number in 1...20 {
            let key = "\(group).\(number)"
            guard voice.catalogue.has("report." + key) else { break }
            out.element(
                "li",
                voice.say(
                    key,
                    [
                        "floor": voice.persons(content.populationFloor),
                        "convention": harmless(content.convention, limit: 160),
                    ]))
        }
        out.raw("</ul>")
        return out
    }
}
