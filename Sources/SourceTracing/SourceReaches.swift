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
        var density: Double { probability / Double(max(nodes, 1)) }
    }

    /// Takes groups of alike nodes by falling probability of a node until the level is reached.
    ///
    /// Alike are nodes of one class and weight whose evidence differs by less than 0.1 in ln: no sample tells them apart, and
    /// a set that cut such a group by name would hold the truth less often than it says. Groups that tie go in together.
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
        var lowest = Double.greatestFiniteMagnitude
        var isTaken = [Bool](repeating: false, count: groups.count)
        var count = 0
        for (place, index, density) in order {
            if sum >= level, density < lowest * (1 - 1e-9) { break }
            groups[place][index].isChosen = true
            isTaken[place] = true
            sum += groups[place][index].probability
            count += groups[place][index].nodes
            lowest = density
        }
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        var (people, length) = (0.0, 0.0)
        for node in classes.head.indices {
            let place = Int(classes.head[node]) + 1
            guard isTaken[place] else { continue }
            if isMixed[place] { guard let index = group(place, node), groups[place][index].isChosen else { continue } }
            chosen.append(node)
            people += graph.population[node]
            length += Double(graph.pipeLengthM[node])
        }
        self.level = level
        self.nodes = chosen
        population = people
        pipeLengthM = length
    }
}
