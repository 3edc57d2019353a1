import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing

@Suite struct SignatureTests {
    /// Settings without nuisances and with one prior, so that evidence can be computed by hand.
    private var plain: TraceSettings {
        var settings = TraceSettings()
        settings.siteLogSD = 0
        settings.campaignLogSD = 0
        settings.massPriors = [MassPrior(lnMedian: 2, logSD: 1, share: 1)]
        settings.singleDayShare = 0
        settings.someDaysShare = 0
        settings.secondSourceRatio = 0
        settings.decayPerHour = 0.05
        settings.splitLogitSD = 0
        settings.misfitShare = 0
        return settings
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func classesGiveTheEvidenceOfEveryNodeOnNetworksWithSplits(seed: UInt64) throws {
        let graph = try #require(SyntheticSewer.graph(seed: seed, nodes: 150, splits: 0.1))
        var draws = RandomStream(seed: seed, "sites")
        let date = CalendarDate(day: 20_000)
        var observed: [(node: Int, lnLoad: Double, baseline: Double, limit: Double?)] = []
        for node in Set((0..<9).map { _ in draws.integer(below: graph.nodeCount) }).sorted() {
            let baseline = 0.2 + draws.uniform()
            let load = baseline + (draws.uniform() < 0.5 ? 3 * draws.uniform() : 0)
            observed.append((node, portableLog(load), baseline, draws.uniform() < 0.3 ? load : nil))
        }
        let observations = observed.map { row in
            SourceObservation(
                node: graph.id(row.node), date: date, analyte: "x",
                result: row.limit.map { .belowQuantification(limit: $0) } ?? .quantified(portableExp(row.lnLoad)), flowVolume: 1e6, logSD: 0.3,
                baseline: SiteBaseline(lnLoad: portableLog(row.baseline), logSD: 0))
        }
        let posterior = SourcePosterior.trace(graph: graph, observations: observations, analyte: "x", settings: plain)
        for source in stride(from: 0, to: graph.nodeCount, by: 3) {
            // By hand: what of a gram at the source arrives at each site, then a sum over masses.
            var unit = [Double](repeating: 0, count: graph.nodeCount)
            unit[source] = 1
            let arriving = graph.accumulated(unit) { portableExp(-0.05 * Double($0)) }
            var sum = 0.0
            for step in 0..<2400 {
                let lnMass = -8 + Double(step) * 0.01
                var ln = -0.5 * (lnMass - 2) * (lnMass - 2) - 0.9189385332046727
                for row in observed {
                    func value(_ load: Double) -> Double {
                        let z = (row.lnLoad - portableLog(load)) / 0.3
                        return row.limit == nil ? -0.5 * z * z : logNormalCDF(z)
                    }
                    ln += value(row.baseline + arriving[row.node] * portableExp(lnMass)) - value(row.baseline)
                }
                sum += 0.01 * portableExp(ln)
            }
            #expect(abs(posterior.lnBayesFactor(of: source) - portableLog(sum)) < 2e-5, "seed \(seed), node \(source)")
        }
    }

    @Test func theOrderOfObservationsDoesNotMatter() throws {
        let city = try #require(SyntheticSewer(seed: 3, nodes: 300, splits: 0.02, sites: 8))
        let observations = city.campaign(seed: 3, sources: [(250, 5)])
        let forward = SourcePosterior.trace(graph: city.graph, observations: observations, analyte: "x")
        let backward = SourcePosterior.trace(graph: city.graph, observations: observations.reversed(), analyte: "x")
        #expect(forward.nodeProbability == backward.nodeProbability)
        #expect(forward.nextSamples == backward.nextSamples)
    }

    @Test func tracesSideBySideAreTheSameAsOneByOne() async throws {
        let city = try #require(SyntheticSewer(seed: 4, nodes: 200, sites: 6))
        let observations = city.campaign(seed: 4, sources: [(150, 5)])
        let graph = city.graph
        let alone = SourcePosterior.trace(graph: graph, observations: observations, analyte: "x").nodeProbability
        let together = await withTaskGroup(of: [Double].self) { group in
            for _ in 0..<4 {
                group.addTask { SourcePosterior.trace(graph: graph, observations: observations, analyte: "x").nodeProbability }
            }
            return await group.reduce(into: [[Double]]()) { $0.append($1) }
        }
        for other in together { #expect(other == alone) }
    }

    @Test func nodesThatNoSampleTellsApartShareOneProbability() throws {
        let city = try #require(SyntheticSewer(seed: 5, nodes: 300, sites: 5))
        let posterior = SourcePosterior.trace(graph: city.graph, observations: city.campaign(seed: 5, sources: [(200, 10)]), analyte: "x")
        #expect(abs(posterior.nodeProbability.reduce(0, +) - 1) < 1e-9)
        #expect(abs(posterior.reaches.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
        #expect(posterior.reaches.reduce(0) { $0 + $1.nodes } == 300)
        let inside = posterior.credibleSet.nodes.map { posterior.probability(of: $0) }.min() ?? 0
        let members = Set(posterior.credibleSet.nodes)
        for node in 0..<300 where !members.contains(node) { #expect(posterior.probability(of: node) < inside * (1 + 1e-9)) }
        // The last group is cut where the level is reached, and no sooner.
        let held = posterior.credibleSet.nodes.reduce(0) { $0 + posterior.probability(of: $1) }
        #expect(held >= 0.9 - 1e-9 && held - inside < 0.9)
    }

    /// A chain of forty manholes to the outfall with a branch of ten at the twentieth; its last pipe may be missing.
    private func branched(isMissing: Bool) -> SewerGraph? {
        var survey = SewerSurvey()
        survey.add(SurveyedNode("m0", role: .outfall, x: 0, y: 0, population: 0))
        for place in 1...40 {
            survey.add(SurveyedNode(NodeID("m\(place)"), x: Double(place) * 50, y: 0, population: 100))
            survey.add(SurveyedLink("a\(place)", from: NodeID("m\(place)"), to: NodeID("m\(place - 1)"), lengthM: 50, diameterM: 0.3))
        }
        for place in 1...10 {
            survey.add(SurveyedNode(NodeID("b\(place)"), x: 1000, y: Double(place) * 50, population: 400))
            if place > 1 || !isMissing {
                survey.add(
                    SurveyedLink(
                        "c\(place)", from: NodeID("b\(place)"), to: NodeID(place > 1 ? "b\(place - 1)" : "m20"), lengthM: 50, diameterM: 0.3))
            }
        }
        return survey.repaired().graph
    }

    @Test func aMissingPipeIsSoughtAndTheTruthAboveItStaysInReach() throws {
        let (whole, drawn) = (try #require(branched(isMissing: false)), try #require(branched(isMissing: true)))
        func campaign(_ source: NodeID?, seed: UInt64) throws -> [SourceObservation] {
            var draws = RandomStream(seed: seed, "branch")
            var unit = [Double](repeating: 0, count: whole.nodeCount)
            if let source { unit[try #require(whole.index(of: source))] = 2 }
            let (arriving, people) = (whole.accumulated(unit), whole.upstreamPopulation())
            var rows: [SourceObservation] = []
            for site in ["m0", "m10", "m18", "m26", "m33", "b6"] {
                let node = try #require(whole.index(of: NodeID(site)))
                for day in 0..<7 {
                    let load = (30e-6 * people[node] + arriving[node]) * portableExp(0.25 * draws.normal())
                    let flow = people[node] * 0.2 * portableExp(0.1 * draws.normal())
                    rows.append(
                        SourceObservation(
                            node: NodeID(site), date: CalendarDate(day: 20_000) + day, analyte: "x", result: .quantified(load / flow * 1e6), flowVolume: flow))
                }
            }
            return rows
        }
        // The branch of 4,000 people lacks its pipe: its load below m20 is no source, and a source in it is found there.
        let silent = SourcePosterior.trace(graph: drawn, observations: try campaign(nil, seed: 1), analyte: "x")
        #expect(silent.lnBayesFactor < 2.3)
        #expect(silent.findings.contains { $0.code == "M211" && $0.text == "b1" })
        #expect(silent.notExaminedNodes == 5)
        let found = SourcePosterior.trace(graph: drawn, observations: try campaign("b3", seed: 2), analyte: "x")
        #expect(found.lnBayesFactor > 2.3)
        let part = (1...5).compactMap { drawn.index(of: NodeID("b\($0)")) }.reduce(0) { $0 + found.probability(of: $1) }
        // The samples do not tell the five manholes from the eight of the reach into which they drain.
        #expect(part > 0.25, "\(part)")
    }

    @Test func uncertainSplitsAreAveragedTheSameWayEachTime() throws {
        let graph = try #require(SyntheticSewer.graph(seed: 2, nodes: 150, splits: 0.1))
        let city = try #require(SyntheticSewer(seed: 2, nodes: 150, splits: 0.1, sites: 6))
        var settings = TraceSettings()
        let rows = city.campaign(seed: 2, sources: [(120, 5)])
        let averaged = SourcePosterior.trace(graph: graph, observations: rows, analyte: "x", settings: settings)
        #expect(SourcePosterior.trace(graph: graph, observations: rows, analyte: "x", settings: settings).nodeProbability == averaged.nodeProbability)
        settings.splitLogitSD = 0
        let drawn = SourcePosterior.trace(graph: graph, observations: rows, analyte: "x", settings: settings)
        // Classes are those of the drawing; what is known of them is not.
        #expect(averaged.reaches.count == drawn.reaches.count)
        #expect(averaged.nodeProbability != drawn.nodeProbability)
        #expect(abs(averaged.nodeProbability.reduce(0, +) - 1) < 1e-9)
    }

    @Test func nodesAboveNoSampleAreNotExamined() throws {
        let graph = try #require(SyntheticSewer.graph(seed: 6, nodes: 100, splits: 0))
        let site = try #require((1..<100).last { graph.upstreamNodes(of: $0).count > 10 })
        let observation = SourceObservation(
            node: graph.id(site), date: CalendarDate(day: 20_000), analyte: "x", result: .quantified(100), flowVolume: 1000)
        let posterior = SourcePosterior.trace(graph: graph, observations: [observation], analyte: "x")
        #expect(posterior.notExaminedNodes == 100 - graph.upstreamNodes(of: site).count)
        #expect(posterior.findings.contains { $0.code == "M204" })
        #expect(posterior.lnBayesFactor(of: 0) == 0)
    }

    @Test func unknownNodesMissingFlowsAndNoDataAreTold() throws {
        let graph = try #require(SyntheticSewer.graph(seed: 6, nodes: 50, splits: 0))
        let date = CalendarDate(day: 20_000)
        let posterior = SourcePosterior.trace(
            graph: graph,
            observations: [
                SourceObservation(node: "nowhere", date: date, analyte: "x", result: .quantified(1), flowVolume: 10),
                SourceObservation(node: graph.id(3), date: date, analyte: "x", result: .quantified(1), flowVolume: -1),
                SourceObservation(node: graph.id(3), date: date, analyte: "y", result: .quantified(1), flowVolume: 10),
            ], analyte: "x")
        #expect(posterior.findings.map(\.code.rawValue).sorted() == ["M201", "M202", "M203"])
        #expect(abs(posterior.lnBayesFactor) < 1e-12)
        #expect(posterior.nextSamples.isEmpty)
    }
}
