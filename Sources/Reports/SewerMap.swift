package import Monitoring

/// The geometry of a sewer for the map: places and pipes, no codes of nodes.
///
/// Coordinates are in any plane system with equal units on both axes, y upwards; they are
/// scaled to the figure. Nodes are known by their index only, so that a map cannot name a
/// manhole.
package struct SewerMap: Hashable, Sendable {
    /// A place on the map.
    package struct Node: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A pipe, from the node upstream to the node downstream, by index.
    package struct Pipe: Hashable, Sendable {
        package var from: Int32
        package var to: Int32

        package init(from: Int32, to: Int32) {
            self.from = from
            self.to = to
        }
    }

    /// Where a sampling point stands.
    package struct SitePlace: Hashable, Sendable {
        package var site: SiteCode
        package var x: Double
        package var y: Double

        package init(site: SiteCode, x: Double, y: Double) {
            self.site = site
            self.x = x
            self.y = y
        }
    }

    package var nodes: [Node]
    package var pipes: [Pipe]
    package var sites: [SitePlace]

    package init(nodes: [Node], pipes: [Pipe], sites: [SitePlace]) {
        self.nodes = nodes
        self.pipes = pipes
        self.sites = sites
    }
}

/// A traceback at the level of reaches, with the reach to which each node of the map belongs.
package struct SourceTrace: Hashable, Sendable {
    package var summary: SourceSummary
    /// For each node of the map the index of its reach in `summary.classes`; -1 for a node that no sample examined.
    /// Empty where the trace is not to be drawn.
    package var reachOfNode: [Int32]

    package init(summary: SourceSummary, reachOfNode: [Int32] = []) {
        self.summary = summary
        self.reachOfNode = reachOfNode
    }
}
