package import SewerNetwork
internal import Findings
internal import Wording

/// What a picture of a traceback shows: of each node how likely its reach holds the source and whether it may be written off, and
/// where samples were and are to be taken.
///
/// Plain values by index of the graph. Names stand in a picture only where `name` gives them: who may not name a manhole gives none.
package struct TracePicture: Sendable {
    /// Whether a part of the sewer may be written off.
    package enum Standing: String, Sendable, CaseIterable {
        case open
        /// A source there would have shown.
        case ruledOut = "ruled_out"
        /// Unlikely, but a source there might not have shown.
        case notExcluded = "not_excluded"
        /// No sample downstream.
        case notExamined = "not_examined"
    }

    /// What a sampled node said of a source above it.
    package enum Outcome: String, Sendable, CaseIterable { case found, notFound = "not_found", unclear }

    package var analyte: String
    /// Probability of the reach of each node, 0 to 1, if there is a source.
    package var reachProbability: [Double]
    /// Probability of each node.
    package var nodeProbability: [Double]
    package var standing: [Standing]
    /// Rank of the reach of each node, 1 for the likeliest; 0 where no sample lies downstream.
    package var reach: [Int]
    package var sampled: [(node: Int, outcome: Outcome)]
    /// The next manholes, first the best.
    package var proposed: [Int]
    package var control: Int?
    /// What a node is called; nil for one that may not be named.
    package var name: @Sendable (Int) -> String?

    package init(
        analyte: String, reachProbability: [Double], nodeProbability: [Double], standing: [Standing], reach: [Int], sampled: [(node: Int, outcome: Outcome)],
        proposed: [Int], control: Int?, name: @escaping @Sendable (Int) -> String?
    ) {
        self.analyte = analyte
        self.reachProbability = reachProbability
        self.nodeProbability = nodeProbability
        self.standing = standing
        self.reach = reach
        self.sampled = sampled
        self.proposed = proposed
        self.control = control
        self.name = name
    }

    /// Bounds of the five steps of probability.
    static let bounds = SewerFigure.probabilityBounds

    /// Parts that may be written off, or may not: grey values and dashes differ, so that they are told apart in print and without colour.
    static let written: [SewerDrawing.Paint] = [
        SewerDrawing.Paint(colour: "#9aa7b2", style: "w0", width: 0.9, dash: "1 2.6"),
        SewerDrawing.Paint(colour: "#3f6f9f", style: "w1", width: 1.3, dash: "6 2.6"),
        SewerDrawing.Paint(colour: "#3b3b3b", style: "w2", width: 1.1, dash: "9 3 1.5 3"),
    ]

    /// For each line of a layout its class among `written`; -1 for an open one. A line that `isShown` refuses is left out.
    func writtenClasses(_ layout: SewerLayout, isShown: (SewerLayout.Line) -> Bool = { _ in true }) -> [Int16] {
        layout.lines.map { line in
            guard standing.indices.contains(line.from), isShown(line) else { return -1 }
            switch standing[line.from] {
            case .open: return -1
            case .ruledOut: return 0
            case .notExcluded: return 1
            case .notExamined: return 2
            }
        }
    }

    /// For each line its step of probability; -1 where it is written off or not examined.
    func openClasses(_ layout: SewerLayout, isShown: (SewerLayout.Line) -> Bool = { _ in true }) -> [Int16] {
        layout.lines.map { line in
            guard standing.indices.contains(line.from), standing[line.from] == .open, reachProbability.indices.contains(line.from), isShown(line) else { return -1 }
            return Int16(TracePicture.bounds.filter { reachProbability[line.from] > $0 }.count)
        }
    }
}

/// A traceback drawn over its sewer: on the map, or as a plan. In Chinese and English at once, as it is printed and handed on.
package struct TraceFigure {
    private let graph: SewerGraph
    private let layout: SewerLayout
    private let picture: TracePicture

    package init(graph: SewerGraph, layout: SewerLayout, picture: TracePicture) {
        self.graph = graph
        self.layout = layout
        self.picture = picture
    }

    /// The picture as an SVG file. The same input gives the same bytes.
    package func file() -> String {
        var drawing = SewerDrawing(layout, width: 1200, greatestHeight: 1150)
        drawing.lay(TracePicture.written, classes: picture.writtenClasses(layout))
        drawing.lay(SewerDrawing.steps, classes: picture.openClasses(layout))
        TraceFigure.mark(&drawing, picture, graph)
        drawing.writeLabels(size: 13)
        drawing.scaleBar()
        drawing.northArrow()
        drawing.legend(Bilingual.say("trace.probability"), of: SewerDrawing.steps, labels: TraceFigure.steps)
        drawing.legend(
            "", of: TracePicture.written,
            labels: [Bilingual.say("trace.ruled_out"), Bilingual.say("trace.not_excluded"), Bilingual.say("trace.not_examined")])
        drawing.legend("", of: TraceFigure.marks(hasControl: picture.control != nil))
        let missing = layout.unplacedCount
        if missing > 0 { drawing.caption(Bilingual.say("trace.unplaced", ["nodes": String(missing)])) }
        return drawing.file(label: Bilingual.say("trace.figure_label", ["analyte": harmless(picture.analyte, limit: 60)]))
    }

    /// The steps in words.
    static let steps: [String] = {
        let bounds = TracePicture.bounds.map { ($0 * 100).significant(3) + "%" }
        return ["≤ " + (bounds.first ?? "")] + zip(bounds, bounds.dropFirst()).map { "\($0)–\($1)" } + ["> " + (bounds.last ?? "")]
    }()

    static func marks(hasControl: Bool) -> [(mark: SewerDrawing.Mark, label: String)] {
        [
            (.found, Bilingual.say("trace.found")), (.notFound, Bilingual.say("trace.not_found")), (.sample, Bilingual.say("trace.unclear")),
            (.proposed, Bilingual.say("trace.proposed")), (.outfall, Bilingual.say("trace.outfall")),
        ]
    }

    /// Puts the marks on a drawing: proposed ones first, so that their names find room.
    static func mark(_ drawing: inout SewerDrawing, _ picture: TracePicture, _ graph: SewerGraph, isShown: (Int) -> Bool = { _ in true }) {
        func title(_ node: Int) -> String {
            (picture.name(node).map { harmless($0, limit: 60) } ?? "")
                + (picture.reachProbability.indices.contains(node) ? " · " + (picture.reachProbability[node] * 100).significant(3) + " %" : "")
        }
        func label(_ node: Int) -> String { picture.name(node).map { harmless($0, limit: 40) } ?? "" }
        let isSampled = Set(picture.sampled.map(\.node))
        let isCrowded = picture.sampled.count > 60
        // Labels wait until all marks stand; those that come first find room first.
        for node in picture.sampled.filter({ $0.outcome == .found }).map(\.node) where isShown(node) {
            drawing.mark(.found, at: node, label: label(node), title: title(node), size: isCrowded ? 0.8 : 1.1)
        }
        for (rank, node) in picture.proposed.enumerated() where isShown(node) {
            drawing.mark(.proposed, at: node, label: "\(rank + 1) " + label(node), title: title(node), size: 1.2)
        }
        for sample in picture.sampled where sample.outcome != .found && isShown(sample.node) {
            drawing.mark(
                sample.outcome == .notFound ? .notFound : .sample, at: sample.node, label: isCrowded ? "" : label(sample.node), title: title(sample.node),
                size: isCrowded ? 0.7 : 1)
        }
        for node in 0..<graph.nodeCount
        where graph.outStart[node] == graph.outStart[node + 1] && graph.inStart[node] < graph.inStart[node + 1] && !isSampled.contains(node) && isShown(node) {
            drawing.mark(.outfall, at: node, title: title(node), size: 0.9)
        }
    }
}

/// A sentence in both languages, Chinese first: for what is printed and read by all.
enum Bilingual {
    static func say(_ key: String, _ arguments: [String: String] = [:]) -> String {
        let (chinese, english) = both(key, arguments)
        return chinese == english ? chinese : chinese + " " + english
    }

    static func both(_ key: String, _ arguments: [String: String] = [:]) -> (chinese: String, english: String) {
        (Catalogue.of(.chinese).text("report." + key, arguments), Catalogue.of(.english).text("report." + key, arguments))
    }
}

/// The posterior as GeoJSON (RFC 7946): pipes with the probability and the standing of their reach, and the nodes that may be named.
package enum TraceGeoJSON {
    /// One feature a line, pipes first; nodes with a probability of at least 1e-6, sampled and proposed ones.
    ///
    /// Coordinates are longitude and latitude where the network has them; otherwise those of its own plane, and the collection says so
    /// in its member `coordinates`, since RFC 7946 knows only the former.
    package static func text(graph: SewerGraph, picture: TracePicture) -> String {
        let isOnGlobe = graph.mapUnit == .degrees
        var lines: [String] = []
        func place(_ point: MapPoint) -> JSONText {
            .array([.digits(rounded(point.x, isOnGlobe)), .digits(rounded(point.y, isOnGlobe))])
        }
        func number(_ value: Double) -> JSONText { value.isFinite ? .digits(value.significant(6)) : .null }
        func feature(_ geometry: JSONText, _ properties: [(String, JSONText)]) {
            lines.append(JSONText.object([("type", .string("Feature")), ("geometry", geometry), ("properties", .object(properties))]).text)
        }
        func reach(_ node: Int) -> [(String, JSONText)] {
            guard picture.standing.indices.contains(node), picture.reach.indices.contains(node), picture.reachProbability.indices.contains(node) else { return [] }
            return [
                ("reach", picture.reach[node] > 0 ? .integer(picture.reach[node]) : .null), ("reach_probability", number(picture.reachProbability[node])),
                ("standing", .string(picture.standing[node].rawValue)),
            ]
        }
        for link in graph.mappedLinks() where link.points.count >= 2 && link.points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) {
            feature(
                .object([("type", .string("LineString")), ("coordinates", .array(link.points.map(place)))]),
                [("kind", .string("pipe")), ("pipe", .string(link.id))] + reach(link.from))
        }
        let outcomes = Dictionary(picture.sampled.map { ($0.node, $0.outcome) }) { first, _ in first }
        let ranks = Dictionary(picture.proposed.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
        for node in 0..<graph.nodeCount {
            guard let point = graph.coordinates(node), point.x.isFinite, point.y.isFinite, let name = picture.name(node),
                picture.nodeProbability.indices.contains(node)
            else { continue }
            let probability = picture.nodeProbability[node]
            guard probability >= 1e-6 || outcomes[node] != nil || ranks[node] != nil || picture.control == node else { continue }
            var properties: [(String, JSONText)] = [("kind", .string("node")), ("node", .string(name)), ("probability", number(probability))] + reach(node)
            if let outcome = outcomes[node] { properties.append(("sampled", .string(outcome.rawValue))) }
            if let rank = ranks[node] { properties.append(("next", .integer(rank))) }
            if picture.control == node { properties.append(("control", .bool(true))) }
            feature(.object([("type", .string("Point")), ("coordinates", place(point))]), properties)
        }
        let head = JSONText.object([("analyte", .string(picture.analyte)), ("coordinates", .string(isOnGlobe ? "longitude latitude" : "plane of the network"))]).text
        return "{\"type\": \"FeatureCollection\", \"headwater\": " + head + ", \"features\": [\n" + lines.joined(separator: ",\n") + "\n]}\n"
    }

    /// Seven decimals of a degree are a centimetre; three of a metre a millimetre.
    private static func rounded(_ value: Double, _ isOnGlobe: Bool) -> String { value.places(isOnGlobe ? 7 : 3) }
}
