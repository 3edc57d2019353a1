/// Adjusted p-values: the smallest rate of false discoveries at which each test is one.
///
/// - Source: Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289; Benjamini and Yekutieli
///   2001, Ann. Stat. 29:1165, doi:10.1214/aos/1013699998, for any dependence among the tests.
package enum FalseDiscoveryRate {
    /// Returns the q-value of each p-value, in the order given; ties get the same.
    ///
    /// With `anyDependence` each is multiplied by `1 + 1/2 + … + 1/m` (Benjamini-Yekutieli).
    /// One sort: O(m log m).
    package static func qValues(_ pValues: [Double], anyDependence: Bool = false) -> [Double] {
        let count = pValues.count
        guard count > 0 else { return [] }
        let order = pValues.indices.sorted { pValues[$0] == pValues[$1] ? $0 < $1 : pValues[$0] < pValues[$1] }
        var scale = Double(count)
        if anyDependence {
            var sum = 0.0
            for rank in 1...count { sum += 1 / Double(rank) }
            scale *= sum
        }
        var result = Array(repeating: 1.0, count: count)
        var least = 1.0
        for rank in stride(from: count, through: 1, by: -1) {
            let index = order[rank - 1]
            least = min(least, pValues[index] * scale / Double(rank))
            result[index] = least
        }
        return result
    }

    /// Returns the q-values of tests of which some matter more: each p-value is divided by its weight first.
    ///
    /// Weights are scaled to a mean of one, which keeps the rate.
    ///
    /// - Source: Genovese, Roeder and Wasserman 2006, Biometrika 93:509, doi:10.1093/biomet/93.3.509.
    package static func qValues(_ tests: [(p: Double, weight: Double)], anyDependence: Bool = false) -> [Double] {
        let sum = tests.reduce(0) { $0 + $1.weight }
        guard sum > 0 else { return tests.map { _ in 1 } }
        let mean = sum / Double(tests.count)
        return qValues(tests.map { $0.weight > 0 ? min(1, $0.p * mean / $0.weight) : 1 }, anyDependence: anyDependence)
    }

    /// The chance that each single test is a false discovery, in the order given: the local rate, where a q-value speaks of all up to it.
    ///
    /// One over the density of p-values, estimated as the slope of the least concave curve above their cumulative share
    /// (Grenander), with all tests taken for null but for what the density shows; never above 1, never falling as p grows.
    /// One sort: O(m log m).
    ///
    /// - Source: Strimmer 2008, BMC Bioinformatics 9:303, doi:10.1186/1471-2105-9-303; Grenander 1956, Skand. Aktuarietidskr. 39:125.
    package static func localRates(_ pValues: [Double]) -> [Double] {
        let count = pValues.count
        guard count > 0 else { return [] }
        let order = pValues.indices.sorted { pValues[$0] == pValues[$1] ? $0 < $1 : pValues[$0] < pValues[$1] }
        // Corners of the curve: the p-value, and the share of tests up to it.
        var corners: [(p: Double, share: Double)] = [(0, 0)]
        func slope(_ from: (p: Double, share: Double), _ to: (p: Double, share: Double)) -> Double {
            to.p > from.p ? (to.share - from.share) / (to.p - from.p) : .infinity
        }
        func add(_ corner: (p: Double, share: Double)) {
            while corners.count > 1, slope(corners[corners.count - 2], corners[corners.count - 1]) <= slope(corners[corners.count - 1], corner) {
                corners.removeLast()
            }
            corners.append(corner)
        }
        for (rank, index) in order.enumerated() where rank + 1 == count || pValues[order[rank + 1]] > pValues[index] {
            add((min(max(pValues[index], 0), 1), Double(rank + 1) / Double(count)))
        }
        if let last = corners.last, last.p < 1 { add((1, 1)) }
        var result = Array(repeating: 1.0, count: count)
        var segment = 1
        for index in order {
            while segment + 1 < corners.count, corners[segment].p < pValues[index] { segment += 1 }
            guard corners.indices.contains(segment) else { continue }
            let density = slope(corners[segment - 1], corners[segment])
            result[index] = density > 0 ? min(1, 1 / density) : 1
        }
        return result
    }
}
