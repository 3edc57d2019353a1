/// Where a parameter's value was found.
package enum Provenance: String, Sendable, CaseIterable { case read, memory, derived }

/// A row of a parameter set (`parameters.csv`).
package struct Parameter: Hashable, Sendable {
    package var set: String
    package var version: String
    package var parentDrug: String
    package var biomarker: AnalyteCode
    /// `excretion_fraction`, `molar_mass_parent`, `dose_mg`, … (formats: names of parameters).
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

    package init(
        set: String, version: String, parentDrug: String, biomarker: AnalyteCode, name: String, value: Double, relativeSD: Double? = nil,
        distribution: String = "", basis: String = "", unit: String, source: String, provenance: Provenance
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
    }
}
