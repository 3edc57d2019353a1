internal import RandomDraws

/// The variance that many cells share, and the degrees of freedom it lends to each.
///
/// A scaled inverse chi-square prior fitted by the moments of ln s², so that a cell with
/// three campaigns borrows what hundreds of others know.
///
/// - Source: Smyth 2004, "Linear models and empirical Bayes methods for assessing differential
///   expression", Stat. Appl. Genet. Mol. Biol. 3:3, doi:10.2202/1544-6115.1027, section 6.2.
package struct VariancePrior: Hashable, Sendable {
    /// s0², squared natural logarithms.
    package var variance: Double
    /// d0; infinite where the cells vary no more than chance.
    package var degrees: Double

    package init(variance: Double, degrees: Double) {
        self.variance = variance
        self.degrees = degrees
    }

    /// Fits the prior to variances and their degrees of freedom; nil for fewer than three cells that vary at all.
    ///
    /// Variances below 1e-5 of the median are raised to it, as a cell of identical values
    /// would otherwise rule the fit. Linear in the number of cells, plus one sort.
    package static func fit(_ cells: [(variance: Double, degrees: Double)]) -> VariancePrior? {
        let usable = cells.filter { $0.degrees > 0 && $0.variance.isFinite && $0.variance >= 0 }
        guard let middle = median(usable.map(\.variance).filter { $0 > 0 }) else { return nil }
        guard usable.count >= 3 else { return nil }
        let floor = 1e-5 * middle
        var logs: [Double] = []
        logs.reserveCapacity(usable.count)
        var chance = 0.0
        for cell in usable {
            let half = cell.degrees / 2
            logs.append(portableLog(max(cell.variance, floor)) - digamma(half) + portableLog(half))
            chance += trigamma(half)
        }
        let count = Double(logs.count)
        let mean = logs.reduce(0, +) / count
        let spread = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) - chance / count
        guard spread > 1e-9 else { return VariancePrior(variance: portableExp(mean), degrees: .infinity) }
        let half = inverseTrigamma(spread)
        return VariancePrior(variance: portableExp(mean + digamma(half) - portableLog(half)), degrees: 2 * half)
    }

    /// Fits the prior by the marginal likelihood, under which `s² / s0²` follows F with d and d0 degrees of freedom.
    ///
    /// With one or two degrees of freedom a cell, ln s² has a long lower tail that rules the
    /// moments; the likelihood hardly minds it. d0 is taken from a grid of 2 to 48, no further than `mostDegrees`,
    /// s0² by fixed-point steps at each. Nil for fewer than three cells that vary at all.
    ///
    /// Of more than 5,000 cells every second, third and so on is taken: they tell both to a few per cent.
    package static func fitByLikelihood(_ cells: [(variance: Double, degrees: Double)], mostDegrees: Double = 12) -> VariancePrior? {
        let stride = max(1, cells.count / 5000)
        let usable = cells.indices.filter { $0 % stride == 0 }.map { cells[$0] }.filter { $0.degrees > 0 && $0.variance.isFinite && $0.variance >= 0 }
        guard usable.count >= 3, let middle = median(usable.map(\.variance).filter { $0 > 0 }) else { return nil }
        let floor = 1e-5 * middle
        let allDegrees = usable.reduce(0) { $0 + $1.degrees }
        var start = usable.reduce(0) { $0 + $1.degrees * $1.variance } / allDegrees
        var best: (likelihood: Double, prior: VariancePrior)?
        for degrees in [48, 24, 16, 12, 8, 6, 4, 3, 2.0] where degrees <= mostDegrees {
            for _ in 0..<60 {
                let sum = usable.reduce(0) { sum, cell in
                    let part = cell.degrees * cell.variance / start
                    return sum + (cell.degrees + degrees) * part / (degrees + part)
                }
                let step = sum / allDegrees
                start *= step
                if (step - 1).magnitude < 1e-7 { break }
            }
            var likelihood = 0.0
            for cell in usable {
                let half = cell.degrees / 2
                let ratio = max(cell.variance, floor) / start
                likelihood += logGamma(half + degrees / 2) - logGamma(half) - logGamma(degrees / 2)
                likelihood += half * portableLog(cell.degrees / degrees) + (half - 1) * portableLog(ratio) - portableLog(start)
                likelihood -= (half + degrees / 2) * portableLog1p(cell.degrees * ratio / degrees)
            }
            if let best, best.likelihood >= likelihood { continue }
            best = (likelihood, VariancePrior(variance: start, degrees: degrees))
        }
        return best?.prior
    }

    /// The moderated variance `(d0 s0² + d s²) / (d0 + d)`, with `d0 + d` degrees of freedom.
    package func moderated(variance own: Double, degrees ownDegrees: Double) -> (variance: Double, degrees: Double) {
        guard degrees.isFinite else { return (variance, .infinity) }
        guard ownDegrees > 0 else { return (variance, degrees) }
        return ((degrees * variance + ownDegrees * own) / (degrees + ownDegrees), degrees + ownDegrees)
    }
}
