internal import RandomDraws
internal import SewerNetwork

extension SourceReach {
    /// The reaches of all classes, by falling probability, then by the name of the head.
    static func all(graph: SewerGraph, classes: SignatureClasses, probability: [Double]) -> [SourceReach] {
        var reaches = (0..<classes.count).map { index in
            SourceReach(
                head: Int(classes.headNode[index]), isSampled: classes.site[index] >= 0, probability: 0, nodes: 0, population: 0, pipeLengthM: 0,
                boundary: [Int(classes.headNode[index])])
        }
        for node in 0..<graph.nodeCount {
            let index = Int(classes.head[node])
            guard index >= 0 else { continue }
            reaches[index].probability += probability[node]
            reaches[index].nodes += 1
            reaches[index].population += graph.population[node]
            reaches[index].pipeLengthM += Double(graph.pipeLengthM[node])
        }
        // The heads that flow into a reach bound it from above.
        for node in classes.headNode {
            for link in Int(graph.outStart[Int(node)])..<Int(graph.outStart[Int(node) + 1]) {
                let below = Int(classes.head[Int(graph.outNode[link])])
                guard below >= 0, reaches[below].boundary.last != Int(node) else { continue }
                reaches[below].boundary.append(Int(node))
            }
        }
        return reaches.sorted { a, b in
            a.probability != b.probability ? a.probability > b.probability : graph.idPrecedes(a.head, b.head)
        }
    }
}

extension CredibleSet {
    /// Takes groups of alike nodes by falling probability of a node until the level is reached.
    ///
    /// Alike are nodes of one class and weight whose evidence differs by less than 0.1 in ln: no sample tells them apart, and
    /// a set that cut such a group by name would hold the truth less often than it says. Groups that tie go in together.
    init(graph: SewerGraph, classes: SignatureClasses, nodes: NodeEvidence, level: Double) {
        struct Key: Hashable {
            var index: Int32
            var weight: Float
            var bin: Int32
        }
        var best = [Double](repeating: -Double.greatestFiniteMagnitude, count: classes.count + 1)
        for node in 0..<graph.nodeCount { best[Int(classes.head[node] + 1)] = max(best[Int(classes.head[node] + 1)], nodes.lnFactor[node]) }
        var groups: [(key: Key, nodes: [Int], probability: Double)] = []
        var places: [Key: Int] = [:]
        var last: (key: Key, place: Int)?
        for node in 0..<graph.nodeCount where nodes.probability[node] > 0 {
            let index = classes.head[node]
            let bin = min((best[Int(index + 1)] - nodes.lnFactor[node]) * 10, 1e6)
            let key = Key(index: index, weight: graph.weight[node], bin: Int32(bin))
            let place: Int
            if let last, last.key == key {
                place = last.place
            } else {
                place = places[key] ?? groups.count
                if place == groups.count {
                    groups.append((key, [], 0))
                    places[key] = place
                }
                last = (key, place)
            }
            groups[place].nodes.append(node)
            groups[place].probability += nodes.probability[node]
        }
        let density = groups.map { $0.probability / Double($0.nodes.count) }
        let order = groups.indices.sorted { density[$0] != density[$1] ? density[$0] > density[$1] : groups[$0].nodes[0] < groups[$1].nodes[0] }
        var chosen: [Int] = []
        var sum = 0.0
        var lowest = Double.greatestFiniteMagnitude
        for place in order {
            if sum >= level, density[place] < lowest * (1 - 1e-9) { break }
            chosen += groups[place].nodes
            sum += groups[place].probability
            lowest = density[place]
        }
        self.level = level
        self.nodes = chosen.sorted()
        population = chosen.reduce(0) { $0 + graph.population[$1] }
        pipeLengthM = chosen.reduce(0) { $0 + Double(graph.pipeLengthM[$1]) }
    }
}
