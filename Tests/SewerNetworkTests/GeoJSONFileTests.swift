import Findings
import Monitoring
import SewerNetwork
import Testing

/// Reads one map file.
func map(_ text: String, name: String = "city.geojson", snap: Double? = nil) -> SewerReading {
    SewerReading.read(files: [NetworkFile(name: name, bytes: Array(text.utf8))], settings: NetworkSettings(snapMetres: snap))
}

/// A feature of a map as GeoJSON.
func feature(_ type: String, _ coordinates: String, _ properties: String = "{}") -> String {
    "{\"type\": \"Feature\", \"properties\": \(properties), \"geometry\": {\"type\": \"\(type)\", \"coordinates\": \(coordinates)}}"
}

func collection(_ features: [String], crs: String = "") -> String {
    "{\"type\": \"FeatureCollection\",\(crs.isEmpty ? "" : " \"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"\(crs)\"}},")\n\"features\": [\n"
        + features.joined(separator: ",\n") + "\n]}\n"
}

/// Returns "from>to" for each pipe that carries water.
func ways(_ graph: SewerGraph) -> Set<String> {
    var result: Set<String> = []
    for node in 0..<graph.nodeCount {
        for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) { result.insert("\(graph.id(node))>\(graph.id(Int(graph.outNode[link])))") }
    }
    return result
}

private let plane = "urn:ogc:def:crs:EPSG::4547"

@Suite("GeoJSON") struct GeoJSONFileTests {
    private let points = [
        feature("Point", "[500000, 3400000]", "{\"井号\": \"W1\", \"类型\": \"排放口\", \"井底标高\": 1.0}"),
        feature("Point", "[500100, 3400000]", "{\"井号\": \"W2\", \"类型\": \"检查井\", \"井底标高\": 2.0, \"人口\": 100}"),
        feature("Point", "[500200, 3400000]", "{\"井号\": \"W3\", \"井底标高\": 3.0, \"人口\": 50}"),
    ]

    @Test func pipesAreJoinedByTheNamesOfTheirEndsInChinese() throws {
        let reading = map(
            collection(
                points + [
                    feature("LineString", "[[500100, 3400000], [500000, 3400000]]", "{\"管段编号\": \"P1\", \"起点\": \"W2\", \"终点\": \"W1\", \"管径\": 400, \"管长\": 100}"),
                    feature("LineString", "[[500100, 3400000], [500200, 3400000]]", "{\"管段编号\": \"P2\", \"起点\": \"W3\", \"终点\": \"W2\", \"管径\": \"DN300\", \"管长\": 110}"),
                ], crs: plane))
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["W2>W1", "W3>W2"])
        #expect(graph.upstreamPopulation()[0] == 150)
        #expect(graph.id(0) == "W1")
        #expect(reading.findings.filter { $0.severity >= .warning }.isEmpty)
        // 110 m as stated, although 100 m are drawn.
        let w3 = try #require(graph.index(of: "W3"))
        #expect(graph.pipeLengthM[w3] == 110)
    }

    @Test func endsGoToTheNearestNodeAndWaterFallsByTheLevels() throws {
        let reading = map(
            collection(
                points + [
                    // Drawn uphill, and 0.7 m beside its nodes.
                    feature("LineString", "[[500000.5, 3400000.5], [500099.5, 3400000.5]]"),
                    feature("LineString", "[[500200, 3400000.2], [500150, 3400010], [500100, 3400000]]"),
                ], crs: plane))
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["W2>W1", "W3>W2"])
        let direction = try #require(reading.findings.first { $0.code == "N052" })
        #expect(direction.arguments["levels"] == "2" && direction.arguments["turned"] == "1" && direction.arguments["drawn"] == "0")
        let joins = try #require(reading.findings.first { $0.code == "N041" })
        #expect(joins.arguments["tolerance"] == "1" && joins.arguments["farthest"] == "0.71" && joins.arguments["made"] == "0")
        #expect(reading.findings.contains { $0.code == "N054" })
        let link = try #require(graph.mappedLinks().first { $0.points.count == 3 })
        #expect(link.points[1] == MapPoint(x: 500150, y: 3_400_010))
    }

    @Test func theToleranceGrowsWithTheMapAndCanBeSet() throws {
        // Every end lies 4 m off its node.
        let text = collection(
            points + [
                feature("LineString", "[[500100, 3400004], [500000, 3400004]]"), feature("LineString", "[[500200, 3400004], [500100, 3400004]]"),
            ], crs: plane)
        let chosen = map(text)
        #expect(chosen.findings.first { $0.code == "N041" }?.arguments["tolerance"] == "5")
        #expect(ways(try #require(chosen.graph)) == ["W2>W1", "W3>W2"])
        let narrow = map(text, snap: 2)
        #expect(narrow.findings.first { $0.code == "N041" }?.arguments["made"] == "3")
        #expect(narrow.findings.first { $0.code == "N041" }?.severity == .warning)
        // The points that nothing reached have people and stay, cut off.
        #expect(narrow.findings.contains { $0.code == "N056" })
    }

    @Test func linesAloneMakeNodesAtTheirEnds() throws {
        let reading = map(
            collection([
                feature("LineString", "[[121.470000, 31.230000], [121.471000, 31.230000]]", "{\"us_invert\": 3.2, \"ds_invert\": 3.0, \"dia_mm\": 300}"),
                feature("LineString", "[[121.471000, 31.230001], [121.472000, 31.230000]]", "{\"us_invert\": 3.0, \"ds_invert\": 2.8, \"dia_mm\": 300}"),
            ]))
        let graph = try #require(reading.graph)
        #expect(graph.nodeCount == 3)
        #expect(graph.mapUnit == .degrees)
        #expect(ways(graph) == ["121.47,31.23>121.471,31.23", "121.471,31.23>121.472,31.23"])
        // A thousandth of a degree of longitude at 31.23 degrees north: 111.195 m · cos.
        let metres = graph.pipeLengthM.reduce(0, +)
        #expect(abs(Double(metres) - 2 * 111.19508 * 0.855112) < 0.1)
    }

    @Test func theOrderOfFeaturesIsNoMatter() throws {
        var features = points + [
            feature("LineString", "[[500000.3, 3400000], [500100, 3400000]]", "{\"id\": \"a\"}"), feature("LineString", "[[500200, 3400000], [500100.4, 3400000]]", "{\"id\": \"b\"}"),
            feature("LineString", "[[500300, 3400000], [500200.4, 3400000]]", "{\"id\": \"c\"}"), feature("LineString", "[[500300.4, 3400000], [500400, 3400000]]", "{\"id\": \"d\"}"),
        ]
        let first = try #require(map(collection(features, crs: plane)).graph)
        features.reverse()
        let second = try #require(map(collection(features, crs: plane)).graph)
        #expect(ways(first) == ways(second))
        #expect(ways(first).count == 4)
    }

    @Test func aPipeOverManholesAndABranchOnAPipeAreCutThere() throws {
        let reading = map(
            collection(
                points + [
                    feature("LineString", "[[500200, 3400000], [500000, 3400000]]", "{\"id\": \"long\", \"length\": 220}"),
                    feature("LineString", "[[500150, 3400080], [500150, 3400000.02]]", "{\"id\": \"branch\"}"),
                ], crs: plane))
        let graph = try #require(reading.graph)
        #expect(reading.findings.contains { $0.code == "N051" && $0.text == "long" })
        #expect(graph.nodeCount == 5)
        let w2 = try #require(graph.index(of: "W2"))
        #expect(graph.upstreamNodes(of: w2).count == 4)
        #expect(abs(graph.pipeLengthM[w2] - 110) < 0.1)
    }

    @Test func rainAndDisusedPipesAreLeftOut() throws {
        let reading = map(
            collection(
                points + [
                    feature("LineString", "[[500100, 3400000], [500000, 3400000]]", "{\"管线类型\": \"污水\"}"),
                    feature("LineString", "[[500200, 3400000], [500100, 3400000]]", "{\"管线类型\": \"雨污合流\", \"状态\": \"在用\"}"),
                    feature("LineString", "[[500200, 3400000], [500000, 3400000]]", "{\"管线类型\": \"雨水\"}"),
                    feature("LineString", "[[500200, 3400000], [500000, 3400000]]", "{\"管线类型\": \"污水\", \"状态\": \"废弃\"}"),
                ], crs: plane))
        #expect(ways(try #require(reading.graph)) == ["W2>W1", "W3>W2"])
        #expect(reading.findings.first { $0.code == "N046" }?.arguments["count"] == "2")
    }

    @Test func aRisingMainLeavesItsStationUphill() throws {
        let reading = map(
            collection(
                [
                    feature("Point", "[0, 0]", "{\"name\": \"O\", \"type\": \"outfall\", \"invert\": 9}"), feature("Point", "[100, 0]", "{\"name\": \"PS\", \"type\": \"pump station\", \"invert\": 2}"),
                    feature("Point", "[200, 0]", "{\"name\": \"A\", \"type\": \"manhole\", \"invert\": 3, \"population\": 10}"),
                    feature("LineString", "[[100, 0], [0, 0]]"), feature("LineString", "[[200, 0], [100, 0]]"),
                ], crs: "EPSG:32650"))
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["PS>O", "A>PS"])
        #expect(graph.isPumpWell[try #require(graph.index(of: "PS"))])
    }

    @Test(arguments: [
        ("{\"diameter\": 300}", 0.3), ("{\"diameter\": 0.3}", 0.3), ("{\"diameter\": 12}", 0.3048), ("{\"管径(mm)\": 300}", 0.3), ("{\"管径\": \"d300\"}", 0.3), ("{\"dia_in\": 12}", 0.3048),
    ])
    func theUnitOfADiameterFollowsFromItsNameOrItsFigure(properties: String, metres: Double) throws {
        func hours(_ properties: String) throws -> Float {
            let line = feature("LineString", "[[100, 0], [0, 0]]", "{\"slope_pct\": 1, " + properties.dropFirst())
            return try #require(map(collection([line], crs: "EPSG:32650")).graph).outHours[0]
        }
        #expect(abs(try hours(properties) - (try hours("{\"diameter_m\": \(metres)}"))) < 1e-6)
    }

    @Test func twoNodesOfOneNameAreKeptApart() throws {
        let reading = map(
            collection([
                feature("Point", "[121.40, 31.2]", "{\"node\": \"A\"}"), feature("Point", "[121.41, 31.2]", "{\"node\": \"A\"}"), feature("Point", "[121.41, 31.2]", "{\"node\": \"A\"}"),
                feature("LineString", "[[121.40, 31.2], [121.41, 31.2]]"),
            ]))
        #expect(ways(try #require(reading.graph)) == ["A>A (2)"])
        #expect(reading.findings.contains { $0.code == "N047" })
        #expect(reading.findings.contains { $0.code == "N006" })
    }

    @Test func aFileOfManyKindsOfGeometryIsRead() throws {
        let text = """
            {"features": [
              {"geometry": {"coordinates": [[[0, 0, 5], [10, 0, 5]], [[10, 0, 5], [20, 0, 5]]], "type": "MultiLineString"}, "properties": {"name": "A", "nested": {"a": [1]}}, "type": "Feature"},
              {"geometry": {"type": "MultiPoint", "coordinates": [[20, 0]]}, "properties": {"name": "N\\u6c61", "type": "outfall"}, "type": "Feature"},
              {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "properties": null, "type": "Feature"},
              {"geometry": {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[0, 0], [0, 10]]}]}, "properties": {}, "type": "Feature"},
              {"geometry": null, "properties": {"name": "nowhere"}, "type": "Feature"}
            ], "crs": {"type": "name", "properties": {"name": "EPSG:32650"}}, "type": "FeatureCollection"}
            """
        let reading = map(text)
        let graph = try #require(reading.graph)
        #expect(graph.index(of: "N污") == 0)
        #expect(graph.linkCount == 2)
        #expect(reading.findings.contains { $0.code == "N043" })
    }

    @Test func pointsAndLinesMayStandInFilesOfTheirOwn() throws {
        let lines = collection([feature("LineString", "[[500100, 3400000], [500000, 3400000]]")], crs: plane)
        let reading = SewerReading.read(files: [
            NetworkFile(name: "pipes.geojson", bytes: Array(lines.utf8)), NetworkFile(name: "outfalls.geojson", bytes: Array(collection([points[0]], crs: plane).utf8)),
            NetworkFile(name: "manholes.json", bytes: Array(collection([points[1]], crs: plane).utf8)),
        ])
        let graph = try #require(reading.graph)
        #expect(graph.role[0] == .outfall)
        #expect(ways(graph) == ["W2>W1"])
        // Two reference systems do not meet.
        let other = SewerReading.read(files: [
            NetworkFile(name: "pipes.geojson", bytes: Array(lines.utf8)),
            NetworkFile(name: "manholes.json", bytes: Array(collection([feature("Point", "[121.4, 31.2]")]).utf8)),
        ])
        #expect(other.findings.contains { $0.code == "N042" && $0.severity == .error })
    }

    @Test func aFileWithoutAReferenceSystemInAPlaneIsSaidToBeInMetres() throws {
        let reading = map(collection([feature("LineString", "[[500100, 3400000], [500000, 3400000]]")]))
        #expect(reading.findings.contains { $0.code == "N044" })
        #expect(try #require(reading.graph).pipeLengthM.reduce(0, +) == 100)
    }

    @Test func aMapCutAnywhereGivesFindingsAndNoTrap() {
        let bytes = Array(collection(points + [feature("LineString", "[[500100, 3400000], [500000.5, 3400000]]", "{\"起点\": \"W2\", \"管径\": \"400X600\"}")], crs: plane).utf8)
        for end in 0...bytes.count {
            let reading = SewerReading.read(files: [NetworkFile(name: "cut.geojson", bytes: Array(bytes[..<end]))])
            #expect(reading.graph != nil || !reading.findings.isEmpty, "cut at \(end)")
            if end > 20, end < bytes.count - 3 { #expect(reading.findings.contains { $0.severity == .error }, "cut at \(end)") }
        }
    }

    @Test func strangeBytesAreFindingsOrValues() {
        let text = collection(points + [feature("LineString", "[[500100, 3400000], [500000.5, 3400000]]", "{\"a\": [1, {\"b\": null}], \"管径\": 1e3}")], crs: plane)
        for byte in UInt8.min...UInt8.max {
            var bytes = Array(text.utf8)
            for place in stride(from: 5, to: bytes.count, by: 41) { bytes[place] = byte }
            let reading = SewerReading.read(files: [NetworkFile(name: "odd.geojson", bytes: bytes)])
            #expect(reading.graph != nil || !reading.findings.isEmpty, "byte \(byte)")
        }
        for depth in [10, 1000, 100_000] {
            let deep = String(repeating: "[", count: depth)
            _ = map("{\"features\": \(deep)")
            _ = map("{\"features\": [{\"geometry\": {\"coordinates\": \(deep)")
            _ = map(String(repeating: "{\"features\": [", count: depth))
        }
    }
}
