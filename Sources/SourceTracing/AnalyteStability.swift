package import Monitoring

/// How fast an analyte is lost between the toilet and the sampler.
package struct AnalyteStability: Hashable, Sendable {
    package var analyte: AnalyteCode
    /// First-order rate, 1/h, at 10 to 20 °C in a sewer of ordinary biofilm.
    package var decayPerHour: Double
    package var source: String

    private static let stable = "Thai et al. 2014, 10.1016/j.watres.2013.10.019: no significant loss over 12 h in sewer reactors"
    private static let water = "van Nuijs et al. 2012, 10.1016/j.jhazmat.2012.04.030"
    private static let biofilm = "McCall et al. 2016, 10.1021/acs.est.6b04200"

    /// The analytes of which a rate is known; all others count as stable.
    package static let table: [AnalyteStability] = [
        AnalyteStability(analyte: "methamphetamine", decayPerHour: 0, source: stable),
        AnalyteStability(analyte: "mdma", decayPerHour: 0, source: stable),
        AnalyteStability(analyte: "benzoylecgonine", decayPerHour: 0, source: stable),
        AnalyteStability(analyte: "ketamine", decayPerHour: 0, source: biofilm + ": unaffected by all biofilms tried"),
        AnalyteStability(analyte: "norketamine", decayPerHour: 0, source: biofilm + ": unaffected by all biofilms tried"),
        AnalyteStability(analyte: "amphetamine", decayPerHour: 0.02, source: biofilm + ": 0 to over 0.11 by biofilm; low middle taken"),
        AnalyteStability(
            analyte: "cocaine", decayPerHour: 0.03,
            source: "40 % in 12 h in sewage (0.043); half-life 35 h at 20 °C (0.020); middle taken. " + water),
        AnalyteStability(
            analyte: "6-monoacetylmorphine", decayPerHour: 0.02,
            source: "20 % in 12 h without biofilm (0.019); faster with. " + biofilm),
    ]

    /// The rate of an analyte, 1/h; 0 where none is known.
    package static func decayPerHour(of analyte: AnalyteCode) -> Double { table.first { $0.analyte == analyte }?.decayPerHour ?? 0 }
}
