internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// What was consumed, from a mean load; nil where the load does not say.
struct Consumed: Sendable {
    var parentDrug: String?
    /// Pure free base, mg/d/1000 inhabitants.
    var consumption: Estimate?
    /// Doses a day and 1000 inhabitants.
    var doses: Estimate?
    var flags: FigureFlags = []
}

/// A correction factor with the dose that goes with it.
struct ConsumptionFactor: Sendable {
    let factor: CorrectionFactor
    let dose: Parameter?
    /// The spread of the factor, and of the factor and the dose.
    private let spread: LogDistribution
    private let doseSpread: LogDistribution
    let restsOnMemory: Bool

    init(_ factor: CorrectionFactor, _ choice: ParameterChoice) {
        self.factor = factor
        spread = factor.spread
        dose = choice.dose(of: factor.parentDrug, biomarker: factor.biomarker)
        doseSpread = LogDistribution(logSD: LogDistribution.logVariance(relativeSD: dose?.relativeSD ?? 0).squareRoot())
        restsOnMemory = factor.restsOnMemory
    }

    /// Load times factor, and doses. The point value is the plain product, so that it can be worked out again by hand; the
    /// interval holds the skew of the reciprocal of the excreted fraction.
    func consumed(_ load: Double, spread own: LogDistribution, flags: FigureFlags) -> Consumed {
        var consumed = Consumed(parentDrug: factor.parentDrug, flags: flags)
        let value = load * factor.value
        let distribution = own.times(spread)
        consumed.consumption = Estimate(value, distribution.interval(around: value))
        if let dose {
            let number = value / dose.value
            consumed.doses = Estimate(number, distribution.times(doseSpread).interval(around: number))
            if dose.provenance == .memory { consumed.flags.insert(.memoryParameter) }
        }
        return consumed
    }
}

/// The rules from a load to a consumption: a factor where one is enough, and more where it is not.
///
/// - Amphetamine is also what methamphetamine leaves: `L_net = L_AMP - r L_METH`. Below an AMP/METH ratio of 0.2 it cannot be
///   told apart and no consumption is given; above 1.00 nothing is taken away.
/// - Morphine is worked out to heroin only by difference (`HeroinByDifference`).
/// - Etomidate acid is what etomidate and its esters all leave: the figure is of the class.
package struct ConsumptionRules: Sendable {
    /// What holds for an analyte at every site.
    private struct Rule: Sendable {
        var code: AnalyteCode
        /// Before losses.
        var found: CorrectionFactor
        /// With the losses of a site of which neither sewer nor storage is known; nil where too little is left.
        var common: (loss: ResidueLoss, corrected: ConsumptionFactor)?
    }

    private let choice: ParameterChoice
    /// By place of the analyte; nil without a factor.
    private let rules: [Rule?]
    private let morphine: Int?
    private let codeine: Int?
    private let amphetamine: Int?
    private let methamphetamine: Int?
    private let poppyStraw: [Int]
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

    /// - Parameter analytes: sorted.
    init(choice: ParameterChoice, programme: Programme, period: Period, analytes: [AnalyteCode]) {
        self.choice = choice
        heroin = HeroinByDifference(choice: choice, programme: programme, period: period)
        let losses = ResidueLosses(choice: choice, programme: programme, period: period)
        self.losses = losses
        rules = analytes.map { code in
            choice.correction(for: code, parentDrug: programme.analytes[code]?.parentDrug).map { found in
                let loss = losses.loss(of: found, at: nil)
                let isLeft = loss.remaining >= ResidueLoss.leastRemaining
                return Rule(code: code, found: found, common: isLeft ? (loss, ConsumptionFactor(found.corrected(for: loss), choice)) : nil)
            }
        }
        morphine = analytes.firstIndex(of: "morphine")
        codeine = analytes.firstIndex(of: "codeine")
        amphetamine = analytes.firstIndex(of: "amphetamine")
        methamphetamine = analytes.firstIndex(of: "methamphetamine")
        poppyStraw = analytes.indices.filter { analytes[$0] == "noscapine" || analytes[$0] == "papaverine" }
    }

    /// Whether a series tells of poppy straw.
    func isPoppyStraw(_ series: LoadSeries) -> Bool { poppyStraw.contains(series.analyte) && series.days.contains { $0.concentration.isDetected } }

    /// The consumption behind the mean load of an analyte at a site.
    func consumption(of analyte: Int, at site: SiteCode, mean: LoadMean, beside means: SiteMeans) -> Consumed {
        if analyte == morphine { return heroin.consumption(at: site, morphine: mean, codeine: means[codeine], holdsPoppyStraw: means.holdsPoppyStraw) }
        guard let rule = rules[analyte] else { return Consumed(flags: .loadOnly) }
        let (loss, corrected): (ResidueLoss, ConsumptionFactor)
        if losses.knows(site) {
            loss = losses.loss(of: rule.found, at: site)
            guard loss.remaining >= ResidueLoss.leastRemaining else { return Consumed(flags: [.loadOnly, .mostlyLost]) }
            corrected = ConsumptionFactor(rule.found.corrected(for: loss), choice)
        } else {
            guard let common = rule.common else { return Consumed(flags: [.loadOnly, .mostlyLost]) }
            (loss, corrected) = common
        }
        var flags: FigureFlags = corrected.restsOnMemory ? .memoryParameter : []
        if rule.code == "etomidate_acid" { flags.insert(.classMarker) }
        guard let load = mean.load else { return Consumed(parentDrug: corrected.factor.parentDrug, flags: flags) }
        if loss.sewerSurvival < 1 || rule.found.inSewerLoss != 0 { flags.insert(.inSewerLoss) }
        if loss.storageSurvival < 1 { flags.insert(.storageLoss) }
        if loss.sorbedShare > 0 { flags.insert(.particulate) }
        if analyte == amphetamine, let other = means[methamphetamine], let methamphetamine = other.load {
            return net(load, mean: mean, methamphetamine: methamphetamine, of: other, factor: corrected, flags: flags)
        }
        return corrected.consumed(load.value, spread: ConsumptionRules.spread(load, mean: mean), flags: flags)
    }

    /// Amphetamine less what methamphetamine leaves.
    private func net(
        _ load: Estimate, mean: LoadMean, methamphetamine: Estimate, of other: LoadMean, factor: ConsumptionFactor, flags: FigureFlags
    ) -> Consumed {
        guard methamphetamine.value > 0, load.value <= ConsumptionRules.plainRatio * methamphetamine.value else {
            return factor.consumed(load.value, spread: ConsumptionRules.spread(load, mean: mean), flags: flags)
        }
        let parent = factor.factor.parentDrug
        guard load.value >= ConsumptionRules.separableRatio * methamphetamine.value else {
            return Consumed(parentDrug: parent, flags: flags.union(.amphetamineNotSeparable))
        }
        var flags = flags.union(.amphetamineNet)
        let row = choice.parameter("metabolic_ratio", parentDrug: parent, biomarker: "amphetamine")
        if row?.provenance == .memory { flags.insert(.memoryParameter) }
        let ratio = row?.value ?? ConsumptionRules.amphetamineRatio
        let ratioRSD = row?.relativeSD ?? ConsumptionRules.amphetamineRatioRSD
        let net = AmphetamineNet.load(amphetamine: load.value, methamphetamine: methamphetamine.value, ratio: ratio)
        guard net > 0 else { return Consumed(parentDrug: parent, flags: flags.union(.amphetamineNotSeparable)) }
        // Random parts and the ratio's error are of the two terms; flow, population and calibration scale the difference.
        let own = load.value * mean.randomLogSD
        let taken = ratio * methamphetamine.value
        let takenSD = taken * (other.randomLogSD * other.randomLogSD + ratioRSD * ratioRSD).squareRoot()
        let relative = (own * own + takenSD * takenSD).squareRoot() / net
        let variance = LogDistribution.logVariance(relativeSD: relative) + mean.sharedLogSD * mean.sharedLogSD
        return factor.consumed(net, spread: LogDistribution(logSD: variance.squareRoot()), flags: flags)
    }

    /// The spread of a mean load; that of bounds reaches as far as its interval.
    private static func spread(_ load: Estimate, mean: LoadMean) -> LogDistribution {
        guard mean.perHead.method == .bounds, load.value > 0, load.interval.high > load.value else { return LogDistribution(logSD: mean.totalLogSD) }
        return LogDistribution(logSD: portableLog(load.interval.high / load.value) / LoadVariance.normalQuantile)
    }
}

/// Amphetamine that methamphetamine did not leave.
package enum AmphetamineNet {
    /// The load of amphetamine less the part that methamphetamine leaves: any unit, the same for both.
    package static func load(amphetamine: Double, methamphetamine: Double, ratio: Double = ConsumptionRules.amphetamineRatio) -> Double {
        amphetamine - ratio * methamphetamine
    }
}
