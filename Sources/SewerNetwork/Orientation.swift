internal import Findings

/// Which way each link carries water, and where the network ends.
///
/// A link keeps the direction in which it is drawn unless the evidence against it is good:
/// 1. a link drawn out of an outfall is turned;
/// 2. water that as drawn reaches no outfall is led to one by turning conduits, fewest first, where no elevation speaks
///    against it, and at last pumps;
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
        leadOutAgainstLevels()
        turnUphill()
    }

    /// Whether the direction of a link is only a guess.
    private func isGuessed(_ link: Int) -> Bool { link < survey.isGuessed.count && survey.isGuessed[link] }

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
        // A guess that proves wrong is no fault of the file.
        tally.add(Finding(FindingCode(why), isGuessed(link) ? .info : .warning, at: position(link), text: survey.linkNames.text(link), words))
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
        let sinks = isEnd.indices.filter { hasIn[$0] && !hasOut[$0] }
        for node in survey.isGuessed.contains(true) ? believable(sinks) : sinks {
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

    /// Of the ends that a map shows without naming outfalls, those that a good part of their surroundings drains to: the one
    /// with the most above it, and such with a tenth of that; other ends are pipes that a wrong level turned.
    private func believable(_ sinks: [Int]) -> [Int] {
        guard sinks.count > 1, sinks.count <= 500 else { return sinks }
        let into = Adjacency(nodes: isEnd.count, ends: to)
        let outOf = Adjacency(nodes: isEnd.count, ends: from)
        func reach(_ start: Int, bothWays: Bool) -> [Int] {
            var seen: Set<Int> = [start]
            var stack = [start]
            while let node = stack.popLast() {
                for place in into.row(node) where seen.insert(Int(from[Int(into.links[place])])).inserted { stack.append(Int(from[Int(into.links[place])])) }
                guard bothWays else { continue }
                for place in outOf.row(node) where seen.insert(Int(to[Int(outOf.links[place])])).inserted { stack.append(Int(to[Int(outOf.links[place])])) }
            }
            return Array(seen)
        }
        var part: [Int: Int] = [:]
        var most: [Int: Int] = [:]
        let sizes = sinks.map { reach($0, bothWays: false).count }
        for (place, sink) in sinks.enumerated() {
            if part[sink] == nil { for node in reach(sink, bothWays: true) { part[node] = sink } }
            most[part[sink] ?? sink] = max(most[part[sink] ?? sink] ?? 0, sizes[place])
        }
        return sinks.indices.filter { sizes[$0] * 10 >= (most[part[sinks[$0]] ?? sinks[$0]] ?? 0) }.map { sinks[$0] }
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
        var turnsAll = false
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
                    guard Int(from[link]) == node, !drains[Int(to[link])], !isEnd[node] || !isTurned[link],
                        survey.linkRole[link] == .conduit || (turnsAll && survey.linkRole[link] != .weir && into.row(Int(to[link])).count > 1)
                    else { continue }
                    // A pump lifts, whichever way it is drawn.
                    if survey.linkRole[link] != .pump, let fall = fall(link), fall > Orientation.tolerance { continue }
                    found = link
                    break
                }
                if found == nil { turnedFrom += 1 }
            }
            // Last of all pumps and openings, but not into a basin that only they fill.
            if found == nil, !turnsAll {
                turnsAll = true
                turnedFrom = 0
                continue
            }
            guard let link = found else { return }
            turn(link, why: "N012")
            let freed = Int(from[link])
            drains[freed] = true
            nodes.append(Int32(truncatingIfNeeded: freed))
        }
    }

    /// Rise of a pipe of guessed direction, m, against which trapped water is still led out: levels of maps are that wrong.
    static let guessedRise = 2.0

    /// Leads what is still trapped out through pipes of guessed direction, those that rise least against it first.
    private mutating func leadOutAgainstLevels() {
        guard survey.isGuessed.contains(true), drains.contains(false) else { return }
        let into = Adjacency(nodes: isEnd.count, ends: survey.to)
        let outOf = Adjacency(nodes: isEnd.count, ends: survey.from)
        while true {
            var best: (rise: Double, link: Int)?
            for link in from.indices where from[link] >= 0 && isGuessed(link) && drains[Int(from[link])] && !drains[Int(to[link])] {
                let rise = fall(link) ?? 0
                if rise < min(best?.rise ?? .infinity, Orientation.guessedRise) { best = (rise, link) }
            }
            guard let link = best?.link else { return }
            turn(link, why: "N012")
            var stack = [Int(from[link])]
            drains[Int(from[link])] = true
            while let node = stack.popLast() {
                // A link that was turned lies in the row of its old start.
                for place in into.row(node) { free(Int(into.links[place]), into: node, &stack) }
                for place in outOf.row(node) { free(Int(outOf.links[place]), into: node, &stack) }
            }
        }
    }

    private mutating func free(_ link: Int, into node: Int, _ stack: inout [Int]) {
        guard from[link] >= 0, Int(to[link]) == node, !drains[Int(from[link])] else { return }
        drains[Int(from[link])] = true
        stack.append(Int(from[link]))
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
