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
        var below = 0
        for index in survey.from.indices {
            survey.length[index] *= metre
            survey.diameter[index] *= metre
            survey.width[index] *= metre
            let start = survey.invert[Int(survey.from[index])]
            let end = survey.invert[Int(survey.to[index])]
            let inlet = elevation(survey.inlet[index] * metre, node: start)
            let outlet = elevation(survey.outlet[index] * metre, node: end)
            // The model puts an end below its node on the bottom of the node (EPA SWMM 5.2 User's Manual, warning 03).
            if inlet < start - 0.001 || outlet < end - 0.001 { below += 1 }
            survey.inlet[index] = inlet < start ? start : inlet
            survey.outlet[index] = outlet < end ? end : outlet
            if survey.linkRole[index] == .pump { survey.coefficient[index] *= metre }
        }
        if below > 0 { tally.add(Finding("N059", .info, at: SourcePosition(file: file), ["count": String(below)])) }
        if !routesDynamically {
            for name in dividerLinks {
                if let link = survey.linkNames.index(of: name) { survey.share[link] = 0 }
            }
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
        // A model without dry-weather rows that has steady inflows has its sewage there.
        if dryWeather.isEmpty, survey.otherInflow.contains(where: { $0 > 0 }) {
            swap(&survey.sewage, &survey.otherInflow)
            tally.add(Finding("N060", .info, at: SourcePosition(file: file), ["count": String(survey.sewage.count { $0 > 0 })]))
        }
    }

    private func elevation(_ offset: Double, node: Double) -> Double {
        if offsetsAreElevations { return offset.isFinite ? offset : node }
        return offset.isFinite ? node + offset : node
    }
}
