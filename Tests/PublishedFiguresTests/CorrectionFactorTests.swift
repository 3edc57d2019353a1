// Correction factors of E. Zuccato et al., Environ. Health Perspect. 116 (2008) 1027, doi:10.1289/ehp.11022, and of the SCORE
// network (S. Castiglioni et al. 2013, doi:10.1021/es302722f; E. Gracia-Lor et al., Sci. Total Environ. 573 (2016) 1648).
import BackCalculation
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Published figures: correction factors")
struct CorrectionFactorTests {
    @Test(arguments: [
        ("cocaine", "benzoylecgonine", 303.36, 289.33, 0.45, 2.330), ("heroin", "morphine", 369.42, 285.34, 0.42, 3.082),
        ("cannabis", "thc-cooh", 314.47, 344.45, 0.006, 152.2), ("methamphetamine", "methamphetamine", 149.24, 149.24, 0.43, 2.326),
        ("mdma", "mdma", 193.25, 193.25, 0.65, 1.538), ("heroin", "6-monoacetylmorphine", 369.42, 327.38, 0.013, 86.8),
        ("alcohol", "ethyl_sulfate", 46.07, 126.13, 0.00012, 3044),
    ])
    func `molar masses and fractions give the printed factor`(
        parent: String, biomarker: String, parentMass: Double, biomarkerMass: Double, fraction: Double, printed: Double
    ) throws {
        let choice = ParameterChoice(
            SmallProgramme.rows(parent, AnalyteCode(biomarker), masses: (parentMass, biomarkerMass), fraction: fraction))
        let factor = try #require(choice.correction(of: parent, from: AnalyteCode(biomarker)))
        #expect(abs(factor.value / printed - 1) < 4e-4)
    }

    @Test(arguments: [
        ("ZUCCATO-2008", "cocaine", "benzoylecgonine", 2.33), ("ZUCCATO-2008", "heroin", "morphine", 3.08), ("ZUCCATO-2008", "amphetamine", "amphetamine", 3.33),
        ("ZUCCATO-2008", "methamphetamine", "methamphetamine", 2.33), ("ZUCCATO-2008", "mdma", "mdma", 1.54), ("ZUCCATO-2008", "cannabis", "thc-cooh", 152.2),
        ("SCORE-2016", "cocaine", "benzoylecgonine", 3.59), ("SCORE-2016", "amphetamine", "amphetamine", 2.77),
        ("SCORE-2016", "methamphetamine", "methamphetamine", 2.44), ("SCORE-2016", "mdma", "mdma", 4.40), ("SCORE-2016", "cannabis", "thc-cooh", 182),
        ("SCORE-2016", "heroin", "6-monoacetylmorphine", 86.8), ("SCORE-2016", "nicotine", "cotinine", 3.13), ("ACIC-NWDMP", "methamphetamine", "methamphetamine", 2.564),
        ("ACIC-NWDMP", "fentanyl", "norfentanyl", 4.83), ("ACIC-NWDMP", "oxycodone", "noroxycodone", 4.76), ("CN-default", "ketamine", "ketamine", 5.0),
        ("CN-default", "codeine", "codeine", 1.567), ("CN-default", "methamphetamine", "methamphetamine", 2.326), ("CN-default", "etomidate", "etomidate_acid", 1.883),
    ])
    func `the shipped sets give their published factors`(set: String, parent: String, biomarker: String, printed: Double) throws {
        let choice = ParameterChoice(ParameterSets.shipped().set(named: set))
        #expect(choice.label == "\(set)@\(ParameterSets.shipped().versions(of: set).last ?? "")")
        #expect(choice.findings.isEmpty)
        let factor = try #require(choice.correction(of: parent, from: AnalyteCode(biomarker)))
        #expect(abs(factor.value / printed - 1) < 2.1e-3)
    }

    @Test func `every shipped row has a source and a spread where it is an excretion fraction`() {
        let sets = ParameterSets.shipped()
        #expect(sets.names == ["ACIC-NWDMP", "CN-default", "SCORE-2016", "ZUCCATO-2008"])
        #expect(sets.parameters.allSatisfy { !$0.source.isEmpty })
        #expect(sets.parameters.filter { $0.name == "excretion_fraction" }.allSatisfy { ($0.relativeSD ?? 0) > 0 && $0.basis == "molar" })
    }

    @Test func `substances without a usable fraction have no factor`() {
        let choice = ParameterChoice(ParameterSets.shipped().set(named: "CN-default"))
        for analyte: AnalyteCode in ["methcathinone", "mephedrone", "tramadol", "thc-cooh", "tiletamine", "mda", "norketamine", "cocaine"] {
            #expect(choice.correction(for: analyte, parentDrug: nil) == nil)
        }
        #expect(choice.correction(for: "morphine", parentDrug: "heroin") == nil)
        #expect(choice.correction(for: "morphine", parentDrug: nil) == nil)
    }

    @Test func `the parent drugs of the sets are those that the catalogue names`() {
        let catalogue = AnalyteCatalogue.shipped()
        for name in ParameterSets.shipped().names {
            let choice = ParameterChoice(ParameterSets.shipped().set(named: name))
            for biomarker in choice.correctedBiomarkers where biomarker != "morphine" {
                #expect(choice.correction(for: biomarker, parentDrug: catalogue[biomarker]?.parentDrug) != nil, "\(name) \(biomarker)")
            }
        }
    }
}
