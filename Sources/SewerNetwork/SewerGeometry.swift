/// A place on the map, in the units of the network's file.
package struct MapPoint: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A pipe, pump or other link as it is drawn, in the direction of flow.
package struct MappedLink: Sendable {
    /// Index of the link in the graph.
    package var index: Int
    package var id: String
    package var role: SewerLinkRole
    /// Indices of the nodes at its ends.
    package var from: Int
    package var to: Int
    /// From end to end, with the bends between; fewer than two points where coordinates are missing.
    package var points: [MapPoint]
    /// Whether the repair turned it.
    package var isTurned: Bool
}

extension SewerGraph {
    /// Where a node lies; nil where the files do not say.
    package func coordinates(_ node: Int) -> MapPoint? {
        guard x.indices.contains(node), x[node].isFinite, y[node].isFinite else { return nil }
        return MapPoint(x: x[node], y: y[node])
    }

    /// All links as drawn, in the order of the file.
    package func mappedLinks() -> [MappedLink] {
        var bends: [Int32: [MapPoint]] = [:]
        for (place, link) in bendLink.enumerated() where bendX[place].isFinite && bendY[place].isFinite {
            bends[link, default: []].append(MapPoint(x: bendX[place], y: bendY[place]))
        }
        var result: [MappedLink] = []
        result.reserveCapacity(linkFrom.count)
        for link in linkFrom.indices where linkFrom[link] >= 0 {
            let from = Int(linkFrom[link])
            let to = Int(linkTo[link])
            var points = bends[Int32(truncatingIfNeeded: link)] ?? []
            if isTurned[link] { points.reverse() }
            if let start = coordinates(from) { points.insert(start, at: 0) }
            if let end = coordinates(to) { points.append(end) }
            result.append(
                MappedLink(index: link, id: linkNames.text(link), role: linkRole[link], from: from, to: to, points: points, isTurned: isTurned[link]))
        }
        return result
    }
}
