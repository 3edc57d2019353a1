/// The links at each node, in compressed rows: `links[starts[n]..<starts[n + 1]]`.
struct Adjacency {
    var starts: [Int32]
    var links: [Int32]

    /// Rows by the node that `ends` gives for each link; a link with end -1 stands in no row. Links keep their order.
    init(nodes: Int, ends: [Int32]) {
        starts = [Int32](repeating: 0, count: nodes + 1)
        var kept = 0
        for end in ends where end >= 0 {
            starts[Int(end) + 1] += 1
            kept += 1
        }
        for node in 0..<nodes { starts[node + 1] += starts[node] }
        links = [Int32](repeating: 0, count: kept)
        var fill = starts
        for (link, end) in ends.enumerated() where end >= 0 {
            links[Int(fill[Int(end)])] = Int32(truncatingIfNeeded: link)
            fill[Int(end)] += 1
        }
    }

    @inline(__always)
    func row(_ node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }
}
