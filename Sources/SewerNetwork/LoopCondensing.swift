/// The loops of a directed network: sets of nodes each of which reaches the others (Tarjan 1972, SIAM J. Comput. 1:146).
struct LoopCondensing {
    /// For each node the node that stands for its loop: itself where it lies in none.
    private(set) var hub: [Int32]
    /// The loops, each with its nodes in rising order.
    private(set) var loops: [[Int]] = []

    /// Finds loops; `hubChoice` picks from the nodes of a loop the one that stands for it. Linear in nodes and links.
    init(nodes: Int, from: [Int32], to: [Int32], hubChoice: ([Int]) -> Int) {
        hub = (0..<nodes).map { Int32(truncatingIfNeeded: $0) }
        let rows = Adjacency(nodes: nodes, ends: from)
        var order = [Int32](repeating: -1, count: nodes)
        var low = [Int32](repeating: 0, count: nodes)
        var isOpen = [Bool](repeating: false, count: nodes)
        var place = rows.starts
        var open: [Int32] = []
        var path: [Int32] = []
        var next: Int32 = 0
        for root in 0..<nodes where order[root] < 0 {
            path.append(Int32(truncatingIfNeeded: root))
            order[root] = next
            low[root] = next
            next += 1
            open.append(Int32(truncatingIfNeeded: root))
            isOpen[root] = true
            while let top = path.last {
                let node = Int(top)
                if place[node] < rows.starts[node + 1] {
                    let end = to[Int(rows.links[Int(place[node])])]
                    place[node] += 1
                    guard end >= 0 else { continue }
                    let other = Int(end)
                    if order[other] < 0 {
                        order[other] = next
                        low[other] = next
                        next += 1
                        open.append(end)
                        isOpen[other] = true
                        path.append(end)
                    } else if isOpen[other] {
                        low[node] = min(low[node], order[other])
                    }
                    continue
                }
                path.removeLast()
                if let below = path.last { low[Int(below)] = min(low[Int(below)], low[node]) }
                guard low[node] == order[node] else { continue }
                var members: [Int] = []
                while let member = open.popLast() {
                    isOpen[Int(member)] = false
                    members.append(Int(member))
                    if Int(member) == node { break }
                }
                guard members.count > 1 else { continue }
                members.sort()
                let chosen = Int32(truncatingIfNeeded: hubChoice(members))
                for member in members { hub[member] = chosen }
                loops.append(members)
            }
        }
    }
}
