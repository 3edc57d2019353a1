/// A sewer as a tree of stems for a terminal: the main stem of each outfall, and the largest branches below it, indented.
///
/// A stem is the way of most water up from where it joins another to its upper end. The `limit` stems with the most
/// people (nodes, where nobody is known) are shown; what branches off besides is folded into a count at its stem, and small
/// outfalls into one at the end.
package struct NetworkPlan: Sendable {
    /// A line of the plan.
    package struct Row: Sendable {
        /// Depth in the tree: 0 for an outfall.
        package var depth: Int
        /// For each level above whether a line goes on below it, and whether this row is the last of its own.
        package var isLast: [Bool]
        /// The lowest node of the stem; the node below it where it joins; the uppermost.
        package var node: Int
        package var joins: Int?
        package var top: Int
        /// With all branches: nodes, people, metres of pipe.
        package var nodes: Int
        package var people: Double
        package var pipeM: Double
        /// Links of the stem itself.
        package var links: Int
        /// Branches of this stem that are not shown, with their nodes and people; 0 branches on a row of a stem.
        package var foldedBranches: Int
    }

    package let rows: [Row]

    /// Sorts all branches once: O(nodes log nodes).
    package init(_ graph: SewerGraph, limit: Int = 40) {
        let tree = FlowTree(graph)
        let sums = NetworkPlan.sums(graph, tree)
        let weighs = graph.population.contains { $0 > 0 }
        func weight(_ node: Int) -> Double { weighs ? sums.people[node] : Double(tree.size[node]) }
        // Heads of stems: ends, and every branch that is not the largest at its node.
        var heads: [Int] = tree.roots.filter { tree.size[$0] > 1 }
        var branchesOf: [Int: [Int]] = [:]
        var stemOf = [Int32](repeating: -1, count: graph.nodeCount)
        var topOf: [Int: (top: Int, links: Int)] = [:]
        var next = 0
        while next < heads.count {
            let head = heads[next]
            next += 1
            var node = head
            var links = 0
            while true {
                stemOf[node] = Int32(truncatingIfNeeded: head)
                let branches = tree.branches(node).sorted { (weight($1), $0) < (weight($0), $1) }
                for branch in branches.dropFirst() {
                    branchesOf[head, default: []].append(branch)
                    heads.append(branch)
                }
                guard let first = branches.first else { break }
                node = first
                links += 1
            }
            topOf[head] = (node, links)
        }
        let ranked = heads.sorted { (weight($1), $0) < (weight($0), $1) }
        let shown = Set(ranked.prefix(max(1, limit)))
        let shownRoots = ranked.filter { tree.parent[$0] < 0 && shown.contains($0) }
        let foldedRoots = ranked.filter { tree.parent[$0] < 0 && !shown.contains($0) }
        var rows: [Row] = []
        func add(_ head: Int, depth: Int, isLast: [Bool]) {
            let stem = topOf[head] ?? (head, 0)
            rows.append(
                Row(
                    depth: depth, isLast: isLast, node: head, joins: tree.parent[head] >= 0 ? Int(tree.parent[head]) : nil, top: stem.top,
                    nodes: tree.size[head], people: sums.people[head], pipeM: sums.pipeM[head], links: stem.links, foldedBranches: 0))
        }
        // Depth first by hand: a chain of stems may be long.
        var open: [(head: Int, depth: Int, isLast: [Bool], folded: [Int])] = shownRoots.reversed().map { ($0, 0, [], []) }
        while let item = open.popLast() {
            if !item.folded.isEmpty {
                rows.append(
                    Row(
                        depth: item.depth, isLast: item.isLast, node: item.head, joins: item.head, top: item.head,
                        nodes: item.folded.reduce(0) { $0 + tree.size[$1] }, people: item.folded.reduce(0) { $0 + sums.people[$1] },
                        pipeM: item.folded.reduce(0) { $0 + sums.pipeM[$1] }, links: 0, foldedBranches: item.folded.count))
                continue
            }
            add(item.head, depth: item.depth, isLast: item.isLast)
            let branches = branchesOf[item.head] ?? []
            let visible = branches.filter { shown.contains($0) }
            let folded = branches.filter { !shown.contains($0) }
            var below: [(head: Int, depth: Int, isLast: [Bool], folded: [Int])] = visible.map { ($0, item.depth + 1, [], []) }
            if !folded.isEmpty { below.append((item.head, item.depth + 1, [], folded)) }
            for index in below.indices { below[index].isLast = item.isLast + [index == below.count - 1] }
            open.append(contentsOf: below.reversed())
        }
        if let first = foldedRoots.first {
            rows.append(
                Row(
                    depth: 0, isLast: [], node: first, joins: nil, top: first, nodes: foldedRoots.reduce(0) { $0 + tree.size[$1] },
                    people: foldedRoots.reduce(0) { $0 + sums.people[$1] }, pipeM: foldedRoots.reduce(0) { $0 + sums.pipeM[$1] }, links: 0,
                    foldedBranches: foldedRoots.count))
        }
        self.rows = rows
    }

    /// People and pipe above each node by the ways of most water, as the stems are drawn: each counted once.
    private static func sums(_ graph: SewerGraph, _ tree: FlowTree) -> (people: [Double], pipeM: [Double]) {
        var people = graph.population
        var pipe = graph.pipeLengthM.map(Double.init)
        for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) where tree.parent[node] >= 0 {
            people[Int(tree.parent[node])] += people[node]
            pipe[Int(tree.parent[node])] += pipe[node]
        }
        return (people, pipe)
    }
}
