internal import Findings

extension SewerSurvey {
    /// Repairs what the files describe and orders it for routing; says in findings what was done.
    ///
    /// The graph is nil where there is no node or no link. Linear in nodes and links.
    package func repaired(_ settings: NetworkSettings = NetworkSettings()) -> SewerReading {
        guard !isDeclared.isEmpty, !from.isEmpty else {
            let file = nodeFile.isEmpty ? linkFile : nodeFile
            return SewerReading(
                graph: nil,
                findings: [
                    Finding(
                        "N001", .error, at: SourcePosition(file: file), ["nodes": String(isDeclared.count), "links": String(from.count)])
                ])
        }
        let orientation = Orientation(self)
        var order = NetworkOrder(orientation)
        let graph = order.graph(settings)
        return SewerReading(graph: graph, findings: orientation.tally.finished() + order.tally.finished())
    }
}

/// Puts an oriented network into topological order and gives its links shares and hours.
struct NetworkOrder {
    let survey: SewerSurvey
    let orientation: Orientation
    var tally: FindingTally
    let condensing: LoopCondensing
    /// Ends of the links after loops are condensed, by survey node; -1 where a link lies inside a loop or was left out.
    private var from: [Int32]
    private var to: [Int32]

    init(_ orientation: Orientation) {
        self.orientation = orientation
        survey = orientation.survey
        tally = FindingTally(file: survey.linkFile)
        let (survey, starts, ends) = (orientation.survey, orientation.from, orientation.to)
        condensing = LoopCondensing(nodes: survey.isDeclared.count, from: starts, to: ends) { members in
            // The lowest node of the loop, where levels are known, is where its water gathers.
            func level(_ node: Int) -> Double { survey.invert[node].isFinite ? survey.invert[node] : .greatestFiniteMagnitude }
            return members.min { (level($0), $0) < (level($1), $1) } ?? 0
        }
        let hub = condensing.hub
        from = starts.map { $0 < 0 ? -1 : hub[Int($0)] }
        to = ends.map { $0 < 0 ? -1 : hub[Int($0)] }
        for link in from.indices where from[link] == to[link] {
            from[link] = -1
            to[link] = -1
        }
        for loop in condensing.loops {
            let shown = loop.prefix(5).map { survey.names.text($0) }.joined(separator: ", ")
            tally.add(
                Finding(
                    "N014", .warning, at: SourcePosition(file: survey.linkFile), text: survey.names.text(loop[0]),
                    ["count": String(loop.count), "nodes": shown]))
        }
    }

    /// Nodes of the survey from the ends upward: each after all nodes that its water can come to.
    ///
    /// The last node found goes on first, so that on a tree what lies above a node follows it without a gap.
    private func ordered(into rows: Adjacency, members: Adjacency) -> [Int32] {
        let count = survey.isDeclared.count
        var waiting = [Int32](repeating: 0, count: count)
        for start in from where start >= 0 { waiting[Int(start)] += 1 }
        var order: [Int32] = []
        order.reserveCapacity(count)
        var stack: [Int32] = []
        let roots = (0..<count).filter { waiting[$0] == 0 && Int(condensing.hub[$0]) == $0 }
        for root in roots {
            stack.append(Int32(truncatingIfNeeded: root))
            while let top = stack.popLast() {
                order.append(top)
                for place in members.row(Int(top)) where members.links[place] != top { order.append(members.links[place]) }
                for place in rows.row(Int(top)) {
                    let start = from[Int(rows.links[place])]
                    waiting[Int(start)] -= 1
                    if waiting[Int(start)] == 0 { stack.append(start) }
                }
            }
        }
        return order
    }

    /// The graph, with shares from stated values or hydraulics and hours by Manning.
    mutating func graph(_ settings: NetworkSettings) -> SewerGraph {
        let count = survey.isDeclared.count
        let outOf = Adjacency(nodes: count, ends: from)
        let into = Adjacency(nodes: count, ends: to)
        let members = Adjacency(nodes: count, ends: condensing.hub)
        let order = ordered(into: into, members: members)
        var place = [Int32](repeating: 0, count: count)
        for (index, node) in order.enumerated() { place[Int(node)] = Int32(truncatingIfNeeded: index) }

        // People and flow. A count of people wins over the flow, for the whole network.
        let hasPeople = survey.population.contains { $0 > 0 }
        let perPerson = max(settings.sewagePerPersonM3, 1e-6)
        let hasSewage = survey.sewage.contains { $0 > 0 }
        var people = [Double](repeating: 0, count: count)
        var flow = people
        for (index, node) in order.enumerated() {
            let node = Int(node)
            people[index] = hasPeople ? (survey.population[node] > 0 ? survey.population[node] : 0) : survey.sewage[node] / perPerson
            flow[index] = (hasSewage ? survey.sewage[node] : people[index] * perPerson) + survey.otherInflow[node]
        }
        if !hasPeople {
            let total = people.reduce(0, +)
            tally.add(
                Finding(
                    hasSewage ? "N018" : "N019", hasSewage ? .info : .warning, at: SourcePosition(file: survey.nodeFile),
                    ["people": String(Int(min(total.rounded(), 1e12))), "litres": String(Int(min(perPerson * 1000, 1e9)))]))
        }

        // From the top down: shares need the flow that comes from above.
        var rows = RoutingRows(count: count)
        var splits = 0
        var flat = 0
        for index in stride(from: count - 1, through: 0, by: -1) {
            let node = Int(order[index])
            let hub = Int(condensing.hub[node])
            if hub != node {
                rows.append(place[hub], share: 1, hours: 0)
                flow[Int(place[hub])] += flow[index]
            } else {
                let links = outOf.row(node).map { Int(outOf.links[$0]) }
                if !links.isEmpty {
                    let ways = links.map { way($0) }
                    for (link, way) in zip(links, ways) where survey.linkRole[link] == .conduit && way.slope < ChannelFlow.leastSlope { flat += 1 }
                    let shares = FlowSplit.shares(ways, flow: flow[index] / 86_400)
                    if shares.filter({ $0 > 0 }).count > 1, Set(links.map { to[$0] }).count > 1 { splits += 1 }
                    for (offset, link) in links.enumerated() where shares[offset] > 0 {
                        let part = flow[index] * shares[offset]
                        let target = place[Int(to[link])]
                        flow[Int(target)] += part
                        rows.append(target, share: shares[offset], hours: hours(link, way: ways[offset], flow: part))
                    }
                }
            }
            rows.close()
        }
        tell(order: order, place: place, people: people, rows: rows, splits: splits, flat: flat)
        let (outStart, outNode, outShare, outHours) = rows.reversed()
        return assembled(
            order: order, place: place, people: people, flow: flow, outStart: outStart, outNode: outNode, outShare: outShare, outHours: outHours,
            peopleAreFromFlow: !hasPeople)
    }

    /// The link as a way out of its node, in the direction of flow.
    private func way(_ link: Int) -> FlowSplit.Way {
        let isTurned = orientation.isTurned[link]
        let entrance = isTurned ? survey.outlet[link] : survey.inlet[link]
        let exit = isTurned ? survey.inlet[link] : survey.outlet[link]
        let length = survey.length[link]
        var slope = 0.0
        if entrance.isFinite, exit.isFinite, length > 0 { slope = (entrance - exit) / length } else if survey.slope[link].isFinite { slope = survey.slope[link] }
        var crest = entrance
        switch survey.linkRole[link] {
        case .conduit: if exit > crest { crest = exit }
        case .pump:
            let invert = survey.invert[Int(survey.from[link])]
            crest = invert + (survey.coefficient[link] > 0 ? survey.coefficient[link] : 0)
        case .orifice, .weir, .outlet: break
        }
        return FlowSplit.Way(
            role: survey.linkRole[link], diameter: survey.diameter[link] > 0 ? survey.diameter[link] : 0, slope: slope,
            roughness: survey.roughness[link] > 0 ? survey.roughness[link] : ChannelFlow.unknownRoughness, crest: crest,
            width: survey.width[link], coefficient: survey.coefficient[link], share: survey.share[link])
    }

    /// Travel time of a link, h: as stated; for a gravity pipe by Manning a quarter full; under pressure by volume over
    /// flow (m3/d); at 0.8 m/s where only the length is known; none for openings.
    private func hours(_ link: Int, way: FlowSplit.Way, flow: Double) -> Double {
        let stated = survey.hours[link]
        if stated.isFinite, stated >= 0 { return stated }
        let length = survey.length[link]
        guard length > 0, length.isFinite else { return 0 }
        var velocity = ChannelFlow.unknownVelocity
        if survey.isPressurised[link] || way.role == .pump {
            if way.diameter > 0, flow > 0 {
                velocity = flow / 86_400 / (Double.pi / 4 * way.diameter * way.diameter)
                velocity = min(max(velocity, ChannelFlow.velocities.lowerBound), ChannelFlow.velocities.upperBound)
            }
        } else if way.diameter > 0, (survey.inlet[link].isFinite && survey.outlet[link].isFinite) || survey.slope[link].isFinite {
            velocity = ChannelFlow.velocity(diameter: way.diameter, slope: way.slope, roughness: way.roughness)
        }
        return length / velocity / 3600
    }

    private func assembled(
        order: [Int32], place: [Int32], people: [Double], flow: [Double], outStart: [Int32], outNode: [Int32], outShare: [Float],
        outHours: [Float], peopleAreFromFlow: Bool
    ) -> SewerGraph {
        let count = order.count
        let ways = Adjacency(nodes: count, ends: outNode)
        var inNode = [Int32](repeating: 0, count: ways.links.count)
        var source = [Int32](repeating: 0, count: outNode.count)
        for node in 0..<count { for link in Int(outStart[node])..<Int(outStart[node + 1]) { source[link] = Int32(truncatingIfNeeded: node) } }
        for (index, link) in ways.links.enumerated() { inNode[index] = source[Int(link)] }
        var pipeLength = [Float](repeating: 0, count: count)
        var isPumpWell = [Bool](repeating: false, count: count)
        let moved = { (node: Int32) -> Int32 in node < 0 ? -1 : place[Int(node)] }
        for link in survey.from.indices where orientation.from[link] >= 0 {
            let start = Int(place[Int(orientation.from[link])])
            if survey.length[link] > 0, survey.length[link].isFinite { pipeLength[start] += Float(survey.length[link]) }
            if survey.linkRole[link] == .pump { isPumpWell[start] = true }
        }
        return SewerGraph(
            outStart: outStart, outNode: outNode, outShare: outShare, outHours: outHours, inStart: ways.starts, inNode: inNode,
            hub: order.map { place[Int(condensing.hub[Int($0)])] }, population: people, weight: order.map { survey.weight[Int($0)] }, flow: flow,
            pipeLengthM: pipeLength, role: order.map { survey.role[Int($0)] }, isAccessible: order.map { survey.isAccessible[Int($0)] },
            isPumpWell: isPumpWell, populationIsFromFlow: peopleAreFromFlow, names: survey.names, linkNames: survey.linkNames, nameOf: order,
            nodeOf: place, x: order.map { survey.x[Int($0)] }, y: order.map { survey.y[Int($0)] }, linkFrom: orientation.from.map(moved),
            linkTo: orientation.to.map(moved), linkRole: survey.linkRole, linkLengthM: survey.length.map { Float($0) }, isTurned: orientation.isTurned,
            bendLink: survey.bendLink, bendX: survey.bendX, bendY: survey.bendY, mapUnit: survey.mapUnit)
    }
}

/// Rows of links written from the last node to the first, then turned about.
struct RoutingRows {
    private(set) var counts: [Int32] = []
    private(set) var node: [Int32] = []
    private(set) var share: [Float] = []
    private var hours: [Float] = []
    private var open: Int32 = 0

    init(count: Int) {
        counts.reserveCapacity(count)
        node.reserveCapacity(count)
        share.reserveCapacity(count)
        hours.reserveCapacity(count)
    }

    mutating func append(_ target: Int32, share part: Double, hours time: Double) {
        node.append(target)
        share.append(Float(part))
        hours.append(Float(time))
        open += 1
    }

    /// Ends the row of a node.
    mutating func close() {
        counts.append(open)
        open = 0
    }

    /// The rows from the first node to the last.
    func reversed() -> (start: [Int32], node: [Int32], share: [Float], hours: [Float]) {
        var start: [Int32] = [0]
        start.reserveCapacity(counts.count + 1)
        var total: Int32 = 0
        for count in counts.reversed() {
            total += count
            start.append(total)
        }
        return (start, node.reversed(), share.reversed(), hours.reversed())
    }
}
