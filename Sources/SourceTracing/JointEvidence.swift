internal import Monitoring
internal import RandomDraws
internal import SewerNetwork

/// What several analytes say of one source, under each profile of what it lets out.
///
/// Under a profile the load of each raised analyte is that of the traced one times a ratio, lognormal about that of the profile;
/// the evidence of the analytes is multiplied at the same mass and averaged over profiles. Analytes of one composite share its
/// flow and its people, so that their evidence is not independent: n of them count as n/(1 + ρ(n − 1)), the effective number of
/// observations with common correlation ρ (Kish 1965, Survey Sampling, section 5.4). The traced one counts whole, the others share
/// the rest.
struct JointEvidence {
    /// Correlation of the errors of two analytes of one composite: what flow and people make of the whole; a setting.
    static let correlation = 0.5
    /// Nodes and weights of Gauss and Hermite for a standard normal, five points (Abramowitz and Stegun 1964, table 25.10).
    private static let quadrature: [(node: Double, weight: Double)] = [
        (0, 0.5333333333), (1.3556261800, 0.2220759220), (-1.3556261800, 0.2220759220), (2.8569700139, 0.0112574113), (-2.8569700139, 0.0112574113),
    ]

    /// Evidence of each class, averaged over profiles.
    private(set) var ratio: [SourceEvidence.Curve] = []
    /// ln evidence of each profile in each class over no source, masses averaged (row: profile).
    private(set) var lnProfile: [[Double]] = []
    let profiles: [SourceProfile]

    /// - Parameters:
    ///   - traced: the evidence of the traced analyte.
    ///   - others: that of each other analyte, on the same classes.
    init(_ profiles: [SourceProfile], traced: SourceEvidence, others: [AnalyteCode: SourceEvidence], prior: MassDistribution) {
        self.profiles = profiles
        let grid = traced.mass
        let density = (0..<grid.count).map { prior.density(grid[$0]) * grid.step }
        let classes = traced.ratio.count
        ratio = [SourceEvidence.Curve](repeating: SourceEvidence.Curve(values: [Double](repeating: 0, count: grid.count)), count: classes)
        let own = traced.ratio.map(\.ln)
        let known = others.mapValues { $0.ratio.map(\.ln) }
        let lnShare = -portableLog(Double(max(profiles.count, 1)))
        for profile in profiles {
            let raised = profile.raises.filter { others[$0.analyte] != nil }
            let number = Double(raised.count + 1)
            let part = (number / (1 + JointEvidence.correlation * (number - 1)) - 1) / max(number - 1, 1)
            var lnClass: [Double] = []
            for index in 0..<classes {
                var sums = own[index]
                for companion in raised {
                    guard let other = others[companion.analyte], let ln = known[companion.analyte]?[index] else { continue }
                    for j in sums.indices {
                        sums[j] += part * JointEvidence.mean(ln, other.mass, at: grid[j] + companion.lnRatio, logSD: companion.logSD)
                    }
                }
                let top = sums.max() ?? 0
                let values = sums.map { $0 - top > -690 ? portableExp($0 - top) : 0 }
                ratio[index].add(values, lnScale: top + lnShare)
                let mean = zip(values, density).reduce(0) { $0 + $1.0 * $1.1 }
                lnClass.append(mean > 0 ? top + portableLog(mean) : -1e6)
            }
            lnProfile.append(lnClass)
        }
    }

    /// ln of the mean evidence over the ratio of an analyte.
    private static func mean(_ ln: [Double], _ grid: LogGrid, at x: Double, logSD: Double) -> Double {
        SourceEvidence.lnSum(
            quadrature.map { point in
                let place = min(max((x + logSD * point.node - grid.start) / grid.step, 0), Double(grid.count - 1))
                let low = min(Int(place), grid.count - 2)
                let part = place - Double(low)
                return portableLog(point.weight) + ln[low] * (1 - part) + ln[low + 1] * part
            })
    }

    /// Probability of each profile within each class, if the source is there (row: class).
    var profileInClass: [[Double]] {
        guard let first = lnProfile.first else { return [] }
        return first.indices.map { index in
            let lns = lnProfile.map { $0[index] }
            let sum = SourceEvidence.lnSum(lns)
            return lns.map { portableExp(max($0 - sum, -745)) }
        }
    }
}
