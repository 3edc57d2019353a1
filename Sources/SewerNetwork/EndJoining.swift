/// Finds the nodes at which the pipes of a map end.
///
/// Drawn ends seldom fall on their nodes to the millimetre. The tolerance is the one asked for; else the least of 1, 2, 5
/// and 10 m at which 99 of 100 ends find a node, but never over a quarter of the middle pipe's length, and 1 m where none
/// does. Settings of this programme: manholes of one street lie 20 m and more apart, those of twin sewers 1 m or 2.
struct EndJoining {
    static let steps = [1.0, 2, 5, 10]
    /// An end of one pipe this near to the middle of another lies on it, m: drawn with the snapping of a map program.
    static let onPipe = 0.1

    private(set) var tolerance = EndJoining.steps[0]
    private var index = PlaceIndex(cell: 10)
    private let asked: Double?
    private let longest: Double

    init() {
        asked = nil
        longest = 10
    }

    init(nodes: [MapPoint], pipes: [PlacedPipe], asked: Double?) {
        self.asked = asked
        tolerance = asked ?? EndJoining.steps[0]
        let plain = MapProjection(.unknown, latitude: 0)
        let lengths = pipes.map { plain.length($0.places) }.sorted()
        longest = lengths.isEmpty ? 10 : lengths[lengths.count / 2] / 4
        index = PlaceIndex(cell: max(10, asked ?? 0))
        for node in nodes { index.insert(node) }
    }

    mutating func add(_ place: MapPoint) { index.insert(place) }

    /// Chooses the tolerance by the ends that have no node yet.
    mutating func choose(_ pipes: [PlacedPipe], shown: Int) {
        guard asked == nil, shown > 0 else {
            if asked == nil { tolerance = min(tolerance, max(longest, 0.01)) }
            return
        }
        var distances: [Double] = []
        for pipe in pipes {
            for (node, place) in [(pipe.from, pipe.places.first), (pipe.to, pipe.places.last)] where node < 0 {
                guard let place else { continue }
                distances.append(index.nearest(to: place, within: EndJoining.steps[EndJoining.steps.count - 1])?.distance ?? .infinity)
            }
        }
        let allowed = EndJoining.steps.filter { $0 <= max(longest, 0.01) }
        tolerance = allowed.first { step in distances.filter { $0 <= step }.count * 100 >= distances.count * 99 } ?? min(EndJoining.steps[0], max(longest, 0.01))
    }

    func nearest(to place: MapPoint) -> (index: Int, distance: Double)? { index.nearest(to: place, within: tolerance) }

    func nearest(to place: MapPoint, within limit: Double) -> (index: Int, distance: Double)? { index.nearest(to: place, within: min(limit, index.cell)) }

    /// The pipe in one piece, or in several where it passes over nodes.
    ///
    /// - Parameters:
    ///   - ends: how many ends of pipes each node has.
    ///   - limit: how far a node without pipes may lie off the line, m.
    func pieces(of pipe: PlacedPipe, ends: [Int], limit: Double) -> [PlacedPipe] {
        guard pipe.places.count >= 2, pipe.fromName.isEmpty || pipe.toName.isEmpty else { return [pipe] }
        var cuts: [(along: Double, piece: Int, part: Double, node: Int)] = []
        var along = 0.0
        for piece in 0..<(pipe.places.count - 1) {
            let (start, end) = (pipe.places[piece], pipe.places[piece + 1])
            let length = PlaceIndex.distance(start, end)
            for node in index.near(low: start, high: end, reach: limit) where node != pipe.from && node != pipe.to && ends.indices.contains(node) {
                let (part, distance) = PlaceIndex.nearest(on: start, end, to: index.places[node])
                guard distance <= (ends[node] == 0 ? limit : min(limit, EndJoining.onPipe)) else { continue }
                cuts.append((along + part * length, piece, part, node))
            }
            along += length
        }
        // Nodes at the ends of the pipe are not on its way, and each node is passed once.
        let total = along
        var seen: Set<Int> = []
        let kept = cuts.sorted { ($0.along, $0.node) < ($1.along, $1.node) }.filter { $0.along > limit && $0.along < total - limit && seen.insert($0.node).inserted }
        guard !kept.isEmpty, total > 0 else { return [pipe] }
        return divided(pipe, at: kept, total: total)
    }

    private func divided(_ pipe: PlacedPipe, at cuts: [(along: Double, piece: Int, part: Double, node: Int)], total: Double) -> [PlacedPipe] {
        var result: [PlacedPipe] = []
        var before = 0.0
        var from = pipe.from
        var firstPoint = 0
        var start: (drawn: MapPoint, place: MapPoint)?
        for place in 0...cuts.count {
            let isLast = place == cuts.count
            let along = isLast ? total : cuts[place].along
            var piece = pipe
            piece.name = "\(pipe.name)/\(place + 1)"
            var drawn: [MapPoint] = []
            var places: [MapPoint] = []
            if let start {
                drawn.append(start.drawn)
                places.append(start.place)
            }
            let lastPoint = isLast ? pipe.places.count - 1 : cuts[place].piece
            if firstPoint <= lastPoint {
                drawn += pipe.drawn[firstPoint...lastPoint]
                places += pipe.places[firstPoint...lastPoint]
            }
            if !isLast {
                let cut = cuts[place]
                let at = (
                    drawn: EndJoining.between(pipe.drawn[cut.piece], pipe.drawn[cut.piece + 1], cut.part),
                    place: EndJoining.between(pipe.places[cut.piece], pipe.places[cut.piece + 1], cut.part)
                )
                drawn.append(at.drawn)
                places.append(at.place)
                start = at
                firstPoint = cut.piece + 1
            }
            piece.drawn = drawn
            piece.places = places
            piece.from = from
            piece.to = isLast ? pipe.to : cuts[place].node
            piece.length = pipe.length.map { $0 * (along - before) / total }
            piece.travelTime = pipe.travelTime.map { $0 * (along - before) / total }
            // Levels and depths belong to the ends of the whole: between them they change evenly.
            func part(_ start: Double?, _ end: Double?, _ at: Double) -> Double? { start.flatMap { start in end.map { start + ($0 - start) * at / total } } }
            piece.inlet = place == 0 ? pipe.inlet : part(pipe.inlet, pipe.outlet, before)
            piece.outlet = isLast ? pipe.outlet : part(pipe.inlet, pipe.outlet, along)
            if place > 0 { (piece.inletOffset, piece.startDepth) = (nil, nil) }
            if !isLast { (piece.outletOffset, piece.endDepth) = (nil, nil) }
            result.append(piece)
            from = piece.to
            before = along
        }
        return result
    }

    private static func between(_ a: MapPoint, _ b: MapPoint, _ part: Double) -> MapPoint { MapPoint(x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part) }
}
