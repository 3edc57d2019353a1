internal import SewerNetwork
internal import RandomDraws

/// Where to put fixed points before anything is known: so that one round tells most about where a source would be.
///
/// Before any sample a source is anywhere by the prior weight of the nodes. A set of points divides the network into pieces, the
/// nodes with the same point next downstream; what a round of perfect tests tells is the entropy of the pieces. Points are added
/// one after the other, each where it divides best, which is within 1 - 1/e of the best set (Nemhauser, Wolsey and Fisher 1978,
/// 10.1007/BF01588971).
package struct SiteDesign: Sendable {
    /// A point of the design.
    package struct Point: Hashable, Sendable {
        package var node: Int
        /// Information of the points up to this one, bits.
        package var bits: Double
        /// Share of the prior in the piece above the point.
        package var share: Double
        /// The smallest source that shows with a power of 0.8 in a campaign of seven days, g/d at the point.
        package var detectableGramsPerDay: Double
        /// People upstream.
        package var people: Double
    }

    package private(set) var points: [Point] = []
    /// Share of the prior above no point.
    package private(set) var unseen = 1.0

    /// Scores the present points, in the order given, and adds others until there are so many.
    ///
    /// - Parameters:
    ///   - present: sampled nodes that stay.
    ///   - count: how many points there shall be; fewer only where no accessible node divides anything.
    ///   - gramsPerPerson: load of the analyte without a source, g a day and person.
    package init(
        network: TraceNetwork, present: [Int], count: Int, gramsPerPerson: Double, rules: SamplingRules = SamplingRules(),
        settings: TraceSettings = TraceSettings()
    ) {
        let graph = network.graph
        guard network.totalWeight > 0 else { return }
        var above = graph.weight.map { max($0, 0) / Float(network.totalWeight) }
        for node in stride(from: graph.nodeCount - 1, through: 0, by: -1) {
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) {
                above[Int(graph.outNode[link])] += above[node] * graph.outShare[link]
            }
        }
        let sewer = HeavySewer(graph, above: above)
        var places: [Int: Int] = [:]
        for (place, node) in sewer.nodes.enumerated() { places[node] = place }
        var isChosen = [Bool](repeating: false, count: sewer.nodes.count)
        func add(_ place: Int) {
            isChosen[place] = true
            let (whole, _) = sewer.divided(by: isChosen)
            let shares = sewer.nodes.indices.filter { isChosen[$0] }.map { whole[$0] }
            unseen = max(0, 1 - shares.reduce(0, +))
            let bits = (shares + [unseen]).reduce(0) { $1 > 0 ? $0 - $1 * portableLog($1) : $0 } / 0.6931471805599453
            let people = Double(network.people[sewer.nodes[place]])
            points.append(
                Point(
                    node: sewer.nodes[place], bits: bits, share: whole[place],
                    detectableGramsPerDay: SiteDesign.detectable(people: people, gramsPerPerson: gramsPerPerson, settings), people: people))
        }
        for node in present where graph.flow.indices.contains(node) {
            if let place = places[Int(graph.hub[node])], !isChosen[place] { add(place) }
        }
        while points.count < count {
            let (whole, piece) = sewer.divided(by: isChosen)
            var best: (place: Int, bits: Double)?
            for place in sewer.nodes.indices where !isChosen[place] && whole[place] > 1e-4 && piece[place] > 1e-6 {
                let node = sewer.nodes[place]
                let isOutfall = graph.outStart[node] == graph.outStart[node + 1]
                guard graph.isAccessible[node] || isOutfall, !graph.isPumpWell[node], Int(graph.hub[node]) == node, !rules.closed.contains(node),
                    graph.flow[node] >= rules.leastFlow, Double(network.people[node]) >= rules.leastPeople
                else { continue }
                let bits = piece[place] * NextSampling.entropy(min(whole[place] / piece[place], 1)) / max(rules.cost[node] ?? 1, 1e-6)
                if bits > (best?.bits ?? 1e-9) { best = (place, bits) }
            }
            guard let best else { break }
            add(best.place)
        }
    }

    /// The smallest source that a campaign of seven days shows with a power of 0.8 at the level of the test, g/d.
    static func detectable(people: Double, gramsPerPerson: Double, _ settings: TraceSettings) -> Double {
        let day = settings.dayLogSD
        let sd = (day * day / 7 + settings.siteLogSD * settings.siteLogSD).squareRoot()
        let rise = sd * (normalQuantile(0.8) + normalQuantile(1 - min(max(settings.testLevel, 1e-6), 0.5)))
        return max(people, 1) * max(gramsPerPerson, 0) * portableExpm1(rise)
    }
}
