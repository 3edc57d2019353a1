internal import RandomDraws
internal import SewerNetwork

/// Nodes by what the samples can tell of them: all nodes of a class reach the samplers through one head, and differ only by
/// how much of their load arrives there.
///
/// The head of a node is the node itself where it is sampled, or where its branches lead to different heads; else the head
/// that all its branches share. Then the load of node i at every site is `exp(lnArrival[i])` times that of its head, exactly
/// and on any acyclic network, so that the evidence for a node is a table look-up. Linear in nodes and links.
struct SignatureClasses {
    /// How the load of a head arrives at one site.
    struct Arrival: Hashable {
        var site: Int
        /// ln of the share that arrives.
        var lnShare: Double
    }

    /// Class of each node; -1 where no sample lies downstream.
    private(set) var head: [Int32]
    /// ln of the share of a node's load that arrives at its head; 0 or less.
    private(set) var lnArrival: [Float]
    /// The head node of each class.
    private(set) var headNode: [Int32] = []
    /// Which sites a class reaches, by rising site.
    private(set) var arrivals: [[Arrival]] = []
    /// Site at the head, -1 where the head is a split.
    private(set) var site: [Int32] = []

    /// - Parameters:
    ///   - siteOfNode: site sampled at each node, -1 elsewhere.
    ///   - decayPerHour: loss on the way, 1/h.
    init(graph: SewerGraph, siteOfNode: [Int32], decayPerHour: Double) {
        let count = graph.nodeCount
        head = [Int32](repeating: -1, count: count)
        lnArrival = [Float](repeating: 0, count: count)
        for node in 0..<count {
            let first = Int(graph.outStart[node])
            let last = Int(graph.outStart[node + 1])
            let site = siteOfNode[node]
            if site < 0, last - first == 1 {
                let next = Int(graph.outNode[first])
                guard head[next] >= 0 else { continue }
                head[node] = head[next]
                lnArrival[node] = lnArrival[next] + Float(-decayPerHour * Double(graph.outHours[first]))
                continue
            }
            // Gain to each head over the branches.
            var heads: [(head: Int32, gain: Double)] = []
            for link in first..<last {
                let next = Int(graph.outNode[link])
                guard head[next] >= 0 else { continue }
                let gain = Double(graph.outShare[link]) * portableExp(Double(lnArrival[next]) - decayPerHour * Double(graph.outHours[link]))
                guard gain > 0 else { continue }
                if let place = heads.firstIndex(where: { $0.head == head[next] }) {
                    heads[place].gain += gain
                } else {
                    heads.append((head[next], gain))
                }
            }
            if site < 0 {
                if heads.isEmpty { continue }
                if heads.count == 1 {
                    head[node] = heads[0].head
                    lnArrival[node] = Float(portableLog(heads[0].gain))
                    continue
                }
            }
            var shares: [Int: Double] = site >= 0 ? [Int(site): 1] : [:]
            for branch in heads {
                for arrival in arrivals[Int(branch.head)] { shares[arrival.site, default: 0] += branch.gain * portableExp(arrival.lnShare) }
            }
            head[node] = Int32(truncatingIfNeeded: headNode.count)
            headNode.append(Int32(truncatingIfNeeded: node))
            self.site.append(site)
            arrivals.append(shares.sorted { $0.key < $1.key }.map { Arrival(site: $0.key, lnShare: $0.value == 1 ? 0 : portableLog($0.value)) })
        }
    }

    var count: Int { headNode.count }
}
