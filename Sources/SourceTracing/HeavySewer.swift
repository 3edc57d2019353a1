internal import SewerNetwork

/// The part of a network above which enough of the probability lies to be worth a sample, with the probability above each node.
///
/// Whoever lies downstream of such a node is one too on a tree, so that the part hangs together and is small: all choices of a
/// round are made on it. What flows in from lighter nodes counts as the node's own.
struct HeavySewer: Sendable {
    /// Probability below which a node is left out.
    static let least: Float = 0.001

    /// Nodes of the network, rising: downstream first.
    let nodes: [Int]
    /// Probability of a node and of the light nodes above it.
    let own: [Double]
    /// Links between the nodes by place in `nodes`: downstream with shares, and upstream.
    let outStart: [Int]
    let outPlace: [Int]
    let outShare: [Double]
    let inStart: [Int]
    let inPlace: [Int]

    init(_ graph: SewerGraph, above: [Float]) {
        var nodes: [Int] = []
        let amounts = above.span
        for node in 0..<graph.nodeCount where amounts[node] >= HeavySewer.least { nodes.append(node) }
        var own = nodes.map { Double(above[$0]) }
        var places: [Int: Int] = [:]
        places.reserveCapacity(nodes.count)
        for (place, node) in nodes.enumerated() { places[node] = place }
        var outStart = [0]
        var outPlace: [Int] = []
        var outShare: [Double] = []
        for node in nodes {
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                guard let below = places[Int(graph.outNode[link])] else { continue }
                let share = Double(graph.outShare[link])
                outPlace.append(below)
                outShare.append(share)
                own[below] -= share * Double(above[node])
            }
            outStart.append(outPlace.count)
        }
        var counts = [Int](repeating: 0, count: nodes.count + 1)
        for place in outPlace { counts[place + 1] += 1 }
        for place in nodes.indices { counts[place + 1] += counts[place] }
        var inPlace = [Int](repeating: 0, count: outPlace.count)
        var filled = counts
        for place in nodes.indices {
            for link in outStart[place]..<outStart[place + 1] {
                inPlace[filled[outPlace[link]]] = place
                filled[outPlace[link]] += 1
            }
        }
        self.nodes = nodes
        self.own = own.map { max($0, 0) }
        self.outStart = outStart
        self.outPlace = outPlace
        self.outShare = outShare
        inStart = counts
        self.inPlace = inPlace
    }

    /// The probability above each node past no chosen one, and of the piece of the network in which each lies: that above the
    /// next chosen node downstream, or what lies above none.
    func divided(by isChosen: [Bool]) -> (whole: [Double], piece: [Double]) {
        var whole = own
        var rest = 1.0
        for place in nodes.indices.reversed() {
            guard !isChosen[place] else {
                rest -= whole[place]
                continue
            }
            for link in outStart[place]..<outStart[place + 1] { whole[outPlace[link]] += whole[place] * outShare[link] }
        }
        var piece = [Double](repeating: max(rest, 0), count: nodes.count)
        for place in nodes.indices where outStart[place] < outStart[place + 1] {
            var main = outStart[place]
            for link in outStart[place]..<outStart[place + 1] where outShare[link] > outShare[main] { main = link }
            let below = outPlace[main]
            piece[place] = isChosen[below] ? whole[below] : piece[below]
        }
        return (whole, piece)
    }

    /// Probability of the nodes upstream, each counted once and whole: of all, and of those that come past no chosen one.
    func counted(_ place: Int, isChosen: [Bool]) -> (all: Double, own: Double) {
        var seen = [Bool](repeating: false, count: nodes.count)
        func sum(from start: [Int], cut: inout [Int], stops: Bool) -> Double {
            var total = 0.0
            var stack = start
            while let top = stack.popLast() {
                total += own[top]
                for link in inStart[top]..<inStart[top + 1] {
                    let other = inPlace[link]
                    guard !seen[other] else { continue }
                    if stops, isChosen[other] {
                        cut.append(other)
                    } else {
                        seen[other] = true
                        stack.append(other)
                    }
                }
            }
            return total
        }
        // First the nodes past no chosen one, then the rest: a node may have both a free way and one that is cut.
        seen[place] = true
        var cut: [Int] = []
        let free = sum(from: [place], cut: &cut, stops: true)
        var starts: [Int] = []
        for other in cut where !seen[other] {
            seen[other] = true
            starts.append(other)
        }
        var none: [Int] = []
        return (free + sum(from: starts, cut: &none, stops: false), free)
    }
}
