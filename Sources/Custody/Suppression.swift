package import Monitoring

/// One node of a traceback, before it is decided whether it may be shown by itself.
package struct NodeShare: Hashable, Sendable {
    package var node: NodeID
    /// The head of the reach that samples cannot tell apart, to which the node belongs.
    package var head: NodeID
    /// Probability that the source is here, 0 to 1.
    package var probability: Double
    /// People who live at the node; zero where nobody does.
    package var population: Double

    package init(node: NodeID, head: NodeID, probability: Double, population: Double) {
        self.node = node
        self.head = head
        self.probability = probability
        self.population = population
    }
}

/// Nodes that are shown as one, because too few people live there.
package struct MergedReach: Hashable, Sendable {
    /// The head of the reach.
    package var head: NodeID
    package var nodes: Int
    package var probability: Double
    /// Nil where even together they are too few people.
    package var population: Double?
}

/// What may be shown node by node, and what only as a reach.
package struct SuppressedNodes: Hashable, Sendable {
    /// Sorted by falling probability, then node.
    package var shown: [NodeShare]
    /// Sorted by falling probability, then head.
    package var merged: [MergedReach]
}

/// Keeps small groups of people out of the output, so that no difference of two figures shows them either.
package enum Suppression {
    /// Which of several parts of one total are merged: all with fewer people than the floor, and then as many of the smallest others as it
    /// takes for the merged ones to reach the floor together.
    ///
    /// A single part is never merged alone while others stand: the total less the others would show it (complementary suppression;
    /// Hundepool et al., Statistical Disclosure Control, Wiley 2012, doi:10.1002/9781118348239, chapter 4). Populations that are not finite
    /// or negative count as nobody.
    /// - Returns: indices in rising order. Complexity: O(n log n).
    package static func merged(populations: [Double], floor: Double) -> [Int] {
        let people = populations.map { $0.isFinite && $0 > 0 ? $0 : 0 }
        let order = people.indices.sorted { people[$0] != people[$1] ? people[$0] < people[$1] : $0 < $1 }
        guard let least = order.first, people[least] < floor else { return [] }
        var chosen: [Int] = []
        var total = 0.0
        for index in order {
            guard people[index] < floor || total < floor || chosen.count < 2 else { break }
            chosen.append(index)
            total += people[index]
        }
        return chosen.sorted()
    }

    /// Merges the nodes of each reach in which fewer people live than the floor; the nodes of larger reaches are shown.
    ///
    /// - Complexity: O(n log n).
    package static func nodes(_ nodes: [NodeShare], floor: Double) -> SuppressedNodes {
        var result = SuppressedNodes(shown: [], merged: [])
        let byHead = Dictionary(grouping: nodes.sorted { $0.node < $1.node }, by: \.head)
        for head in byHead.keys.sorted() {
            let members = byHead[head] ?? []
            if total(members.map(\.population)) < floor {
                result.merged.append(
                    MergedReach(head: head, nodes: members.count, probability: members.reduce(0.0) { $0 + $1.probability }, population: nil))
            } else {
                result.shown += members
            }
        }
        result.shown.sort { $0.probability != $1.probability ? $0.probability > $1.probability : $0.node < $1.node }
        result.merged.sort { $0.probability != $1.probability ? $0.probability > $1.probability : $0.head < $1.head }
        return result
    }

    /// Merges reaches with too few people into one remainder.
    ///
    /// - Returns: the reaches that may be shown, in the order given, and the remainder, whose head is that of its likeliest reach.
    package static func reaches(_ reaches: [SourceClass], floor: Double) -> (shown: [SourceClass], merged: MergedReach?) {
        let chosen = merged(populations: reaches.map(\.population), floor: floor)
        let isMerged = Set(chosen)
        let shown = reaches.indices.filter { !isMerged.contains($0) }.map { reaches[$0] }
        let rest = chosen.map { reaches[$0] }
        guard let likeliest = rest.min(by: { $0.probability != $1.probability ? $0.probability > $1.probability : $0.head < $1.head }) else {
            return (shown, nil)
        }
        let people = total(rest.map(\.population))
        return (
            shown,
            MergedReach(
                head: likeliest.head, nodes: rest.reduce(0) { $0 + $1.nodes }, probability: rest.reduce(0.0) { $0 + $1.probability },
                population: people < floor ? nil : people)
        )
    }

    private static func total(_ populations: [Double]) -> Double { populations.reduce(0.0) { $0 + ($1.isFinite ? max(0, $1) : 0) } }
}
