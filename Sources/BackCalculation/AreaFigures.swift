internal import DenseAlgebra
internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// The figures of one area with their intervals, from sums over its sites.
struct AreaFigures {
    let choice: ParameterChoice
    let losses: ResidueLosses
    let programme: Programme
    /// Variance of the logarithm of what all sites of a batch share.
    let calibration: Double
    /// Whether the convention takes intervals from the scatter of the days.
    let isScatter: Bool

    init(period: Period, programme: Programme) {
        choice = ParameterChoice(programme.parameters)
        losses = ResidueLosses(choice: choice, programme: programme, period: period)
        self.programme = programme
        calibration = LogDistribution.logVariance(relativeSD: programme.configuration.uncertainty.calibrationRSD)
        isScatter = MeanConvention(programme.configuration, year: period.year).interval == .studentT
    }

    func estimate(_ area: Area, _ analyte: AnalyteCode, _ row: Int, _ column: Int, sums: AreaSums) -> AreaEstimate {
        let people = sums.people[row, column]
        var flags = sums.flags(row, column)
        let refused = sums.refusedPeople[row, column]
        var load: Estimate?
        var mass: Estimate?
        var consumption: Estimate?
        if refused > 0 { flags.insert("CENSORED_SITES_LEFT_OUT") }
        if people > 0, refused <= people {
            let value = sums.load[row, column] / people
            let down = isScatter ? 1 : portableExp(-sums.excessOfSum(row, column))
            if isScatter {
                load = scatter(value, sums.loadScatter, row, column, over: people)
                mass = scatter(sums.mass[row, column], sums.massScatter, row, column, over: 1)
            } else {
                let (loadCentre, massCentre) = (sums.loadCentre[row, column], sums.massCentre[row, column])
                load = AreaFigures.estimate(
                    value, around: loadCentre / people * down, spread(sums.loadVariance[row, column], around: loadCentre, shared: sums.calibration(row, column)))
                mass = AreaFigures.estimate(
                    sums.mass[row, column], around: massCentre * down, spread(sums.massVariance[row, column], around: massCentre, shared: sums.calibration(row, column)))
            }
            let consumers = sums.consumingPeople[row, column]
            let used = sums.consumption[row, column]
            if consumers > 0.5 * people, used > 0 {
                let factor = sums.parents[column].flatMap { choice.correction(of: $0, from: analyte) }
                let lossLogSD = sums.lossSpread[row, column] / used
                let shared = spread(sums.consumptionVariance[row, column], around: used, shared: sums.calibration(row, column) + lossLogSD * lossLogSD)
                let shift = value > 0 && !isScatter ? sums.loadCentre[row, column] / people / value * down : 1
                consumption = AreaFigures.estimate(used / consumers, around: used / consumers * shift, shared.times(factor?.spread ?? LogDistribution(logSD: 0)))
            } else if consumers > 0.5 * people {
                consumption = Estimate(0, Interval(low: 0, high: 0), method: .momentMatched)
            }
        } else {
            flags.insert("REFUSED")
        }
        if people > 0, sums.largest[row, column] / people > programme.configuration.privacy.dominance { flags.insert("DOMINATED") }
        if people > 0, sums.widerPeople[row, column] > 0.5 * people { flags.insert("WIDER_CATCHMENT") }
        let coverage = area.population.flatMap { $0 > 0 ? min(1, (people + refused) / $0) : nil }
        if let coverage, coverage < 0.5 { flags.insert("LOW_COVERAGE") }
        return AreaEstimate(
            area: area.code, level: area.level, analyte: analyte, population: area.population, coverage: coverage,
            sites: Int(sums.count[row, column].rounded()), load: load, mass: mass, consumption: consumption, flags: flags.sorted())
    }

    /// The spread of a sum with a variance of its own, times a factor that all terms share.
    private func spread(_ variance: Double, around centre: Double, shared: Double) -> LogDistribution {
        let relative = centre > 0 ? variance.squareRoot() / centre : 0
        return LogDistribution(logSD: (LogDistribution.logVariance(relativeSD: relative) + shared).squareRoot())
    }

    /// A figure with an interval around the mean of its distribution, which drawn sites may move; it holds the figure itself.
    private static func estimate(_ value: Double, around centre: Double, _ spread: LogDistribution) -> Estimate {
        let interval = spread.interval(around: centre)
        return Estimate(value, Interval(low: min(interval.low, value), high: max(interval.high, value)), method: .momentMatched)
    }

    /// Mean ± t standard errors, not below 0.
    private func scatter(_ value: Double, _ sums: AreaSums.Scatter, _ row: Int, _ column: Int, over people: Double) -> Estimate {
        let variance = sums.variance[row, column]
        let ofVariance = sums.squaresOverDegrees[row, column]
        let degrees = ofVariance > 0 ? variance * variance / ofVariance : .infinity
        return Estimate(
            value, DayToDayInterval.interval(mean: value, standardError: variance.squareRoot() / people, degreesOfFreedom: degrees), method: .studentT)
    }
}
