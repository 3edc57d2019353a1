internal import Monitoring
internal import RandomDraws

/// The part of the sewer whose points lean upwards together most.
struct SubtreeCluster: Hashable, Sendable {
    /// The lowest point of the part; all points above belong to it.
    var site: Int
    var analyte: Int
    /// Points of the part that were scored.
    var sites: [Int]
    /// Sum of their standardised scores over the root of their number.
    var score: Double
    /// Of the largest such score anywhere in the sewer.
    var pValue: Double
}

/// Whether all points above some place of the sewer rise together, none of them enough to tell alone.
///
/// For each place the log-likelihood ratio of a common rise on the log scale, `(Σz)²/2n` of the
/// standardised scores above; the largest over all places is judged against resamples of the
/// model: each stretch of the sewer varies by itself, a point carries the stretches above it in
/// proportion to their usual loads, and scores have the degrees of freedom of their own
/// spread. So points that carry one another's load are not taken for independent witnesses.
///
/// - Source: Kulldorff 1997, Commun. Stat. Theory Methods 26:1481, for the scan; small chances from Gumbel's
///   distribution fitted to the resamples: Abrams, Kulldorff and Kleinman 2010, Int. J. Health Geogr. 9:61, doi:10.1186/1476-072X-9-61.
enum SubtreeScan {
    /// Resamples of the model.
    static let resamples = 999
    /// Fewest scored points of a part.
    static let fewestSites = 2
    /// A part below this score is not resampled: even a single part would show it once in sixteen campaigns.
    static let leastScore = 1.5

    /// One place of the sewer, as indices into the scored points.
    private struct Part {
        var site: Int
        var members: [Int]
    }

    /// The strongest part for each analyte that is scored at two nested points at least.
    ///
    /// - Parameters:
    ///   - loads: usual mass loads at the sites, g/d, by site and analyte; nil where not known.
    ///   - seed: of the resamples, with the analyte's code: the same whatever the order of rows.
    static func clusters(
        _ table: CampaignTable, points: NestedPoints, scores: [StepScore], isTested: (Int) -> Bool, loads: (Int, Int) -> Double?, seed: UInt64
    ) -> [SubtreeCluster] {
        let trees = points.subtrees().filter { $0.value.count >= fewestSites }
        guard !trees.isEmpty else { return [] }
        var byAnalyte: [Int: [StepScore]] = [:]
        for score in scores where isTested(score.series) { byAnalyte[score.series, default: []].append(score) }
        return byAnalyte.keys.sorted().compactMap { analyte in
            let own = (byAnalyte[analyte] ?? []).sorted { $0.site < $1.site }
            let place = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1.site, $0) })
            let parts = trees.keys.sorted().compactMap { site -> Part? in
                let members = (trees[site] ?? []).compactMap { place[$0] }
                return members.count >= fewestSites ? Part(site: site, members: members) : nil
            }
            let z = own.map(DriftTest.standardised)
            guard let best = strongest(parts, z) else { return nil }
            var cluster = SubtreeCluster(
                site: best.part.site, analyte: analyte, sites: best.part.members.map { own[$0].site }, score: best.score, pValue: 1)
            guard best.score >= leastScore else { return cluster }
            let stream = RandomStream(seed: seed, "scan", table.analytes[analyte].rawValue)
            cluster.pValue = chance(best.score, parts, own, points, loads: { loads($0, analyte) }, stream: stream)
            return cluster
        }
    }

    private static func strongest(_ parts: [Part], _ z: [Double]) -> (part: Part, score: Double)? {
        var best: (part: Part, score: Double)?
        for part in parts {
            let score = part.members.reduce(0) { $0 + z[$1] } / Double(part.members.count).squareRoot()
            if best.map({ score > $0.score }) ?? true { best = (part, score) }
        }
        return best
    }

    /// The chance of a largest score of at least this one where nothing rises.
    private static func chance(
        _ observed: Double, _ parts: [Part], _ own: [StepScore], _ points: NestedPoints, loads: (Int) -> Double?, stream: RandomStream
    ) -> Double {
        var stream = stream
        let shares = stretchShares(own, points, loads: loads)
        var largest: [Double] = []
        largest.reserveCapacity(resamples)
        var z = Array(repeating: 0.0, count: own.count)
        var stretches = Array(repeating: 0.0, count: points.upstream.count)
        for _ in 0..<resamples {
            for site in points.order { stretches[site] = stream.normal() }
            for (index, score) in own.enumerated() {
                var sum = 0.0
                for (site, share) in shares[index] { sum += share * stretches[site] }
                if score.degrees.isFinite {
                    // A chi-square of d degrees of freedom is twice a gamma of d/2.
                    let spread = 2 * stream.gamma(shape: score.degrees / 2) / score.degrees
                    sum = DriftTest.normal(sum / max(spread, 1e-12).squareRoot(), score.degrees)
                }
                z[index] = sum
            }
            if let best = strongest(parts, z) { largest.append(best.score) }
        }
        let exceeding = largest.count { $0 >= observed }
        if exceeding >= 10 { return Double(exceeding + 1) / Double(resamples + 1) }
        // Gumbel by moments: scale sd √6/π, location mean less Euler's constant times the scale.
        let mean = largest.reduce(0, +) / Double(largest.count)
        let scale = (variance(largest) ?? 0).squareRoot() * 0.7796968012336761
        guard scale > 0 else { return Double(exceeding + 1) / Double(resamples + 1) }
        let reduced = (observed - (mean - 0.5772156649015329 * scale)) / scale
        return min(1, -portableExpm1(-portableExp(-reduced)))
    }

    /// For each scored point the stretches that it carries and their parts in its variation; squares add up to one.
    private static func stretchShares(_ own: [StepScore], _ points: NestedPoints, loads: (Int) -> Double?) -> [[(Int, Double)]] {
        let trees = points.subtrees()
        return own.map { score in
            let tree = trees[score.site] ?? [score.site]
            // What a stretch adds is its point's load less that of the points above; at least a tenth of it, so that none vanishes.
            let added = tree.map { site -> (Int, Double) in
                let load = loads(site) ?? 1
                let above = points.upstream[site].reduce(0) { $0 + (loads($1) ?? 0) }
                return (site, max(load - above, 0.1 * load))
            }
            let norm = added.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
            return norm > 0 ? added.map { ($0.0, $0.1 / norm) } : [(score.site, 1)]
        }
    }
}
