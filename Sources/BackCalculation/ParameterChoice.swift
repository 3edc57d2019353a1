package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// From the load of a biomarker to the consumption of its parent drug: one factor, with the rows it rests on.
package struct CorrectionFactor: Hashable, Sendable {
    package var parentDrug: String
    package var biomarker: AnalyteCode
    /// Milligrams of parent drug per milligram of biomarker in the sewage.
    package var value: Double
    /// Parent over biomarker; 1 where the fraction is one of mass.
    package var molarMassRatio: Double
    /// The share of the dose excreted as the biomarker, 0 to 1.
    package var excretedFraction: Double
    /// The share of the biomarker lost in the sewer, below 1 (negative for formation); 0 where the set states none.
    package var inSewerLoss: Double
    /// Relative standard deviation of the excreted fraction.
    package var relativeSD: Double
    /// The spread of the factor around `value`, on the log scale.
    package var spread: LogDistribution
    /// What of that spread comes from the correction for losses at a site: standard deviation of the logarithm.
    package var lossLogSD = 0.0
    /// The rows used, in the order of the formula.
    package var rows: [Parameter]

    /// Whether a row was taken from memory of a source, and not read there.
    package var restsOnMemory: Bool { rows.contains { $0.provenance == .memory } }
}

/// The rows of one parameter set, by what they say.
///
/// `CF = (M_parent / M_biomarker) / E / (1 - loss)` for a molar fraction E; for a fraction of mass without the ratio.
/// Source: E. Zuccato et al., Environ. Health Perspect. 116 (2008) 1027, doi:10.1289/ehp.11022.
package struct ParameterChoice: Sendable {
    private struct Key: Hashable {
        var parentDrug: String
        var biomarker: AnalyteCode
        var name: String
        var condition = ""

        init(parentDrug: String, biomarker: AnalyteCode, name: String) {
            self.parentDrug = parentDrug
            self.biomarker = biomarker
            self.name = name
        }

        init(_ row: Parameter) {
            self.init(parentDrug: row.parentDrug, biomarker: row.biomarker, name: row.name)
            condition = ParameterSets.condition(row)
        }
    }

    /// All rows, as given.
    package let rows: [Parameter]
    /// `CN-default@2`: the set and the latest version among its rows; several sets joined by `+`; empty where there are no rows.
    package let label: String
    /// Rows that cannot be used, and drugs whose chain is broken by them.
    package private(set) var findings: [Finding] = []
    private var byKey: [Key: Parameter] = [:]
    private var corrections: [AnalyteCode: [CorrectionFactor]] = [:]
    private var loadOnly: [AnalyteCode: [Parameter]] = [:]
    private var halfLives: [Pair: [Parameter]] = [:]

    private struct Pair: Hashable {
        var parentDrug: String
        var biomarker: AnalyteCode

        init(_ parentDrug: String, _ biomarker: AnalyteCode) {
            self.parentDrug = parentDrug
            self.biomarker = biomarker
        }

        init(_ row: Parameter) { self.init(row.parentDrug, row.biomarker) }
    }

    /// Where an excretion fraction has no spread of its own: the middle of the 15 to 50 % that the literature gives for
    /// substances other than cocaine (S. Castiglioni et al., Environ. Sci. Technol. 47 (2013) 1452, doi:10.1021/es302722f).
    package static let assumedRelativeSD = 0.30

    /// - Parameter rows: the rows of one set; of two rows that say the same thing, the one with the later version counts,
    ///   then the greater value, so that the order of rows does not.
    package init(_ rows: [Parameter]) {
        self.rows = rows
        label = Dictionary(grouping: rows, by: \.set).map { "\($0.key)@\(ParameterSets.version(of: $0.value))" }.sorted().joined(separator: "+")
        for row in rows {
            let key = Key(row)
            if let other = byKey[key], (other.version, other.value) >= (row.version, row.value) { continue }
            byKey[key] = row
        }
        let sorted = byKey.values.sorted { ($0.biomarker, $0.parentDrug, $0.name, $0.unit) < ($1.biomarker, $1.parentDrug, $1.name, $1.unit) }
        for row in sorted {
            if let limits = ParameterChoice.allowed[row.name], !(row.value > limits.above && row.value <= limits.upTo) {
                findings.append(
                    Finding(
                        "M109", .error, text: String(row.value),
                        ["parameter": row.name, "drug": row.parentDrug, "biomarker": row.biomarker.rawValue, "set": label]))
            }
        }
        for row in sorted where row.name == ParameterName.loadOnly.rawValue && row.value > 0 { loadOnly[row.biomarker, default: []].append(row) }
        for row in sorted where row.name == ParameterName.halfLifeHours.rawValue && row.value > 0 && row.value.isFinite {
            halfLives[Pair(row), default: []].append(row)
        }
        for row in sorted where row.name == "excretion_fraction" {
            if let factor = correction(row) { corrections[row.biomarker, default: []].append(factor) }
        }
        for analyte in corrections.keys { corrections[analyte]?.sort { $0.parentDrug < $1.parentDrug } }
    }

    /// Why the set gives a load and no consumption for a biomarker, where it says so; the reason stands in `source`.
    ///
    /// Without a parent drug, the first reason that the set gives for the biomarker.
    package func loadOnlyReason(of biomarker: AnalyteCode, parentDrug: String?) -> Parameter? {
        loadOnly[biomarker]?.first { parentDrug == nil || $0.parentDrug == parentDrug }
    }

    /// The same choice with factors for what is lost of each biomarker. Morphine is left as it is: sources are subtracted from it first.
    func corrected(_ loss: (CorrectionFactor) -> ResidueLoss) -> ParameterChoice {
        var copy = self
        for (analyte, factors) in corrections where analyte != "morphine" { copy.corrections[analyte] = factors.map { $0.corrected(for: loss($0)) } }
        return copy
    }

    /// The rows on which figures of some biomarkers can rest, in the order of the set: what corrects and divides, and the
    /// reason of a load that stays one. Limits, ranges and salts are read beside the figures and not into them.
    package func used(for biomarkers: Set<AnalyteCode>, losses: ProgrammeConfiguration.LossSettings) -> [Parameter] {
        rows.filter { row in
            guard biomarkers.contains(row.biomarker), byKey[Key(row)] == row else { return false }
            switch ParameterName(rawValue: row.name) {
            case .excretionLow, .excretionHigh, .limitOfDetection, .limitOfQuantification, .saltFactor, .purity: return false
            case .loadOnly: return row.value > 0
            case .sorbedFraction: return losses.particulate && loadOnlyReason(of: row.biomarker, parentDrug: row.parentDrug) == nil
            case .biofilmRatePerHour: return losses.biofilmAreaPerVolume > 0 && loadOnlyReason(of: row.biomarker, parentDrug: row.parentDrug) == nil
            case .excretionFraction where row.parentDrug == "morphine": return true
            case .metabolicRatio, nil: return true
            default: return loadOnlyReason(of: row.biomarker, parentDrug: row.parentDrug) == nil
            }
        }
    }

    /// Half-lives in sewage, a row a temperature, sorted by the text of their units.
    func halfLives(of biomarker: AnalyteCode, parentDrug: String) -> [Parameter] { halfLives[Pair(parentDrug, biomarker)] ?? [] }

    /// Whether a drug with a correction factor has a rate of loss or a bound share.
    var holdsLosses: Bool {
        byKey.values.contains {
            ["half_life_h", "biofilm_rate_per_h", "sorbed_fraction"].contains($0.name) && corrections[$0.biomarker]?.isEmpty == false
        }
    }

    /// The values that each parameter may have: above the first, up to the second.
    private static let allowed: [String: (above: Double, upTo: Double)] = [
        "excretion_fraction": (0, 1), "molar_mass_parent": (0, 2000), "molar_mass_biomarker": (0, 2000), "dose_mg": (0, 1e6),
        "half_life_h": (0, 1e6), "metabolic_ratio": (0, 10), "purity": (0, 1), "salt_factor": (0, 10),
    ]

    private func usable(_ name: String, _ parentDrug: String, _ biomarker: AnalyteCode) -> Parameter? {
        guard let row = byKey[Key(parentDrug: parentDrug, biomarker: biomarker, name: name)], row.value.isFinite else { return nil }
        if let limits = ParameterChoice.allowed[name], !(row.value > limits.above && row.value <= limits.upTo) { return nil }
        return row
    }

    private func correction(_ fraction: Parameter) -> CorrectionFactor? {
        guard let fraction = usable("excretion_fraction", fraction.parentDrug, fraction.biomarker) else { return nil }
        var rows = [fraction]
        var ratio = 1.0
        if fraction.basis != "mass" {
            guard let parent = usable("molar_mass_parent", fraction.parentDrug, fraction.biomarker),
                let biomarker = usable("molar_mass_biomarker", fraction.parentDrug, fraction.biomarker)
            else { return nil }
            ratio = parent.value / biomarker.value
            rows = [parent, biomarker, fraction]
        }
        var loss = 0.0
        if let row = usable("in_sewer_loss", fraction.parentDrug, fraction.biomarker), row.value < 1, row.value > -10 {
            loss = row.value
            rows.append(row)
        }
        let relativeSD = fraction.relativeSD.map { $0.isFinite ? max(0, $0) : ParameterChoice.assumedRelativeSD } ?? ParameterChoice.assumedRelativeSD
        let logNormal = LogDistribution(logSD: LogDistribution.logVariance(relativeSD: relativeSD).squareRoot())
        let spread =
            fraction.distribution == "lognormal"
            ? logNormal : LogDistribution(reciprocalOfFraction: fraction.value, relativeSD: relativeSD) ?? logNormal
        return CorrectionFactor(
            parentDrug: fraction.parentDrug, biomarker: fraction.biomarker, value: ratio / fraction.value / (1 - loss), molarMassRatio: ratio,
            excretedFraction: fraction.value, inSewerLoss: loss, relativeSD: relativeSD, spread: spread, rows: rows)
    }

    /// The correction factor of a biomarker, or nil where the set has no usable excretion fraction for it or gives a load only.
    ///
    /// The parent drug is the one that the catalogue names; without one, the only parent that the set names. Morphine has no
    /// factor of its own: it comes from heroin, from medical morphine, from codeine and from poppy straw, which only a
    /// subtraction can tell apart (`HeroinByDifference`).
    package func correction(for biomarker: AnalyteCode, parentDrug: String?) -> CorrectionFactor? {
        guard biomarker != "morphine", let factors = corrections[biomarker]?.filter({ loadOnlyReason(of: biomarker, parentDrug: $0.parentDrug) == nil })
        else { return nil }
        if let parentDrug { return factors.first { $0.parentDrug == parentDrug } }
        return factors.count == 1 ? factors.first : nil
    }

    /// The factor of a named parent drug, heroin from morphine included: for rules that subtract other sources first.
    package func correction(of parentDrug: String, from biomarker: AnalyteCode) -> CorrectionFactor? {
        corrections[biomarker]?.first { $0.parentDrug == parentDrug }
    }

    /// Another parameter of a drug and its biomarker, where usable: `dose_mg`, `metabolic_ratio`, `half_life_h`…
    package func parameter(_ name: String, parentDrug: String, biomarker: AnalyteCode) -> Parameter? { usable(name, parentDrug, biomarker) }

    /// The milligrams of pure parent drug in a dose.
    package func dose(of parentDrug: String, biomarker: AnalyteCode) -> Parameter? { usable("dose_mg", parentDrug, biomarker) }

    /// The biomarkers for which the set gives more than a load, sorted.
    package var correctedBiomarkers: [AnalyteCode] {
        corrections.filter { entry in entry.value.contains { loadOnlyReason(of: entry.key, parentDrug: $0.parentDrug) == nil } }.keys.sorted()
    }
}
