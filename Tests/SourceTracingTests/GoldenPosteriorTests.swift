import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing

/// The five-node example computed independently by adaptive quadrature to 1e-12.
@Suite struct GoldenPosteriorTests {
    private let graph: SewerGraph?

    init() {
        var survey = SewerSurvey()
        for node in 0..<5 { survey.add(SurveyedNode(NodeID("n\(node)"), role: node == 0 ? .outfall : .manhole, population: 1)) }
        for (from, to, hours) in [(1, 0, 1.0), (2, 0, 1.5), (3, 1, 0.5), (4, 1, 2.0)] {
            survey.add(SurveyedLink("p\(from)", from: NodeID("n\(from)"), to: NodeID("n\(to)"), travelTimeH: hours))
        }
        graph = survey.repaired().graph
    }

    private var settings: TraceSettings {
        var settings = TraceSettings()
        settings.siteLogSD = 0
        settings.campaignLogSD = 0
        settings.priorProbability = 0.05
        settings.massPriors = [MassPrior(lnMedian: portableLog(3), logSD: 1, share: 1)]
        settings.decayPerHour = 0.1
        settings.singleDayShare = 0
        settings.someDaysShare = 0
        settings.secondSourceRatio = 0
        settings.misfitShare = 0
        return settings
    }

    /// Loads in g/d: a flow of 1e6 m3/d makes ng/L of them.
    private func observations(_ first: CensoredResult, _ second: CensoredResult) throws -> [SourceObservation] {
        let date = try #require(CalendarDate(year: 2026, month: 3, day: 1))
        return [("n0", first, 1.0), ("n1", second, 0.4)].map { node, result, baseline in
            SourceObservation(
                node: NodeID(node), date: date, analyte: "mdma", result: result, flowVolume: 1e6, logSD: 0.3,
                baseline: SiteBaseline(lnLoad: portableLog(baseline), logSD: 0))
        }
    }

    private func posterior(_ first: CensoredResult, _ second: CensoredResult) throws -> (SourcePosterior, [Int]) {
        let graph = try #require(graph)
        let posterior = SourcePosterior.trace(graph: graph, observations: try observations(first, second), analyte: "mdma", settings: settings)
        return (posterior, try (0..<5).map { try #require(graph.index(of: NodeID("n\($0)"))) })
    }

    @Test func twoQuantifiedSitesGiveThePublishedEvidence() throws {
        let (posterior, nodes) = try posterior(.quantified(4), .quantified(3.2))
        let null = 1.50600522468e-15
        let expected = [2.46784890946e-11, 0.42947945791, 2.46272042543e-11, 0.429335276024, 0.422939305411]
        for index in 0..<5 { #expect(abs(posterior.lnBayesFactor(of: nodes[index]) - portableLog(expected[index] / null)) < 1e-8) }
        #expect(abs(posterior.lnBayesFactor - 32.768107367) < 1e-8)
        #expect(abs(posterior.probability(of: nodes[1]) - 0.33507166) < 1e-8)
        #expect(abs(posterior.probability(of: nodes[3]) - 0.33495917) < 1e-8)
        #expect(abs(posterior.probability(of: nodes[4]) - 0.32996916) < 1e-8)
    }

    @Test func aCensoredSiteGivesThePublishedEvidence() throws {
        let (posterior, nodes) = try posterior(.quantified(4), .belowQuantification(limit: 0.5))
        let expected = [9.70422666, -0.80683633, 9.70214638, -0.72246081, -0.48120757]
        for index in 0..<5 { #expect(abs(posterior.lnBayesFactor(of: nodes[index]) - expected[index]) < 1e-8) }
        #expect(abs(posterior.lnBayesFactor - 8.786943664) < 1e-8)
        #expect(abs(posterior.probabilityOfSource - 0.997106829) < 1e-9)
        #expect(abs(posterior.probability(of: nodes[0]) - 0.500496377) < 1e-8)
        #expect(abs(posterior.probability(of: nodes[2]) - 0.499456286) < 1e-8)
    }
}
