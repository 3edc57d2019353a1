/// How the water of a node divides among the links that leave it.
///
/// Stated shares win. Else, where the dry-weather flow and the levels are known, the links share one water level: the
/// depth at which pipes (Manning), orifices, weirs and pumps together carry the flow. Else shares follow the
/// conveyance D^(8/3) S^(1/2) / n.
struct FlowSplit {
    /// A link that leaves the node, in the direction of flow.
    struct Way {
        var role: SewerLinkRole
        var diameter: Double
        var slope: Double
        var roughness: Double
        /// Level above which water enters, m; not finite where unknown.
        var crest: Double
        var width: Double
        var coefficient: Double
        var share: Double
    }

    /// Shares below this carry nothing in dry weather: the link is an overflow.
    static let leastShare = 1e-3

    /// Shares of the ways, which sum to 1.
    ///
    /// - Parameter flow: flow through the node, m3/s; 0 where unknown.
    static func shares(_ ways: [Way], flow: Double) -> [Double] {
        guard ways.count > 1 else { return ways.map { _ in 1 } }
        let stated = ways.map { $0.share.isFinite && $0.share >= 0 ? $0.share : -1 }
        let free = ways.indices.filter { stated[$0] < 0 }
        var result = stated.map { max($0, 0) }
        if !free.isEmpty {
            let left = max(0, 1 - result.reduce(0, +))
            let parts = free.count == 1 ? [1] : byDepth(free.map { ways[$0] }, flow: flow) ?? byConveyance(free.map { ways[$0] })
            for (place, index) in free.enumerated() { result[index] = left * parts[place] }
        }
        var sum = result.reduce(0, +)
        guard sum > 0 else { return ways.map { _ in 1 / Double(ways.count) } }
        for index in result.indices where result[index] < leastShare * sum { result[index] = 0 }
        sum = result.reduce(0, +)
        return result.map { $0 / sum }
    }

    private static func byConveyance(_ ways: [Way]) -> [Double] {
        let values = ways.map { way -> Double in
            guard way.role == .conduit else { return 0 }
            return ChannelFlow.fullFlow(diameter: way.diameter, slope: way.slope, roughness: way.roughness)
        }
        let known = values.filter { $0 > 0 }
        guard !known.isEmpty else {
            // A pump takes what an overflow beside it would, and nothing else is known.
            let pumps = ways.filter { $0.role == .pump }.count
            return ways.map { pumps > 0 ? ($0.role == .pump ? 1 / Double(pumps) : 0) : 1 / Double(ways.count) }
        }
        // A link of which no size is known counts as the mean of the others; an opening beside pipes is an overflow.
        let mean = known.reduce(0, +) / Double(known.count)
        let filled = zip(ways, values).map { way, value in value > 0 ? value : way.role == .weir ? 0 : mean }
        let sum = filled.reduce(0, +)
        return filled.map { $0 / sum }
    }

    private static func byDepth(_ ways: [Way], flow: Double) -> [Double]? {
        guard flow > 0, flow.isFinite, ways.allSatisfy({ $0.crest.isFinite && ($0.role == .pump || $0.role == .outlet || $0.diameter > 0) }),
            let lowest = ways.map(\.crest).min()
        else { return nil }
        let full = ways.map { ChannelFlow.fullFlow(diameter: $0.diameter, slope: $0.slope, roughness: $0.roughness) }
        func carried(_ level: Double) -> [Double] {
            ways.indices.map { index in
                let way = ways[index]
                let depth = level - way.crest
                guard depth > 0 else { return 0 }
                switch way.role {
                case .conduit: return ChannelFlow.flow(depth: depth, diameter: way.diameter, fullFlow: full[index])
                case .orifice:
                    return ChannelFlow.orificeFlow(
                        depth: depth, diameter: way.diameter, coefficient: way.coefficient > 0 ? way.coefficient : 0.65)
                case .weir: return ChannelFlow.weirFlow(depth: depth, width: way.width > 0 ? way.width : way.diameter)
                // A pump keeps its well near the depth at which it starts; an outlet of unknown rating opens likewise.
                case .pump, .outlet: return flow * depth / 0.1
                }
            }
        }
        var low = lowest
        var high = lowest + 20
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if carried(middle).reduce(0, +) < flow { low = middle } else { high = middle }
        }
        let flows = carried(high)
        let sum = flows.reduce(0, +)
        guard sum > 0 else { return nil }
        return flows.map { $0 / sum }
    }
}
