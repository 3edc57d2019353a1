internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// One way in which the sewer may truly run: which head reaches which site, and how many people stand behind each site.
///
/// The network as drawn is the first. Others differ where the drawing is uncertain: a loose end with people above it leads
/// somewhere, and nobody measured how a split divides. The heads stay those of the drawing, so that all realisations speak of
/// the same classes and the likelihood of each hypothesis is averaged over them exactly.
struct HydraulicRealisation: Sendable {
    /// Sites that each class reaches.
    var arrivals: [[SignatureClasses.Arrival]]
    /// People behind each site, less what is lost on the way.
    var people: [Double]
    /// ln of the prior probability, and of the flows measured at the sites under it, but for a common constant.
    var lnWeight: Double
    /// The class to which each loose end leads, in the order of the classes' loose ends; -1 where to none.
    var joins: [Int]

    /// Prior probability that a loose end leads to another outfall or to nothing that was drawn; a setting.
    static let leadsNowhere = 0.3
    /// Manholes about a loose end to which the missing pipe may lead, and what of its prior is left to all others; settings.
    static let neighbours = 8
    static let elsewhere = 0.2
    /// Realisations that are carried through: the likeliest that the flows leave within a hundredth of the likeliest of all, fewer
    /// where many observations make each of them long, three at least.
    static func most(observations: Int, days: Int) -> Int { max(3, min(12, 20_000 / max(observations * (days + 1), 1))) }

    /// The people of each class that arrive at each site.
    private static func people(_ classes: SignatureClasses, _ arrivals: [[SignatureClasses.Arrival]], sites: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: sites)
        for index in 0..<classes.count {
            let own = classes.totals[index + 1].arriving
            guard own > 0 else { continue }
            for arrival in arrivals[index] { sums[arrival.site] += arrival.lnShare == 0 ? own : own * portableExp(arrival.lnShare) }
        }
        return sums
    }

    /// What each class reaches where the splits divide and the loose ends lead as given.
    private static func arrivals(
        _ classes: SignatureClasses, _ branches: [[SignatureClasses.Branch]], joins: [Int]
    ) -> [[SignatureClasses.Arrival]] {
        var known = [[SignatureClasses.Arrival]?](repeating: nil, count: classes.count)
        func reached(_ index: Int) -> [SignatureClasses.Arrival] {
            if let own = known[index] { return own }
            var ways = branches[index]
            if let loose = classes.loose.firstIndex(of: index), joins[loose] >= 0 {
                ways.append(SignatureClasses.Branch(head: Int32(truncatingIfNeeded: joins[loose]), gain: 1))
            }
            let own = SignatureClasses.arrivals(site: Int(classes.site[index]), ways, of: reached)
            known[index] = own
            return own
        }
        return (0..<classes.count).map(reached)
    }

    /// Classes to which a loose end may lead, with prior probabilities that sum to 1 with that of none.
    ///
    /// None of them lies above a loose end. Where the map is known, the nearest manholes count most, the first twice the second
    /// and so on; all classes share the rest by the number of their manholes.
    private static func targets(_ classes: SignatureClasses, _ graph: SewerGraph, loose node: Int) -> [(join: Int, prior: Double)] {
        var isAbove = [Bool](repeating: false, count: classes.count)
        for index in 0..<classes.count {
            isAbove[index] = classes.loose.contains(index) || classes.branches[index].contains { isAbove[Int($0.head)] }
        }
        let open = (0..<classes.count).filter { !isAbove[$0] && !classes.arrivals[$0].isEmpty }
        guard !open.isEmpty else { return [(-1, 1)] }
        var prior = [Double](repeating: 0, count: classes.count)
        let nodes = Double(open.reduce(0) { $0 + classes.totals[$1 + 1].nodes })
        var near: [(distance: Double, node: Int)] = []
        if let here = graph.coordinates(node) {
            for other in 0..<graph.nodeCount {
                let index = Int(classes.head[other])
                guard index >= 0, !isAbove[index], let there = graph.coordinates(other) else { continue }
                let (dx, dy) = (there.x - here.x, there.y - here.y)
                let distance = dx * dx + dy * dy
                guard distance.isFinite, near.count < neighbours || distance < (near.last?.distance ?? 0) else { continue }
                let place = near.firstIndex { distance < $0.distance } ?? near.count
                near.insert((distance, other), at: place)
                if near.count > neighbours { near.removeLast() }
            }
        }
        let rest = near.isEmpty ? 1 : elsewhere
        for index in open { prior[index] = rest * Double(classes.totals[index + 1].nodes) / max(nodes, 1) }
        var part = 0.5
        for (_, other) in near {
            prior[Int(classes.head[other])] += (1 - rest) * part
            part /= 2
        }
        let sum = prior.reduce(0, +)
        let known = open.map { (join: $0, prior: (1 - leadsNowhere) * prior[$0] / max(sum, 1e-300)) }
        return [(-1, leadsNowhere)] + known
    }

    /// The splits divided otherwise: each share times a random factor, what is left of them to sum as before.
    private static func divided(_ classes: SignatureClasses, _ graph: SewerGraph, logitSD: Double, number: Int) -> [[SignatureClasses.Branch]] {
        var result = classes.branches
        for index in 0..<classes.count where result[index].count > 1 {
            var draws = RandomStream(seed: UInt64(number), "split", graph.id(Int(classes.headNode[index])).rawValue)
            let before = result[index].reduce(0) { $0 + $1.gain }
            for place in result[index].indices { result[index][place].gain *= portableExp(logitSD * draws.normal()) }
            let after = result[index].reduce(0) { $0 + $1.gain }
            for place in result[index].indices { result[index][place].gain *= before / max(after, 1e-300) }
        }
        return result
    }

    /// The realisations worth carrying, the drawn network first.
    ///
    /// - Parameters:
    ///   - most: how many are carried at most, of ways for loose ends and of divisions each.
    ///   - settings: how uncertain splits are; more than 20,000 pairs of class and site keep the drawn division.
    ///   - lnFlows: ln likelihood of the measured flows, given the people behind each site, and whether pipes are held to be
    ///     missing at places unknown.
    /// - Complexity: linear in nodes for each loose end; classes times sites for each way in which loose ends may lead.
    static func all(
        _ classes: SignatureClasses, _ graph: SewerGraph, sites: Int, most: Int, settings: TraceSettings, lnFlows: (_ people: [Double], _ isUnknown: Bool) -> Double
    ) -> [HydraulicRealisation] {
        let none = classes.loose.map { _ in -1 }
        let drawn = HydraulicRealisation(
            arrivals: classes.arrivals, people: people(classes, classes.arrivals, sites: sites), lnWeight: 0, joins: none)
        var result = [drawn]
        result[0].lnWeight = lnFlows(drawn.people, !none.isEmpty)
        if !none.isEmpty {
            let options = classes.loose.map { targets(classes, graph, loose: Int(classes.headNode[$0])) }
            var choices: [(joins: [Int], lnPrior: Double)] = [([], 0)]
            for option in options {
                choices = choices.flatMap { choice in option.map { (choice.joins + [$0.join], choice.lnPrior + portableLog(max($0.prior, 1e-300))) } }
                // The likeliest few hundred are looked at, whatever the number of loose ends.
                choices.sort { $0.lnPrior > $1.lnPrior }
                choices = Array(choices.prefix(400))
            }
            var joined: [HydraulicRealisation] = []
            for choice in choices {
                let isDrawn = choice.joins == none
                if isDrawn {
                    result[0].lnWeight += choice.lnPrior
                    continue
                }
                let reached = arrivals(classes, classes.branches, joins: choice.joins)
                let behind = people(classes, reached, sites: sites)
                joined.append(
                    HydraulicRealisation(
                        arrivals: reached, people: behind, lnWeight: choice.lnPrior + lnFlows(behind, choice.joins.contains(-1)), joins: choice.joins))
            }
            joined.sort { $0.lnWeight != $1.lnWeight ? $0.lnWeight > $1.lnWeight : $0.joins.lexicographicallyPrecedes($1.joins) }
            let top = max(joined.first?.lnWeight ?? result[0].lnWeight, result[0].lnWeight)
            result += joined.prefix(most - 1).filter { $0.lnWeight > top - 4.6 }
        }
        guard settings.splitLogitSD > 0, settings.divisions > 0, classes.branches.contains(where: { $0.count > 1 }), classes.count * sites <= 20_000
        else { return result }
        // The splits of the likeliest way of the loose ends, divided otherwise; all divisions are equally likely beforehand.
        guard let best = result.max(by: { $0.lnWeight < $1.lnWeight }) else { return result }
        let before = lnFlows(best.people, best.joins.contains(-1))
        for number in 1...min(settings.divisions, most) {
            let reached = arrivals(classes, divided(classes, graph, logitSD: settings.splitLogitSD, number: number), joins: best.joins)
            let behind = people(classes, reached, sites: sites)
            let lnWeight = best.lnWeight - before + lnFlows(behind, best.joins.contains(-1))
            result.append(HydraulicRealisation(arrivals: reached, people: behind, lnWeight: lnWeight, joins: best.joins))
        }
        return result
    }
}
