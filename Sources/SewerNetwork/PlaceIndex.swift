/// Places in a plane, found by nearness: a grid of cells.
struct PlaceIndex {
    private struct Cell: Hashable {
        var x: Int64
        var y: Int64
    }

    let cell: Double
    private(set) var places: [MapPoint] = []
    private var cells: [Cell: [Int32]] = [:]

    /// - Parameter cell: width of a cell: about the distance that is asked for.
    init(cell: Double) { self.cell = max(cell, 1e-6) }

    private func key(_ point: MapPoint) -> Cell? {
        guard let x = Int64(exactly: (point.x / cell).rounded(.down)), let y = Int64(exactly: (point.y / cell).rounded(.down)) else { return nil }
        return Cell(x: x, y: y)
    }

    /// Adds a place and returns its number; one that is no place gets a number and is never found.
    @discardableResult
    mutating func insert(_ point: MapPoint) -> Int {
        places.append(point)
        if let key = key(point) { cells[key, default: []].append(Int32(truncatingIfNeeded: places.count - 1)) }
        return places.count - 1
    }

    /// The nearest place within a distance, which must be no more than a cell; the lower number of two as near.
    func nearest(to point: MapPoint, within limit: Double) -> (index: Int, distance: Double)? {
        var best: (index: Int, distance: Double)?
        for index in near(low: point, high: point, reach: limit) {
            let distance = PlaceIndex.distance(places[index], point)
            guard distance <= limit else { continue }
            if let known = best, (known.distance, known.index) <= (distance, index) { continue }
            best = (index, distance)
        }
        return best
    }

    /// The places in the cells that a rectangle, widened by a reach, meets. At most about a million cells are looked at.
    func near(low: MapPoint, high: MapPoint, reach: Double) -> [Int] {
        guard let from = key(MapPoint(x: min(low.x, high.x) - reach, y: min(low.y, high.y) - reach)),
            let to = key(MapPoint(x: max(low.x, high.x) + reach, y: max(low.y, high.y) + reach)), to.x - from.x < 1000, to.y - from.y < 1000
        else { return [] }
        var found: [Int] = []
        for x in from.x...to.x { for y in from.y...to.y { for index in cells[Cell(x: x, y: y)] ?? [] { found.append(Int(index)) } } }
        return found
    }

    static func distance(_ a: MapPoint, _ b: MapPoint) -> Double {
        let (dx, dy) = (a.x - b.x, a.y - b.y)
        return (dx * dx + dy * dy).squareRoot()
    }

    /// Where along a piece the point nearest to a place lies, 0 to 1, and how far off.
    static func nearest(on start: MapPoint, _ end: MapPoint, to point: MapPoint) -> (part: Double, distance: Double) {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = dx * dx + dy * dy
        let part = length > 0 ? min(max(((point.x - start.x) * dx + (point.y - start.y) * dy) / length, 0), 1) : 0
        return (part, distance(MapPoint(x: start.x + part * dx, y: start.y + part * dy), point))
    }
}
