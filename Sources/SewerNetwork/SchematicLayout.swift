extension SewerLayout {
    /// The sewer as a plan of straight stems: outfalls at the left, each main stem level, its branches above and below it.
    ///
    /// Across is the way to the outfall in links, up are the branches. Where there are more branches than `rows`, small ones
    /// share a row with the stem that they join, so that trunks stay apart in a sewer of any size. Linear but for sorting.
    package static func schematic(of graph: SewerGraph, rows: Int = 240) -> SewerLayout? {
        let tree = FlowTree(graph)
        guard graph.nodeCount > 0, !graph.linkFrom.allSatisfy({ $0 < 0 }) else { return nil }
        var places = [MapPoint](repeating: MapPoint(x: .nan, y: .nan), count: graph.nodeCount)
        let least = tree.leastSize(rows: max(rows, 1))
        var next = 0.0
        for root in tree.roots where tree.size[root] > 1 {
            next += SchematicLayout.lay(root, of: tree, least: least, from: next, into: &places)
        }
        guard next > 0 else { return nil }
        let shares = graph.sharesOfLinks()
        var points: [MapPoint] = []
        var lines: [Line] = []
        for link in graph.linkFrom.indices where graph.linkFrom[link] >= 0 {
            let (from, to) = (Int(graph.linkFrom[link]), Int(graph.linkTo[link]))
            let first = points.count
            let (a, b) = (places[from], places[to])
            if a.x.isFinite, b.x.isFinite {
                points.append(a)
                // A branch comes down beside its stem and joins it at the node.
                if a.y != b.y, a.x != b.x { points.append(MapPoint(x: b.x, y: a.y)) }
                points.append(b)
            }
            lines.append(
                Line(
                    link: link, from: from, to: to, role: graph.linkRole[link], share: shares[link],
                    isMainWay: tree.parent[Int(graph.hub[from])] == graph.hub[to] || graph.hub[from] == graph.hub[to], first: Int32(clamping: first),
                    count: Int32(clamping: points.count - first)))
        }
        let deepest = places.filter { $0.x.isFinite }.map(\.x).max() ?? 1
        return SewerLayout(
            kind: .schematic, metresPerUnit: nil, low: MapPoint(x: 0, y: 0), high: MapPoint(x: max(deepest, 1), y: max(next - 1, 1)), lines: lines,
            places: places, points: points, unplacedCount: places.filter { !$0.x.isFinite }.count, leastBranch: least)
    }
}

/// The way that most water of each node takes: a tree upward from each end of the network.
struct FlowTree {
    /// The node downstream by the largest share; -1 at an end.
    let parent: [Int32]
    /// The nodes upstream by those ways, itself included.
    let size: [Int]
    /// Links to the end.
    let depth: [Int32]
    /// The ends, the largest first.
    let roots: [Int]
    private let children: Adjacency

    init(_ graph: SewerGraph) {
        let count = graph.nodeCount
        var parent = [Int32](repeating: -1, count: count)
        var depth = [Int32](repeating: 0, count: count)
        var size = [Int](repeating: 1, count: count)
        for node in 0..<count {
            var best: Float = -1
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) where graph.outShare[link] > best {
                best = graph.outShare[link]
                parent[node] = graph.outNode[link]
            }
            // Nodes downstream come first, so their depth is known.
            if parent[node] >= 0 { depth[node] = depth[Int(parent[node])] + 1 }
        }
        for node in stride(from: count - 1, through: 0, by: -1) where parent[node] >= 0 { size[Int(parent[node])] += size[node] }
        self.parent = parent
        self.size = size
        self.depth = depth
        children = Adjacency(nodes: count, ends: parent)
        roots = (0..<count).filter { parent[$0] < 0 }.sorted { (size[$1], $0) < (size[$0], $1) }
    }

    /// The nodes whose water comes to a node first, the one with most above it first.
    func branches(_ node: Int) -> [Int] {
        children.row(node).map { Int(children.links[$0]) }.sorted { (size[$1], $0) < (size[$0], $1) }
    }

    /// The size from which a branch has a row of its own, so that there are about so many rows.
    func leastSize(rows: Int) -> Int {
        // Branches that are no continuation of a stem, by size: each would take a row.
        var sizes: [Int] = []
        for node in size.indices { for branch in branches(node).dropFirst() { sizes.append(size[branch]) } }
        guard sizes.count > rows else { return 1 }
        sizes.sort(by: >)
        return sizes[rows] + 1
    }
}

enum SchematicLayout {
    /// Places a root and all above it from a row on; returns how many rows it took.
    ///
    /// Branches go by turns below and above their stem: those of a node near the outfall lie farther out, so that no
    /// branch crosses another.
    static func lay(_ root: Int, of tree: FlowTree, least: Int, from start: Double, into places: inout [MapPoint]) -> Double {
        // Rows that each stem needs on either side, from the small stems to the large.
        struct Stem {
            var nodes: [Int] = []
            var above: [Int] = []
            var below: [Int] = []
            var rowsAbove = 0.0
            var rowsBelow = 0.0
        }
        var stems: [Stem] = []
        var open: [(head: Int, parent: Int)] = [(root, -1)]
        while let (head, parent) = open.popLast() {
            var stem = Stem()
            let index = stems.count
            if parent >= 0 {
                // By turns, starting with the side that has fewer.
                if stems[parent].above.count <= stems[parent].below.count { stems[parent].above.append(index) } else { stems[parent].below.append(index) }
            }
            var node = head
            var branches: [Int] = []
            while true {
                stem.nodes.append(node)
                let next = tree.branches(node)
                for branch in next.dropFirst() { branches.append(branch) }
                guard let first = next.first else { break }
                node = first
            }
            stems.append(stem)
            for branch in branches.reversed() where tree.size[branch] >= least { open.append((branch, index)) }
            // Small branches lie on the row of their stem, behind the node that they join.
            for branch in branches where tree.size[branch] < least { stems[index].nodes.append(contentsOf: spread(branch, of: tree)) }
        }
        for index in stems.indices.reversed() {
            for child in stems[index].above { stems[index].rowsAbove += 1 + stems[child].rowsAbove + stems[child].rowsBelow }
            for child in stems[index].below { stems[index].rowsBelow += 1 + stems[child].rowsAbove + stems[child].rowsBelow }
        }
        var row = [Double](repeating: 0, count: stems.count)
        row[0] = start + stems[0].rowsBelow
        for index in stems.indices {
            for node in stems[index].nodes { places[node] = MapPoint(x: Double(tree.depth[node]), y: row[index]) }
            var up = row[index] + stems[index].rowsAbove
            for child in stems[index].above {
                row[child] = up - stems[child].rowsAbove
                up -= 1 + stems[child].rowsAbove + stems[child].rowsBelow
            }
            var down = row[index] - stems[index].rowsBelow
            for child in stems[index].below {
                row[child] = down + stems[child].rowsBelow
                down += 1 + stems[child].rowsAbove + stems[child].rowsBelow
            }
        }
        return 1 + stems[0].rowsAbove + stems[0].rowsBelow
    }

    private static func spread(_ root: Int, of tree: FlowTree) -> [Int] {
        var all: [Int] = []
        var open = [root]
        while let node = open.popLast() {
            all.append(node)
            open.append(contentsOf: tree.branches(node))
        }
        return all
    }
}
