internal import Findings

extension NetworkOrder {
    /// Parts of the people (nodes, where nobody is known) from which a fault is grave: a twentieth without an outfall, a
    /// tenth behind one turned pipe. Settings of this programme.
    static let graveTrapped = 0.05
    static let graveTurned = 0.1

    /// Findings about the network as a whole.
    mutating func tell(order: [Int32], place: [Int32], people: [Double], rows: RoutingRows, splits: Int, flat: Int) {
        let position = SourcePosition(file: survey.linkFile)
        if flat > 0 { tally.add(Finding("N015", .info, at: position, ["count": String(flat)])) }
        if splits > 0 { tally.add(Finding("N016", .info, at: position, ["count": String(splits)])) }
        // What counts: people, or each node as one where nobody is known.
        let hasPeople = people.contains { $0 > 0 }
        let weights = hasPeople ? people : [Double](repeating: 1, count: order.count)
        let total = weights.reduce(0, +)
        let above = sums(weights, rows)
        tellTrapped(order: order, people: people, weights: weights, total: total, above: above)
        tellTurned(place: place, total: total, above: above)
        tellNarrowing(place: place, total: total, above: above)
        tellParts()
    }

    /// What passes each node, by index of the graph: the rows run from the top down.
    private func sums(_ weights: [Double], _ rows: RoutingRows) -> [Double] {
        var sums = weights
        var link = 0
        for (place, count) in rows.counts.enumerated() {
            let node = weights.count - 1 - place
            for _ in 0..<count {
                sums[Int(rows.node[link])] += sums[node] * Double(rows.share[link])
                link += 1
            }
        }
        return sums
    }

    /// Water that comes to no outfall, and the place where most of it gathers: there an outfall or a pipe is missing.
    private mutating func tellTrapped(order: [Int32], people: [Double], weights: [Double], total: Double, above: [Double]) {
        let position = SourcePosition(file: survey.linkFile)
        var trapped = 0
        var trappedPeople = 0.0
        var trappedWeight = 0.0
        var lowest = -1
        for (index, node) in order.enumerated() where !orientation.drains[Int(node)] {
            trapped += 1
            trappedPeople += people[index]
            trappedWeight += weights[index]
            if lowest < 0 || above[index] > above[lowest] { lowest = index }
        }
        guard lowest >= 0 else { return }
        let example = survey.names.text(Int(order[lowest]))
        let words = [
            "count": String(trapped), "node": example, "people": String(Int(min(trappedPeople.rounded(), 1e12))),
            "percent": FeatureNetwork.digits(100 * trappedWeight / max(total, .leastNormalMagnitude), 0),
        ]
        let isGrave = trapped > 1 && trappedWeight > NetworkOrder.graveTrapped * total
        tally.add(Finding(isGrave ? "N056" : "N020", .warning, at: position, text: example, words))
    }

    /// Pipes that were turned and that much of the network drains through: a trunk that is drawn backwards.
    private mutating func tellTurned(place: [Int32], total: Double, above: [Double]) {
        for link in orientation.from.indices where orientation.from[link] >= 0 && orientation.isTurned[link] {
            if link < survey.isGuessed.count, survey.isGuessed[link] { continue }
            let part = above[Int(place[Int(orientation.from[link])])] / max(total, .leastNormalMagnitude)
            guard part > NetworkOrder.graveTurned else { continue }
            let name = survey.linkNames.text(link)
            tally.add(Finding("N057", .warning, at: orientation.position(link), text: name, ["pipe": name, "percent": FeatureNetwork.digits(100 * part, 0)]))
        }
    }

    /// Places where much water goes from a wide pipe into narrow ones only: a pipe beside them may be missing or drawn backwards.
    private mutating func tellNarrowing(place: [Int32], total: Double, above: [Double]) {
        var widest = [Double](repeating: 0, count: survey.isDeclared.count)
        var outlet = widest
        for link in orientation.from.indices where orientation.from[link] >= 0 {
            let width = survey.linkRole[link] == .conduit ? survey.diameter[link] : .infinity
            let known = width > 0 ? width : .infinity
            outlet[Int(orientation.from[link])] = max(outlet[Int(orientation.from[link])], known)
            if known.isFinite { widest[Int(orientation.to[link])] = max(widest[Int(orientation.to[link])], known) }
        }
        var count = 0
        var worst = -1
        for node in outlet.indices where outlet[node] > 0 && outlet[node] < 0.6 * widest[node] {
            let part = above[Int(place[node])]
            guard part > 0.02 * total else { continue }
            count += 1
            if worst < 0 || part > above[Int(place[worst])] { worst = node }
        }
        guard worst >= 0 else { return }
        let name = survey.names.text(worst)
        tally.add(
            Finding(
                "N058", .info, at: SourcePosition(file: survey.linkFile), text: name,
                [
                    "count": String(count), "node": name, "wide": FeatureNetwork.digits(widest[worst] * 1000, 0),
                    "narrow": FeatureNetwork.digits(outlet[worst] * 1000, 0),
                ]))
    }

    /// Parts that no pipe joins: union by the smaller root.
    private mutating func tellParts() {
        var root = survey.isDeclared.indices.map { Int32(truncatingIfNeeded: $0) }
        func find(_ start: Int32) -> Int32 {
            var node = start
            while root[Int(node)] != node {
                root[Int(node)] = root[Int(root[Int(node)])]
                node = root[Int(node)]
            }
            return node
        }
        for link in orientation.from.indices where orientation.from[link] >= 0 {
            let a = find(orientation.from[link])
            let b = find(orientation.to[link])
            if a != b { root[Int(max(a, b))] = min(a, b) }
        }
        let parts = root.indices.count { Int(root[$0]) == $0 }
        guard parts > 1 else { return }
        let ends = orientation.isEnd.count { $0 }
        tally.add(Finding("N026", .info, at: SourcePosition(file: survey.linkFile), ["count": String(parts), "ends": String(ends)]))
    }
}
