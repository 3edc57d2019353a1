import Foundation
import Monitoring
import Reports
import SewerNetwork
import Testing

/// Pictures of a traceback and the sheet of its next round.
struct TraceFigureTests {
    /// A trunk of manholes along the x axis with a branch at each third one; node names by place.
    static func graph(_ count: Int) throws -> SewerGraph {
        var survey = SewerSurvey()
        survey.add(SurveyedNode("n0", role: .outfall, x: 0, y: 0, population: 0))
        for index in 1..<count {
            let isBranch = index % 3 == 0
            survey.add(
                SurveyedNode(NodeID("n\(index)"), x: Double(index % 150) * 40, y: Double(index / 150) * 60 + (isBranch ? 25 : 0), population: 20))
            survey.add(
                SurveyedLink("p\(index)", from: NodeID("n\(index)"), to: NodeID("n\(index % 150 == 0 ? index - 150 : index - 1)"), lengthM: 40, diameterM: 0.3))
        }
        return try #require(survey.repaired().graph)
    }

    /// A posterior in four parts: open, ruled out, not excluded, not examined.
    static func picture(_ graph: SewerGraph, isNamed: Bool = true) -> TracePicture {
        let count = graph.nodeCount
        let part = { (node: Int) in node * 4 / count }
        let standings: [TracePicture.Standing] = [.ruledOut, .notExcluded, .open, .notExamined]
        return TracePicture(
            analyte: "methamphetamine", reachProbability: (0..<count).map { part($0) == 2 ? 0.93 : part($0) == 3 ? 0 : 0.01 },
            nodeProbability: (0..<count).map { part($0) == 2 ? 4 / Double(count) : 0 }, standing: (0..<count).map { standings[part($0)] },
            reach: (0..<count).map { part($0) == 3 ? 0 : [2, 3, 1][part($0)] },
            sampled: [(0, .found), (count / 4, .notFound), (count / 2, .unclear)], proposed: [count * 5 / 8, count * 9 / 16], control: count / 2,
            name: { isNamed ? graph.id($0).rawValue : nil })
    }

    static func sheet(_ graph: SewerGraph, stops: Int) -> RoundSheet {
        RoundSheet(
            site: "F01", period: Period("2025-P5"), analyte: "methamphetamine", round: 2, made: CalendarDate(year: 2025, month: 10, day: 20) ?? CalendarDate(day: 0),
            prefix: "2025-P5-F01-3C9A-R2", basis: "approved", request: "T-0123456789", caseNumber: "2025-117 <b>", controlStart: 8 * 3600,
            stops: (0..<stops).map { index in
                RoundSheet.Stop(
                    rank: index == stops - 1 ? nil : index + 1, node: graph.nodeCount / 2 + index * 2, name: graph.id(graph.nodeCount / 2 + index * 2).rawValue,
                    place: graph.coordinates(graph.nodeCount / 2 + index * 2), minutesBefore: index == 1 ? nil : (stops - 1 - index) * 25, power: 0.97,
                    informationBits: 0.8, people: 2100, hours: "22:00-06:00", note: "road closed by police; key no. 7 at the district office", cost: 2)
            })
    }

    @Test(arguments: [20, 20_000]) func `A picture shows all four standings, the samples and the next manholes, at any size`(_ count: Int) throws {
        let graph = try Self.graph(count)
        for layout in [SewerLayout.map(of: graph), SewerLayout.schematic(of: graph)] {
            let layout = try #require(layout)
            let svg = TraceFigure(graph: graph, layout: layout, picture: Self.picture(graph)).file()
            #expect(svg.hasPrefix("<?xml") && svg.contains("xmlns=\"http://www.w3.org/2000/svg\""))
            for style in ["w0", "w1", "w2", "r4"] { #expect(svg.contains("class=\"\(style)\""), "\(style)") }
            for word in ["来源在该汇水段的概率 Probability", "已排除 ruled out", "未排除 not excluded", "未检查", "下一轮采样 next sample"] { #expect(svg.contains(word), "\(word)") }
            #expect(!svg.contains("href=\"http") && !svg.contains("<script") && !svg.contains("<image"))
            #expect(svg.utf8.count < 1_500_000, "\(svg.utf8.count) bytes")
            #expect(svg == TraceFigure(graph: graph, layout: layout, picture: Self.picture(graph)).file(), "the same bytes twice")
        }
    }

    @Test func `Dashes differ where greys could be taken for each other`() {
        let graph = try? Self.graph(20)
        #expect(graph != nil)
        let dashes = ["1 2.6", "6 2.6", "9 3 1.5 3"]
        let svg = graph.flatMap { graph in SewerLayout.map(of: graph).map { TraceFigure(graph: graph, layout: $0, picture: Self.picture(graph)).file() } } ?? ""
        for dash in dashes { #expect(svg.contains("stroke-dasharray=\"\(dash)\"")) }
    }

    @Test func `No manhole is named where none may be`() throws {
        let graph = try Self.graph(60)
        let picture = Self.picture(graph, isNamed: false)
        let layout = try #require(SewerLayout.map(of: graph))
        let svg = TraceFigure(graph: graph, layout: layout, picture: picture).file()
        #expect(!svg.contains(">n") && !svg.contains("n30"))
        let json = TraceGeoJSON.text(graph: graph, picture: picture)
        #expect(!json.contains("\"Point\"") && json.contains("\"LineString\""))
    }

    @Test func `The posterior as GeoJSON`() throws {
        let graph = try Self.graph(5)
        let text = TraceGeoJSON.text(graph: graph, picture: Self.picture(graph))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["type"] as? String == "FeatureCollection")
        let features = try #require(object["features"] as? [[String: Any]])
        #expect(features.count { ($0["geometry"] as? [String: Any])?["type"] as? String == "LineString" } == 4)
        let golden = """
            {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[40.000, 0.000], [0.000, 0.000]]}, "properties": {"kind": "pipe", "pipe": "p1", "reach": 2, "reach_probability": 0.01, "standing": "ruled_out"}}
            """
        #expect(text.contains(golden), "\(text)")
        let control = features.compactMap { $0["properties"] as? [String: Any] }.first { $0["control"] as? Bool == true }
        #expect(control?["node"] as? String == "n2" && control?["sampled"] as? String == "unclear")
    }

    @Test func `The sheet holds every stop with its window, its bottles and their codes, escaped, and loads nothing`() throws {
        let graph = try Self.graph(300)
        let sheet = Self.sheet(graph, stops: 7)
        let html = sheet.html(graph: graph, layout: SewerLayout.map(of: graph), picture: Self.picture(graph))
        #expect(html.components(separatedBy: "<section class=\"page\">").count == 2)
        for stop in sheet.stops { #expect(html.contains("<b>\(stop.name)</b>")) }
        // 2 h 30 min before 08:00; the control itself at 08:00; the water of the second does not pass the control.
        for word in ["05:30 + 24 h", "08:00 + 24 h", "08:00 + 24 h *", "对照点 control", "2025-117 &lt;b&gt;", "T-0123456789", "已批准 approved"] {
            #expect(html.contains(word), "\(word)")
        }
        for index in 0..<7 { for bottle in RoundSheet.bottles { #expect(html.contains("<code>\(sheet.code(stop: index, bottle: bottle))</code>")) } }
        #expect(html.contains("<code>2025-P5-F01-3C9A-R2-0F</code>"))
        #expect(html.components(separatedBy: "shape-rendering=\"crispEdges\"").count == 16)
        #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("url(") && !html.contains("<script"))
        let more = Self.sheet(graph, stops: 8).html(graph: graph, layout: nil, picture: Self.picture(graph))
        #expect(more.components(separatedBy: "<section class=\"page\">").count == 3)
    }

    @Test func `Codes too long or empty are none`() {
        #expect(QuickCode("") == nil && QuickCode("a\u{0}b") == nil && QuickCode("站点") == nil && QuickCode(String(repeating: "x", count: 2_332)) == nil)
        #expect(QuickCode("R1-1A")?.side == 21)
    }

    static let reader = "/usr/bin/zbarimg"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: reader)), arguments: ["2025-P5-F01-3C9A-R2-1A", "R1-0F", "2025-P5-0123456789-R12-7B"])
    func `A scanner reads each code back`(_ text: String) throws {
        let code = try #require(QuickCode(text))
        // A grey picture (PGM) of eight points a module with the quiet zone.
        let size = (code.side + 8) * 8
        var picture = Data("P5\n\(size) \(size)\n255\n".utf8)
        for row in 0..<size { for column in 0..<size { picture.append(code.isDark(row: row / 8 - 4, column: column / 8 - 4) && row >= 32 && column >= 32 ? 0 : 255) } }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-code-\(UUID().uuidString).pgm")
        try picture.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.reader)
        process.arguments = ["--quiet", "--raw", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let read = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(read == text + "\n")
    }
}
