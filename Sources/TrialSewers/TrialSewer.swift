internal import RandomDraws

/// A made city whose truth is known: pipes, people, velocities, splits. It knows nothing of how networks are read or sources
/// traced, so that what it simulates is evidence about both.
///
/// Streets are a square grid; the sewer is the spanning tree of least random weights that grows from the outfall (Prim 1957,
/// 10.1002/j.1538-7305.1957.tb01515.x), so that chains, branches and depths vary as in laid sewers.
package struct TrialSewer: Sendable {
    /// A pipe out of a manhole.
    package struct Pipe: Hashable, Sendable {
        package var to: Int
        /// Share of the water of the manhole, 0 to 1.
        package var share: Double
        package var lengthM: Double
        /// Mean velocity, m/s.
        package var velocity: Double
    }

    /// Pipes out of each manhole; manhole 0 is the outfall, and water flows to manholes of smaller number.
    package private(set) var pipes: [[Pipe]]
    package private(set) var people: [Double]
    /// People upstream, by the true shares.
    package private(set) var upstream: [Double]

    package var count: Int { pipes.count }

    /// - Parameters:
    ///   - manholes: their number; the grid is the square that holds them.
    ///   - persons: people of the whole city.
    ///   - splits: share of manholes with a second pipe out.
    package init(seed: UInt64, manholes: Int, persons: Double = 200_000, splits: Double = 0) {
        var draws = RandomStream(seed: seed, "trial-sewer")
        let count = max(2, manholes)
        var side = 2
        while side * side < count { side += 1 }
        // Cells of the grid by the order in which the tree takes them.
        var number = [Int](repeating: -1, count: side * side)
        var cells: [Int] = []
        var front: [(weight: Double, cell: Int, from: Int)] = []
        func push(_ item: (weight: Double, cell: Int, from: Int)) {
            front.append(item)
            var at = front.count - 1
            while at > 0, front[(at - 1) / 2].weight > front[at].weight {
                front.swapAt(at, (at - 1) / 2)
                at = (at - 1) / 2
            }
        }
        func pop() -> (weight: Double, cell: Int, from: Int)? {
            guard let first = front.first else { return nil }
            front[0] = front[front.count - 1]
            front.removeLast()
            var at = 0
            while 2 * at + 1 < front.count {
                var least = 2 * at + 1
                if least + 1 < front.count, front[least + 1].weight < front[least].weight { least += 1 }
                guard front[least].weight < front[at].weight else { break }
                front.swapAt(at, least)
                at = least
            }
            return first
        }
        func neighbours(_ cell: Int) -> [Int] {
            let (row, column) = (cell / side, cell % side)
            return [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
                .filter { (0..<side).contains($0.0) && (0..<side).contains($0.1) }.map { $0.0 * side + $0.1 }
        }
        var pipes: [[Pipe]] = []
        push((0, side / 2, -1))
        while cells.count < count, let next = pop() {
            guard number[next.cell] < 0 else { continue }
            number[next.cell] = cells.count
            cells.append(next.cell)
            pipes.append(
                next.from < 0 ? [] : [Pipe(to: next.from, share: 1, lengthM: 40 + 60 * draws.uniform(), velocity: 0.5 + 0.7 * draws.uniform())])
            for other in neighbours(next.cell) where number[other] < 0 { push((draws.uniform(), other, cells.count - 1)) }
        }
        for node in pipes.indices.dropFirst() where draws.uniform() < splits {
            let main = pipes[node][0].to
            guard let other = neighbours(cells[node]).map({ number[$0] }).first(where: { $0 >= 0 && $0 < node && $0 != main }) else { continue }
            let share = 0.15 + 0.5 * draws.uniform()
            pipes[node][0].share = 1 - share
            pipes[node].append(Pipe(to: other, share: share, lengthM: 70, velocity: 0.5 + 0.7 * draws.uniform()))
        }
        var people = pipes.map { _ in portableExp(0.8 * draws.normal()) }
        people[0] = 0
        let factor = persons / max(people.reduce(0, +), 1e-9)
        self.pipes = pipes
        self.people = people.map { $0 * factor }
        upstream = []
        upstream = summed(self.people)
    }

    /// Sums a figure downstream by the true shares.
    package func summed(_ values: [Double]) -> [Double] {
        var sums = values
        for node in pipes.indices.reversed() { for pipe in pipes[node] { sums[pipe.to] += sums[node] * pipe.share } }
        return sums
    }

    /// Sampling points that cut the city into pieces of like number of manholes, the outfall first.
    package func points(_ wanted: Int) -> [Int] {
        var points = [0]
        while points.count < wanted {
            let chosen = Set(points)
            var whole = [Double](repeating: 1, count: count)
            for node in pipes.indices.reversed() where !chosen.contains(node) { if let pipe = pipes[node].first { whole[pipe.to] += whole[node] } }
            var piece = [Double](repeating: 0, count: count)
            var best = (node: -1, size: 0.0)
            for node in pipes.indices.dropFirst() {
                guard let pipe = pipes[node].first else { continue }
                piece[node] = chosen.contains(pipe.to) ? whole[pipe.to] : piece[pipe.to]
                let size = min(whole[node], piece[node] - whole[node])
                if !chosen.contains(node), size > best.size { best = (node, size) }
            }
            guard best.node >= 0 else { break }
            points.append(best.node)
        }
        return points
    }

    /// The point that water of a manhole passes first along the main pipes; -1 where none.
    package func firstPoint(_ node: Int, _ points: Set<Int>) -> Int {
        var at = node
        while !points.contains(at) {
            guard let pipe = pipes[at].first else { return -1 }
            at = pipe.to
        }
        return at
    }

    /// The table of manholes, as a city would hand it over.
    package func nodesTable() -> String {
        var text = "node,kind,population\n"
        for node in pipes.indices { text += "n\(node),\(node == 0 ? "outfall" : "manhole"),\((people[node] * 100).rounded() / 100)\n" }
        return text
    }

    /// The table of pipes. Shares of splits carry an error of the logit of standard deviation `splitError`.
    package func pipesTable(seed: UInt64, splitError: Double) -> String {
        var draws = RandomStream(seed: seed, "split-error")
        var text = "pipe,from,to,length_m,flow_share\n"
        for node in pipes.indices {
            let weights = pipes[node].map { $0.share * (pipes[node].count > 1 ? portableExp(splitError * draws.normal()) : 1) }
            let sum = weights.reduce(0, +)
            for (place, pipe) in pipes[node].enumerated() {
                text += "p\(node)-\(place),n\(node),n\(pipe.to),\((pipe.lengthM * 10).rounded() / 10),\((weights[place] / sum * 1e4).rounded() / 1e4)\n"
            }
        }
        return text
    }
}
