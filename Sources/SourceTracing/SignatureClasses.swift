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

    /// How the load of a head goes on: to the head of another class, of which a share arrives.
    struct Branch: Hashable, Sendable {
        var head: Int32
        var gain: Double
    }

    /// Sums over the nodes of a class.
    struct Totals: Sendable {
        var weight = 0.0
        var nodes = 0
        var population = 0.0
        /// People whose load arrives at the head, losses on the way taken off.
        var arriving = 0.0
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
            arriving += lnArrival == 0 ? population : population * Survival.share(-Double(lnArrival))
            self.pipeLengthM += Double(pipeLengthM)
            least = min(least, lnArrival)
            lightest = min(lightest, own)
            heaviest = max(heaviest, own)
        }

        mutating func add(_ other: Totals) {
            weight += other.weight
            nodes += other.nodes
            population += other.population
            arriving += other.arriving
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
    /// Which sites a class reaches, by rising site, in the network as drawn.
    private(set) var arrivals: [[Arrival]] = []
    /// Where the load of each head goes on, all to classes before it.
    private(set) var branches: [[Branch]] = []
    /// The classes whose heads are loose ends: people live above them, and no pipe is drawn onwards.
    private(set) var loose: [Int] = []
    /// Site at the head, -1 where the head is a split.
    private(set) var site: [Int32] = []
    /// Of each class; that of the nodes with no sample downstream stands first, so that class c has place c + 1.
    private(set) var totals: [Totals] = [Totals()]

    /// - Parameters:
    ///   - sites: the sampled nodes by site.
    ///   - looseEnds: nodes that are heads too, sampled or not, since a pipe onwards may be missing.
    ///   - decayPerHour: loss on the way, 1/h.
    init(network: TraceNetwork, sites: [Int], looseEnds: [Int] = [], decayPerHour: Double) {
        let graph = network.graph
        let count = graph.nodeCount
        // A sampled node is marked by -2 less its site until its class is known.
        var heads = [Int32](repeating: -1, count: count)
        var shares = [Float](repeating: 0, count: count)
        for node in looseEnds { heads[node] = -2 - Int32(truncatingIfNeeded: sites.count) }
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
                var branches: [Branch] = []
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    let other = Int(graph.outNode[link])
                    guard head[other] >= 0 else { continue }
                    let gain = Double(graph.outShare[link]) * portableExp(Double(lnArrival[other]) - decayPerHour * Double(graph.outHours[link]))
                    guard gain > 0 else { continue }
                    if let place = branches.firstIndex(where: { $0.head == head[other] }) {
                        branches[place].gain += gain
                    } else {
                        branches.append(Branch(head: head[other], gain: gain))
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
                    if looseEnds.contains(node) { loose.append(Int(own)) }
                    let isSite = sampled >= 0 && sampled < sites.count
                    site.append(isSite ? Int32(truncatingIfNeeded: sampled) : -1)
                    let known = arrivals
                    arrivals.append(SignatureClasses.arrivals(site: isSite ? sampled : -1, branches) { known[$0] })
                    self.branches.append(branches)
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

    /// What a head reaches: its own site, and what the heads do to which its load goes on.
    static func arrivals(site: Int, _ branches: [Branch], of other: (Int) -> [Arrival]) -> [Arrival] {
        var reached: [Int: Double] = site >= 0 ? [site: 1] : [:]
        for branch in branches {
            for arrival in other(Int(branch.head)) { reached[arrival.site, default: 0] += branch.gain * portableExp(arrival.lnShare) }
        }
        return reached.sorted { $0.key < $1.key }.map {
            Arrival(site: $0.key, lnShare: ($0.value - 1).magnitude < 1e-6 ? 0 : portableLog($0.value))
        }
    }

    /// The same classes where they reach other sites.
    mutating func reach(_ arrivals: [[Arrival]]) { self.arrivals = arrivals }

    var count: Int { headNode.count }
}
