internal import Findings

extension ModelFile {
    /// Brings what was read to SI units and elevations, and gives each node its mean dry-weather flow.
    ///
    /// The mean of a flow takes the mean of its patterns, which need not be 1: patterns that average 0.62 are published,
    /// and would overstate the people behind a flow by as much.
    mutating func settle() {
        if units == nil, !survey.from.isEmpty { tally.add(Finding("N002", .warning, at: SourcePosition(file: file))) }
        let units = units ?? .cfs
        let metre = units.metres
        for index in survey.invert.indices {
            survey.invert[index] *= metre
            survey.otherInflow[index] *= units.cubicMetresPerDay
        }
        for index in survey.from.indices {
            survey.length[index] *= metre
            survey.diameter[index] *= metre
            survey.width[index] *= metre
            let start = survey.invert[Int(survey.from[index])]
            let end = survey.invert[Int(survey.to[index])]
            survey.inlet[index] = elevation(survey.inlet[index] * metre, node: start)
            survey.outlet[index] = elevation(survey.outlet[index] * metre, node: end)
            if survey.linkRole[index] == .pump { survey.coefficient[index] *= metre }
        }
        var known: [[Int]: Double] = [:]
        for row in dryWeather {
            let mean: Double
            if let value = known[row.patterns] {
                mean = value
            } else {
                mean = patterns.mean(of: row.patterns)
                known[row.patterns] = mean
            }
            survey.sewage[Int(row.node)] += row.flow * units.cubicMetresPerDay * mean
        }
    }

    private func elevation(_ offset: Double, node: Double) -> Double {
        if offsetsAreElevations { return offset.isFinite ? offset : node }
        return offset.isFinite ? node + offset : node
    }
}
