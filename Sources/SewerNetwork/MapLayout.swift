extension SewerLayout {
    /// The sewer on the map, in metres where the unit of its coordinates is known or follows from the lengths of its pipes.
    ///
    /// Nil where fewer than half of the nodes have coordinates, or all stand in one place. A node far outside the rest (one
    /// left at 0, 0 in a plane system) has no place, so that the city does not shrink to a dot.
    package static func map(of graph: SewerGraph) -> SewerLayout? {
        let count = graph.nodeCount
        var given = (0..<count).map { graph.coordinates($0) ?? MapPoint(x: .nan, y: .nan) }
        let placed = given.filter { $0.x.isFinite }
        guard placed.count >= 2, placed.count * 2 >= count else { return nil }
        let x = MapLayout.usual(placed.map(\.x))
        let y = MapLayout.usual(placed.map(\.y))
        for node in given.indices where given[node].x.isFinite && !(x.contains(given[node].x) && y.contains(given[node].y)) {
            given[node] = MapPoint(x: .nan, y: .nan)
        }
        let links = graph.mappedLinks()
        let unit = MapLayout.unit(graph, links, given)
        let projection = MapProjection(unit, latitude: (y.lowerBound + y.upperBound) / 2)
        let places = given.map { projection.point($0.x, $0.y) }
        var low = MapPoint(x: .infinity, y: .infinity)
        var high = MapPoint(x: -.infinity, y: -.infinity)
        for place in places where place.x.isFinite {
            low = MapPoint(x: min(low.x, place.x), y: min(low.y, place.y))
            high = MapPoint(x: max(high.x, place.x), y: max(high.y, place.y))
        }
        guard low.x < high.x || low.y < high.y else { return nil }
        // Bends may swing beyond the nodes, but not out of the city.
        let span = max(high.x - low.x, high.y - low.y)
        func isNear(_ point: MapPoint) -> Bool {
            point.x > low.x - span && point.x < high.x + span && point.y > low.y - span && point.y < high.y + span
        }
        let shares = graph.sharesOfLinks()
        let ways = graph.mainWays()
        var points: [MapPoint] = []
        var lines: [Line] = []
        lines.reserveCapacity(links.count)
        for link in links {
            let first = points.count
            if places[link.from].x.isFinite, places[link.to].x.isFinite {
                points.append(places[link.from])
                for bend in link.points.dropFirst().dropLast() {
                    let point = projection.point(bend.x, bend.y)
                    if isNear(point) { points.append(point) }
                }
                points.append(places[link.to])
            }
            lines.append(
                Line(
                    link: link.index, from: link.from, to: link.to, role: link.role, share: shares[link.index],
                    isMainWay: ways[Int(graph.hub[link.from])] == graph.hub[link.to] || graph.hub[link.from] == graph.hub[link.to], first: Int32(clamping: first), count: Int32(clamping: points.count - first)))
        }
        for point in points {
            low = MapPoint(x: min(low.x, point.x), y: min(low.y, point.y))
            high = MapPoint(x: max(high.x, point.x), y: max(high.y, point.y))
        }
        return SewerLayout(
            kind: .map, metresPerUnit: unit == .unknown ? nil : 1, low: low, high: high, lines: lines, places: places, points: points,
            unplacedCount: places.filter { !$0.x.isFinite }.count)
    }
}

/// What a map of a sewer rests on: which places belong to it, and what its coordinates are.
enum MapLayout {
    /// The range in which coordinates lie that belong together: the middle nine tenths, widened by twice their span.
    ///
    /// A city with a suburb far away keeps it; a point left at the origin of a national grid goes.
    static func usual(_ values: [Double]) -> ClosedRange<Double> {
        let sorted = values.sorted()
        guard let least = sorted.first, let most = sorted.last else { return 0...0 }
        let low = sorted[sorted.count / 20]
        let high = sorted[sorted.count - 1 - sorted.count / 20]
        guard high > low else { return least...most }
        return max(least, low - 2 * (high - low))...min(most, high + 2 * (high - low))
    }

    /// The unit of the coordinates: as the file says, unless the lengths of its pipes tell of another.
    ///
    /// Where half of the pipes are as long as stated in one unit, and a quarter neither a third shorter nor a third
    /// longer, that unit holds: model files seldom state theirs, and often wrongly.
    static func unit(_ graph: SewerGraph, _ links: [MappedLink], _ places: [MapPoint]) -> MapUnit {
        let plain = MapProjection(.unknown, latitude: 0)
        var ratios: [Double] = []
        let step = max(1, links.count / 2000)
        for link in links.indices where link % step == 0 && links[link].role == .conduit {
            let stated = Double(graph.linkLengthM[links[link].index])
            guard stated > 0, stated.isFinite, places[links[link].from].x.isFinite, places[links[link].to].x.isFinite else { continue }
            let drawn = plain.length(links[link].points)
            if drawn > 0 { ratios.append(stated / drawn) }
        }
        ratios.sort()
        guard ratios.count >= 5 else { return graph.mapUnit }
        let middle = ratios[ratios.count / 2]
        let isNarrow = ratios[ratios.count / 4] > middle / 1.5 && ratios[ratios.count * 3 / 4] < middle * 1.5
        switch graph.mapUnit {
        case .degrees: return .degrees
        case .plane(let metres): return !isNarrow || (middle / metres > 2.0 / 3 && middle / metres < 1.5) ? graph.mapUnit : .plane(metresPerUnit: middle)
        case .unknown:
            guard isNarrow else { return .unknown }
            let isOnGlobe = places.allSatisfy { !$0.x.isFinite || ($0.x.magnitude <= 180 && $0.y.magnitude <= 90) }
            if isOnGlobe, middle > 20_000, middle < 200_000 { return .degrees }
            // Feet and metres as they are, so that a scale bar is true to the last figure; else what the pipes say.
            for known in [0.3048, 1] where middle / known > 0.8 && middle / known < 1.25 { return .plane(metresPerUnit: known) }
            return .plane(metresPerUnit: middle)
        }
    }
}
