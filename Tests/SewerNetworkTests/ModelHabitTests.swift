import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import Testing

/// Files as programs of many years have written them.
@Suite struct ModelHabitTests {
    @Test(arguments: ["[JUNC]", "[junctions]", "[ Junctions ]", "[JUNCTIONS", "[JUNCTION_LIST]"])
    func aSectionIsKnownByItsFirstLetters(heading: String) throws {
        let graph = try #require(model(twoBranches.replacing("[JUNCTIONS]", with: heading)).graph)
        #expect(graph.upstreamPopulation()[0] == 864)
    }

    @Test func tabsQuotesAndCommentsPartFieldsAsTheModelDoes() throws {
        let text = twoBranches.replacing("ab A B 100", with: "ab\tA\t\"B\"\t100").replacing("cb C B 50", with: "  cb   C  B 50 ;")
        #expect(try #require(model(text).graph).upstreamPopulation()[0] == 864)
    }

    @Test func namesWithBlanksAreToldByWiderGaps() throws {
        let text = """
            [OPTIONS]
            FLOW_UNITS LPS
            [JUNCTIONS]
            ;;Name           Elevation
            ;;-------------- ----------
            MH 1             10
            MH 2 upper       11
            [OUTFALLS]
            OUT              8
            [CONDUITS]
            pipe one         MH 1             OUT              100    0.013
            pipe two         MH 2 upper       MH 1             100    0.013
            [XSECTIONS]
            pipe one         CIRCULAR         0.5  0 0 0
            [DWF]
            MH 2 upper       FLOW             1
            [COORDINATES]
            MH 1             1          2
            MH 2 upper       3          4
            OUT              0          0

            """
        let reading = model(text)
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["MH 1>OUT", "MH 2 upper>MH 1"])
        #expect(graph.upstreamPopulation()[0] == 432)
        let upper = try #require(graph.index(of: "MH 2 upper"))
        #expect(graph.coordinates(upper) == MapPoint(x: 3, y: 4))
        #expect(reading.findings.filter { $0.code == "N061" }.count == 1)
    }

    @Test func everyShapeOfAnOldAndANewModelIsRead() {
        let shapes = [
            "CIRCULAR 0.5", "FORCE_MAIN 0.5 120", "FILLED_CIRCULAR 0.5 0.1", "RECT_CLOSED 0.5 0.6", "RECT_OPEN 1 2 0 0", "TRAPEZOIDAL 1 1 1 1", "EGG 0.6", "HORSESHOE 0.5",
            "ARCH 12 0 0 0", "HORIZ_ELLIPSE 0.4 0.6", "VERT_ELLIPSE 6 0 0", "IRREGULAR transect", "CUSTOM 0.6 curve 0 0 2", "STREET road", "DUMMY 0", "SEMICIRCULAR 0.4 0 0 0 3",
        ]
        for shape in shapes {
            let reading = model(twoBranches.replacing("ab CIRCULAR 0.3 0 0 0 1", with: "ab " + shape))
            #expect(reading.graph != nil)
            #expect(!reading.findings.contains { $0.severity >= .warning }, "\(shape): \(reading.findings)")
        }
    }

    @Test func elevationsInPlaceOfDepthsGiveTheSameNetwork() throws {
        let plain = try #require(model(twoBranches.replacing("0.013 0 0", with: "0.013 0.5 0.25")).graph)
        let text = twoBranches.replacing("FLOW_UNITS LPS", with: "FLOW_UNITS LPS\nLINK_OFFSETS Elevation").replacing("ab A B 100 0.013 0 0", with: "ab A B 100 0.013 10.5 9.25")
            .replacing("bo B OUT 200 0.013 0 0", with: "bo B OUT 200 0.013 9.5 8.25").replacing("cb C B 50 0.013 0 0", with: "cb C B 50 0.013 10 9.25")
        let other = try #require(model(text).graph)
        #expect(other.outHours == plain.outHours)
    }

    @Test func anEndBelowItsNodeIsPutOnItsBottom() throws {
        let reading = model(twoBranches.replacing("bo B OUT 200 0.013 0 0", with: "bo B OUT 200 0.013 -3 0"))
        #expect(reading.findings.first { $0.code == "N059" }?.arguments["count"] == "1")
        let graph = try #require(reading.graph)
        let plain = try #require(model(twoBranches).graph)
        #expect(graph.outHours == plain.outHours)
    }

    @Test func lengthsAndRoughnessOfNothingAreTold() {
        for row in ["ab A B 0 0.013 0 0", "ab A B -5 0.013 0 0", "ab A B 100 -1 0 0"] {
            #expect(model(twoBranches.replacing("ab A B 100 0.013 0 0", with: row)).findings.contains { $0.code == "N021" }, "\(row)")
        }
    }

    @Test func aDividerSendsOnlyAsideWhatExceedsItsFlow() throws {
        let text = twoBranches.replacing("B 9\n", with: "").replacing("[OUTFALLS]", with: "[DIVIDERS]\nB 9 aside CUTOFF 5\n[OUTFALLS]\nO2 7 FREE").replacing(
            "bo B OUT", with: "aside B O2 200 0.013 0 0\nbo B OUT")
        let kinematic = try #require(model(text).graph)
        #expect(ways(kinematic).isSuperset(of: ["B>OUT"]) && !ways(kinematic).contains("B>O2"))
        let dynamic = try #require(model(text.replacing("FLOW_UNITS LPS", with: "FLOW_UNITS LPS\nFLOW_ROUTING DYNWAVE")).graph)
        #expect(ways(dynamic).contains("B>O2"))
    }

    @Test func steadyInflowsAreSewageWhereNothingElseIs() throws {
        let start = try #require(twoBranches.firstRange(of: "[DWF]")?.lowerBound)
        let end = try #require(twoBranches.firstRange(of: "[COORDINATES]")?.lowerBound)
        let text = String(twoBranches[..<start]) + "[INFLOWS]\nA FLOW \"\" FLOW 1.0 1.0 1\n" + String(twoBranches[end...])
        let reading = model(text)
        #expect(reading.findings.contains { $0.code == "N060" })
        #expect(try #require(reading.graph).upstreamPopulation()[0] == 432)
    }

    @Test func linesBeforeTheFirstSectionAreNoMatter() throws {
        #expect(try #require(model("Model of the north\nexported 2009\n" + twoBranches).graph).nodeCount == 4)
    }

    @Test func everyNodeAndLinkKindCarriesWater() throws {
        let text = """
            [OPTIONS]
            FLOW_UNITS MGD
            [JUNCTIONS]
            A 10
            B 9
            C 8
            D 7
            [STORAGE]
            S 5 10 0 FUNCTIONAL 1000 0 0
            [OUTFALLS]
            O 0 FREE
            [CONDUITS]
            c A B 300 0.013 0 0 0 0
            [ORIFICES]
            o B C SIDE 0 0.65 NO
            [WEIRS]
            w C D TRANSVERSE 0 3.33 NO
            [OUTLETS]
            t D S 0 TABULAR/DEPTH curve
            [PUMPS]
            p S O curve ON 0 0
            [XSECTIONS]
            c CIRCULAR 1 0 0 0
            o CIRCULAR 1 0 0 0
            w RECT_OPEN 1 2 0 0
            [DWF]
            A FLOW 1

            """
        let reading = model(text)
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["A>B", "B>C", "C>D", "D>S", "S>O"])
        let well = try #require(graph.index(of: "S"))
        #expect(graph.isPumpWell[well])
        #expect(!reading.findings.contains { $0.severity >= .warning })
    }

    private func verdict(_ reading: SewerReading) -> NetworkHealth.Verdict? { reading.graph.map { NetworkHealth($0, findings: reading.findings).verdict } }

    @Test func aReversedTrunkAndAMissingOutfallAreCalledWhatTheyAre() throws {
        let reversed = model(twoBranches.replacing("bo B OUT 200", with: "bo OUT B 200"))
        #expect(reversed.findings.contains { $0.code == "N011" || $0.code == "N012" })
        #expect(reversed.findings.first { $0.code == "N057" }?.arguments["percent"] == "100")
        #expect(verdict(reversed) == .doubtful)
        // A second part without its outfall.
        let cut = twoBranches.replacing("cb C B 50", with: "cb C E 50").replacing("B 9\n", with: "B 9\nE 8.7\n")
        let missing = model(cut)
        let finding = try #require(missing.findings.first { $0.code == "N056" })
        #expect(finding.text == "E")
        #expect(finding.arguments["percent"] == "50")
        #expect(verdict(missing) == .doubtful)
        #expect(verdict(model(twoBranches)) == .sound)
    }

    @Test func aPumpDrawnBackwardsIsTurnedLast() throws {
        let text = """
            [OPTIONS]
            FLOW_UNITS LPS
            [JUNCTIONS]
            A 5
            M 9
            [STORAGE]
            S 2 10 0 FUNCTIONAL 1000 0 0
            [OUTFALLS]
            O 8 FREE
            [CONDUITS]
            a A S 300 0.013 0 0 0 0
            m M O 300 0.013 0 0 0 0
            [PUMPS]
            p M S curve ON 0 0
            [DWF]
            A FLOW 1

            """
        let reading = model(text)
        #expect(reading.findings.contains { $0.code == "N012" && $0.text == "p" })
        #expect(ways(try #require(reading.graph)) == ["A>S", "S>M", "M>O"])
    }

    @Test func changedLinesOfAModelNeverTrap() {
        let lines = twoBranches.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for seed in UInt64(1)...400 {
            var draws = RandomStream(seed: seed, "model")
            var changed = lines
            for _ in 0...draws.integer(below: 3) {
                let place = draws.integer(below: changed.count)
                var words = changed[place].split(separator: " ").map(String.init)
                switch draws.integer(below: 7) {
                case 0: changed.remove(at: place)
                case 1: changed.insert(changed[draws.integer(below: changed.count)], at: place)
                case 2: changed[place] = words.reversed().joined(separator: " ")
                case 3: if !words.isEmpty { words[draws.integer(below: words.count)] = ["-1e308", "1e999", "*", "\"", "nan", "A", "[", ";"][draws.integer(below: 8)] }; changed[place] = words.joined(separator: "\t")
                case 4: changed[place] = String(changed[place].prefix(draws.integer(below: changed[place].count + 1)))
                case 5: changed.swapAt(place, draws.integer(below: changed.count))
                default: changed[place] += " " + changed[draws.integer(below: changed.count)]
                }
                if changed.isEmpty { changed = lines }
            }
            let reading = model(changed.joined(separator: "\n"))
            #expect(reading.graph != nil || !reading.findings.isEmpty, "seed \(seed)")
            if let graph = reading.graph {
                let isSound = graph.upstreamPopulation().allSatisfy { $0.isFinite }
                #expect(isSound, "seed \(seed)")
                #expect(NetworkHealth(graph, findings: reading.findings).people.isFinite, "seed \(seed)")
                _ = SewerLayout.of(graph)?.strokes([], tolerance: 1)
                #expect(NetworkPlan(graph, limit: 3).rows.count <= 9, "seed \(seed)")
            }
        }
    }
}
