internal import RandomDraws

/// The score of one cell in one campaign.
struct StepScore: Hashable, Sendable {
    enum Basis: String, Sendable { case ownHistory = "own_history", mainEffects = "main_effects" }
    var site: Int
    var series: Int
    var basis: Basis
    var history: Int
    /// The campaign's mean after the network factor.
    var observed: CampaignLoad
    var networkFactor: Double
    var location: Double
    var ownVariance: Double?
    var ownDegrees: Double
    var moderatedVariance: Double
    var degrees: Double
    var predictionSD: Double
    /// Variance of the network factor, as a share of the cell's own.
    var networkShare: Double
    /// From the lower end of the mean: a campaign without a quantified day is never a rise.
    var scoreUp: Double
    /// From the upper end of the mean: a campaign without a quantified day counts as its limits.
    var scoreDown: Double
    var pUp: Double
    var pDown: Double
}

/// The scores of a campaign and the variance that its cells share.
struct StepScores: Sendable {
    var prior: VariancePrior
    var scores: [StepScore]
    /// The earlier campaigns behind each score, after the network factor, oldest first.
    var histories: [[WeightedInterval]]
    /// Cells with a value now but fewer than two earlier campaigns.
    var withoutHistory: [(site: Int, series: Int)]
}

/// Whether a campaign's mean load departs from what the site's earlier campaigns lead to expect.
///
/// The moderated predictive t on logarithms: (1) the factor that the network shares is
/// taken out; (2) each cell's location and spread come from its own earlier campaigns
/// (`CampaignLoad`), those without a quantified day kept as intervals; (3) the spread is moderated towards what
/// all cells show; (4) `T = (new - location) / (spread · √(1 + 1/n))`, with the error of
/// the network factor added. Cells with fewer than three measured campaigns take the shared
/// spread, and their location leans on site and analyte effects, also where nothing was ever
/// quantified, if the analyte was measured at five sites at least.
///
/// - Source: the moderated variance is Smyth's (see `VariancePrior`); down-weighting of past
///   outliers at 2.58 follows Noufaily et al. 2013, Stat. Med. 32:1206, doi:10.1002/sim.5595.
enum StepTest {
    /// Fewest earlier campaigns of a cell that is tested: with two, up to a quarter of the discoveries were false in simulations.
    static let fewestCampaigns = 3
    /// Beyond this many standard deviations an earlier campaign loses weight.
    static let outlyingScore = 2.58
    /// From so many cells on, all processors work on them.
    static let largeProgramme = 2000

    private struct Cell: Sendable {
        var site: Int
        var series: Int
        var observed: CampaignLoad
        var networkFactor: Double
        var networkSites: Int
        var values: [WeightedInterval]
        var fit: (mean: Double, variance: Double)?
        var degrees = 0.0
        var weight: Double { values.reduce(0) { $0 + $1.weight } }
        var isMeasured: Bool { values.contains { $0.low.isFinite } }
    }

    /// Scores all cells of a campaign.
    ///
    /// - Parameters:
    ///   - history: the campaigns to learn from; the ones before `target` where nil.
    ///   - fewest: earlier campaigns that a cell must have to be scored.
    ///   - correctedSites: for each site corrected for a fault, the variance of the correction, which is added.
    /// - Complexity: linear in the cells times their campaigns, with a sort of a few values in each.
    static func scores(
        _ matrix: LoadMatrix, target: Int, history chosen: [Int]? = nil, fewest: Int = fewestCampaigns, correctedSites: [Int: Double] = [:]
    ) -> StepScores {
        let history = chosen ?? Array(0..<target)
        let isLarge = matrix.sites * matrix.series >= largeProgramme
        let parts = inParts(matrix.series, isLarge: isLarge) { $0.map { gathered(matrix, series: $0, target: target, history: history, fewest: fewest) } }
        let withoutHistory = parts.flatMap(\.withoutHistory)
        var cells = parts.flatMap(\.cells)
        cells = inParts(cells.count, isLarge: isLarge) { range in
            var part = Array(cells[range])
            fit(&part)
            return part
        }
        if let first = pooled(cells) {
            cells = inParts(cells.count, isLarge: isLarge) { range in
                var part = Array(cells[range])
                for index in part.indices where downweigh(&part[index], pooledSD: first.variance.squareRoot()) { fit(&part[index]) }
                return part
            }
        }
        let fallback = VariancePrior(variance: median(cells.compactMap(\.fit?.variance)) ?? 0, degrees: 0)
        let prior = pooled(cells) ?? fallback
        let effects = MainEffects(
            cells.compactMap { cell in cell.fit.map { (cell.site, cell.series, $0.mean) } }, sites: matrix.sites, analytes: matrix.series)
        var measuredSites = Array(repeating: 0, count: matrix.series)
        for cell in cells where cell.fit != nil { measuredSites[cell.series] += 1 }
        let scored = inParts(cells.count, isLarge: isLarge) { range in
            range.compactMap { index -> (score: StepScore, history: [WeightedInterval])? in
                let cell = cells[index]
                // Never quantified here, and at few sites elsewhere: that is the question of a first detection.
                guard cell.isMeasured || measuredSites[cell.series] >= NetworkFactor.fewestSites,
                    let score = score(cell, prior: prior, effects: effects, correctionVariance: correctedSites[cell.site] ?? 0)
                else { return nil }
                return (score, cell.values)
            }
        }
        return StepScores(prior: prior, scores: scored.map(\.score), histories: scored.map(\.history), withoutHistory: withoutHistory)
    }

    /// The cells of one series with the campaigns behind them.
    private static func gathered(
        _ matrix: LoadMatrix, series: Int, target: Int, history: [Int], fewest: Int
    ) -> (cells: [Cell], withoutHistory: [(site: Int, series: Int)]) {
        var cells: [Cell] = []
        cells.reserveCapacity(matrix.sites)
        var withoutHistory: [(site: Int, series: Int)] = []
        let network = NetworkFactor(matrix, series: series, history: history, target: target)
        for site in 0..<matrix.sites {
            guard let new = matrix[target, site, series] else { continue }
            var values: [WeightedInterval] = []
            values.reserveCapacity(history.count)
            for campaign in history {
                guard let load = matrix[campaign, site, series] else { continue }
                let factor = network.logFactor(campaign, site)
                values.append(WeightedInterval(low: load.low - factor, high: load.high - factor, weight: 1))
            }
            guard values.count >= fewest else {
                withoutHistory.append((site, series))
                continue
            }
            let factor = network.logFactor(target, site)
            cells.append(
                Cell(
                    site: site, series: series, observed: new.shifted(by: factor), networkFactor: factor,
                    networkSites: network.siteCounts[target], values: values))
        }
        return (cells, withoutHistory)
    }

    /// The spread that the cells share, by likelihood: the moments of ln s² are ruled by cells whose few campaigns happen to lie close. Where
    /// cells have fewer than three, they cannot vouch for one another's likeness: at most 12 degrees of freedom are lent.
    private static func pooled(_ cells: [Cell]) -> VariancePrior? {
        let variances = cells.compactMap { cell in cell.fit.map { (variance: $0.variance, degrees: cell.degrees) } }
        let degrees = variances.reduce(0) { $0 + $1.degrees }
        return VariancePrior.fitByLikelihood(variances, mostDegrees: degrees < 3 * Double(variances.count) ? 12 : 48)
    }

    /// Own location and spread where there are at least three measured campaigns, or all (at least two) are measured.
    private static func fit(_ cells: inout [Cell]) { for index in cells.indices { fit(&cells[index]) } }

    private static func fit(_ cell: inout Cell) {
        let exact = cell.values.count(where: \.isExact)
        cell.fit = nil
        guard exact >= 3 || (exact == cell.values.count && exact >= 2) else { return }
        cell.fit = CensoredFit.locationAndScale(cell.values)
        cell.degrees = cell.values.reduce(0) { $0 + ($1.isExact ? $1.weight : 0) } - 1
    }

    /// Earlier campaigns far from the median lose weight, so that a past dump does not hide a new one.
    ///
    /// The yardstick is the larger of the shared spread and the cell's own median deviation,
    /// so that a cell that always varies widely is not taken for one with outliers. Of
    /// fewer than four campaigns none can be told to be the odd one.
    ///
    /// - Returns: whether any did.
    private static func downweigh(_ cell: inout Cell, pooledSD: Double) -> Bool {
        var exact: [Double] = []
        exact.reserveCapacity(cell.values.count)
        for value in cell.values where value.isExact { exact.append((value.low + value.high) / 2) }
        guard exact.count >= 4, let centre = medianInPlace(&exact) else { return false }
        guard exact.contains(where: { ($0 - centre).magnitude > outlyingScore * pooledSD }) else { return false }
        let scale = max(pooledSD, robustSD(exact) ?? 0)
        guard scale > 0 else { return false }
        var isChanged = false
        for index in cell.values.indices where cell.values[index].isExact {
            let middle = (cell.values[index].low + cell.values[index].high) / 2
            let score = (middle - centre).magnitude / scale
            guard score > outlyingScore else { continue }
            cell.values[index].weight = outlyingScore / score
            isChanged = true
        }
        return isChanged
    }

    private static func score(_ cell: Cell, prior: VariancePrior, effects: MainEffects?, correctionVariance: Double) -> StepScore? {
        let location: Double
        let moderated: (variance: Double, degrees: Double)
        var predictive: Double
        let basis: StepScore.Basis
        if let fit = cell.fit {
            moderated = prior.moderated(variance: fit.variance, degrees: cell.degrees)
            location = fit.mean
            predictive = moderated.variance * (1 + 1 / cell.weight)
            basis = .ownHistory
        } else {
            guard let effects, prior.variance > 0 else { return nil }
            moderated = (prior.variance, prior.degrees)
            let posterior = CensoredFit.location(
                cell.values, sd: prior.variance.squareRoot(), priorMean: effects.location(cell.site, cell.series),
                priorVariance: effects.variance)
            location = posterior.mean
            predictive = prior.variance + posterior.variance
            basis = .mainEffects
        }
        // The median of m values has π/2 times the variance of their mean.
        let networkShare = cell.networkSites > 0 ? 1.5707963267948966 / Double(cell.networkSites) : 0
        predictive += moderated.variance * networkShare
        predictive += correctionVariance
        guard moderated.degrees > 0, predictive > 0 else { return nil }
        let sd = predictive.squareRoot()
        let up = (cell.observed.low - location) / sd
        let down = (cell.observed.high - location) / sd
        let pUp = up == -.infinity ? 1 : studentUpperTail(up, degreesOfFreedom: moderated.degrees)
        return StepScore(
            site: cell.site, series: cell.series, basis: basis, history: cell.values.count, observed: cell.observed,
            networkFactor: cell.networkFactor, location: location, ownVariance: cell.fit?.variance, ownDegrees: cell.fit == nil ? 0 : cell.degrees,
            moderatedVariance: moderated.variance, degrees: moderated.degrees, predictionSD: sd, networkShare: networkShare, scoreUp: up,
            scoreDown: down, pUp: pUp, pDown: up == down ? 1 - pUp : studentUpperTail(-down, degreesOfFreedom: moderated.degrees))
    }
}
