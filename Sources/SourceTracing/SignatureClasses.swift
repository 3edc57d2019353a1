internal import RandomDraws
internal import SewerNetwork

/// Nodes by what the samples can tell of them: all nodes of a class reach the samplers through one head, and differ only by
/// how much of their load arrives there.
///
/// The head of a node is the node itself where it is sampled, or where its branches lead to different heads; else the head
/// that all its branches share. Then the load of node i at every site is `exp(lnArrival[i])` times that of its head, exactly
/// and on any acyclic network, so that the evidence for a node is a table look-up. Linear in nodes and links.
struct SignatureClasses: Sendable {
    /// How the load of a head arrives at one site.
    struct Arrival: Hashable, Sendable {
        var site: Int
        /// ln of the share that arrives.
        var lnShare: Double
    }

    /// Sums over the nodes of a class.
    struct Totals: Sendable {
        var weight = 0.0
        var nodes = 0
        var population = 0.0
        var pipeLengthM = 0.0
        /// ln of the least share that arrives from one of them.
        var least: Float = 0
        var lightest = Float.greatestFiniteMagnitude
        var heaviest: Float = 0

        fileprivate mutating func add(weight: Float, population: Double, pipeLengthM: Float, lnArrival: Float) {
            let own = max(weight, 0)
            self.weight += Double(own)
            nodes += 1
            self.population += population
            self.pipeLengthM += Double(pipeLengthM)
            least = min(least, lnArrival)
            lightest = min(lightest, own)
            heaviest = max(heaviest, own)
        }

        fileprivate mutating func add(_ other: Totals) {
            weight += other.weight
            nodes += other.nodes
            population += other.population
            pipeLengthM += other.pipeLengthM
            least = min(least, other.least)
            lightest = min(lightest, other.lightest)
            heaviest = max(heaviest, other.heaviest)
        }
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
    /// Of each class; that of the nodes with no sample downstream stands first, so that class c has place c + 1.
    private(set) var totals: [Totals] = [Totals()]

    /// - Parameters:
    ///   - sites: the sampled nodes by site.
    ///   - decayPerHour: loss on the way, 1/h.
    init(network: TraceNetwork, sites: [Int], decayPerHour: Double) {
        let graph = network.graph
        let count = graph.nodeCount
        // A sampled node is marked by -2 less its site until its class is known.
        var heads = [Int32](repeating: -1, count: count)
        var shares = [Float](repeating: 0, count: count)
        for (site, node) in sites.enumerated() { heads[node] = -2 - Int32(truncatingIfNeeded: site) }
        let next = network.next.span
        let hours = network.hours.span
        let weights = graph.weight.span
        let people = graph.population.span
        let lengths = graph.pipeLengthM.span
        let decay = Float(decayPerHour)
        var head = heads.mutableSpan
        var lnArrival = shares.mutableSpan
        // Neighbours in order mostly share a class: sums are kept aside until the class changes.
        var held = Totals()
        var heldClass: Int32 = -1
        for node in 0..<count {
            let below = next[node]
            var own = head[node]
            var ln: Float = 0
            if own == -1, below >= 0 {
                own = head[Int(below)]
                if own >= 0 { ln = lnArrival[Int(below)] - decay * hours[node] }
            } else if own != -1 || below == TraceNetwork.several {
                var branches: [(head: Int32, gain: Double)] = []
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    let other = Int(graph.outNode[link])
                    guard head[other] >= 0 else { continue }
                    let gain = Double(graph.outShare[link]) * portableExp(Double(lnArrival[other]) - decayPerHour * Double(graph.outHours[link]))
                    guard gain > 0 else { continue }
                    if let place = branches.firstIndex(where: { $0.head == head[other] }) {
                        branches[place].gain += gain
                    } else {
                        branches.append((head[other], gain))
                    }
                }
                let sampled = own <= -2 ? Int(-2 - own) : -1
                if sampled < 0, branches.isEmpty {
                    own = -1
                } else if sampled < 0, branches.count == 1, let only = branches.first {
                    own = only.head
                    ln = Float(portableLog(only.gain))
                    // Shares of a node sum to 1 but for rounding.
                    if ln > -1e-6 { ln = 0 }
                } else {
                    own = Int32(truncatingIfNeeded: headNode.count)
                    headNode.append(Int32(truncatingIfNeeded: node))
                    site.append(Int32(truncatingIfNeeded: sampled))
                    var reached: [Int: Double] = sampled >= 0 ? [sampled: 1] : [:]
                    for branch in branches {
                        for arrival in arrivals[Int(branch.head)] { reached[arrival.site, default: 0] += branch.gain * portableExp(arrival.lnShare) }
                    }
                    arrivals.append(
                        reached.sorted { $0.key < $1.key }.map {
                            Arrival(site: $0.key, lnShare: ($0.value - 1).magnitude < 1e-6 ? 0 : portableLog($0.value))
                        })
                    totals.append(Totals())
                }
            }
            head[node] = own
            lnArrival[node] = ln
            if own != heldClass {
                totals[Int(heldClass + 1)].add(held)
                held = Totals()
                heldClass = own
            }
            held.add(weight: weights[node], population: people[node], pipeLengthM: lengths[node], lnArrival: ln)
        }
        totals[Int(heldClass + 1)].add(held)
        self.head = heads
        self.lnArrival = shares
    }

    var count: Int { headNode.count }
}
