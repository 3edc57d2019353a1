/// A sewer laid out for a picture: where its nodes stand and how its links run. Geometry only: no paint, no words, no names.
///
/// A picture is made in three steps, of which this room owns the first two:
/// 1. `SewerLayout.of(graph)` gives a place to each node, and a line to each link in the direction of flow: on the map where
///    the files hold coordinates, else as a schematic.
/// 2. `strokes(_:tolerance:)` takes one class for each line (a step of width, of probability, of both) and joins the lines
///    of a class into as few and as short strokes as the scale of the picture needs.
/// 3. The room of reports gives paint to the classes and writes the picture (`SewerDrawing`).
///
/// A value of the nodes, such as a posterior, goes to a line by its upper node: `line.from` is an index of the graph, as
/// everywhere in it. Places are in the layout's own units, x to the right and y upward; `metresPerUnit` turns them into metres.
package struct SewerLayout: Sendable {
    package enum Kind: Sendable { case map, schematic }

    /// A link as it runs on the picture, in the direction of flow.
    package struct Line: Sendable {
        /// Index of the link in the graph.
        package var link: Int
        /// The node it leaves and the node it leads to.
        package var from: Int
        package var to: Int
        package var role: SewerLinkRole
        /// Share of the water of `from` that it carries in dry weather, 0 to 1; 0 for an overflow.
        package var share: Float
        /// Whether it is the way that most water of `from` takes; the others of a split are side ways.
        package var isMainWay: Bool
        /// Where its points stand in the points of the layout.
        var first: Int32
        var count: Int32
    }

    package let kind: Kind
    /// Metres in a unit of the layout; nil where nothing says so, as in a schematic.
    package let metresPerUnit: Double?
    /// Corners of what is to be shown. Places far outside the rest of the network are left out of it.
    package let low: MapPoint
    package let high: MapPoint
    package let lines: [Line]
    /// Nodes without a place in the picture: no coordinates, or such as lie far outside.
    package let unplacedCount: Int
    /// Nodes that a branch of a schematic has at least to stand on a row of its own; 1 where all do, and on a map.
    package let leastBranch: Int

    private let places: [MapPoint]
    private let points: [MapPoint]

    init(
        kind: Kind, metresPerUnit: Double?, low: MapPoint, high: MapPoint, lines: [Line], places: [MapPoint], points: [MapPoint], unplacedCount: Int,
        leastBranch: Int = 1
    ) {
        self.kind = kind
        self.metresPerUnit = metresPerUnit
        self.low = low
        self.high = high
        self.lines = lines
        self.places = places
        self.points = points
        self.unplacedCount = unplacedCount
        self.leastBranch = leastBranch
    }

    /// The map where at least half of the nodes have coordinates, else the schematic; nil where there is nothing to draw.
    package static func of(_ graph: SewerGraph) -> SewerLayout? { map(of: graph) ?? schematic(of: graph) }

    /// Where a node stands; nil for one that is not in the picture.
    package func place(_ node: Int) -> MapPoint? {
        guard places.indices.contains(node), places[node].x.isFinite, places[node].y.isFinite else { return nil }
        return places[node]
    }

    /// The points of a line from its upper end to its lower one; empty where one of its ends has no place.
    package func points(_ line: Line) -> ArraySlice<MapPoint> {
        let range = Int(line.first)..<Int(line.first) + Int(line.count)
        return points.indices.contains(range.lowerBound) && range.upperBound <= points.count ? points[range] : []
    }

    /// For each line its value: that of its upper node times the share of the water that it carries.
    ///
    /// With the people upstream of each node this is the size by which trunks are drawn wide.
    package func values(ofNodes values: [Double]) -> [Double] {
        lines.map { values.indices.contains($0.from) ? values[$0.from] * Double($0.share) : 0 }
    }
}

extension SewerGraph {
    /// For each link as drawn, its share of the water of the node it leaves: 1 inside a loop, 0 for an overflow.
    func sharesOfLinks() -> [Float] {
        func key(_ from: Int32, _ to: Int32) -> UInt64 { UInt64(UInt32(bitPattern: from)) << 32 | UInt64(UInt32(bitPattern: to)) }
        // Only nodes with two ways out need a search: the links of one pair of nodes share its water.
        var parallel: [UInt64: Float] = [:]
        let isSplit = (0..<nodeCount).map { outStart[$0 + 1] - outStart[$0] != 1 }
        for link in linkFrom.indices where linkFrom[link] >= 0 {
            let from = hub[Int(linkFrom[link])]
            let to = hub[Int(linkTo[link])]
            if from != to { parallel[key(from, to), default: 0] += 1 }
        }
        return linkFrom.indices.map { link in
            guard linkFrom[link] >= 0 else { return 0 }
            let from = hub[Int(linkFrom[link])]
            let to = hub[Int(linkTo[link])]
            guard from != to else { return 1 }
            var share: Float = 0
            for place in Int(outStart[Int(from)])..<Int(outStart[Int(from) + 1]) where outNode[place] == to { share += outShare[place] }
            return isSplit[Int(from)] || share > 0 ? share / max(parallel[key(from, to)] ?? 1, 1) : 0
        }
    }

    /// The node to which most water of each goes; -1 at an end. Nodes of a loop lead to their hub.
    func mainWays() -> [Int32] { FlowTree(self).parent }

    /// The name of a link.
    package func linkName(_ link: Int) -> String { (0..<linkNames.count).contains(link) ? linkNames.text(link) : "" }
}
