package import Monitoring

/// What a kind of source lets out beside the analyte that is traced.
package struct SourceProfile: Hashable, Sendable {
    /// Kinds of sources.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// People who use: the drug with its metabolites.
        case consumption
        /// The drug itself thrown away, with no metabolite.
        case disposal
        /// Waste of synthesis: the drug with precursors and by-products, and no metabolite.
        case manufacture
        /// Medicine from a hospital or a works: the drug with what is dispensed beside it.
        case licitDischarge = "licit_discharge"
    }

    /// Load of another analyte over that of the traced one, in what the source lets out.
    package struct Companion: Hashable, Sendable {
        package var analyte: AnalyteCode
        package var lnRatio: Double
        package var logSD: Double
    }

    package var traced: AnalyteCode
    package var kind: Kind
    /// Analytes that the source raises; all others of the family it leaves alone.
    package var raises: [Companion]
    package var source: String

    private init(_ traced: AnalyteCode, _ kind: Kind, _ raises: [(AnalyteCode, Double, Double)], source: String) {
        self.traced = traced
        self.kind = kind
        self.raises = raises.map { Companion(analyte: $0.0, lnRatio: $0.1, logSD: $0.2) }
        self.source = source
    }

    private static let loads = "ratios of daily loads in sewage; spread over cities (from memory; set locally where known)"
    private static let waste = "by-products go with waste of synthesis in any proportion: two decades either way; a setting"
    private static let alone = "what was never swallowed has no metabolite"

    /// Profiles by traced analyte. Ratios are of loads in sewage, natural logarithms.
    package static let table: [SourceProfile] = [
        SourceProfile(
            "methamphetamine", .consumption, [("amphetamine", -2.41, 0.5)],
            source: "amphetamine over methamphetamine after use: median 0.09, 0.04 to 0.19 in more than 6,000 samples"),
        SourceProfile("methamphetamine", .disposal, [], source: alone),
        SourceProfile(
            "methamphetamine", .manufacture, [("ephedrine", -1.5, 2), ("pseudoephedrine", -1.5, 2), ("p2p", -1.5, 2), ("cmp", -3, 2)],
            source: "waste of a one-pot synthesis in a sewer, told by cmp: 10.1016/j.forc.2020.100253; " + waste),
        SourceProfile("amphetamine", .consumption, [], source: alone),
        SourceProfile("amphetamine", .manufacture, [("p2p", -1.5, 2)], source: waste),
        SourceProfile("cocaine", .consumption, [("benzoylecgonine", 1.05, 0.4), ("cocaethylene", -1.9, 0.8)], source: "cocaine over benzoylecgonine below 0.75 after use; " + loads),
        SourceProfile("cocaine", .disposal, [], source: "cocaine over benzoylecgonine above 1: never swallowed"),
        SourceProfile("benzoylecgonine", .consumption, [("cocaine", -1.05, 0.4), ("cocaethylene", -2.9, 0.8)], source: loads),
        SourceProfile("benzoylecgonine", .disposal, [("cocaine", 2.3, 1)], source: "cocaine turns to benzoylecgonine in water: a tenth; a setting"),
        SourceProfile("ketamine", .consumption, [("norketamine", -1, 0.7)], source: loads),
        SourceProfile("ketamine", .disposal, [], source: alone),
        SourceProfile("ketamine", .manufacture, [("hydroxylimine", -1.5, 2)], source: waste),
        SourceProfile("6-monoacetylmorphine", .consumption, [("morphine", 3, 0.8)], source: loads),
        SourceProfile("6-monoacetylmorphine", .disposal, [], source: alone),
        SourceProfile("morphine", .consumption, [("6-monoacetylmorphine", -3, 0.8)], source: loads),
        SourceProfile("morphine", .licitDischarge, [], source: "medicinal morphine has no 6-monoacetylmorphine"),
        SourceProfile("morphine", .manufacture, [("codeine", -1.5, 1.5), ("noscapine", -1.5, 1.5), ("papaverine", -2.5, 1.5)], source: "alkaloids of opium; " + waste),
        SourceProfile("methadone", .consumption, [("eddp", 0.5, 0.6)], source: "methadone over eddp 0.3 to 1 after use; " + loads),
        SourceProfile("methadone", .licitDischarge, [], source: alone),
        SourceProfile("tramadol", .consumption, [("o-desmethyltramadol", -0.7, 0.6)], source: loads),
        SourceProfile("tramadol", .licitDischarge, [], source: alone),
        SourceProfile("oxycodone", .consumption, [("noroxycodone", 0, 0.7)], source: loads),
        SourceProfile("oxycodone", .licitDischarge, [], source: alone),
        SourceProfile("fentanyl", .consumption, [("norfentanyl", 0.7, 0.8)], source: loads),
        SourceProfile("fentanyl", .licitDischarge, [], source: alone),
        SourceProfile("dextromethorphan", .consumption, [("dextrorphan", 1, 0.8)], source: loads),
        SourceProfile("dextromethorphan", .licitDischarge, [], source: alone),
        SourceProfile("etomidate", .consumption, [("etomidate_acid", 2, 1)], source: loads),
        SourceProfile("etomidate", .disposal, [], source: alone),
        SourceProfile("etomidate_acid", .consumption, [("etomidate", -2, 1)], source: loads),
        SourceProfile("methcathinone", .consumption, [], source: alone),
        SourceProfile("methcathinone", .manufacture, [("ephedrine", 0, 2), ("pseudoephedrine", 0, 2)], source: waste),
        SourceProfile("mephedrone", .disposal, [], source: alone),
    ]

    /// Analytes that tell what kind of source a traced one has.
    package static func companions(of traced: AnalyteCode) -> Set<AnalyteCode> {
        Set(table.filter { $0.traced == traced }.flatMap(\.raises).map(\.analyte))
    }

    /// The profiles between which the observed analytes can tell: two or more, else none.
    static func told(of traced: AnalyteCode, observed: Set<AnalyteCode>) -> [SourceProfile] {
        var profiles = table.filter { $0.traced == traced }.map { profile -> SourceProfile in
            var known = profile
            known.raises = profile.raises.filter { observed.contains($0.analyte) }
            return known
        }
        // Profiles that none of the observed analytes tells apart are one, the first of them.
        profiles = profiles.indices.filter { index in !profiles[..<index].contains { $0.raises == profiles[index].raises } }.map { profiles[$0] }
        return profiles.count > 1 ? profiles : []
    }
}

/// How likely a kind of source is, if there is one.
package struct ProfileProbability: Hashable, Sendable {
    package var kind: SourceProfile.Kind
    package var probability: Double
}
