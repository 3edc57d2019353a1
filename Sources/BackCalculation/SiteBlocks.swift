internal import DelimitedText
package import Findings
package import Monitoring
package import ProgrammeFiles
internal import Synchronization

/// A period worked out in blocks of sites, on several threads: for programmes of a whole country.
///
/// Nothing of a site's loads and estimates depends on another site, so that a block holds no more than its own results, and
/// the memory of one block serves the next. Blocks are put together in the order of sites: the same bytes for any number of
/// workers.
package struct SiteBlocks: Sendable {
    /// Sites of a block: about 2 MB of loads with seven days of 20 substances.
    package static let size = 64

    /// Estimates sorted by site and analyte.
    package private(set) var estimates: [PeriodEstimate] = []
    /// Each once, in the order of the blocks.
    package private(set) var findings: [Finding] = []
    /// How many daily loads with their intervals were worked out.
    package private(set) var loadCount = 0

    /// Works out the daily loads and the estimates of a period.
    ///
    /// - Parameters:
    ///   - results: of the period; those of samples that are no site's give no load, and no finding here.
    ///   - take: is given the loads of each block, on any of the threads, in any order of blocks.
    package init(
        period: Period, results: [LaboratoryResult], programme: Programme, workers: Int,
        take: @Sendable (_ block: Int, _ loads: [DailyLoad]) -> Void = { _, _ in }
    ) {
        let sites = programme.sites.map(\.code).sorted()
        var blockOf: [SiteCode: Int] = [:]
        for (rank, site) in sites.enumerated() { blockOf[site] = rank / SiteBlocks.size }
        let count = (sites.count + SiteBlocks.size - 1) / SiteBlocks.size
        var blocks = [Programme](repeating: SiteBlocks.common(programme), count: count)
        for site in programme.sites { if let block = blockOf[site.code] { blocks[block].sites.append(site) } }
        for row in programme.populations { if let block = blockOf[row.site] { blocks[block].populations.append(row) } }
        var blockOfSample: [SampleID: Int] = [:]
        blockOfSample.reserveCapacity(programme.samples.count)
        for sample in programme.samples where period.contains(sample.date) {
            guard let block = blockOf[sample.site] else { continue }
            blocks[block].samples.append(sample)
            blockOfSample[sample.id] = block
        }
        var members = [[Int]](repeating: [], count: count)
        // Results of one sample stand together in most files: the last sample found is asked first.
        var last: (id: SampleID, block: Int)?
        for index in results.indices {
            guard let id = results[index].sample else { continue }
            if last?.id != id {
                guard let block = blockOfSample[id] else { continue }
                last = (id, block)
            }
            if let block = last?.block { members[block].append(index) }
        }
        let pieces = BlockPieces(count: count)
        let (held, indexes) = (blocks, members)
        onThreads(max(1, min(workers, count))) { _ in
            while let block = pieces.next() {
                let own = indexes[block].map { results[$0] }
                let table = DailyLoadTable.loads(results: own, programme: held[block])
                let (estimates, findings) = PeriodEstimates.estimates(period: period, loads: table.loads, programme: held[block])
                take(block, table.loads)
                pieces.put(BlockPiece(estimates: estimates, findings: table.findings + findings, loadCount: table.loads.count), at: block)
            }
        }
        var told: Set<Finding> = []
        for piece in pieces.all {
            estimates += piece.estimates
            loadCount += piece.loadCount
            for finding in piece.findings where told.insert(finding).inserted { findings.append(finding) }
        }
    }

    /// What the blocks share of a programme: all but sites, populations and samples.
    private static func common(_ programme: Programme) -> Programme {
        var common = programme
        common.sites = []
        common.populations = []
        common.samples = []
        return common
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
