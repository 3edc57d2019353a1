import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws

/// Campaigns whose truth is known: what people left in the sewer each day, and what a laboratory made of it.
///
/// A measured load is the true one times errors of the day (analysis and sampling) and of what days share (calibration, flow
/// meter, population), each lognormal with the spread that the programme states. A measured load below the limit is censored.
struct SimulatedCampaign {
    /// The standard deviation of the logarithm of true loads between days.
    var betweenDays = 0.4
    var days = 7
    /// The standard deviation of the logarithm of usual loads between places.
    var betweenPlaces = 0.8
    /// The share of all measured days of all places that fall below the laboratory's limit; as a load, the limit moves from
    /// day to day with the flow.
    var censoredShare = 0.0
    var settings = ProgrammeConfiguration.UncertaintySettings()
    var site: SiteCode = "K01"
    var analyte: AnalyteCode = "methamphetamine"

    /// What the campaign is about.
    struct Outcome {
        var loads: [DailyLoad]
        /// True loads of the days, mg/d/1000 inhabitants.
        var truth: [Double]
        var meanTruth: Double { truth.reduce(0, +) / Double(truth.count) }
    }

    /// The errors that days share: of the batch (all sites), and of the site.
    struct SharedErrors {
        var calibration: Double
        var place: Double
    }

    var randomVariance: Double { variance(settings.analyticRSD) + variance(settings.samplingRSD) }
    var calibrationVariance: Double { variance(settings.calibrationRSD) }
    var placeVariance: Double { variance(settings.flowRSD) + variance(settings.populationRSD) }
    private func variance(_ rsd: Double) -> Double { LogDistribution.logVariance(relativeSD: rsd) }

    func sharedErrors(_ stream: inout RandomStream) -> SharedErrors {
        SharedErrors(calibration: calibrationVariance.squareRoot() * stream.normal(), place: placeVariance.squareRoot() * stream.normal())
    }

    /// The usual load of all places, mg/d/1000 inhabitants.
    private static let middle = 60.0

    /// The usual load of a place.
    func usualLoad(_ stream: inout RandomStream) -> Double { SimulatedCampaign.middle * portableExp(betweenPlaces * stream.normal()) }

    /// A campaign with its shared errors at a place with a usual load.
    func run(_ stream: inout RandomStream, shared: SharedErrors, usual: Double, from day: Int = 0, population: Double = 400_000) -> Outcome {
        let random = randomVariance.squareRoot()
        let whole = betweenPlaces * betweenPlaces + betweenDays * betweenDays + randomVariance + calibrationVariance + placeVariance
        let edge = portableLog(SimulatedCampaign.middle) + whole.squareRoot() * normalQuantile(censoredShare)
        var loads: [DailyLoad] = []
        var truth: [Double] = []
        for index in 0..<days {
            let left = portableLog(usual) + betweenDays * stream.normal()
            let measured = left + random * stream.normal() + shared.calibration + shared.place
            let limit = edge + 0.05 * stream.normal()
            truth.append(portableExp(left))
            let result: CensoredResult = censoredShare > 0 && measured < limit ? .belowDetection(limit: portableExp(limit)) : .quantified(portableExp(measured))
            loads.append(
                SmallProgramme.load(
                    result, site: site, analyte: analyte, day: day + index, population: population, random: random,
                    shared: (calibrationVariance + placeVariance).squareRoot()))
        }
        return Outcome(loads: loads, truth: truth)
    }
}

/// How often intervals held the truth.
struct Coverage: CustomStringConvertible {
    var inside = 0
    var count = 0
    /// Truths below the interval, and above.
    var below = 0
    var above = 0

    mutating func take(_ interval: Interval, _ truth: Double) {
        count += 1
        if truth < interval.low { below += 1 } else if truth > interval.high { above += 1 } else { inside += 1 }
    }

    /// Campaigns behind the intervals, where one gives several; 0 where each gives one.
    var campaigns = 0

    var share: Double { count > 0 ? Double(inside) / Double(count) : 0 }

    /// Three standard deviations of the binomial distribution at the edge of the range, `3 √(p (1 - p) / n)`. Days of one
    /// campaign share errors, so that n is at worst the number of campaigns.
    private func tolerance(_ edge: Double) -> Double { 3 * (edge * (1 - edge) / Double(max(1, campaigns > 0 ? campaigns : count))).squareRoot() }

    /// The shares that 93 to 97 % would give.
    private var range: ClosedRange<Double> { 0.93 - tolerance(0.93)...0.97 + tolerance(0.97) }

    var isNominal: Bool { range.contains(share) }

    private func percent(_ share: Double) -> Double { (share * 1000).rounded() / 10 }

    var description: String {
        "\(percent(share)) % of \(count) (allowed \(percent(range.lowerBound)) to \(percent(min(1, range.upperBound))) %; truth below \(below), above \(above))"
    }
}
