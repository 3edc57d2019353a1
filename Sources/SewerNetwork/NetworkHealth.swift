package import Findings

/// What a network is made of and how far it can be believed: the figures of a health report.
package struct NetworkHealth: Sendable {
    /// How far to believe the network.
    package enum Verdict: String, Sendable, CaseIterable {
        /// Nothing had to be mended that changes where water goes.
        case sound
        /// Mended: its findings say what to look at.
        case mended
        /// Water is lost or a trunk is drawn backwards: to be put right before it is traced on.
        case doubtful
    }

    /// An end of the network with what drains to it.
    package struct End: Sendable {
        package var node: Int
        /// Whether the files call it an outfall.
        package var isDeclared: Bool
        package var nodes: Int
        package var people: Double
        package var pipeM: Double
    }

    /// Findings of one code.
    package struct Tally: Sendable {
        package var code: FindingCode
        package var severity: Severity
        package var count: Int
    }

    package let verdict: Verdict
    package let nodesByRole: [(role: SewerNodeRole, count: Int)]
    package let linksByRole: [(role: SewerLinkRole, count: Int)]
    /// Ends by falling number of people, then of nodes.
    package let ends: [End]
    package let people: Double
    package let pipeM: Double
    /// Dry-weather flow that leaves at all ends, m3/d.
    package let flow: Double
    /// Parts that no link joins.
    package let parts: Int
    package let splits: Int
    /// Loops, and the nodes in them.
    package let loops: Int
    package let nodesInLoops: Int
    package let pumpWells: Int
    package let turned: Int
    /// Nodes with a place on the map.
    package let mapped: Int
    /// Hours that the sewage of the people (of the nodes, where nobody is known) takes to its end: half, nine tenths, and all within.
    package let hours: (half: Double, most: Double, all: Double)
    /// By severity from the worst, then by code.
    package let findings: [Tally]

    /// Linear in the network but for sorting its nodes by travel time.
    package init(_ graph: SewerGraph, findings all: [Finding]) {
        let count = graph.nodeCount
        nodesByRole = SewerNodeRole.allCases.map { role in (role, graph.role.count { $0 == role }) }
        linksByRole = SewerLinkRole.allCases.map { role in (role, graph.linkRole.count { $0 == role }) }
        people = graph.population.reduce(0, +)
        pipeM = graph.pipeLengthM.reduce(0.0) { $0 + Double($1) }
        splits = (0..<count).count { graph.outStart[$0 + 1] - graph.outStart[$0] > 1 }
        pumpWells = graph.isPumpWell.count { $0 }
        turned = graph.isTurned.count { $0 }
        mapped = (0..<count).count { graph.coordinates($0) != nil }
        nodesInLoops = (0..<count).count { Int(graph.hub[$0]) != $0 }
        loops = Set((0..<count).filter { Int(graph.hub[$0]) != $0 }.map { graph.hub[$0] }).count
        let peopleAbove = graph.upstreamPopulation()
        let pipeAbove = graph.accumulated(graph.pipeLengthM.map(Double.init))
        let tree = FlowTree(graph)
        let hasDeclared = graph.role.contains(.outfall)
        ends = (0..<count).filter { graph.outStart[$0] == graph.outStart[$0 + 1] && tree.size[$0] > 1 }.map { node in
            End(
                node: node, isDeclared: graph.role[node] == .outfall || !hasDeclared, nodes: tree.size[node], people: peopleAbove[node], pipeM: pipeAbove[node])
        }.sorted { ($1.people, $1.nodes, $0.node) < ($0.people, $0.nodes, $1.node) }
        flow = ends.reduce(0) { $0 + graph.flow[$1.node] }
        parts = NetworkHealth.parts(graph)
        hours = NetworkHealth.hours(graph)
        var severity: [FindingCode: Severity] = [:]
        var counts: [FindingCode: Int] = [:]
        for finding in all {
            // What was only counted belongs to its own code.
            let code = finding.code == "N027" ? FindingCode(finding.arguments["code"] ?? "N027") : finding.code
            counts[code, default: 0] += finding.code == "N027" ? Int(finding.arguments["more"] ?? "") ?? 1 : 1
            if finding.code != "N027" { severity[code] = max(severity[code] ?? .info, finding.severity) }
        }
        findings = counts.map { Tally(code: $0.key, severity: severity[$0.key] ?? .info, count: $0.value) }.sorted {
            ($1.severity, $0.code) < ($0.severity, $1.code)
        }
        let isDoubtful = all.contains { $0.severity >= .error || NetworkHealth.grave.contains($0.code) }
        verdict = isDoubtful ? .doubtful : all.contains { $0.severity == .warning } ? .mended : .sound
    }

    /// Findings after which a network is doubtful: much water without an outfall, a trunk turned.
    private static let grave: Set<FindingCode> = ["N056", "N057"]

    /// Parts that no link joins: union by the smaller root.
    private static func parts(_ graph: SewerGraph) -> Int {
        var root = (0..<graph.nodeCount).map { Int32(truncatingIfNeeded: $0) }
        func find(_ start: Int32) -> Int32 {
            var node = start
            while root[Int(node)] != node {
                root[Int(node)] = root[Int(root[Int(node)])]
                node = root[Int(node)]
            }
            return node
        }
        for link in graph.linkFrom.indices where graph.linkFrom[link] >= 0 {
            let a = find(graph.linkFrom[link])
            let b = find(graph.linkTo[link])
            if a != b { root[Int(max(a, b))] = min(a, b) }
        }
        return root.indices.count { Int(root[$0]) == $0 }
    }

    private static func hours(_ graph: SewerGraph) -> (half: Double, most: Double, all: Double) {
        let times = graph.hoursToEnd()
        let weighs = graph.population.contains { $0 > 0 }
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        let weights = order.map { weighs ? max(graph.population[$0], 0) : 1 }
        let total = weights.reduce(0, +)
        var sum = 0.0
        var marks: [Double] = []
        for (place, node) in order.enumerated() {
            sum += weights[place]
            while marks.count < 2, sum >= total * (marks.isEmpty ? 0.5 : 0.9) { marks.append(times[node]) }
        }
        let longest = order.last { weights.isEmpty || !weighs || graph.population[$0] > 0 }.map { times[$0] } ?? 0
        return (marks.first ?? 0, marks.count > 1 ? marks[1] : 0, longest)
    }
}

extension SewerGraph {
    /// Hours from each node to the end of the network, the mean over the ways its water takes. Linear in nodes and links.
    package func hoursToEnd() -> [Double] {
        var hours = [Double](repeating: 0, count: nodeCount)
        for node in 0..<nodeCount {
            for link in Int(outStart[node])..<Int(outStart[node + 1]) {
                hours[node] += Double(outShare[link]) * (Double(outHours[link]) + hours[Int(outNode[link])])
            }
        }
        return hours
    }
}
