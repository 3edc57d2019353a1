internal import DelimitedText
package import Findings
package import Monitoring

/// What a laboratory reported of one analyte in one round of proficiency testing (`proficiency.csv`).
package struct ProficiencyRound: Hashable, Sendable {
    package var laboratory: String
    package var analyte: AnalyteCode
    package var round: String
    /// From this day on the round speaks of the laboratory.
    package var date: CalendarDate
    /// The assigned value, the reported one and the standard deviation for proficiency, in one unit.
    package var assigned: Double
    package var reported: Double
    /// Nil where the round states none: then the limit `proficiency_sigma_pct` gives it.
    package var sigma: Double?
    package var position: SourcePosition

    package init(
        laboratory: String, analyte: AnalyteCode, round: String, date: CalendarDate, assigned: Double, reported: Double, sigma: Double? = nil,
        position: SourcePosition = SourcePosition(file: "proficiency.csv")
    ) {
        self.laboratory = laboratory
        self.analyte = analyte
        self.round = round
        self.date = date
        self.assigned = assigned
        self.reported = reported
        self.sigma = sigma
        self.position = position
    }

    /// z = (x - X) / sigma (ISO 13528).
    ///
    /// - Parameter defaultSigmaPct: percent of the assigned value, where the round states no standard deviation.
    package func score(defaultSigmaPct: Double) -> Double { (reported - assigned) / (sigma ?? assigned * defaultSigmaPct / 100) }
}

/// Reads `proficiency.csv`.
struct ProficiencyFile {
    private(set) var rounds: [ProficiencyRound] = []
    private(set) var findings: [Finding] = []

    mutating func read(_ readers: [RowReader], analytes: AnalyteCatalogue, laboratories: [String]) {
        var seen: [String: SourcePosition] = [:]
        for var row in readers {
            _ = row.required("laboratory")
            let laboratory = row.laboratory(in: laboratories) ?? ""
            if row.isUsable, laboratory.isEmpty { row.reject("C015", "laboratory") }
            _ = row.required("analyte")
            let analyte = row.analyte("analyte", in: analytes)
            let round = row.required("round")
            let date = row.requiredDate("date")
            let unit = row.required("unit")
            if !unit.isEmpty, UnitTable.factor(unit, .concentration) == nil { row.reject("C023", "unit", ["unit": "ng/L"]) }
            let assigned = row.requiredNumber("assigned", in: 1e-12...1e15)
            let reported = row.requiredNumber("reported", in: 0...1e15)
            let share = row.number("sigma_pct", in: 1e-6...1000, percent: 1, isStrict: true)
            let sigma = row.number("sigma", in: 1e-15...1e15, isStrict: true) ?? share.map { $0 / 100 * assigned }
            let key = [AnalyteCatalogue.folded(laboratory), analyte?.rawValue ?? "", round].joined(separator: "|")
            if row.isUsable, let first = seen[key] { row.reject("C021", "round", related: [first]) }
            findings += row.findings
            guard row.isUsable, let analyte else { continue }
            seen[key] = row.position
            rounds.append(
                ProficiencyRound(
                    laboratory: laboratory, analyte: analyte, round: round, date: date, assigned: assigned, reported: reported, sigma: sigma,
                    position: row.position("reported")))
        }
    }
}
