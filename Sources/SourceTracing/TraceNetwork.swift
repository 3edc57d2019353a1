package import SewerNetwork

/// A sewer made ready for tracing: what every trace of it needs and no observation changes. Twenty bytes a node.
package struct TraceNetwork: Sendable {
    package let graph: SewerGraph
    /// The one node to which each node leads; `none` where it leads to none, `several` where to more than one.
    let next: [Int32]
    /// Hours to that node.
    let hours: [Float]
    /// People upstream of each node, itself included, without losses on the way.
    let people: [Float]
    /// Mean hours from the nodes upstream, each by its prior weight.
    let meanHours: [Float]
    /// Whether the water of a node is divided anywhere upstream: only then is a sum over ways not a count of nodes.
    let hasSplitAbove: [Bool]
    /// Sum of the prior weights of all nodes.
    let totalWeight: Double

    /// Nodes that lead nowhere and are no outfalls with more than one in 100 people above, by falling number of people: a pipe
    /// is missing there. At most four.
    let looseEnds: [Int]

    static let none: Int32 = -1
    static let several: Int32 = -2

    /// Linear in nodes and links.
    package init(_ graph: SewerGraph) {
        self.graph = graph
        let count = graph.nodeCount
        var next = [Int32](repeating: TraceNetwork.none, count: count)
        var hours = [Float](repeating: 0, count: count)
        var splits = [Bool](repeating: false, count: count)
        var people = graph.population
        var amount = graph.weight.map { Double(max($0, 0)) }
        totalWeight = amount.reduce(0, +)
        var waited = [Double](repeating: 0, count: count)
        for node in stride(from: count - 1, through: 0, by: -1) {
            let links = Int(graph.outStart[node])..<Int(graph.outStart[node + 1])
            if links.count == 1 {
                next[node] = graph.outNode[links.lowerBound]
                hours[node] = graph.outHours[links.lowerBound]
            } else if links.count > 1 {
                next[node] = TraceNetwork.several
            }
            for link in links {
                let below = Int(graph.outNode[link])
                let share = Double(graph.outShare[link])
                people[below] += people[node] * share
                amount[below] += amount[node] * share
                waited[below] += (waited[node] + amount[node] * Double(graph.outHours[link])) * share
                if splits[node] || links.count > 1 { splits[below] = true }
            }
        }
        let least = 0.01 * graph.population.reduce(0, +)
        let loose = (0..<count).filter { graph.outStart[$0] == graph.outStart[$0 + 1] && graph.role[$0] != .outfall && people[$0] > least }
        looseEnds = Array(loose.sorted { people[$0] != people[$1] ? people[$0] > people[$1] : graph.idPrecedes($0, $1) }.prefix(4))
        self.next = next
        self.hours = hours
        self.people = people.map { Float($0) }
        meanHours = zip(waited, amount).map { $1 > 0 ? Float($0 / $1) : 0 }
        hasSplitAbove = splits
    }

    /// People upstream of each node, less what is lost of an analyte on the way.
    func people(decayPerHour decay: Double) -> [Float] {
        guard decay > 0 else { return people }
        var sums = graph.population
        for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) {
            let sum = sums[node]
            guard sum != 0 else { continue }
            let below = next[node]
            if below >= 0 {
                sums[Int(below)] += sum * Survival.share(decay * Double(hours[node]))
            } else if below == TraceNetwork.several {
                for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                    sums[Int(graph.outNode[link])] += sum * Double(graph.outShare[link]) * Survival.share(decay * Double(graph.outHours[link]))
                }
            }
        }
        return sums.map { Float($0) }
    }
}
