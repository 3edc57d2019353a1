import Monitoring
import Reports
import SewerNetwork
import Testing

@Suite struct SewerDrawingTests {
    private func layout() throws -> SewerLayout {
        var survey = SewerSurvey()
        survey.add(SurveyedNode("O", role: .outfall, x: 0, y: 0))
        for (index, x) in [100.0, 200, 300].enumerated() {
            survey.add(SurveyedNode(NodeID("N\(index)"), x: x, y: 50 * Double(index), population: 100))
            survey.add(SurveyedLink("p\(index)", from: NodeID("N\(index)"), to: index == 0 ? "O" : NodeID("N\(index - 1)"), lengthM: 110, diameterM: 0.3))
        }
        let graph = try #require(survey.repaired().graph)
        return try #require(SewerLayout.of(graph))
    }

    @Test func aDrawingEscapesWhatComesFromData() throws {
        var drawing = SewerDrawing(try layout(), width: 400)
        drawing.lay(SewerDrawing.trunks, classes: drawing.trunkClasses([300, 300, 200, 100]))
        drawing.mark(.outfall, at: 0, label: "<O>", title: "\"O\" & co")
        drawing.legend("A & B", of: [(mark: .pump, label: "<pump>")])
        let file = drawing.file(label: "it's <a> map")
        #expect(file.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(file.contains("&lt;O&gt;"))
        #expect(file.contains("&quot;O&quot; &amp; co"))
        #expect(!file.contains("<a>"))
        #expect(file.hasSuffix("</svg>\n"))
    }

    @Test func aPictureIsTheSameEachTimeAndGrowsByItsLegend() throws {
        let layout = try layout()
        func draw(_ rows: Int) -> SewerDrawing {
            var drawing = SewerDrawing(layout, width: 400)
            drawing.lay(SewerDrawing.steps, classes: drawing.classes(ofNodes: [0, 0.1, 0.3, .nan], bounds: [0.01, 0.05, 0.2, 0.5]))
            for _ in 0..<rows { drawing.legend("p", of: SewerDrawing.steps, labels: ["1", "2", "3", "4", "5"]) }
            return drawing
        }
        #expect(draw(1).file(label: "x") == draw(1).file(label: "x"))
        #expect(draw(2).height > draw(1).height)
        // A node without a value leaves its pipe undrawn: two pipes in two steps remain.
        #expect(draw(0).classes(ofNodes: [0, 0.1, 0.3, .nan], bounds: [0.01, 0.05, 0.2, 0.5]).sorted() == [-1, 2, 3])
    }

    @Test func unknownNodesAndEmptyPaintsDrawNothing() throws {
        var drawing = SewerDrawing(try layout(), width: 400)
        drawing.lay([], classes: [])
        drawing.lay([], classes: [7, 7, 7])
        let isMarked = drawing.mark(.sample, at: 99)
        #expect(!isMarked)
        #expect(!drawing.figure(label: "x").contains("<circle"))
    }
}
