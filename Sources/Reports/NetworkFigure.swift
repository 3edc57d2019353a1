package import Monitoring
package import SewerNetwork
package import Wording

/// A sewer network as a picture of its own: trunks wide by what drains through them, outfalls, pumps and sampling points.
package struct NetworkFigure {
    private let graph: SewerGraph
    private let hasOutfall: Bool
    private let layout: SewerLayout
    private let catalogue: Catalogue

    /// - Parameter layout: a map or a schematic of the graph.
    package init(graph: SewerGraph, layout: SewerLayout, language: Language) {
        self.graph = graph
        hasOutfall = graph.role.contains(.outfall)
        self.layout = layout
        catalogue = Catalogue.of(language)
    }

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { catalogue.text("network." + key, arguments) }

    /// The picture as an SVG file.
    ///
    /// - Parameter points: nodes to mark as sampling points; those that the graph does not have are left out.
    package func file(points: [NodeID] = []) -> String {
        var drawing = SewerDrawing(layout, width: 1200, greatestHeight: 1150)
        let people = graph.upstreamPopulation()
        let hasPeople = people.contains { $0 > 0 }
        let size = hasPeople ? people : graph.accumulated([Double](repeating: 1, count: graph.nodeCount))
        var classes = drawing.trunkClasses(size)
        let isSide = layout.lines.map { layout.kind == .schematic && !$0.isMainWay }
        for line in classes.indices where isSide[line] { classes[line] = -1 }
        drawing.lay([SewerDrawing.side], classes: isSide.map { $0 ? 0 : -1 })
        drawing.lay(SewerDrawing.trunks, classes: classes)
        if layout.lines.contains(where: { $0.role == .pump }) {
            drawing.lay([SewerDrawing.rising], classes: layout.lines.map { $0.role == .pump ? 0 : -1 })
        }
        if graph.nodeCount <= NetworkFigure.mostDots { for node in 0..<graph.nodeCount { drawing.dot(node, title: graph.id(node).rawValue) } }
        mark(&drawing, points: points, size: size, hasPeople: hasPeople)
        drawing.writeLabels(size: 13)
        drawing.scaleBar()
        drawing.northArrow()
        legend(&drawing, classes: classes, most: size.max() ?? 0, hasPeople: hasPeople, hasPoints: !points.isEmpty)
        return drawing.file(label: say("figure.label", ["nodes": Voice.grouped(String(graph.nodeCount)), "links": Voice.grouped(String(graph.linkCount))]))
    }

    /// More manholes than this are not drawn one by one.
    private static let mostDots = 400
    /// More pumps than this are drawn small, so that they do not hide the pipes.
    private static let manyMarks = 40

    private func mark(_ drawing: inout SewerDrawing, points: [NodeID], size: [Double], hasPeople: Bool) {
        func title(_ node: Int) -> String {
            say(hasPeople ? "figure.people" : "figure.nodes", ["node": graph.id(node).rawValue, "count": Voice.grouped(size[node].places(0))])
        }
        let pumps = (0..<graph.nodeCount).filter { graph.isPumpWell[$0] }
        for node in pumps { drawing.mark(.pump, at: node, label: pumps.count <= 12 ? graph.id(node).rawValue : "", title: title(node), size: pumps.count > NetworkFigure.manyMarks ? 0.7 : 1) }
        let stores = (0..<graph.nodeCount).filter { graph.role[$0] == .storage && !graph.isPumpWell[$0] }
        for node in stores { drawing.mark(.storage, at: node, title: title(node), size: stores.count > NetworkFigure.manyMarks ? 0.6 : 0.9) }
        // Ends with water, the largest first: they are named first.
        let ends = (0..<graph.nodeCount).filter { graph.outStart[$0] == graph.outStart[$0 + 1] && graph.inStart[$0] < graph.inStart[$0 + 1] }
            .sorted { (size[$1], $0) < (size[$0], $1) }
        for (place, node) in ends.enumerated() { drawing.mark(isOpen(node) ? .openEnd : .outfall, at: node, label: place < 12 ? graph.id(node).rawValue : "", title: title(node), size: place < 12 ? 1.3 : 0.9) }
        for id in points {
            guard let node = graph.index(of: id) else { continue }
            drawing.mark(.sample, at: node, label: id.rawValue, title: title(node), size: 1.2)
        }
        if graph.nodeCount <= 60 { for node in 0..<graph.nodeCount where !pumps.contains(node) && !ends.contains(node) { drawing.label(graph.id(node).rawValue, at: node) } }
    }

    /// Whether water gathers at a node that the files do not call an outfall, though they call others so.
    private func isOpen(_ node: Int) -> Bool { graph.outStart[node] == graph.outStart[node + 1] && graph.role[node] != .outfall && hasOutfall }

    private func legend(_ drawing: inout SewerDrawing, classes: [Int16], most: Double, hasPeople: Bool, hasPoints: Bool) {
        var paints: [SewerDrawing.Paint] = []
        var labels: [String] = []
        let used = Set(classes)
        for (index, bound) in ([0] + SewerDrawing.trunkBounds).enumerated() where used.contains(Int16(index + 1)) {
            paints.append(SewerDrawing.trunks[index + 1])
            let low = bound * most
            labels.append(index == 0 ? say("legend.least") : say("legend.above", ["count": Voice.grouped(low.significant(2))]))
        }
        if used.contains(0) {
            paints.append(SewerDrawing.trunks[0])
            labels.append(say("legend.overflow"))
        }
        if layout.lines.contains(where: { $0.role == .pump }) {
            paints.append(SewerDrawing.rising)
            labels.append(say("legend.rising"))
        }
        if layout.kind == .schematic, layout.lines.contains(where: { !$0.isMainWay }) {
            paints.append(SewerDrawing.side)
            labels.append(say("legend.side"))
        }
        drawing.legend(say(hasPeople ? "legend.people" : "legend.nodes"), of: paints, labels: labels)
        var marks: [(mark: SewerDrawing.Mark, label: String)] = [(.outfall, say("legend.outfall"))]
        if (0..<graph.nodeCount).contains(where: { isOpen($0) && graph.inStart[$0] < graph.inStart[$0 + 1] }) { marks.append((.openEnd, say("legend.open"))) }
        if graph.isPumpWell.contains(true) { marks.append((.pump, say("legend.pump"))) }
        if (0..<graph.nodeCount).contains(where: { graph.role[$0] == .storage && !graph.isPumpWell[$0] }) { marks.append((.storage, say("legend.storage"))) }
        if hasPoints { marks.append((.sample, say("legend.sample"))) }
        drawing.legend("", of: marks)
        if layout.leastBranch > 1 { drawing.caption(say("figure.folded", ["count": Voice.grouped(layout.leastBranch)])) }
        if layout.unplacedCount > 0 {
            drawing.caption(catalogue.text(layout.kind == .map ? "network.figure.unplaced" : "network.figure.unjoined", count: layout.unplacedCount))
        }
        if layout.kind == .map, layout.metresPerUnit == nil { drawing.caption(say("figure.noscale")) }
    }
}

extension Voice {
    fileprivate static func grouped(_ value: Int) -> String { grouped(String(value)) }
}
