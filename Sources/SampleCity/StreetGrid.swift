import RandomDraws

/// The street crossings of one district, as a jittered grid along a river, and the cheapest
/// ways from them to the plant.
///
/// Sewers follow streets: the tree of cheapest ways on a street grid, with the river's bank
/// and the main streets cheap, has the look and the statistics of a real one, long chains,
/// few junctions, a trunk along the river. Only the crossings nearest to the plant (in that
/// cost) are built, so the edge of the town is ragged.
struct StreetGrid {
    /// Distance between crossings, m.
    static let spacing = 120.0
    let columns: Int
    let rows: Int
    /// Crossings in the order in which the ways reach them, from the plant upstream: column, row.
    private(set) var crossings: [(column: Int, row: Int)] = []
    /// For each crossing, the one that its sewer drains to; -1 at the plant.
    private(set) var downstream: [Int] = []
    private let firstColumn: Int

    /// The size of a grid that has room for so many crossings.
    static func size(for crossings: Int) -> (columns: Int, rows: Int) {
        let columns = Int((Double(crossings) * 1.9).squareRoot().rounded(.up)) + 1
        return (columns, (columns * 2 + 2) / 3)
    }

    /// Lays out so many crossings of a district whose grid starts at a column and row of the city's.
    init(crossings count: Int, columns: Int, rows: Int, firstColumn: Int, firstRow: Int, seed: UInt64) {
        self.columns = columns
        self.rows = rows
        self.firstColumn = firstColumn
        var draws = RandomStream(seed: seed, "streets", String(firstColumn), String(firstRow))
        var isOpen = [Bool](repeating: true, count: columns * rows)
        var eastCost = [Int](repeating: 0, count: columns * rows)
        var northCost = eastCost
        for column in 0..<columns {
            for row in 0..<rows {
                let cell = column * rows + row
                let isBank = isOnBank(column, row)
                let isMain = column % 6 == 3 || row % 7 == 2
                isOpen[cell] = draws.uniform() > 0.06 || isBank || isMain
                eastCost[cell] = isBank && isOnBank(column + 1, row) ? 12 : (row % 7 == 2 ? 38 : 70 + draws.integer(below: 60))
                northCost[cell] = isBank && isOnBank(column, row + 1) ? 12 : (column % 6 == 3 ? 30 : 70 + draws.integer(below: 60))
            }
        }
        grow(count, from: (columns - 1) * rows + riverRow(columns - 1), isOpen: isOpen, eastCost: eastCost, northCost: northCost)
    }

    /// The row of the river's bank at a column: a wave that runs on from district to district.
    func riverRow(_ column: Int) -> Int {
        let wave = portableSin(Double(firstColumn + column) * 0.21)
        return min(rows - 1, max(0, Int((Double(rows) * (0.5 + 0.09 * wave)).rounded())))
    }

    private func isOnBank(_ column: Int, _ row: Int) -> Bool {
        guard column < columns, row < rows else { return false }
        let here = riverRow(column)
        let before = column > 0 ? riverRow(column - 1) : here
        return row >= min(here, before) && row <= max(here, before)
    }

    /// Dijkstra's ways (E. W. Dijkstra, Numerische Mathematik 1 (1959) 269), ties by cell, until enough crossings are reached.
    private mutating func grow(_ count: Int, from root: Int, isOpen: [Bool], eastCost: [Int], northCost: [Int]) {
        var best = [Int](repeating: Int.max, count: columns * rows)
        var parent = [Int](repeating: -1, count: columns * rows)
        var number = [Int](repeating: -1, count: columns * rows)
        var heap = CostHeap()
        best[root] = 0
        heap.push(cost: 0, cell: root)
        crossings.reserveCapacity(count)
        while crossings.count < count, let (cost, cell) = heap.pop() {
            guard number[cell] < 0 else { continue }
            number[cell] = crossings.count
            let column = cell / rows
            let row = cell % rows
            crossings.append((column, row))
            downstream.append(parent[cell] < 0 ? -1 : number[parent[cell]])
            func relax(_ next: Int, _ step: Int) {
                guard isOpen[next], number[next] < 0, cost + step < best[next] else { return }
                best[next] = cost + step
                parent[next] = cell
                heap.push(cost: cost + step, cell: next)
            }
            if column + 1 < columns { relax(cell + rows, eastCost[cell]) }
            if column > 0 { relax(cell - rows, eastCost[cell - rows]) }
            if row + 1 < rows { relax(cell + 1, northCost[cell]) }
            if row > 0 { relax(cell - 1, northCost[cell - 1]) }
        }
    }
}

/// A binary heap of cells by cost, then by cell.
private struct CostHeap {
    private var entries: [(cost: Int, cell: Int)] = []

    private func precedes(_ left: Int, _ right: Int) -> Bool { entries[left] < entries[right] }

    mutating func push(cost: Int, cell: Int) {
        entries.append((cost, cell))
        var child = entries.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> (cost: Int, cell: Int)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && precedes(child, least) { least = child }
            if least == parent { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
