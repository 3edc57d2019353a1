internal import Monitoring

/// Sampling points that drain to one another: a tree, with the points above each.
struct NestedPoints: Sendable {
    /// The nearest sampled points upstream of each site, ascending.
    let upstream: [[Int]]
    /// Sites in an order in which those above come first; sites on a circle are left out.
    let order: [Int]

    /// - Parameter downstream: the nearest sampled site downstream of a site; one without loads is passed over.
    init(sites: [SiteCode], downstream: [SiteCode: SiteCode]) {
        let index = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        var below = [Int?](repeating: nil, count: sites.count)
        for (number, site) in sites.enumerated() {
            var seen: Set<SiteCode> = [site]
            var next = downstream[site]
            while let current = next, seen.insert(current).inserted {
                if let found = index[current] {
                    below[number] = found
                    break
                }
                next = downstream[current]
            }
        }
        var above = [[Int]](repeating: [], count: sites.count)
        for (number, found) in below.enumerated() { if let found { above[found].append(number) } }
        var waiting = above.map(\.count)
        var ready = sites.indices.filter { waiting[$0] == 0 }
        var done: [Int] = []
        while let site = ready.popLast() {
            done.append(site)
            guard let found = below[site] else { continue }
            waiting[found] -= 1
            if waiting[found] == 0 { ready.append(found) }
        }
        upstream = above
        order = done
    }

    /// For each site of `order`, itself and all sites above, ascending.
    func subtrees() -> [Int: [Int]] {
        var trees: [Int: [Int]] = [:]
        for site in order { trees[site] = ([site] + upstream[site].flatMap { trees[$0] ?? [] }).sorted() }
        return trees
    }
}
