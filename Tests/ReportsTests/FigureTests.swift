import Foundation
import Monitoring
import Reports
import Testing
import Wording

/// What figures promise: ties, merged reaches, places inside the frame.
struct FigureTests {
    static func page(_ content: ReportContent) throws -> String { String(decoding: try ReportHTML.page(content, language: .english), as: UTF8.self) }

    static func content(loads: [(Double, Double, Double)?]) throws -> ReportContent {
        var content = ReportContent(period: try #require(Period("2025-P5")), programme: ProgrammeTitle(name: "x"))
        for (place, load) in loads.enumerated() {
            let code = SiteCode("S\(place + 1)")
            content.sites.append(Site(code: code, name: "Site \(place + 1)", tier: .key, kind: .plant))
            content.estimates.append(
                PeriodEstimate(
                    site: code, analyte: "mdma", parentDrug: "mdma", days: 7, quantifiedDays: load == nil ? 1 : 7, censoringMethod: load == nil ? .refused : .none,
                    load: load.map { Estimate($0.0, Interval(low: $0.1, high: $0.2)) }, weekdayLoad: nil, weekendLoad: nil, consumption: nil, doses: nil,
                    parameterSet: "p", flags: [], population: 1000, massLoad: nil, randomLogSD: nil))
        }
        content.analytes = [Analyte(code: "mdma", role: .biomarker, parentDrug: "mdma", englishName: "MDMA", chineseName: "MDMA")]
        return content
    }

    @Test func `sites whose intervals overlap share their ranks, and only disjoint ones are ranked apart`() throws {
        let page = try Self.page(try Self.content(loads: [(100, 90, 110), (10, 8, 12), (11, 9, 13), (1, 0.9, 1.1), nil]))
        let ranking = try #require(PageTests.parts(page, from: "<section id=\"ranking\">", to: "</section>").first)
        let texts = PageTests.parts(String(ranking), from: "<text x=\"42\"", to: "</text>").map { $0.drop { $0 != ">" }.dropFirst().dropLast(7) }
        #expect(texts == ["Rank", "1", "2–3", "2–3", "4", "–"])
    }

    @Test func `a reach with fewer people than the floor is shown only with the others like it`() throws {
        var content = InventedContent.make()
        let page = try Self.page(content)
        #expect(page.contains("reaches with fewer than 200 people, together"))
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(ReportJSON.report(content))) as? [String: Any])
        let reaches = try #require((parsed["sources"] as? [[String: Any]])?.first?["reaches"] as? [[String: Any]])
        #expect(reaches.count == 8)
        #expect(reaches.last?["rank"] is NSNull && reaches.last?["population"] as? Int == 90)
        content.populationFloor = 10_000
        let merged = try #require(try JSONSerialization.jsonObject(with: Data(ReportJSON.report(content))) as? [String: Any])
        let few = try #require((merged["sources"] as? [[String: Any]])?.first?["reaches"] as? [[String: Any]])
        #expect(few.allSatisfy { ($0["population"] as? Double ?? 0) >= 10_000 || $0["rank"] is NSNull })
        let total = few.compactMap { $0["probability"] as? Double }.reduce(0, +)
        #expect(abs(total - 1) < 1e-9)
    }

    @Test(arguments: [22, 300])
    func `nothing of a figure stands outside its frame`(_ sites: Int) throws {
        let page = try Self.page(InventedContent.make(sites: sites, grid: sites == 22 ? 46 : 60))
        let drawings = PageTests.parts(page, from: "<svg viewBox", to: "</svg>")
        #expect(drawings.count > 100)
        for drawing in drawings {
            let frame = try #require(PageTests.parts(String(drawing), from: "viewBox=\"", to: "\"").first).dropFirst(9).dropLast().split(separator: " ").compactMap { Double($0) }
            try #require(frame.count == 4)
            for (text, paint) in Self.texts(drawing) {
                let x = Self.number(text, "x")
                let y = Self.number(text, "y")
                let size = Self.number(paint, "font-size")
                try #require(size > 0, "\(text)")
                let words = text.drop { $0 != ">" }.dropFirst()
                let width = words.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.5) } * size
                let left = paint.contains("text-anchor=\"end\"") ? x - width : paint.contains("text-anchor=\"middle\"") ? x - width / 2 : x
                #expect(left > -12 && left + width < frame[2] + 12, "\(text)")
                #expect(y > 4 && y <= frame[3], "\(text)")
            }
            for disc in PageTests.parts(String(drawing), from: "<circle", to: ">") {
                #expect(Self.number(disc, "cx") >= 0 && Self.number(disc, "cx") <= frame[2])
                #expect(Self.number(disc, "cy") >= 0 && Self.number(disc, "cy") <= frame[3])
            }
        }
    }

    @Test func `a map without coordinates is left out, and places that are no numbers are passed over`() throws {
        var content = InventedContent.make()
        content.sewer = SewerMap(nodes: [SewerMap.Node(x: .nan, y: .infinity)], pipes: [SewerMap.Pipe(from: 0, to: 9), SewerMap.Pipe(from: -1, to: 0)], sites: [])
        #expect(!(try Self.page(content)).contains("id=\"map\""))
        content.sewer = SewerMap(
            nodes: [SewerMap.Node(x: 1, y: 1), SewerMap.Node(x: .nan, y: 2), SewerMap.Node(x: 1e300, y: -1e300)],
            pipes: [SewerMap.Pipe(from: 0, to: 1), SewerMap.Pipe(from: 1, to: 0), SewerMap.Pipe(from: 0, to: 2), SewerMap.Pipe(from: 2, to: 0)],
            sites: [SewerMap.SitePlace(site: "K01", x: .infinity, y: 1), SewerMap.SitePlace(site: "K02", x: 1, y: 1)])
        let map = try #require(PageTests.parts(try Self.page(content), from: "<section id=\"map\">", to: "</section>").first)
        #expect(!map.contains("nan") && !map.contains("inf") && map.contains("</svg>"))
    }

    @Test func `extreme and empty figures never stop the page`() throws {
        let extremes: [(Double, Double, Double)?] = [(0, 0, 0), (1e-300, 0, 1e300), (.infinity, 0, .infinity), (.nan, .nan, .nan), (-1, -2, 3), nil]
        let page = try Self.page(try Self.content(loads: extremes))
        try PageTests.expectBalanced(page)
        #expect(!page.contains("nan\"") && !page.contains("inf\""))
    }

    /// The texts of a drawing, each with the tag that holds its paint: its own or that of its group.
    private static func texts(_ drawing: Substring) -> [(text: Substring, paint: Substring)] {
        var groups: [Substring] = []
        var texts: [(text: Substring, paint: Substring)] = []
        for piece in drawing.split(separator: "<") {
            if piece.hasPrefix("g ") { groups.append(piece) }
            if piece.hasPrefix("/g>") { groups.removeLast() }
            if piece.hasPrefix("text ") { texts.append((piece, piece.contains("font-size") ? piece : groups.last ?? "")) }
        }
        return texts
    }

    private static func number(_ tag: Substring, _ attribute: String) -> Double {
        guard let open = tag.range(of: " \(attribute)=\""), let close = tag[open.upperBound...].firstIndex(of: "\"") else { return -1 }
        return Double(tag[open.upperBound..<close]) ?? -1
    }
}
