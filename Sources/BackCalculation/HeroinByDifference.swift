internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// Heroin from morphine, less what codeine and medical morphine leave.
///
/// ```
/// U_codeine = N_codeine / E_codeine
/// N_mor,cod = U_codeine f_m M_morphine / M_codeine
/// N_mor,med = D_morphine E_morphine
/// U_heroin  = (N_morphine - N_mor,cod - N_mor,med) (M_heroin / M_morphine) / E_heroin
/// ```
/// Poppy straw leaves morphine too, in some cities most of it (X.-T. Shao et al., ACS ES&T Water (2024),
/// doi:10.1021/acsestwater.3c00466), and no load says how much: where noscapine or papaverine is seen, no heroin is given.
package struct HeroinByDifference: Sendable {
    /// The share of codeine (molar) that ends as morphine, 0.05 to 0.13; and of medical morphine that is excreted as
    /// morphine, conjugates that split in the sewer included, 0.70 to 0.85: usual values, used where the set holds no
    /// `metabolic_ratio` (codeine, morphine) or `excretion_fraction` (morphine, morphine).
    package static let codeineToMorphine = 0.06
    package static let medicalMorphineFraction = 0.70
    /// Molar masses, from atomic weights: heroin C21H23NO5, morphine C17H19NO3, codeine C18H21NO3.
    package static let heroinMass = 369.42
    package static let morphineMass = 285.34
    package static let codeineMass = 299.37

    private let medical: [SiteCode: Double]
    private let heroin: ConsumptionFactor?
    private let fromCodeine: CorrectionFactor?
    private let share: Parameter?
    private let fraction: Parameter?

    init(choice: ParameterChoice, programme: Programme, period: Period) {
        medical = HeroinByDifference.medicalMorphine(programme, period: period)
        heroin = choice.correction(of: "heroin", from: "morphine").map { ConsumptionFactor($0, choice) }
        fromCodeine = choice.correction(of: "codeine", from: "codeine")
        share = choice.parameter("metabolic_ratio", parentDrug: "codeine", biomarker: "morphine")
        fraction = choice.parameter("excretion_fraction", parentDrug: "morphine", biomarker: "morphine")
    }

    /// Morphine load that codeine leaves, in the unit of the codeine load.
    package static func morphineFromCodeine(load: Double, excretedFraction: Double, metabolicShare: Double = codeineToMorphine) -> Double {
        load / excretedFraction * metabolicShare * morphineMass / codeineMass
    }

    /// Heroin of a load of morphine that heroin left.
    package static func heroin(morphine: Double, excretedFraction: Double) -> Double { morphine * (heroinMass / morphineMass) / excretedFraction }

    /// Medical morphine by site, mg/d/1000 inhabitants: from `licit.csv` by area, weighted by the shares of the site's
    /// people that live there; only for sites whose areas with known use and population hold at least half of their people.
    static func medicalMorphine(_ programme: Programme, period: Period) -> [SiteCode: Double] {
        var perThousand: [AreaCode: Double] = [:]
        for use in programme.licitUses where use.substance == "morphine" && use.period == period {
            guard let people = programme.areas.first(where: { $0.code == use.area })?.population, people > 0 else { continue }
            perThousand[use.area, default: 0] += use.milligramsPerDay / people * 1000
        }
        guard !perThousand.isEmpty else { return [:] }
        var sums: [SiteCode: (share: Double, use: Double)] = [:]
        for row in AreaMembership.rows(programme, period: period) {
            guard let use = perThousand[row.area] else { continue }
            let old = sums[row.site] ?? (0, 0)
            sums[row.site] = (old.share + row.share, old.use + row.share * use)
        }
        return sums.compactMapValues { $0.share >= 0.5 ? $0.use / $0.share : nil }
    }

    /// The heroin behind the morphine of a site, where the subtraction can be made and leaves something.
    func consumption(at site: SiteCode, morphine: LoadMean, codeine: LoadMean?, holdsPoppyStraw: Bool) -> Consumed {
        guard let load = morphine.load, let heroin, let codeine, let use = medical[site] else { return Consumed(flags: [.loadOnly, .morphineSources]) }
        guard !holdsPoppyStraw else { return Consumed(flags: [.loadOnly, .poppyStrawLikely]) }
        guard let fromCodeine else { return Consumed(flags: [.loadOnly, .morphineSources]) }
        let codeineLoad = codeine.load?.value ?? codeine.perHead.upper
        let codeinePart = HeroinByDifference.morphineFromCodeine(
            load: codeineLoad, excretedFraction: fromCodeine.excretedFraction, metabolicShare: share?.value ?? HeroinByDifference.codeineToMorphine)
        let medicalPart = use * (fraction?.value ?? HeroinByDifference.medicalMorphineFraction)
        let rest = load.value - codeinePart - medicalPart
        // Each term with its own error: the subtracted ones by half again, the spread of their shares (0.05-0.13, 0.70-0.85).
        let own = load.value * morphine.totalLogSD
        let others = ((0.5 * codeinePart) * (0.5 * codeinePart) + (0.2 * medicalPart) * (0.2 * medicalPart)).squareRoot()
        let sd = (own * own + others * others).squareRoot()
        guard rest - 1.6448536269514722 * sd > 0 else { return Consumed(flags: [.loadOnly, .notDistinguishableFromMedical]) }
        var flags: FigureFlags = .byDifference
        if heroin.restsOnMemory || fromCodeine.restsOnMemory || share?.provenance == .memory || fraction?.provenance == .memory {
            flags.insert(.memoryParameter)
        }
        let spread = LogDistribution(logSD: LogDistribution.logVariance(relativeSD: sd / rest).squareRoot())
        return heroin.consumed(rest, spread: spread, flags: flags)
    }
}
