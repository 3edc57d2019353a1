import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import Testing
import TrialSewers

/// What other analytes say of the kind of a source, and sources that run on days of their own.
@Suite struct ProfileTests {
    private let city = SyntheticSewer(seed: 11, nodes: 300, sites: 6)

    /// Composites of methamphetamine and amphetamine with a source of 10 g/d that lets out so much amphetamine beside it.
    private func campaign(_ city: SyntheticSewer, seed: UInt64, amphetamine: Double, node: Int) -> [SourceObservation] {
        var rows: [SourceObservation] = []
        for (analyte, mass, number) in [(AnalyteCode("methamphetamine"), 10.0, UInt64(0)), ("amphetamine", amphetamine, 1)] {
            for var row in city.campaign(seed: seed + 100 * number, sources: [(node, mass)]) {
                row.analyte = analyte
                rows.append(row)
            }
        }
        return rows
    }

    @Test func aMetaboliteInProportionTellsUseAndItsAbsenceDisposal() throws {
        let city = try #require(city)
        let node = city.node(seed: 3)
        for (amphetamine, kind) in [(0.9, SourceProfile.Kind.consumption), (0, .disposal)] {
            let rows = campaign(city, seed: 3, amphetamine: amphetamine, node: node)
            let found = SourcePosterior.trace(graph: city.graph, observations: rows, analyte: "methamphetamine")
            let best = found.profiles.max { $0.probability < $1.probability }
            // 0.9 g/d of amphetamine lies within the baseline of many people: it may tell little, never the contrary.
            #expect(found.profiles.count == 2)
            #expect(abs(found.profiles.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
            #expect(best?.kind == kind || (best?.probability ?? 1) < 0.7, "\(kind): \(found.profiles)")
            #expect(found.lnBayesFactor > 2.3)
            #expect(found.credibleSet.nodes.contains(node) || found.probability(of: node) > 1e-4)
        }
    }

    @Test func withoutOtherAnalytesOfItsFamilyNothingIsSaidOfTheKind() throws {
        let city = try #require(city)
        var rows = city.campaign(seed: 4, sources: [(100, 10)])
        for index in rows.indices { rows[index].analyte = "methamphetamine" }
        let alone = SourcePosterior.trace(graph: city.graph, observations: rows, analyte: "methamphetamine")
        #expect(alone.profiles.isEmpty)
        var strange = rows
        for row in rows {
            var other = row
            other.analyte = "caffeine"
            strange.append(other)
        }
        #expect(SourcePosterior.trace(graph: city.graph, observations: strange, analyte: "methamphetamine").nodeProbability == alone.nodeProbability)
    }

    @Test func everyProfileNamesItsSourceAndNoProfileRaisesWhatItTraces() {
        for profile in SourceProfile.table {
            #expect(!profile.source.isEmpty)
            #expect(!profile.raises.contains { $0.analyte == profile.traced })
            #expect(profile.raises.allSatisfy { $0.logSD > 0 && $0.lnRatio.isFinite })
        }
    }

    @Test func twoDumpsOnDaysOfTheirOwnAreBothFound() throws {
        let sewer = TrialSewer(seed: 78, manholes: 400, persons: 8000)
        let reading = SewerReading.read(files: [
            NetworkFile(name: "nodes.csv", bytes: Array(sewer.nodesTable().utf8)),
            NetworkFile(name: "pipes.csv", bytes: Array(sewer.pipesTable(seed: 1, splitError: 0).utf8)),
        ])
        let graph = try #require(reading.graph)
        let points = sewer.points(6)
        // Two points of which neither lies above the other, and the last manhole of each of their reaches.
        func way(_ point: Int) -> Set<Int> {
            var at = point
            var passed: Set<Int> = []
            while let pipe = sewer.pipes[at].first {
                at = pipe.to
                passed.insert(at)
            }
            return passed
        }
        var apart: [(Int, Int)] = []
        for a in points { for b in points where a < b && !way(b).contains(a) { apart.append((a, b)) } }
        let (x, y) = try #require(apart.last)
        let first = try #require((0..<sewer.count).last { sewer.firstPoint($0, Set(points)) == x })
        let second = try #require((0..<sewer.count).last { sewer.firstPoint($0, Set(points)) == y })
        let days = { (day: Int) in (0..<7).map { $0 == day ? 10.0 : 0 } }
        let table = TrialCampaign(seed: 9).table(
            sewer, points: points,
            sources: [TrialSource(node: first, gramsPerDay: days(1), hours: 6), TrialSource(node: second, gramsPerDay: days(4), hours: 6)])
        let rows = ObservationTable.read(NetworkFile(name: "o.csv", bytes: Array(table.utf8))).measurements.map {
            SourceObservation(
                node: $0.node, date: $0.date, analyte: "x", result: $0.result, detectionLimit: $0.detectionLimit, flowVolume: $0.flowVolume)
        }
        let found = SourcePosterior.trace(graph: graph, observations: rows, analyte: "x")
        let source = try #require(found.pair)
        #expect(!source.isSteady)
        #expect(Set(source.heads.map { graph.id($0).rawValue }) == ["n\(x)", "n\(y)"])
    }
}
