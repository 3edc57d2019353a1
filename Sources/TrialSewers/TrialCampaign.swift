internal import RandomDraws

/// A source of a trial: where, how much, and when.
package struct TrialSource: Hashable, Sendable {
    package var node: Int
    /// Grams on each day of the campaign; a day of 0 is silent.
    package var gramsPerDay: [Double]
    /// Hours over which a day's mass is let out, from a random hour on; 24 is steady.
    package var hours: Double

    package init(node: Int, gramsPerDay: [Double], hours: Double = 24) {
        self.node = node
        self.gramsPerDay = gramsPerDay
        self.hours = hours
    }
}

/// Composites of a trial: what a laboratory would report of a city whose sources are known.
///
/// Mass is routed as particles with velocities and turns of their own; samplers take an aliquot every few minutes, so that
/// short pulses are hit or missed; what is below the limit is reported as such.
package struct TrialCampaign: Sendable {
    /// Standard deviations of the logarithm: what all points share, a point's own, a composite's.
    package var sharedLogSD = 0.30
    package var pointLogSD = 0.25
    package var dayLogSD = 0.28
    /// Load without a source, mg a day and 1,000 people.
    package var milligramsPer1000 = 30.0
    /// Limit of quantification, ng/L; that of detection is a third.
    package var limit = 2.0
    /// Minutes between the aliquots of a sampler.
    package var aliquotMinutes = 10.0
    /// Particles of a day's mass.
    package var particles = 1500
    package var days: Int
    private let seed: UInt64

    package init(seed: UInt64, days: Int = 7) {
        self.seed = seed
        self.days = days
    }

    /// Grams of the sources that composites at each point hold (row: point, column: day).
    private func arriving(_ sewer: TrialSewer, _ points: [Int], _ sources: [TrialSource]) -> [[Double]] {
        var place = [Int](repeating: -1, count: sewer.count)
        for (index, node) in points.enumerated() { place[node] = index }
        var result = points.map { _ in [Double](repeating: 0, count: days) }
        // An aliquot stands for the minutes about it: of two minutes at a time.
        let opening = min(2, aliquotMinutes)
        for (number, source) in sources.enumerated() {
            var draws = RandomStream(seed: seed, "particles", String(number), String(source.node))
            for (day, grams) in source.gramsPerDay.enumerated() where grams > 0 {
                let start = source.hours >= 24 ? 0 : draws.uniform() * 24
                let each = grams / Double(particles)
                for _ in 0..<particles {
                    var hour = Double(day) * 24 + start + source.hours * draws.uniform()
                    let pace = portableExp(0.1 * draws.normal())
                    var at = source.node
                    while true {
                        if place[at] >= 0 {
                            let minutes = hour * 60
                            let phase = minutes - (minutes / aliquotMinutes).rounded(.down) * aliquotMinutes
                            let arrival = Int((hour / 24).rounded(.down))
                            // A steady source came before the campaign too: what runs over its end stands for that.
                            let on = source.hours >= 24 && arrival >= days ? arrival - days : arrival
                            if phase < opening, on < days { result[place[at]][on] += each * aliquotMinutes / opening }
                        }
                        guard let first = sewer.pipes[at].first else { break }
                        var pipe = first
                        if sewer.pipes[at].count > 1, let second = sewer.pipes[at].last, draws.uniform() < second.share { pipe = second }
                        hour += pipe.lengthM / (pipe.velocity * pace) / 3600
                        at = pipe.to
                    }
                }
            }
        }
        return result
    }

    /// The table of observations, as a laboratory would hand it over. The noise of a point does not depend on the other points, so
    /// that a point added in a later round leaves the earlier results as they were.
    package func table(_ sewer: TrialSewer, points: [Int], sources: [TrialSource] = []) -> String {
        let arriving = arriving(sewer, points, sources)
        var shared = RandomStream(seed: seed, "shared")
        let level = portableExp(sharedLogSD * shared.normal())
        var text = "node,date,analyte,result,unit,qualifier,lod,loq,flow_m3_per_d\n"
        for (index, node) in points.enumerated() {
            var draws = RandomStream(seed: seed, "point", String(node))
            let base = level * portableExp(pointLogSD * draws.normal()) * milligramsPer1000 * 1e-6 * sewer.upstream[node]
            let meter = portableExp(0.1 * draws.normal())
            for day in 0..<days {
                let flow = max(sewer.upstream[node], 1) * 0.2 * meter * portableExp(0.1 * draws.normal())
                let concentration = (base + arriving[index][day]) / flow * 1e6 * portableExp(dayLogSD * draws.normal())
                let date = "2026-03-0\(day % 9 + 1)"
                let row = "n\(node),\(date),x,"
                if concentration < limit / 3 {
                    text += row + ",ng/L,<LOD,\(limit / 3),\(limit),\(flow)\n"
                } else if concentration < limit {
                    text += row + ",ng/L,<LOQ,\(limit / 3),\(limit),\(flow)\n"
                } else {
                    text += row + "\(concentration),ng/L,=,\(limit / 3),\(limit),\(flow)\n"
                }
            }
        }
        return text
    }
}
