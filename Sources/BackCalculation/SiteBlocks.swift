internal import DelimitedText
package import Findings
package import Monitoring
package import ProgrammeFiles
internal import Synchronization

/// A period worked out in blocks of sites, on several threads: for programmes of a whole country.
///
/// Nothing of a site's loads and estimates depends on another site, so that a block holds no more than its own loads, and
/// the memory of one block serves the next. Blocks are put together in the order of sites: the same bytes for any number of
/// workers.
package struct SiteBlocks: Sendable {
    /// Sites of a block: about 1.5 MB of loads with seven days of 20 substances.
    package static let size = 64

    /// Estimates sorted by site and analyte.
    package private(set) var estimates: [PeriodEstimate] = []
    /// Each once, in the order of the blocks.
    package private(set) var findings: [Finding] = []
    /// How many daily loads with their intervals were worked out.
    package private(set) var loadCount = 0
    /// The loads themselves, sorted as those of a `DailyLoadTable`; empty where they were not asked for.
    package private(set) var loads: [DailyLoad] = []

    /// Works out the daily loads and the estimates of a period.
    ///
    /// - Parameters:
    ///   - results: of any period; those of other periods are left alone.
    ///   - keepsLoads: whether the loads are wanted beside the estimates.
    package init(period: Period, results: [LaboratoryResult], programme: Programme, workers: Int, keepsLoads: Bool = false) {
        let reckoning = LoadReckoning(results: results, programme: programme, period: period)
        let rules = EstimateRules(period: period, programme: programme, analytes: reckoning.usable.analytes)
        let blocks = reckoning.blocks(ofSites: SiteBlocks.size)
        let pieces = BlockPieces(count: blocks.count)
        onThreads(max(1, min(workers, blocks.count))) { _ in
            var work = SeriesEstimates(rules)
            while let number = pieces.next() {
                let block = reckoning.block(blocks[number])
                var daily = block.loads
                daily.rows.removeAll { !$0.isDaily }
                pieces.put(
                    BlockPiece(
                        estimates: work.estimates(daily), loads: keepsLoads ? reckoning.named(block.loads) : [], findings: block.findings,
                        loadCount: block.loads.rows.count),
                    at: number)
            }
        }
        var told: Set<Finding> = []
        func tell(_ findings: [Finding]) { for finding in findings where told.insert(finding).inserted { self.findings.append(finding) } }
        tell(reckoning.usable.findings)
        let counts = pieces.counts
        estimates.reserveCapacity(counts.estimates)
        loads.reserveCapacity(counts.loads)
        for number in blocks.indices {
            let piece = pieces.take(number)
            estimates += piece.estimates
            loads += piece.loads
            loadCount += piece.loadCount
            tell(piece.findings)
        }
        tell(rules.findings)
    }
}

private struct BlockPiece: Sendable {
    var estimates: [PeriodEstimate] = []
    var loads: [DailyLoad] = []
    var findings: [Finding] = []
    var loadCount = 0
}

/// Hands out the numbers of blocks, and keeps what was worked out for each.
private final class BlockPieces: Sendable {
    private let state: Mutex<(next: Int, pieces: [BlockPiece])>
    private let count: Int

    init(count: Int) {
        self.count = count
        state = Mutex((0, Array(repeating: BlockPiece(), count: count)))
    }

    func next() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func put(_ piece: BlockPiece, at block: Int) { state.withLock { $0.pieces[block] = piece } }

    /// Takes out what was worked out for a block, so that its memory is free as soon as it is copied.
    func take(_ block: Int) -> BlockPiece {
        state.withLock { state in
            let piece = state.pieces[block]
            state.pieces[block] = BlockPiece()
            return piece
        }
    }

    var counts: (estimates: Int, loads: Int) {
        state.withLock { state in (state.pieces.reduce(0) { $0 + $1.estimates.count }, state.pieces.reduce(0) { $0 + $1.loads.count }) }
    }
}
