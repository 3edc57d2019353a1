package import Monitoring
package import ProgrammeFiles

/// What of the spread of a daily load comes from what: variances of the natural logarithm.
///
/// The load is a product, so its logarithm is a sum of independent errors, each with variance `ln(1 + CV²)`, and the 95 %
/// interval is `median · e^(±1.96 σ)` in closed form. Analysis and sampling vary from day to day; flow, population and
/// calibration are shared by the days of a site.
///
/// Source of the components: S. Castiglioni et al., Environ. Sci. Technol. 47 (2013) 1452, doi:10.1021/es302722f.
package struct LoadVariance: Hashable, Sendable {
    package var analytic = 0.0
    package var sampling = 0.0
    package var calibration = 0.0
    package var flow = 0.0
    package var population = 0.0

    /// Of the standard normal distribution, 97.5 %.
    package static let normalQuantile = 1.959963984540054

    /// Relative standard deviation that a time-proportional composite adds to the sampling, the middle of 10 to 15 %, and
    /// the one of a grab sample, the middle of 50 to 100 %: C. Ort et al., Environ. Sci. Technol. 44 (2010) 6024,
    /// doi:10.1021/es100779n.
    package static let timeProportionalRSD = 0.125
    package static let grabRSD = 0.75

    /// The variances of a result under a programme's settings.
    ///
    /// - Parameters:
    ///   - populationLogVariance: of the population, without what it owes to the flow.
    ///   - markerWeight: the share (0 to 1) of the population that was worked out from a load, and so moves with the flow:
    ///     that share of the flow's error cancels in the load per head.
    ///   - replicates: how many injections the concentration is a mean of.
    package init(
        _ settings: ProgrammeConfiguration.UncertaintySettings, composite: CompositeKind, populationLogVariance: Double, markerWeight: Double,
        replicates: Int = 1
    ) {
        analytic = LogDistribution.logVariance(relativeSD: settings.analyticRSD) / Double(max(1, replicates))
        switch composite {
        case .flow, .volume: sampling = LogDistribution.logVariance(relativeSD: settings.samplingRSD)
        case .time:
            sampling =
                LogDistribution.logVariance(relativeSD: settings.samplingRSD)
                + LogDistribution.logVariance(relativeSD: LoadVariance.timeProportionalRSD)
        case .grab: sampling = LogDistribution.logVariance(relativeSD: LoadVariance.grabRSD)
        }
        calibration = LogDistribution.logVariance(relativeSD: settings.calibrationRSD)
        let own = 1 - min(1, max(0, markerWeight))
        flow = LogDistribution.logVariance(relativeSD: settings.flowRSD) * own * own
        population = populationLogVariance
    }

    package var random: Double { analytic + sampling }
    package var shared: Double { calibration + flow + population }
    package var total: Double { random + shared }

    /// The 95 % interval of a load per head: closed form where quantified, from 0 to the limit's upper bound where censored
    /// from below, from the range's lower bound without end where above it.
    package static func interval(of result: CensoredResult, logSD: Double) -> Interval {
        interval(of: result, factors: LogDistribution(logSD: logSD).factors)
    }

    static func interval(of result: CensoredResult, factors: (low: Double, high: Double)) -> Interval {
        switch result {
        case .quantified(let value): Interval(low: value * factors.low, high: value * factors.high)
        case .belowQuantification(let limit), .belowDetection(let limit): Interval(low: 0, high: limit * factors.high)
        case .aboveRange(let limit): Interval(low: limit * factors.low, high: .infinity)
        case .notAnalysed: Interval(low: 0, high: .infinity)
        }
    }
}
