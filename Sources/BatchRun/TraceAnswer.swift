package import Findings
package import Monitoring
internal import SewerNetwork
package import SourceTracing

/// What is asked of a traceback: where the load of an analyte at a site comes from in a period.
package struct TraceQuestion: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var period: Period

    package init(site: SiteCode, analyte: AnalyteCode, period: Period) {
        self.site = site
        self.analyte = analyte
        self.period = period
    }
}

/// What a traceback answers without naming a node.
package struct TraceAnswer: Sendable {
    package var summary: SourceSummary
    /// Probability that the source, if there is one, lies upstream of the site asked about.
    package var probabilityUpstream: Double
    /// Entropy of where the source is, bits.
    package var entropyBits: Double
    /// Whether to go on, and how many more samples that will take.
    package var step: TraceAdvice.Step
    package var samplesLeft: Double?
    /// What was noticed, by sampling points.
    package var findings: [Finding]

    init(_ posterior: SourcePosterior, question: TraceQuestion, sewer: CitySewer) {
        let siteAt = Dictionary(sewer.siteNodes.map { ($0.node, $0.site) }) { first, _ in first }
        summary = posterior.summary(graph: sewer.graph, site: question.site, siteAt: siteAt)
        probabilityUpstream = PeriodSources.probabilityUpstream(of: question.site, posterior, sewer)
        entropyBits = posterior.entropyBits
        let advice = posterior.advice
        step = advice.step
        samplesLeft = advice.samplesLeft
        findings = PeriodSources.withoutNodes(posterior.findings, sewer: sewer)
    }

    /// The figures to the last bit, so that a replay can be held against them.
    var figures: JSONText {
        let mass = summary.massGramsPerDay
        return .object([
            ("ln_bayes_factor", .exact(summary.lnBayesFactor)), ("probability_of_source", .exact(summary.probabilityOfSource)),
            ("probability_upstream_of_site", .exact(probabilityUpstream)), ("entropy_bits", .exact(entropyBits)),
            (
                "mass_g_per_d",
                .object([("median", .exact(mass.value)), ("ci95_low", .exact(mass.interval.low)), ("ci95_high", .exact(mass.interval.high))])
            ),
            ("credible_nodes", .integer(summary.credibleNodes)), ("credible_population", .exact(summary.crediblePopulation)),
            ("not_examined_nodes", .integer(summary.notExaminedNodes)), ("step", .string(step.rawValue)),
            (
                "reaches",
                .array(
                    summary.classes.map {
                        .object([
                            ("site_code", $0.site.map { .string($0.rawValue) } ?? .null), ("probability", .exact($0.probability)),
                            ("nodes", .integer($0.nodes)), ("population", .exact($0.population)),
                        ])
                    })
            ),
        ])
    }
}

extension JSONText {
    /// A number with as many digits as it takes to read the same number again; null where it is not finite.
    static func exact(_ value: Double) -> JSONText { value.isFinite ? .digits("\(value)") : .null }
    static func exact(_ value: Double?) -> JSONText { value.map { .exact($0) } ?? .null }
}
