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

    /// Works out the daily loads and the estimates of a period.
    ///
    /// - Parameter results: of any period; those of other periods are left alone.
    package init(period: Period, results: [LaboratoryResult], programme: Programme, workers: Int) {
        let reckoning = LoadReckoning(results: results, programme: programme, period: period)
        let rules = EstimateRules(period: period, programme: programme, analytes: reckoning.usable.analytes)
        let blocks = reckoning.blocks(ofSites: SiteBlocks.size)
        let pieces = BlockPieces(count: blocks.count)
        onThreads(max(1, min(workers, blocks.count))) { _ in
            var work = SeriesEstimates(rules)
            while let number = pieces.next() {
                let block = reckoning.block(blocks[number])
                var loads = block.loads
                loads.rows.removeAll { !$0.isDaily }
                pieces.put(BlockPiece(estimates: work.estimates(loads), findings: block.findings, loadCount: block.loads.rows.count), at: number)
            }
        }
        let all = pieces.all
        estimates.reserveCapacity(all.reduce(0) { $0 + $1.estimates.count })
        var told: Set<Finding> = []
        for finding in reckoning.usable.findings + all.flatMap(\.findings) + rules.findings where told.insert(finding).inserted { findings.append(finding) }
        for piece in all {
            estimates += piece.estimates
            loadCount += piece.loadCount
        }
    }
}

private struct BlockPiece: Sendable {
    var estimates: [PeriodEstimate] = []
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

    var all: [BlockPiece] { state.withLock { $0.pieces } }
}
