internal import RandomDraws
internal import SewerNetwork

extension SourceReach {
    /// The reaches of all classes, by falling probability, then by the name of the head; and the place of each class among them.
    static func all(graph: SewerGraph, classes: SignatureClasses, probability: [Double], prior: [Double]) -> (reaches: [SourceReach], place: [Int32]) {
        var boundaries = classes.headNode.map { [Int($0)] }
        // The heads that flow into a reach bound it from above.
        for node in classes.headNode {
            for link in Int(graph.outStart[Int(node)])..<Int(graph.outStart[Int(node) + 1]) {
                let below = Int(classes.head[Int(graph.outNode[link])])
                guard below >= 0, boundaries[below].last != Int(node) else { continue }
                boundaries[below].append(Int(node))
            }
        }
        let order = (0..<classes.count).sorted { a, b in
            probability[a] != probability[b]
                ? probability[a] > probability[b] : graph.idPrecedes(Int(classes.headNode[a]), Int(classes.headNode[b]))
        }
        var place = [Int32](repeating: -1, count: classes.count)
        let reaches = order.enumerated().map { rank, index in
            place[index] = Int32(truncatingIfNeeded: rank)
            let totals = classes.totals[index + 1]
            return SourceReach(
                head: Int(classes.headNode[index]), isSampled: classes.site[index] >= 0, probability: probability[index],
                priorProbability: prior[index], nodes: totals.nodes,
                population: totals.population, pipeLengthM: totals.pipeLengthM, boundary: boundaries[index])
        }
        return (reaches, place)
    }
}

extension CredibleSet {
    /// Alike nodes of a class.
    private struct Group {
        var weight: Float
        var bin: Int32
        var nodes = 0
        var probability = 0.0
        var isChosen = false
        var isCut = false
        var density: Double { probability / Double(max(nodes, 1)) }
    }

    /// The lot of a node (the finaliser of SplitMix64; Steele et al. 2014, 10.1145/2660193.2660195).
    private static func lot(_ node: Int) -> UInt64 {
        var z = UInt64(truncatingIfNeeded: node) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Takes groups of alike nodes by falling probability of a node until the level is reached.
    ///
    /// Alike are nodes of one class and weight whose evidence differs by less than 0.1 in ln: no sample tells them apart. Groups
    /// that tie go in together, and the last of them only as far as the level asks: which of its nodes is drawn by a lot that
    /// depends on nothing about them, the same in every round, so that the set holds the truth as often as it says. Cut by name or
    /// by people it would not. The reach as a whole stands among the reaches.
    init(graph: SewerGraph, classes: SignatureClasses, nodes: NodeEvidence, level: Double) {
        // A class of nodes of one weight that all arrive whole is one group; only the nodes of others are looked at.
        let flat = nodes.flat
        var groups = [[Group]](repeating: [], count: classes.count + 1)
        var isMixed = [Bool](repeating: false, count: classes.count + 1)
        for (place, totals) in classes.totals.enumerated() where totals.nodes > 0 {
            if let density = flat[place], totals.lightest == totals.heaviest {
                groups[place] = [
                    Group(weight: totals.heaviest, bin: 0, nodes: totals.nodes, probability: density * totals.weight)
                ]
            } else {
                isMixed[place] = true
            }
        }
        func bin(_ place: Int, _ node: Int) -> Int32 {
            flat[place] != nil ? 0 : Int32(min(max(-(nodes.lnFactor(node) - 1e4) * 10, 0), 1e9))
        }
        func group(_ place: Int, _ node: Int) -> Int? {
            let (weight, bin) = (max(graph.weight[node], 0), bin(place, node))
            return groups[place].firstIndex { $0.weight == weight && $0.bin == bin }
        }
        if isMixed.contains(true) {
            for node in classes.head.indices {
                let place = Int(classes.head[node]) + 1
                guard isMixed[place] else { continue }
                let found = group(place, node)
                if found == nil { groups[place].append(Group(weight: max(graph.weight[node], 0), bin: bin(place, node))) }
                let index = found ?? groups[place].count - 1
                groups[place][index].nodes += 1
                groups[place][index].probability += nodes.probability(node)
            }
        }
        var order: [(place: Int, index: Int, density: Double)] = []
        for place in groups.indices {
            for index in groups[place].indices where groups[place][index].density > 0 { order.append((place, index, groups[place][index].density)) }
        }
        order.sort { a, b in
            if a.density != b.density { return a.density > b.density }
            return a.place != b.place ? a.place < b.place : a.index < b.index
        }
        var sum = 0.0
        var isTaken = [Bool](repeating: false, count: groups.count)
        var count = 0
        // Groups that tie are one block; the last block is cut by lot where it holds more than the level asks for.
        var cut: (density: Double, nodes: Int)?
        var first = 0
        while first < order.count, sum < level {
            var last = first
            var (nodes, probability) = (0, 0.0)
            while last < order.count, order[last].density >= order[first].density * (1 - 1e-9) {
                let own = groups[order[last].place][order[last].index]
                nodes += own.nodes
                probability += own.probability
                last += 1
            }
            let needed = Int(min(((level - sum) / max(order[first].density, 1e-300) - 1e-6).rounded(.up), 1e9))
            if needed < nodes { cut = (order[first].density, max(needed, 1)) }
            for (place, index, _) in order[first..<last] {
                groups[place][index].isChosen = true
                groups[place][index].isCut = cut != nil
                isTaken[place] = true
            }
            sum += probability
            count += nodes
            first = last
        }
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        var drawn: [(lot: UInt64, node: Int)] = []
        for node in classes.head.indices {
            let place = Int(classes.head[node]) + 1
            guard isTaken[place] else { continue }
            guard let index = isMixed[place] ? group(place, node) : 0, groups[place][index].isChosen else { continue }
            if groups[place][index].isCut { drawn.append((CredibleSet.lot(node), node)) } else { chosen.append(node) }
        }
        if let cut {
            drawn.sort { $0.lot < $1.lot }
            chosen += drawn.prefix(cut.nodes).map(\.node)
            chosen.sort()
        }
        var (people, length) = (0.0, 0.0)
        for node in chosen {
            people += graph.population[node]
            length += Double(graph.pipeLengthM[node])
        }
        self.level = level
        self.nodes = chosen
        population = people
        pipeLengthM = length
    }
}
