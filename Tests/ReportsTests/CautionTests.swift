import Findings
import Monitoring
import Reports
import Testing
import Wording

/// What a reader must be told before any figure: meters that read wrongly, results on hold, sources that the samples do not speak for, areas that nothing tells apart.
struct CautionTests {
    static func section(_ page: String, _ id: String) throws -> Substring {
        try #require(PageTests.parts(page, from: "<section id=\"\(id)\">", to: "</section>").first)
    }

    @Test func `a site whose flow meter reads wrongly is said first, not ranked and not counted as a change`() throws {
        var content = try FigureTests.content(loads: [(100, 90, 110), (10, 8, 12), (1, 0.9, 1.1)])
        content.changes = content.sites.map {
            LoadChange(site: $0.code, analyte: "mdma", against: .previousPeriod, ratio: Estimate(3, Interval(low: 2, high: 4)), comparableDays: 7, verdict: .higher)
        }
        let sound = try FigureTests.page(content)
        #expect(sound.contains("MDMA higher at 3 of 3 sites"))
        content.anomalies = [
            Anomaly(
                site: "S1", analyte: nil, date: nil, kind: .flowMeter, direction: .up, score: 9, pValue: 0.00001, qValue: 0.00001, isDiscovery: true,
                explanation: [Reason("reason.network_factor", ["factor": "3.1"])])
        ]
        let page = try FigureTests.page(content)
        #expect(try Self.section(page, "summary").contains("S1 Site 1: the flow meter seems to read wrongly"))
        #expect(page.contains("MDMA higher at 2 of 2 sites"))
        let ranks = PageTests.parts(String(try Self.section(page, "ranking")), from: "<text x=\"42\"", to: "</text>").map { $0.drop { $0 != ">" }.dropFirst().dropLast(7) }
        #expect(ranks == ["Rank", "†", "1", "2"])
        #expect(try Self.section(page, "estimates").contains("100 (90–110) †"))
        #expect(try Self.section(page, "estimates").contains("×3.00 (2.00–4.00) †"))
    }

    @Test(arguments: Language.allCases)
    func `a substance on hold in a batch is named with the points that lack it, in the summary and with the quality`(_ language: Language) throws {
        var content = InventedContent.make()
        content.estimates.removeAll { $0.analyte == "benzoylecgonine" && ["K02", "K03"].contains($0.site) }
        content.rejects.append(
            Finding(
                "Q013", .error, at: SourcePosition(file: "inbox/batch-3.csv", line: 12, column: 105), text: "batch-3",
                ["batch": "batch-3", "analyte": "benzoylecgonine", "count": "14"]))
        let page = try PageTests.page(content, language)
        let words = language == .english ? "benzoylecgonine in batch batch-3 (14 results), so no figure of it for K02, K03" : "批次 batch-3 的苯甲酰爱康宁（14 个结果），因此 K02、K03 没有该物质的数值"
        #expect(try Self.section(page, "summary").contains(words))
        #expect(try Self.section(page, "quality").contains(words))
    }

    @Test func `no reach is named for a source that the samples do not speak for, and equal tracebacks are told once`() throws {
        var content = InventedContent.make()
        let trace = try #require(content.traces.first)
        var other = trace
        other.summary.site = "K02"
        content.traces = [other, trace]
        let likely = try Self.section(try FigureTests.page(content), "sources")
        #expect(PageTests.parts(String(likely), from: "<table", to: "</table>").count == 1)
        #expect(likely.contains("methamphetamine (alert at F1") && likely.contains("K02"))
        content.traces[0].summary.probabilityOfSource = 0.004
        content.traces[1].summary.probabilityOfSource = 0.004
        let page = try FigureTests.page(content)
        let unlikely = try Self.section(page, "sources")
        #expect(unlikely.contains("do not speak for a source at one place") && !unlikely.contains("<table"))
        #expect(!(try Self.section(page, "map")).contains("Probability of the source"))
    }

    @Test func `areas with the figures of the area around them are named with it, and have no row of their own`() throws {
        var content = InventedContent.make()
        content.areas.append(Area(code: "330101001", name: "石桥街道", level: .town, parent: "330101", population: 80_000))
        content.areaEstimates += content.areaEstimates.filter { $0.area == "330101" }.map {
            var twin = $0
            twin.area = "330101001"
            twin.level = .town
            twin.mass = $0.mass?.scaled(by: 0.2)
            return twin
        }
        let areas = try Self.section(try FigureTests.page(content), "areas")
        #expect(areas.contains("东区 stands for one area within it as well"))
        #expect(!areas.contains("<b>石桥街道</b>"))
        #expect(PageTests.parts(String(areas), from: "石桥街道", to: "<").count == 1)
    }
}
