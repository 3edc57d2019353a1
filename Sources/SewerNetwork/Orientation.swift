internal import Findings

/// Which way each link carries water, and where the network ends.
///
/// A link keeps the direction in which it is drawn unless the evidence against it is good:
/// 1. a link drawn out of an outfall is turned;
/// 2. water that as drawn reaches no outfall is led to one by turning conduits, fewest first, where no elevation speaks
///    against it;
/// 3. a conduit that runs uphill is turned where its lower end has another way out, unless a loop would come of it.
/// An uphill conduit that is the only way out of its node keeps its direction: it is surcharged, or its levels are wrong.
struct Orientation {
    /// Rise of a conduit, m, above which elevations speak: surveys of inverts are seldom better.
    static let tolerance = 0.03

    var survey: SewerSurvey
    var tally: FindingTally
    /// Ends of each link in the direction of flow; -1 for a link that was left out.
    var from: [Int32]
    var to: [Int32]
    var isTurned: [Bool]
    /// Whether the node is one where water leaves the network.
    var isEnd: [Bool]
    /// Whether water at the node reaches such a node.
    var drains: [Bool]

    init(_ survey: SewerSurvey) {
        self.survey = survey
        tally = FindingTally(file: survey.linkFile)
        from = survey.from
        to = survey.to
        isTurned = [Bool](repeating: false, count: from.count)
        isEnd = survey.role.map { $0 == .outfall }
        drains = [Bool](repeating: false, count: isEnd.count)
        findFaults()
        findEnds()
        leadOut()
        turnUphill()
    }

    func position(_ link: Int) -> SourcePosition {
        let line = Int(survey.linkLine[link])
        return SourcePosition(file: survey.linkFile, line: line > 0 ? line : nil, column: line > 0 ? 1 : nil)
    }

    /// Fall of a link in the direction in which it is drawn, m; nil where a level is missing.
    private func fall(_ link: Int) -> Double? {
        let value = survey.inlet[link] - survey.outlet[link]
        return value.isFinite ? value : nil
    }

    private mutating func turn(_ link: Int, why: String) {
        swap(&from[link], &to[link])
        isTurned[link].toggle()
        var words = ["pipe": survey.linkNames.text(link), "from": survey.names.text(Int(from[link])), "to": survey.names.text(Int(to[link]))]
        words["inlet"] = fall(link) == nil ? "?" : levelText(survey.inlet[link])
        words["outlet"] = fall(link) == nil ? "?" : levelText(survey.outlet[link])
        tally.add(Finding(FindingCode(why), .warning, at: position(link), text: survey.linkNames.text(link), words))
    }

    private func levelText(_ value: Double) -> String {
        let centimetres = (value * 100).rounded()
        guard centimetres.magnitude < 1e12 else { return "?" }
        let whole = Int(centimetres.magnitude)
        let rest = whole % 100
        return (centimetres < 0 ? "-" : "") + "\(whole / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }

    /// Links from a node to itself are left out; nodes that only links name are told.
    private mutating func findFaults() {
        for link in from.indices where from[link] == to[link] {
            tally.add(
                Finding("N009", .warning, at: position(link), text: survey.linkNames.text(link), ["node": survey.names.text(Int(from[link]))]))
            from[link] = -1
            to[link] = -1
        }
        for node in survey.isDeclared.indices where !survey.isDeclared[node] {
            let line = Int(survey.nodeLine[node])
            tally.add(
                Finding(
                    "N008", .warning, at: SourcePosition(file: survey.linkFile, line: line > 0 ? line : nil), text: survey.names.text(node)))
        }
        for link in from.indices where from[link] >= 0 {
            guard isEnd[Int(from[link])], !isEnd[Int(to[link])], survey.linkRole[link] == .conduit else { continue }
            turn(link, why: "N011")
        }
    }

    /// Where no outfall is declared, the nodes with a way in and no way out are the ends.
    private mutating func findEnds() {
        guard !isEnd.contains(true), !isEnd.isEmpty else { return }
        var hasIn = [Bool](repeating: false, count: isEnd.count)
        var hasOut = hasIn
        for link in from.indices where from[link] >= 0 {
            hasOut[Int(from[link])] = true
            hasIn[Int(to[link])] = true
        }
        var count = 0
        var example = ""
        for node in isEnd.indices where hasIn[node] && !hasOut[node] {
            isEnd[node] = true
            count += 1
            if count == 1 { example = survey.names.text(node) }
        }
        if count == 0, let lowest = isEnd.indices.min(by: { level($0) < level($1) }) {
            isEnd[lowest] = true
            count = 1
            example = survey.names.text(lowest)
        }
        // One place where all water leaves needs no remark: that is how a network without outfalls is drawn.
        tally.add(
            Finding(
                "N025", count == 1 ? .info : .warning, at: SourcePosition(file: survey.nodeFile), text: example,
                ["count": String(count), "node": example]))
    }

    private func level(_ node: Int) -> Double { survey.invert[node].isFinite ? survey.invert[node] : .greatestFiniteMagnitude }

    /// Spreads upstream from the ends along links as drawn, then through conduits that may be turned.
    private mutating func leadOut() {
        var nodes: [Int32] = []
        for node in isEnd.indices where isEnd[node] {
            drains[node] = true
            nodes.append(Int32(truncatingIfNeeded: node))
        }
        let into = Adjacency(nodes: isEnd.count, ends: to)
        let outOf = Adjacency(nodes: isEnd.count, ends: from)
        var next = 0
        var turnedFrom = 0
        while true {
            while next < nodes.count {
                let node = Int(nodes[next])
                next += 1
                for place in into.row(node) {
                    let other = Int(from[Int(into.links[place])])
                    // A link that was turned lies in the row of its old end.
                    guard Int(to[Int(into.links[place])]) == node, !drains[other] else { continue }
                    drains[other] = true
                    nodes.append(Int32(truncatingIfNeeded: other))
                }
            }
            // Nothing more drains as drawn: turn the next conduit that leads from draining water into trapped water.
            var found: Int?
            while turnedFrom < nodes.count, found == nil {
                let node = Int(nodes[turnedFrom])
                for place in outOf.row(node) {
                    let link = Int(outOf.links[place])
                    guard Int(from[link]) == node, !drains[Int(to[link])], !isEnd[node] || !isTurned[link], survey.linkRole[link] == .conduit
                    else { continue }
                    if let fall = fall(link), fall > Orientation.tolerance { continue }
                    found = link
                    break
                }
                if found == nil { turnedFrom += 1 }
            }
            guard let link = found else { return }
            turn(link, why: "N012")
            let freed = Int(from[link])
            drains[freed] = true
            nodes.append(Int32(truncatingIfNeeded: freed))
        }
    }

    /// Turns conduits that run uphill although their lower end drains elsewhere; tells of those that keep their way.
    private mutating func turnUphill() {
        var ways = [Int32](repeating: 0, count: isEnd.count)
        for link in from.indices where from[link] >= 0 && drains[Int(to[link])] { ways[Int(from[link])] += 1 }
        var outOf: Adjacency?
        for link in from.indices where from[link] >= 0 && !isTurned[link] && survey.linkRole[link] == .conduit {
            guard let fall = fall(link), fall < -Orientation.tolerance else { continue }
            let start = Int(from[link])
            let end = Int(to[link])
            let rows = outOf ?? Adjacency(nodes: isEnd.count, ends: survey.from)
            outOf = rows
            if ways[start] >= 2, !isEnd[end], drains[end], ways[end] >= 1, !reaches(end, from: start, without: link, rows: rows) {
                ways[start] -= 1
                ways[end] += 1
                turn(link, why: "N010")
            } else {
                tally.add(
                    Finding(
                        "N013", .info, at: position(link), text: survey.linkNames.text(link),
                        ["pipe": survey.linkNames.text(link), "inlet": levelText(survey.inlet[link]), "outlet": levelText(survey.outlet[link])]))
            }
        }
    }

    /// Whether water at `start` can come to `goal` by other links; true also when the search grows too long.
    private func reaches(_ goal: Int, from start: Int, without barred: Int, rows: Adjacency) -> Bool {
        var seen: Set<Int> = [start]
        var stack = [start]
        while let node = stack.popLast() {
            if node == goal { return true }
            if seen.count > 20_000 { return true }
            for place in rows.row(node) {
                let link = Int(rows.links[place])
                guard link != barred, Int(from[link]) == node else { continue }
                let other = Int(to[link])
                if seen.insert(other).inserted { stack.append(other) }
            }
        }
        return false
    }
}
