package import Monitoring

/// What belongs to a drug in sewage: its metabolites, what it is made from, and what only its making leaves.
package struct SubstanceChemistry: Hashable, Sendable {
    /// The drug itself.
    package var product: AnalyteCode
    /// What people excrete of it.
    package var metabolites: [AnalyteCode]
    /// What it is made from; some have medical uses of their own.
    package var precursors: [AnalyteCode]
    /// What is found after synthesis and never after use.
    package var byProducts: [AnalyteCode]

    /// The drugs whose chemistry the program knows, by their analyte.
    ///
    /// Sources: cmp as the marker of one-pot synthesis, 10.1016/j.forc.2020.100253; hydroxylimine
    /// as an intermediate of ketamine that use never leaves; metabolites from the excretion studies
    /// behind the parameter sets.
    package static let known: [SubstanceChemistry] = [
        SubstanceChemistry(
            product: "methamphetamine", metabolites: ["amphetamine"], precursors: ["ephedrine", "pseudoephedrine", "p2p"], byProducts: ["cmp"]),
        SubstanceChemistry(product: "amphetamine", metabolites: [], precursors: ["p2p"], byProducts: []),
        SubstanceChemistry(product: "ketamine", metabolites: ["norketamine"], precursors: [], byProducts: ["hydroxylimine"]),
        SubstanceChemistry(product: "methcathinone", metabolites: ["cathinone"], precursors: ["ephedrine", "pseudoephedrine"], byProducts: []),
        SubstanceChemistry(product: "mdma", metabolites: ["mda"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "cocaine", metabolites: ["benzoylecgonine", "cocaethylene"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "etomidate", metabolites: ["etomidate_acid"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "methadone", metabolites: ["eddp"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "tramadol", metabolites: ["o-desmethyltramadol"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "fentanyl", metabolites: ["norfentanyl"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "oxycodone", metabolites: ["noroxycodone"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "clonazepam", metabolites: ["7-aminoclonazepam"], precursors: [], byProducts: []),
        SubstanceChemistry(product: "dextromethorphan", metabolites: ["dextrorphan"], precursors: [], byProducts: []),
    ]

    /// The chemistry of a drug, by the drug or by one of its metabolites; nil where none is known.
    package static func of(_ analyte: AnalyteCode) -> SubstanceChemistry? {
        known.first { $0.product == analyte } ?? known.first { $0.metabolites.contains(analyte) }
    }

    /// The drugs that an analyte is a metabolite of, in the order of `known`; amphetamine is one and a drug of its own.
    package static func excreted(_ analyte: AnalyteCode) -> [SubstanceChemistry] { known.filter { $0.metabolites.contains(analyte) } }

    /// The drugs that an analyte is a precursor or by-product of, in the order of `known`.
    package static func madeWith(_ analyte: AnalyteCode) -> [SubstanceChemistry] {
        known.filter { $0.precursors.contains(analyte) || $0.byProducts.contains(analyte) }
    }
}
