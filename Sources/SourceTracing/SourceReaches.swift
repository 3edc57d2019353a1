internal import RandomDraws
internal import SewerNetwork

extension SourceReach {
    /// The reaches of all classes, by falling probability, then by the name of the head; and the place of each class among them.
    static func all(
        graph: SewerGraph, classes: SignatureClasses, probability: [Double], prior: [Double], profiles: [[ProfileProbability]]? = nil
    ) -> (reaches: [SourceReach], place: [Int32]) {
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
                population: totals.population, pipeLengthM: totals.pipeLengthM, boundary: boundaries[index], profiles: profiles?[index] ?? [])
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
        // First the lots of the block that is cut, then the nodes in order.
        var lots = LotTally()
        func member(_ node: Int) -> Group? {
            let place = Int(classes.head[node]) + 1
            guard isTaken[place], let index = isMixed[place] ? group(place, node) : 0 else { return nil }
            let own = groups[place][index]
            return own.isChosen ? own : nil
        }
        var last = UInt64.max
        if let cut {
            for node in classes.head.indices { if let own = member(node), own.isCut { lots.add(CredibleSet.lot(node)) } }
            last = lots.value(cut.nodes) { take in
                for node in classes.head.indices { if let own = member(node), own.isCut { take(CredibleSet.lot(node)) } }
            }
        }
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        for node in classes.head.indices {
            guard let own = member(node), !own.isCut || CredibleSet.lot(node) <= last else { continue }
            chosen.append(node)
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

/// Finds the lot of a rank without sorting all of them: counts by the first sixteen bits, then sorts where the rank falls.
private struct LotTally {
    private var counts = [Int32](repeating: 0, count: 1 << 16)

    mutating func add(_ lot: UInt64) { counts[Int(lot >> 48)] += 1 }

    /// The lot of a rank, from 1.
    ///
    /// - Parameter each: gives all lots once more.
    func value(_ rank: Int, each: ((UInt64) -> Void) -> Void) -> UInt64 {
        var before = 0
        var bin = 0
        while bin < counts.count - 1, before + Int(counts[bin]) < rank {
            before += Int(counts[bin])
            bin += 1
        }
        var near: [UInt64] = []
        each { if Int($0 >> 48) == bin { near.append($0) } }
        near.sort()
        return near.isEmpty ? UInt64.max : near[min(max(rank - before - 1, 0), near.count - 1)]
    }
}
