package import Monitoring

/// What a ratio of two analytes looks like after use, and what its departures suggest: data, with source and version.
package struct RatioRule: Hashable, Sendable {
    /// What a ratio beyond a limit stands for.
    package enum Meaning: String, Sendable {
        /// Parent drug that did not pass through people: poured away, or lost in manufacture.
        case unconsumed
        /// The numerator has a source of its own.
        case ownSource
        /// Precursor beside its product.
        case precursor
    }

    package var numerator: AnalyteCode
    package var denominator: AnalyteCode
    /// Name with version, as `ratios.csv` prints it.
    package var name: String
    /// Mass ratio in sewage after use; nil where only a site's own history tells.
    package var centre: Double?
    /// Spread between places of ln of the ratio.
    package var logSD: Double
    /// Below this, use does not explain the ratio; nil where there is no such limit.
    package var low: Double?
    /// Above this, use does not explain the ratio; nil where there is no such limit.
    package var high: Double?
    package var below: Meaning?
    package var above: Meaning?
    package var source: String
    package var provenance: Provenance

    /// The ratio as `ratios.csv` names it.
    package var ratio: String { "\(numerator)/\(denominator)" }
}

extension RatioRule {
    /// The rules that are applied, in the order in which they are reported.
    ///
    /// Ratios of metabolism in urine are not used where sewage differs (ketamine over
    /// norketamine is 0.64 in urine and about 5 in sewage). A rule with no limits of its own
    /// speaks only by a site's own earlier campaigns.
    package static let library: [RatioRule] = [
        RatioRule(
            numerator: "amphetamine", denominator: "methamphetamine", name: "amp-meth/1", centre: 0.09, logSD: 0.4, low: 0.04, high: 0.25,
            below: .unconsumed, above: .ownSource,
            source: "Median 0.09 and band 0.04-0.19 of more than 6,000 sewage samples; 0.05-0.25 quoted for human metabolism (Kunming)",
            provenance: .read),
        RatioRule(
            numerator: "ephedrine", denominator: "methamphetamine", name: "eph-meth/1", centre: nil, logSD: 1, low: nil, high: nil,
            below: nil, above: .precursor, source: "No limit published: ephedrine has a medical and seasonal background; own history",
            provenance: .derived),
        RatioRule(
            numerator: "pseudoephedrine", denominator: "methamphetamine", name: "pse-meth/1", centre: nil, logSD: 1, low: nil, high: nil,
            below: nil, above: .precursor, source: "No limit published: cold medicines, seasonal; own history", provenance: .derived),
        RatioRule(
            numerator: "ketamine", denominator: "norketamine", name: "ket-norket/1", centre: 5.36, logSD: 0.5, low: nil, high: 15,
            below: nil, above: .unconsumed,
            source: "Sewage mean 5.36; 25 Chinese cities 27.1/5.51 = 4.9; limit of 15 is a judgement (three times the usual)",
            provenance: .read),
        RatioRule(
            numerator: "cocaine", denominator: "benzoylecgonine", name: "coc-be/1", centre: 0.25, logSD: 0.5, low: nil, high: 0.75,
            below: nil, above: .unconsumed, source: "van Nuijs et al. 2009, criterion 0.75; usual 0.1-0.5", provenance: .memory),
        RatioRule(
            numerator: "6-monoacetylmorphine", denominator: "morphine", name: "6mam-mor/1", centre: nil, logSD: 0.7, low: nil, high: 0.0355,
            below: nil, above: .unconsumed, source: "Largest ratio that the excretion of heroin allows, 0.0355; nothing beside morphine is medical",
            provenance: .derived),
        RatioRule(
            numerator: "mdma", denominator: "mda", name: "mdma-mda/1", centre: nil, logSD: 0.7, low: nil, high: nil,
            below: nil, above: .unconsumed, source: "No limit published for the mass ratio in sewage; own history", provenance: .derived),
        RatioRule(
            numerator: "etomidate", denominator: "etomidate_acid", name: "eto-acid/1", centre: 0.038, logSD: 0.7, low: nil, high: 0.2,
            below: nil, above: .unconsumed,
            source: "From at most 2 % unchanged and 60 % acid: 0.02 x 244.29 / (0.60 x 216.24) = 0.038; limit of 0.2 is a judgement",
            provenance: .derived),
        RatioRule(
            numerator: "methadone", denominator: "eddp", name: "mtd-eddp/1", centre: 0.55, logSD: 0.5, low: nil, high: 2, below: nil,
            above: .unconsumed, source: "Usual 0.3-1; limit of 2 is a judgement", provenance: .memory),
        RatioRule(
            numerator: "methcathinone", denominator: "ephedrine", name: "mcat-eph/1", centre: nil, logSD: 1, low: nil, high: nil, below: nil,
            above: .ownSource, source: "Background from the transformation of ephedrine, lowest in winter; own history", provenance: .derived),
        RatioRule(
            numerator: "tramadol", denominator: "o-desmethyltramadol", name: "tra-odt/1", centre: nil, logSD: 0.5, low: nil, high: nil,
            below: nil, above: .unconsumed, source: "No limit published for sewage here; own history", provenance: .derived),
        RatioRule(
            numerator: "fentanyl", denominator: "norfentanyl", name: "fen-norfen/1", centre: nil, logSD: 0.7, low: nil, high: nil, below: nil,
            above: .unconsumed, source: "No limit published for sewage here; own history", provenance: .derived),
    ]
}
