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

    /// The drift of each cell that was scored in this campaign and at least twice before.
    ///
    /// - Parameter current: the scores of this campaign.
    static func drifts(_ matrix: LoadMatrix, target: Int, current: StepScores) -> [DriftScore] {
        guard target >= fewestCampaigns else { return [] }
        let first = max(fewestBeforeScore, target - mostScores + 1)
        var sums = Array(repeating: (mean: 0.0, sum: 0.0, count: 0), count: matrix.sites * matrix.series)
        for campaign in first...target {
            let scores = campaign == target ? current.scores : StepTest.scores(matrix, target: campaign, fewest: fewestBeforeScore).scores
            for score in scores {
                let place = score.site * matrix.series + score.series
                let z = standardised(score)
                sums[place].mean = (1 - weight) * sums[place].mean + weight * z
                sums[place].sum = max(0, sums[place].sum + z - allowance)
                sums[place].count += 1
            }
        }
        return current.scores.compactMap { score in
            let sum = sums[score.site * matrix.series + score.series]
            guard sum.count >= 3 else { return nil }
            let decay = portablePow(1 - weight, 2 * Double(sum.count))
            let sd = (weight / (2 - weight) * (1 - decay)).squareRoot()
            return DriftScore(
                site: score.site, series: score.series, campaigns: sum.count, mean: sum.mean, sd: sd, sum: sum.sum,
                meanPValue: normalCDF(-sum.mean / sd), sumPValue: sumTail(sum.sum, campaigns: sum.count))
        }
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
        guard let middle = score.observed.isExact ? score.observed.middle : nil else {
            let up = normal(score.scoreUp, score.degrees)
            return up > 0 ? up : min(0, normal(score.scoreDown, score.degrees))
        }
        return normal((middle - score.location) / score.predictionSD, score.degrees)
    }

    static func normal(_ t: Double, _ degrees: Double) -> Double {
        let tail = studentUpperTail(t.magnitude, degreesOfFreedom: degrees)
        let size = tail > 0 ? min(largestScore, -normalQuantile(tail)) : largestScore
        return t < 0 ? -size : size
    }
}
