import Monitoring
import RandomDraws

/// Lays the sewer of a city: streets, people, pipe sizes and levels, splits.
enum SewerBuilder {
    /// Sewer sizes in mm with the fall at which they are laid, from small to large.
    private static let sizes: [(millimetres: Int, fall: Double)] = [
        (300, 0.0035), (400, 0.0025), (500, 0.0020), (600, 0.0016), (800, 0.0012), (1000, 0.0010), (1200, 0.0009), (1500, 0.0008),
        (1800, 0.0008), (2000, 0.0008), (2400, 0.0008),
    ]

    static func build(_ settings: SampleCitySettings) -> CitySewer {
        var sewer = CitySewer()
        let districts = settings.districts
        let perRow = max(3, Int(Double(districts).squareRoot().rounded(.up)))
        let largest = (settings.manholes + districts - 1) / districts
        let (columns, rows) = StreetGrid.size(for: largest)
        for district in 0..<districts {
            let manholes = settings.manholes / districts + (district < settings.manholes % districts ? 1 : 0)
            let grid = StreetGrid(
                crossings: manholes, columns: columns, rows: rows, firstColumn: district % perRow * columns, firstRow: district / perRow * rows,
                seed: settings.seed)
            lay(grid, district, perRow, settings, &sewer)
        }
        addSplits(&sewer, settings)
        return sewer
    }

    private static func lay(_ grid: StreetGrid, _ district: Int, _ perRow: Int, _ settings: SampleCitySettings, _ sewer: inout CitySewer) {
        let first = sewer.nodes.count
        var draws = RandomStream(seed: settings.seed, "district", String(district))
        // Sewage of a person: 180 to 220 L a day.
        let litresPerPerson = 180 + 40 * draws.uniform()
        let letter = padded(district + 1, settings.districts > 99 ? 3 : 2)
        let originX = 20_000 + Double(district % perRow * grid.columns) * StreetGrid.spacing
        let originY = 30_000 - Double(district / perRow * grid.rows) * StreetGrid.spacing
        // Manholes are numbered street by street, as on a survey, not along the flow.
        let survey = grid.crossings.indices.sorted {
            (grid.crossings[$0].row, grid.crossings[$0].column) < (grid.crossings[$1].row, grid.crossings[$1].column)
        }
        var number = [Int](repeating: 0, count: grid.crossings.count)
        for (place, index) in survey.enumerated() { number[index] = place + 1 }
        let digits = max(4, String(grid.crossings.count).count)

        for (index, crossing) in grid.crossings.enumerated() {
            let x = originX + Double(crossing.column) * StreetGrid.spacing + 56 * (draws.uniform() - 0.5)
            let y = originY + Double(crossing.row) * StreetGrid.spacing + 56 * (draws.uniform() - 0.5) + 200 * portableSin(x / 2400)
            let toCentre = Double(abs(crossing.column - grid.columns / 2)) / Double(grid.columns)
            let density = 330 * (1.25 - 0.9 * toCentre) * portableExp(0.45 * draws.normal() - 0.1)
            let isEmpty = draws.uniform() < (grid.riverRow(crossing.column) == crossing.row ? 0.6 : 0.12)
            let persons = isEmpty || index == 0 ? 0 : min(1500, Int(density.rounded()))
            let inflow = rounded(Double(persons) * litresPerPerson / 1000 + 8 + 8 * draws.uniform(), 100)
            let node = CityNode(
                id: NodeID("W\(letter)-\(padded(number[index], digits))"), district: district, x: rounded(x, 10), y: rounded(y, 10), persons: persons,
                inflow: inflow)
            if index == 0 {
                sewer.nodes.append(
                    CityNode(
                        id: NodeID("WWTP-\(letter)"), district: district, x: rounded(x + 70, 10), y: rounded(y - 25, 10), persons: 0, invert: 1.5,
                        depth: 6, inflow: 0, isOutfall: true))
            }
            sewer.nodes.append(node)
        }
        sewer.districts.append(first..<sewer.nodes.count)
        size(grid, first, &sewer, &draws)
    }

    /// Pipe sizes by Manning at 70 % of full flow and a peak factor of 2.2, then levels from the plant upstream.
    private static func size(_ grid: StreetGrid, _ first: Int, _ sewer: inout CitySewer, _ draws: inout RandomStream) {
        let last = sewer.nodes.count - 1
        var flow = sewer.nodes[first...].map(\.inflow)
        let downstream = { (node: Int) in node == first + 1 ? first : first + 1 + grid.downstream[node - first - 1] }
        for node in stride(from: last, to: first, by: -1) { flow[downstream(node) - first] += flow[node - first] }
        sewer.pipesOut.append([])
        for node in (first + 1)...max(first + 1, last) {
            let next = downstream(node)
            let (here, there) = (sewer.nodes[node], sewer.nodes[next])
            let length = rounded(((here.x - there.x) * (here.x - there.x) + (here.y - there.y) * (here.y - there.y)).squareRoot() * 1.02, 10)
            var pipe = CityPipe(from: node, to: next, length: length, millimetres: 2400, slope: 0.0008)
            let peak = 2.2 * flow[node - first] / 86_400
            let variation = 0.9 + 0.4 * draws.uniform()
            for size in sizes {
                pipe.millimetres = size.millimetres
                pipe.slope = size.fall * variation
                let metres = Double(size.millimetres) / 1000
                if 0.7 * pipe.fullVelocity * 0.785_398 * metres * metres >= peak { break }
            }
            sewer.nodes[node].invert = rounded(there.invert + pipe.slope * length, 1000)
            sewer.nodes[node].depth = rounded(1.6 + 1.2 * draws.uniform() + Double(pipe.millimetres) / 1000 * 1.5, 100)
            pipe.slope = (sewer.nodes[node].invert - there.invert) / length
            sewer.pipesOut.append([sewer.pipes.count])
            sewer.pipes.append(pipe)
        }
    }

    /// Second pipes out of a few manholes to a lower neighbour, one in 300 manholes and three at least.
    private static func addSplits(_ sewer: inout CitySewer, _ settings: SampleCitySettings) {
        let wanted = max(3, settings.manholes / 300)
        var draws = RandomStream(seed: settings.seed, "splits")
        let flow = sewer.upstreamTotal { sewer.nodes[$0].inflow }
        var made = 0
        var tries = 0
        while made < wanted, tries < wanted * 200 {
            tries += 1
            let node = draws.integer(below: sewer.nodes.count)
            guard sewer.pipesOut[node].count == 1, flow[node] > 300, let main = sewer.pipesOut[node].first else { continue }
            let here = sewer.nodes[node]
            let range = sewer.districts[here.district]
            let candidate = (max(range.lowerBound + 1, node - 2000)..<max(node, range.lowerBound + 1)).reversed().first { other in
                let there = sewer.nodes[other]
                let distance = abs(here.x - there.x) + abs(here.y - there.y)
                return other != sewer.pipes[main].to && distance < 200 && here.invert - there.invert > 0.05
            }
            guard let other = candidate, let between = loop(node, other, sewer) else { continue }
            sewer.forked.formUnion(between)
            let there = sewer.nodes[other]
            let length = rounded(((here.x - there.x) * (here.x - there.x) + (here.y - there.y) * (here.y - there.y)).squareRoot() * 1.02, 10)
            let size = min(600, max(300, sewer.pipes[main].millimetres - 200))
            var second = CityPipe(from: node, to: other, length: length, millimetres: size, slope: (here.invert - there.invert) / length)
            let total = second.conveyance + sewer.pipes[main].conveyance
            second.share = second.conveyance / total
            sewer.pipes[main].share = 1 - second.share
            sewer.pipesOut[node].append(sewer.pipes.count)
            sewer.pipes.append(second)
            made += 1
        }
    }

    /// The nodes on the ways from two manholes until they meet, which they do within a few pipes, or nil.
    private static func loop(_ node: Int, _ other: Int, _ sewer: CitySewer) -> [Int]? {
        var way: [Int] = []
        var next = sewer.mainDownstream(node)
        while next >= 0, way.count < 12 {
            way.append(next)
            next = sewer.mainDownstream(next)
        }
        next = other
        var otherWay: [Int] = []
        for _ in 0..<12 where next >= 0 {
            if let meeting = way.firstIndex(of: next) { return way[..<meeting] + otherWay }
            otherWay.append(next)
            next = sewer.mainDownstream(next)
        }
        return nil
    }

    /// A number to so many parts of one.
    static func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
}
