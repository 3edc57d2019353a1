internal import RandomDraws

/// The prior of the mass of a source: a mixture of lognormals, in ln g/d.
struct MassDistribution: Sendable {
    let parts: [MassPrior]

    init(_ parts: [MassPrior]) {
        let usable = parts.filter { $0.share > 0 && $0.logSD > 0 && $0.lnMedian.isFinite && $0.logSD.isFinite }
        let total = usable.reduce(0) { $0 + $1.share }
        self.parts = usable.map { MassPrior(lnMedian: $0.lnMedian, logSD: $0.logSD, share: $0.share / total) }
    }

    /// Density at ln mass.
    func density(_ lnMass: Double) -> Double {
        parts.reduce(0) { sum, part in
            let z = (lnMass - part.lnMedian) / part.logSD
            return sum + part.share * portableExp(-0.5 * z * z) / (part.logSD * 2.5066282746310002)
        }
    }

    /// Probability of a smaller mass.
    func below(_ lnMass: Double) -> Double { parts.reduce(0) { $0 + $1.share * normalCDF((lnMass - $1.lnMedian) / $1.logSD) } }
}
