package import Monitoring

/// A sewer ready to route: nodes in topological order, outfalls first, so that water flows to smaller indices only.
///
/// Links are compressed rows by the node they leave: those of node n are `outStart[n]..<outStart[n + 1]`, each with the
/// node it leads to, the share of the node's water it carries, and the hours it takes. The nodes of a loop are one
/// well-mixed body: one of them, the hub, carries its links, and the others lead to the hub at once and whole.
/// On a tree the upstream nodes of a node are the indices that follow it. About 80 bytes a node.
package struct SewerGraph: Sendable {
    package let outStart: [Int32]
    package let outNode: [Int32]
    /// Share of the water of the node, 0 to 1; the shares of a node sum to 1.
    package let outShare: [Float]
    /// Travel time, h.
    package let outHours: [Float]
    /// Rows of the nodes from which water comes.
    package let inStart: [Int32]
    package let inNode: [Int32]
    /// For each node the node that stands for its loop; itself where it lies in none.
    package let hub: [Int32]
    /// People whose sewage enters at the node.
    package let population: [Double]
    /// Relative prior weight of a source at the node.
    package let weight: [Float]
    /// Dry-weather flow through the node by the model, m3/d.
    package let flow: [Double]
    /// Length of the pipes that leave the node, m.
    package let pipeLengthM: [Float]
    package let role: [SewerNodeRole]
    package let isAccessible: [Bool]
    /// Whether a pump takes the water of the node: no place for a sampler.
    package let isPumpWell: [Bool]
    /// Whether the people come from the dry-weather flow and not from a count.
    package let populationIsFromFlow: Bool

    let names: NodeNames
    let linkNames: NodeNames
    /// Index in `names` of each node, and back.
    let nameOf: [Int32]
    let nodeOf: [Int32]
    let x: [Double]
    let y: [Double]
    /// Links as drawn, turned where repaired: ends by node, -1 where left out.
    let linkFrom: [Int32]
    let linkTo: [Int32]
    let linkRole: [SewerLinkRole]
    /// Stated lengths of the links, m; not finite where the files are silent.
    let linkLengthM: [Float]
    let isTurned: [Bool]
    let bendLink: [Int32]
    let bendX: [Double]
    let bendY: [Double]
    /// What the coordinates of nodes and bends are.
    package let mapUnit: MapUnit

    package var nodeCount: Int { outStart.count - 1 }
    package var linkCount: Int { linkFrom.count }

    /// The name of a node.
    package func id(_ node: Int) -> NodeID { NodeID(names.text(Int(nameOf[node]))) }

    /// The node of that name: spelt so, else the only one that differs by ASCII case.
    package func index(of id: NodeID) -> Int? { names.index(of: id.rawValue).map { Int(nodeOf[$0]) } }

    /// Whether the name of one node comes before another's by its bytes.
    package func idPrecedes(_ left: Int, _ right: Int) -> Bool { names.precedes(Int(nameOf[left]), Int(nameOf[right])) }

    /// Sums a figure of the nodes over what lies upstream, the node itself included, by the shares of the links.
    ///
    /// - Parameters:
    ///   - values: one figure a node.
    ///   - decay: loss on the way by `exp(-decay · hours)`, as a function of hours; nil for none.
    /// - Returns: one sum a node. Linear in nodes and links.
    package func accumulated(_ values: [Double], survival: ((Float) -> Double)? = nil) -> [Double] {
        var sums = values
        guard values.count == nodeCount else { return [Double](repeating: 0, count: nodeCount) }
        for node in stride(from: nodeCount - 1, through: 0, by: -1) {
            let sum = sums[node]
            guard sum != 0 else { continue }
            for link in Int(outStart[node])..<Int(outStart[node + 1]) {
                var part = sum * Double(outShare[link])
                if let survival { part *= survival(outHours[link]) }
                sums[Int(outNode[link])] += part
            }
        }
        return sums
    }

    /// People upstream of each node, itself included; a split sends each branch its share of them.
    package func upstreamPopulation() -> [Double] { accumulated(population) }

    /// The nodes whose water can come to a node, itself included, in rising order. Linear in what it finds.
    package func upstreamNodes(of node: Int) -> [Int32] {
        guard (0..<nodeCount).contains(node) else { return [] }
        var seen: Set<Int32> = [Int32(truncatingIfNeeded: node)]
        var stack = [Int32(truncatingIfNeeded: node)]
        while let top = stack.popLast() {
            for place in Int(inStart[Int(top)])..<Int(inStart[Int(top) + 1]) where seen.insert(inNode[place]).inserted {
                stack.append(inNode[place])
            }
        }
        return seen.sorted()
    }

    /// For each sampling point the next one downstream: along the larger share at each split, until a node that is sampled.
    ///
    /// Points at the same node, or in the same loop, are not downstream of each other. A point with none is left out.
    package func downstreamSites(of sites: [(SiteCode, NodeID)]) -> [SiteCode: SiteCode] {
        var siteAt: [Int: SiteCode] = [:]
        for (site, id) in sites.sorted(by: { $0.0 < $1.0 }) {
            guard let node = index(of: id).map({ Int(hub[$0]) }), siteAt[node] == nil else { continue }
            siteAt[node] = site
        }
        var result: [SiteCode: SiteCode] = [:]
        for (site, id) in sites {
            guard var node = index(of: id).map({ Int(hub[$0]) }) else { continue }
            while true {
                var best = -1
                for link in Int(outStart[node])..<Int(outStart[node + 1]) where best < 0 || outShare[link] > outShare[best] { best = link }
                guard best >= 0 else { break }
                node = Int(outNode[best])
                if let next = siteAt[node] {
                    result[site] = next
                    break
                }
            }
        }
        return result
    }
}
