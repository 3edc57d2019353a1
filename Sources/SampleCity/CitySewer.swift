import Monitoring
import RandomDraws

/// A manhole, wet well or outfall of the synthetic sewer.
struct CityNode: Sendable {
    var id: NodeID
    var district: Int
    /// Metres in a local plane.
    var x: Double
    var y: Double
    var persons: Int
    var neighbourhood = 0
    /// Invert level, m.
    var invert = 0.0
    /// Invert to ground, m.
    var depth = 0.0
    /// Dry-weather inflow at the node, people and infiltration, m3/d.
    var inflow: Double
    var isOutfall = false
}

/// A sewer pipe, or a pump where `isPump`.
struct CityPipe: Sendable {
    var from: Int
    var to: Int
    /// Metres.
    var length: Double
    var millimetres: Int
    /// Fall over length.
    var slope: Double
    var isPump = false
    /// Share of what reaches `from` that leaves by this pipe; the shares of a node add to 1.
    var share = 1.0

    /// Manning's n of concrete pipe; EPA SWMM 5 Reference Manual, Hydraulics (2017), table 5-1 (0.011-0.015).
    static let roughness = 0.013

    /// Manning's velocity of the full pipe, m/s.
    var fullVelocity: Double {
        portablePow(Double(millimetres) / 4000, 2.0 / 3) * slope.squareRoot() / CityPipe.roughness
    }

    /// Hours on the way, at a quarter of the depth (0.70 of the full velocity); a pump main counts as three minutes.
    var hours: Double { isPump ? 0.05 : length / min(3, max(0.15, 0.7 * fullVelocity)) / 3600 }

    /// D^(8/3) S^(1/2) / n, the measure by which a split is shared.
    var conveyance: Double { portablePow(Double(millimetres) / 1000, 8.0 / 3) * slope.squareRoot() / CityPipe.roughness }
}

/// The sewer of the whole city: one tree a district, with a handful of splits that join again.
///
/// Nodes of a district are contiguous and stand from the plant upstream: every pipe leads to
/// a node with a smaller number, so that a loop over falling numbers is a way downstream.
struct CitySewer: Sendable {
    var nodes: [CityNode] = []
    var pipes: [CityPipe] = []
    /// For each node, its pipes out: main pipe first.
    var pipesOut: [[Int]] = []
    /// For each district, its nodes; the first is the outfall at the plant.
    var districts: [Range<Int>] = []
    /// Nodes between a split and where its branches meet again: no place for a sampler.
    var forked: Set<Int> = []

    /// The node that the main pipe leads to; -1 at an outfall.
    func mainDownstream(_ node: Int) -> Int {
        guard let pipe = pipesOut[node].first else { return -1 }
        return pipes[pipe].to
    }

    /// What a value per node adds up to at each node and above along the main pipes.
    func upstreamTotal(_ own: (Int) -> Double) -> [Double] {
        var total = nodes.indices.map(own)
        for node in nodes.indices.reversed() {
            let next = mainDownstream(node)
            if next >= 0 { total[next] += total[node] }
        }
        return total
    }

    /// The share of what enters at each node of a district that arrives at one of its nodes.
    ///
    /// - Parameter decay: first-order loss on the way, 1/h.
    /// - Returns: one value a node of the district, in its order.
    func gains(to node: Int, decay: Double) -> [Double] {
        let range = districts[nodes[node].district]
        var gain = [Double](repeating: 0, count: range.count)
        gain[node - range.lowerBound] = 1
        for other in (node + 1)..<max(node + 1, range.upperBound) {
            var sum = 0.0
            for index in pipesOut[other] {
                let pipe = pipes[index]
                let below = gain[pipe.to - range.lowerBound]
                if below > 0 { sum += below * pipe.share * (decay > 0 ? portableExp(-decay * pipe.hours) : 1) }
            }
            gain[other - range.lowerBound] = sum
        }
        return gain
    }

    /// The id of a pipe.
    func pipeID(_ index: Int) -> String {
        let pipe = pipes[index]
        let isMain = pipesOut[pipe.from].first == index
        let number = nodes[pipe.from].id.rawValue.dropFirst()
        return (pipe.isPump ? "P" : "G") + number + (isMain ? "" : "-2")
    }
}
