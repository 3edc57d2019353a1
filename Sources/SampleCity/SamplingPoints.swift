import Monitoring

/// The sampling points of the city: plants, nested points on the way to them, focus points high up.
struct SamplingPoints: Sendable {
    struct Point: Sendable {
        var code: SiteCode
        var name: String
        var tier: SiteTier
        var kind: SiteKind
        var node: Int
        var district: Int
        /// People above the point.
        var persons = 0.0
        /// The next sampling point downstream; -1 at a plant.
        var next = -1
    }

    /// Plants, then other key points, then focus points.
    private(set) var points: [Point] = []
    /// For each node, the first sampling point that its sewage meets (itself included).
    private(set) var firstPoint: [Int] = []

    /// People that a focus point should have above it.
    private static let focusPersons = 6500.0

    init(_ settings: SampleCitySettings, sewer: inout CitySewer) {
        var taken: [Int: Int] = [:]
        var chosen: [(node: Int, tier: SiteTier)] = []
        let districts = settings.districts
        for district in 0..<districts { chosen.append((sewer.districts[district].lowerBound, .key)) }
        for extra in 0..<(settings.keySites - districts) {
            let district = extra % districts
            let mine = chosen.map(\.node).filter { sewer.nodes[$0].district == district }
            if let node = SamplingPoints.keyNode(mine, in: district, sewer) { chosen.append((node, .key)) }
        }
        for extra in 0..<(settings.sites - chosen.count) {
            let district = extra % districts
            let mine = chosen.map(\.node).filter { sewer.nodes[$0].district == district }
            if let node = SamplingPoints.focus(mine, in: district, sewer) { chosen.append((node, .focus)) }
        }
        // Key points are numbered plants first, then district by district.
        let plants = chosen[..<districts]
        let others = chosen[districts...].filter { $0.tier == .key }.sorted { $0.node < $1.node }
        let focus = chosen.filter { $0.tier == .focus }.sorted { $0.node < $1.node }
        var names: Set<String> = []
        for (index, choice) in (plants + others + focus).enumerated() {
            let isFocus = choice.tier == .focus
            let number = isFocus ? index - plants.count - others.count + 1 : index + 1
            let kind: SiteKind = index < districts ? .plant : (!isFocus && index % 3 == 0 ? .pumpStation : .manhole)
            var place = CityNames.place(index * 13 + 7)
            while !names.insert(place).inserted { place += "东" }
            let district = sewer.nodes[choice.node].district
            let name = switch kind {
            case .plant: String(CityNames.district(district).dropLast()) + "污水处理厂"
            case .pumpStation: place + "泵站"
            default: place + (isFocus ? "支管井" : "干管井")
            }
            taken[choice.node] = points.count
            points.append(
                Point(
                    code: SiteCode((isFocus ? "F" : "K") + padded(number, settings.siteDigits)), name: name, tier: choice.tier, kind: kind,
                    node: choice.node, district: district))
            if kind == .pumpStation { SamplingPoints.install(pumpAt: choice.node, in: &sewer) }
        }
        firstPoint = [Int](repeating: -1, count: sewer.nodes.count)
        for node in sewer.nodes.indices {
            if let point = taken[node] {
                firstPoint[node] = point
            } else {
                let next = sewer.mainDownstream(node)
                if next >= 0 { firstPoint[node] = firstPoint[next] }
            }
        }
        let persons = sewer.upstreamTotal { Double(sewer.nodes[$0].persons) }
        for index in points.indices {
            points[index].persons = persons[points[index].node]
            let next = sewer.mainDownstream(points[index].node)
            if next >= 0 { points[index].next = firstPoint[next] }
        }
    }

    /// The points that the sewage of a node passes, the nearest first.
    func way(from node: Int) -> [Int] {
        var result: [Int] = []
        var point = firstPoint[node]
        while point >= 0 {
            result.append(point)
            point = points[point].next
        }
        return result
    }

    /// The people above each node of a district that no sampling point sees yet, and the first point below each node.
    private static func unseen(_ samplers: [Int], in district: Int, _ sewer: CitySewer) -> (people: [Double], head: [Int]) {
        let range = sewer.districts[district]
        let samplerSet = Set(samplers)
        var people = range.map { Double(sewer.nodes[$0].persons) }
        var head = [Int](repeating: -1, count: range.count)
        for node in range.reversed() where !samplerSet.contains(node) {
            let next = sewer.mainDownstream(node)
            if next >= 0 { people[next - range.lowerBound] += people[node - range.lowerBound] }
        }
        for node in range {
            let next = sewer.mainDownstream(node)
            head[node - range.lowerBound] = samplerSet.contains(node) || next < 0 ? node : head[next - range.lowerBound]
        }
        return (people, head)
    }

    /// Where the next key point of a district does most good.
    ///
    /// First the middle of the trunk; then the mouths of the largest branches that no point
    /// sees yet, which is where pump stations and trunk manholes are sampled; where no
    /// branch is left, the node that best halves what the busiest point sees.
    private static func keyNode(_ samplers: [Int], in district: Int, _ sewer: CitySewer) -> Int? {
        let (people, head) = unseen(samplers, in: district, sewer)
        let first = sewer.districts[district].lowerBound
        guard let busiest = samplers.max(by: { (people[$0 - first], $1) < (people[$1 - first], $0) }) else { return nil }
        let all = people[busiest - first]
        let total = sewer.upstreamTotal { Double(sewer.nodes[$0].persons) }
        if samplers.count > 1 {
            let mouth = nearest(to: 45_000, in: district, sewer) { node in
                let next = sewer.mainDownstream(node)
                return !samplers.contains(node) && people[node - first] >= 4000 && people[node - first] <= 60_000 && next > first
                    && total[next] > 1.3 * total[node] && people[head[node - first] - first] > 1.5 * people[node - first]
            } people: { people[$0 - first] }
            if let mouth { return mouth }
        }
        return nearest(to: all * 0.5, in: district, sewer) { head[$0 - first] == busiest && $0 > busiest + 1 } people: { people[$0 - first] }
            ?? nearest(to: all * 0.5, in: district, sewer) { !samplers.contains($0) } people: { people[$0 - first] }
    }

    /// A node with a few thousand people above it, none of them above another point, below it a key point that is no plant if there is one.
    private static func focus(_ samplers: [Int], in district: Int, _ sewer: CitySewer) -> Int? {
        let (people, head) = unseen(samplers, in: district, sewer)
        let first = sewer.districts[district].lowerBound
        let all = sewer.upstreamTotal { Double(sewer.nodes[$0].persons) }
        let allowed = { (node: Int) in !samplers.contains(node) && all[node] - people[node - first] < 0.5 }
        let hasMiddle = samplers.count > 1
        return nearest(to: focusPersons, in: district, sewer) { node in
            allowed(node) && (!hasMiddle || head[node - first] != first) && people[head[node - first] - first] > 2 * focusPersons
        } people: { people[$0 - first] }
            ?? nearest(to: focusPersons, in: district, sewer) { allowed($0) } people: { people[$0 - first] }
    }

    private static func nearest(
        to target: Double, in district: Int, _ sewer: CitySewer, where isAllowed: (Int) -> Bool, people: (Int) -> Double
    ) -> Int? {
        var best: Int?
        var distance = Double.infinity
        for node in sewer.districts[district].dropFirst(2) where !sewer.forked.contains(node) && sewer.pipesOut[node].count == 1 && isAllowed(node) {
            let here = (people(node) - target).magnitude
            if here < distance {
                distance = here
                best = node
            }
        }
        return best
    }

    /// Turns the pipe out of a node into a pump that lifts by five metres: the node lies deep.
    private static func install(pumpAt node: Int, in sewer: inout CitySewer) {
        guard let pipe = sewer.pipesOut[node].first else { return }
        sewer.pipes[pipe].isPump = true
        let drop = 4.0
        // Everything above a lifting station lies as much lower: levels stay consistent along each pipe.
        let range = sewer.districts[sewer.nodes[node].district]
        var lowered = [Bool](repeating: false, count: range.count)
        for other in range where other >= node {
            let next = sewer.mainDownstream(other)
            lowered[other - range.lowerBound] = other == node || (next >= range.lowerBound && lowered[next - range.lowerBound])
            if lowered[other - range.lowerBound] { sewer.nodes[other].invert = SewerBuilder.rounded(sewer.nodes[other].invert - drop, 1000) }
        }
        sewer.nodes[node].depth += drop
    }
}
