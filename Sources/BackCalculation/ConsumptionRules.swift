package import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// What was consumed, from a mean load; nil where the load does not say.
package struct Consumed: Hashable, Sendable {
    package var parentDrug: String?
    /// Pure free base, mg/d/1000 inhabitants.
    package var consumption: Estimate?
    /// Doses a day and 1000 inhabitants.
    package var doses: Estimate?
    package var factor: CorrectionFactor?
    package var flags: Set<String>

    package init(parentDrug: String? = nil, consumption: Estimate? = nil, doses: Estimate? = nil, factor: CorrectionFactor? = nil, flags: Set<String> = []) {
        self.parentDrug = parentDrug
        self.consumption = consumption
        self.doses = doses
        self.factor = factor
        self.flags = flags
    }
}

/// The rules from a load to a consumption: a factor where one is enough, and more where it is not.
///
/// - Amphetamine is also what methamphetamine leaves: `L_net = L_AMP - r L_METH`. Below an AMP/METH ratio of 0.2 it cannot be
///   told apart and no consumption is given; above 1.00 nothing is taken away.
/// - Morphine is worked out to heroin only by difference (`HeroinByDifference`).
/// - Etomidate acid is what etomidate and its esters all leave: the figure is of the class.
package struct ConsumptionRules: Sendable {
    package let choice: ParameterChoice
    private let programme: Programme
    private let means: [SiteSeries.Key: LoadMean]
    private let heroin: HeroinByDifference
    private let losses: ResidueLosses

    /// Amphetamine over methamphetamine where methamphetamine is the only source: median 0.09, band 0.04 to 0.19, more than
    /// 6000 Australian samples ("Refining the estimation of amphetamine consumption by wastewater-based epidemiology",
    /// abstract). The band read as 95 % of a lognormal gives the spread. A set's `metabolic_ratio` wins.
    package static let amphetamineRatio = 0.09
    package static let amphetamineRatioRSD = 0.41
    /// Below: not separable. Above `plainRatio`: the part of methamphetamine is negligible.
    package static let separableRatio = 0.2
    package static let plainRatio = 1.0

    init(choice: ParameterChoice, programme: Programme, period: Period, means: [SiteSeries.Key: LoadMean], series: [SiteSeries]) {
        self.choice = choice
        self.programme = programme
        self.means = means
        heroin = HeroinByDifference(choice: choice, programme: programme, period: period, series: series)
        losses = ResidueLosses(choice: choice, programme: programme, period: period)
    }

    /// What is lost of the biomarker of a factor at a site.
    func loss(of factor: CorrectionFactor, at site: SiteCode) -> ResidueLoss { losses.loss(of: factor, at: site) }

    /// The consumption behind the mean load of an analyte at a site.
    package func consumption(of key: SiteSeries.Key, mean: LoadMean) -> Consumed {
        let analyte = key.analyte
        if analyte == "morphine" { return heroin.consumption(at: key.site, means: means) }
        let parent = programme.analytes[analyte]?.parentDrug
        guard let found = choice.correction(for: analyte, parentDrug: parent) else { return Consumed(flags: ["LOAD_ONLY"]) }
        let loss = losses.loss(of: found, at: key.site)
        guard loss.remaining >= ResidueLoss.leastRemaining else { return Consumed(flags: ["LOAD_ONLY", "MOSTLY_LOST"]) }
        let factor = found.corrected(for: loss)
        var flags: Set<String> = factor.restsOnMemory ? ["MEMORY_PARAMETER"] : []
        if analyte == "etomidate_acid" { flags.insert("CLASS_MARKER") }
        guard let load = mean.load else { return Consumed(parentDrug: factor.parentDrug, factor: factor, flags: flags) }
        if loss.sewerSurvival < 1 || found.inSewerLoss != 0 { flags.insert("IN_SEWER_LOSS") }
        if loss.storageSurvival < 1 { flags.insert("STORAGE_LOSS") }
        if loss.sorbedShare > 0 { flags.insert("PARTICULATE") }
        if analyte == "amphetamine", let methamphetamine = means[SiteSeries.Key(key.site, "methamphetamine")]?.load {
            return amphetamine(load, mean: mean, methamphetamine: methamphetamine, key: key, factor: factor, flags: flags)
        }
        return ConsumptionRules.consumed(load.value, spread: ConsumptionRules.spread(load, mean: mean), factor: factor, choice: choice, flags: flags)
    }

    private func amphetamine(
        _ load: Estimate, mean: LoadMean, methamphetamine: Estimate, key: SiteSeries.Key, factor: CorrectionFactor, flags: Set<String>
    ) -> Consumed {
        var flags = flags
        guard methamphetamine.value > 0, load.value <= ConsumptionRules.plainRatio * methamphetamine.value else {
            return ConsumptionRules.consumed(load.value, spread: ConsumptionRules.spread(load, mean: mean), factor: factor, choice: choice, flags: flags)
        }
        guard load.value >= ConsumptionRules.separableRatio * methamphetamine.value else {
            flags.insert("AMP_NOT_SEPARABLE")
            return Consumed(parentDrug: factor.parentDrug, factor: factor, flags: flags)
        }
        let row = choice.parameter("metabolic_ratio", parentDrug: factor.parentDrug, biomarker: "amphetamine")
        if row?.provenance == .memory { flags.insert("MEMORY_PARAMETER") }
        flags.insert("AMP_NET")
        let ratio = row?.value ?? ConsumptionRules.amphetamineRatio
        let ratioRSD = row?.relativeSD ?? ConsumptionRules.amphetamineRatioRSD
        let net = AmphetamineNet.load(amphetamine: load.value, methamphetamine: methamphetamine.value, ratio: ratio)
        guard net > 0 else {
            flags.insert("AMP_NOT_SEPARABLE")
            return Consumed(parentDrug: factor.parentDrug, factor: factor, flags: flags)
        }
        // Random parts and the ratio's error are of the two terms; flow, population and calibration scale the difference.
        let meth = means[SiteSeries.Key(key.site, "methamphetamine")]
        let own = load.value * mean.randomLogSD
        let taken = ratio * methamphetamine.value
        let takenSD = taken * ((meth?.randomLogSD ?? 0) * (meth?.randomLogSD ?? 0) + ratioRSD * ratioRSD).squareRoot()
        let relative = (own * own + takenSD * takenSD).squareRoot() / net
        let variance = LogDistribution.logVariance(relativeSD: relative) + mean.sharedLogSD * mean.sharedLogSD
        return ConsumptionRules.consumed(net, spread: LogDistribution(logSD: variance.squareRoot()), factor: factor, choice: choice, flags: flags)
    }

    /// The spread of a mean load; that of bounds reaches as far as its interval.
    static func spread(_ load: Estimate, mean: LoadMean) -> LogDistribution {
        guard mean.perHead.method == .bounds, load.value > 0, load.interval.high > load.value else { return LogDistribution(logSD: mean.totalLogSD) }
        return LogDistribution(logSD: portableLog(load.interval.high / load.value) / LoadVariance.normalQuantile)
    }

    /// Load times factor, and doses. The point value is the plain product, so that it can be worked out again by hand; the
    /// interval holds the skew of the reciprocal of the excreted fraction.
    static func consumed(_ load: Double, spread: LogDistribution, factor: CorrectionFactor, choice: ParameterChoice, flags: Set<String>) -> Consumed {
        var flags = flags
        let value = load * factor.value
        let distribution = spread.times(factor.spread)
        let consumption = Estimate(value, distribution.interval(around: value))
        var doses: Estimate?
        if let row = choice.dose(of: factor.parentDrug, biomarker: factor.biomarker) {
            let logVariance = LogDistribution.logVariance(relativeSD: row.relativeSD ?? 0)
            let number = value / row.value
            doses = Estimate(number, distribution.times(LogDistribution(logSD: logVariance.squareRoot())).interval(around: number))
            if row.provenance == .memory { flags.insert("MEMORY_PARAMETER") }
        }
        return Consumed(parentDrug: factor.parentDrug, consumption: consumption, doses: doses, factor: factor, flags: flags)
    }
}

/// Amphetamine that methamphetamine did not leave.
package enum AmphetamineNet {
    /// The load of amphetamine less the part that methamphetamine leaves: any unit, the same for both.
    package static func load(amphetamine: Double, methamphetamine: Double, ratio: Double = ConsumptionRules.amphetamineRatio) -> Double {
        amphetamine - ratio * methamphetamine
    }
}
