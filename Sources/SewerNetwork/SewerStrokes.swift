/// A run of lines of one class, drawn in one go.
package struct SewerStroke: Sendable {
    package var style: Int16
    /// At least two, in the direction of flow.
    package var points: [MapPoint]
}

extension SewerLayout {
    /// Joins lines of like class into strokes, no finer than the picture shows.
    ///
    /// Points are moved to a grid of half the tolerance and thinned to it (Douglas and Peucker 1973, Cartographica 10:112);
    /// what falls on a piece that is already drawn in its class is left out. The longest ways come first.
    ///
    /// - Parameters:
    ///   - classes: one class for each of `lines`; below 0 for a line that is not drawn.
    ///   - tolerance: what the eye does not miss, in units of the layout: about half a pixel.
    /// - Returns: strokes by rising class. O(points × depth of thinning).
    package func strokes(_ classes: [Int16], tolerance: Double) -> [SewerStroke] {
        guard classes.count == lines.count, !lines.isEmpty else { return [] }
        let grid = max(tolerance / 2, .leastNormalMagnitude)
        // The lines out of each node, and how many of the same class come in, so that a run starts at its upper end.
        let nodeCount = (lines.map { max($0.from, $0.to) }.max() ?? 0) + 1
        let outOf = Adjacency(nodes: nodeCount, ends: lines.indices.map { classes[$0] < 0 ? -1 : Int32(truncatingIfNeeded: lines[$0].from) })
        let into = Adjacency(nodes: nodeCount, ends: lines.indices.map { classes[$0] < 0 ? -1 : Int32(truncatingIfNeeded: lines[$0].to) })
        func continues(_ line: Int) -> Bool { into.row(lines[line].from).contains { classes[Int(into.links[$0])] == classes[line] } }
        let heads = lines.indices.filter { classes[$0] >= 0 && !continues($0) }
        var isDrawn = [Bool](repeating: false, count: lines.count)
        var drawn: Set<Segment> = []
        var strokes: [SewerStroke] = []
        for start in heads + Array(lines.indices) where classes[start] >= 0 && !isDrawn[start] {
            var run: [MapPoint] = []
            var line = start
            while true {
                isDrawn[line] = true
                let own = points(lines[line])
                if own.count >= 2 { run.append(contentsOf: run.isEmpty ? own : own.dropFirst()) }
                guard own.count >= 2 || run.isEmpty,
                    let next = outOf.row(lines[line].to).lazy.map({ Int(outOf.links[$0]) }).first(where: { !isDrawn[$0] && classes[$0] == classes[line] })
                else { break }
                line = next
            }
            cut(Thinning.thinned(run, tolerance: tolerance), grid: grid, style: classes[start], drawn: &drawn, into: &strokes)
        }
        return strokes.enumerated().sorted { ($0.element.style, $0.offset) < ($1.element.style, $1.offset) }.map(\.element)
    }

    /// A piece of a stroke on the grid, by its ends in either order.
    private struct Segment: Hashable {
        var x1: Int64, y1: Int64, x2: Int64, y2: Int64
        var style: Int16
    }

    private func cut(_ run: [MapPoint], grid: Double, style: Int16, drawn: inout Set<Segment>, into strokes: inout [SewerStroke]) {
        func place(_ point: MapPoint) -> (Int64, Int64)? {
            guard let x = Int64(exactly: ((point.x - low.x) / grid).rounded()), let y = Int64(exactly: ((point.y - low.y) / grid).rounded()) else { return nil }
            return (x, y)
        }
        func close(_ points: [MapPoint]) { if points.count >= 2 { strokes.append(SewerStroke(style: style, points: points)) } }
        var open: [MapPoint] = []
        var last: (Int64, Int64)?
        for point in run {
            guard let at = place(point) else { continue }
            let moved = MapPoint(x: low.x + Double(at.0) * grid, y: low.y + Double(at.1) * grid)
            guard let before = last else {
                open = [moved]
                last = at
                continue
            }
            if before == at { continue }
            let ends = before < at ? (before, at) : (at, before)
            if drawn.insert(Segment(x1: ends.0.0, y1: ends.0.1, x2: ends.1.0, y2: ends.1.1, style: style)).inserted {
                open.append(moved)
            } else {
                close(open)
                open = [moved]
            }
            last = at
        }
        close(open)
    }
}

/// Leaves out the points of a line that lie within a tolerance of it (Douglas and Peucker 1973, Cartographica 10:112).
enum Thinning {
    static func thinned(_ points: [MapPoint], tolerance: Double) -> [MapPoint] {
        guard points.count > 2 else { return points }
        var keeps = [Bool](repeating: false, count: points.count)
        keeps[0] = true
        keeps[points.count - 1] = true
        var open: [(Int, Int)] = [(0, points.count - 1)]
        while let (start, end) = open.popLast() {
            guard end - start > 1 else { continue }
            var worst = tolerance * tolerance
            var at = -1
            for index in (start + 1)..<end {
                let off = squaredDistance(points[index], points[start], points[end])
                if off > worst { (worst, at) = (off, index) }
            }
            guard at > 0 else { continue }
            keeps[at] = true
            // The larger half waits, so that the stack stays short.
            open.append((start, at))
            open.append((at, end))
        }
        return points.indices.filter { keeps[$0] }.map { points[$0] }
    }

    private static func squaredDistance(_ point: MapPoint, _ start: MapPoint, _ end: MapPoint) -> Double {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = dx * dx + dy * dy
        var (x, y) = (point.x - start.x, point.y - start.y)
        if length > 0 {
            let along = min(max((x * dx + y * dy) / length, 0), 1)
            x -= along * dx
            y -= along * dy
        }
        return x * x + y * y
    }
}
