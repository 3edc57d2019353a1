internal import RandomDraws

/// The weighted sum of a cell's recent scores.
struct DriftScore: Hashable, Sendable {
    var site: Int
    var series: Int
    /// Campaigns with a score, this one included.
    var campaigns: Int
    /// Exponentially weighted mean of the scores.
    var mean: Double
    /// Standard deviation of that mean where nothing drifts.
    var sd: Double
    /// Sum of what the scores exceed the allowance by, held at zero from below.
    var sum: Double
    /// Chances that as much would be reached where nothing drifts.
    var meanPValue: Double
    var sumPValue: Double
    var score: Double { mean / sd }
    /// Of either: twice the smaller.
    var pValue: Double { min(1, 2 * min(meanPValue, sumPValue)) }
}

/// Whether the scores of recent campaigns lean upwards together, each too small to tell alone.
///
/// Two charts of standardised predictive scores, each score from the campaigns before it
/// alone, so that they are independent where nothing drifts: an exponentially weighted mean,
/// quick to see a shift of late, with the variance `λ/(2 - λ) · (1 - (1 - λ)^2t)` after t scores;
/// and a cumulative sum, which loses nothing of a small shift that lasts. Neither has a limit of
/// its own: their chances go through the campaign's rate of false discoveries, as with hundreds of
/// series limits that signal once in a hundred campaigns would signal in each.
///
/// - Source: Roberts 1959, Technometrics 1:239; exact variance as in Lucas and Saccucci 1990, Technometrics 32:1.
package enum DriftTest {
    static let weight = 0.3
    /// Half of the shift that the sum is to find soonest, in standard deviations.
    static let allowance = 0.5
    /// Fewest earlier campaigns.
    static let fewestCampaigns = 4
    /// Fewest campaigns before one whose score enters the mean: such a score is no verdict, and its few degrees of freedom hold it small.
    static let fewestBeforeScore = 2
    /// Scores older than this weigh less than 6 %.
    static let mostScores = 8
    /// One campaign alone may not carry the mean: that is a step.
    static let largestScore = 4.0

    /// The drift of each cell that was scored in this campaign and could be at least twice before.
    ///
    /// Each earlier score is that of a campaign against the campaigns before it, with the spread that
    /// cells share as it is known today; a campaign that was only bounded counts among the others as
    /// what it is expected to be. O(1) a campaign.
    static func drifts(_ current: StepScores) -> [DriftScore] {
        var found: [DriftScore] = []
        found.reserveCapacity(current.scores.count)
        for (score, history) in zip(current.scores, current.histories) where history.count >= fewestCampaigns {
            var mean = 0.0
            var sum = 0.0
            var count = 0
            func add(_ z: Double) {
                mean = (1 - weight) * mean + weight * z
                sum = max(0, sum + z - allowance)
                count += 1
            }
            let first = max(fewestBeforeScore, history.count + 1 - mostScores)
            if let variance = score.ownVariance {
                let sd = variance.squareRoot()
                var known = (count: 0.0, mean: 0.0, squares: 0.0, exact: 0.0)
                for (index, value) in history.enumerated() {
                    if index >= first, known.exact >= 2 {
                        let own = known.squares / (known.count - 1)
                        let moderated = current.prior.moderated(variance: own, degrees: known.exact - 1)
                        let spread = (moderated.variance * (1 + 1 / known.count + score.networkShare)).squareRoot()
                        if spread > 0 { add(standardised(value, location: known.mean, sd: spread, degrees: moderated.degrees)) }
                    }
                    let filled = CensoredFit.truncatedMoments(low: value.low, high: value.high, mean: score.location, sd: sd).mean
                    known.count += 1
                    let distance = filled - known.mean
                    known.mean += distance / known.count
                    known.squares += distance * (filled - known.mean)
                    if value.isExact { known.exact += 1 }
                }
            } else {
                for value in history[first...] { add(standardised(value, location: score.location, sd: score.predictionSD, degrees: score.degrees)) }
            }
            add(standardised(score))
            guard count >= 3 else { continue }
            let decay = portablePow(1 - weight, 2 * Double(count))
            let sd = (weight / (2 - weight) * (1 - decay)).squareRoot()
            found.append(
                DriftScore(
                    site: score.site, series: score.series, campaigns: count, mean: mean, sd: sd, sum: sum, meanPValue: normalCDF(-mean / sd),
                    sumPValue: sumTail(sum, campaigns: count)))
        }
        return found
    }

    /// The largest sum that the scores allow, and steps of the grid on which its chances are worked out: 0.07 standard deviations each.
    private static let largestSum = Double(mostScores) * (largestScore - allowance)
    private static let gridSteps = 400
    private static let sumTails = ControlChart.cumulativeSum(allowance: allowance, limit: largestSum).tails(
        campaigns: mostScores, states: gridSteps)

    /// The chance of a cumulative sum of at least so much after so many scores where nothing drifts.
    package static func sumTail(_ sum: Double, campaigns: Int) -> Double {
        guard sum > 0, campaigns >= 1, sumTails.indices.contains(campaigns - 1) else { return 1 }
        let step = Int(min(Double(gridSteps - 1), (sum / (2 * largestSum / Double(2 * gridSteps - 1))).rounded(.down)))
        return sumTails[campaigns - 1][max(step, 0)]
    }

    /// The score as a standard normal number; a campaign that was only bounded counts upwards for nothing.
    static func standardised(_ score: StepScore) -> Double {
        standardised(
            WeightedInterval(low: score.observed.low, high: score.observed.high), location: score.location, sd: score.predictionSD,
            degrees: score.degrees)
    }

    private static func standardised(_ value: WeightedInterval, location: Double, sd: Double, degrees: Double) -> Double {
        if value.isExact { return normal(((value.low + value.high) / 2 - location) / sd, degrees) }
        let up = normal((value.low - location) / sd, degrees)
        return up > 0 ? up : min(0, normal((value.high - location) / sd, degrees))
    }

    /// The normal score of a t: `(8d + 1)/(8d + 3) · √(d ln(1 + t²/d))`, right to 0.02 from three degrees of freedom on.
    ///
    /// - Source: Wallace 1959, Ann. Math. Stat. 30:1121, doi:10.1214/aoms/1177706092.
    static func normal(_ t: Double, _ degrees: Double) -> Double {
        guard t.isFinite else { return t < 0 ? -largestScore : largestScore }
        guard degrees.isFinite else { return max(-largestScore, min(largestScore, t)) }
        let size = (8 * degrees + 1) / (8 * degrees + 3) * (degrees * portableLog1p(t * t / degrees)).squareRoot()
        return t < 0 ? -min(size, largestScore) : min(size, largestScore)
    }
}
