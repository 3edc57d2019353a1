/// Where a parameter's value was found.
package enum Provenance: String, Sendable, CaseIterable { case read, memory, derived }

/// A row of a parameter set (`parameters.csv`).
package struct Parameter: Hashable, Sendable {
    package var set: String
    package var version: String
    package var parentDrug: String
    package var biomarker: AnalyteCode
    /// `excretion_fraction`, `molar_mass_parent`, `dose_mg`, … (formats: names of parameters; `ParameterName`).
    package var name: String
    package var value: Double
    /// Relative standard deviation, as a fraction.
    package var relativeSD: Double?
    package var distribution: String
    /// `molar` or `mass`, for an excretion fraction.
    package var basis: String
    package var unit: String
    package var source: String
    package var provenance: Provenance
    /// How the drug was taken by those of whom an excretion fraction or a dose was found: `oral`, `smoked`, `mixed`, …; empty where not stated.
    package var route: String

    package init(
        set: String, version: String, parentDrug: String, biomarker: AnalyteCode, name: String, value: Double, relativeSD: Double? = nil,
        distribution: String = "", basis: String = "", unit: String, source: String, provenance: Provenance, route: String = ""
    ) {
        self.set = set
        self.version = version
        self.parentDrug = parentDrug
        self.biomarker = biomarker
        self.name = name
        self.value = value
        self.relativeSD = relativeSD
        self.distribution = distribution
        self.basis = basis
        self.unit = unit
        self.source = source
        self.provenance = provenance
        self.route = route
    }
}

/// Names of parameters, with what they mean and the values they may have.
package enum ParameterName: String, Sendable, CaseIterable {
    /// The share of a dose that leaves the body as the biomarker, conjugates that split in the sewer included, 0 to 1; and the least and greatest value published.
    case excretionFraction = "excretion_fraction"
    case excretionLow = "excretion_low"
    case excretionHigh = "excretion_high"
    /// g/mol of the free base; of ethyl sulfate, of the acid.
    case molarMassParent = "molar_mass_parent"
    case molarMassBiomarker = "molar_mass_biomarker"
    /// Milligrams of the pure parent drug in a usual dose.
    case doseMilligrams = "dose_mg"
    /// The share of the biomarker that is lost in the sewer, below 1; negative for formation. Half-lives win over it where the time in the sewer is known.
    case inSewerLoss = "in_sewer_loss"
    /// Hours in sewage without biofilm, at the temperature in `unit` (`h@20C`); a row a temperature.
    case halfLifeHours = "half_life_h"
    /// 1/h that biofilm adds, at the area of biofilm over volume in `unit` (`1/h@50/m`).
    case biofilmRatePerHour = "biofilm_rate_per_h"
    /// The share of the biomarker that is bound to suspended matter, and so missing in the filtered sample.
    case sorbedFraction = "sorbed_fraction"
    /// Mass of the usual salt over that of the free base; and the share of the pure salt in what is sold.
    case saltFactor = "salt_factor"
    case purity
    /// What another drug leaves of this biomarker: g/g of methamphetamine (amphetamine), mol/mol of codeine (morphine).
    case metabolicRatio = "metabolic_ratio"
    /// Usual limits of the laboratory method in raw sewage, ng/L.
    case limitOfDetection = "lod_ng_per_l"
    case limitOfQuantification = "loq_ng_per_l"
    /// 1: the set gives a load and no consumption, for the reason in `source`.
    case loadOnly = "load_only"

    /// What a row may state.
    package var range: ClosedRange<Double> {
        switch self {
        case .excretionFraction, .excretionLow, .excretionHigh, .purity, .sorbedFraction, .loadOnly: 0...1
        case .inSewerLoss: -10...1
        default: 0...1e12
        }
    }
}
