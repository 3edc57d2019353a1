import Findings
import Monitoring
import SewerNetwork
import Testing

/// Returns the reading of a SWMM text.
func model(_ text: String) -> SewerReading { SewerReading.read(files: [NetworkFile(name: "city.inp", bytes: Array(text.utf8))]) }

let twoBranches = """
    [OPTIONS]
    FLOW_UNITS LPS
    [JUNCTIONS]
    A 10
    B 9
    C 9.5   ; a comment
    [OUTFALLS]
    OUT 8 FREE
    [CONDUITS]
    ab A B 100 0.013 0 0
    bo B OUT 200 0.013 0 0
    cb C B 50 0.013 0 0
    [XSECTIONS]
    ab CIRCULAR 0.3 0 0 0 1
    bo CIRCULAR 0.5 0 0 0 1
    cb CIRCULAR 0.3 0 0 0 1
    [DWF]
    A FLOW 1
    C FLOW 2 "HALF" ""
    [PATTERNS]
    HALF HOURLY 0.5 0.5 0.5 0.5 0.5 0.5
    HALF 0.5 0.5 0.5 0.5 0.5 0.5
    [COORDINATES]
    A 0 0
    B 100 0
    C 100 50
    OUT 300 0
    [VERTICES]
    ab 50 10

    """

@Suite struct ModelFileTests {
    @Test func theModelIsOrderedFromTheOutfallUpward() throws {
        let graph = try #require(model(twoBranches).graph)
        #expect(graph.nodeCount == 4)
        #expect(graph.id(0) == "OUT")
        for node in 0..<graph.nodeCount {
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) { #expect(Int(graph.outNode[link]) < node) }
        }
    }

    @Test func peopleFollowTheMeanOfTheFlowAndItsPatterns() throws {
        let graph = try #require(model(twoBranches).graph)
        let a = try #require(graph.index(of: "A"))
        let c = try #require(graph.index(of: "C"))
        // 1 L/s is 86.4 m3/d, at 0.2 m3 a head 432 people; the pattern of C halves its 2 L/s.
        #expect(abs(graph.population[a] - 432) < 1e-9)
        #expect(abs(graph.population[c] - 432) < 1e-9)
        let out = try #require(graph.index(of: "OUT"))
        #expect(abs(graph.upstreamPopulation()[out] - 864) < 1e-9)
        #expect(abs(graph.flow[out] - 172.8) < 1e-9)
    }

    @Test func travelTimeIsManningsAtAQuarterOfTheDepth() throws {
        let graph = try #require(model(twoBranches).graph)
        let a = try #require(graph.index(of: "A"))
        // v = (0.14663 · 0.3)^(2/3) · √0.01 / 0.013 = 0.95856 m/s over 100 m.
        #expect(abs(Double(graph.outHours[Int(graph.outStart[a])]) - 100 / 0.95856 / 3600) < 1e-5)
    }

    @Test func theMapKeepsBendsInTheDirectionOfFlow() throws {
        let graph = try #require(model(twoBranches).graph)
        let link = try #require(graph.mappedLinks().first { $0.id == "ab" })
        #expect(link.points == [MapPoint(x: 0, y: 0), MapPoint(x: 50, y: 10), MapPoint(x: 100, y: 0)])
    }

    @Test(arguments: [("CFS", 2446.575546), ("GPM", 5.450992969), ("MGD", 3785.411784), ("CMS", 86_400), ("LPS", 86.4), ("MLD", 1000)])
    func everyFlowUnitComesToCubicMetresPerDay(unit: String, expected: Double) throws {
        let graph = try #require(model(twoBranches.replacing("LPS", with: unit)).graph)
        let a = try #require(graph.index(of: "A"))
        #expect(abs(graph.flow[a] / expected - 1) < 1e-9)
    }

    @Test func aWeekendPatternTakesTheWeekendOnly() throws {
        let text = """
            [OPTIONS]
            FLOW_UNITS CMS
            [JUNCTIONS]
            A 10
            [OUTFALLS]
            OUT 8
            [CONDUITS]
            ao A OUT 100 0.013 0 0
            [PATTERNS]
            DAY HOURLY 2 2
            END WEEKEND 0.5 0.5
            [DWF]
            A FLOW 1 DAY END

            """
        let graph = try #require(model(text).graph)
        let a = try #require(graph.index(of: "A"))
        #expect(abs(graph.flow[a] / 86_400 - (5 * 2 + 2 * 0.5) / 7) < 1e-9)
    }

    @Test func namesDifferingByCaseAreOneAsInTheModel() throws {
        let reading = model(twoBranches.replacing("ab A B", with: "ab a b"))
        #expect(reading.graph?.nodeCount == 4)
        #expect(!reading.findings.contains { $0.code == "N008" })
    }

    @Test func aFaultyLineIsTakenOutByItsPlace() throws {
        let reading = model(twoBranches.replacing("cb C B 50 0.013 0 0", with: "cb C"))
        let finding = try #require(reading.findings.first { $0.code == "N004" })
        #expect(finding.position?.line == 12)
        #expect(finding.text == "cb")
        #expect(finding.severity == .warning)
        #expect(reading.findings.contains { $0.code == "N020" })
    }

    @Test func aNumberThatIsNoneIsToldByColumn() throws {
        let reading = model(twoBranches.replacing("bo B OUT 200", with: "bo B OUT abc"))
        let finding = try #require(reading.findings.first { $0.code == "N005" })
        #expect(finding.position?.line == 11)
        #expect(finding.position?.column == 10)
        #expect(finding.text == "abc")
    }

    @Test func duplicatesKeepTheFirstRow() throws {
        let reading = model(twoBranches.replacing("C 9.5   ; a comment", with: "C 9.5\nC 3\n"))
        let finding = try #require(reading.findings.first { $0.code == "N006" })
        #expect(finding.related.first?.line == 6)
        #expect(reading.graph?.nodeCount == 4)
    }

    @Test func missingUnitsAreSaidAndTakenAsTheModelDoes() {
        #expect(model(twoBranches.replacing("FLOW_UNITS LPS", with: "")).findings.contains { $0.code == "N002" })
        #expect(model(twoBranches.replacing("FLOW_UNITS LPS", with: "FLOW_UNITS LPD")).findings.contains { $0.code == "N003" && $0.severity == .error })
    }

    @Test func sectionsInAnyOrderGiveTheSameGraph() throws {
        let sections = twoBranches.split(separator: "\n[").map(String.init)
        let moved = sections.reversed().map { ($0.hasPrefix("[") ? $0 : "[" + $0) + "\n" }.joined()
        let plain = try #require(model(twoBranches).graph)
        let other = try #require(model(moved).graph)
        for node in 0..<plain.nodeCount {
            let twin = try #require(other.index(of: plain.id(node)))
            #expect(plain.population[node] == other.population[twin])
            #expect(plain.flow[node] == other.flow[twin])
        }
    }

    @Test func windowsLineEndsBlanksAndQuotesAreNoMatter() throws {
        let plain = try #require(model(twoBranches).graph)
        let other = try #require(model("\u{FEFF}" + twoBranches.replacing("\n", with: "  \r\n").replacing("A 10", with: "\"A\" 10")).graph)
        #expect(other.nodeCount == plain.nodeCount)
        #expect(other.upstreamPopulation() == plain.upstreamPopulation())
    }

    @Test func aModelCutAnywhereGivesFindingsAndNoTrap() {
        let bytes = Array(twoBranches.utf8)
        for end in 0...bytes.count {
            let reading = SewerReading.read(files: [NetworkFile(name: "cut.inp", bytes: Array(bytes[..<end]))])
            #expect(reading.graph != nil || !reading.findings.isEmpty, "cut at \(end)")
        }
    }

    @Test func strangeBytesAreNamesOrFindings() {
        for byte in UInt8.min...UInt8.max {
            var bytes = Array(twoBranches.utf8)
            for place in stride(from: 3, to: bytes.count, by: 37) { bytes[place] = byte }
            let reading = SewerReading.read(files: [NetworkFile(name: "odd.inp", bytes: bytes)])
            #expect(reading.graph != nil || !reading.findings.isEmpty, "byte \(byte)")
        }
    }
}
